"""What was reported in one cell and in its neighborhood, in a period and year by year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from crimecast.city import City
from crimecast.grid import Floats, Grid, Ints, project
from crimecast.incidents.small import crowded, withheld
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
from crimecast.web.forecasts import Lat, Lon
from crimecast.web.problem import Problem
from crimecast.web.respond import PRIVATE, packed_payload, respond
from crimecast.web.sets import CategoriesQuery
from crimecast.web.site import Site
from crimecast.web.told import years_can_be_told

if TYPE_CHECKING:
    from crimecast.area import Neighborhood

router = APIRouter()

Span = tuple[np.datetime64, np.datetime64]
"""The first and the last local day."""

Against = Annotated[
    str | None,
    Query(
        max_length=21,
        description="First and last local day of the period compared with.",
        examples=["2024-09-01/2024-09-30"],
    ),
]


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
    against: Against = None,
) -> Response:
    """Count what was reported in a cell and in its neighborhood."""
    found = site(request)
    known = found.city(city)
    what = asked(
        found, known, from_=from_, to=to, category=category, weekdays=weekdays, hours=hours
    )
    periods = [(what.first, what.last), *_against(against, what)]
    grid = found.grid(known, int(cell))
    x, y = project(lon, lat, grid.epsg)
    flat = int(grid.locate(x, y))
    if flat < 0:
        raise Problem(404, "outside", "This place lies outside the study area; choose one inside.")
    hood = _neighborhood(found, known, grid, flat, (float(x), float(y)))
    weights = what.weights(found)
    placed = found.placed(known, what.cube, grid)
    here = placed.rows_of(flat)
    with found.counting:
        content = {
            "category": what.category,
            "weekdays": list(what.brush.weekdays),
            "hours": list(what.brush.hours),
            "cell": _cell(grid, flat, hood),
            "crowded": _is_crowded(what, placed.points_of(here), here, weights),
            "square_km": None if hood is None else round(float(hood.polygon.area) / 1e6, 2),
            **_counted(found, known, what, periods, here=here, hood=hood, weights=weights),
        }
        payload = packed_payload(content)
    return respond(request, payload, PRIVATE)


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


def _against(text: str | None, what: Asked) -> list[Span]:
    if text is None:
        return []
    try:
        first, last = (np.datetime64(dt.date.fromisoformat(day), "D") for day in text.split("/"))
    except ValueError:
        raise Problem(
            422, "invalid", "against: write its first and last day as 2024-09-01/2024-09-30."
        ) from None
    if first > last:
        raise Problem(422, "period", f"against: {first} lies after {last}; swap them.")
    if first <= what.last and last >= what.first:
        raise Problem(
            422, "overlap", "The two periods share days, so they are not compared; choose others."
        )
    return [(first, last)]


def _counted(
    found: Site,
    known: City,
    what: Asked,
    periods: Sequence[Span],
    *,
    here: Ints,
    hood: Neighborhood | None,
    weights: Floats | None,
) -> dict[str, Any]:
    from crimecast.incidents.spot import calendar_years  # noqa: PLC0415

    assert what.cube.index.days is not None  # noqa: S101 -- asked() saw to that
    years = calendar_years(*what.cube.index.days)
    cell = _told(what, here, periods, years, weights)
    around: list[dict[str, Any] | None] = [None] * len(cell)
    if hood is not None:
        around = [*_told(what, found.rows_of(known, what.cube, hood), periods, years, weights)]
    told = [
        {"from": str(first), "to": str(last), "here": inside, "around": outside}
        for (first, last), inside, outside in zip([*periods, *years], cell, around, strict=True)
    ]
    count = len(periods)
    return {
        "period": told[0], "compared": told[1] if count > 1 else None, "years": told[count:]
    }  # fmt: skip


def _told(
    what: Asked,
    rows: Ints,
    periods: Sequence[Span],
    years: Sequence[Span],
    weights: Floats | None,
) -> list[dict[str, Any]]:
    """Count periods and years; tell no count of 1 or 2, and none from which one follows."""
    from crimecast.incidents.spot import count_between  # noqa: PLC0415

    wanted = what.cube.which(what.categories)

    def counts(spans: Sequence[Span]) -> list[float]:
        return count_between(what.cube, rows, list(spans), wanted, weights)

    both = [[(max(a, c), min(b, d)) for c, d in years] for a, b in periods]
    shared = [
        [
            count if first <= last else None
            for count, (first, last) in zip(counts(row), row, strict=True)
        ]
        for row in both
    ]
    of_periods, of_years = counts(periods), counts(years)
    able = years_can_be_told(of_years, of_periods, shared)
    apart = [all(part is None for part in parts) for parts in zip(*shared, strict=True)]
    return [
        *map(_count, of_periods),
        *(
            _count(count) if able or alone else {"count": None, "suppressed": False}
            for count, alone in zip(of_years, apart, strict=True)
        ),
    ]


def _count(count: float) -> dict[str, Any]:
    hidden = withheld(count)
    return {"count": None if hidden else round(count), "suppressed": hidden}


def _is_crowded(what: Asked, points: Ints, rows: Ints, weights: Floats | None) -> bool:
    """Tell whether most of the period's incidents in a cell are recorded at one point."""
    low, high = what.cube.rows(int(what.first.astype(np.int64)), int(what.last.astype(np.int64)))
    wanted = what.cube.which(what.categories)
    kept = (rows >= low) & (rows < high) & wanted[what.cube.kind[rows]]
    if not kept.any():
        return False
    share = None if weights is None else weights[rows[kept]]
    counts = np.bincount(np.unique(points[kept], return_inverse=True)[1], share)
    return bool(crowded(counts.max(), counts.sum()))
