"""What a question about the history asks for: period, categories, weekdays and hours."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from fastapi import Query
from pydantic import BeforeValidator

from crimecast.archive.manifest import ALL
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.grid import Floats
from crimecast.incidents.brush import HourBrush
from crimecast.web.problem import Problem
from crimecast.web.site import Site

if TYPE_CHECKING:
    from crimecast.incidents.cube import HistoryCube

DEFAULT_DAYS = 28
LONGEST_DAYS = 36_600
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class CellSize(IntEnum):
    """Side of a cell, metres."""

    FINE = 100
    MIDDLE = 250
    COARSE = 500


def _day(given: object) -> object:
    """Take a day as it is written in full alone: a number would be one of seconds since 1970."""
    if isinstance(given, str) and not _DAY.fullmatch(given):
        raise ValueError("write a day as 2024-10-01")
    return given


From = Annotated[
    dt.date | None,
    BeforeValidator(_day),
    Query(alias="from", description="First local day.", examples=["2024-10-01"]),
]
To = Annotated[
    dt.date | None, BeforeValidator(_day), Query(description="Last local day, inclusive.")
]
Size = Annotated[CellSize, Query(description="Side of a cell, metres.")]
WeekdaysQuery = Annotated[
    str | None,
    Query(
        max_length=40,
        description="Weekdays that count, 1 (Monday) to 7, with ranges: `1-5` or `6,7`.",
        examples=["1-5"],
    ),
]
HoursQuery = Annotated[
    str | None,
    Query(
        max_length=140,
        description="Local hours of the day that count, from and to: `6-12`, `22-4`.",
        examples=["22-4"],
    ),
]


@dataclass(frozen=True, eq=False)
class Asked:
    """A question about a city's history, as far as it can be understood.

    Attributes
    ----------
    first, last : datetime64[D]
        Local days, both included.
    category : str
        What answers call the categories: ``all``, or ids in the city's order with commas between.
    categories : tuple of str
        The ids.
    """

    city: str
    cube: HistoryCube
    first: np.datetime64
    last: np.datetime64
    category: str
    categories: tuple[str, ...]
    brush: HourBrush

    @property
    def key(self) -> tuple[object, ...]:
        """The same for all questions that have the same answer."""
        days = (str(self.first), str(self.last))
        return (self.city, *days, self.category, self.brush)

    def weights(self, found: Site, *, short: bool = False) -> Floats | None:
        """Return each incident's share in the chosen hours; None where all count.

        With ``short`` None as well of a period that holds less than half of the incidents: its
        shares alone are worked out faster than all.
        """
        if self.brush.whole:
            return None
        low, high = self.cube.rows(*(int(day.astype(np.int64)) for day in (self.first, self.last)))
        if short and high - low < len(self.cube.index.start) // 2:
            return None
        return found.shares.get(
            (self.city, self.brush), self.cube.index.version, lambda: self.cube.weights(self.brush)
        )

    def to_json(self) -> dict[str, Any]:
        """Return what is told again in the answer."""
        return {
            "from": str(self.first), "to": str(self.last), "category": self.category,
            "weekdays": list(self.brush.weekdays), "hours": list(self.brush.hours),
        }  # fmt: skip


def asked(
    found: Site,
    known: City,
    *,
    from_: dt.date | None,
    to: dt.date | None,
    category: str,
    weekdays: str | None,
    hours: str | None,
) -> Asked:
    """Read a question.

    Raises
    ------
    Problem
        404 where there are no records, 422 where something cannot be understood.
    """
    cube = found.cube(known)
    days = None if cube is None else cube.index.days
    if cube is None or days is None:
        raise Problem(404, "no-records", f"No records of {known.name} are ingested yet.")
    index = cube.index
    names = category.split(",")
    if any(name not in {ALL, *index.categories} for name in names):
        raise Problem(
            422, "unknown-category", f"category: {known.name} has none of that id; see its city."
        )
    chosen = index.forecast
    if ALL not in names:
        chosen = tuple(name for name in index.categories if name in names)
    try:
        brush = HourBrush.parse(weekdays, hours)
    except InputError as error:
        raise Problem(422, "invalid", f"{error}.") from error
    first, last = _period(from_, to, days[1])
    if len(chosen) > 1 and set(chosen) == set(index.forecast):
        names = [ALL]
    category = ALL if ALL in names else ",".join(chosen)
    return Asked(known.id, cube, first, last, category, chosen, brush)


def _period(
    first: dt.date | None, last: dt.date | None, newest: np.datetime64
) -> tuple[np.datetime64, np.datetime64]:
    end: np.datetime64 = newest if last is None else np.datetime64(last, "D")
    start: np.datetime64 = end - np.timedelta64(DEFAULT_DAYS - 1, "D")
    if first is not None:
        start = np.datetime64(first, "D")
    if start > end:
        raise Problem(422, "period", f"from ({start}) lies after to ({end}); swap them.")
    if end - start > np.timedelta64(LONGEST_DAYS, "D"):
        raise Problem(422, "period", "The period is longer than a hundred years; choose less.")
    return start, end
