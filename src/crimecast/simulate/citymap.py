"""The map of Alder Falls: streets, water, parks, neighborhoods, and blocks."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely

from crimecast.grid import Floats, project, unproject
from crimecast.simulate import plan
from crimecast.simulate.ground import Ground, Line, make_ground
from crimecast.simulate.lattice import local_streets
from crimecast.simulate.network import STUB, Network, connected, make_network, trim
from crimecast.simulate.parks import Parks, clear_parks

Integers = npt.NDArray[np.int64]

BLOCK = 125.0
"""Metres of a hundred-block, about."""
DEGREES = 6
"""Decimals of published coordinates."""


@dataclass(frozen=True, eq=False)
class Blocks:
    """Hundred-blocks: stretches of street, the finest place a publisher tells.

    Attributes
    ----------
    x, y : float (s,)
        Middle of each block as published (degrees to six decimals), metres.
    lon, lat : float (s,)
        The same in degrees.
    start, stop : float (s, 2)
        Ends of the block, metres.
    length : float (s,)
        Metres.
    rank : int (s,)
        Rank of the street, 1 major to 3 minor.
    neighborhood : int (s,)
        Index into ``plan.NEIGHBORHOODS``.
    park : float (s,)
        Metres to the nearest park.
    """

    x: Floats
    y: Floats
    lon: Floats
    lat: Floats
    start: Floats
    stop: Floats
    length: Floats
    rank: Integers
    neighborhood: Integers
    park: Floats

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, eq=False)
class CityMap:
    """What is on the map; shapes in metres of the city's CRS."""

    ground: Ground
    lines: tuple[Line, ...]
    network: Network
    parks: Parks
    neighborhoods: tuple[shapely.Geometry, ...]
    blocks: Blocks


@lru_cache(maxsize=1)
def city_map() -> CityMap:
    """Draw the map; it is the same for every seed, and is drawn once a process."""
    ground = make_ground()
    lines = [*ground.roads, *local_streets(ground)]
    network, parks = clear_parks(make_network(lines, ground), lines, ground)
    network = connected(trim(network, STUB))
    owner = np.array(ground.neighborhood)
    faces = np.array(ground.faces)
    neighborhoods = tuple(
        shapely.coverage_union_all(faces[owner == i]) for i in range(len(plan.NEIGHBORHOODS))
    )
    blocks = _blocks(network, lines, neighborhoods, parks, ground.river)
    return CityMap(ground, tuple(lines), network, parks, neighborhoods, blocks)


def _blocks(
    network: Network,
    lines: list[Line],
    neighborhoods: tuple[shapely.Geometry, ...],
    parks: Parks,
    river: shapely.Geometry,
) -> Blocks:
    """Part the streets within the city into blocks; bridges have no addresses."""
    shapes, length = network.shapes, network.length
    count = np.maximum(1, np.round(length / BLOCK)).astype(int)
    edge = np.repeat(np.arange(len(network)), count)
    step = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count)
    part = length[edge] / count[edge]

    def at(share: float) -> Floats:
        points = shapely.line_interpolate_point(shapes[edge], (step + share) * part)
        return np.asarray(shapely.get_coordinates(points), float)

    middle = at(0.5)
    tree = shapely.STRtree(neighborhoods)
    points = shapely.points(middle)
    index, owner = tree.query(points, predicate="within")
    keep = np.zeros(len(edge), bool)
    keep[index] = part[index] > 22
    keep &= ~shapely.contains_xy(river, middle[:, 0], middle[:, 1])
    belongs = np.zeros(len(edge), np.int64)
    belongs[index] = owner
    rank = np.array([lines[i].rank for i in network.line])
    green = shapely.STRtree([shape for _, shape in parks])
    nearest = green.geometries[green.nearest(points[keep])]
    lon, lat = unproject(middle[keep, 0], middle[keep, 1], plan.EPSG)
    lon, lat = np.round(lon, DEGREES), np.round(lat, DEGREES)
    x, y = project(lon, lat, plan.EPSG)
    return Blocks(
        x, y, lon, lat, at(0.0)[keep], at(1.0)[keep], part[keep], rank[edge][keep], belongs[keep],
        np.asarray(shapely.distance(points[keep], nearest), float),
    )  # fmt: skip


def _ring(shape: shapely.Geometry) -> list[Any]:
    """Return a polygon's rings as GeoJSON coordinates in degrees, outer ring counter-clockwise."""
    shape = shapely.orient_polygons(shape)
    rings = [shape.exterior, *shape.interiors]
    return [_degrees(shapely.get_coordinates(ring)) for ring in rings]


def _degrees(points: Floats) -> list[list[float]]:
    lon, lat = unproject(points[:, 0], points[:, 1], plan.EPSG)
    pairs = np.round(np.column_stack([lon, lat]), DEGREES)
    return [[float(a), float(b)] for a, b in pairs]


def _feature(kind: str, kind_of: str, coordinates: list[Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": {"kind": kind, **more},
        "geometry": {"type": kind_of, "coordinates": coordinates},
    }


def _label(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a place for a name: the middle, or, if that is near an edge, where there is room."""
    radius = shapely.maximum_inscribed_circle(shape, tolerance=10)
    middle = shapely.centroid(shape)
    edge = shapely.distance(middle, shape.boundary)
    inside = shapely.contains(shape, middle)
    roomy = inside and edge > 0.45 * shapely.minimum_bounding_radius(radius)
    return middle if roomy else shapely.centroid(radius)


def _streets(city: CityMap) -> list[dict[str, Any]]:
    """Join each street's edges end to end; every crossing stays a vertex of all who meet there."""
    network, lines = city.network, city.lines
    paths = shapely.simplify(network.shapes, 0.8)
    name = [lines[i].name for i in network.line]
    rank = [lines[i].rank for i in network.line]
    groups: dict[tuple[int, str], list[int]] = {}
    for edge, key in enumerate(zip(rank, name, strict=True)):
        groups.setdefault(key, []).append(edge)
    features = []
    for (rank_of, name_of), edges in sorted(groups.items()):
        merged = shapely.line_merge(shapely.multilinestrings(paths[edges]))
        features += [
            _feature(
                "street", "LineString", _degrees(shapely.get_coordinates(part)),
                name=name_of, rank=rank_of,
            )
            for part in shapely.get_parts(merged)
        ]  # fmt: skip
    return features


@lru_cache(maxsize=1)
def area_text() -> str:
    """Return :func:`area_geojson` of the map as JSON text, on one line."""
    return json.dumps(area_geojson(city_map()), separators=(",", ":")) + "\n"


def area_geojson(city: CityMap) -> dict[str, Any]:
    """Return the study area with its neighborhoods and what a map draws, as docs/api.md says."""
    features = [_feature("area", "Polygon", _ring(city.ground.area), name=plan.CITY_NAME)]
    for neighborhood, shape in zip(plan.NEIGHBORHOODS, city.neighborhoods, strict=True):
        label = _degrees(shapely.get_coordinates(_label(shape)))[0]
        features.append(
            _feature(
                "neighborhood",
                "Polygon",
                _ring(shape),
                name=neighborhood.name,
                NAME=neighborhood.name,
                label=label,
            )
        )
    water = [("Alder River", city.ground.river)]
    names = ("Heron Lake", "City Park Lake", "Golf Pond")
    water += list(zip(names, city.ground.lakes, strict=True))
    for kind, things in (("water", water), ("park", city.parks)):
        for name, shape in things:
            smooth = shapely.simplify(shape, 0.5)
            features += [
                _feature(kind, "Polygon", _ring(part), name=name)
                for part in shapely.get_parts(smooth)
                if part.area > 400
            ]
    return {"type": "FeatureCollection", "features": features + _streets(city)}
