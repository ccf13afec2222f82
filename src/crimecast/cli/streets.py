"""``crimecast streets``: a city's base map from an OpenStreetMap extract."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crimecast.cli._options import AsJson, City, Home, home_of

if TYPE_CHECKING:
    from crimecast.streets.store import BaseMap


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("streets")(streets)


def streets(
    city: City,
    files: Annotated[
        list[Path],
        typer.Argument(help="OpenStreetMap extracts: .osm, .osm.gz, .osm.bz2 or .osm.pbf."),
    ],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Give a city streets, water, parks and names: its base map.

    What lies within 2 km of the study area is taken. The map that is in use is replaced once the
    new one is whole. Nothing is fetched: download an extract of the city's region beforehand.
    """
    from crimecast.city import load_city
    from crimecast.cli._progress import steps
    from crimecast.settings import Settings
    from crimecast.streets.build import build

    root = home_of(home)
    loaded = load_city(city, root)
    with steps(quiet=as_json) as progress:
        made = build(loaded, files, root, threads=Settings().threads, progress=progress)
    if as_json:
        import json

        typer.echo(json.dumps(made.manifest.model_dump(mode="json"), ensure_ascii=False))
        return
    _tell(loaded.name, made)


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
