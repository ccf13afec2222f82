"""Typical hours of any week of the year: the city's counts, the map, one place. No forecast."""

from __future__ import annotations

from pathlib import Path as FilePath
from typing import Annotated

import numpy as np
from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from crimecast.archive import IssuedForecast
from crimecast.archive.typical import Typical
from crimecast.grid import project
from crimecast.mix import mix
from crimecast.web.common import DEFAULTS, CityId, ForecastId, binary, site
from crimecast.web.forecasts import Lat, Lon
from crimecast.web.memo import Memo
from crimecast.web.problem import Problem
from crimecast.web.respond import BYTES, IMMUTABLE, PRIVATE, Payload, json_numbers, respond, rounded
from crimecast.web.schemas import PlaceMix
from crimecast.web.sets import CategoriesPath, CategoriesQuery, members, name_of

router = APIRouter(prefix="/api/cities/{city}/forecasts/{forecast}", tags=["forecasts"])

Week = Annotated[int, Path(ge=1, le=53, description="ISO week of the year.", examples=[27])]
WeekQuery = Annotated[int, Query(ge=1, le=53, description="ISO week of the year.", examples=[27])]
Slot = Annotated[
    int,
    Path(ge=0, le=167, description="Local hour of the week: 0 is Monday, midnight.", examples=[22]),
]

_TYPICAL = Memo(8)


class TypicalCity(BaseModel):
    """Usual counts of a city in a week of the year, records without a place included."""

    model_config = ConfigDict(extra="forbid")

    categories: list[str] = Field(description="In the manifest's order.")
    week: int
    expected: list[float] = Field(description="By local hour of the week, Monday first (168).")


class TypicalPlace(BaseModel):
    """One cell's typical week; nothing tells how sure it is."""

    model_config = ConfigDict(extra="forbid")

    category: str
    week: int
    expected: list[float] = Field(description="By local hour of the week, Monday first (168).")
    likeliest: PlaceMix | None = Field(description="Null for one category.")


def typical_of(issued: IssuedForecast) -> Typical:
    """Return a forecast's typical hours.

    Raises
    ------
    Problem
        404 if it does not tell.
    """
    if not issued.tells_usual:
        raise Problem(
            404, "no-usual", "This forecast was issued before forecasts told; issue a new one."
        )
    key: FilePath = issued.folder
    found: Typical = _TYPICAL.get(key, issued.id, lambda: Typical(issued))
    return found


@router.get("/typical/{categories}/{week}", response_model=TypicalCity, responses=DEFAULTS)
def typical_city(
    request: Request, city: CityId, forecast: ForecastId, categories: CategoriesPath, week: Week
) -> Response:
    """Give the city's usual counts of some categories together in a week of the year."""
    issued = site(request).forecast(city, forecast).issued
    which = members(issued, categories)
    content = {
        "categories": [issued.manifest.categories[place].id for place in which],
        "week": week,
        "expected": rounded(typical_of(issued).city(which, week)),
    }
    return respond(request, Payload(json_numbers(content), level=1), IMMUTABLE)


@router.get(
    "/typical/{categories}/{week}/{hour}",
    response_class=Response,
    responses={
        **DEFAULTS,
        **binary(
            "One code a cell of the mask, logarithmic over the category's domain; of several "
            "over the domain of all."
        ),
    },
)
def typical_frame(  # noqa: PLR0917 -- FastAPI reads parameters by name
    request: Request,
    city: CityId,
    forecast: ForecastId,
    categories: CategoriesPath,
    week: Week,
    hour: Slot,
) -> Response:
    """Give a typical hour of a week of the year as codes, one byte a cell of the mask."""
    issued = site(request).forecast(city, forecast).issued
    codes = typical_of(issued).frame(members(issued, categories), week, hour)
    return respond(request, Payload(codes, BYTES, level=1), IMMUTABLE)


@router.get("/place/typical", response_model=TypicalPlace, responses=DEFAULTS)
def typical_place(  # noqa: PLR0917 -- FastAPI reads parameters by name
    request: Request,
    city: CityId,
    forecast: ForecastId,
    lon: Lon,
    lat: Lat,
    week: WeekQuery,
    category: CategoriesQuery = "all",
) -> Response:
    """Give one cell's typical week."""
    issued = site(request).forecast(city, forecast).issued
    which = members(issued, category)
    typical = typical_of(issued)
    grid = issued.grid
    flat = int(grid.locate(*project(lon, lat, grid.epsg)))
    if flat < 0:
        raise Problem(404, "outside", "This place lies outside the study area; choose one inside.")
    found = typical.series(which, week, int(grid.rank[flat]))
    likeliest = None
    if len(which) > 1:
        told = mix(found)
        likeliest = {
            "categories": [issued.manifest.categories[place].id for place in which],
            "which": told.likeliest.tolist(),
            "chance": rounded(told.chance, 4),
        }
    together = np.array(issued.manifest.weights(which)) @ found
    content = {
        "category": name_of(issued, which), "week": week, "likeliest": likeliest,
        "expected": rounded(together),
    }  # fmt: skip
    return respond(request, Payload(json_numbers(content), level=1), PRIVATE)
