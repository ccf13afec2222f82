"""From a map's own text to a graph: what joins, what does not, what is left out."""

import dataclasses
import json
import math
from pathlib import Path

import numpy as np
import pytest

from crimecast.errors import InputError
from crimecast.grid import unproject
from crimecast.route.build import Counts, build_graph
from crimecast.route.graph import KINDS, Mode, StreetGraph
from crimecast.route.graphml import read_graphml
from crimecast.route.osm import read_ways

EPSG = 32613
X0, Y0 = 500_000.0, 4_400_000.0
Node = tuple[int, float, float]

#: A crossroads, a bridge over it, stairs to the bridge, a one-way street, a gate, an island.
NODES: dict[int, tuple[float, float]] = {
    1: (0, 0), 2: (100, 0), 3: (200, 0), 4: (100, 100), 5: (100, -100),
    6: (50, 50), 7: (150, -50), 8: (50, 0), 9: (200, 100), 10: (300, 0),
    11: (1000, 1000), 12: (1100, 1000), 13: (400, 0), 14: (100, 300), 15: (500, 0),
}  # fmt: skip
WAYS: list[tuple[list[int], dict[str, str]]] = [
    ([1, 8, 2, 3], {"highway": "residential", "name": "Main Street"}),
    ([4, 2, 5], {"highway": "residential", "name": "Cross & Sons <Alley>"}),
    ([6, 7], {"highway": "footway", "bridge": "yes", "layer": "1"}),
    ([6, 8], {"highway": "steps"}),
    ([7, 5], {"highway": "footway"}),
    ([3, 9, 4], {"highway": "residential", "oneway": "yes", "name": "Loop"}),
    ([3, 10, 13], {"highway": "service"}),
    ([11, 12], {"highway": "residential", "name": "Far Away"}),
    ([4, 14, 999], {"highway": "path"}),
    ([13, 15], {"highway": "motorway"}),
    ([2, 2, 3], {"highway": "footway", "area": "yes"}),
]  # fmt: skip
BARRIERS = {10: {"barrier": "gate", "access": "private"}}


def write(path: Path, barriers: dict[int, dict[str, str]] | None = None) -> Path:
    lines = ['<osm version="0.6">']
    for number, (x, y) in NODES.items():
        lon, lat = unproject(X0 + x, Y0 + y, EPSG)
        tags = "".join(
            f'<tag k="{k}" v="{v}"/>' for k, v in (barriers or {}).get(number, {}).items()
        )
        lines.append(
            f'<node id="{number}" lon="{float(lon):.9f}" lat="{float(lat):.9f}">{tags}</node>'
        )
    for number, (refs, tags) in enumerate(WAYS, 1):
        points = "".join(f'<nd ref="{ref}"/>' for ref in refs)
        told = "".join(
            f'<tag k="{k}" v="{v.replace("&", "&amp;").replace("<", "&lt;")}"/>'
            for k, v in tags.items()
        )
        lines.append(f'<way id="{number}">{points}{told}</way>')
    path.write_text("\n".join([*lines, "</osm>"]))
    return path


def made(
    tmp_path: Path, barriers: dict[int, dict[str, str]] | None = None
) -> tuple[StreetGraph, Counts]:
    path = write(tmp_path / "a.osm", barriers)
    return build_graph(read_ways([path, path], tmp_path), epsg=EPSG)


def node_at(graph: StreetGraph, number: int) -> int | None:
    x, y = NODES[number]
    gap = np.hypot(graph.x - X0 - x, graph.y - Y0 - y)
    return int(gap.argmin()) if gap.min() < 0.05 else None


def edges_of(graph: StreetGraph, name: str) -> list[int]:
    return [e for e in range(len(graph.metres)) if graph.names[graph.name[e]] == name]


def test_ways_join_only_where_they_share_a_point(tmp_path: Path) -> None:
    graph, counts = made(tmp_path)
    assert counts.edges == len(graph.metres)
    # The bridge passes over the crossroads' middle and is no junction with it.
    bridge = np.flatnonzero(graph.above)
    assert len(bridge) == 1
    assert {int(graph.tail[bridge[0]]), int(graph.head[bridge[0]])} == {
        node_at(graph, 6), node_at(graph, 7),
    }  # fmt: skip
    assert graph.metres[bridge[0]] == pytest.approx(math.hypot(100, 100), rel=1e-3)
    main = edges_of(graph, "Main Street")
    assert sorted(graph.metres[main].round()) == [50, 50, 100]
    assert "Cross & Sons <Alley>" in graph.names
    degree = np.bincount(np.concatenate([graph.tail, graph.head]))
    assert degree[node_at(graph, 2)] == 5  # two streets that cross, and a square's edge


def test_time_is_by_kind_and_direction(tmp_path: Path) -> None:
    graph, _ = made(tmp_path)
    foot, bicycle = np.asarray(graph.seconds)
    loop = edges_of(graph, "Loop")
    assert np.isfinite(foot[loop]).all()
    assert np.isfinite(bicycle[loop, 0]).all()
    assert not np.isfinite(bicycle[loop, 1]).any()
    stairs = np.flatnonzero(graph.kind == KINDS.index("steps"))
    assert foot[stairs[0], 0] == pytest.approx(graph.metres[stairs[0]] / 0.5)
    assert not np.isfinite(bicycle[stairs]).any()


def test_islands_are_left_out_and_counted(tmp_path: Path) -> None:
    graph, counts = made(tmp_path)
    assert not edges_of(graph, "Far Away")
    assert counts.islands["foot"] == 1
    assert counts.island_km["foot"] == pytest.approx(0.1, abs=0.01)
    assert counts.highways["motorway"] == 1
    assert node_at(graph, 15) is None
    for mode in range(len(Mode)):
        assert graph.usable[mode].sum() >= 4


def test_a_way_that_leaves_the_extract_is_cut_there(tmp_path: Path) -> None:
    graph, counts = made(tmp_path)
    assert counts.cut == 1
    end = node_at(graph, 14)
    assert end is not None
    assert ((graph.tail == end) | (graph.head == end)).sum() == 1


def test_a_gate_cuts_a_street_open(tmp_path: Path) -> None:
    open_, _ = made(tmp_path)
    shut, counts = made(tmp_path, BARRIERS)
    assert node_at(open_, 13) is not None
    assert counts.blocked == 1
    # What lies behind the gate cannot be reached any more; the street up to it is still there.
    assert node_at(shut, 13) is None
    assert node_at(shut, 10) is not None
    stops = {10: {"barrier": "cycle_barrier", "bicycle": "no"}}
    half, _ = made(tmp_path, stops)
    assert node_at(half, 13) is not None
    behind = np.flatnonzero((half.tail == node_at(half, 13)) | (half.head == node_at(half, 13)))
    assert np.isfinite(half.seconds[0, behind]).all()
    assert not np.isfinite(half.seconds[1, behind]).any()


def test_what_lies_beyond_the_bounds_is_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "a.osm")
    bounds = (X0 - 10, Y0 - 200, X0 + 90, Y0 + 200)
    graph, _ = build_graph(read_ways([path], tmp_path), epsg=EPSG, bounds=bounds)
    assert len(edges_of(graph, "Main Street")) == 2
    assert not edges_of(graph, "Loop")


def test_lengths_are_those_of_the_points(tmp_path: Path) -> None:
    graph, counts = made(tmp_path)
    for edge in range(len(graph.metres)):
        line = graph.line(edge)
        assert np.hypot(*np.diff(line, axis=0).T).sum() == pytest.approx(
            graph.metres[edge], rel=1e-4
        )
        ends = ((graph.tail[edge], line[0]), (graph.head[edge], line[-1]))
        for node, point in ends:
            assert [graph.x[node], graph.y[node]] == pytest.approx(point)
    assert sum(counts.km.values()) == pytest.approx(graph.metres.sum() / 1000, abs=0.3)
    json.dumps(dataclasses.asdict(counts))


def test_nothing_to_walk_is_an_empty_graph(tmp_path: Path) -> None:
    path = tmp_path / "none.osm"
    path.write_text('<osm version="0.6"><node id="1" lat="1" lon="2"/></osm>')
    graph, counts = build_graph(read_ways([path], tmp_path), epsg=EPSG)
    assert (counts.edges, counts.nodes, len(graph.points)) == (0, 0, 0)


GRAPHML = """<?xml version='1.0' encoding='utf-8'?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
<key id="d1" for="node" attr.name="x"/><key id="d2" for="node" attr.name="y"/>
<key id="d3" for="edge" attr.name="highway"/><key id="d4" for="edge" attr.name="oneway"/>
<key id="d5" for="edge" attr.name="osmid"/><key id="d6" for="edge" attr.name="geometry"/>
<key id="d7" for="edge" attr.name="name"/><key id="d8" for="edge" attr.name="length"/>
<key id="d9" for="graph" attr.name="crs"/>
<graph edgedefault="directed"><data key="d9">epsg:4326</data>
<node id="a"><data key="d1">-105.0</data><data key="d2">39.7</data></node>
<node id="b"><data key="d1">-104.999</data><data key="d2">39.7</data></node>
<node id="c"><data key="d1">-104.999</data><data key="d2">39.701</data></node>
{edges}</graph></graphml>"""
EDGE = (
    '<edge source="{a}" target="{b}"><data key="d3">{kind}</data><data key="d4">{one}</data>'
    '<data key="d5">{osmid}</data><data key="d7">{name}</data><data key="d8">100</data>'
    "{more}</edge>"
)


def graphml(path: Path, *edges: str) -> Path:
    path.write_text(GRAPHML.replace("{edges}", "".join(edges)))
    return path


def test_osmnx_graphml_is_read(tmp_path: Path) -> None:
    line = '<data key="d6">LINESTRING (-105.0 39.7, -104.9995 39.7005, -104.999 39.7)</data>'
    there = EDGE.format(
        a="a", b="b", kind="residential", one="False", osmid="[1, 2]", name="A St", more=line
    )
    back = EDGE.format(
        a="b", b="a", kind="residential", one="False", osmid="[2, 1]", name="A St", more=line
    )
    one = EDGE.format(
        a="b",
        b="c",
        kind="['primary', 'secondary']",
        one="True",
        osmid="3",
        name="['B St', 'C St']",
        more="",
    )
    loop = EDGE.format(a="c", b="a", kind="tertiary", one="True", osmid="4", name="", more="")
    ways = read_graphml(graphml(tmp_path / "g.graphml", there, back, one, loop))
    graph, counts = build_graph(ways, epsg=EPSG)
    assert counts.edges == 3
    assert counts.highways == {"primary": 1, "residential": 1, "tertiary": 1}
    names = [graph.names[n] for n in graph.name]
    assert sorted(names) == ["", "A St", "B St"]
    bent = names.index("A St")
    assert len(graph.line(bent)) == 3
    assert np.isfinite(graph.seconds[1]).sum(axis=1).tolist() == [
        2 if n == "A St" else 1 for n in names
    ]
    assert np.isfinite(graph.seconds[0]).all()


@pytest.mark.parametrize(("text", "words"), [
    ("<graphml", "cannot be read"), ("<!DOCTYPE x><graphml/>", "entities"),
    ("<graphml/>", "no streets"), (GRAPHML.replace("4326", "32613"), "not in degrees"),
    (GRAPHML.replace("-105.0", "500000"), "not in degrees"),
    (GRAPHML.replace('attr.name="x"', 'attr.name="y2"'), "cannot be read"),
])  # fmt: skip
def test_bad_graphml_is_told(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "bad.graphml"
    path.write_text(text.replace("{edges}", ""))
    with pytest.raises(InputError, match=words) as told:
        read_graphml(path)
    assert "bad.graphml" in str(told.value)
    with pytest.raises(InputError, match="no file"):
        read_graphml(tmp_path / "none.graphml")
