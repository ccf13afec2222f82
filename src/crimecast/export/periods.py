"""Local days put together: years, months, weeks, as they begin and end in a city."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from crimecast.calendar import Instants, local_to_utc

Days = npt.NDArray[np.datetime64]


class By(StrEnum):
    """What one row counts."""

    WHOLE = "whole"
    YEAR = "year"
    MONTH = "month"
    WEEK = "week"
    DAY = "day"


@dataclass(frozen=True, eq=False)
class Periods:
    """The periods of some local days, in order; the first and the last are cut to these days.

    Attributes
    ----------
    names : tuple of str
        As ISO 8601 writes them; of the whole its first and last day.
    first, last : datetime64[D]
        Local days, both included.
    begin, end : datetime64[s], UTC
        Midnights; what happens at ``end`` is in the next period.
    of_day : int64
        By day, from the first, the number of its period.
    """

    names: tuple[str, ...]
    first: Days
    last: Days
    begin: Instants
    end: Instants
    of_day: npt.NDArray[np.int64]

    @property
    def days(self) -> npt.NDArray[np.int64]:
        """Local days of each period."""
        return (self.last - self.first).astype(np.int64) + 1


def periods(first: np.datetime64, last: np.datetime64, by: By, time_zone: str) -> Periods:
    """Divide the local days from ``first`` to ``last``, both included."""
    days = np.arange(first, last + np.timedelta64(1, "D"))
    starts, position, of_day = np.unique(_start(days, by), return_index=True, return_inverse=True)
    begins = days[position]
    ends = np.append(begins[1:], last + np.timedelta64(1, "D"))
    return Periods(
        names=tuple(_name(start, by, first, last) for start in starts),
        first=begins,
        last=ends - np.timedelta64(1, "D"),
        begin=local_to_utc(begins.astype("datetime64[s]"), time_zone)[0],
        end=local_to_utc(ends.astype("datetime64[s]"), time_zone)[0],
        of_day=of_day.astype(np.int64),
    )


def _start(days: Days, by: By) -> Days:
    """Return for each day the first of the whole period that it lies in."""
    if by is By.YEAR:
        return days.astype("datetime64[Y]").astype("datetime64[D]")
    if by is By.MONTH:
        return days.astype("datetime64[M]").astype("datetime64[D]")
    if by is By.WEEK:
        since_monday = (days.astype(np.int64) + 3) % 7  # 1970-01-01 was a Thursday
        return np.asarray(days - since_monday.astype("timedelta64[D]"))
    return days if by is By.DAY else np.full_like(days, days[0])


def _name(start: np.datetime64, by: By, first: np.datetime64, last: np.datetime64) -> str:
    if by is By.WHOLE:
        return f"{first}/{last}"
    if by is By.WEEK:
        year, week, _ = start.astype("datetime64[D]").item().isocalendar()
        return f"{year}-W{week:02}"
    return str(start)[: {By.YEAR: 4, By.MONTH: 7}.get(by, 10)]
