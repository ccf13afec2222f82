"""What OpenStreetMap's tags are on the map: layer, kind, and the zoom from which it is drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

ZOOMS: Final = (9, 15)
"""Lowest and highest zoom of the tiles."""
LAYERS: Final = ("water", "park", "street", "rail", "name")
COAST: Final = "coast"
"""No layer of the tiles: coastlines, of which the sea is made."""

MAJOR, MEDIUM, MINOR, PATH = 1, 2, 3, 4
RANKS: Final = {MAJOR: "major", MEDIUM: "medium", MINOR: "minor", PATH: "path"}

#: highway=...: rank and first zoom.
STREETS: Final[dict[str, tuple[int, int]]] = {
    "motorway": (MAJOR, 9), "trunk": (MAJOR, 9), "primary": (MAJOR, 9),
    "motorway_link": (MEDIUM, 12), "trunk_link": (MEDIUM, 12), "primary_link": (MEDIUM, 12),
    "secondary": (MEDIUM, 11), "secondary_link": (MEDIUM, 13),
    "tertiary": (MEDIUM, 12), "tertiary_link": (MEDIUM, 13),
    "residential": (MINOR, 13), "unclassified": (MINOR, 13), "living_street": (MINOR, 13),
    "road": (MINOR, 13), "service": (MINOR, 14),
    "pedestrian": (PATH, 14), "cycleway": (PATH, 14), "footway": (PATH, 15), "path": (PATH, 15),
    "steps": (PATH, 15), "track": (PATH, 14), "bridleway": (PATH, 15),
}  # fmt: skip
#: service=... that only somebody who stands there looks for.
_BYWAYS: Final = frozenset({"driveway", "parking_aisle", "drive-through", "emergency_access"})
#: railway=...: first zoom.
RAILS: Final[dict[str, int]] = {
    "rail": 10, "light_rail": 11, "subway": 11, "narrow_gauge": 11, "monorail": 12,
    "funicular": 12, "tram": 12,
}  # fmt: skip
#: waterway=... that is drawn as a line: first zoom.
STREAMS: Final[dict[str, int]] = {"river": 9, "canal": 11, "stream": 13}
#: Areas of water and of green: (key, value) to kind.
WATERS: Final[dict[tuple[str, str], str]] = {
    ("natural", "water"): "water", ("waterway", "riverbank"): "water",
    ("waterway", "dock"): "water", ("landuse", "reservoir"): "water",
    ("landuse", "basin"): "water",
}  # fmt: skip
PARKS: Final[dict[tuple[str, str], str]] = {
    ("leisure", "park"): "park", ("leisure", "garden"): "park",
    ("leisure", "nature_reserve"): "park", ("leisure", "common"): "park",
    ("leisure", "playground"): "park", ("landuse", "recreation_ground"): "park",
    ("landuse", "village_green"): "park", ("leisure", "golf_course"): "golf",
    ("leisure", "pitch"): "pitch", ("landuse", "cemetery"): "cemetery",
    ("amenity", "grave_yard"): "cemetery", ("natural", "wood"): "wood",
    ("landuse", "forest"): "wood", ("natural", "scrub"): "wood", ("landuse", "grass"): "grass",
    ("landuse", "meadow"): "grass", ("natural", "grassland"): "grass",
}  # fmt: skip
#: place=... of a point: first zoom of its name.
PLACES: Final[dict[str, int]] = {
    "city": 9, "town": 9, "village": 10, "borough": 10, "suburb": 11, "quarter": 12,
    "hamlet": 12, "neighbourhood": 12, "island": 12, "islet": 14,
}  # fmt: skip
#: A name longer than this is cut; nobody reads it on a map.
LONGEST: Final = 100
_OTHER_NAMES: Final = ("alt_name", "short_name", "official_name", "name:en", "ref")

LINES: Final[tuple[tuple[str, str], ...]] = (
    *(("highway", value) for value in STREETS),
    *(("railway", value) for value in RAILS),
    *(("waterway", value) for value in STREAMS),
    ("natural", "coastline"),
)
AREAS: Final[tuple[tuple[str, str], ...]] = (*WATERS, *PARKS)
POINTS: Final[tuple[tuple[str, str], ...]] = tuple(("place", value) for value in PLACES)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a thing is on the map.

    Attributes
    ----------
    layer : str
        One of ``LAYERS``, or ``COAST``.
    properties : dict
        What the tiles tell of it: ``kind``, ``rank`` of a street, ``name``, ``bridge``, ``tunnel``.
    zoom : int or None
        The first zoom that draws it; None where that is for its size to say.
    also : tuple of str
        Other names under which people may look for it.
    """

    layer: str
    properties: dict[str, Any]
    zoom: int | None
    also: tuple[str, ...] = ()

    @property
    def name(self) -> str | None:
        """Its name."""
        return self.properties.get("name")


def clean(text: str | None) -> str | None:
    """Return a name on one line, without what does not print; None where nothing is left."""
    if not text:
        return None
    shown = "".join(c if c.isprintable() else " " for c in text)
    return " ".join(shown.split())[:LONGEST].rstrip() or None


def _other_names(tags: Mapping[str, str], name: str | None) -> tuple[str, ...]:
    found = (clean(part) for key in _OTHER_NAMES for part in (tags.get(key) or "").split(";"))
    return tuple(dict.fromkeys(text for text in found if text and text != name))


def _properties(tags: Mapping[str, str], **more: Any) -> dict[str, Any]:
    name = clean(tags.get("name"))
    told = {**more, **({"name": name} if name else {})}
    for key in ("bridge", "tunnel"):
        if tags.get(key, "no") != "no":
            told[key] = 1
    return told


def line_kinds(tags: Mapping[str, str]) -> list[Kind]:
    """Return what a line is: a street with rails in it is both."""
    found = []
    street, rail, stream = tags.get("highway"), tags.get("railway"), tags.get("waterway")
    if street in STREETS and tags.get("area") != "yes":
        rank, zoom = STREETS[street]
        if tags.get("service") in _BYWAYS:
            zoom = 15
        told = _properties(tags, rank=rank, kind=street.removesuffix("_link"))
        ref = clean((tags.get("ref") or "").partition(";")[0])
        if ref and rank == MAJOR:
            told.setdefault("name", ref)  # "I 5": few motorways have any other name
        found.append(Kind("street", told, zoom, _other_names(tags, told.get("name"))))
    if rail in RAILS:
        zoom = 13 if "service" in tags and street is None else RAILS[rail]
        told = _properties(tags, kind=rail)
        if street is not None:
            told.pop("name", None)  # the street's
        found.append(Kind("rail", told, zoom))
    if stream in STREAMS and tags.get("tunnel", "no") == "no":
        told = _properties(tags, kind=stream)
        found.append(Kind("water", told, STREAMS[stream], _other_names(tags, told.get("name"))))
    if tags.get("natural") == "coastline":
        found.append(Kind(COAST, {}, None))
    return found


def area_kinds(tags: Mapping[str, str]) -> list[Kind]:
    """Return what an area is: water, or green, or both where it is tagged so."""
    found = []
    for layer, table in (("water", WATERS), ("park", PARKS)):
        kind = next((table[key, tags[key]] for key, _ in table if (key, tags.get(key)) in table),
                    None)  # fmt: skip
        if kind is not None:
            told = _properties(tags, kind=kind)
            told.pop("bridge", None)
            found.append(Kind(layer, told, None, _other_names(tags, told.get("name"))))
    return found


def point_kinds(tags: Mapping[str, str]) -> list[Kind]:
    """Return what a point is: the name of a place, or nothing."""
    place, name = tags.get("place"), clean(tags.get("name"))
    if place not in PLACES or name is None:
        return []
    kind = "neighborhood" if place in ("neighbourhood", "quarter", "suburb") else place
    told = {"kind": kind, "name": name}
    return [Kind("name", told, PLACES[place], _other_names(tags, name))]


def zoom_of_size(metres: float, lat: float, pixels: float = 4.0) -> int:
    """Return the first zoom of the tiles at which a length is that many pixels (of 512 a tile)."""
    across = 40_075_017 * math.cos(math.radians(lat)) / 512
    need = math.log2(max(across * pixels / max(metres, 1e-3), 1e-9))
    return min(max(math.ceil(need), ZOOMS[0]), ZOOMS[1])
