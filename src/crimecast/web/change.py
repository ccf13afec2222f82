"""Change against the usual: the city's usual counts, the map of an hour, one place."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from crimecast.archive import IssuedForecast
from crimecast.archive.change import CODES_RULE, Change
from crimecast.grid import project
from crimecast.web.common import DEFAULTS, CityId, ForecastId, binary, site
from crimecast.web.forecasts import Hour, Lat, Lon
from crimecast.web.memo import Memo
from crimecast.web.problem import Problem
from crimecast.web.respond import BYTES, IMMUTABLE, PRIVATE, Payload, json_numbers, respond, rounded
from crimecast.web.sets import CategoriesPath, CategoriesQuery, members, name_of

router = APIRouter(prefix="/api/cities/{city}/forecasts/{forecast}", tags=["forecasts"])

_CHANGES = Memo(8)


class ChangeCity(BaseModel):
    """What is usual in a city in the forecast's hours, records without a place included."""

    model_config = ConfigDict(extra="forbid")

    categories: list[str] = Field(description="In the manifest's order.")
    hours: int
    usual: list[float]


class ChangePlace(BaseModel):
    """What is usual in one cell in the forecast's hours."""

    model_config = ConfigDict(extra="forbid")

    category: str
    hours: int
    least: float = Field(description="Where less is usual, the map tells no change.")
    usual: list[float]


def change_of(issued: IssuedForecast) -> Change:
    """Return what a forecast tells of change.

    Raises
    ------
    Problem
        404 if it does not tell.
    """
    if not issued.tells_drift:
        raise Problem(
            404,
            "no-change",
            "This forecast does not tell what is usual of places; issue a new one with the "
            "default model.",
        )
    found: Change = _CHANGES.get(issued.folder, issued.id, lambda: Change(issued))
    return found


@router.get("/change/{categories}", response_model=ChangeCity, responses=DEFAULTS)
def change_city(
    request: Request, city: CityId, forecast: ForecastId, categories: CategoriesPath
) -> Response:
    """Give the city's usual counts of some categories together, hour by hour."""
    issued = site(request).forecast(city, forecast).issued
    which = members(issued, categories)
    content = {
        "categories": [issued.manifest.categories[place].id for place in which],
        "hours": issued.manifest.hours,
        "usual": rounded(change_of(issued).city(which)),
    }
    return respond(request, Payload(json_numbers(content), level=1), IMMUTABLE)


@router.get(
    "/change/{categories}/{hour}",
    response_class=Response,
    responses={
        **DEFAULTS,
        **binary(
            f"One code a cell of the mask: expected over usual count, {CODES_RULE}, 1 to 255; "
            "0: too little is usual to tell."
        ),
    },
)
def change_frame(
    request: Request, city: CityId, forecast: ForecastId, categories: CategoriesPath, hour: Hour
) -> Response:
    """Give how many times the usual is expected in an hour, cell by cell."""
    issued = site(request).forecast(city, forecast).issued
    which = members(issued, categories)
    change = change_of(issued)
    if hour >= issued.manifest.hours:
        raise Problem(
            404, "unknown-hour", f"This forecast has hours 0 to {issued.manifest.hours - 1}."
        )
    return respond(request, Payload(change.frame(which, hour), BYTES, level=1), IMMUTABLE)


@router.get("/place/change", response_model=ChangePlace, responses=DEFAULTS)
def change_place(  # noqa: PLR0917 -- FastAPI reads parameters by name
    request: Request,
    city: CityId,
    forecast: ForecastId,
    lon: Lon,
    lat: Lat,
    category: CategoriesQuery = "all",
) -> Response:
    """Give what is usual in one cell, hour by hour."""
    issued = site(request).forecast(city, forecast).issued
    which = members(issued, category)
    change = change_of(issued)
    grid = issued.grid
    flat = int(grid.locate(*project(lon, lat, grid.epsg)))
    if flat < 0:
        raise Problem(404, "outside", "This place lies outside the study area; choose one inside.")
    content = {
        "category": name_of(issued, which),
        "hours": issued.manifest.hours,
        "least": change.least(which),
        "usual": rounded(change.series(which, int(grid.rank[flat]))),
    }
    return respond(request, Payload(json_numbers(content), level=1), PRIVATE)
