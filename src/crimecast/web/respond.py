"""Answers that are ready before they are asked for: bytes, gzip'd bytes, an ETag."""

from __future__ import annotations

import gzip
import hashlib
import json
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pydantic_core
from fastapi import Request
from starlette.responses import Response

IMMUTABLE: Final = "public, max-age=31536000, immutable"
NO_CACHE: Final = "no-cache"
NO_STORE: Final = "no-store"
PRIVATE: Final = "private, no-cache"
"""For what tells a place that somebody asked for: no shared cache keeps it."""

ENCODING: Final = "Accept-Encoding"
"""What an answer depends on besides its address, as ``Vary`` tells."""

BYTES: Final = "application/octet-stream"
JSON: Final = "application/json"
_WORTHWHILE = 1000
_COMPRESSED = ("image/png", "image/jpeg", "image/webp", "font/woff2")


class RawResponse(Response):
    """A response whose headers are given as they go over the wire."""

    def __init__(self, status: int, headers: list[tuple[bytes, bytes]], body: bytes) -> None:
        self.status_code, self.body, self.background = status, body, None
        self.raw_headers = [*headers, (b"content-length", b"%d" % len(body))]
        if status == 304:
            self.raw_headers.pop()


class Payload:
    """A body in its encodings, made once and sent many times.

    Give ``body``, or ``packed`` (gzip) where that is what is stored. ``level`` is gzip's: low for
    what is made for one request. ``brotli`` is the body in that encoding, where a build made it.
    """

    def __init__(
        self,
        body: bytes | None = None,
        media_type: str = JSON,
        *,
        packed: bytes | None = None,
        etag: str | None = None,
        level: int = 6,
        brotli: bytes | None = None,
    ) -> None:
        self._body, self._packed, self.media_type, self._level = body, packed, media_type, level
        self.brotli = brotli
        told = packed if body is None else body
        self.etag = etag or hashlib.sha256(told or b"").hexdigest()[:20]

    @property
    def body(self) -> bytes:
        """The body as it is; unpacked anew where only the packed one is stored."""
        return gzip.decompress(self._packed or b"") if self._body is None else self._body

    @cached_property
    def packed(self) -> bytes | None:
        """The body gzip'd; None where that gains nothing."""
        if self._packed is not None or self._body is None:
            return self._packed
        if len(self._body) < _WORTHWHILE or self.media_type in _COMPRESSED:
            return None
        return gzip.compress(self._body, self._level, mtime=0)


def json_payload(content: Any, *, etag: str | None = None, level: int = 6) -> Payload:
    """Return a JSON document as a payload."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return Payload(text.encode(), etag=etag, level=level)


def json_numbers(content: Any) -> bytes:
    """Write a document of many numbers, all of them finite, some ten times as fast as ``json``."""
    return pydantic_core.to_json(content)


def packed_payload(content: Any) -> Payload:
    """Return a document of many finite numbers, made for one request, as a payload."""
    return Payload(packed=gzip.compress(json_numbers(content), 1, mtime=0))


def rounded(values: npt.NDArray[np.floating[Any]], digits: int = 5) -> list[Any]:
    """Return finite numbers, rounded to significant digits, as lists."""
    wide = np.asarray(values, float)
    size = np.abs(wide)
    # Powers of ten are exact up to 22, so that what is written has no digit more.
    digit = digits - 1 - np.floor(np.log10(np.where(size > 0, size, 1.0)))
    up, down = 10.0 ** np.maximum(digit, 0), 10.0 ** np.maximum(-digit, 0)
    found: list[Any] = (np.rint(wide * up / down) * down / up).tolist()
    return found


def accepts(given: str | None, wanted: str) -> bool:
    """Whether an ``Accept-Encoding`` takes a coding, ``gzip`` or ``br``."""
    if given is None:
        return False  # allowed by RFC 9110, but a client that says nothing may well not unpack
    wildcard = False
    for item in given.lower().split(","):
        coding, _, rest = item.strip().partition(";")
        refused = rest.replace(" ", "") in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
        if coding.strip() == wanted:
            return not refused
        wildcard |= coding.strip() == "*" and not refused
    return wildcard


def matches(given: str | None, etag: str) -> bool:
    """Whether an ``If-None-Match`` names an ETag."""
    if given is None:
        return False
    tags = {tag.strip().removeprefix("W/") for tag in given.split(",")}
    return etag in tags or "*" in tags


def respond(request: Request, payload: Payload, cache: str, *, vary: str = ENCODING) -> RawResponse:
    """Answer with a payload in the encoding the client takes, or with 304 where it has it."""
    known = request.headers.get("if-none-match")
    return negotiate(request.headers.get("accept-encoding"), known, payload, cache, vary=vary)


def negotiate(
    encodings: str | None, known: str | None, payload: Payload, cache: str, *, vary: str = ENCODING
) -> RawResponse:
    """Do what :func:`respond` does, given the two headers that matter."""
    coding, body = _encoded(encodings, payload)
    etag = f'"{payload.etag}{_TAGS[coding]}"'
    headers = [
        (b"etag", etag.encode()),
        (b"cache-control", cache.encode()),
        (b"vary", vary.encode()),
    ]
    if matches(known, etag):
        return RawResponse(304, headers, b"")
    headers.append((b"content-type", payload.media_type.encode()))
    if coding is not None:
        headers.append((b"content-encoding", coding.encode()))
    return RawResponse(200, headers, payload.body if body is None else body)


_TAGS: Final = {None: "", "gzip": "-gz", "br": "-br"}


def _encoded(encodings: str | None, payload: Payload) -> tuple[str | None, bytes | None]:
    """Return the smallest encoding that the client takes, and the body in it."""
    if payload.brotli is not None and accepts(encodings, "br"):
        return "br", payload.brotli
    packed = payload.packed if accepts(encodings, "gzip") else None
    return (None if packed is None else "gzip"), packed
