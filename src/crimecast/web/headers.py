"""What goes with every answer: security headers, and HEAD wherever there is GET."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Pairs = tuple[tuple[bytes, bytes], ...]


EMBED: Final = "/embed/"
"""Below it stand the pages that may be shown inside pages of others."""


def security(origins: Sequence[str] = (), *, embedded: bool = False) -> Pairs:
    """Return the security headers; a map's style may come from ``origins`` as well as from here.

    A page may be shown in a frame of this host's pages only, where ``embedded`` of any.
    """
    others = "".join(f" {origin}" for origin in origins)
    policy = [
        "default-src 'self'",
        f"img-src 'self' data: blob:{others}",
        *([f"connect-src 'self'{others}"] if others else []),
        "worker-src 'self' blob:",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors *" if embedded else "frame-ancestors 'self'",
    ]
    return (
        (b"content-security-policy", "; ".join(policy).encode()),
        (b"x-content-type-options", b"nosniff"),
        (b"referrer-policy", b"no-referrer"),  # the page's address holds somebody's place
        (b"permissions-policy", b"geolocation=(self), camera=(), microphone=()"),
        (b"cross-origin-opener-policy", b"same-origin"),
    )


SECURITY: Final = security()


class Headers:
    """ASGI middleware that adds :func:`security` and answers HEAD as GET without its body."""

    def __init__(self, app: ASGIApp, origins: Sequence[str] = ()) -> None:
        self.app = app
        self.pairs, self.embedded = security(origins), security(origins, embedded=True)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"
        pairs = self.embedded if scope["path"].startswith(EMBED) else self.pairs

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *pairs]
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app(
            {**scope, "method": "GET", "crimecast.head": True} if head else scope, receive, told
        )
