"""What the page will ask for at once: named in its head, so that it comes while its code does.

On a phone's network each question waits for the answer before it, and the first for the code, each
half a second of mere waiting. The addresses are those that the page makes (frontend/src/api). One
that it does not ask for is fetched in vain, so only those are named that it always does.
"""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request

from crimecast.city import City
from crimecast.web.site import Site
from crimecast.web.social import Seen, seen_of, shown_beside

_MOST: Final = 4


def asked_at_once(site: Site, city: City, request: Request) -> list[str]:
    """Return the addresses that a city's page asks for first, in that order."""
    of = f"/api/cities/{city.id}"
    first = ["/api/cities", of]
    if shown_beside(request):
        return first
    served = site.latest(city.id)
    if served is None:
        return [*first, f"{of}/area"]
    issued = f"{of}/forecasts/{served.issued.id}"
    shown = [f"{issued}/totals", f"{issued}/mask"]
    query = request.query_params
    if query.get("mode") == "history":
        shown = []
    else:
        m = served.issued.manifest
        seen = seen_of(m, query, datetime.now(UTC))
        person = [c.id for c in m.categories if c.class_ == "person"]
        # On a route the map shows what counts along it.
        ids = person if query.get("mode") == "route" and person else seen.categories.split(",")
        shown += _frames(issued, seen, ids)
    return [*first, f"{of}/forecast", *shown, f"{of}/area"]


def _frames(issued: str, seen: Seen, ids: list[str]) -> list[str]:
    """Return the addresses of the map's frames, where they are the forecast's own and not many."""
    if seen.week is not None or seen.show not in {"expected", "chance"} or len(ids) > _MOST:
        return []
    return [f"{issued}/frames/{one}/{seen.hour}" for one in ids]


def with_requests(page: bytes, addresses: list[str]) -> bytes:
    """Return the page with addresses that its browser is to fetch at once."""
    # As a page's own fetch asks: with what belongs to the same origin, and no other.
    links = "".join(
        f'    <link rel="preload" as="fetch" crossorigin="anonymous" href="{html.escape(one)}" />\n'
        for one in addresses
    )
    told = links.encode() + b"  </head>"
    return re.sub(rb"[ \t]*</head>", lambda _: told, page, count=1)
