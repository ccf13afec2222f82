"""Issued forecasts: manifests, frames, and one place's answer."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from crimecast.archive import IssuedForecast, Manifest
from crimecast.web import schemas
from crimecast.web.common import (
    DEFAULTS,
    CategoryId,
    CityId,
    ForecastId,
    binary,
    site,
)
from crimecast.web.memo import Memo
from crimecast.web.problem import Problem
from crimecast.web.respond import (
    BYTES,
    IMMUTABLE,
    NO_CACHE,
    Payload,
    respond,
)
from crimecast.web.sets import (
    CategoriesPath,
    SetTotals,
    members,
    set_totals,
)
from crimecast.web.site import Site

router = APIRouter(prefix="/api/cities/{city}", tags=["forecasts"])

LEVEL = 0.9
"""Chance that a count lies in the range that is told."""

Lon = Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False, examples=[-104.9903])]
Lat = Annotated[float, Query(ge=-90, le=90, allow_inf_nan=False, examples=[39.7392])]
Hour = Annotated[
    int, Path(ge=0, le=100_000, description="Hours after `first_hour`.", examples=[24])
]


_SETS = Memo(256)
"""City totals of sets that were asked for: each takes a pass over its categories' cells."""


def _category(issued: IssuedForecast, category: str) -> int:
    index = issued.manifest.index(category)
    if index is None:
        raise Problem(
            404, "unknown-category", "This forecast has no such category; its manifest lists all."
        )
    return index


def check_hour(issued: IssuedForecast, hour: int) -> None:
    """Complain of an hour that a forecast does not reach.

    Raises
    ------
    Problem
        404 if it has no such hour.
    """
    if hour >= issued.manifest.hours:
        raise Problem(
            404, "unknown-hour", f"This forecast has hours 0 to {issued.manifest.hours - 1}."
        )


@router.get("/forecast", response_model=Manifest, responses=DEFAULTS)
def latest(request: Request, city: CityId) -> Response:
    """Give the manifest of the latest forecast."""
    served = site(request).latest(city)
    if served is None:
        known = site(request).city(city)
        raise Problem(404, "no-forecast", f"No forecast of {known.name} is issued yet.")
    return respond(request, served.manifest, NO_CACHE)


@router.get("/forecasts/{forecast}", response_model=Manifest, responses=DEFAULTS)
def manifest(request: Request, city: CityId, forecast: ForecastId) -> Response:
    """Give a forecast's manifest."""
    return respond(request, site(request).forecast(city, forecast).manifest, IMMUTABLE)


@router.get("/forecasts/{forecast}/totals", response_model=schemas.Totals, responses=DEFAULTS)
def totals(request: Request, city: CityId, forecast: ForecastId) -> Response:
    """Give the city's expected counts by category and hour, with their ranges."""
    return respond(request, site(request).forecast(city, forecast).totals, IMMUTABLE)


@router.get(
    "/forecasts/{forecast}/totals/{categories}", response_model=SetTotals, responses=DEFAULTS
)
def totals_of(
    request: Request, city: CityId, forecast: ForecastId, categories: CategoriesPath
) -> Response:
    """Give the city's expected count of some categories together by hour, with its range."""
    issued = site(request).forecast(city, forecast).issued
    which = members(issued, categories)
    payload = _SETS.get(
        (issued.folder, tuple(which)), issued.id, lambda: set_totals(issued, which, LEVEL)
    )
    return respond(request, payload, IMMUTABLE)


@router.get(
    "/forecasts/{forecast}/mask",
    response_class=Response,
    responses={**DEFAULTS, **binary("One bit a cell, row-major from the south-west corner.")},
)
def mask(request: Request, city: CityId, forecast: ForecastId) -> Response:
    """Give which cells of the grid lie in the study area."""
    return respond(request, site(request).forecast(city, forecast).mask, IMMUTABLE)


@router.get(
    "/forecasts/{forecast}/frames/{category}/{hour}",
    response_class=Response,
    responses={**DEFAULTS, **binary("One code a cell of the mask, logarithmic over the domain.")},
)
async def frame(
    request: Request, city: CityId, forecast: ForecastId, category: CategoryId, hour: Hour
) -> Response:
    """Give one category-hour as codes, one byte a cell of the mask."""
    return respond(request, frame_payload(site(request), city, forecast, category, hour), IMMUTABLE)


def frame_payload(found: Site, city: str, forecast: str, category: str, hour: int) -> Payload:
    """Return a frame, as it lies on disk.

    Raises
    ------
    Problem
        404 if there is no such forecast, category or hour.
    """
    served = found.forecast(city, forecast)
    issued = served.issued
    index = _category(issued, category)
    check_hour(issued, hour)
    packed = bytes(issued.frame(index, hour))
    return Payload(packed=packed, media_type=BYTES, etag=served.etag)


@router.get(
    "/forecasts/{forecast}/mix/{hour}",
    response_class=Response,
    responses={
        **DEFAULTS,
        **binary(
            "One byte a cell of the mask for the likeliest category (1 is the manifest's first, "
            "0: nothing is expected), then one a cell for its chance in steps of 1/255."
        ),
    },
)
def mix(request: Request, city: CityId, forecast: ForecastId, hour: Hour) -> Response:
    """Give which category a report of an hour is likeliest of, cell by cell."""
    served = site(request).forecast(city, forecast)
    issued = served.issued
    check_hour(issued, hour)
    if not issued.tells_mix:
        raise Problem(
            404, "no-mix", "This forecast was issued before forecasts told; issue a new one."
        )
    payload = Payload(issued.mix_codes(hour), BYTES, etag=served.etag, level=1)
    return respond(request, payload, IMMUTABLE)
