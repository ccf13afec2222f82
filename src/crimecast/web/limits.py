"""What a request may be: how long its address, its headers and its body, and how many there are."""

from __future__ import annotations

import asyncio
import math
from typing import Final

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crimecast.web.problem import problem_response
from crimecast.web.rate import Buckets, client_of, cost_of

MOST_PATH: Final = 9_000
"""Bytes of a path, and of a query: either may name some hundred categories."""
MOST_HEADERS: Final = 32 << 10
"""Bytes of all headers."""
MOST_BODY: Final = 64 << 10
"""Bytes of a body: a question for routes has some hundred."""
BODY_S: Final = 10.0
"""Seconds in which a body must be there."""
_NO_BODY: Final = frozenset({"GET", "HEAD"})


class Limits:
    """ASGI middleware that turns away what is too long, too slow or too much.

    Parameters
    ----------
    app : ASGI application
    rate : float
        Frames a second that one client may ask for, in the long run; 0: as many as it likes.
        Other answers count as several, see :data:`crimecast.web.rate.COSTS`.
    burst : float
        How many at once.
    body_s : float
        Seconds in which a body must be there.
    """

    def __init__(
        self, app: ASGIApp, *, rate: float = 0, burst: float = 1, body_s: float = BODY_S
    ) -> None:
        self.app, self.body_s = app, body_s
        self.buckets = Buckets(rate, burst) if rate > 0 else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, its body read; or say what is too much of it."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused = self._counted(scope) or _too_long(scope)
        if refused is None and scope["method"] not in _NO_BODY:
            try:
                async with asyncio.timeout(self.body_s):
                    body = await _body(receive)
            except TimeoutError:
                refused = _closing(408, "slow", "The body took too long to arrive; send it again.")
            else:
                if body is None:
                    refused = _too_large()
                else:
                    receive = _again(body, receive)
        await (self.app if refused is None else refused)(scope, receive, send)

    def _counted(self, scope: Scope) -> Response | None:
        address = scope.get("client")
        if self.buckets is None or address is None:
            return None
        client = client_of(address[0])
        if client is None:
            return None
        wait = self.buckets.take(client, cost_of(scope["method"], scope["path"]))
        if not wait:
            return None
        seconds = max(1, math.ceil(wait))
        return problem_response(
            429,
            f"That is more than one client may ask for just now; ask again in {seconds} s.",
            kind="too-many",
            headers={"Retry-After": str(seconds)},
        )


def _too_long(scope: Scope) -> Response | None:
    """Return what is answered to an address, to headers or to an announced body too long."""
    if len(scope.get("raw_path") or scope["path"]) > MOST_PATH:
        return problem_response(
            414, f"A path may have {MOST_PATH:,} bytes; ask for less.", kind="too-long"
        )
    if len(scope["query_string"]) > MOST_PATH:
        return problem_response(
            422, f"A query may have {MOST_PATH:,} bytes; ask for less.", kind="too-long"
        )
    size = 0
    for name, value in scope["headers"]:
        size += len(name) + len(value)
        if name == b"content-length" and value.isdigit() and int(value[:20]) > MOST_BODY:
            return _too_large()
    if size > MOST_HEADERS:
        return _closing(431, "too-long", f"Headers may have {MOST_HEADERS:,} bytes together.")
    return None


def _closing(status: int, kind: str, detail: str) -> Response:
    """Return a problem after which the connection ends: what is left of the request is not read."""
    return problem_response(status, detail, kind=kind, headers={"Connection": "close"})


def _too_large() -> Response:
    return _closing(413, "too-large", f"A body may have {MOST_BODY:,} bytes; send less.")


async def _body(receive: Receive) -> bytes | None:
    """Read a body; None where it is too large. Who goes away has sent nothing."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return b""
        body += message.get("body", b"")
        if len(body) > MOST_BODY:
            return None
        if not message.get("more_body", False):
            return bytes(body)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a ``receive`` that gives a body that was read, then whatever else happens."""
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again
