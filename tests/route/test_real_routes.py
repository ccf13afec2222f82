"""Real streets: counts against the extract's own tags, and shortest paths against networkx."""

import gzip
import os
import re
from pathlib import Path

import networkx
import numpy as np
import pytest
import shapely

from crimecast.route.build import Counts, build_graph
from crimecast.route.graph import KINDS, Mode, StreetGraph
from crimecast.route.graphml import read_graphml
from crimecast.route.network import Network, Spot
from crimecast.route.osm import read_ways
from crimecast.route.search import Search

pytestmark = pytest.mark.real


def real() -> Path:
    return Path(os.environ["CRIMECAST_REAL_DATA"])


@pytest.fixture(scope="module")
def seattle(tmp_path_factory: pytest.TempPathFactory) -> tuple[StreetGraph, Counts]:
    path = real() / "seattle" / "university-district.osm.gz"
    return build_graph(read_ways([path], tmp_path_factory.mktemp("ways")), epsg=32610)


@pytest.fixture(scope="module")
def denver() -> tuple[StreetGraph, Counts]:
    ways = read_graphml(real() / "denver" / "downtown_drive_osmnx.graphml")
    return build_graph(ways, epsg=32613)


def tagged(text: str) -> list[dict[str, str]]:
    """Read the tags of all ways by hand."""
    ways = re.findall(r"<way\b.*?</way>", text, re.DOTALL)
    return [dict(re.findall(r'<tag k="([^"]*)" v="([^"]*)"', way)) for way in ways]


def test_the_counts_are_those_of_the_extracts_own_tags(
    seattle: tuple[StreetGraph, Counts],
) -> None:
    graph, counts = seattle
    path = real() / "seattle" / "university-district.osm.gz"
    ways = tagged(gzip.decompress(path.read_bytes()).decode())
    highways = [tags["highway"] for tags in ways if "highway" in tags]
    assert counts.highways == {name: highways.count(name) for name in sorted(set(highways))}
    assert counts.highways["steps"] == 379
    assert counts.highways["footway"] == 5630
    # Of the stairs that may be walked, at most the islands' are missing.
    stairs = graph.metres[graph.kind == KINDS.index("steps")].sum() / 1000
    assert stairs == pytest.approx(counts.km["steps"], abs=0.1)
    assert 3.0 < stairs < 5.0
    named = {tags["name"] for tags in ways if "name" in tags and "highway" in tags}
    known = {name.replace("&", "&amp;") for name in graph.names if name}
    assert known <= named | {name.replace("&apos;", "'") for name in named}
    assert "University Way Northeast" in known


def test_nothing_is_joined_to_what_it_crosses(seattle: tuple[StreetGraph, Counts]) -> None:
    graph, _ = seattle
    lines = [shapely.LineString(graph.line(e)) for e in range(len(graph.metres))]
    tree = shapely.STRtree(lines)
    bridges = np.flatnonzero(graph.above)
    assert len(bridges) > 50
    over = 0
    for edge in bridges:
        for other in tree.query(lines[edge], predicate="crosses"):
            if graph.above[other] or {graph.tail[edge], graph.head[edge]} & {
                graph.tail[other], graph.head[other],
            }:  # fmt: skip
                continue
            # What crosses it meets it in no node: going over takes the bridge's own length.
            over += 1
            met = shapely.intersection(lines[edge], lines[other])
            ends = shapely.points(
                [(graph.x[n], graph.y[n]) for n in (graph.tail[edge], graph.head[edge])]
            )
            assert shapely.distance(ends, met).min() > 0
    assert over > 20


@pytest.mark.parametrize("city", ["seattle", "denver"])
@pytest.mark.parametrize("mode", list(Mode))
def test_shortest_paths_are_networkxs(
    city: str, mode: Mode, request: pytest.FixtureRequest
) -> None:
    network = Network(request.getfixturevalue(city)[0], mode)
    graph = networkx.MultiDiGraph()
    for edge, way, tail, head, seconds in zip(
        network.edge, network.way, network.tail, network.head, network.seconds, strict=True
    ):
        graph.add_edge(int(tail), int(head), key=(int(edge), int(way)), seconds=float(seconds))
    rng = np.random.default_rng(11)
    # Spots at the tails of edges that lead on, so that both sides begin and end at nodes.
    arcs = rng.choice(np.flatnonzero(network.way == 0), (10, 51))
    pairs = 0
    for source, *targets in arcs.tolist():
        start = int(network.tail[source])
        want = networkx.single_source_dijkstra_path_length(graph, start, weight="seconds")
        for target in targets:
            stop = int(network.tail[target])
            if start == stop:
                continue
            found = Search(
                network, Spot(int(network.edge[source]), 0.0, 0.0),
                Spot(int(network.edge[target]), 0.0, 0.0), 1.0,
            ).fastest()  # fmt: skip
            assert found.seconds == pytest.approx(want[stop], rel=1e-6, abs=1e-6)
            pairs += 1
    assert pairs > 480  # of each city and mode: 1,000 a city
