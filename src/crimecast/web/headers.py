"""What goes with every answer: security headers, and HEAD wherever there is GET."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

Pairs = tuple[tuple[bytes, bytes], ...]


def security(origins: Sequence[str] = ()) -> Pairs:
    """Return the security headers; a map's style may come from ``origins`` as well as from here."""
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
        "frame-ancestors 'self'",
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

    def __init__(self, app: ASGIApp, pairs: Pairs = SECURITY) -> None:
        self.app, self.pairs = app, pairs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        head = scope["method"] == "HEAD"

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self.pairs]
            elif head and message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        await self.app(
            {**scope, "method": "GET", "crimecast.head": True} if head else scope, receive, told
        )
