from __future__ import annotations

import json
from collections import Counter
from typing import Any

import numpy as np
import pytest
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from crimecast.grid import project
from crimecast.simulate import plan
from crimecast.simulate.city import SimulatedFiles
from crimecast.simulate.citymap import CityMap, area_geojson

KINDS = {"area", "neighborhood", "street", "water", "park"}


def metres(coordinates: Any) -> np.ndarray:
    lon, lat = np.array(coordinates).T
    return np.column_stack(project(lon, lat, plan.EPSG))


def polygon(feature: dict[str, Any]) -> shapely.Geometry:
    rings = [metres(ring) for ring in feature["geometry"]["coordinates"]]
    return shapely.polygons(rings[0], rings[1:] or None)


@pytest.fixture(scope="module")
def features(files: SimulatedFiles) -> list[dict[str, Any]]:
    data = json.loads(files.area.read_text(encoding="utf-8"))
    assert data["type"] == "FeatureCollection"
    return list(data["features"])


@pytest.fixture(scope="module")
def of(features: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    return {kind: [f for f in features if f["properties"]["kind"] == kind] for kind in KINDS}


def test_file_is_small_and_has_every_kind(
    files: SimulatedFiles, features: list[dict[str, Any]]
) -> None:
    assert files.area.stat().st_size < 1_500_000
    assert {f["properties"]["kind"] for f in features} == KINDS
    assert features[0]["properties"]["kind"] == "area"


def test_is_drawn_the_same_every_time(city: CityMap, features: list[dict[str, Any]]) -> None:
    assert area_geojson(city)["features"] == features


def test_polygons_are_valid_and_turn_counter_clockwise(of: dict[str, list[dict[str, Any]]]) -> None:
    for feature in [*of["area"], *of["neighborhood"], *of["water"], *of["park"]]:
        shape = polygon(feature)
        assert shape.is_valid, feature["properties"]
        assert shape.exterior.is_ccw
        assert shape.area > 400


def test_size_and_place(of: dict[str, list[dict[str, Any]]]) -> None:
    area = polygon(of["area"][0])
    west, south, east, north = area.bounds
    assert 8_500 < east - west < 10_500
    assert 7_500 < north - south < 8_500
    lon, lat = of["area"][0]["geometry"]["coordinates"][0][0]
    assert abs(lon - plan.CENTER[0]) < 0.1
    assert abs(lat - plan.CENTER[1]) < 0.1


def test_neighborhoods_tile_the_area(of: dict[str, list[dict[str, Any]]]) -> None:
    area = polygon(of["area"][0])
    shapes = [polygon(f) for f in of["neighborhood"]]
    names = [f["properties"]["name"] for f in of["neighborhood"]]
    assert 14 <= len(set(names)) == len(names) <= 20
    overlap = sum(shape.area for shape in shapes) - shapely.union_all(shapes).area
    assert abs(overlap) < 50  # square metres of 58 million: coordinates have six decimals
    assert shapely.union_all(shapes).symmetric_difference(area).area < 500
    for feature, shape in zip(of["neighborhood"], shapes, strict=True):
        assert feature["properties"]["NAME"] == feature["properties"]["name"]
        assert shapely.contains_xy(shape, *metres([feature["properties"]["label"]])[0])
        assert 300_000 < shape.area < 8_000_000


def test_streets_cross_water_on_bridges_only(of: dict[str, list[dict[str, Any]]]) -> None:
    bridges = {road.name for road in plan.ROADS if road.bridge}
    water = shapely.union_all([polygon(f) for f in of["water"]])
    crossing = Counter()
    for street in of["street"]:
        line = shapely.linestrings(metres(street["geometry"]["coordinates"]))
        if line.intersects(water):
            crossing[street["properties"]["name"]] += 1
    assert set(crossing) <= bridges
    assert len(crossing) >= 4


def test_only_main_roads_run_through_parks(of: dict[str, list[dict[str, Any]]]) -> None:
    parks = shapely.STRtree([polygon(f) for f in of["park"]])
    for street in of["street"]:
        line = shapely.linestrings(metres(street["geometry"]["coordinates"]))
        for park in parks.geometries[parks.query(line, predicate="intersects")]:
            assert line.intersection(park).length < 1, street["properties"]["name"]


def test_streets_meet_at_shared_vertices_and_make_one_network(
    of: dict[str, list[dict[str, Any]]],
) -> None:
    lines = [np.round(metres(f["geometry"]["coordinates"]), 1) for f in of["street"]]
    segments = np.concatenate([np.hstack([a[:-1], a[1:]]) for a in lines])
    shapes = shapely.linestrings(segments.reshape(-1, 2, 2))
    tree = shapely.STRtree(shapes)
    first, _ = tree.query(shapes, predicate="crosses")
    assert len(first) == 0  # segments touch at their ends or not at all
    _, node = np.unique(segments.reshape(-1, 2), axis=0, return_inverse=True)
    ends = node.reshape(-1, 2)
    places, at = np.unique(node, return_index=True)
    index, near = tree.query(
        shapely.points(segments.reshape(-1, 2)[at]), predicate="dwithin", distance=3.0
    )
    assert (ends[near] == places[index][:, None]).any(axis=1).all()  # none ends beside another
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), (node.max() + 1,) * 2)
    assert connected_components(graph, directed=False)[0] == 1
    assert {f["properties"]["rank"] for f in of["street"]} == {1, 2, 3}
    assert all(f["properties"]["name"] for f in of["street"])


def test_blocks_lie_in_the_area_on_land(city: CityMap) -> None:
    blocks = city.blocks
    assert 5_000 < len(blocks) < 10_000
    assert shapely.contains_xy(city.ground.area, blocks.x, blocks.y).all()
    assert not shapely.contains_xy(city.ground.water, blocks.x, blocks.y).any()
    assert blocks.length.min() > 20
    assert blocks.length.max() < 200
    assert len(np.unique(np.column_stack([blocks.lon, blocks.lat]), axis=0)) == len(blocks)
    x, y = project(blocks.lon, blocks.lat, plan.EPSG)
    np.testing.assert_array_equal(x, blocks.x)  # a published place is exactly a block's
    np.testing.assert_array_equal(y, blocks.y)
