"""What was reported in one cell and in its neighborhood, in a period and year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from fastapi import APIRouter, Request
from starlette.responses import Response

from crimecast.city import City
from crimecast.grid import Floats, Grid, Ints, project
from crimecast.web import schemas
from crimecast.web.asked import (
    Asked,
    CellSize,
    From,
    HoursQuery,
    Size,
    To,
    WeekdaysQuery,
    asked,
)
from crimecast.web.common import DEFAULTS, CityId, site
from crimecast.web.forecasts import MINIMUM, Lat, Lon
from crimecast.web.problem import Problem
from crimecast.web.respond import PRIVATE, json_payload, respond
from crimecast.web.sets import CategoriesQuery
from crimecast.web.site import Site

if TYPE_CHECKING:
    from crimecast.area import Neighborhood

router = APIRouter()

CROWDED = 10
"""Incidents at one point from which on it may be called crowded."""


@router.get("/history/place", response_model=schemas.HistoryPlace, responses=DEFAULTS)
def place(  # noqa: PLR0917 -- FastAPI reads parameters by name
    request: Request,
    city: CityId,
    lon: Lon,
    lat: Lat,
    from_: From = None,
    to: To = None,
    category: CategoriesQuery = "all",
    weekdays: WeekdaysQuery = None,
    hours: HoursQuery = None,
    cell: Size = CellSize.MIDDLE,
) -> Response:
    """Count what was reported in a cell and in its neighborhood."""
    found = site(request)
    known = found.city(city)
    what = asked(
        found, known, from_=from_, to=to, category=category, weekdays=weekdays, hours=hours
    )
    grid = found.grid(known, int(cell))
    x, y = project(lon, lat, grid.epsg)
    flat = int(grid.locate(x, y))
    if flat < 0:
        raise Problem(404, "outside", "This place lies outside the study area; choose one inside.")
    hood = _neighborhood(found, known, grid, flat, (float(x), float(y)))
    weights = what.weights(found)
    placed = found.placed(known, what.cube, grid)
    here = placed.rows_of(flat)
    content = {
        "category": what.category,
        "weekdays": list(what.brush.weekdays),
        "hours": list(what.brush.hours),
        "cell": _cell(grid, flat, hood),
        "crowded": _is_crowded(what, placed.points_of(here), here, weights),
        "square_km": None if hood is None else round(float(hood.polygon.area) / 1e6, 2),
        **_counted(found, known, what, here=here, hood=hood, weights=weights),
    }
    return respond(request, json_payload(content), PRIVATE)


def _cell(grid: Grid, flat: int, hood: Neighborhood | None) -> dict[str, Any]:
    row, column = divmod(flat, grid.shape[1])
    return {
        "index": flat, "row": row, "column": column, "size": grid.cell,
        "outline": [(round(a, 7), round(b, 7)) for a, b in grid.outline_lonlat(flat)],
        "neighborhood": None if hood is None else hood.name,
    }  # fmt: skip


def _neighborhood(
    found: Site, known: City, grid: Grid, flat: int, point: tuple[float, float]
) -> Neighborhood | None:
    """Return the neighborhood of a cell's centre; at a border, where none is, the point's."""
    row, column = divmod(flat, grid.shape[1])
    centre = (float(grid.x[column]), float(grid.y[row]))
    area = found.study_area(known)
    if area is None or area.epsg != grid.epsg:
        return None
    return area.neighborhood_of(*centre) or area.neighborhood_of(*point)


def _counted(
    found: Site,
    known: City,
    what: Asked,
    *,
    here: Ints,
    hood: Neighborhood | None,
    weights: Floats | None,
) -> dict[str, Any]:
    from crimecast.incidents.spot import calendar_years, count_between  # noqa: PLC0415

    assert what.cube.index.days is not None  # noqa: S101 -- asked() saw to that
    spans = [(what.first, what.last), *calendar_years(*what.cube.index.days)]
    wanted = what.cube.which(what.categories)
    cell = count_between(what.cube, here, spans, wanted, weights)
    around: list[float | None] = [None] * len(spans)
    if hood is not None:
        rows = found.rows_of(known, what.cube, hood)
        around = list(count_between(what.cube, rows, spans, wanted, weights))
    told = [
        {
            "from": str(first), "to": str(last), "here": _told(inside),
            "around": None if outside is None else _told(outside),
        }
        for (first, last), inside, outside in zip(spans, cell, around, strict=True)
    ]  # fmt: skip
    return {"period": told[0], "years": told[1:]}


def _told(count: float) -> dict[str, Any]:
    whole = round(count)
    hidden = 0 < whole < MINIMUM
    return {"count": None if hidden else whole, "suppressed": hidden}


def _is_crowded(what: Asked, points: Ints, rows: Ints, weights: Floats | None) -> bool:
    """Tell whether most of the period's incidents in a cell are recorded at one point."""
    low, high = what.cube.rows(int(what.first.astype(np.int64)), int(what.last.astype(np.int64)))
    wanted = what.cube.which(what.categories)
    kept = (rows >= low) & (rows < high) & wanted[what.cube.index.category[rows]]
    if not kept.any():
        return False
    share = None if weights is None else weights[rows[kept]]
    counts = np.bincount(np.unique(points[kept], return_inverse=True)[1], share)
    return bool(counts.max() >= CROWDED and counts.max() > counts.sum() / 2)
