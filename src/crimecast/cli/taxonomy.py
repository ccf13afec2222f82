"""``crimecast taxonomy``: what a city's words for offences mean, and what is done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from crimecast.cli._options import AsJson, City, Home, home_of

if TYPE_CHECKING:
    from crimecast.city import City as CityFile
    from crimecast.city_taxonomy import Taxonomy


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("taxonomy", help="Show what a city's words for offences mean.")(_taxonomy)


def _taxonomy(city: City, home: Home = None, as_json: AsJson = False) -> None:
    from crimecast.city import load_city
    from crimecast.city_taxonomy import taxonomy
    from crimecast.incidents.query import offence_counts

    root = home_of(home)
    loaded = load_city(city, root)
    found = taxonomy(loaded, offence_counts(loaded, root))
    if not as_json:
        _print(loaded, found)
        return
    import json

    told = {
        "city": loaded.id,
        "records": found.records,
        "unmapped_rows": found.unmapped_rows,
        "uncoded_rows": found.uncoded_rows,
        "lines": [line.to_json() for line in found.lines],
    }
    typer.echo(json.dumps(told, ensure_ascii=False))


def _print(city: CityFile, found: Taxonomy) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from crimecast.city_taxonomy import SOURCES

    console = Console(highlight=False)
    console.print(f"{city.name} ({city.id}): what the publisher's words mean", markup=False)
    for source, what in SOURCES.items():
        lines = [line for line in found.lines if line.source == source]
        if not lines:
            continue
        table = Table(
            "words", "category", "NIBRS", "name", "class", "use", title=f"{source}: {what}"
        )
        table.add_column("rows", justify="right")
        for line in lines:
            cells = (
                line.words, line.category, line.nibrs or "", line.nibrs_name or "",
                line.offence_class or "", line.use, "" if line.rows is None else f"{line.rows:,}",
            )  # fmt: skip
            table.add_row(*(Text(cell) for cell in cells))
        console.print(table)
    for rule in city.withhold:
        shown = ", ".join(rule.values)
        console.print(f"withheld too: {rule.column} is {shown} ({rule.why})", markup=False)
    console.print(_sum(found), markup=False)


def _sum(found: Taxonomy) -> str:
    listed = sum(line.source == "offence" for line in found.lines)
    if found.records is None:
        return f"{listed:,} offenses listed; no records are in the store"
    return (
        f"{listed:,} offenses listed; {found.records:,} rows in the store, "
        f"{found.unmapped_rows:,} of no category, {found.uncoded_rows:,} without a NIBRS code"
    )
