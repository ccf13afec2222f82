"""Frames and places, answered before the framework looks at them.

A map asks for hundreds of frames, and a frame is a slice of a file: routing and parsing would take
ten times as long as the answer. A place of an open forecast is as quickly told as it is routed.
What is not plainly one of the two, or must be read first, goes on to the app, whose own route tells
in full what is wrong.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from crimecast.archive.manifest import ALL, CATEGORY_PATTERN, ID_PATTERN
from crimecast.city import ID_PATTERN as CITY_PATTERN
from crimecast.errors import InputError
from crimecast.web.forecasts import frame_payload
from crimecast.web.place import answer, asked_place, is_at_hand
from crimecast.web.problem import Problem
from crimecast.web.respond import IMMUTABLE, PRIVATE, Payload, negotiate
from crimecast.web.site import Site

_PATH: Final = re.compile(
    rf"/api/cities/({CITY_PATTERN[1:-1]})/forecasts/({ID_PATTERN[1:-1]})"
    rf"/(?:frames/({CATEGORY_PATTERN[1:-1]})/([0-9]{{1,5}})|place)"
)
_PLACE: Final = re.compile(
    r"lon=(-?[0-9]{1,3}(?:\.[0-9]{1,12})?)&lat=(-?[0-9]{1,2}(?:\.[0-9]{1,12})?)"
    rf"(?:&category=({CATEGORY_PATTERN[1:-1]}))?"
)


class Quick:
    """ASGI middleware that answers requests for frames and places."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer what can be at once, pass on any other."""
        found = None
        if scope["type"] == "http" and scope["method"] == "GET":
            found = self._found(scope)
        if found is None:
            await self.app(scope, receive, send)
            return
        payload, cache = found
        encodings = known = None
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                encodings = value.decode("latin-1")
            elif name == b"if-none-match":
                known = value.decode("latin-1")
        await negotiate(encodings, known, payload, cache)(scope, receive, send)

    def _found(self, scope: Scope) -> tuple[Payload, str] | None:
        """Return an answer and how it may be kept; None where the app is to be asked."""
        path = _PATH.fullmatch(scope["path"])
        if path is None:
            return None
        city, forecast, category, hour = path.groups()
        try:
            if hour is not None:
                if not self.site.holds(city, forecast):
                    return None  # to be fetched first, which a thread of the app waits for
                return frame_payload(self.site, city, forecast, category, int(hour)), IMMUTABLE
            return self._place(city, forecast, scope["query_string"])
        except (Problem, InputError):
            return None

    def _place(self, city: str, forecast: str, query: bytes) -> tuple[Payload, str] | None:
        asked = _PLACE.fullmatch(query.decode("latin-1"))
        # What must be read first is read by the app's threads.
        if asked is None or not self.site.is_open(city, forecast):
            return None
        lon, lat = float(asked[1]), float(asked[2])
        if abs(lon) > 180 or abs(lat) > 90:
            return None
        place = asked_place(self.site, city, forecast, (lon, lat), asked[3] or ALL)
        return (answer(self.site, place), PRIVATE) if is_at_hand(self.site, place) else None
