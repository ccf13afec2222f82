"""Random Fourier features with lagged kernel densities: the NIJ challenge's winner.

The log of a category's intensity is linear in kernel densities of what happened in the last days,
weeks, months and years, and in random Fourier features of place and time, which stand for a
Gaussian process. Coefficients are fitted by Poisson regression with a ridge over days and cells:
all that had incidents, and a sample of the empty ones by importance. Source: Flaxman, Chirico,
Pereira & Loeffler (2019), "Scalable high-resolution forecasting of sparse spatiotemporal events
with kernel methods: a winning solution to the NIJ 'Real-Time Crime Forecasting Challenge'", Ann.
Appl. Stat. 13(4); Rahimi & Recht (2007), "Random features for large-scale kernel machines", NIPS.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import ClassVar, Final

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats, Ints
from crimecast.models.base import Term
from crimecast.models.fields import FieldSpec, densities, densities_at
from crimecast.models.mapped import Mapped, Placed
from crimecast.models.poisson import weighted_poisson
from crimecast.models.threads import in_threads

OWN: Final = (
    *(FieldSpec(b, lag) for b in (76.0, 182.0) for lag in (3.5, 7.0, 14.0, 30.0, 90.0)),
    *(FieldSpec(b, lag) for b in (0.0, 76.0, 182.0) for lag in (365.0, inf)),
    FieldSpec(500.0, inf),
)
"""Lagged densities of the category: the published bandwidths (m) and lags (days), and years."""

ALL: Final = (
    *(FieldSpec(b, lag) for b in (0.0, 182.0) for lag in (30.0, 365.0, inf)),
    FieldSpec(500.0, inf),
)
"""Lagged densities of all categories' incidents."""

_WEEK: Final = 7  # days: densities of all categories are renewed weekly where they are learned from
_DEGREES: Final = 2.5  # of freedom of the published frequencies: Student's t
_DRAWN_BY: Final = ALL.index(FieldSpec(0.0, inf))  # what empty cells are drawn by
_KDES: Final = 1 + len(OWN) + len(ALL)


@dataclass(frozen=True, eq=False)
class _Rows:
    """Cells and days that a category is fitted on: counts, and what each row stands for."""

    cell: Ints
    day: Ints
    count: Floats
    weight: Floats
    offset: Floats
    densities: Floats


class RandomFourier(Mapped):
    """Poisson regression on random Fourier features and lagged kernel densities.

    Parameters
    ----------
    weeks : int
        Weeks before the origin that the coefficients are fitted on.
    features : int
        Pairs of random Fourier features.
    length : float
        Length scale of place, metres.
    lasting : float
        Length scale of time, days.
    ridge : float
        Penalty of the Fourier features: one over the variance of what they add to the log.
    pooled : float
        Penalty that draws a category's coefficients to those of all together.
    floor : float
        Share spread evenly over the study area.
    seed : int
        Of the random features and the sample of empty cells.
    """

    name: ClassVar[str] = "rff"
    remainder: ClassVar[Term] = Term("learned", "What was learned from reports here and close by")

    def __init__(
        self,
        *,
        weeks: int = 52,
        features: int = 64,
        length: float = 3000.0,
        lasting: float = 180.0,
        ridge: float = 100.0,
        pooled: float = 50.0,
        floor: float = 0.003,
        seed: int = 1,
    ) -> None:
        self.weeks = weeks
        self.features = features
        self.length = length
        self.lasting = lasting
        self.ridge = ridge
        self.pooled = pooled
        self.floor = floor
        self.seed = seed

    def _tune(self, placed: Placed) -> None:
        rng = np.random.default_rng(self.seed)
        scale = np.array([self.length, self.length, self.lasting])
        self._frequency = rng.standard_t(_DEGREES, (3, self.features)) / scale[:, None]
        starts = np.arange(-self.weeks, 0) * _WEEK
        shared = np.stack(in_threads(lambda day: self._shared(placed, int(day)), starts))
        categories = range(len(self.categories))
        rows = in_threads(lambda c: self._rows(c, placed, shared), categories)
        designs = in_threads(self._design, rows)
        fourier = np.full(2 * self.features, self.ridge)
        weak = np.concatenate([np.full(_KDES, 1.0), fourier])
        together = self._regress(rows, designs, np.zeros(len(weak)), weak)
        drawn = np.concatenate([np.full(_KDES, self.pooled), fourier])
        drawn[0] = 1e-3
        self._coefficients = np.stack(in_threads(
            lambda c: self._regress(rows[c : c + 1], designs[c : c + 1], together, drawn),
            categories,
        ))  # fmt: skip

    @staticmethod
    def _regress(
        rows: list[_Rows], designs: list[Floats], center: Floats, penalty: Floats
    ) -> Floats:
        return weighted_poisson(
            np.vstack(designs),
            np.concatenate([r.count for r in rows]),
            np.concatenate([r.weight for r in rows]),
            np.concatenate([r.offset for r in rows]),
            center=center,
            penalty=penalty,
        )

    def _shared(self, placed: Placed, day: int) -> npt.NDArray[np.float32]:
        """Return densities (kernel, cell) of all categories' incidents, as known at a day."""
        return densities(placed.points.known_at(day), ALL, self._smoother)

    def _rows(self, category: int, placed: Placed, shared: npt.NDArray[np.float32]) -> _Rows:
        """Take all cells and days with incidents, and a sample of the others by importance."""
        cells, start = self.grid.cells, -self.weeks * _WEEK
        at = placed.learned_from(category, -start)
        rank, day = self.grid.rank[placed.points.cell[at]], placed.day[at]
        seen, count = np.unique((day - start) * len(cells) + rank, return_counts=True)
        per_day = np.bincount(day - start, minlength=-start)
        rng = np.random.default_rng([self.seed, category])
        # Empty cells are drawn from where incidents are and from everywhere, half and half: the
        # integral of the intensity is then known well where it is high.
        known = shared[0, _DRAWN_BY].astype(float)
        chance = 0.5 / len(cells) + 0.5 * known / known.sum()
        chance /= chance.sum()
        size = int(np.clip(3 * at.sum(), 2000, 12_000)) if at.any() else 0
        drawn = rng.choice(len(cells), size, p=chance) if size else np.zeros(0, np.int64)
        days = rng.choice(day, size) if size else np.zeros(0, np.int64)
        empty = ~np.isin((days - start) * len(cells) + drawn, seen)
        drawn, days = drawn[empty], days[empty]
        where = np.concatenate([seen % max(len(cells), 1), drawn])
        when = np.concatenate([seen // len(cells) + start, days])
        # A day's share among the drawn is that of its incidents, so that it cancels out.
        expected = per_day[when - start] / len(cells)
        weight = np.concatenate([
            np.ones(len(seen)), at.sum() / (size * chance[drawn] * per_day[days - start])
        ])  # fmt: skip
        own = densities_at(
            placed.points.select(placed.category == category), OWN, self._smoother,
            start=start, event_cell=cells[where], event_day=when,
        )  # fmt: skip
        others = shared[(when - start) // _WEEK, :, where]
        return _Rows(
            where, when, np.concatenate([count, np.zeros(len(drawn))]), weight,
            np.log(np.maximum(expected, 1e-12)), np.hstack([own, others]).astype(np.float64),
        )  # fmt: skip

    def _design(self, rows: _Rows) -> Floats:
        return np.hstack([self._logs(rows.densities), self._fourier(rows.cell, rows.day + 0.5)])

    def _logs(self, densities: Floats) -> Floats:
        """Return one and the logs of densities over an even spread's, a tenth of it added."""
        ratio = densities * len(self.grid.cells)
        return np.hstack([np.ones((len(ratio), 1)), np.log(0.9 * ratio + 0.1)])

    def _fourier(self, rank: Ints, day: npt.NDArray[np.floating]) -> Floats:
        """Return random Fourier features of cells (by rank) and of days since learning."""
        row, column = np.divmod(self.grid.cells[rank], self.grid.shape[1])
        place = np.column_stack([column * self.grid.cell, row * self.grid.cell, day])
        phase = place @ self._frequency
        return np.asarray(np.hstack([np.cos(phase), np.sin(phase)]) / np.sqrt(self.features))

    def _draw(self, placed: Placed) -> None:
        self._everywhere = self._shared(placed, 0)
        count = len(self.grid.cells)
        # Not beyond the time learned from: what the features do later is anything.
        self._waves = self._fourier(np.arange(count), np.zeros(count))
        super()._draw(placed)

    def _map(self, category: int, placed: Placed) -> Floats:
        points = placed.points.select(placed.category == category)
        own = densities(points, OWN, self._smoother)
        logs = self._logs(np.vstack([own, self._everywhere]).T.astype(np.float64))
        coefficients = self._coefficients[category]
        log_density = logs @ coefficients[:_KDES] + self._waves @ coefficients[_KDES:]
        density = np.exp(log_density - log_density.max())
        even = self.floor / len(density)
        return np.asarray((1 - self.floor) * density / density.sum() + even)
