"""Connections that ask for nothing, or take forever over it, and what uvicorn is told of them.

uvicorn waits without end for the first request of a connection to be whole. Here each head has
some seconds; a client has so many connections; what the peer does not take the system gives up.
"""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from typing import Any, ClassVar, Final

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from crimecast.web.headers import SECURITY
from crimecast.web.limits import MOST_HEADERS, MOST_PATH
from crimecast.web.rate import client_of

HEAD_S: Final = 10.0
"""Seconds in which a request's head must be there, from its connection or the answer before it."""
IDLE_S: Final = 15
"""Seconds that a connection may stay open between two requests."""
UNTAKEN_MS: Final = 30_000
"""Milliseconds after which a peer that takes nothing of an answer is gone."""
MOST: Final = 1000
"""Connections at once; who comes then is told so (503)."""
MOST_OF_ONE: Final = 200
"""Connections at once of one client; others are closed."""


class Connection(H11Protocol):
    """A connection that is closed where a request's head takes too long."""

    head_s = HEAD_S
    most_of_one = MOST_OF_ONE
    open: ClassVar[Counter[str]] = Counter()
    """Connections by client, of this process."""

    _late: asyncio.TimerHandle | None = None
    _client: str | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._client = client_of(self.client[0]) if self.client else None
        if self._client is not None:
            self.open[self._client] += 1
            if self.open[self._client] > self.most_of_one:
                transport.abort()
                return
        self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait no more."""
        self._head_is_there()
        if self._client is not None:
            self.open[self._client] -= 1
            if self.open[self._client] <= 0:
                del self.open[self._client]
            self._client = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Read on; a head that has begun must end in time, however it trickles in."""
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._head_is_there()
        elif self._late is None:
            self._expect_head()

    def on_response_complete(self) -> None:
        """Let the next request take its time anew."""
        self._head_is_there()
        super().on_response_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 -- uvicorn's word for it
        """Answer what is no HTTP with the headers of every answer; amid a request end it."""
        if self.conn.our_state is not h11.IDLE:
            self.transport.abort()
            return
        body = b"This is no HTTP request, or its head is too long.\n"
        headers = [
            (b"content-type", b"text/plain; charset=utf-8"),
            (b"content-length", b"%d" % len(body)),
            (b"connection", b"close"),
            *SECURITY,
        ]
        for event in (
            h11.Response(status_code=400, headers=headers, reason=b"Bad Request"),
            h11.Data(data=body),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _unsupported_upgrade_warning(self) -> None:
        """Say nothing: whoever asks for a WebSocket would write into the log."""

    def _expect_head(self) -> None:
        self._late = self.loop.call_later(self.head_s, self._give_up)

    def _head_is_there(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._late = None
        if self.cycle is None or self.cycle.response_complete:
            self.transport.abort()


def server_config(app: Any, **more: Any) -> uvicorn.Config:
    """Return what uvicorn is told: limits, and no word in its answers or its log of who asks."""
    return uvicorn.Config(
        app,
        **{
            "http": Connection,
            "ws": "none",
            "log_level": "warning",
            "access_log": False,  # a query for a place is somebody's place
            "server_header": False,
            "timeout_keep_alive": IDLE_S,
            "timeout_graceful_shutdown": 3,
            "limit_concurrency": MOST,
            "h11_max_incomplete_event_size": MOST_HEADERS + 2 * MOST_PATH + 1000,
            **more,
        },
    )


def give_up_peers(listening: socket.socket, milliseconds: int = UNTAKEN_MS) -> None:
    """Have the system end connections whose peer takes nothing; Linux alone can.

    Sockets that are accepted inherit it.
    """
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is not None:
        listening.setsockopt(socket.IPPROTO_TCP, option, milliseconds)
