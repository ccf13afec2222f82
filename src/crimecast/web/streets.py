"""The base map: its tiles, a piece at a time, and the names on it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path as FilePath
from typing import Annotated, Any, Final

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import FileResponse, Response
from starlette.types import Receive, Scope, Send

from crimecast.published import ID_PATTERN
from crimecast.streets.manifest import TILES, Manifest
from crimecast.web import schemas
from crimecast.web.common import DEFAULTS, NOT_SATISFIABLE, PARTIAL, CityId, binary, site
from crimecast.web.problem import problem_response
from crimecast.web.respond import IMMUTABLE, PRIVATE, RawResponse, json_payload, matches, respond

router = APIRouter(prefix="/api/cities/{city}", tags=["streets"])

MEDIA_TYPE: Final = "application/vnd.pmtiles"
PIECE: Final = 4 << 20
"""Ranges up to this many bytes are read at once, longer ones bit by bit."""
LONGEST: Final = 100
_RANGE: Final = re.compile(r"bytes\s*=\s*(\d{0,18})\s*-\s*(\d{0,18})\s*", re.IGNORECASE)

StreetsId = Annotated[
    str, Path(pattern=ID_PATTERN, description="Id of a base map.", examples=["20200224-1f2e3d4c"])
]
Words = Annotated[
    str,
    Query(
        min_length=1, max_length=LONGEST, examples=["ne 45th"],
        description="Each word must begin a word of the name, without regard to case and accents.",
    ),
]  # fmt: skip


def summary(city: str, manifest: Manifest) -> dict[str, Any]:
    """Return what a city's document tells of its base map."""
    return {
        "id": manifest.id,
        "tiles": f"/api/cities/{city}/streets/{manifest.id}/{TILES}",
        "size": manifest.files[TILES].size,
        "attribution": manifest.attribution,
        "attribution_url": manifest.attribution_url,
        "license": manifest.license,
        "bounds": manifest.bounds,
        "zooms": manifest.zooms,
        "layers": manifest.layers,
        "data_date": manifest.data_date,
        "names": manifest.names,
    }


class _Whole(FileResponse):
    """A file bit by bit; all of it where ``part`` is false, whatever range was asked for."""

    part = True

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = [h for h in scope["headers"] if self.part or h[0] != b"range"]
        method = "HEAD" if scope.get("crimecast.head") else scope["method"]
        await super().__call__({**scope, "method": method, "headers": headers}, receive, send)


def asked_range(given: str | None, size: int) -> tuple[int, int] | None:
    """Return the first byte a ``Range`` asks for and the one after the last; None for all.

    A header that is not understood, or asks for several ranges, is one that was not sent (RFC
    9110); the range is empty where there is nothing to send.
    """
    found = _RANGE.fullmatch(given.strip()) if given else None
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        return max(size - int(found[2]), 0), size
    start, stop = int(found[1]), int(found[2]) + 1 if found[2] else size
    if found[2] and stop <= start:
        return None
    return start, min(stop, size)


@router.get(
    "/streets/{streets}/tiles.pmtiles",
    response_class=Response,
    responses={
        **DEFAULTS, **PARTIAL, **NOT_SATISFIABLE,
        **binary("PMTiles 3: vector tiles, to be asked for by range.", MEDIA_TYPE),
    },
)  # fmt: skip
def tiles(request: Request, city: CityId, streets: StreetsId) -> Response:
    """Give the base map's tiles, or the range of bytes that is asked for."""
    found = site(request).base_map_of(city, streets)
    file = found.manifest.files[TILES]
    etag = f'"{file.sha256[:20]}"'
    headers = {"ETag": etag, "Cache-Control": IMMUTABLE, "Accept-Ranges": "bytes"}
    if matches(request.headers.get("if-none-match"), etag):
        return RawResponse(304, _raw(headers), b"")
    wanted = asked_range(request.headers.get("range"), file.size)
    if request.headers.get("if-range", etag) != etag:
        wanted = None
    if wanted is None:
        whole = _Whole(found.tiles, headers=headers, media_type=MEDIA_TYPE)
        whole.part = False
        return whole
    start, stop = wanted
    if start >= stop:
        return problem_response(
            416, f"The tiles have {file.size} bytes; ask for a range within them.",
            kind="range", headers={"Content-Range": f"bytes */{file.size}"},
        )  # fmt: skip
    if stop - start > PIECE:
        return _Whole(found.tiles, headers=headers, media_type=MEDIA_TYPE)
    headers["Content-Range"] = f"bytes {start}-{stop - 1}/{file.size}"
    headers["Content-Type"] = MEDIA_TYPE
    return RawResponse(206, _raw(headers), _piece(found.tiles, start, stop))


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.lower().encode(), value.encode()) for name, value in headers.items()]


def _piece(path: FilePath, start: int, stop: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(stop - start)


@router.get("/search", response_model=schemas.Names, responses=DEFAULTS)
def search(request: Request, city: CityId, q: Words) -> Response:
    """Look for neighborhoods, streets, parks and water by name."""
    index = site(request).names(site(request).city(city))
    return respond(request, json_payload({"results": _told(index.find(q))}), PRIVATE)


def _told(entries: Sequence[Any]) -> list[dict[str, Any]]:
    fields = ("name", "kind", "near", "lon", "lat", "bbox")
    return [{name: entry[name] for name in fields} for entry in entries]
