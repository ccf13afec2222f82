"""Issued forecasts: manifests, frames, and one place's answer."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from crimecast.archive import IssuedForecast, Manifest
from crimecast.archive.inputs import short
from crimecast.archive.manifest import ALL
from crimecast.city import City
from crimecast.grid import project
from crimecast.incidents.small import MINIMUM
from crimecast.mix import mix as mixed
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
    PRIVATE,
    Payload,
    json_numbers,
    respond,
)
from crimecast.web.sets import (
    CategoriesPath,
    CategoriesQuery,
    SetTotals,
    members,
    name_of,
    set_totals,
)
from crimecast.web.site import Site

router = APIRouter(prefix="/api/cities/{city}", tags=["forecasts"])

AHEAD = (1, 24, 168)
"""Hours whose counts a place is told."""
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


@router.get("/forecasts/{forecast}/place", response_model=schemas.Place, responses=DEFAULTS)
def place(  # noqa: PLR0917 -- FastAPI reads parameters by name
    request: Request,
    city: CityId,
    forecast: ForecastId,
    lon: Lon,
    lat: Lat,
    category: CategoriesQuery = "all",
) -> Response:
    """Give one cell's forecast, its explanation, and what was reported there in a year."""
    found = site(request)
    asked = asked_place(found, city, forecast, (lon, lat), category)
    payload = found.places.get(asked.key, asked.mark, lambda: _place(found, asked))
    return respond(request, payload, PRIVATE)


@dataclass(frozen=True, eq=False)
class AskedPlace:
    """A cell of a forecast that was asked for.

    Attributes
    ----------
    which : list of int
        Places of the categories in the manifest.
    category : str
        What the answer calls them.
    flat : int
        Row-major index of the cell in the grid.
    neighborhood : str, optional
        Its name.
    mark : object
        Another one when the answer is another one: records came since.
    """

    city: City
    issued: IssuedForecast
    which: list[int]
    category: str
    flat: int
    neighborhood: str | None
    mark: object

    @property
    def key(self) -> tuple[object, ...]:
        """The same for all that have the same answer. It is of a cell, not of who asks."""
        return (self.issued.folder, self.category, self.flat, self.neighborhood)


def asked_place(
    found: Site, city: str, forecast: str, place: tuple[float, float], category: str
) -> AskedPlace:
    """Look for the cell at a place, longitude and latitude in degrees.

    Raises
    ------
    Problem
        404 if there is no such forecast or category, or the place lies outside.
    """
    issued = found.forecast(city, forecast).issued
    which = members(issued, category)
    grid = issued.grid
    x, y = project(*place, grid.epsg)
    flat = int(grid.locate(x, y))
    if flat < 0:
        raise Problem(404, "outside", "This place lies outside the study area; choose one inside.")
    known = found.city(city)
    hood = _neighborhood(found, known, issued, flat, (float(x), float(y)))
    records = found.index(known)
    mark = (known, None if records is None else records.version)
    return AskedPlace(known, issued, which, name_of(issued, which), flat, hood, mark)


def _place(found: Site, asked: AskedPlace) -> Payload:
    issued, which, category, flat = asked.issued, asked.which, asked.category, asked.flat
    # The whole is kept summed; what its hours are made of is not.
    index = len(issued.manifest.categories) if category == ALL else which
    grid = issued.grid
    rank = int(grid.rank[flat])
    row, column = divmod(flat, grid.shape[1])
    about = {
        "cell": {
            "index": flat, "row": row, "column": column, "size": grid.cell,
            "outline": [(round(a, 7), round(b, 7)) for a, b in grid.outline_lonlat(flat)],
            "neighborhood": asked.neighborhood,
        },
        "category": category,
        "hours": issued.manifest.hours,
        "likeliest": _likeliest(issued, which, rank),
        "ahead": _ahead(issued, index, rank),
        "history": _history(found, asked.city, issued, category, flat),
    }  # fmt: skip
    # The series are written by hand: a thousand numbers take json.dumps a millisecond.
    series = json_numbers(issued.series(index, rank).tolist())
    terms = ",".join(
        f'{{"id":{json.dumps(term.id)},"label":{json.dumps(term.label)},'
        f'"expected":{json_numbers(values.tolist())}}}'
        for term, (_, values) in zip(issued.manifest.terms, issued.terms(index, rank), strict=True)
    )
    text = f'{json.dumps(about)[:-1]},"expected":{series},"terms":[{terms}]}}'
    return Payload(packed=gzip.compress(text.encode(), 1, mtime=0))


def _likeliest(issued: IssuedForecast, which: list[int], rank: int) -> dict[str, Any] | None:
    """Tell which of some categories a report in a cell is likeliest of, by hour."""
    if len(which) < 2:
        return None
    found = mixed(issued.series(place, rank) for place in which)
    return {
        "categories": [issued.manifest.categories[place].id for place in which],
        "which": found.likeliest.tolist(),
        "chance": [short(value, 4) for value in found.chance.tolist()],
    }


def _ahead(issued: IssuedForecast, category: int | list[int], rank: int) -> dict[str, Any] | None:
    """Tell the counts of the next hour, day and week in a cell."""
    if not issued.tells_spread:
        return None
    now, hours = issued.manifest.now, issued.manifest.hours
    windows = []
    for length in (n for n in AHEAD if now + n <= hours):
        found = issued.interval(
            category=category, ranks=[rank], first=now, last=now + length, level=LEVEL
        )
        windows.append({
            "hours": length, "expected": short(found.expected), "lower": found.lower,
            "upper": found.upper, "some": short(found.some),
        })  # fmt: skip
    return {"level": LEVEL, "windows": windows}


def _neighborhood(
    found: Site, known: City, issued: IssuedForecast, flat: int, point: tuple[float, float]
) -> str | None:
    """Name the neighborhood of a cell's centre; at the border, where that has none, the point's."""
    grid, area = issued.grid, found.study_area(known)
    if area is None or area.epsg != grid.epsg:
        return None
    row, column = divmod(flat, grid.shape[1])
    centre = (float(grid.x[column]), float(grid.y[row]))
    named: str | None = found.cells.get(
        (issued.folder, flat), id(area), lambda: area.neighborhood_at(*centre)
    )
    return named or area.neighborhood_at(*point)


def _history(
    found: Site, known: City, issued: IssuedForecast, category: str, flat: int
) -> dict[str, Any] | None:
    # Of a set only what each member tells on its own: differences of sets give nothing away.
    years = [found.year_counts(known, issued, name) for name in category.split(",")]
    counts = [int(cells[flat]) for _, _, cells in (year for year in years if year is not None)]
    if not counts:
        return None
    first, last, _ = next(year for year in years if year is not None)
    told = [count for count in counts if count >= MINIMUM]
    return {
        "from": str(first), "to": str(last), "count": sum(told) if told else None,
        "suppressed": len(told) < len(counts),
    }  # fmt: skip
