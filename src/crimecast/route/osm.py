"""Ways one can walk or cycle, read from OpenStreetMap extracts through pyosmium."""

from __future__ import annotations

import datetime as dt
from array import array
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

from crimecast.grid import Floats, Ints
from crimecast.route.tags import Way, blocks, way_of
from crimecast.streets.extract import Extract, reading

Progress = Callable[[str, float], None]
_EVERY: Final = 20_000


@dataclass
class Ways:
    """Ways as they stand in the map, before they are cut at junctions.

    Attributes
    ----------
    node : int64 (point,)
        OpenStreetMap's number of each point of each way; ways share those where they meet.
    lon, lat : float64 (point,)
        Degrees.
    first : int64 (way + 1,)
        Where each way begins.
    way : sequence of Way
        How each may be traveled.
    name : sequence of str
    blocked : dict
        By node whether it stops whoever walks, and whoever cycles.
    highways : Counter
        Ways read by their value of ``highway``.
    cut : int
        Ways of which points lie beyond the extract's border.
    date : datetime or None
        The data's day, where the files tell it.
    """

    node: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    lon: Floats = field(default_factory=lambda: np.empty(0))
    lat: Floats = field(default_factory=lambda: np.empty(0))
    first: Ints = field(default_factory=lambda: np.zeros(1, np.int64))
    way: list[Way] = field(default_factory=list)
    name: list[str] = field(default_factory=list)
    blocked: dict[int, tuple[bool, bool]] = field(default_factory=dict)
    highways: Counter[str] = field(default_factory=Counter)
    cut: int = 0
    date: dt.datetime | None = None


class Collector:
    """Takes in ways one by one."""

    def __init__(self) -> None:
        self.found = Ways()
        self._node, self._lon, self._lat = array("q"), array("d"), array("d")
        self._first = array("q", [0])

    def add(self, refs: Sequence[int], lon: Sequence[float], lat: Sequence[float], way: Way,
            name: str) -> None:  # fmt: skip
        """Take in a way, or a part of one; a point of itself is none."""
        if len(refs) < 2:
            return
        self._node.extend(refs)
        self._lon.extend(lon)
        self._lat.extend(lat)
        self._first.append(len(self._node))
        self.found.way.append(way)
        self.found.name.append(name)

    def done(self) -> Ways:
        """Return all that was taken in."""
        found = self.found
        found.node = np.array(self._node, np.int64)
        found.lon, found.lat = np.array(self._lon), np.array(self._lat)
        found.first = np.array(self._first, np.int64)
        return found


def read_ways(
    paths: Sequence[Path], scratch: Path, progress: Progress = lambda _what, _share: None
) -> Ways:
    """Read the ways of some extracts; what several hold is taken once, from the first.

    Parameters
    ----------
    scratch : Path
        Folder for temporary files of where the nodes are, so that memory stays bounded.

    Raises
    ------
    InputError
        If a file is none of OpenStreetMap's, is damaged or cut off.
    """
    collector = Collector()
    seen: set[int] = set()
    for number, path in enumerate(paths):
        extract = Extract(path)
        with reading(path):
            _read(extract, collector, seen, scratch / f"ways-{number}.bin", progress)
        date = extract.date or extract.newest
        if date is not None and (collector.found.date is None or date > collector.found.date):
            collector.found.date = date
    return collector.done()


def _read(
    extract: Extract, collector: Collector, seen: set[int], locations: Path, progress: Progress
) -> None:
    import osmium  # noqa: PLC0415 -- heavy, and not for the server

    processor = (
        osmium.FileProcessor(osmium.io.File(str(extract.path), extract.format()))
        .with_locations(f"sparse_file_array,{locations}")
        .with_filter(osmium.filter.KeyFilter("highway", "barrier"))
    )
    extract.take_head(processor.header)
    thing: Any
    for number, thing in enumerate(processor):
        if number % _EVERY == 0:
            progress(f"reading streets of {extract.path.name}: {number:,} things", 0.0)
        extract.note_edit(thing)
        tags = {tag.k: tag.v for tag in thing.tags}
        if thing.is_node():
            stopped = blocks(tags)
            if any(stopped):
                collector.found.blocked[thing.id] = stopped
        elif thing.is_way() and "highway" in tags and thing.id not in seen:
            seen.add(thing.id)
            _take(thing, tags, collector)


def _take(thing: Any, tags: dict[str, str], collector: Collector) -> None:
    """Take in a way in the parts of which the extract holds the points."""
    collector.found.highways[tags["highway"]] += 1
    way = way_of(tags)
    if way is None:
        return
    name = tags.get("name", "")
    refs: list[int] = []
    lon: list[float] = []
    lat: list[float] = []
    cut = False
    for node in thing.nodes:
        if not node.location.valid():
            collector.add(refs, lon, lat, way, name)
            refs, lon, lat, cut = [], [], [], True
        elif not refs or refs[-1] != node.ref:
            refs.append(node.ref)
            lon.append(node.lon)
            lat.append(node.lat)
    collector.add(refs, lon, lat, way, name)
    collector.found.cut += cut
