"""``crimecast ingest``: records from a city's portal, or from files, into its store."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crimecast.cli._options import AsJson, City, Home, home_of
from crimecast.cli._progress import steps
from crimecast.cli._report import print_report
from crimecast.errors import InputError


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ingest")(ingest)


def ingest(
    city: City,
    files: Annotated[
        list[Path] | None,
        typer.Argument(
            help="CSV, JSON (array or lines) or Parquet; plain or gzipped. Without any, the "
            "city's portal is asked."
        ),
    ] = None,
    *,
    whole: Annotated[
        bool,
        typer.Option(
            "--whole", help="Fetch the whole table, though only what changed would be due."
        ),
    ] = False,
    accept: Annotated[
        bool,
        typer.Option(
            "--accept",
            help="Believe the portal though it lacks many records or has columns of another type.",
        ),
    ] = False,
    private: Annotated[
        bool,
        typer.Option("--private", help="Allow a portal on this machine or in a private network."),
    ] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Read a city's records into its store: from its portal, or from files.

    From the portal the whole table is fetched at first and every seven days, between them only
    what changed. Both can be broken off at any time: the next one goes on.
    """
    from crimecast.city import load_city
    from crimecast.run import fetch as portal
    from crimecast.run import ingest as reading

    root = home_of(home)
    loaded = load_city(city, root)
    if files and (whole or accept or private):
        raise InputError("--whole, --accept and --private are for the portal; give no files")
    with steps(quiet=as_json) as progress:
        if files:
            report = reading.ingest(loaded, files, home=root, progress=progress)
        else:
            try:
                report = portal.fetch(
                    loaded, home=root, whole=whole, accept=accept, private=private,
                    progress=progress,
                )  # fmt: skip
            except KeyboardInterrupt:
                typer.echo(
                    "crimecast: stopped. The records are as before, or as after if they were "
                    "stored already; the next ingest goes on after the last whole page.", err=True,
                )  # fmt: skip
                raise typer.Exit(130) from None
    if as_json:
        import json

        typer.echo(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        print_report(loaded, report)
