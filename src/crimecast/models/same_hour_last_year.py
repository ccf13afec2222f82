"""The plainest reference: as it was at the same hours a year ago.

For an hour it takes the incidents of the same local hour and weekday 52 weeks before, with an hour
either side and two weeks either side: fifteen hours in all. Their mean is how many to expect in the
city, their cells are where. Nothing is smoothed; a share chosen by maximum likelihood is spread
evenly, as without it almost every incident would be impossible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

import numpy as np
import numpy.typing as npt

from crimecast.calendar import DAY, HOUR, Instants, local_to_utc, utc_to_local
from crimecast.grid import Bools, Floats, Ints
from crimecast.incidents.history import History
from crimecast.models.aoristic import midpoint, touched_hours
from crimecast.models.base import Term
from crimecast.models.intake import placed_share
from crimecast.models.span import span_days
from crimecast.models.tuned import FLOORS, FloorTuned, floor_scores

if TYPE_CHECKING:
    from scipy import sparse

YEAR: Final = 52
"""Weeks between an hour and the middle of what it is compared with."""
WEEKS: Final = (-2, -1, 0, 1, 2)
"""Weeks about it that count too."""
HOURS: Final = (-1, 0, 1)
"""Hours about it that count too."""

_WEEK = 7 * DAY
_LONGEST = 48.0  # hours; a longer window tells nothing of the hour
_PRIOR_HOURS = 1.0  # worth of the year's mean rate in every city total


class SameHourLastYear(FloorTuned):
    """The incidents of the same hours of last year, unsmoothed.

    Records that go back less than 54 weeks are read as far back as they go: the oldest whole weeks
    stand in for last year. Parameters and attributes are those of
    :class:`~crimecast.models.tuned.FloorTuned`.
    """

    name: ClassVar[str] = "same_hour_last_year"
    remainder: ClassVar[Term] = Term("last_year", "Reports at this hour a year ago")

    def _fit(self, history: History) -> None:
        rank = self._take_in(history)
        self._tune(history, rank)

    def _advance(self, history: History) -> None:
        self._take_in(history)

    def _take_in(self, history: History) -> Ints:
        """Count by hour and by hour and cell; return each incident's cell of the study area."""
        from scipy import sparse  # noqa: PLC0415

        n = len(self.categories)
        self._time_zone = history.time_zone
        span = span_days(history.occurred_from, self.origin)
        self._begin = _whole_hours(self.origin - np.int64(span * 86400) * np.timedelta64(1, "s"))
        self._end = max(_whole_hours(self.origin), self._begin + 1)
        self._lag = max(min(YEAR, int(span // 7) + min(WEEKS)), 0)
        length = (history.occurred_to - history.occurred_from) / HOUR
        short = length <= _LONGEST
        rows, hour, share = touched_hours(history.occurred_from[short], history.occurred_to[short])
        of = np.flatnonzero(short)[rows]
        keep = (hour >= self._begin) & (hour < self._end)
        of, hour, share = of[keep], hour[keep] - self._begin, share[keep]
        category = history.category
        # Incidents of unknown hour count with the others of their kind.
        known = np.bincount(category[short], minlength=n)
        scale = (np.bincount(category, minlength=n) + 1.0) / (known + 1.0)
        size = int(self._end - self._begin)
        flat = category[of].astype(np.int64) * size + hour
        self._city = np.bincount(flat, share, minlength=n * size).reshape(n, size) * scale[:, None]
        recent = (self.origin - midpoint(history.occurred_from, history.occurred_to)) / DAY
        days = min(365.0, span)
        self._rate = (np.bincount(category[recent <= days], minlength=n) + 0.5) / (24 * days)
        cell = self.grid.locate(history.x, history.y)
        rank = np.where(cell >= 0, self.grid.rank[cell], -1)
        self._placed = placed_share(rank >= 0, category, n)
        placed = rank[of] >= 0
        self._where: list[sparse.csr_matrix] = []
        for c in range(n):
            own = placed & (category[of] == c)
            self._where.append(
                sparse.csr_matrix(
                    (share[own], (hour[own], rank[of[own]])), shape=(size, len(self.grid.cells))
                )
            )
        return rank

    def _compared(self, hours: Instants) -> tuple[sparse.csr_matrix, Floats]:
        """Return which hours of the records each hour is compared with (hour, past), and how many.

        The same wall-clock time is meant, clock changes or not.
        """
        from scipy import sparse  # noqa: PLC0415

        local = utc_to_local(hours, self._time_zone)
        rows, columns = [], []
        for week in WEEKS:
            then = local_to_utc(local - (self._lag + week) * _WEEK, self._time_zone)[0]
            for step in HOURS:
                past = then.astype(np.int64) // 3600 + step - self._begin
                there = np.flatnonzero((past >= 0) & (past < self._end - self._begin))
                rows.append(there)
                columns.append(past[there])
        row, column = np.concatenate(rows), np.concatenate(columns)
        shape = (len(hours), int(self._end - self._begin))
        which = sparse.csr_matrix((np.ones(len(row)), (row, column)), shape=shape)
        return which, np.bincount(row, minlength=len(hours)).astype(float)

    def _tune(self, history: History, rank: Ints) -> None:
        """Choose even shares on incidents of the last weeks; those of a year before are known."""
        middle = midpoint(history.occurred_from, history.occurred_to)
        timed = (history.occurred_to - history.occurred_from) / HOUR <= 1.0
        recent = (self.origin - middle) / DAY <= self.window
        # A short history compares with days that lie within the window: too few to choose by.
        usable = timed & recent & (rank >= 0) & (self._lag + min(WEEKS) > self.window / 7)
        if usable.any():
            own = [usable & (history.category == c) for c in range(len(self.categories))]
            self._choose_floors(
                [(self._scores(c, middle[at], rank[at]), int(at.sum())) for c, at in enumerate(own)]
            )
        else:
            self.floors = (float(FLOORS[-1]),) * len(self.categories)

    def _scores(self, category: int, at: Instants, rank: Ints) -> Floats:
        hours = at.astype("datetime64[h]").astype("datetime64[s]")
        unique, back = np.unique(hours, return_inverse=True)
        near, mass = self._placed_near(category, unique)
        even = mass == 0
        here = np.asarray(near[back, rank]).reshape(-1) if len(at) else np.zeros(0)
        density = np.where(even[back], 1.0 / near.shape[1], here / np.maximum(mass[back], 1e-12))
        return floor_scores(density[:, None], near.shape[1]).reshape(-1)

    def _placed_near(self, category: int, hours: Instants) -> tuple[sparse.csr_matrix, Floats]:
        """Return counts (hour, cell) of the hours compared with, and their sums (hour,)."""
        near = (self._compared(hours)[0] @ self._where[category]).tocsr()
        return near, np.asarray(near.sum(axis=1)).reshape(-1)

    def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
        near, mass = self._placed_near(category, hours)
        series = self._city_total(hours)[category] * self._placed[category]
        told: Bools = mass > 0
        floor = np.where(told, self.floors[category], 1.0)
        cells = len(self.grid.cells)
        out = np.repeat((series * floor / cells).astype(np.float32)[:, None], cells, axis=1)
        near.data *= np.repeat(series * (1 - floor) / np.maximum(mass, 1e-12), np.diff(near.indptr))
        row = np.repeat(np.arange(len(hours)), np.diff(near.indptr))
        out[row, near.indices] += near.data.astype(np.float32)
        return out

    def _city_total(self, hours: Instants) -> Floats:
        which, known = self._compared(hours)
        seen = np.asarray((which @ self._city.T).T)
        total: Floats = (seen + _PRIOR_HOURS * self._rate[:, None]) / (known + _PRIOR_HOURS)
        return total


def _whole_hours(instant: np.datetime64) -> int:
    return int(instant.astype("datetime64[s]").astype(np.int64) // 3600)
