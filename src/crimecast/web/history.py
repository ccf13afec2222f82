"""What was reported: counts by cell, day and hour of week. Small counts are not told."""

from __future__ import annotations

import datetime as dt
from enum import IntEnum
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from crimecast.archive.codes import nice_above
from crimecast.grid import Grid
from crimecast.web import schemas
from crimecast.web.common import DEFAULTS, CategoryQuery, CityId, site
from crimecast.web.forecasts import MINIMUM
from crimecast.web.problem import Problem
from crimecast.web.respond import NO_CACHE, json_payload, respond

if TYPE_CHECKING:
    from crimecast.incidents.query import Counts

router = APIRouter(prefix="/api/cities/{city}", tags=["history"])

DEFAULT_DAYS = 28
LONGEST_DAYS = 36_600


class CellSize(IntEnum):
    """Side of a cell, metres."""

    FINE = 100
    MIDDLE = 250
    COARSE = 500


From = Annotated[
    dt.date | None, Query(alias="from", description="First local day.", examples=["2024-10-01"])
]
To = Annotated[dt.date | None, Query(description="Last local day, inclusive.")]
Size = Annotated[CellSize, Query(description="Side of a cell, metres.")]


@router.get("/history", response_model=schemas.History, responses=DEFAULTS)
def history(  # noqa: PLR0917 -- FastAPI reads parameters by name
    request: Request,
    city: CityId,
    from_: From = None,
    to: To = None,
    category: CategoryQuery = "all",
    cell: Size = CellSize.MIDDLE,
) -> Response:
    """Count the reported incidents of a period; the last 28 days of records by default."""
    found = site(request)
    known = found.city(city)
    index = found.index(known)
    if index is None or index.days is None:
        raise Problem(404, "no-records", f"No records of {known.name} are ingested yet.")
    if category != "all" and category not in index.categories:
        raise Problem(
            422, "unknown-category", f"category: {known.name} has none of that id; see its city."
        )
    first, last = _period(from_, to, index.days[1])
    grid = found.grid(known, int(cell))
    key = (known.id, str(first), str(last), category, int(cell))
    payload = found.histories.get(
        key,
        (index.version, id(grid)),
        lambda: json_payload(
            {
                "from": str(first),
                "to": str(last),
                "category": category,
                "version": index.version[:16],
                "grid": _grid_json(grid),
                **_told(index.counts(first, last, grid, category=category)),
            }
        ),
    )
    return respond(request, payload, NO_CACHE)


def _period(
    first: dt.date | None, last: dt.date | None, newest: np.datetime64
) -> tuple[np.datetime64, np.datetime64]:
    end: np.datetime64 = newest if last is None else np.datetime64(last, "D")
    start: np.datetime64 = end - np.timedelta64(DEFAULT_DAYS - 1, "D")
    if first is not None:
        start = np.datetime64(first, "D")
    if start > end:
        raise Problem(422, "period", f"from ({start}) lies after to ({end}); swap them.")
    if end - start > np.timedelta64(LONGEST_DAYS, "D"):
        raise Problem(422, "period", "The period is longer than a hundred years; choose less.")
    return start, end


def _grid_json(grid: Grid) -> dict[str, Any]:
    lon, lat = grid.lattice_lonlat()
    lattice = {
        "nx": lon.shape[1], "ny": lon.shape[0],
        "lon": np.round(lon, 7).reshape(-1).tolist(), "lat": np.round(lat, 7).reshape(-1).tolist(),
    }  # fmt: skip
    return {**grid.to_json(), "lattice": lattice}


def _told(counts: Counts) -> dict[str, Any]:
    """Return what may be told of counts: cells with fewer than three are named without a count."""
    cells = np.flatnonzero(counts.cells >= MINIMUM)
    hidden = np.flatnonzero((counts.cells > 0) & (counts.cells < MINIMUM))
    told = counts.cells[cells]
    # The color scale ends near the crowded cells, not at the one address all records snap to.
    top = float(np.quantile(told, 0.995, method="higher")) if len(told) else 0.0
    return {
        "total": counts.total,
        "unplaced": counts.unplaced,
        "outside": counts.outside,
        "suppressed_cells": len(hidden),
        "minimum": MINIMUM,
        "cells": cells.tolist(),
        "counts": told.tolist(),
        "suppressed": hidden.tolist(),
        "domain": [MINIMUM, int(nice_above(max(top, 10.0)))],
        "days": counts.days.astype(str).tolist(),
        "by_day": counts.by_day.tolist(),
        "by_hour_of_week": np.round(counts.by_hour_of_week, 3).tolist(),
    }
