"""What was known at the starts of past weeks: rows to learn a density over cells from.

At the start of each week every category, class and all together have their past smoothed and faded
in a few ways. The incidents of the week that follows are what is to be foretold. Cells without any
are drawn with a known chance and stand for the rest (Horvitz & Thompson 1952), so that a sum over
rows, weighted, is a sum over all cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats, Ints
from crimecast.models.fields import Points, Smoother
from crimecast.models.smoothing import Matrix
from crimecast.models.threads import in_threads

BANDWIDTHS = (0.0, 125.0, 500.0)
DECAYS = (10.0, 100.0, np.inf)
SIZE = 3 * len(BANDWIDTHS) * len(DECAYS)
"""Densities of a row: of its own category, its class and all, by bandwidth, by decay time."""
_WEEK = 7
_HERE, _LASTING = len(DECAYS) - 1, len(DECAYS) * 2 - 1
"""Of a source's densities, those without decay of the cell itself and of 125 m."""
_PSEUDO = 1.0  # incidents' worth of an even spread in every density, so that none is empty
_RATES = np.array([0.0 if np.isinf(d) else 1.0 / d for d in DECAYS])


@dataclass(frozen=True, eq=False)
class Rows:
    """Cells and weeks of a category.

    Attributes
    ----------
    week : int
        Start, days relative to the origin (negative).
    category : int
    count : int
        Incidents that came.
    exposure : float
        Days times cells that the row stands for.
    densities : float32 (row, SIZE)
        As known at the start of the week; each sums to one over the study area.
    """

    week: Ints
    category: Ints
    count: Ints
    exposure: Floats
    densities: Matrix


class Snapshots:
    """Densities of all sources over a grid's study area, as of any past day.

    Parameters
    ----------
    points : Points
        Incidents in cells of the smoother's grid, ordered by report.
    category : int
        Of each of the points.
    class_of : int (category,)
    """

    def __init__(
        self, points: Points, category: npt.NDArray[np.integer], class_of: Ints, smoother: Smoother
    ) -> None:
        self.points, self.category, self.class_of = points, category.astype(np.int64), class_of
        self.smoother, self.grid = smoother, smoother.grid

    def state(self, day: float) -> Matrix:
        """Return faded counts (category, decay, y * x) of what was reported by a day."""
        shape = (len(self.class_of), len(DECAYS), self.grid.mask.size)
        counts = np.zeros(shape, np.float32)
        self._add(counts, 0, int(np.searchsorted(self.points.reported, day, "right")), day)
        return counts

    def weekly(self, first: int) -> Iterator[tuple[int, Matrix]]:
        """Yield day and state at the starts of weeks, from ``first`` on, before the origin."""
        state = self.state(first)
        done = int(np.searchsorted(self.points.reported, first, "right"))
        for day in range(first, 0, _WEEK):
            if day > first:
                state *= np.exp(-_WEEK * _RATES).astype(np.float32)[None, :, None]
                known = int(np.searchsorted(self.points.reported, day, "right"))
                self._add(state, done, known, day)
                done = known
            yield day, state

    def _add(self, counts: Matrix, start: int, stop: int, day: float) -> None:
        size = self.grid.mask.size
        place = self.category[start:stop] * size + self.points.cell[start:stop]
        age = np.maximum(day - self.points.occurred[start:stop], 0.0)
        for k, rate in enumerate(_RATES):
            new = np.bincount(place, np.exp(-rate * age), minlength=len(counts) * size)
            counts[:, k] += new.reshape(len(counts), size)

    def densities(self, counts: Matrix) -> Matrix:
        """Turn faded counts of one source (decay, y * x) into densities (SIZE // 3, study cell)."""
        cells = self.grid.cells
        whole = counts.reshape(-1, *self.grid.shape)
        mass = counts.sum(axis=1, dtype=np.float64) + _PSEUDO
        out = np.empty((len(BANDWIDTHS), len(DECAYS), len(cells)), np.float32)
        for b, bandwidth in enumerate(BANDWIDTHS):
            near = self.smoother(whole, bandwidth).reshape(len(DECAYS), -1)[:, cells]
            out[b] = (near + np.float32(_PSEUDO / len(cells))) / mass[:, None].astype(np.float32)
        return out.reshape(-1, len(cells))

    def shared(self, state: Matrix) -> tuple[list[Matrix], Matrix]:
        """Return the densities of each class, and of all together."""
        classes = range(int(self.class_of.max()) + 1)
        by_class = [self.densities(state[self.class_of == k].sum(axis=0)) for k in classes]
        return by_class, self.densities(state.sum(axis=0))

    def rows(self, *, weeks: int, empty: float, seed: int = 1) -> Rows:
        """Make the rows of the weeks before the origin.

        Parameters
        ----------
        weeks : int
            How many.
        empty : float
            Cells without incidents drawn for each category and week, about; more where incidents
            of the category have been.
        """
        rank = self.grid.rank[self.points.cell]
        parts: list[Rows] = []
        for day, state in self.weekly(-_WEEK * weeks):
            came = (self.points.occurred >= day) & (self.points.occurred < day + _WEEK)
            # Where records have dates only, an incident of the first midnight is known by then.
            came &= self.points.reported > day
            shared = self.shared(state)
            jobs = [
                (c, day, state[c], shared, rank[came & (self.category == c)])
                for c in range(len(self.class_of))
            ]
            parts += in_threads(lambda job: self._drawn(*job, empty=empty, seed=seed), jobs)
        return Rows(*(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Rows)))

    def _drawn(
        self,
        category: int,
        day: int,
        past: Matrix,
        shared: tuple[list[Matrix], Matrix],
        came: Ints,
        *,
        empty: float,
        seed: int,
    ) -> Rows:
        """Make the rows of one category and week, whose incidents ``came`` in study cells."""
        cells = len(self.grid.cells)
        own = self.densities(past)
        counts = np.bincount(came, minlength=cells)
        by_class, everything = shared
        # The nearer chances are to the intensity, the less its sum over the rows errs.
        chance = empty * (0.15 / cells + 0.6 * own[_LASTING] + 0.25 * everything[_HERE])
        chance = np.where(counts > 0, 1.0, np.minimum(chance, 1.0))
        # A generator of its own, so that threads do not change what is drawn.
        rng = np.random.default_rng([seed, category, -day])
        at = np.flatnonzero(rng.random(cells) < chance)
        class_ = by_class[self.class_of[category]]
        return Rows(
            np.full(len(at), day), np.full(len(at), category), counts[at], _WEEK / chance[at],
            np.concatenate([own[:, at], class_[:, at], everything[:, at]]).T,
        )  # fmt: skip
