"""``crimecast archive``: the forecasts that were issued, and whether they are as they were."""

from __future__ import annotations

from typing import Annotated

import typer

from crimecast.cli._options import AsJson, City, Home, home_of

group = typer.Typer(
    help="The issued forecasts of a city: list them, verify them.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(group, name="archive")


@group.command("list")
def list_(city: City, home: Home = None, as_json: AsJson = False) -> None:
    """List all forecasts that were ever issued: those that are there, and those thinned out."""
    from crimecast.archive.index import index_of
    from crimecast.city import load_city

    root = home_of(home)
    found, _ = index_of(load_city(city, root).id, root)
    if as_json:
        import json

        typer.echo(json.dumps([one.to_json() for one in found], ensure_ascii=False))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table("forecast", "issued", "scored after", "", "content")
    for one in found:
        ages = ", ".join(f"{age} d" for age in one.ages)
        table.add_row(
            one.id, one.issued_at or "", ages, "" if one.there else "thinned", one.content[:16]
        )
    Console(highlight=False).print(table)


@group.command("verify")
def verify(
    city: City,
    quick: Annotated[
        bool, typer.Option("--quick", help="The ledger and its scores only, not the forecasts.")
    ] = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Recompute every hash: of the forecasts, of the ledger's chain, of all that was scored.

    Exit codes: 0 all is as it was written, 1 something is not.
    """
    from crimecast.city import load_city
    from crimecast.run.audit import audit

    root = home_of(home)
    found = audit(load_city(city, root), root, forecasts=not quick)
    if as_json:
        import json

        typer.echo(json.dumps(found.to_json(), ensure_ascii=False))
    else:
        typer.echo(
            f"{found.forecasts} forecasts, {found.entries} entries of the ledger, {found.parts} "
            f"scores checked; head of the ledger {found.head[:16]}"
        )
        for fault in found.faults:
            typer.echo(fault, err=True)
    if found.faults:
        raise typer.Exit(1)
