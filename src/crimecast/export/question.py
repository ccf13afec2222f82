"""What an export is asked for, checked against the city."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crimecast.city import WITHHELD, City
from crimecast.errors import InputError
from crimecast.export.periods import By

ALL: Final = "all"
CELL: Final = 250
MIN_CELL, MAX_CELL = 100, 1000
"""Sides of cells, metres: in smaller ones than the page's a count would be of one address."""


@dataclass(frozen=True)
class Question:
    """What to export.

    Attributes
    ----------
    categories : tuple of str
        Ids of kept categories, in the order of the city's file.
    first, last : date, optional
        Local days on which windows start, both included; all that there are by default.
    known_at : aware datetime, optional
        As the records were known then, by when they came to us.
    by : By
        What one count is of.
    cell : int
        Side of a cell, metres.
    together : bool
        Whether the categories are counted as one.
    records : bool
        The records themselves, not counts.
    """

    categories: tuple[str, ...]
    first: dt.date | None = None
    last: dt.date | None = None
    known_at: dt.datetime | None = None
    by: By = By.YEAR
    cell: int = CELL
    together: bool = False
    records: bool = False

    def __post_init__(self) -> None:
        if self.first is not None and self.last is not None and self.first > self.last:
            raise InputError(f"--from ({self.first}) lies after --to ({self.last}); swap them")
        if self.known_at is not None and self.known_at.tzinfo is None:
            raise InputError(f"{self.known_at} needs a time zone; add Z for UTC")
        if not MIN_CELL <= self.cell <= MAX_CELL:
            raise InputError(f"--cell is {self.cell} m; use {MIN_CELL} to {MAX_CELL} m")


def chosen(city: City, names: Sequence[str]) -> tuple[str, ...]:
    """Return the ids of the categories that are named; of the forecast ones where none is.

    Raises
    ------
    InputError
        If one is unknown, or withheld.
    """
    forecast = tuple(c.id for c in city.forecast_categories)
    kept = tuple(c.id for c in city.kept_categories)
    hidden = {c.id for c in city.categories} - set(kept) | {WITHHELD}
    for name in names:
        if name in hidden:
            raise InputError(
                f"{name!r} is withheld: crimecast keeps no records of it, so there are none to give"
            )
        if name not in {ALL, *kept}:
            never = (
                f". No records are kept of {', '.join(city.not_shown)}" if city.not_shown else ""
            )
            raise InputError(
                f"{city.name} has no category {name!r}; there are {', '.join(kept)}, and all for "
                f"those that are forecast{never}"
            )
    wanted = set(names) - {ALL}
    if ALL in names or not names:
        wanted |= set(forecast)
    return tuple(name for name in kept if name in wanted)
