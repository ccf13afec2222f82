"""``crimecast ingest``: files of records into a city's store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crimecast.cli._options import AsJson, City, Home, home_of
from crimecast.cli._progress import steps
from crimecast.cli._report import print_report


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ingest", help="Read files of a city's records into its store.")(_ingest)


def _ingest(
    city: City,
    files: Annotated[
        list[Path],
        typer.Argument(help="CSV, JSON (array or lines) or Parquet; plain or gzipped."),
    ],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    from crimecast.city import load_city
    from crimecast.run.ingest import ingest

    root = home_of(home)
    loaded = load_city(city, root)
    with steps(quiet=as_json) as progress:
        report = ingest(loaded, files, home=root, progress=progress)
    if as_json:
        import json

        typer.echo(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        print_report(loaded, report)
