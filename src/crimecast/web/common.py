"""What the routers share: path parameters, and how routes are told in the OpenAPI document."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path, Query, Request

from crimecast.archive.manifest import CATEGORY_PATTERN, ID_PATTERN
from crimecast.city import ID_PATTERN as CITY_PATTERN
from crimecast.web.problem import MEDIA_TYPE
from crimecast.web.respond import BYTES
from crimecast.web.schemas import ProblemDetails
from crimecast.web.shelf import Shelf
from crimecast.web.site import Site

CityId = Annotated[
    str, Path(pattern=CITY_PATTERN, description="Id of a city.", examples=["denver"])
]
ForecastId = Annotated[
    str,
    Path(pattern=ID_PATTERN, description="Id of a forecast.", examples=["20241028T0300Z-1f2e3d4c"]),
]
CategoryId = Annotated[
    str,
    Path(
        pattern=CATEGORY_PATTERN,
        description="Id of a category of the manifest, or `all`.",
        examples=["robbery"],
    ),
]
CategoryQuery = Annotated[
    str,
    Query(
        pattern=CATEGORY_PATTERN,
        description="Id of a category, or `all` for the sum over those that are forecast.",
    ),
]


def site(request: Request) -> Site:
    """Return the site that the app was made for."""
    found: Site = request.app.state.site
    return found


def shelf(request: Request) -> Shelf:
    """Return the records of how right forecasts were, of the host that the app was made for."""
    found: Shelf = request.app.state.shelf
    return found


def _problem(description: str) -> dict[str, Any]:
    schema = {"$ref": f"#/components/schemas/{ProblemDetails.__name__}"}
    return {"description": description, "content": {MEDIA_TYPE: {"schema": schema}}}


NOT_FOUND: dict[int | str, dict[str, Any]] = {404: _problem("There is none.")}
INVALID: dict[int | str, dict[str, Any]] = {422: _problem("A parameter cannot be understood.")}
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {
    304: {"description": "What `If-None-Match` names is still the answer."}
}
DEFAULTS: dict[int | str, dict[str, Any]] = {**NOT_MODIFIED, **NOT_FOUND, **INVALID}

TOO_MANY: dict[int | str, dict[str, Any]] = {503: _problem("Too many ask; ask again shortly.")}

SENT: dict[int | str, dict[str, Any]] = {
    400: _problem("The body is no text."),
    408: _problem("The body took too long to arrive."),
    413: _problem("The body is too large."),
}
"""What is answered besides to a body."""
LIMITED: dict[int | str, dict[str, Any]] = {
    414: _problem("The path is too long."),
    429: _problem("One client asked for too much; `Retry-After` tells when to ask again."),
    431: _problem("The headers are too long."),
}
"""What is answered to any request that is beyond a limit."""

PARTIAL: dict[int | str, dict[str, Any]] = {206: {"description": "The range asked for."}}
NOT_SATISFIABLE: dict[int | str, dict[str, Any]] = {416: _problem("There are no such bytes.")}


def binary(description: str, media_type: str = BYTES) -> dict[int | str, dict[str, Any]]:
    """Describe an answer of bytes."""
    content = {media_type: {"schema": {"type": "string", "format": "binary"}}}
    return {200: {"description": description, "content": content}}
