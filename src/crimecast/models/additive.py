"""The default: an additive kernel intensity, fitted by maximum likelihood.

The intensity of a category is its city-wide level at the hour times a mixture of densities over
cells and hours of the week: past incidents of its own, its class and all categories, smoothed over
several bandwidths, faded over several decay times, and the same counted by nearness in hour. The
weights are fitted by EM on the incidents of the last months, each seen with the fields as they
stood at the start of its day. Sources: Flaxman, Chirico, Pereira & Loeffler (2019), "Scalable
high-resolution forecasting of sparse spatiotemporal events with kernel methods", Ann. Appl. Stat.
13(4); Mohler (2014), "Marked point process hotspot maps", Int. J. Forecast. 30(3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import numpy.typing as npt

from crimecast.calendar import DAY, HOURS_PER_WEEK, Instants, hour_of_week
from crimecast.grid import Floats, Ints
from crimecast.incidents.history import History
from crimecast.models.aoristic import midpoint, week_hours
from crimecast.models.base import Model, Term
from crimecast.models.components import (
    FIELDS,
    HOURS,
    NEAR_IN_HOUR,
    SOURCES,
    TERMS,
    Source,
    components,
    term_of,
)
from crimecast.models.fields import Points, Smoother, combine, densities_at
from crimecast.models.hours import NearInHour
from crimecast.models.level import fit_level
from crimecast.models.mixture import em_weights
from crimecast.models.nowcast import completeness
from crimecast.models.profile import profiles

if TYPE_CHECKING:
    from scipy import sparse


@dataclass(frozen=True, eq=False)
class _Events:
    """Placed incidents as of the origin by report time, and which the weights learn from."""

    points: Points
    category: npt.NDArray[np.int16]
    week: sparse.csr_matrix
    learn: npt.NDArray[np.bool_]
    day: Ints


class Additive(Model):
    """Additive kernel intensity.

    Parameters
    ----------
    window : int
        Days before the origin whose incidents the weights are fitted on.
    profile_half_life : float
        Days after which an incident counts half in the hour-of-week profile.
    pooled : float
        Incidents' worth of belief, per category, in the weights fitted on all categories.
    floor : float
        Least share of an even spread over the study area.
    """

    name: ClassVar[str] = "additive"
    version: ClassVar[str] = "1"
    remainder: ClassVar[Term] = HOURS

    def __init__(
        self,
        *,
        window: int = 120,
        profile_half_life: float = 730.0,
        pooled: float = 40.0,
        floor: float = 0.003,
    ) -> None:
        self.window = window
        self.profile_half_life = profile_half_life
        self.pooled = pooled
        self.floor = floor

    def _fit(self, history: History) -> None:
        middle = midpoint(history.occurred_from, history.occurred_to)
        spread = week_hours(history.occurred_from, history.occurred_to, history.time_zone)
        age = (self.origin - middle) / DAY
        category = history.category
        self._class_of = np.unique(history.classes, return_inverse=True)[1]
        self._profile = profiles(
            spread.weights, category, 0.5 ** (age / self.profile_half_life), self._class_of
        )
        known = completeness(
            category, middle, history.reported_at, self.origin, categories=len(self.categories)
        )
        self._level = fit_level(
            category, middle, self.origin, self._profile, known,
            time_zone=history.time_zone, country=history.country, subdivision=history.subdivision,
        )  # fmt: skip
        cell = self.grid.locate(history.x, history.y)
        inside = cell >= 0
        self._placed = _shares(inside, category, len(self.categories))
        day = np.floor(-age).astype(np.int64)
        learn = (day >= -self.window) & (day < 0) & spread.usable
        reported = (history.reported_at - self.origin) / DAY
        events = _Events(
            Points(cell[inside], -age[inside], reported[inside]), category[inside],
            spread.weights[inside], learn[inside], day[inside],
        )  # fmt: skip
        smoother = Smoother(self.grid)
        self._hours = NearInHour(self.grid, smoother, self._profile)
        designs = self._designs(events, smoother)
        self._weights = self._fit_weights(designs)
        self._make_maps(events, smoother)

    def _member(
        self, source: Source, category: int, of: npt.NDArray[np.int16]
    ) -> npt.NDArray[np.bool_]:
        """Say which incidents feed a source of a category."""
        if source == "all":
            return np.ones(len(of), bool)
        if source == "own":
            return np.asarray(of == category)
        return np.asarray(self._class_of[of] == self._class_of[category])

    def _designs(self, events: _Events, smoother: Smoother) -> list[Floats]:
        """Evaluate every component at every incident learned from, one matrix a category."""
        targets = [events.learn & (events.category == c) for c in range(len(self.categories))]
        even = 1.0 / len(self.grid.cells)
        own_hour = [
            np.asarray(events.week[t] @ self._profile[c]) / HOURS_PER_WEEK
            for c, t in enumerate(targets)
        ]
        columns: list[list[Floats]] = [[] for _ in targets]
        old = events.points.reported <= -self.window
        for source in SOURCES:
            for group in self._groups(source):
                member = self._member(source, group[0], events.category)
                learn = np.logical_or.reduce([targets[c] for c in group])
                at = np.flatnonzero(learn)
                values = densities_at(
                    events.points.select(member), FIELDS[source], smoother,
                    start=-self.window, event_cell=events.points.cell[at], event_day=events.day[at],
                )  # fmt: skip
                for c in group:
                    rows = values[targets[c][at]]
                    columns[c].append(rows * own_hour[c][:, None])
        for source, bandwidths in NEAR_IN_HOUR.items():
            for group in self._groups(source):
                feed = old & self._member(source, group[0], events.category)
                counts = self._hours.counts(events.points.cell[feed], events.week[feed])
                for b in bandwidths:
                    density = self._hours.density(counts, b)
                    for c in group:
                        t = targets[c]
                        columns[c].append(
                            self._hours.at(density, c, events.points.cell[t], events.week[t])[
                                :, None
                            ]
                        )
        return [
            np.hstack([*parts, own_hour[c][:, None] * even]).astype(np.float64)
            for c, parts in enumerate(columns)
        ]

    def _groups(self, source: Source) -> list[list[int]]:
        """Return the categories that share a source's incidents."""
        all_of_them = list(range(len(self.categories)))
        if source == "all":
            return [all_of_them]
        if source == "own":
            return [[c] for c in all_of_them]
        return [
            [c for c in all_of_them if self._class_of[c] == k]
            for k in range(int(self._class_of.max()) + 1)
        ]

    def _fit_weights(self, designs: list[Floats]) -> Floats:
        """Fit weights (category, component), each category's drawn to those of all together."""
        size = len(components())
        floor = np.zeros(size)
        together = np.vstack(designs)
        floor[-1] = self.floor * len(together) + 0.5
        pooled = em_weights(together, prior=floor, iterations=200)
        weights = np.empty((len(designs), size))
        for c, design in enumerate(designs):
            prior = self.pooled * pooled
            prior[-1] += self.floor * len(design) + 0.5
            weights[c] = em_weights(design, prior=prior, start=0.5 * pooled + 0.5 / size)
        return weights

    def _make_maps(self, events: _Events, smoother: Smoother) -> None:
        """Sum the weighted components at the origin into maps by term, and by slot of the week."""
        cells, terms = self.grid.cells, [t.id for t in TERMS]
        n = len(self.categories)
        sizes = [len(FIELDS[source]) for source in SOURCES]
        first = dict(zip(SOURCES, np.cumsum([0, *sizes]), strict=False))
        self._maps = np.zeros((n, len(terms), len(cells)), np.float32)
        hours = self._weights[:, sum(sizes) : -1]
        self._slots: list[npt.NDArray[np.float32]] = []
        counts = self._hours.counts(events.points.cell, events.week)
        shared = [self._hours.density(counts, b) for b in NEAR_IN_HOUR["all"]]
        del counts
        for c in range(n):
            for source in SOURCES:
                feed = events.points.select(self._member(source, c, events.category))
                specs = FIELDS[source]
                weights = self._weights[c, first[source] : first[source] + len(specs)]
                for t, term in enumerate(terms):
                    part = np.array([term_of(source, spec).id == term for spec in specs]) * weights
                    if part.any():
                        whole = combine(feed, specs, part, smoother)
                        self._maps[c, t] += whole.reshape(-1)[cells]
            self._maps[c, 1] += self._weights[c, -1] / len(cells)
            member = events.category == c
            own = self._hours.counts(events.points.cell[member], events.week[member])
            split = len(NEAR_IN_HOUR["own"])
            self._slots.append(
                self._hours.mix(
                    own, NEAR_IN_HOUR["own"], hours[c, :split], shared, hours[c, split:]
                )
            )

    def terms(self) -> tuple[Term, ...]:
        """Return the terms that are a map times a series of hours."""
        return TERMS

    def term_maps(self, category: str) -> npt.NDArray[np.float32]:
        """Return maps (term, cell) of one category."""
        maps: npt.NDArray[np.float32] = self._maps[self._index(category)]
        return maps

    def term_hours(self, category: str, hours: Instants) -> Floats:
        """Return the city's expected placed counts of one category by hour."""
        c = self._index(category)
        series: Floats = self._city_total(hours)[c] * self._placed[c]
        return series

    def dispersion(self) -> Floats:
        """Return negative binomial dispersions of city totals, measured on daily counts."""
        return self._level.dispersion

    def _city_total(self, hours: Instants) -> Floats:
        return self._level.per_hour(hours)

    def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
        series = self._city_total(hours)[category] * self._placed[category]
        static = self._maps[category].sum(axis=0)
        week = hour_of_week(hours, self._level.time_zone)
        # Densities near in hour are per cell and hour of the week: relative to the profile they
        # become a map for the hour, to be multiplied with the same series as the static terms.
        relative = self._hours.relative(self._slots[category], category)
        out = np.empty((len(hours), static.size), np.float32)
        for i, h in enumerate(week):
            np.add(static, relative[self._hours.slot[h]], out=out[i])
            out[i] *= np.float32(series[i])
        return out


def _shares(inside: npt.NDArray[np.bool_], category: npt.NDArray[np.int16], n: int) -> Floats:
    """Return the share of each category's incidents that has a place in the study area."""
    placed = np.bincount(category[inside], minlength=n)
    return np.asarray((placed + 1.0) / (np.bincount(category, minlength=n) + 1.0))
