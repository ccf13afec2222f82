"""Incidents counted by any period, weekdays, hours and categories in milliseconds.

A :class:`HistoryCube` is made once from a :class:`~crimecast.incidents.query.CountIndex`: sums by
week of the records, category and hour of the week, and for each incident what every count needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
import numpy.typing as npt

from crimecast.calendar import HOURS_PER_WEEK
from crimecast.errors import InputError
from crimecast.grid import Bools, Floats, Grid, Ints
from crimecast.incidents.brush import HourBrush
from crimecast.incidents.query import WINDOW_CAP_H, CountIndex, spread_over_week

_DAY, _WEEK = 86_400, 7 * 86_400
_MONDAY: Final = 3 * _DAY
"""1970-01-01 was a Thursday: a week's seconds begin three days before."""


def _week_position(seconds: Ints) -> tuple[Ints, Ints, Floats]:
    """Return week since 1970, hour of the week and what of that hour is over, 0 to 1."""
    week, rest = np.divmod(seconds + _MONDAY, _WEEK)
    hour, within = np.divmod(rest, 3600)
    return week, hour, within / 3600.0


def _day_number(day: np.datetime64) -> int:
    """Return a local day as days since 1970."""
    return int(day.astype("datetime64[D]").astype(np.int64))


def _spread_by_week(hour: Ints, fraction: Floats, hours: Floats, week: Ints, weeks: int) -> Floats:
    """Spread incidents that outlast their first hour over their windows.

    Parameters
    ----------
    hour, fraction : arrays
        Where in the week each window begins.
    hours : float64
        Length of each window, at most ``WINDOW_CAP_H``.
    week : int64
        The row that each counts in, 0 to ``weeks - 1``.

    Returns
    -------
    float64 (weeks, 168)
    """
    width = 2 * HOURS_PER_WEEK + 2
    end = hour + fraction + hours
    last = np.floor(end).astype(np.int64)
    at, share = week * width, 1.0 / hours
    size = weeks * width
    # Whole hours by the ends of their runs, the two broken hours by their share.
    change = np.bincount(at + hour + 1, share, size) - np.bincount(at + last, share, size)
    found = np.cumsum(change.reshape(weeks, width), axis=1).reshape(-1)
    found += np.bincount(at + hour, (1.0 - fraction) * share, size)
    found += np.bincount(at + last, (end - last) * share, size)
    rows = found.reshape(weeks, width)
    total: Floats = rows[:, :HOURS_PER_WEEK] + rows[:, HOURS_PER_WEEK : 2 * HOURS_PER_WEEK]
    total[:, :2] += rows[:, 2 * HOURS_PER_WEEK :]
    return total


@dataclass(frozen=True, eq=False)
class Selected:
    """What was reported in a period, of some categories, in some hours of the week.

    With hours chosen an incident counts with the share of its window that lies in them.

    Attributes
    ----------
    total, unplaced, outside : float
        All; those without a usable place; those with one outside the study area.
    cells : float64 (y * x,)
        Per cell of the grid, flat, row-major from the south-west.
    largest : float64 (y * x,)
        Of each cell, how many are recorded at its most crowded point.
    days : datetime64[D]
        Local days of the period.
    by_day : float64
        By the local day on which the window starts.
    by_hour_of_week : float64 (168,)
        Of all hours, whichever are chosen; Monday 00:00 first.
    by_category : dict of str to float
        Of all categories, whichever are chosen: each its own, so that their sum may be more than
        ``total``.
    """

    total: float
    unplaced: float
    outside: float
    cells: Floats
    largest: Floats
    days: npt.NDArray[np.datetime64]
    by_day: Floats
    by_hour_of_week: Floats
    by_category: dict[str, float]


def point_keys(x: Floats, y: Floats) -> Ints:
    """Return a number for each place in metres: the same where they agree to the centimetre."""
    east, north = (np.rint(100 * v).astype(np.int64) for v in (x, y))
    return np.asarray(east * 10_000_000_000 + north)


class HistoryCube:
    """A city's incidents, ready for counts of any selection. Safe to share between threads."""

    def __init__(self, index: CountIndex) -> None:
        self.index = index
        start = index.start
        length = np.clip(index.stop - start, 0, WINDOW_CAP_H * 3600)
        week, self._hour, fraction = _week_position(start)
        long = np.flatnonzero(start // 3600 != (start + length) // 3600)
        self._long, self._length = long, length[long] / 3600.0
        self._fraction = fraction[long]
        stop_week, self._stop_hour, self._stop_fraction = _week_position((start + length)[long])
        self._weeks_on = stop_week - week[long]
        self.first_week = int(week[0]) if len(week) else 0
        self._week = week - self.first_week
        self.weeks = int(self._week[-1]) + 1 if len(week) else 0
        #: Categories of which some offences do not stand for their incident, see leading.py.
        self._following = np.unique(index.category[~index.leads])
        names = len(index.categories)
        place = np.searchsorted(self._following, index.category) + names
        #: By incident its kind: the category, or where it follows another offence one after them.
        self.kind = np.where(index.leads, index.category, place).astype(np.intp)
        self.kinds = names + len(self._following)
        self._day = start // _DAY
        self._by_week = self._count_weeks()

    def _count_weeks(self) -> npt.NDArray[np.float32]:
        """Sum by week, kind and hour of the week."""
        found = np.zeros((self.weeks, self.kinds, HOURS_PER_WEEK), np.float32)
        short = np.ones(len(self._week), bool)
        short[self._long] = False
        for place in range(self.kinds if self.weeks else 0):
            rows = np.flatnonzero(short & (self.kind == place))
            slot = self._week[rows] * HOURS_PER_WEEK + self._hour[rows]
            counts = np.bincount(slot, minlength=self.weeks * HOURS_PER_WEEK).astype(float)
            mine = np.flatnonzero(self.kind[self._long] == place)
            rows = self._long[mine]
            counts += _spread_by_week(
                self._hour[rows], self._fraction[mine], self._length[mine], self._week[rows],
                self.weeks,
            ).reshape(-1)  # fmt: skip
            found[:, place] = counts.reshape(self.weeks, HOURS_PER_WEEK)
        return found

    @property
    def first_monday(self) -> np.datetime64:
        """The Monday of the week of the first incident."""
        return np.datetime64(self.first_week * 7 - 3, "D")

    def which(self, categories: Sequence[str]) -> Bools:
        """Return of each kind whether it counts where these categories are chosen.

        Of one category each offence counts, of several each incident once, as its most serious.

        Raises
        ------
        InputError
            If there is no such category.
        """
        known = self.index.categories
        for name in categories:
            if name not in known:
                raise InputError(f"there is no category {name!r}; there are {', '.join(known)}")
        chosen = np.isin(known, list(categories))
        alone = chosen[self._following] & (chosen.sum() == 1)
        return np.concatenate([chosen, alone])

    def weights(self, brush: HourBrush, rows: tuple[int, int] | None = None) -> Floats:
        """Return of each incident the share of its window that lies in the chosen hours.

        With ``rows``, where they begin and end, of those alone.
        """
        low, high = (0, len(self._hour)) if rows is None else rows
        long = slice(*np.searchsorted(self._long, [low, high]))
        chosen = brush.mask.astype(float)
        found: Floats = chosen[self._hour[low:high]]
        before = np.concatenate([[0.0], np.cumsum(chosen)])
        at = self._long[long]
        hour, stop = self._hour[at], self._stop_hour[long]
        from_ = before[hour] + chosen[hour] * self._fraction[long]
        to = before[stop] + chosen[stop] * self._stop_fraction[long]
        to += self._weeks_on[long] * before[-1]
        found[at - low] = (to - from_) / self._length[long]
        return found

    def by_week(self, wanted: Bools, brush: HourBrush) -> Floats:
        """Return the counts of all weeks of the records, from ``first_monday`` on."""
        sums = self._by_week[:, wanted].sum(axis=1, dtype=float)
        found: Floats = sums @ brush.mask.astype(float)
        return found

    def _hours_of_week(self, first: int, last: int, wanted: Bools) -> Floats:
        """Sum by hour of the week over the days from ``first`` to ``last``."""
        from_, to = -((-first - 3) // 7), (last + 4) // 7  # whole weeks, from Monday to Sunday
        from_, to = from_ - self.first_week, to - self.first_week
        inner = slice(max(from_, 0), max(min(to, self.weeks), 0))
        if from_ >= to:
            return self._spread_rows(first, last, wanted)
        hours = self._by_week[inner, wanted].sum(axis=(0, 1), dtype=float)
        hours += self._spread_rows(first, (from_ + self.first_week) * 7 - 4, wanted)
        hours += self._spread_rows((to + self.first_week) * 7 - 3, last, wanted)
        return np.asarray(hours, float)

    def rows(self, first: int, last: int) -> tuple[int, int]:
        """Return where the incidents of local days (since 1970) begin and end."""
        low, high = np.searchsorted(self._day, [first, last + 1])
        return int(low), max(int(high), int(low))

    def _spread_rows(self, first: int, last: int, wanted: Bools) -> Floats:
        low, high = self.rows(first, last)
        rows = low + np.flatnonzero(wanted[self.kind[low:high]])
        return spread_over_week(self.index.start[rows], self.index.stop[rows])

    def select(
        self,
        from_day: np.datetime64,
        to_day: np.datetime64,
        placed: PlacedRows,
        *,
        categories: Sequence[str],
        brush: HourBrush | None = None,
        weights: Floats | None = None,
    ) -> Selected:
        """Count the incidents whose window starts on local days ``from_day`` to ``to_day``.

        Parameters
        ----------
        placed : PlacedRows
            The incidents' cells.
        categories : sequence of str
            Ids of those that count.
        brush : HourBrush, optional
            The hours of the week that count; all by default.
        weights : float64, optional
            :meth:`weights` of the brush, where they are at hand.

        Raises
        ------
        InputError
            If a category is unknown or the days are in the wrong order.
        """
        if to_day < from_day:
            raise InputError(f"the period ends ({to_day}) before it begins ({from_day})")
        wanted = self.which(categories)
        first, last = (
            int(day.astype("datetime64[D]").astype(np.int64)) for day in (from_day, to_day)
        )
        low, high = self.rows(first, last)
        if brush is None or brush.whole:
            share = None
        else:
            share = self.weights(brush, (low, high)) if weights is None else weights[low:high]
        by_kind = np.bincount(self.kind[low:high], share, self.kinds).astype(float)
        by_category = by_kind[: len(self.index.categories)].copy()
        by_category[self._following] += by_kind[len(by_category) :]
        kept = np.flatnonzero(wanted[self.kind[low:high]])
        mine = None if share is None else share[kept]
        kept += low
        cells, unplaced, outside = placed.count(kept, mine)
        days = np.arange(first, last + 1).astype("datetime64[D]")
        return Selected(
            total=float(by_kind[wanted].sum()),
            unplaced=unplaced,
            outside=outside,
            cells=cells,
            largest=placed.largest(kept, mine),
            days=days,
            by_day=np.bincount(self._day[kept] - first, mine, len(days)).astype(float),
            by_hour_of_week=self._hours_of_week(first, last, wanted),
            by_category=dict(zip(self.index.categories, by_category.tolist(), strict=True)),
        )

    @cached_property
    def points(self) -> tuple[npt.NDArray[np.intp], Floats, Floats]:
        """Number of each incident's point (-1: none), and the points' places in metres.

        Incidents whose places agree to the centimetre are at one point.
        """
        x, y = self.index.x, self.index.y
        good = np.flatnonzero(np.isfinite(x))
        key = point_keys(x[good], y[good])
        _, example, number = np.unique(key, return_index=True, return_inverse=True)
        of = np.full(len(x), -1, np.intp)
        of[good] = number
        return of, x[good][example], y[good][example]


class PlacedRows:
    """Where the incidents of a cube lie on one grid."""

    def __init__(self, cube: HistoryCube, grid: Grid) -> None:
        self.grid = grid
        of, x, y = cube.points
        self._point = of
        cell = grid.locate(x, y)
        #: Per incident its cell, then one bin for those outside and one for those without a place.
        bins = np.concatenate([np.where(cell < 0, grid.mask.size, cell), [grid.mask.size + 1]])
        self._bin = bins[of].astype(np.intp)
        inside = np.flatnonzero(cell >= 0)
        self._order = inside[np.argsort(cell[inside], kind="stable")]
        self._cells, self._starts = np.unique(cell[self._order], return_index=True)
        self._points = len(x)

    def count(self, rows: Ints, share: Floats | None) -> tuple[Floats, float, float]:
        """Return counts per cell, and how many have no place and one outside."""
        size = self.grid.mask.size
        found = np.bincount(self._bin[rows], share, size + 2).astype(float)
        return found[:size], float(found[size + 1]), float(found[size])

    def rows_of(self, flat: int) -> Ints:
        """Return the incidents of one cell, ascending."""
        return np.flatnonzero(self._bin == flat)

    def points_of(self, rows: Ints) -> Ints:
        """Return the number of each incident's point."""
        return self._point[rows]

    def largest(self, rows: Ints, share: Floats | None) -> Floats:
        """Return per cell the count of its most crowded point."""
        found = np.zeros(self.grid.mask.size)
        if len(self._order):
            at = np.bincount(self._point[rows] + 1, share, self._points + 1)[1:]
            found[self._cells] = np.maximum.reduceat(at[self._order], self._starts)
        return found
