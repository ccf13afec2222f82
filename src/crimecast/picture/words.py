"""What is written on a picture: it is seen far from the page and must say all itself.

In any of the page's languages (``languages/``): "reported incidents", never a verdict on a place.
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
from crimecast.languages import ENGLISH, Language
from crimecast.languages.base import in_sentence

_CHANGES_AT: Final = (0.25, 0.5, 0.75)


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


def label_of(
    manifest: Manifest,
    which: Sequence[int],
    classes: Mapping[str, str],
    language: Language = ENGLISH,
) -> str:
    """Return what some categories are called together: all, a class, or by their names."""
    known = manifest.categories
    if len(which) == len(known):
        return language.label(manifest.all.label)
    chosen = [known[place] for place in which]
    if len(chosen) > 1:
        for class_id, label in classes.items():
            if [c.id for c in known if c.class_ == class_id] == [c.id for c in chosen]:
                return language.label(label)
    labels = [language.label(c.label) for c in chosen]
    return language.joined([labels[0], *map(in_sentence, labels[1:])])


def title_of(show: str, language: Language, *, typical: bool) -> str:
    """Return what a map is called."""
    return (language.usual_titles if typical else language.titles)[show]


def issued_words(manifest: Manifest, language: Language = ENGLISH) -> str:
    """Say from which records a forecast was made, and when."""
    return language.issued(
        local(manifest.issued_at, manifest.time_zone),
        local(manifest.data_through, manifest.time_zone),
    )


def hindcast_words(manifest: Manifest, language: Language = ENGLISH) -> str:
    """Say that the records end in the past."""
    return language.hindcast(local(manifest.data_through, manifest.time_zone))


def picture_words(
    manifest: Manifest,
    city: City,
    which: Sequence[int],
    when: str,
    *,
    language: Language = ENGLISH,
    show: str = "expected",
    typical: bool = False,
    items: Sequence[tuple[str, str | None]] = (),
    credit: str | None = None,
) -> Words:
    """Return what stands around a map of some categories in an hour.

    Parameters
    ----------
    when : str
        The hour, in the picture's language.
    typical : bool
        Whether the map shows a typical hour, which is no forecast.
    items : sequence of (str, str or None)
        The categories that can be seen, where it shows the likeliest ones.
    credit : str, optional
        Who made the streets that are drawn.
    """
    domain = manifest.categories[which[0]].domain if len(which) == 1 else manifest.all.domain
    values = (domain[0], math.sqrt(domain[0] * domain[1]), domain[1])
    tick = language.chance_tick if show == "chance" else language.rate_tick
    ticks = tuple((place / 2, tick(v, last=place == 2)) for place, v in enumerate(values))
    changes = tuple(zip(_CHANGES_AT, language.changes, strict=True))
    legends = language.usual_legends if typical else language.legends
    notices = [
        *([language.simulated] if manifest.simulated else []),
        *([language.not_forecast] if typical else []),
        *([hindcast_words(manifest, language)] if manifest.hindcast else []),
    ]
    source = city.source
    told = [source.publisher, *([source.license] if source.license else [])]
    classes = {c["id"]: c["label"] for c in city.classes}
    return Words(
        city=language.label(manifest.city_name),
        title=title_of(show, language, typical=typical),
        category=label_of(manifest, which, classes, language),
        when=when,
        legend=legends[show].format(cell=manifest.grid.cell),
        ticks=changes if show == "change" else ticks,
        note=language.too_few if show == "change" else language.no_data,
        ribbon={"change": "change", "likeliest": "strength"}.get(show, "counts"),
        items=tuple((language.label(label), color) for label, color in items),
        notices=tuple(notices),
        facts=(
            issued_words(manifest, language),
            language.source(told, language.label(source.notice or "")),
            *([language.streets(credit)] if credit else []),
            language.counts_what,
            language.use,
        ),
    )
