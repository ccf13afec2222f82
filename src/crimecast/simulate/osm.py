"""The map of Alder Falls as an OpenStreetMap extract, so that it is read as any city's is."""

from __future__ import annotations

import gzip
from functools import lru_cache
from typing import Final
from xml.sax.saxutils import quoteattr

import numpy as np
import numpy.typing as npt
import shapely

from crimecast.grid import Floats, unproject
from crimecast.simulate import plan
from crimecast.simulate.citymap import CityMap, city_map
from crimecast.simulate.paths import one_ways, park_paths

HIGHWAYS: Final = {1: "primary", 2: "tertiary", 3: "residential"}
"""highway=... by rank."""
LAKES: Final = ("Heron Lake", "City Park Lake", "Golf Pond")
SMOOTH: Final = 0.5
"""Metres by which drawn lines are simplified."""
_DECIMALS: Final = 7
_SCRAP: Final = 400.0


class _Writer:
    """Nodes by place, so that what meets shares one, then ways, then relations."""

    def __init__(self) -> None:
        self.nodes: dict[tuple[float, float], tuple[int, dict[str, str]]] = {}
        self.ways: list[str] = []
        self.relations: list[str] = []

    def node(self, lon: float, lat: float) -> int:
        """Return the number of the node at a place."""
        return self.nodes.setdefault((lon, lat), (len(self.nodes) + 1, {}))[0]

    def point(self, points: Floats, tags: dict[str, str]) -> None:
        """Add a node with tags."""
        lon, lat = _degrees(points)[0]
        self.node(lon, lat)
        self.nodes[lon, lat][1].update(tags)

    def way(self, points: Floats, tags: dict[str, str]) -> int:
        """Add a line or a ring, and return its number."""
        found = [self.node(lon, lat) for lon, lat in _degrees(points)]
        refs = "".join(f'<nd ref="{ref}"/>' for ref in found)
        number = len(self.ways) + 1
        self.ways.append(f'<way id="{number}">{refs}{_tags(tags)}</way>\n')
        return number

    def area(self, shape: shapely.Geometry, tags: dict[str, str]) -> None:
        """Add a polygon: a ring, or a relation of its rings where it has holes."""
        if not shape.interiors:
            self.way(shapely.get_coordinates(shape.exterior), tags)
            return
        members = [("outer", shape.exterior), *(("inner", ring) for ring in shape.interiors)]
        parts = "".join(
            f'<member type="way" ref="{self.way(shapely.get_coordinates(ring), {})}" '
            f'role="{role}"/>'
            for role, ring in members
        )
        told = _tags({"type": "multipolygon", **tags})
        number = len(self.relations) + 1
        self.relations.append(f'<relation id="{number}">{parts}{told}</relation>\n')

    def text(self) -> str:
        """Return the document."""
        places = np.array(list(self.nodes))
        low, high = places.min(0), places.max(0)
        sides = {"minlon": low[0], "minlat": low[1], "maxlon": high[0], "maxlat": high[1]}
        bounds = "".join(f' {key}="{side:.{_DECIMALS}f}"' for key, side in sides.items())
        nodes = [
            f'<node id="{number}" lat="{lat:.{_DECIMALS}f}" lon="{lon:.{_DECIMALS}f}"'
            + (f">{_tags(tags)}</node>\n" if tags else "/>\n")
            for (lon, lat), (number, tags) in self.nodes.items()
        ]
        return "".join(
            [
                "<?xml version='1.0' encoding='UTF-8'?>\n",
                '<osm version="0.6" generator="crimecast simulate">\n',
                f"<bounds{bounds}/>\n",
                *nodes, *self.ways, *self.relations, "</osm>\n",
            ]
        )  # fmt: skip


def _degrees(points: npt.NDArray[np.float64]) -> list[tuple[float, float]]:
    points = np.atleast_2d(points)
    lon, lat = unproject(points[:, 0], points[:, 1], plan.EPSG)
    pairs = np.round(np.column_stack([lon, lat]), _DECIMALS)
    return [(float(a), float(b)) for a, b in pairs]


def _tags(tags: dict[str, str]) -> str:
    return "".join(f'<tag k="{key}" v={quoteattr(value)}/>' for key, value in tags.items())


def osm_text(city: CityMap) -> str:
    """Return the map as OpenStreetMap XML: streets that meet share nodes, bridges are tagged."""
    out = _Writer()
    _streets(out, city)
    _areas(out, city.ground.river, {"natural": "water", "water": "river", "name": "Alder River"})
    for name, shape in zip(LAKES, city.ground.lakes, strict=True):
        _areas(out, shape, {"natural": "water", "water": "lake", "name": name})
    for name, shape in city.parks:
        _areas(out, shape, {"leisure": "park", "name": name})
    for neighborhood, shape in zip(plan.NEIGHBORHOODS, city.neighborhoods, strict=True):
        middle = shapely.get_coordinates(shapely.point_on_surface(shape))
        out.point(middle, {"place": "neighbourhood", "name": neighborhood.name})
    middle = shapely.get_coordinates(shapely.point_on_surface(city.ground.area))
    out.point(middle, {"place": "city", "name": plan.CITY_NAME})
    return out.text()


def _areas(out: _Writer, shape: shapely.Geometry, tags: dict[str, str]) -> None:
    for part in shapely.get_parts(shapely.simplify(shape, SMOOTH)):
        if part.area > _SCRAP:
            out.area(part, tags)


def _streets(out: _Writer, city: CityMap) -> None:
    network, lines = city.network, city.lines
    paths = shapely.simplify(network.shapes, SMOOTH)  # ends stay, so crossings stay
    over = shapely.intersects(network.shapes, city.ground.river)
    one_way = one_ways(city)
    for edge, (shape, index, wet) in enumerate(zip(paths, network.line, over, strict=True)):
        line = lines[index]
        tags = {"highway": HIGHWAYS[line.rank], "name": line.name}
        if wet or line.bridge:
            tags["bridge"] = "yes"
        if edge in one_way:
            tags["oneway"] = one_way[edge]
        out.way(shapely.get_coordinates(shape), tags)
    for points, tags in park_paths(city):
        out.way(points, tags)


@lru_cache(maxsize=1)
def osm_bytes() -> bytes:
    """Return :func:`osm_text` of the map, packed by gzip; the same bytes each time."""
    return gzip.compress(osm_text(city_map()).encode(), 6, mtime=0)
