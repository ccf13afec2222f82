"""``crimecast streets``: a city's base map from an OpenStreetMap extract."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crimecast.cli._options import AsJson, City, Home, home_of

if TYPE_CHECKING:
    from crimecast.route.store import GraphManifest
    from crimecast.streets.store import BaseMap


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("streets")(streets)


def streets(
    city: City,
    files: Annotated[
        list[Path],
        typer.Argument(
            help="OpenStreetMap extracts: .osm, .osm.gz, .osm.bz2 or .osm.pbf; or one street "
            "network of OSMnx (.graphml), for routes only."
        ),
    ],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Give a city streets, water, parks and names: its base map, and the streets that routes take.

    What lies within 2 km of the study area is taken. The map that is in use is replaced once the
    new one is whole. Nothing is fetched: download an extract of the city's region beforehand.
    """
    from crimecast.city import load_city
    from crimecast.cli._progress import steps
    from crimecast.route.graphml import is_graphml
    from crimecast.route.make import make_graph
    from crimecast.settings import Settings
    from crimecast.streets.build import build

    root = home_of(home)
    loaded = load_city(city, root)
    with steps(quiet=as_json) as progress:
        made = None
        if not any(is_graphml(file) for file in files):
            made = build(loaded, files, root, threads=Settings().threads, progress=progress)
        graph = make_graph(loaded, files, root, progress=progress)
    if as_json:
        import json

        told = {} if made is None else made.manifest.model_dump(mode="json")
        told["route"] = graph.model_dump(mode="json")
        typer.echo(json.dumps(told, ensure_ascii=False))
        return
    if made is not None:
        _tell(loaded.name, made)
    _tell_graph(loaded.name, graph)


def _tell_graph(name: str, graph: GraphManifest) -> None:
    from crimecast.route.graph import Mode
    from crimecast.route.words import by

    counts = graph.counts
    km = ", ".join(f"{length:,.0f} km {kind}" for kind, length in counts["km"].items() if length)
    typer.echo(f"{name}: streets for routes {graph.id}: {counts['edges']:,} stretches, {km}")
    lost = ", ".join(
        f"{counts['islands'][mode]:,} {by(Mode(mode))} ({km:,.1f} km)"
        for mode, km in counts["island_km"].items()
    )
    typer.echo(f"  parts left out as not joined to the rest: {lost}")
    if counts["cut"]:
        typer.echo(f"  {counts['cut']:,} ways are cut at the extract's border")


def _tell(name: str, made: BaseMap) -> None:
    from crimecast.streets.manifest import TILES

    told = made.manifest
    counts = ", ".join(f"{count:,} {kind}" for kind, count in told.counts.items())
    size = told.files[TILES].size / 1e6
    date = f", data of {told.data_date}" if told.data_date else ""
    by = " (by its newest edit)" if told.date_from == "newest edit" else ""
    typer.echo(f"{name}: base map {told.id}, {size:.1f} MB of tiles{date}{by}")
    typer.echo(f"  {counts}; {told.names:,} names")
    if told.broken:
        typer.echo(f"  {told.broken:,} lines and areas reach beyond the extract and were left out")
    typer.echo(f"  {told.attribution} ({told.license}). Stored as {made.folder}")
