"""A study area as the page draws it: no more of it than can be seen."""

from __future__ import annotations

import json
from typing import Any, Final

import numpy as np

from crimecast.grid import Grid

_DECIMALS: Final = 5
"""Of degrees: a metre."""
_AREAS: Final = ("area", "neighborhood")


def drawn_area(document: dict[str, Any], *, on_streets: bool) -> dict[str, Any]:
    """Return an area's GeoJSON to a metre; its plain streets, parks and water only without others.

    Parameters
    ----------
    document : dict
        A FeatureCollection in degrees.
    on_streets : bool
        Whether a base map is drawn below it.
    """
    features = [
        {**feature, "geometry": _rounded(feature["geometry"])}
        for feature in document["features"]
        if not on_streets or feature["properties"].get("kind") in _AREAS
    ]
    return {**document, "features": features}


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    return {**geometry, "coordinates": _points(geometry["coordinates"])}


def _points(nested: Any) -> Any:
    """Round positions; of a line, points that fall together are kept once."""
    if isinstance(nested[0], (int, float)):
        return [round(float(value), _DECIMALS) for value in nested[:2]]
    found = [_points(part) for part in nested]
    if isinstance(nested[0][0], (int, float)):
        thinned = [p for p, before in zip(found, [None, *found], strict=False) if p != before]
        # A ring that falls to less than a triangle stays as it is.
        return thinned if len(thinned) >= min(4, len(found)) else found
    return found


def outline(grid: Grid) -> dict[str, Any]:
    """Return the outline of a grid's study area as a GeoJSON FeatureCollection in degrees."""
    import shapely  # noqa: PLC0415

    from crimecast.grid import unproject  # noqa: PLC0415

    padded = np.pad(grid.mask.astype(np.int8), ((0, 0), (1, 1)))
    steps = np.diff(padded, axis=1)
    rows, starts = np.nonzero(steps == 1)
    stops = np.nonzero(steps == -1)[1]
    boxes = shapely.box(
        grid.x0 + grid.cell * starts, grid.y0 + grid.cell * rows,
        grid.x0 + grid.cell * stops, grid.y0 + grid.cell * (rows + 1),
    )  # fmt: skip

    def degrees(points: Any) -> Any:
        return np.round(np.column_stack(unproject(points[:, 0], points[:, 1], grid.epsg)), 6)

    shape = shapely.transform(shapely.union_all(boxes), degrees)
    geometry = json.loads(shapely.to_geojson(shape))
    feature = {"type": "Feature", "properties": {"kind": "area"}, "geometry": geometry}
    return {"type": "FeatureCollection", "features": [feature]}
