"""The simulated city's map as an extract: streets that meet share a node."""

import gzip
import re
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from crimecast.simulate.citymap import city_map
from crimecast.simulate.osm import osm_bytes

STREETS = ("primary", "tertiary", "residential")


@pytest.fixture(scope="module")
def root() -> ET.Element:
    return ET.fromstring(gzip.decompress(osm_bytes()))


def tags(item: ET.Element) -> dict[str, str]:
    return {tag.attrib["k"]: tag.attrib["v"] for tag in item.iter("tag")}


def test_every_street_is_a_way_and_every_crossing_one_node(root: ET.Element) -> None:
    network = city_map().network
    streets = [way for way in root.iter("way") if tags(way).get("highway") in STREETS]
    assert len(streets) == len(network)
    refs = [[nd.attrib["ref"] for nd in way.iter("nd")] for way in streets]
    degree = Counter(end for line in refs for end in (line[0], line[-1]))
    want = Counter(network.degree[network.degree > 0].tolist())
    assert Counter(degree.values()) == want


def test_nodes_are_one_a_place_and_all_there(root: ET.Element) -> None:
    nodes = {
        node.attrib["id"]: (node.attrib["lon"], node.attrib["lat"]) for node in root.iter("node")
    }
    assert len(set(nodes.values())) == len(nodes)
    assert {nd.attrib["ref"] for nd in root.iter("nd")} <= set(nodes)


def test_bridges_water_parks_and_names_are_there(root: ET.Element) -> None:
    told = [tags(item) for item in root if item.tag != "bounds"]
    assert any(t.get("bridge") == "yes" for t in told)
    assert {"Alder River", "Heron Lake"} <= {t["name"] for t in told if t.get("natural") == "water"}
    assert sum(t.get("leisure") == "park" for t in told) >= 20
    assert sum(t.get("place") == "neighbourhood" for t in told) == len(city_map().neighborhoods)


def test_it_names_no_machine_and_no_day() -> None:
    text = gzip.decompress(osm_bytes()).decode()
    assert not re.search(r"timestamp|/tmp|/work|home", text[:500])


def test_paths_lead_from_crossings_into_parks(root: ET.Element) -> None:
    ways = [(tags(way), [nd.attrib["ref"] for nd in way.iter("nd")]) for way in root.iter("way")]
    streets = {ref for told, refs in ways if told.get("highway") in STREETS for ref in refs}
    paths = [refs for told, refs in ways if told.get("highway") in ("footway", "steps")]
    assert len(paths) > 50
    assert sum(told.get("highway") == "steps" for told, _ in ways) > 5
    met = Counter(ref for refs in paths for ref in refs)
    for refs in paths:
        assert all(ref in streets or met[ref] > 1 for ref in refs) or met[refs[-1]] == 1
    assert all(len(set(refs) & streets) <= 1 for refs in paths)


def test_one_way_streets_leave_nearly_all_within_reach(root: ET.Element, tmp_path: Path) -> None:
    from crimecast.route.build import build_graph
    from crimecast.route.osm import read_ways
    from crimecast.simulate.plan import EPSG

    (tmp_path / "a.osm.gz").write_bytes(osm_bytes())
    (tmp_path / "scratch").mkdir()
    graph, counts = build_graph(read_ways([tmp_path / "a.osm.gz"], tmp_path / "scratch"), epsg=EPSG)
    assert counts.islands["foot"] == 0
    assert counts.island_km["bicycle"] < 0.001 * sum(counts.km.values())
    assert counts.km["steps"] > 0
    one = np.isfinite(graph.seconds[1]).sum(axis=1) == 1
    assert 300 < one.sum() < 600
