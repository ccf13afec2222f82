"""``crimecast export``: a city's reported incidents as a file for others' tools."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crimecast.cli._options import AsJson, AsOf, City, Home, home_of, instant_of
from crimecast.cli._progress import steps
from crimecast.errors import InputError

if TYPE_CHECKING:
    from crimecast.export.make import Exported


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("export")(export)


def export(  # noqa: PLR0917 -- options by name
    city: City,
    file: Annotated[
        Path,
        typer.Argument(
            help="Where to write; its ending names the format: .parquet (GeoParquet), .csv, "
            ".csv.gz or .geojson."
        ),
    ],
    first: Annotated[
        str | None,
        typer.Option(
            "--from", help="First local day, such as 2024-01-01; by default that of the records."
        ),
    ] = None,
    last: Annotated[
        str | None,
        typer.Option("--to", help="Last local day, included; by default that of the records."),
    ] = None,
    categories: Annotated[
        str | None,
        typer.Option(
            "--categories",
            "--category",
            help="Ids with commas between; all is those that are forecast, which is the default. "
            "Those that police find themselves must be named.",
        ),
    ] = None,
    by: Annotated[
        str | None,
        typer.Option(help="Count by whole (period), year, month, week or day; year by default."),
    ] = None,
    cell: Annotated[
        int | None,
        typer.Option(help="Side of a cell in metres, 100 to 1,000; 250 by default."),
    ] = None,
    *,
    together: Annotated[
        bool, typer.Option("--together", help="Count the categories as one.")
    ] = False,
    records: Annotated[
        bool,
        typer.Option(
            "--records",
            help="Write the records, not counts: for the analysis of whoever holds them. Parquet "
            "and CSV only.",
        ),
    ] = False,
    as_of: AsOf = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write reported incidents to a file: counts by cell, period and category.

    Counts of 1 and 2 are withheld; a file says so, with its source and the terms. Times of
    occurrence are taken at the start of their window, in the city's time zone.
    """
    from crimecast.city import load_city
    from crimecast.export import make
    from crimecast.export.question import CELL, Question, chosen

    if records and (by is not None or cell is not None or together):
        raise InputError("--by, --cell and --together are of counts; leave them out of --records")
    root = home_of(home)
    loaded = load_city(city, root)
    names = [name.strip() for name in (categories or "").split(",") if name.strip()]
    if categories is not None and not names:
        raise InputError("--categories names none; leave it out for those that are forecast")
    question = Question(
        chosen(loaded, names),
        _day(first, "--from"),
        _day(last, "--to"),
        instant_of(as_of),
        by=_by(by),
        cell=CELL if cell is None else cell,
        together=together,
        records=records,
    )
    with steps(quiet=as_json) as progress:
        done = make.export(
            loaded, root, file.expanduser(), question, force=force, progress=progress
        )
    if as_json:
        import json

        typer.echo(json.dumps(done.to_json(), ensure_ascii=False))
        return
    for line in _lines(done):
        typer.echo(line)


def _day(text: str | None, option: str) -> dt.date | None:
    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{option}: {text!r} is no day; write it like 2024-01-31") from error


def _by(text: str | None) -> Any:
    from crimecast.export.periods import By

    try:
        return By.YEAR if text is None else By(text)
    except ValueError as error:
        raise InputError(f"--by is {text!r}; use {', '.join(By)}") from error


def _lines(done: Exported) -> list[str]:
    told = done.about
    days = f"{told['first_day']} to {told['last_day']}"
    lines = [f"{done.file}: {done.rows:,} rows, {done.size / 1e6:.1f} MB. {told['what']}, {days}."]
    if "for" in told:
        lines.append(told["for"])
        lines.append(f"{told['unplaced']:,} have no usable place.")
    else:
        lines.append(
            f"{told['counted']:,} reported incidents are told; rows without a count, which is "
            f"below {told['minimum']}: {told['suppressed_rows']:,}."
        )
        lines.append(
            f"In no row: {told['unplaced']:,} without a usable place, {told['outside']:,} outside "
            "the study area."
        )
    if told["known_at"]:
        lines.append(f"As the records were known at {told['known_at']}.")
    if done.harmless_cells:
        lines.append(
            f"{done.harmless_cells:,} cells of text have an apostrophe before what a spreadsheet "
            "could take for a formula."
        )
    source = told["source"]
    lines.append(f"Source: {source['publisher']}, {source['title']} ({source['license']}).")
    if done.metadata_file:
        lines.append(f"What it is, on what terms: {done.metadata_file}")
    return lines
