"""Who may travel a way, by its tags: examples from the OpenStreetMap wiki."""

import pytest

from crimecast.route.graph import KINDS
from crimecast.route.tags import CYCLING, SHARED, STAIRS, WALKING, blocks, way_of

W, C, S = WALKING, CYCLING, SHARED


@pytest.mark.parametrize(("tags", "foot", "bicycle"), [
    ({"highway": "residential"}, (W, W), (C, C)),
    ({"highway": "residential", "oneway": "yes"}, (W, W), (C, 0)),
    ({"highway": "residential", "oneway": "-1"}, (W, W), (0, C)),
    ({"highway": "residential", "oneway": "yes", "oneway:bicycle": "no"}, (W, W), (C, C)),
    ({"highway": "residential", "oneway": "yes", "cycleway": "opposite_lane"}, (W, W), (C, C)),
    ({"highway": "residential", "oneway": "yes", "cycleway:left": "opposite"}, (W, W), (C, C)),
    ({"highway": "residential", "oneway": "yes", "cycleway:left:oneway": "no"}, (W, W), (C, C)),
    ({"highway": "tertiary", "junction": "roundabout"}, (W, W), (C, 0)),
    ({"highway": "tertiary", "junction": "roundabout", "oneway": "no"}, (W, W), (C, 0)),
    ({"highway": "footway"}, (W, W), (0, 0)),
    ({"highway": "footway", "bicycle": "yes"}, (W, W), (S, S)),
    ({"highway": "footway", "bicycle": "dismount"}, (W, W), (0, 0)),
    ({"highway": "path"}, (W, W), (S, S)),
    ({"highway": "path", "bicycle": "no"}, (W, W), (0, 0)),
    ({"highway": "path", "surface": "gravel"}, (W, W), (S * 0.7, S * 0.7)),
    ({"highway": "cycleway"}, (W, W), (C, C)),
    ({"highway": "cycleway", "foot": "no"}, (0, 0), (C, C)),
    ({"highway": "steps"}, (STAIRS, STAIRS), (0, 0)),
    ({"highway": "steps", "bicycle": "yes"}, (STAIRS, STAIRS), (0, 0)),
    ({"highway": "pedestrian", "area": "yes"}, (W, W), (0, 0)),
    ({"highway": "service", "access": "private", "foot": "yes"}, (W, W), (0, 0)),
    ({"highway": "service", "access": "no", "bicycle": "designated"}, (0, 0), (C, C)),
    ({"highway": "trunk", "bicycle": "yes", "foot": "yes"}, (W, W), (C, C)),
    ({"highway": "residential", "foot": "use_sidepath"}, (0, 0), (C, C)),
    ({"highway": "residential", "oneway:foot": "yes"}, (W, 0), (C, C)),
    ({"highway": "bridleway", "foot": "yes"}, (W, W), (0, 0)),
])  # fmt: skip
def test_directions_and_speeds(
    tags: dict[str, str], foot: tuple[float, float], bicycle: tuple[float, float]
) -> None:
    way = way_of(tags)
    assert way
    assert way.foot == pytest.approx(foot)
    assert way.bicycle == pytest.approx(bicycle)
    assert way.kind in KINDS


@pytest.mark.parametrize("tags", [
    {"highway": "motorway"}, {"highway": "motorway_link"}, {"highway": "construction"},
    {"highway": "proposed"}, {"highway": "trunk"}, {"highway": "corridor"}, {"railway": "rail"},
    {"highway": "footway", "indoor": "yes"}, {"highway": "service", "access": "private"},
    {"highway": "steps", "conveying": "yes"}, {"highway": "busway"}, {"highway": "bridleway"},
    {"highway": "path", "access": "no"}, {},
])  # fmt: skip
def test_what_nobody_may_travel_is_no_way(tags: dict[str, str]) -> None:
    assert way_of(tags) is None


def test_kinds_bridges_and_tunnels() -> None:
    way = way_of({"highway": "footway", "footway": "crossing", "bridge": "yes"})
    assert way
    assert (way.kind, way.above, way.below) == ("crossing", True, False)
    passage = way_of({"highway": "service", "tunnel": "building_passage"})
    assert passage
    assert (passage.kind, passage.below) == ("service", False)
    under = way_of({"highway": "cycleway", "tunnel": "yes"})
    assert under
    assert under.below


@pytest.mark.parametrize(("tags", "stops"), [
    ({"barrier": "bollard"}, (False, False)), ({"barrier": "gate"}, (False, False)),
    ({"barrier": "gate", "access": "private"}, (True, True)),
    ({"barrier": "gate", "access": "no", "foot": "yes"}, (False, True)),
    ({"barrier": "cycle_barrier", "bicycle": "no"}, (False, True)),
    ({"barrier": "wall"}, (True, True)), ({"highway": "crossing"}, (False, False)),
])  # fmt: skip
def test_barriers(tags: dict[str, str], stops: tuple[bool, bool]) -> None:
    assert blocks(tags) == stops
