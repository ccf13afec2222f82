"""From things of extracts to features for tiles: cut to the box, written line by line."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import IO, Any, Final

import numpy as np
import shapely

from crimecast.streets.box import Box
from crimecast.streets.extract import Found
from crimecast.streets.kinds import COAST, RANKS, ZOOMS, Kind, zoom_of_size

BATCH: Final = 20_000
_DEGREE: Final = 111_320.0
_DECIMALS: Final = 6
#: Names of water and parks are drawn where the thing is about this many pixels across.
_NAME_PIXELS: Final = 70.0


@dataclass(frozen=True, eq=False)
class Named:
    """Something with a name that people may look for; its shape in degrees."""

    name: str
    kind: str
    also: tuple[str, ...]
    shape: shapely.Geometry


@dataclass
class Features:
    """Takes things in and writes them as GeoJSON, one a line.

    Attributes
    ----------
    file : binary file
        Where the lines go.
    box : Box
        What is kept of them.
    counts : Counter
        Features by kind: major, medium, minor and path of streets, water, park, rail, name.
    named : list of Named
        Those with a name.
    coast : list of LineString
        Coastlines in the box, in their direction.
    seen : Box or None
        Around all lines and areas that were handed in, those beyond the box as well.
    """

    file: IO[bytes]
    box: Box
    counts: Counter[str] = field(default_factory=Counter)
    named: list[Named] = field(default_factory=list)
    coast: list[shapely.Geometry] = field(default_factory=list)
    seen: Box | None = None
    _batch: list[Found] = field(default_factory=list)
    _known: set[tuple[str, str, int]] = field(default_factory=set)

    def add(self, found: Found) -> None:
        """Take in a thing; it is written with the batch it is in."""
        self._batch.append(found)
        if len(self._batch) >= BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what was taken in."""
        batch, self._batch = self._batch, []
        if not batch:
            return
        shapes = shapely.from_wkb([found.wkb for found in batch])
        bounds = shapely.bounds(shapes)
        self._widen(bounds)
        west, south, east, north = self.box.bounds
        near = (
            (bounds[:, 0] <= east) & (bounds[:, 2] >= west)
            & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
        )  # fmt: skip
        within = (
            (bounds[:, 0] >= west) & (bounds[:, 2] <= east)
            & (bounds[:, 1] >= south) & (bounds[:, 3] <= north)
        )  # fmt: skip
        across = near & ~within
        shapes[across] = shapely.intersection(
            shapely.make_valid(shapes[across]), shapely.box(*self.box.bounds)
        )
        for place in np.flatnonzero(near):
            kind, _, source = batch[place]
            key = (kind.layer, *source)
            if key in self._known:  # extracts may overlap
                continue
            self._known.add(key)
            for shape in _alike(shapes[place], kind):
                self.put(kind, shape)

    def _widen(self, bounds: np.ndarray[Any, Any]) -> None:
        low, high = bounds[:, :2].min(0), bounds[:, 2:].max(0)
        mine = Box(float(low[0]), float(low[1]), float(high[0]), float(high[1]))
        self.seen = mine if self.seen is None else self.seen.joined(mine)

    def put(self, kind: Kind, shape: shapely.Geometry) -> None:
        """Write a feature that lies in the box."""
        if kind.layer == COAST:
            self.coast.extend(shapely.get_parts(shape))
            return
        zoom = kind.zoom
        if zoom is None:
            zoom = zoom_of_size(_size(shape), shape.bounds[1])
        told = kind.properties
        if kind.layer != "name" and shapely.get_dimensions(shape) == 2:
            told = {key: value for key, value in told.items() if key != "name"}  # see _label
        self._write(kind.layer, told, zoom, shape)
        rank = kind.properties.get("rank")
        self.counts[RANKS[rank] if rank else kind.layer] += 1
        if kind.name is None:
            return
        what = kind.layer
        if what == "street":
            what = "path" if RANKS[kind.properties["rank"]] == "path" else "street"
        elif what == "name":
            what = "place"
        elif what == "rail":
            return
        self.named.append(Named(kind.name, what, kind.also, shape))
        if what in ("water", "park") and shapely.get_dimensions(shape) == 2:
            self._label(kind, shape)

    def _label(self, kind: Kind, shape: shapely.Geometry) -> None:
        """Put the name of an area at a point within it, once, and not in each tile."""
        zoom = zoom_of_size(_size(shape), shape.bounds[1], _NAME_PIXELS)
        point = shapely.point_on_surface(shape)
        self._write("name", {"kind": kind.layer, "name": kind.name}, zoom, point)
        self.counts["name"] += 1

    def _write(
        self, layer: str, properties: dict[str, Any], zoom: int, shape: shapely.Geometry
    ) -> None:
        told = {
            "type": "Feature",
            "tippecanoe": {"layer": layer, "minzoom": min(max(zoom, ZOOMS[0]), ZOOMS[1])},
            "properties": properties,
        }
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        self.file.write(f'{text[:-1]},"geometry":{shapely.to_geojson(shape)}}}\n'.encode())


def _alike(shape: shapely.Geometry, kind: Kind) -> Iterable[shapely.Geometry]:
    """Return the parts of a shape of the dimension it had before it was cut."""
    if shape is None or shape.is_empty:
        return []
    if kind.layer == "name":
        return [shape]
    area = kind.zoom is None and kind.layer != COAST
    want = 2 if area else 1
    parts = shapely.get_parts(shapely.get_parts(shape))
    parts = parts[shapely.get_dimensions(parts) == want]
    if not len(parts):
        return []
    return [parts[0] if len(parts) == 1 else _together(parts, area=area)]


def _together(parts: np.ndarray[Any, Any], *, area: bool) -> shapely.Geometry:
    return shapely.multipolygons(parts) if area else shapely.multilinestrings(parts)


def _size(shape: shapely.Geometry) -> float:
    """Return the side in metres of the square that is as large."""
    lat = math.radians(shape.bounds[1])
    return math.sqrt(max(shape.area, 0.0) * math.cos(lat)) * _DEGREE
