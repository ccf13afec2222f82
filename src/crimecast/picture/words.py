"""What is written on a picture: it is seen far from the page and must say all itself.

Every sentence of the server's pictures and links. The words are the page's own
(``frontend/src/strings/en.ts``): "reported incidents", never a verdict on a place.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from crimecast.archive.manifest import Manifest
from crimecast.calendar import zone
from crimecast.city import City
from crimecast.digits import short

COUNTS_WHAT: Final = (
    "It counts reports to police, not danger. Where more people are, more is reported; much that "
    "happens is never reported."
)
USE: Final = (
    "Not for directing patrols or enforcement at places or people; not for decisions about "
    "housing, lending, insurance, employment or tenancy; not for rating or ranking neighborhoods; "
    "not for looking up a property or a person."
)
SIMULATED: Final = "Simulated city: no real people or places."
NO_DATA: Final = "Hatched: outside the area, no data"
TOO_FEW: Final = "Clear: too few are usual to compare. Hatched: no data"
NOT_FORECAST: Final = "Typical of the hour, not a forecast"
_OR_MORE: Final = "\u2265 "
"""Before a map's last number: its color stands for more, too."""
HISTORY: Final = "Reported incidents, {city}"
RECORD: Final = "How right the forecasts of reported incidents were, {city}"
DESCRIPTION: Final = "An hourly forecast of reported incidents on a map."
# Not the machine's: its locale may be another.
_DAYS: Final = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip


@dataclass(frozen=True)
class Words:
    """What stands around a map.

    Attributes
    ----------
    city, title, category, when : str
        Whose, what, of which categories, of which hour.
    legend : str
        What the colors stand for.
    ticks : tuple of (float, str)
        Where along the ribbon, 0 to 1, and what is written there.
    note : str
        What else is seen on the map.
    ribbon : str
        ``counts``, ``change`` or ``strength``.
    items : tuple of (str, str or None)
        Categories and their colors, where the map shows the likeliest ones.
    notices : tuple of str
        What must be read first: simulated, hindcast, no forecast.
    facts : tuple of str
        From when, from whom, what it is not.
    """

    city: str
    title: str
    category: str
    when: str
    legend: str
    ticks: tuple[tuple[float, str], ...]
    note: str
    ribbon: str
    items: tuple[tuple[str, str | None], ...]
    notices: tuple[str, ...]
    facts: tuple[str, ...]


def local(moment: str, time_zone: str, hours: int = 0) -> datetime:
    """Return an instant of a manifest, some hours on, in local time."""
    at = datetime.fromisoformat(moment.replace("Z", "+00:00")).astimezone(UTC)
    return (at + timedelta(hours=hours)).astimezone(zone(time_zone))


def hour_words(at: datetime) -> str:
    """Write an hour as ``9 pm``; with minutes where the zone's hours do not start at :00."""
    minutes = f":{at.minute:02}" if at.minute else ""
    return f"{(at.hour - 1) % 12 + 1}{minutes} {'am' if at.hour < 12 else 'pm'}"


def date_words(at: datetime) -> str:
    """Write a date as ``27 Oct 2024``."""
    return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"


def day_words(at: datetime, *, year: bool) -> str:
    """Write a day as ``Fri 19 Jun``, with the year on request."""
    words = f"{_DAYS[at.weekday()]} {at.day} {_MONTHS[at.month - 1]}"
    return f"{words} {at.year}" if year else words


def moment_words(at: datetime) -> str:
    """Write an hour in full: ``Sun 27 Oct 2024, 9 pm MDT``."""
    return f"{day_words(at, year=True)}, {hour_words(at)} {at:%Z}"


def week_words(week: int, slot: int) -> str:
    """Write a typical hour: ``Fri, 9 pm, 27th week of the year``."""
    clock = f"{(slot % 24 - 1) % 12 + 1} {'am' if slot % 24 < 12 else 'pm'}"
    teen = 11 <= week % 100 <= 13
    ordinal = "th" if teen else {1: "st", 2: "nd", 3: "rd"}.get(week % 10, "th")
    return f"{_DAYS[slot // 24]}, {clock}, {week}{ordinal} week of the year"


def when_words(manifest: Manifest, at: datetime) -> str:
    """Write an hour and its day: with the year where the records end in the past."""
    return f"{day_words(at, year=manifest.hindcast)}, {hour_words(at)}"


def label_of(manifest: Manifest, which: Sequence[int], classes: Mapping[str, str]) -> str:
    """Return what some categories are called together: all, a class, or by their names."""
    known = manifest.categories
    if len(which) == len(known):
        return manifest.all.label
    chosen = [known[place] for place in which]
    for class_id, label in classes.items():
        if [c.id for c in known if c.class_ == class_id] == [c.id for c in chosen]:
            return label if len(chosen) > 1 else chosen[0].label
    labels = [c.label if not place else in_sentence(c.label) for place, c in enumerate(chosen)]
    if len(labels) == 1:
        return labels[0]
    if len(labels) > 3:
        return f"{', '.join(labels[:2])} and {len(labels) - 2} more"
    return f"{', '.join(labels[:-1])} and {labels[-1]}"


def in_sentence(label: str) -> str:
    """Write a label inside a sentence: its first letter small, unless it is an abbreviation."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def issued_words(manifest: Manifest) -> str:
    """Say from which records a forecast was made, and when."""
    through = local(manifest.data_through, manifest.time_zone)
    made = local(manifest.issued_at, manifest.time_zone)
    return (
        f"Issued {date_words(made)}, {hour_words(made)}, from records up to "
        f"{date_words(through)}, {hour_words(through)}."
    )


def hindcast_words(manifest: Manifest) -> str:
    """Say that the records end in the past."""
    last = date_words(local(manifest.data_through, manifest.time_zone))
    return f"Records end on {last}: the forecast that could have been made then, not for today."


def rate_tick(value: float, *, last: bool) -> str:
    """Write how often: ``1 in 100`` or ``2 an hour``; the last has the unit and all above it."""
    more = _OR_MORE if last else ""
    if value >= 1:
        return f"{more}{short(value)} an hour"
    return f"{more}1 in {short(round(1 / value))}{' hours' if last else ''}"


def chance_tick(value: float, *, last: bool) -> str:
    """Write the chance of at least one where so many are expected: ``1 in 2,000``."""
    chance = -math.expm1(-value)
    if chance > 0.95:
        return "over 19 in 20"
    more = _OR_MORE if last else ""
    if chance >= 0.25:
        return f"{more}{max(3, min(9, round(chance * 10)))} in 10"
    return f"{more}1 in {short(round(1 / chance))}"


TITLES: Final = {
    "expected": "Expected reported incidents",
    "chance": "Chance of a reported incident",
    "likeliest": "Likeliest kind of report",
    "change": "Expected reports, against the usual",
}
_LEGENDS: Final = {
    "expected": "Reports expected in a {cell} m cell in one hour",
    "chance": "Chance of a report in a {cell} m cell in one hour",
    "likeliest": "Stronger: more is expected in a {cell} m cell",
    "change": "Expected, against the usual for the hour",
}
_CHANGES: Final = ((0.25, "half"), (0.5, "as usual"), (0.75, "twice"))


def picture_words(
    manifest: Manifest,
    city: City,
    which: Sequence[int],
    when: str,
    *,
    show: str = "expected",
    typical: bool = False,
    items: Sequence[tuple[str, str | None]] = (),
    credit: str | None = None,
) -> Words:
    """Return what stands around a map of some categories in an hour.

    Parameters
    ----------
    when : str
        The hour, see :func:`moment_words` and :func:`week_words`.
    typical : bool
        Whether the map shows a typical hour, which is no forecast.
    items : sequence of (str, str or None)
        The categories that can be seen, where it shows the likeliest ones.
    credit : str, optional
        Who made the streets that are drawn.
    """
    domain = manifest.categories[which[0]].domain if len(which) == 1 else manifest.all.domain
    values = (domain[0], math.sqrt(domain[0] * domain[1]), domain[1])
    ticks = tuple(
        (place / 2, (chance_tick if show == "chance" else rate_tick)(v, last=place == 2))
        for place, v in enumerate(values)
    )
    title = TITLES[show].replace("Expected", "Usual") if typical else TITLES[show]
    legend = _LEGENDS[show].format(cell=manifest.grid.cell)
    notices = [
        *([SIMULATED] if manifest.simulated else []),
        *([NOT_FORECAST + "."] if typical else []),
        *([hindcast_words(manifest)] if manifest.hindcast else []),
    ]
    source = city.source
    told = [source.publisher, *([source.license] if source.license else [])]
    return Words(
        city=manifest.city_name,
        title=title,
        category=label_of(manifest, which, {c["id"]: c["label"] for c in city.classes}),
        when=when,
        legend=legend.replace("expected", "usual") if typical else legend,
        ticks=_CHANGES if show == "change" else ticks,
        note=TOO_FEW if show == "change" else NO_DATA,
        ribbon={"change": "change", "likeliest": "strength"}.get(show, "counts"),
        items=tuple(items),
        notices=tuple(notices),
        facts=(
            issued_words(manifest),
            f"Source: {', '.join(told)}. {source.notice or ''}".strip(),
            *([f"Map: {credit}."] if credit else []),
            COUNTS_WHAT,
            USE,
        ),
    )
