"""A self-exciting point process, fitted by expectation maximization.

Incidents come of a background or set each other off. Per category, in the city's own time (in
which its daily and weekly rhythm, season and holidays run evenly): a background whose map is a
mixture of long-run kernels over past incidents, its own and all, with an even floor; and kernels
by which an incident sets off others of its kind, exponential in time and Gaussian in space. What
an incident that is expected but not yet known sets off in its turn is counted too, so that totals
are right at every lead. Sources: Mohler, Short, Brantingham, Schoenberg & Tita (2011),
"Self-exciting point process modeling of crime", JASA 106(493); Mohler (2014), "Marked point
process hotspot maps", Int. J. Forecast. 30(3); Mohler et al. (2015), "Randomized controlled field
trials of predictive policing", JASA 110(512); Reinhart (2018), "A review of self-exciting
spatio-temporal point processes and their applications", Statist. Sci. 33(3).
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from crimecast.calendar import HOUR, Instants, hours_from
from crimecast.grid import Floats, Ints
from crimecast.incidents.history import History
from crimecast.models.base import Term
from crimecast.models.branching import unreported, weights_ahead
from crimecast.models.fields import FieldSpec, Points, combine, densities, densities_at
from crimecast.models.mapped import Mapped, Placed
from crimecast.models.threads import in_threads
from crimecast.models.triggering import (
    START,
    Kernels,
    Pairs,
    Prior,
    Sample,
    find_pairs,
    fit_alone,
    fit_together,
)

OWN: Final = (
    *(FieldSpec(b, inf) for b in (0.0, 50.0, 125.0, 250.0, 500.0, 1000.0)),
    *(FieldSpec(b, 365.0) for b in (0.0, 125.0, 500.0)),
)
"""The background's kernels over the category's own past: the likelihood chooses among them."""

ALL: Final = tuple(FieldSpec(b, d) for b in (0.0, 125.0) for d in (inf, 365.0))
"""The background's kernels over the past of all categories."""

_COMPONENTS: Final = len(OWN) + len(ALL) + 1  # the last is the even floor

LONGRUN: Final = Term("longrun", "This place over the years")

_BLOCK: Final = 28  # days: the background's map and rate are renewed at their starts
_PAIRS: Final = 200_000  # of a category, about, that are fitted on
_PROBE: Final = 16  # every so many targets tell how many pairs there are
_PAST: Final = 90  # days of incidents before the window that may set off those in it


@dataclass(frozen=True, eq=False)
class _State:
    """What a category's forecast is drawn from: its rates and maps as of the origin.

    ``hidden`` and the maps (map, cell) are as :func:`crimecast.models.branching.weights_ahead`
    has them; rates are placed incidents a day.
    """

    rate: float
    hidden: Floats
    maps: npt.NDArray[np.float32]


class Etas(Mapped):
    """Self-exciting point process.

    Parameters
    ----------
    blocks : int
        Four-week blocks before the origin on which the process is fitted.
    pooled : float
        Incidents' worth of belief, per category, in the process fitted on all categories.
    floor : float
        Least share of an even spread in the background.

    Attributes
    ----------
    kernels : tuple of Kernels
        Each category's triggering, once fitted.
    """

    name: ClassVar[str] = "etas"
    remainder: ClassVar[Term] = Term("recent", "Recent incidents of this kind close by")

    def __init__(self, *, blocks: int = 13, pooled: float = 30.0, floor: float = 0.003) -> None:
        self.blocks = blocks
        self.pooled = pooled
        self.floor = floor
        self.kernels: tuple[Kernels, ...] = ()

    def _take_in(self, history: History) -> Placed:
        placed = super()._take_in(history)
        self._unknown = 1.0 - self._known.share
        self._clock = self._past_clock()
        return placed

    def _past_clock(self) -> tuple[Floats, Floats]:
        """Return days before the origin, and the city's own time then (category, day).

        In the city's own time a category's rhythm runs evenly; it is 0 at the origin.
        """
        count = 24 * (self.blocks * _BLOCK + _PAST + 1)
        hours = hours_from(self.origin - count * HOUR, count)
        passed = self._level.hour_factor(hours).cumsum(axis=1) / 24.0
        own = np.hstack([np.zeros((len(passed), 1)), passed])
        return np.arange(-count, 1) / 24.0, own - own[:, -1:]

    def _tune(self, placed: Placed) -> None:
        cell = float(self.grid.cell)
        # What all categories share is worked out once, as known at the start of each block.
        begins = np.arange(-self.blocks, 0) * _BLOCK
        shared = np.stack(in_threads(lambda day: self._shared(placed, int(day)), begins))
        categories = range(len(self.categories))
        samples = in_threads(lambda c: self._sample(c, placed, shared), categories)
        even = np.full(_COMPONENTS, 1.0 / _COMPONENTS)
        together = fit_together(samples, Prior(START, even, 1.0, self.floor), cell=cell)
        prior = Prior(together.kernels, together.mixture, self.pooled, self.floor)
        fits = in_threads(lambda c: fit_alone(samples[c], prior, cell=cell), categories)
        self.kernels = tuple(fit.kernels for fit in fits)
        self._mixtures = np.stack([fit.mixture for fit in fits])

    def _shared(self, placed: Placed, day: int) -> npt.NDArray[np.float32]:
        """Return densities (kernel, cell) of all categories' incidents, as known at a day."""
        return densities(placed.points.known_at(day), ALL, self._smoother)

    def _sample(self, category: int, placed: Placed, shared: npt.NDArray[np.float32]) -> Sample:
        """Gather what a category's process is fitted on."""
        edges = np.arange(-self.blocks, 1) * _BLOCK
        points, timed = self._own(category, placed)
        day = points.occurred
        within = np.searchsorted(edges, day, side="right") - 1
        # What was known at the start of its block is in the block's background.
        target = timed & (day >= edges[0]) & (day < 0) & (points.reported > edges[within])
        source = timed & (day >= edges[0] - _PAST) & (day < 0)
        time, cell = self._own_time(category, day), points.cell

        def pairs(some: npt.NDArray[np.bool_]) -> Pairs:
            return find_pairs(
                cell[some], time[some], cell[source], time[source],
                width=self.grid.shape[1], cell=float(self.grid.cell),
            )  # fmt: skip

        # Where incidents crowd, pairs grow with their square: every so many targets then serve.
        many = _PROBE * len(pairs(_every(_PROBE, target)).lag)
        weight = 1 + int(many / _PAIRS)
        target = _every(weight, target)
        block = within[target]
        background = np.full((len(block), _COMPONENTS), 1.0 / len(self.grid.cells))
        for b, begin in enumerate(edges[:-1]):
            at = block == b
            background[at, : len(OWN)] = densities_at(
                points.select(points.reported <= begin), OWN, self._smoother, start=int(begin),
                event_cell=cell[target][at], event_day=np.full(int(at.sum()), int(begin)),
            )  # fmt: skip
        background[:, len(OWN) : -1] = shared[block, :, self.grid.rank[cell[target]]]
        edge = self._own_time(category, edges.astype(float))
        return Sample(
            background, block, np.diff(edge), pairs(target), time[source] - edge[0], weight
        )

    def _own(self, category: int, placed: Placed) -> tuple[Points, npt.NDArray[np.bool_]]:
        member = placed.category == category
        return placed.points.select(member), placed.timed[member]

    def _own_time(self, category: int, day: Floats) -> Floats:
        own: Floats = np.interp(day, self._clock[0], self._clock[1][category])
        return own

    def _draw(self, placed: Placed) -> None:
        self._everywhere = self._shared(placed, 0)
        categories = range(len(self.categories))
        self._states = in_threads(lambda c: self._state(c, placed), categories)

    def _state(self, category: int, placed: Placed) -> _State:
        kernels = self.kernels[category]
        base = self._map(category, placed)
        points, timed = self._own(category, placed)
        recent = points.select(timed & (points.occurred >= -_PAST) & (points.occurred < 0))
        age = -self._own_time(category, recent.occurred)
        triggered = [
            self._spread(recent.cell, ratio / decay * np.exp(-age / decay), bandwidth)
            for ratio, decay, bandwidth in zip(
                kernels.ratio, kernels.decay, kernels.bandwidth, strict=True
            )
        ]
        wider = [
            self._spread(self.grid.cells, each, bandwidth)
            for group in ([base], triggered)
            for bandwidth in kernels.bandwidth
            for each in group
        ]
        per_day = float(self._level.per_day[category] * self._placed[category])
        return _State(
            per_day * (1.0 - kernels.branching),
            unreported(kernels, per_day, self._unknown[category]),
            np.stack([base, *triggered, *wider]).astype(np.float32),
        )

    def _spread(self, cell: Ints, weight: Floats, bandwidth: float) -> Floats:
        """Return weights at flat cells smoothed over the study area's cells."""
        counts = np.bincount(cell, weight, minlength=self.grid.mask.size)
        smoothed = self._smoother(counts.reshape(self.grid.shape).astype(np.float32), bandwidth)
        return np.asarray(smoothed.reshape(-1)[self.grid.cells], float)

    def _map(self, category: int, placed: Placed) -> Floats:
        """Return the background's density."""
        points, weights = self._own(category, placed)[0], self._mixtures[category]
        own, shared, even = weights[: len(OWN)], weights[len(OWN) : -1], weights[-1]
        cells = self.grid.cells
        density = combine(points, OWN, own, self._smoother).reshape(-1)[cells]
        for weight, there in zip(shared, self._everywhere, strict=True):
            density += weight * there
        return np.asarray(density + even / len(cells))

    def terms(self) -> tuple[Term, ...]:
        """Return the background; the remainder is what incidents set off."""
        return (LONGRUN,)

    def term_maps(self, category: str) -> npt.NDArray[np.float32]:
        """Return the background's share of the long-run rate (1, cell)."""
        c = self._index(category)
        share = np.float32(1.0 - self.kernels[c].branching)
        return self._states[c].maps[:1] * share

    def term_hours(self, category: str, hours: Instants) -> Floats:
        """Return the city's placed counts by hour that the tracked level expects."""
        c = self._index(category)
        series: Floats = self._level.per_hour(hours)[c] * self._placed[c]
        return series

    def _weights(self, category: int, hours: Instants) -> Floats:
        """Return how much each map counts (hour, map) in a category's expected counts."""
        first = hours_from(self.origin, 1)[0]
        ahead = np.maximum((hours - first) // HOUR, 0).astype(np.int64)
        factor = self._level.hour_factor(hours_from(first, int(ahead.max(initial=0)) + 1))[category]
        middle = (factor.cumsum() - 0.5 * factor)[ahead] / 24.0
        # Hours before the origin are shown, not scored: the rate at the origin serves.
        middle[hours < first] = 0.0
        state = self._states[category]
        weights = weights_ahead(self.kernels[category], state.rate, state.hidden, middle)
        now = self._level.hour_factor(hours)[category] / 24.0
        return np.asarray(weights * now[:, None])

    def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
        weights = self._weights(category, hours).astype(np.float32)
        values: npt.NDArray[np.float32] = weights @ self._states[category].maps
        return values

    def _city_total(self, hours: Instants) -> Floats:
        totals = [
            self._weights(c, hours) @ state.maps.sum(axis=1, dtype=float) / self._placed[c]
            for c, state in enumerate(self._states)
        ]
        return np.stack(totals)


def _every(step: int, flags: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Keep every ``step``-th of the flags that are set."""
    kept = np.zeros(len(flags), bool)
    kept[np.flatnonzero(flags)[::step]] = True
    return kept
