"""Street networks as OSMnx writes them: GraphML whose edges are stretches between junctions.

Reference: Boeing (2017), "OSMnx: New methods for acquiring, constructing, analyzing, and
visualizing complex street networks", Computers, Environment and Urban Systems 65. A network for
driving has no footways: what can be walked is then less than what there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from xml.etree import ElementTree

from crimecast.errors import InputError
from crimecast.route.osm import Collector, Ways
from crimecast.route.tags import way_of

_HEAD: Final = 4096
_NUMBER: Final = re.compile(r"-?\d+(?:\.\d+)?(?:[eE]-?\d+)?")
_TRUE: Final = frozenset({"true", "1", "yes"})
_TAGS: Final = ("access", "foot", "bicycle", "bridge", "tunnel", "junction", "surface")


def is_graphml(path: Path) -> bool:
    """Whether a file is GraphML by its name."""
    return path.name.lower().endswith(".graphml")


def read_graphml(path: Path) -> Ways:
    """Read a network's edges as ways; the two directions of a street become one.

    Raises
    ------
    InputError
        If the file is no such GraphML, or damaged.
    """
    if not path.is_file():
        raise InputError(f"there is no file {path}")
    with path.open("rb") as file:
        if re.search(rb"<!(DOCTYPE|ENTITY)", file.read(_HEAD)):
            raise InputError(f"{path} declares entities, which GraphML of OSMnx does not")
    try:
        return _read(path)
    except (ElementTree.ParseError, KeyError, ValueError, OSError) as error:
        if isinstance(error, InputError):
            raise
        raise InputError(
            f"{path} cannot be read as GraphML of OSMnx ({error!r}); write it again with "
            "osmnx.save_graphml"
        ) from error


def _read(path: Path) -> Ways:
    collector = Collector()
    nodes: dict[str, tuple[int, float, float]] = {}
    edges: dict[tuple[str, str, str], dict[str, str]] = {}
    crs = ""
    for kind, element, found in _things(path):
        if kind == "node":
            lon, lat = float(found["x"]), float(found["y"])
            if abs(lon) > 180 or abs(lat) > 90:
                raise InputError(f"{path} is not in degrees; save the graph before it is projected")
            nodes[element["id"]] = (len(nodes) + 1, lon, lat)
        elif kind == "edge":
            # Parallel streets differ in what they are made of; the way back has the same.
            made_of = ",".join(sorted(_NUMBER.findall(found.get("osmid", "")))) or found["length"]
            edges[element["source"], element["target"], made_of] = found
        else:
            crs = found.get("crs", crs)
    if crs and "4326" not in crs:
        raise InputError(f"{path} is in {crs}, not in degrees; save the graph unprojected")
    if not nodes or not edges:
        raise InputError(f"{path} holds no streets; write it with osmnx.save_graphml")
    inner = 0
    for (tail, head, made_of), found in edges.items():
        back = (head, tail, made_of) in edges
        if back and head < tail:
            continue
        tags = _tags(found, one_way=not back)
        collector.found.highways[tags.get("highway", "")] += 1
        way = way_of(tags)
        if way is None:
            continue
        lons, lats = _line(found, nodes[tail][1:], nodes[head][1:])
        middle = [-(inner + k + 1) for k in range(len(lons) - 2)]
        inner += len(middle)
        refs = [nodes[tail][0], *middle, nodes[head][0]]
        collector.add(refs, lons, lats, way, _first(found.get("name", "")))
    return collector.done()


def _things(path: Path) -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """Yield kind, attributes and named data of nodes, edges and the graph's own."""
    keys: dict[str, str] = {}
    root: ElementTree.Element | None = None
    # A file that declares entities was refused before.
    for event, element in ElementTree.iterparse(path, events=("start", "end")):  # noqa: S314
        if root is None:
            root = element
        tag = element.tag.rpartition("}")[2]
        if event == "start":
            continue
        if tag == "key":
            keys[element.attrib["id"]] = element.attrib["attr.name"]
        elif tag in {"node", "edge"}:
            data = {keys[d.attrib["key"]]: d.text or "" for d in element}
            yield tag, element.attrib, data
            element.clear()
        elif tag == "graph":
            own = [d for d in element if d.tag.endswith("}data") or d.tag == "data"]
            yield "graph", element.attrib, {keys[d.attrib["key"]]: d.text or "" for d in own}


def _tags(found: dict[str, str], *, one_way: bool) -> dict[str, str]:
    """Return an edge's tags as a way of OpenStreetMap would have them."""
    tags = {name: _first(found[name]) for name in ("highway", *_TAGS) if found.get(name)}
    if one_way and found.get("oneway", "").lower() in _TRUE:
        tags["oneway"] = "yes"
    return tags


def _first(text: str) -> str:
    """Return the first of several values, as OSMnx writes those of merged ways."""
    listed = re.match(r"""\[\s*(?:'([^']*)'|"([^"]*)")""", text)
    return text if listed is None else listed[1] or listed[2] or ""


def _line(
    found: dict[str, str], tail: tuple[float, float], head: tuple[float, float]
) -> tuple[list[float], list[float]]:
    numbers = [float(number) for number in _NUMBER.findall(found.get("geometry", ""))]
    if len(numbers) < 4 or len(numbers) % 2:
        return [tail[0], head[0]], [tail[1], head[1]]
    lon, lat = numbers[::2], numbers[1::2]
    # The ends are the junctions themselves.
    return [tail[0], *lon[1:-1], head[0]], [tail[1], *lat[1:-1], head[1]]
