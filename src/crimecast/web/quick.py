"""Frames, answered before the framework looks at them.

A map asks for hundreds of frames, and a frame is a slice of a file: routing and parsing would take
ten times as long as the answer. What is not plainly a frame that exists goes on to the app, whose
own route tells in full what is wrong.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.types import ASGIApp, Receive, Scope, Send

from crimecast.archive.manifest import CATEGORY_PATTERN, ID_PATTERN
from crimecast.city import ID_PATTERN as CITY_PATTERN
from crimecast.errors import InputError
from crimecast.web.forecasts import frame_payload
from crimecast.web.problem import Problem
from crimecast.web.respond import IMMUTABLE, negotiate
from crimecast.web.site import Site

_PATH: Final = re.compile(
    rf"/api/cities/({CITY_PATTERN[1:-1]})/forecasts/({ID_PATTERN[1:-1]})"
    rf"/frames/({CATEGORY_PATTERN[1:-1]})/([0-9]{{1,5}})"
)


class QuickFrames:
    """ASGI middleware that answers requests for frames."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request for a frame, pass on any other."""
        found = None
        if scope["type"] == "http" and scope["method"] == "GET":
            found = _PATH.fullmatch(scope["path"])
        if found is not None and not self.site.holds(found[1], found[2]):
            found = None  # to be fetched first, which a thread of the app waits for
        if found is not None:
            city, forecast, category, hour = found.groups()
            try:
                payload = frame_payload(self.site, city, forecast, category, int(hour))
            except (Problem, InputError):
                pass
            else:
                encodings = known = None
                for name, value in scope["headers"]:
                    if name == b"accept-encoding":
                        encodings = value.decode("latin-1")
                    elif name == b"if-none-match":
                        known = value.decode("latin-1")
                await negotiate(encodings, known, payload, IMMUTABLE)(scope, receive, send)
                return
        await self.app(scope, receive, send)
