"""What a way's tags say of who may travel it, how fast, and what it is.

Rules as the OpenStreetMap wiki has them: "OSM tags for routing/Access restrictions" (the tag of a
mode beats the general one), "Key:oneway:bicycle", "Key:cycleway" and "Key:steps". Speeds: walking
4.8 km/h, the mean of free walking in Weidmann (1993), "Transporttechnik der Fussgänger"; stairs
0.5 m/s along their slope, Fruin (1971), "Pedestrian planning and design"; cycling 15 km/h, less on
ways shared with people on foot or without a paved surface.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

WALKING: Final = 4.8 / 3.6
STAIRS: Final = 0.5
CYCLING: Final = 15.0 / 3.6
SHARED: Final = 10.0 / 3.6
"""Cycling where people walk."""
ROUGH: Final = 0.7
"""Times the speed of cycling on what is not paved."""

_STREETS: Final = frozenset({
    "primary", "primary_link", "secondary", "secondary_link", "tertiary", "tertiary_link",
    "unclassified", "residential", "living_street", "road", "trunk", "trunk_link",
    "pedestrian", "busway",
})  # fmt: skip
_WAYS: Final = {
    **dict.fromkeys(_STREETS, "street"),
    "service": "service", "track": "path", "path": "path", "bridleway": "path",
    "cycleway": "cycleway", "footway": "footway", "platform": "footway", "steps": "steps",
}  # fmt: skip
_NO: Final = frozenset({
    "no", "private", "use_sidepath", "customers", "delivery", "agricultural", "forestry",
    "military", "emergency", "restricted", "permit",
})  # fmt: skip
_YES: Final = frozenset({"yes", "designated", "permissive", "destination", "official", "public"})
_FAST: Final = frozenset({"trunk", "trunk_link", "busway"})
"""For motor vehicles: nobody walks or cycles there unless a tag says so."""
_ROUGH: Final = frozenset({
    "unpaved", "gravel", "fine_gravel", "dirt", "earth", "ground", "grass", "sand", "mud",
    "pebblestone", "cobblestone", "sett", "unhewn_cobblestone", "woodchips",
})  # fmt: skip
_OPPOSITE: Final = ("opposite", "opposite_lane", "opposite_track", "opposite_share_busway")


@dataclass(frozen=True)
class Way:
    """How a way may be traveled.

    Attributes
    ----------
    kind : str
        One of :data:`crimecast.route.graph.KINDS`.
    foot, bicycle : (float, float)
        Speed in metres a second forward and backward; 0 where it is not allowed.
    above, below : bool
        On a bridge, in a tunnel.
    """

    kind: str
    foot: tuple[float, float]
    bicycle: tuple[float, float]
    above: bool
    below: bool

    @property
    def open(self) -> bool:
        """Whether anybody may travel it."""
        return any((*self.foot, *self.bicycle))


def way_of(tags: Mapping[str, str]) -> Way | None:
    """Return how a way may be traveled; None where nobody may, or it is no way at all."""
    highway = tags.get("highway", "")
    kind = _WAYS.get(highway)
    if kind is None or tags.get("indoor") == "yes" or tags.get("conveying", "no") not in {"", "no"}:
        return None
    if kind == "footway" and (tags.get("footway") == "crossing" or tags.get("crossing")):
        kind = "crossing"
    found = Way(
        kind=kind,
        foot=_foot(tags, highway),
        bicycle=_bicycle(tags, highway),
        above=tags.get("bridge", "no") != "no",
        below=tags.get("tunnel", "no") not in {"no", "building_passage"},
    )
    return found if found.open else None


def blocks(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Return whether a node's barrier stops whoever walks, and whoever cycles."""
    if "barrier" not in tags:
        return False, False
    closed = tags.get("barrier") in {"wall", "fence", "debris", "hedge", "ditch"}
    return (
        not _allowed(tags, "foot", default=not closed),
        not _allowed(tags, "bicycle", default=not closed),
    )


def _allowed(tags: Mapping[str, str], mode: str, *, default: bool) -> bool:
    own = tags.get(mode)
    if own is not None:
        if own in _NO:
            return False
        if own in _YES or own == "dismount":
            return own != "dismount" or mode == "foot"
    return tags.get("access") not in _NO and default


def _foot(tags: Mapping[str, str], highway: str) -> tuple[float, float]:
    default = highway not in _FAST | {"bridleway"}
    if not _allowed(tags, "foot", default=default):
        return 0.0, 0.0
    speed = STAIRS if highway == "steps" else WALKING
    one_way = tags.get("oneway:foot")
    if one_way in {"yes", "1", "true"}:
        return speed, 0.0
    if one_way in {"-1", "reverse"}:
        return 0.0, speed
    return speed, speed


def _bicycle(tags: Mapping[str, str], highway: str) -> tuple[float, float]:
    default = highway not in _FAST | {"footway", "pedestrian", "steps", "platform", "bridleway"}
    if highway == "steps" or not _allowed(tags, "bicycle", default=default):
        return 0.0, 0.0
    speed = SHARED if highway in {"footway", "pedestrian", "path", "track"} else CYCLING
    if tags.get("surface") in _ROUGH:
        speed *= ROUGH
    forward, backward = _directions(tags)
    return speed * forward, speed * backward


def _directions(tags: Mapping[str, str]) -> tuple[bool, bool]:
    """Return whether one may cycle along a way and against it."""
    own = tags.get("oneway:bicycle")
    general = tags.get("oneway", "no")
    if general == "no" and tags.get("junction") in {"roundabout", "circular"}:
        general = "yes"
    if own is None:
        sides = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
        lifted = any(
            tags.get(side) in _OPPOSITE or tags.get(f"{side}:oneway") == "no" for side in sides
        )
        own = "no" if lifted else general
    if own in {"-1", "reverse"}:
        return False, True
    return True, own not in {"yes", "1", "true"}
