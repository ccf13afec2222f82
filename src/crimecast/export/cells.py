"""Cells as rows: where they lie, what neighborhood their centre is in, their outline."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np

from crimecast.area import area_of
from crimecast.city import City
from crimecast.export.table import Column, Kind
from crimecast.grid import Grid, Ints, unproject

COLUMNS: Final = (
    Column("cell", Kind.INTEGER, "number of the cell: row * width of the grid + column"),
    Column("row", Kind.INTEGER, "row of the cell, from the south"),
    Column("column", Kind.INTEGER, "column of the cell, from the west"),
    Column("x", Kind.NUMBER, "easting of the cell's center, meters"),
    Column("y", Kind.NUMBER, "northing of the cell's center, meters"),
    Column("lon", Kind.NUMBER, "longitude of the cell's center, degrees WGS 84"),
    Column("lat", Kind.NUMBER, "latitude of the cell's center, degrees WGS 84"),
    Column("neighborhood", Kind.TEXT, "neighborhood that holds the cell's center, where named"),
)
_DIGITS: Final = 7
"""Of degrees: a centimetre."""


def cell_columns(city: City, home: Path, grid: Grid, cells: Ints) -> dict[str, Any]:
    """Return ``COLUMNS``, ``wkb`` and ``outline`` of some cells as arrays.

    Outlines are squares in metres, their corners in degrees, counter-clockwise.
    """
    import shapely  # noqa: PLC0415

    row, column = np.divmod(cells, grid.shape[1])
    x, y = grid.x[column], grid.y[row]
    lon, lat = np.round(unproject(x, y, grid.epsg), _DIGITS)
    half = grid.cell / 2
    east = x[:, None] + half * np.array([-1, 1, 1, -1, -1])
    north = y[:, None] + half * np.array([-1, -1, 1, 1, -1])
    corners = np.round(np.stack(unproject(east, north, grid.epsg), axis=-1), _DIGITS)
    area = area_of(city, home)
    names: list[str | None] = [None] * len(cells)
    if area is not None and area.epsg == grid.epsg:
        names = area.names_at(x, y)
    outlines = [
        json.dumps({"type": "Polygon", "coordinates": [ring]}, separators=(",", ":"))
        for ring in corners.tolist()
    ]
    return {
        "cell": cells, "row": row, "column": column, "x": x, "y": y, "lon": lon, "lat": lat,
        "neighborhood": np.array(names, object),
        "wkb": np.asarray(shapely.to_wkb(shapely.polygons(corners)), object),
        "outline": np.array(outlines, object),
        "west": corners[..., 0].min(axis=1), "east": corners[..., 0].max(axis=1),
        "south": corners[..., 1].min(axis=1), "north": corners[..., 1].max(axis=1),
    }  # fmt: skip
