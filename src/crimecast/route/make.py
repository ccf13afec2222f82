"""From files to a published street graph."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path

from crimecast import files
from crimecast.area import load_area
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.route.build import build_graph
from crimecast.route.graphml import is_graphml, read_graphml
from crimecast.route.osm import Ways, read_ways
from crimecast.route.store import (
    GraphManifest,
    graph_folder,
    publish,
    staging,
)
from crimecast.streets import manifest as streets
from crimecast.streets.box import AROUND

Progress = Callable[[str, float], None]


def make_graph(
    city: City,
    paths: Sequence[Path],
    home: Path,
    *,
    now: dt.datetime | None = None,
    progress: Progress = lambda _what, _share: None,
) -> GraphManifest:
    """Make a city's street graph of OpenStreetMap extracts, or of one OSMnx GraphML file.

    Raises
    ------
    InputError
        If the city has no study area, a file cannot be read, or no way in it can be walked within
        2 km of the area. The graph in use is then as before.
    """
    now = now or dt.datetime.now(dt.UTC)
    area = load_area(city, home)
    west, south, east, north = area.polygon.bounds
    bounds = (west - AROUND, south - AROUND, east + AROUND, north + AROUND)
    folder = graph_folder(city.id, home)
    with staging(folder) as stage:
        ways = _ways([Path(path) for path in paths], stage, progress)
        progress("joining streets", 0.0)
        graph, counts = build_graph(ways, epsg=area.epsg, bounds=bounds)
        if not counts.edges:
            raise InputError(
                f"{', '.join(Path(path).name for path in paths)}: no street that one can walk lies "
                f"within {AROUND / 1000:.0f} km of {city.name}; is it another city's?"
            )
        about = {
            "city": city.id,
            "made_at": f"{now.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
            "sources": tuple(
                streets.SourceFile(name=Path(path).name, sha256=files.sha256(Path(path)))
                for path in paths
            ),
            "data_date": f"{ways.date:%Y-%m-%d}" if ways.date else None,
            "counts": dataclasses.asdict(counts),
            "attribution": f"Streets of {city.name}" if city.simulated else streets.ATTRIBUTION,
            "attribution_url": None if city.simulated else streets.ATTRIBUTION_URL,
            "license": city.source.license if city.simulated else streets.LICENSE,
        }
        return publish(stage, folder, graph, about)


def _ways(paths: Sequence[Path], stage: Path, progress: Progress) -> Ways:
    graphs = [path for path in paths if is_graphml(path)]
    if graphs and len(paths) > 1:
        raise InputError(f"{graphs[0].name}: give a GraphML file alone, or extracts without it")
    if graphs:
        return read_graphml(graphs[0])
    scratch = stage / "scratch"
    scratch.mkdir()
    try:
        return read_ways(paths, scratch, progress)
    finally:
        files.remove(scratch)
