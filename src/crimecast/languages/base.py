"""What a language must be able to say."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Final

OR_MORE: Final = "\u2265 "
"""Before a map's last number: its color stands for more, too."""


class Language(ABC):
    """The server's sentences. The words are the page's own (``frontend/src/strings``).

    Of a place they never pass judgment: "reported incidents", and what they do not tell.

    Attributes
    ----------
    id, territory : str
        As ``lang`` in addresses and in HTML has it; as link previews have it.
    titles, legends : mapping
        By what a map shows: ``expected``, ``chance``, ``likeliest``, ``change``. Legends take
        ``cell``, a cell's side in metres.
    usual_titles, usual_legends : mapping
        The same of typical hours.
    changes : tuple of str
        Half, as usual, twice.
    history, record, status, installed : str
        What a city's pages are called; they take ``city``.
    """

    id: ClassVar[str]
    territory: ClassVar[str]
    counts_what: ClassVar[str]
    use: ClassVar[str]
    simulated: ClassVar[str]
    no_data: ClassVar[str]
    too_few: ClassVar[str]
    not_forecast: ClassVar[str]
    history: ClassVar[str]
    record: ClassVar[str]
    status: ClassVar[str]
    installed: ClassVar[str]
    description: ClassVar[str]
    on_its_way: ClassVar[str]
    others: ClassVar[str]
    titles: ClassVar[Mapping[str, str]]
    legends: ClassVar[Mapping[str, str]]
    usual_titles: ClassVar[Mapping[str, str]]
    usual_legends: ClassVar[Mapping[str, str]]
    changes: ClassVar[tuple[str, str, str]]

    def label(self, text: str) -> str:
        """Return what is shipped in English in this language; what is a publisher's as it is."""
        return text

    def numbers(self, text: str, accepted: str | None) -> str:
        """Write numbers as where a reader lives, who sends this ``Accept-Language``."""
        del accepted
        return text

    @abstractmethod
    def short(self, value: float) -> str:
        """Write a number with two significant digits."""

    @abstractmethod
    def hour(self, at: datetime) -> str:
        """Write an hour; with minutes where the zone's hours do not start at :00."""

    @abstractmethod
    def date(self, at: datetime) -> str:
        """Write a date."""

    @abstractmethod
    def weekday(self, number: int) -> str:
        """Write a day of the week in short, 0 is Monday."""

    @abstractmethod
    def week(self, week: int, slot: int) -> str:
        """Write a typical hour: of which ISO week of the year, which of its hours (0 to 167)."""

    @abstractmethod
    def day(self, at: datetime, *, year: bool) -> str:
        """Write a day of a week, with the year on request."""

    @abstractmethod
    def joined(self, labels: Sequence[str]) -> str:
        """Name categories together; of more than three the first two and how many others."""

    @abstractmethod
    def issued(self, made: datetime, through: datetime) -> str:
        """Say when a forecast was made, and from records up to when; local times."""

    @abstractmethod
    def from_records(self, through: datetime) -> str:
        """Say from which records a forecast is."""

    @abstractmethod
    def hindcast(self, last: datetime) -> str:
        """Say that the records end in the past."""

    @abstractmethod
    def source(self, told: Sequence[str], notice: str) -> str:
        """Say whose the records are."""

    @abstractmethod
    def streets(self, credit: str) -> str:
        """Say who made the streets that are drawn."""

    @abstractmethod
    def picture_of(self, city: str, name: str) -> str:
        """Say what a picture is of, for who does not see it."""

    @abstractmethod
    def often(self, value: float, *, last: bool) -> str:
        """Write how often, once an hour or more; the last has all above it."""

    @abstractmethod
    def one_in(self, odds: float, *, hours: bool) -> str:
        """Write that it is one in so many, of hours where that is to be said."""

    @abstractmethod
    def out_of(self, count: int, many: int) -> str:
        """Write a large chance: ``3 in 10``."""

    @abstractmethod
    def over(self, count: int, many: int) -> str:
        """Write a chance that is larger than can be told."""

    @abstractmethod
    def interval(self, expected: str, lower: str, upper: str) -> str:
        """Write a number and its interval."""

    @abstractmethod
    def expected_in_city(self, when: str) -> str:
        """Go on after the number of reports that are expected in a city in an hour."""

    def moment(self, at: datetime) -> str:
        """Write an hour in full: ``Sun 27 Oct 2024, 9 pm MDT``."""
        return f"{self.day(at, year=True)}, {self.hour(at)} {at:%Z}"

    def when(self, at: datetime, *, year: bool) -> str:
        """Write an hour and its day."""
        return f"{self.day(at, year=year)}, {self.hour(at)}"

    def rate_tick(self, value: float, *, last: bool) -> str:
        """Write how often: ``1 in 100`` or ``2 an hour``; the last has the unit and all above."""
        if value >= 1:
            return f"{OR_MORE if last else ''}{self.often(value, last=last)}"
        return f"{OR_MORE if last else ''}{self.one_in(round(1 / value), hours=last)}"

    def chance_tick(self, value: float, *, last: bool) -> str:
        """Write the chance of at least one where so many are expected: ``1 in 2,000``."""
        chance = -math.expm1(-value)
        if chance > 0.95:
            return self.over(19, 20)
        more = OR_MORE if last else ""
        if chance >= 0.25:
            return more + self.out_of(max(3, min(9, round(chance * 10))), 10)
        return more + self.one_in(round(1 / chance), hours=False)


def in_sentence(label: str) -> str:
    """Write a label inside a sentence: its first letter small, unless it is an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
