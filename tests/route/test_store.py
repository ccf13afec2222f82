"""Graphs in a host's folder: the same again, damaged ones told, snapping to the nearest street."""

import dataclasses
import json
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from crimecast.city import City
from crimecast.errors import InputError
from crimecast.route.graph import Mode
from crimecast.route.snap import FARTHEST, OffNetworkError, Snapper
from crimecast.route.store import current_graph, graph_folder, open_graph, publish, staging
from route_sample import X0, Y0, make_graph

ABOUT = {
    "city": "testville", "made_at": "2024-07-01T00:00:00Z", "sources": (),
    "data_date": "2024-06-30", "counts": {"edges": 1}, "attribution": "x",
    "attribution_url": None, "license": "ODbL-1.0",
}  # fmt: skip


@pytest.fixture
def city() -> City:
    from crimecast.city import load_city

    return load_city("simulated").model_copy(update={"id": "testville", "name": "Testville"})


def put(home: Path, seed: int = 1, **about: object) -> str:
    folder = graph_folder("testville", home)
    with staging(folder) as stage:
        return publish(stage, folder, make_graph(seed=seed), {**ABOUT, **about}).id


def test_a_graph_comes_back_as_it_was(tmp_path: Path, city: City) -> None:
    with pytest.raises(InputError, match="crimecast streets testville FILE"):
        current_graph(city, tmp_path)
    made = put(tmp_path)
    graph, manifest = open_graph(city, tmp_path)
    assert graph.id == manifest.id == made
    assert made.startswith("20240630-")
    before = make_graph()
    for field in dataclasses.fields(before):
        if field.name != "id":
            np.testing.assert_array_equal(getattr(graph, field.name), getattr(before, field.name))
    assert put(tmp_path) == made
    other = put(tmp_path, seed=2)
    assert other != made
    kept = [path.name for path in graph_folder("testville", tmp_path).iterdir() if path.is_dir()]
    assert kept == [other]


@pytest.mark.parametrize("harm", ["cut", "gone", "kind", "manifest", "pointer", "city", "object"])
def test_damage_is_told(tmp_path: Path, city: City, harm: str) -> None:
    made = put(tmp_path, **({"city": "elsewhere"} if harm == "city" else {}))
    folder = graph_folder("testville", tmp_path) / made
    path = folder / "metres.npy"
    if harm == "cut":
        path.write_bytes(path.read_bytes()[:-8])
    elif harm == "gone":
        path.unlink()
    elif harm == "kind":
        np.save(path, np.zeros(4, np.float64))
    elif harm == "object":
        np.save(path, np.array([{"a": 1}], object), allow_pickle=True)
    elif harm == "manifest":
        (folder / "graph.json").write_text("{}")
    elif harm == "pointer":
        (folder.parent / "current.json").write_text(json.dumps({"id": "../../etc"}))
    words = "elsewhere" if harm == "city" else "damaged"
    with pytest.raises(InputError, match=words):
        open_graph(city, tmp_path)


GRAPH = make_graph()
SNAPPER = Snapper(GRAPH, Mode.BICYCLE)
LINES = {
    edge: shapely.LineString(GRAPH.line(edge))
    for edge in range(len(GRAPH.metres))
    if np.isfinite(GRAPH.seconds[1, edge]).any()
    and GRAPH.usable[1, GRAPH.tail[edge]]
    and GRAPH.usable[1, GRAPH.head[edge]]
}


@given(st.floats(150, 1800), st.floats(150, 1800))
def test_the_nearest_street_is_found(dx: float, dy: float) -> None:
    place = shapely.Point(X0 + dx, Y0 + dy)
    nearest = min(line.distance(place) for line in LINES.values())
    spot = SNAPPER.nearest(place.x, place.y, limit=2000.0)
    assert spot.distance == pytest.approx(nearest, abs=0.02)
    assert LINES[spot.edge].distance(place) == pytest.approx(nearest, abs=0.02)
    if not LINES[spot.edge].is_ring:
        at = LINES[spot.edge].interpolate(spot.along)
        assert at.distance(place) == pytest.approx(nearest, abs=0.05)
    assert 0 <= spot.along <= GRAPH.metres[spot.edge]


def test_a_tunnel_is_not_where_somebody_stands() -> None:
    spot = SNAPPER.nearest(X0 + 900, Y0 + 900)
    below = np.zeros(len(GRAPH.metres), bool)
    below[spot.edge] = True
    other = Snapper(dataclasses.replace(GRAPH, below=below), Mode.BICYCLE)
    found = other.nearest(X0 + 900, Y0 + 900)
    assert found.edge != spot.edge
    assert found.distance >= spot.distance


def test_far_places_are_off_the_network() -> None:
    with pytest.raises(OffNetworkError) as told:
        SNAPPER.nearest(X0 - 5000, Y0)
    assert told.value.distance > FARTHEST
    none = dataclasses.replace(GRAPH, usable=np.zeros_like(GRAPH.usable))
    with pytest.raises(OffNetworkError):
        Snapper(none, Mode.FOOT).nearest(X0, Y0)
