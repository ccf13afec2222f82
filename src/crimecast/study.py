"""The grid of a city's study area: from its polygon, else from where its records lie."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np

from crimecast.area import area_of
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.grid import Grid, grid_from_area, grid_from_points

LEAST: Final = 3
"""Records that a cell must hold to belong to an area made from records: one may be a slip."""


def study_grid(
    city: City, home: Path, *, cell: int = 100, reported_by: np.datetime64 | None = None
) -> Grid:
    """Return the grid of a city's study area.

    Parameters
    ----------
    cell : int
        Side of a cell, metres.
    reported_by : datetime64[s], UTC, optional
        Where there is no polygon, only records reported by then make the area: a forecast's must
        not know where later incidents fell.

    Raises
    ------
    InputError
        If there is neither a study area nor a record with a place.
    """
    area = area_of(city, home)
    if area is not None:
        return grid_from_area(area.polygon, epsg=city.epsg, cell=cell)
    from crimecast.incidents.query import places  # noqa: PLC0415

    x, y = places(city, home, reported_by=reported_by)
    if not len(x):
        raise InputError(
            f"{city.name} has neither a study area nor records with places; run "
            f"crimecast ingest {city.id} FILE, or crimecast city area {city.id} FILE.geojson"
        )
    try:
        return grid_from_points(x, y, epsg=city.epsg, cell=cell, least=min(LEAST, len(x)))
    except ValueError as error:  # few records, each alone in its cell
        if "holds no cell" not in str(error):
            raise
        return grid_from_points(x, y, epsg=city.epsg, cell=cell)
