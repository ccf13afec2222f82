"""Parks: whole street blocks, and the green along the river."""

from __future__ import annotations

import numpy as np
import shapely

from crimecast.grid import Bools
from crimecast.simulate import plan
from crimecast.simulate.ground import Ground, Line, metres
from crimecast.simulate.network import PRECISION, Network

SET_BACK = 9.0
"""Metres between a park and the centre of the streets around it."""
GREENWAY = "Riverfront Greenway"
ISLAND = "Heron Island"

Parks = list[tuple[str, shapely.Geometry]]


def clear_parks(network: Network, lines: list[Line], ground: Ground) -> tuple[Network, Parks]:
    """Turn the blocks within the plan's parks into parks and clear them of local streets.

    Returns
    -------
    network : Network
        Without the streets inside parks.
    parks : list of (name, Polygon or MultiPolygon)
        Set back from the streets around them, without water.
    """
    shapes = network.shapes
    tree = shapely.STRtree(shapes)
    blocks = shapely.get_parts(shapely.polygonize(shapes))
    middles = shapely.get_coordinates(shapely.centroid(blocks))
    lake = np.zeros(len(blocks), bool)
    for shape in ground.lakes:
        lake |= shapely.intersects(blocks, shape)
    main = np.array([lines[i].rank < 3 for i in network.line])
    keep = np.ones(len(network), bool)
    parks: Parks = []
    for park in plan.PARKS:
        whole = _blocks_of(park, blocks, middles, lake)
        near = tree.query(whole, predicate="intersects")
        through = shapely.length(shapely.intersection(shapes[near], whole.buffer(-6))) > 4
        keep[near[through & ~main[near]]] = False
        roads = shapely.unary_union(shapes[near[main[near]]]).buffer(SET_BACK)
        green = whole.buffer(-SET_BACK, join_style="mitre").difference(roads)
        parts = shapely.get_parts(green.difference(ground.water.buffer(0.5)))
        size = shapely.area(parts)
        green = shapely.unary_union(parts[size > 0.2 * size.max()])  # scraps beyond a main road
        parks.append((park.name, green))
    parks += _greenway(ground, shapes)
    return network.take(keep), parks


def _blocks_of(
    park: plan.Park, blocks: shapely.Geometry, middles: np.ndarray, lake: Bools
) -> shapely.Geometry:
    """Return the blocks of a park as one shape without holes."""
    center, radii = metres((park.center,))[0], 1000 * np.array(park.radii)
    off = np.abs((middles - center) / radii)
    chosen = np.flatnonzero(((off**4).sum(axis=1) < 1) | (lake & ((off**2).sum(axis=1) < 2)))
    if not len(chosen):
        chosen = np.flatnonzero(shapely.contains_xy(blocks, *center))
    whole = shapely.get_parts(shapely.unary_union(blocks[chosen], grid_size=PRECISION))
    filled = [shapely.polygons(shapely.get_exterior_ring(part)) for part in whole]
    return shapely.unary_union(filled)


def _greenway(ground: Ground, shapes: np.ndarray) -> Parks:
    """Return the land between the drives and the river, and the island."""
    corridor = shapely.intersection(ground.corridor, ground.area)
    near = shapely.STRtree(shapes).query(corridor, predicate="intersects")
    streets = shapely.unary_union(shapes[near]).buffer(SET_BACK + 2)
    land = corridor.difference(ground.river.buffer(0.5)).difference(streets)
    parts = shapely.get_parts(shapely.simplify(land.buffer(-4).buffer(4), 1.0))
    middles = shapely.get_coordinates(shapely.centroid(parts))
    north, south = metres(((0, 3.45), (0, -2.75)))[:, 1]
    island = shapely.distance(parts, shapely.points(metres((plan.ISLAND,))[0])) < 5
    chosen = (middles[:, 1] < north) & (middles[:, 1] > south) & (shapely.area(parts) > 4000)
    return [
        (ISLAND if isle else GREENWAY, part)
        for part, use, isle in zip(parts, chosen, island, strict=True)
        if use or isle
    ]
