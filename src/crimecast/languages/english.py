"""The server's English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final

from crimecast.digits import short
from crimecast.languages.base import Language

# Not the machine's: its locale may be another.
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


class English(Language):
    """English as public services in the United States write it."""

    id: ClassVar = "en"
    territory: ClassVar = "en_US"
    counts_what: ClassVar = (
        "It counts reports to police, not danger. Where more people are, more is reported; much "
        "that happens is never reported."
    )
    use: ClassVar = (
        "Not for directing patrols or enforcement at places or people; not for decisions about "
        "housing, lending, insurance, employment or tenancy; not for rating or ranking "
        "neighborhoods; not for looking up a property or a person."
    )
    simulated: ClassVar = "Simulated city: no real people or places."
    no_data: ClassVar = "Hatched: outside the area, no data"
    too_few: ClassVar = "Clear: too few are usual to compare. Hatched: no data"
    not_forecast: ClassVar = "Typical of the hour, not a forecast."
    history: ClassVar = "Reported incidents, {city}"
    record: ClassVar = "How right the forecasts of reported incidents were, {city}"
    status: ClassVar = "How up to date the forecast of reported incidents is, {city}"
    installed: ClassVar = "{city}: reported incidents"
    description: ClassVar = "An hourly forecast of reported incidents on a map."
    on_its_way: ClassVar = "The map is on its way."
    others: ClassVar = "Others"
    titles: ClassVar = {
        "expected": "Expected reported incidents",
        "chance": "Chance of a reported incident",
        "likeliest": "Likeliest kind of report",
        "change": "Expected reports, against the usual",
    }
    usual_titles: ClassVar = {**titles, "expected": "Usual reported incidents"}
    legends: ClassVar = {
        "expected": "Reports expected in a {cell} m cell in one hour",
        "chance": "Chance of a report in a {cell} m cell in one hour",
        "likeliest": "Stronger: more is expected in a {cell} m cell",
        "change": "Expected, against the usual for the hour",
    }
    usual_legends: ClassVar = {
        **legends,
        "expected": "Reports usual in a {cell} m cell in one hour",
        "likeliest": "Stronger: more is usual in a {cell} m cell",
    }
    changes: ClassVar = ("half", "as usual", "twice")

    def short(self, value: float) -> str:
        return short(value)

    def hour(self, at: datetime) -> str:
        """Write an hour as ``9 pm``."""
        minutes = f":{at.minute:02}" if at.minute else ""
        return f"{(at.hour - 1) % 12 + 1}{minutes} {'am' if at.hour < 12 else 'pm'}"

    def date(self, at: datetime) -> str:
        """Write a date as ``27 Oct 2024``."""
        return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"

    def weekday(self, number: int) -> str:
        return _DAYS[number]

    def day(self, at: datetime, *, year: bool) -> str:
        """Write a day as ``Fri 19 Jun``."""
        words = f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]}"
        return f"{words} {at.year}" if year else words

    def week(self, week: int, slot: int) -> str:
        """Write a typical hour: ``Fri, 9 pm, 27th week of the year``."""
        clock = f"{(slot % 24 - 1) % 12 + 1} {'am' if slot % 24 < 12 else 'pm'}"
        teen = 11 <= week % 100 <= 13
        ordinal = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(week % 10, "th")
        return f"{_DAYS[slot // 24]}, {clock}, {week}{ordinal} week of the year"

    def joined(self, labels: Sequence[str]) -> str:
        if len(labels) == 1:
            return labels[0]
        if len(labels) > 3:
            return f"{', '.join(labels[:2])} and {len(labels) - 2} more"
        return f"{', '.join(labels[:-1])} and {labels[-1]}"

    def issued(self, made: datetime, through: datetime) -> str:
        return (
            f"Issued {self.date(made)}, {self.hour(made)}, from records up to "
            f"{self.date(through)}, {self.hour(through)}."
        )

    def from_records(self, through: datetime) -> str:
        return f"From records up to {self.date(through)}, {self.hour(through)}."

    def hindcast(self, last: datetime) -> str:
        return (
            f"Records end on {self.date(last)}: the forecast that could have been made then, not "
            "for today."
        )

    def source(self, told: Sequence[str], notice: str) -> str:
        return f"Source: {', '.join(told)}. {notice}".strip()

    def streets(self, credit: str) -> str:
        return f"Map: {credit}."

    def picture_of(self, city: str, name: str) -> str:
        return f"Map of {city}: {name}"

    def often(self, value: float, *, last: bool) -> str:
        del last
        return f"{short(value)} an hour"

    def one_in(self, odds: float, *, hours: bool) -> str:
        return f"1 in {short(odds)}{' hours' if hours else ''}"

    def out_of(self, count: int, many: int) -> str:
        return f"{count} in {many}"

    def over(self, count: int, many: int) -> str:
        return f"over {count} in {many}"

    def interval(self, expected: str, lower: str, upper: str) -> str:
        return f"{expected} ({lower} to {upper})"

    def expected_in_city(self, when: str) -> str:
        return f"reported incidents expected in the city in the hour from {when}."
