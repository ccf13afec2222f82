"""What a link's preview shows: tags in the page's head, for those who read no script."""

from __future__ import annotations

import html
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from urllib.parse import urlencode

from fastapi import Request

from crimecast.archive import Manifest
from crimecast.archive.manifest import ALL
from crimecast.city import City
from crimecast.languages import ENGLISH, LANGUAGES, Language
from crimecast.languages.base import in_sentence
from crimecast.picture.words import hindcast_words, label_of, local, title_of
from crimecast.web.image import Show
from crimecast.web.sets import SET_PATTERN
from crimecast.web.site import Site

WIDTH, HEIGHT, SCALE = 600, 315, 2
"""What previews are made for: 1200 x 630 pixels."""
_HOST: Final = re.compile(r"([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(:[0-9]{1,5})?")
_HOUR: Final = 3600
BESIDE: Final = ("record", "status")
"""Pages beside the map, as the addresses of a city's end."""
logger = logging.getLogger("crimecast.web")


@dataclass(frozen=True)
class Preview:
    """A link's title, its text, the path and the words of its image, and its language."""

    title: str
    text: str
    image: str | None = None
    alt: str = ""
    territory: str = ENGLISH.territory


def base_address(request: Request, public: str | None) -> str | None:
    """Return how the world reaches this server: as the host says, else as it was asked for now.

    None where the request's own word for it is none.
    """
    if public is not None:
        return public
    host = request.headers.get("host", "")
    return f"{request.url.scheme}://{host}" if _HOST.fullmatch(host) else None


def hour_of(manifest: Manifest, asked: str | None, now: datetime) -> tuple[int, int | None]:
    """Return the hour that a link shows, as the page has it: its index, and a week where typical.

    Hours that the forecast does not reach are typical ones, where it tells those.
    """
    first = local(manifest.first_hour, "UTC")
    if asked is not None:
        try:
            at = datetime.fromisoformat(asked)
        except ValueError:
            at = None  # as if it were not there
        if at is not None:
            at = at if at.tzinfo else at.replace(tzinfo=UTC)
            index = int((at - first).total_seconds() // _HOUR)
            if 0 <= index < manifest.hours:
                return index, None
            if manifest.usual is not None and 1900 <= at.year <= 2100:
                there = local(at.astimezone(UTC).isoformat(), manifest.time_zone)
                return 24 * there.weekday() + there.hour, there.isocalendar().week
    if manifest.hindcast:
        return manifest.now, None
    index = int((now - first).total_seconds() // _HOUR)
    return min(max(index, 0), manifest.hours - 1), None


def _which(manifest: Manifest, asked: str) -> list[int]:
    everything = list(range(len(manifest.categories)))
    if re.fullmatch(SET_PATTERN[1:-1], asked) is None or ALL in asked.split(","):
        return everything
    found = {manifest.index(name) for name in asked.split(",")}
    return sorted(place for place in found if place is not None) or everything


def _show(manifest: Manifest, asked: str | None, week: int | None) -> str:
    """Return what the map shows: what is asked for, where the forecast tells it."""
    told = {Show.EXPECTED, Show.CHANCE}
    if manifest.format != "crimecast-forecast/1":
        told.add(Show.LIKELIEST)
    if week is None and manifest.usual is not None and manifest.usual.maps is not None:
        told.add(Show.CHANGE)
    return asked if asked in told and asked is not None else Show.EXPECTED


@dataclass(frozen=True)
class Seen:
    """What a link shows.

    Attributes
    ----------
    hour : int
        Index of the hour in the forecast; of a typical week its hour, 0 to 167.
    week : int, optional
        ISO week of the year, where hours are typical ones.
    which : list of int
        Places of the categories in the forecast.
    categories : str
        Their ids as addresses have them.
    show : str
        What the map shows of them.
    """

    hour: int
    week: int | None
    which: list[int]
    categories: str
    show: str


def seen_of(manifest: Manifest, query: Mapping[str, str], now: datetime) -> Seen:
    """Return what a link with some query shows; what makes no sense is as if it were not there."""
    hour, week = hour_of(manifest, query.get("hour"), now)
    which = _which(manifest, query.get("category", ALL))
    whole = len(which) == len(manifest.categories)
    ids = ALL if whole else ",".join(manifest.categories[place].id for place in which)
    return Seen(hour, week, which, ids, _show(manifest, query.get("show"), week))


def forecast_preview(
    city: City,
    manifest: Manifest,
    query: Mapping[str, str],
    now: datetime,
    language: Language = ENGLISH,
) -> Preview:
    """Return the preview of a forecast's map; a place or a part of the map is never in it."""
    seen = seen_of(manifest, query, now)
    index, week, which, show = seen.hour, seen.week, seen.which, seen.show
    when = (
        language.when(local(manifest.first_hour, manifest.time_zone, index), year=manifest.hindcast)
        if week is None
        else language.week(week, index)
    )
    title = title_of(show, language, typical=week is not None)
    label = label_of(manifest, which, {c["id"]: c["label"] for c in city.classes}, language)
    whole = seen.categories == ALL
    named = language.label(manifest.city_name)
    name = f"{title}{'' if whole else f' ({in_sentence(label)})'}, {named}, {when}"
    made = (
        hindcast_words(manifest, language)
        if manifest.hindcast
        else language.from_records(local(manifest.data_through, manifest.time_zone))
    )
    simulated = [language.simulated] if manifest.simulated else []
    text = " ".join([language.description, *simulated, made, language.counts_what])
    options: dict[str, str | int] = {"width": WIDTH, "height": HEIGHT, "scale": SCALE}
    if show != Show.EXPECTED:
        options["show"] = show
    if query.get("theme") == "dark":
        options["theme"] = "dark"
    if week is not None:
        options["week"] = week
    if language is not ENGLISH:
        options["lang"] = language.id
    image = (
        f"/api/cities/{city.id}/forecasts/{manifest.id}/image/{seen.categories}/{index}.png"
        f"?{urlencode(options)}"
    )
    alt = language.picture_of(named, in_sentence(name))
    return Preview(name, text, image, alt, language.territory)


def shown_beside(request: Request) -> str | None:
    """Return the page beside the map that an address names: ``record`` or ``status``."""
    last = request.url.path.rpartition("/")[2]
    return last if last in BESIDE and request.url.path.count("/") > 1 else None


def preview_of(site: Site, city: City, request: Request, language: str) -> Preview:
    """Return the preview of a city's page, at the address that was asked for."""
    served = site.latest(city.id)
    query, speech = request.query_params, LANGUAGES[language]
    history = speech.history.format(city=speech.label(city.name))
    if served is None:
        text = f"{speech.description} {speech.counts_what}"
        return Preview(history, text, territory=speech.territory)
    manifest, now = served.issued.manifest, datetime.now(UTC)
    beside = shown_beside(request)
    if beside is None and query.get("mode") != "history":
        return forecast_preview(city, manifest, query, now, speech)
    titles = {"record": speech.record, "status": speech.status}
    title = titles[beside].format(city=speech.label(city.name)) if beside else history
    found = forecast_preview(city, manifest, query, now, speech)
    plain = forecast_preview(city, manifest, {}, now, speech)
    return replace(plain, title=title, text=found.text)


def tags(preview: Preview, base: str | None) -> str:
    """Return a preview as tags of a page's head."""
    pairs = [
        ("property", "og:type", "website"),
        ("property", "og:site_name", "crimecast"),
        ("property", "og:locale", preview.territory),
        ("property", "og:title", preview.title),
        ("property", "og:description", preview.text),
    ]
    if preview.image is not None and base is not None:
        pairs += [
            ("property", "og:image", base + preview.image),
            ("property", "og:image:type", "image/png"),
            ("property", "og:image:width", str(WIDTH * SCALE)),
            ("property", "og:image:height", str(HEIGHT * SCALE)),
            ("property", "og:image:alt", preview.alt),
            ("name", "twitter:card", "summary_large_image"),
        ]
    else:
        pairs.append(("name", "twitter:card", "summary"))
    return "".join(
        f'    <meta {kind}="{name}" content="{html.escape(text)}" />\n'
        for kind, name, text in pairs
    )


def with_preview(page: bytes, preview: Preview, base: str | None) -> bytes:
    """Return the page with a preview's tags, and its title for those who read nothing else."""
    if b"</head>" not in page:
        return page
    title = f"<title>{html.escape(preview.title)}</title>".encode()
    named = re.sub(rb"<title>[^<]*</title>", lambda _: title, page, count=1)
    told = tags(preview, base).encode() + b"  </head>"
    return re.sub(rb"[ \t]*</head>", lambda _: told, named, count=1)
