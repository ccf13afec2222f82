"""The additive intensity with what gradient boosting learned on top.

The additive model says where and at which hour. How the densities behind it combine is a sum there;
trees see where a sum is wrong: how much a cell's own count is to be believed depends on what lies
around it. They learn a density over cells per category from the weeks of the last year
(``snapshots.py``, ``boosting.py``), to which the additive maps are scaled: hours stay as they were.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats
from crimecast.models.additive import Additive, PlacedEvents
from crimecast.models.base import Term
from crimecast.models.boosting import fit_boosted
from crimecast.models.components import TERMS
from crimecast.models.fields import Points, Smoother
from crimecast.models.snapshots import Snapshots
from crimecast.models.threads import in_threads

LEARNED = Term("learned", "What was learned on top of this from the last year")


class BoostedAdditive(Additive):
    """Additive kernel intensity, scaled cell by cell to a density that boosting learned.

    Parameters
    ----------
    weeks : int
        Weeks before the origin that trees are grown on.
    empty : float
        Cells without incidents drawn for each category and week.
    """

    name: ClassVar[str] = "boosted"

    def __init__(self, *, weeks: int = 52, empty: float = 150.0) -> None:
        super().__init__()
        self.weeks, self.empty = weeks, empty

    def _learn_more(self, events: PlacedEvents) -> None:
        """Grow trees on the weeks before the origin."""
        snapshots = self._snapshots(events)
        self._boosted = fit_boosted(
            snapshots.rows(weeks=self.weeks, empty=self.empty),
            categories=len(self.categories), cells=len(snapshots.grid.cells),
        )  # fmt: skip

    def _snapshots(self, events: PlacedEvents) -> Snapshots:
        """Look at the incidents in blocks of 100 m or more: finer ones are hardly learned from."""
        points = events.points
        coarse = Points(self._hours.coarse(points.cell), points.occurred, points.reported)
        grid = self._hours.grid
        smoother = Smoother(grid)
        return Snapshots(coarse, events.category, self._class_of, smoother)

    def _refine(self, events: PlacedEvents) -> None:
        """Scale each category's maps to the learned density, keeping their sum."""
        snapshots = self._snapshots(events)
        self._block = snapshots.grid.rank[self._hours.coarse(self.grid.cells)]
        self._density_now = learned = self._learned(snapshots, 0)

        def factor(c: int) -> npt.NDArray[np.float32]:
            said = np.bincount(self._block, self._daily(c), minlength=learned.shape[1])
            scale: npt.NDArray[np.float32] = (learned[c] * said.sum() / said).astype(np.float32)
            self._slots[c] *= scale
            return scale

        self._factor = in_threads(factor, range(len(self.categories)))

    def _daily(self, category: int) -> Floats:
        """Return the additive density (cell,) over a whole week."""
        whole: Floats = self._maps[category].sum(axis=0, dtype=np.float64) + self._hourly(category)
        return whole

    def _times(self, events: PlacedEvents, days: Sequence[int]) -> npt.NDArray[np.float32]:
        """Return learned densities over the mean of those of past days, the same in a block."""
        snapshots = self._snapshots(events)
        past = sum(self._learned(snapshots, day) for day in days) / len(days)
        return (self._density_now / past).astype(np.float32)[:, self._block]

    def _learned(self, snapshots: Snapshots, day: int) -> Floats:
        """Return the density (category, block) that trees give from what was known at a day."""
        state = snapshots.state(day)
        by_class, everything = snapshots.shared(state)

        def density(c: int) -> Floats:
            class_ = by_class[self._class_of[c]]
            here = np.concatenate([snapshots.densities(state[c]), class_, everything])
            return self._boosted.density(c, here)

        return np.stack(in_threads(density, range(len(self.categories))))

    def terms(self) -> tuple[Term, ...]:
        """Return the terms that are a map times a series of hours."""
        return (*TERMS, LEARNED)

    def term_maps(self, category: str) -> npt.NDArray[np.float32]:
        """Return maps (term, cell) of one category; what was learned may take away."""
        maps = super().term_maps(category)
        c = self._index(category)
        learned = self._static(c) - maps.sum(axis=0)
        return np.concatenate([maps, learned[None]])

    def _static(self, category: int) -> npt.NDArray[np.float32]:
        scaled: npt.NDArray[np.float32] = super()._static(category)
        scaled *= self._factor[category][self._block]
        return scaled
