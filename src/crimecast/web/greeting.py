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

from starlette.requests import Request

from crimecast.archive.manifest import ALL
from crimecast.city import City
from crimecast.languages import LANGUAGES, Language
from crimecast.picture.words import hindcast_words, local
from crimecast.web.site import Served, Site
from crimecast.web.social import seen_of, shown_beside


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
    if served is None or shown_beside(request) or query.get("mode") == "history":
        return None
    seen = seen_of(served.issued.manifest, query, datetime.now(UTC))
    if seen.week is not None or seen.categories != ALL:
        return None
    m, speech = served.issued.manifest, LANGUAGES[language]
    at = local(m.first_hour, m.time_zone, seen.hour)
    notes = [speech.simulated] * m.simulated + [hindcast_words(m, speech)] * m.hindcast
    return Greeting(
        speech.label(city.name),
        speech.numbers(_counts(served, seen.hour, speech), request.headers.get("accept-language")),
        speech.expected_in_city(speech.when(at, year=m.hindcast)),
        (*notes, speech.on_its_way),
    )


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


def _counts(served: Served, hour: int, speech: Language) -> str:
    """Return the expected count, and its interval where the forecast tells one."""
    totals = json.loads(served.issued.totals)
    expected = speech.short(totals[ALL][hour])
    told = (totals.get("interval") or {}).get(ALL)
    if told is None:
        return expected
    return speech.interval(
        expected, speech.short(told["lower"][hour]), speech.short(told["upper"][hour])
    )
