"""Weekdays and hours of the day that a reader chooses, as sets and as text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np

from crimecast.errors import InputError
from crimecast.grid import Bools

WEEKDAYS: Final = tuple(range(1, 8))
HOURS: Final = tuple(range(24))
_ITEM = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?")


@dataclass(frozen=True)
class HourBrush:
    """Hours of the week: some weekdays, of each the same hours of the day.

    Attributes
    ----------
    weekdays : tuple of int
        1 (Monday) to 7, ascending.
    hours : tuple of int
        Local hours of the day, 0 to 23, ascending.
    """

    weekdays: tuple[int, ...] = WEEKDAYS
    hours: tuple[int, ...] = HOURS

    @classmethod
    def parse(cls, weekdays: str | None = None, hours: str | None = None) -> HourBrush:
        """Read a brush from text.

        Parameters
        ----------
        weekdays : str, optional
            Numbers and ranges with commas between, ends included: ``1-5``, ``6,7``, ``5-1`` (Friday
            to Monday). All where None.
        hours : str, optional
            Ranges from one clock hour to another, with commas between: ``6-12``, ``22-4`` (past
            midnight). All where None.

        Raises
        ------
        InputError
            If a text names no weekday or no hour.
        """
        days: Iterable[int] = WEEKDAYS if weekdays is None else _weekdays(weekdays)
        clock: Iterable[int] = HOURS if hours is None else _hours(hours)
        return cls(tuple(sorted(set(days))), tuple(sorted(set(clock))))

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return len(self.weekdays) == 7 and len(self.hours) == 24

    @cached_property
    def mask(self) -> Bools:
        """By hour of the week (168), Monday 00:00 first, whether it is chosen."""
        mask = np.zeros((7, 24), bool)
        mask[np.ix_([day - 1 for day in self.weekdays], self.hours)] = True
        flat: Bools = mask.reshape(-1)
        flat.setflags(write=False)
        return flat


def _pairs(text: str, what: str, example: str) -> Iterable[tuple[int, int | None]]:
    for item in text.split(","):
        found = _ITEM.fullmatch(item)
        if found is None:
            raise InputError(f"{what}: they cannot be read; write {example}")
        yield int(found[1]), None if found[2] is None else int(found[2])


def _weekdays(text: str) -> Iterable[int]:
    for first, last in _pairs(text, "weekdays", "1-5 or 6,7 (1 is Monday)"):
        end = first if last is None else last
        if not (1 <= first <= 7 and 1 <= end <= 7):
            raise InputError("weekdays: they go from 1 (Monday) to 7 (Sunday)")
        yield from ((first - 1 + i) % 7 + 1 for i in range((end - first) % 7 + 1))


def _hours(text: str) -> Iterable[int]:
    for first, end in _pairs(text, "hours", "6-12 or 22-4 (from, to)"):
        if end is None:
            raise InputError("hours: write from and to, as 6-12 or 22-4")
        if not (0 <= first <= 23 and 0 <= end <= 24):
            raise InputError("hours: they go from 0 to 24")
        yield from ((first + i) % 24 for i in range((end - first) % 24 or 24))
