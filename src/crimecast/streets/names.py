"""Names of streets, paths, water, parks and places, to be looked for without the internet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import shapely

from crimecast.area import Area
from crimecast.grid import Floats, project, unproject
from crimecast.streets.features import Named
from crimecast.streets.fold import fold

APART: Final = 1500.0
"""Stretches of a name farther apart than this, metres, are different streets."""
FORMAT: Final = "crimecast-names/1"


def gather(named: Sequence[Named], area: Area) -> dict[str, Any]:
    """Return the document of names: one entry a street, the longest first.

    Parameters
    ----------
    named : sequence of Named
        Shapes in degrees.
    area : Area
        Tells the neighborhood each lies in.
    """
    groups: dict[tuple[str, str], list[Named]] = {}
    for item in named:
        groups.setdefault((item.kind, fold(item.name)), []).append(item)
    entries: list[tuple[float, dict[str, Any]]] = []
    for (kind, key), items in groups.items():
        if not key:
            continue
        shapes = _metres([item.shape for item in items], area.epsg)
        entries += [
            _entry(kind, [items[i] for i in members], shapes[members], area)
            for members in _clusters(shapes)
        ]
    entries.sort(key=lambda entry: (-entry[0], entry[1]["name"], entry[1]["lon"]))
    return {"format": FORMAT, "names": [entry for _, entry in entries]}


def _metres(shapes: Sequence[shapely.Geometry], epsg: int) -> np.ndarray[Any, Any]:
    def metres(points: Floats) -> Floats:
        return np.column_stack(project(points[:, 0], points[:, 1], epsg))

    return np.asarray(shapely.transform(np.asarray(shapes, object), metres), object)


def _clusters(shapes: np.ndarray[Any, Any]) -> list[np.ndarray[Any, Any]]:
    """Part shapes into groups, each within ``APART`` of another of its group."""
    if len(shapes) == 1:
        return [np.array([0])]
    from scipy.sparse import coo_array  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    one, two = shapely.STRtree(shapes).query(shapes, predicate="dwithin", distance=APART)
    graph = coo_array((np.ones(len(one), bool), (one, two)), (len(shapes), len(shapes)))
    count, label = connected_components(graph, directed=False)
    return [np.flatnonzero(label == i) for i in range(count)]


def _entry(
    kind: str, items: Sequence[Named], shapes: np.ndarray[Any, Any], area: Area
) -> tuple[float, dict[str, Any]]:
    size = float(np.sum(shapely.length(shapes)))
    middle = shapely.centroid(shapely.multipoints(shapely.centroid(shapes)))
    nearest = shapes[int(np.argmin(shapely.distance(shapes, middle)))]
    if shapely.get_dimensions(nearest) == 2:
        point = shapely.point_on_surface(nearest)
    else:  # the point of the street that is nearest to the middle of all of it
        point = shapely.get_point(shapely.shortest_line(nearest, middle), 0)
    lon, lat = unproject([point.x], [point.y], area.epsg)
    west, south, east, north = shapely.total_bounds([item.shape for item in items])
    also = list(dict.fromkeys(name for item in items for name in item.also))
    told: dict[str, Any] = {
        "name": items[0].name,
        "kind": kind,
        "near": area.neighborhood_at(point.x, point.y),
        "lon": round(float(lon[0]), 6),
        "lat": round(float(lat[0]), 6),
        "bbox": [round(float(value), 6) for value in (west, south, east, north)],
    }
    if also:
        told["also"] = also[:5]
    return size, told
