"""What walkers and cyclists meet in Alder Falls: paths in parks, stairs, one-way streets."""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely

from crimecast.grid import Floats
from crimecast.simulate import plan
from crimecast.simulate.citymap import CityMap

Path = tuple[Floats, dict[str, str]]
"""Places along a path, metres, and its tags."""
NEAR: Final = 30.0
"""Metres from a park within which a crossing has a path into it."""
STAIRS: Final = 15.0
"""Metres of stairs at one entrance of every third park."""
CENTER: Final = "Downtown"
"""Where lesser streets are one-way."""


def park_paths(city: CityMap) -> list[Path]:
    """Return paths from crossings around each park to its middle.

    At most four a park, one a quarter; none crosses a street or water.
    """
    network = city.network
    used = np.unique(network.ends)
    nodes = network.nodes[used]
    points, streets = shapely.points(nodes), shapely.STRtree(network.shapes)
    water = shapely.union_all([city.ground.river, *city.ground.lakes])
    found: list[Path] = []
    for number, (name, shape) in enumerate(city.parks):
        parts = shapely.get_parts(shape)
        part = parts[shapely.area(parts).argmax()]
        middle = shapely.get_coordinates(shapely.point_on_surface(part))[0]
        near = nodes[shapely.dwithin(points, part, NEAR)]
        way = middle - near
        long = np.hypot(way[:, 0], way[:, 1])
        taken: set[tuple[bool, bool]] = set()
        for at in np.argsort(long, kind="stable"):
            quarter = bool(way[at, 0] > 0), bool(way[at, 1] > 0)
            first = near[at] + way[at] * STAIRS / long[at]
            inner = shapely.linestrings([near[at] + way[at] / long[at], middle])
            if quarter in taken or long[at] < 2 * STAIRS or shapely.intersects(inner, water):
                continue
            if len(streets.query(inner, predicate="intersects")):
                continue
            walk = {"highway": "footway", "name": f"{name} Path"}
            steps = {"highway": "steps"} if number % 3 == 0 and not taken else walk
            found += [(np.array([near[at], first]), steps), (np.array([first, middle]), walk)]
            taken.add(quarter)
    return found


def one_ways(city: CityMap) -> dict[int, str]:
    """Return ``oneway=...`` of edges of the network: downtown, lesser streets, by turns.

    A street's edges are drawn either way; which way is one is told by the compass.
    """
    network = city.network
    center = next(
        shape
        for item, shape in zip(plan.NEIGHBORHOODS, city.neighborhoods, strict=True)
        if item.name == CENTER
    )
    inside = shapely.contains_properly(center, network.shapes)
    found: dict[int, str] = {}
    for edge in np.flatnonzero(inside):
        line = city.lines[network.line[edge]]
        east, north = network.nodes[network.ends[edge, 1]] - network.nodes[network.ends[edge, 0]]
        if line.rank == 3:
            along = (2 * east + north > 0) == bool(network.line[edge] % 2)
            found[int(edge)] = "yes" if along else "-1"
    return found
