"""What is read while the page's code is on its way: how much is expected in the city this hour.

The sentence stands in the page itself: it is there with the first paint, and for browsers that run
no script at all. The page takes it away once it says the same (frontend/src/shell).
"""

from __future__ import annotations

import html
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request

from crimecast.archive.manifest import ALL
from crimecast.city import City
from crimecast.digits import short
from crimecast.picture.words import SIMULATED, day_words, hindcast_words, hour_words, local
from crimecast.web.site import Served, Site
from crimecast.web.social import Seen, seen_of

_COMMA: Final = frozenset({"es", "ar", "bo", "cl", "co", "cr", "ec", "gq", "py", "uy", "ve"})
"""Where Spanish is written with a comma for the decimals (Unicode CLDR 47)."""
_DAYS: Final = ("lun", "mar", "mié", "jue", "vie", "sáb", "dom")
_MONTHS: Final = (
    "ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic",
)  # fmt: skip


@dataclass(frozen=True)
class Greeting:
    """A city's name, what is expected in it, and what must be said of that."""

    city: str
    lead: str
    rest: str
    notes: tuple[str, ...]


def greeting_of(site: Site, city: City, request: Request, language: str) -> Greeting | None:
    """Return the greeting of a city's page; None where its address shows something else."""
    served = site.latest(city.id)
    query = request.query_params
    if served is None or request.url.path.endswith("/record") or query.get("mode") == "history":
        return None
    seen = seen_of(served.issued.manifest, query, datetime.now(UTC))
    if seen.week is not None or seen.categories != ALL:
        return None
    if language == "es":
        comma = _decimal_comma(request.headers.get("accept-language"))
        return _spanish(city, served, seen, comma=comma)
    return _english(city, served, seen)


def with_greeting(page: bytes, greeting: Greeting) -> bytes:
    """Return the page with a greeting before what its code makes."""
    notes = "".join(f'<p class="note">{html.escape(note)}</p>' for note in greeting.notes)
    told = (
        '<div id="greeting" class="greeting" role="status"><div class="blank-panel card">'
        f'<p class="wordmark">crimecast</p><h1>{html.escape(greeting.city)}</h1>'
        f"<p><strong>{html.escape(greeting.lead)}</strong> {html.escape(greeting.rest)}</p>"
        f"{notes}</div></div>\n    "
    )
    return re.sub(rb'(?=<div id="root">)', lambda _: told.encode(), page, count=1)


def _counts(served: Served, hour: int, to: str) -> str:
    """Return the expected count, and its interval where the forecast tells one."""
    totals = json.loads(served.issued.totals)
    expected = short(totals[ALL][hour])
    told = (totals.get("interval") or {}).get(ALL)
    if told is None:
        return expected
    return f"{expected} ({short(told['lower'][hour])} {to} {short(told['upper'][hour])})"


def _english(city: City, served: Served, seen: Seen) -> Greeting:
    m = served.issued.manifest
    at = local(m.first_hour, m.time_zone, seen.hour)
    when = f"{day_words(at, year=m.hindcast)}, {hour_words(at)}"
    notes = [SIMULATED] * m.simulated + [hindcast_words(m)] * m.hindcast
    return Greeting(
        city.name,
        _counts(served, seen.hour, "to"),
        f"reported incidents expected in the city in the hour from {when}.",
        (*notes, "The map is on its way."),
    )


def _spanish(city: City, served: Served, seen: Seen, *, comma: bool) -> Greeting:
    m = served.issued.manifest

    def day(at: datetime) -> str:
        return f"{at.day} {_MONTHS[at.month - 1]} {at.year}"

    at = local(m.first_hour, m.time_zone, seen.hour)
    when = f"{_DAYS[at.weekday()]} {day(at)}, {at:%H:%M}"
    counts = _counts(served, seen.hour, "a")
    if comma:
        counts = counts.translate(str.maketrans(",.", ".,"))
    notes = []
    if m.simulated:
        notes.append("Ciudad simulada: no hay personas ni lugares reales.")
    if m.hindcast:
        last = day(local(m.data_through, m.time_zone))
        notes.append(
            f"Los registros terminan el {last}: este es el pronóstico que se podría haber hecho "
            "entonces, no el de hoy."
        )
    return Greeting(
        city.name,
        counts,
        f"incidentes reportados que se esperan en la ciudad en la hora desde {when}.",
        (*notes, "El mapa está en camino."),
    )


def _decimal_comma(accepted: str | None) -> bool:
    """Whether the first Spanish that a browser names is of a country that writes 3,2 for 3.2."""
    found = re.search(r"(?:^|,)\s*es-([A-Za-z0-9]{2,3})\b", accepted or "")
    return found is not None and found[1].lower() in _COMMA
