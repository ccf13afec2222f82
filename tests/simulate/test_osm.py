"""The simulated city's map as an extract: streets that meet share a node."""

import gzip
import re
import xml.etree.ElementTree as ET
from collections import Counter

import pytest

from crimecast.simulate.citymap import city_map
from crimecast.simulate.osm import osm_bytes


@pytest.fixture(scope="module")
def root() -> ET.Element:
    return ET.fromstring(gzip.decompress(osm_bytes()))


def tags(item: ET.Element) -> dict[str, str]:
    return {tag.attrib["k"]: tag.attrib["v"] for tag in item.iter("tag")}


def test_every_street_is_a_way_and_every_crossing_one_node(root: ET.Element) -> None:
    network = city_map().network
    streets = [way for way in root.iter("way") if "highway" in tags(way)]
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
