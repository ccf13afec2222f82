"""The additive intensity with what was learned on top: of places by boosting, of their hours.

How the densities behind the additive model combine is a sum there; trees see where a sum is wrong:
how much a cell's own count is to be believed depends on what lies around it. They learn a density
over cells per category from the weeks of the last year (``snapshots.py``, ``boosting.py``), to
which the additive maps are scaled: those share it among finer cells, and tell what it is made of.
Which hours a place has is learned on top (``place_hours.py``), in place of what is near in hour.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats, Ints
from crimecast.incidents.history import History
from crimecast.models import place_spread
from crimecast.models.additive import Additive, PlacedEvents
from crimecast.models.base import Term
from crimecast.models.boosting import fit_boosted
from crimecast.models.components import TERMS, Source
from crimecast.models.fields import Points, Smoother
from crimecast.models.place_hours import Cases, Look, fit_place_hours, look, place_hours
from crimecast.models.snapshots import Snapshots
from crimecast.models.threads import in_threads
from crimecast.spread import Scale, Spread

_HALF_YEAR = 182.0
"""Days before the origin whose incidents hours by place are learned from."""
_CASES = 8000
"""Incidents of a category that they are learned from at most, evenly over that time."""
LEARNED = Term("learned", "What was learned on top of this from the last year")


class BoostedAdditive(Additive):
    """Additive kernel intensity, scaled to learned densities, with the hours of each place.

    Parameters
    ----------
    weeks : int
        Weeks before the origin that trees are grown on.
    empty : float
        Cells without incidents drawn for each category and week.
    """

    name: ClassVar[str] = "boosted"
    version: ClassVar[str] = "3"

    def __init__(self, *, weeks: int = 52, empty: float = 150.0) -> None:
        super().__init__()
        self.weeks, self.empty = weeks, empty
        self._near_in_hour = {}

    def _learn_more(self, events: PlacedEvents) -> None:
        """Grow trees on the weeks before the origin; the hours of places are learned after them."""
        snapshots = self._snapshots(events)
        self._boosted = fit_boosted(
            snapshots.rows(weeks=self.weeks, empty=self.empty),
            categories=len(self.categories), cells=len(snapshots.grid.cells),
        )  # fmt: skip
        self._shape: list[npt.NDArray[np.float32]] = []

    def _learn_hours(self, events: PlacedEvents, daily: Floats) -> list[npt.NDArray[np.float32]]:
        """Learn which hours places have; return by category factors (slot, block)."""
        share, looks = self._slot_share(), self._looks(events)
        clock = fit_place_hours(self._cases(events), share)
        return in_threads(
            lambda c: place_hours(looks(c), clock[c], share[c], daily[c]),
            range(len(self.categories)),
        )

    def _cases(self, events: PlacedEvents) -> list[Cases]:
        """Return by category the incidents of the last half year, with what was known before it."""
        occurred = events.points.occurred
        since = max(-_HALF_YEAR, occurred.min(initial=0.0) / 2)
        looks = self._looks(events, events.points.reported <= since)
        later = (occurred >= since) & (np.diff(events.week.indptr) > 0)
        rank = self._hours.grid.rank

        def cases(c: int) -> Cases:
            of = np.flatnonzero(later & (events.category == c))
            if len(of) > _CASES:
                of = of[np.linspace(0, len(of) - 1, _CASES).astype(np.int64)]
            place = rank[self._hours.coarse(events.points.cell[of])]
            return Cases(
                [seen.at(place) for seen in looks(c)], self._hours.by_slot(events.week[of])
            )

        return in_threads(cases, range(len(self.categories)))

    def _looks(
        self, events: PlacedEvents, known: npt.NDArray[np.bool_] | None = None
    ) -> Callable[[int], list[Look]]:
        """Return a way to look at the hours of a category, its class and all, at every place."""

        def seen(source: Source, category: int) -> Look:
            member = self._member(source, category, events.category)
            return look(
                self._hours, self._counts(events, member if known is None else member & known)
            )

        groups = self._groups("class")
        by_group = in_threads(lambda group: seen("class", group[0]), groups)
        of_class = {c: found for found, group in zip(by_group, groups, strict=True) for c in group}
        everything = seen("all", 0)
        return lambda c: [seen("own", c), of_class[c], everything]

    def _snapshots(self, events: PlacedEvents) -> Snapshots:
        """Look at the incidents in blocks of 100 m or more: finer ones are hardly learned from."""
        points = events.points
        coarse = Points(self._hours.coarse(points.cell), points.occurred, points.reported)
        grid = self._hours.grid
        smoother = Smoother(grid)
        return Snapshots(coarse, events.category, self._class_of, smoother)

    def _make_hours(self, events: PlacedEvents) -> None:
        """Make nothing: hours by place are learned on top."""

    def _refine(self, events: PlacedEvents) -> None:
        """Scale each category's maps to the learned density, keeping their sum.

        Hours by place are learned once a fit, beside that density.
        """
        self._kept: dict[int, Floats] = {}
        snapshots = self._snapshots(events)
        self._block = snapshots.grid.rank[self._hours.coarse(self.grid.cells)]
        self._density_now = learned = self._learned(snapshots, 0)
        self._shape = self._shape or self._learn_hours(events, learned)

        def factor(c: int) -> npt.NDArray[np.float32]:
            said = np.bincount(self._block, self._daily(c), minlength=learned.shape[1])
            scale: npt.NDArray[np.float32] = (learned[c] * said.sum() / said).astype(np.float32)
            return scale

        self._factor = in_threads(factor, range(len(self.categories)))

    def _daily(self, category: int) -> Floats:
        """Return the additive density (cell,) over a whole week."""
        whole: Floats = self._maps[category].sum(axis=0, dtype=np.float64)
        return whole

    def _density(self, category: int, week: Ints) -> npt.NDArray[np.float32]:
        """Return densities (hour, cell) at hours of the week."""
        daily = self._daily(category).astype(np.float32) * self._factor[category][self._block]
        slots, back = np.unique(self._hours.slot[week], return_inverse=True)
        by_slot = self._shape[category][np.ix_(slots, self._block)]
        by_slot *= daily
        # The hours were learned at the fit, beside the density of then.
        by_slot *= (daily.sum() / by_slot.sum(axis=1))[:, None]
        density: npt.NDArray[np.float32] = by_slot[back]
        return density

    def _learn_spread(self, history: History, events: PlacedEvents) -> Spread:
        """Learn also how far single places' rates lie from the map, and stay there."""
        learned = super()._learn_spread(history, events)
        own = Scale(self._hours.grid.cell, None)
        first, last = place_spread.DAYS
        occurred = events.points.occurred
        if own in learned.scales or not len(occurred) or occurred.min() > 2 * first:
            return learned
        density = self._learned(self._snapshots(events), first)
        density = density / np.maximum(density.sum(axis=1, keepdims=True), 1e-300)
        cell = self._hours.grid.rank[self._hours.coarse(events.points.cell)]
        shape = (place_spread.PERIODS, *density.shape)
        period = np.floor((occurred - first) / (last - first) * shape[0]).astype(np.int64)
        used = (period >= 0) & (period < shape[0])
        flat = (period[used] * shape[1] + events.category[used]) * shape[2] + cell[used]
        counts = np.bincount(flat, minlength=int(np.prod(shape))).reshape(shape).astype(float)
        whole = place_spread.lasting_variance(density, counts)
        # What larger squares have in common for good is part of it.
        large = [
            k for k, s in enumerate(learned.scales)
            if s.metres is not None and s.metres > (own.metres or 0) and s.hours is None
        ]  # fmt: skip
        phi = np.maximum(whole - learned.phi[:, large].sum(axis=1), 0.0)
        return Spread(
            learned.categories, (*learned.scales, own), np.column_stack([learned.phi, phi]),
            learned.time_zone,
        )  # fmt: skip

    def _times(self, events: PlacedEvents, days: Sequence[int]) -> npt.NDArray[np.float32]:
        """Return learned densities over the mean of those of past days, the same in a block."""
        snapshots = self._snapshots(events)
        past = sum(self._learned(snapshots, day) for day in days) / len(days)
        return (self._density_now / past).astype(np.float32)[:, self._block]

    def _learned(self, snapshots: Snapshots, day: int) -> Floats:
        """Return the density (category, block) that trees give from what was known at a day.

        Kept until the model advances: spread and drift ask for some of the same days.
        """
        if day in self._kept:
            return self._kept[day]
        state = snapshots.state(day)
        by_class, everything = snapshots.shared(state)

        def density(c: int) -> Floats:
            class_ = by_class[self._class_of[c]]
            here = np.concatenate([snapshots.densities(state[c]), class_, everything])
            return self._boosted.density(c, here)

        self._kept[day] = np.stack(in_threads(density, range(len(self.categories))))
        return self._kept[day]

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
