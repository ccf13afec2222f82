"""What was reported: counts by cell, day, hour of week and category. Small ones are not told."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
from fastapi import APIRouter, Request
from starlette.responses import Response

from crimecast.archive.codes import nice_above
from crimecast.city import City
from crimecast.grid import Grid
from crimecast.incidents.small import MINIMUM, crowded
from crimecast.web import history_place, schemas
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
from crimecast.web.respond import NO_CACHE, Payload, packed_payload, respond
from crimecast.web.sets import CategoriesQuery
from crimecast.web.site import Site

if TYPE_CHECKING:
    from crimecast.incidents.cube import Selected

router = APIRouter(prefix="/api/cities/{city}", tags=["history"])
router.include_router(history_place.router)


@router.get("/history", response_model=schemas.History, responses=DEFAULTS)
def history(  # noqa: PLR0917 -- FastAPI reads parameters by name
    request: Request,
    city: CityId,
    from_: From = None,
    to: To = None,
    category: CategoriesQuery = "all",
    weekdays: WeekdaysQuery = None,
    hours: HoursQuery = None,
    cell: Size = CellSize.MIDDLE,
) -> Response:
    """Count the reported incidents of a period; the last 28 days of records by default."""
    found = site(request)
    known = found.city(city)
    what = asked(
        found, known, from_=from_, to=to, category=category, weekdays=weekdays, hours=hours
    )
    grid = found.grid(known, int(cell))

    mark = (what.cube.index.version, id(grid))
    payload = found.histories.get(
        (what.key, int(cell)), mark, lambda: answer(found, known, what, grid)
    )
    return respond(request, payload, NO_CACHE)


def answer(found: Site, known: City, what: Asked, grid: Grid) -> Payload:
    """Count what was asked for."""
    placed, weights = found.placed(known, what.cube, grid), what.weights(found, short=True)
    with found.counting:
        selected = what.cube.select(
            what.first, what.last, placed, categories=what.categories, brush=what.brush,
            weights=weights,
        )  # fmt: skip
        content = {
            **what.to_json(),
            "version": what.cube.index.version[:16],
            "grid": _grid_json(grid),
            **_told(selected, whole=what.brush.whole),
            "weeks": _weeks(what),
        }
        return packed_payload(content)


@lru_cache(maxsize=64)
def _grid_json(grid: Grid) -> dict[str, Any]:
    lon, lat = grid.lattice_lonlat()
    lattice = {
        "nx": lon.shape[1], "ny": lon.shape[0],
        "lon": np.round(lon, 7).reshape(-1).tolist(), "lat": np.round(lat, 7).reshape(-1).tolist(),
    }  # fmt: skip
    return {**grid.to_json(), "lattice": lattice}


def _weeks(what: Asked) -> dict[str, Any]:
    counts = what.cube.by_week(what.cube.which(what.categories), what.brush)
    return {"first": str(what.cube.first_monday), "counts": np.round(counts, 1).tolist()}


def _told(found: Selected, *, whole: bool) -> dict[str, Any]:
    """Return what may be told of counts: cells with fewer than three are named without a count.

    Where hours are chosen counts are sums of shares, told as whole numbers all the same: half an
    incident at a place would be told of somebody.
    """
    counts = np.rint(found.cells).astype(np.int64)
    cells = np.flatnonzero(counts >= MINIMUM)
    hidden = np.flatnonzero((counts > 0) & (counts < MINIMUM))
    told = counts[cells]
    at_a_point = cells[crowded(found.largest[cells], found.cells[cells])]
    # The color scale ends near the crowded cells, not at the one address all records snap to.
    top = float(np.quantile(told, 0.995, method="higher")) if len(told) else 0.0
    by_day = found.by_day.astype(np.int64) if whole else np.round(found.by_day, 2)
    return {
        "total": round(found.total),
        "unplaced": round(found.unplaced),
        "outside": round(found.outside),
        "suppressed_cells": len(hidden),
        "minimum": MINIMUM,
        "cells": cells.tolist(),
        "counts": told.tolist(),
        "suppressed": hidden.tolist(),
        "crowded": at_a_point.tolist(),
        "domain": [MINIMUM, int(nice_above(max(top, 10.0)))],
        "days": found.days.astype(str).tolist(),
        "by_day": by_day.tolist(),
        "by_hour_of_week": np.round(found.by_hour_of_week, 3).tolist(),
        "by_category": {name: round(count, 1) for name, count in found.by_category.items()},
    }
