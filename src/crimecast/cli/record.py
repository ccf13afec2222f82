"""``crimecast record``: what the page tells of how right the forecasts were."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crimecast.cli._options import AsJson, City, Home, home_of

if TYPE_CHECKING:
    from crimecast.record.store import Published

group = typer.Typer(
    help="Publish, and show, how right a city's forecasts were.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add the group."""
    app.add_typer(group, name="record")


@group.command("publish")
def publish(
    city: City,
    folder: Annotated[Path, typer.Argument(help="Folder of a finished backtest of the city.")],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Show what a backtest found on the city's record page, with its report to download.

    The record that was shown before stays in the host's folder.
    """
    from crimecast.city import load_city
    from crimecast.run.record import publish_backtest

    root = home_of(home)
    made = publish_backtest(load_city(city, root), folder.expanduser().absolute(), root)
    _tell(made, as_json=as_json)


@group.command("show")
def show(city: City, home: Home = None, as_json: AsJson = False) -> None:
    """Show the record in use."""
    from crimecast.city import load_city
    from crimecast.errors import InputError
    from crimecast.record.store import open_current, record_folder

    root = home_of(home)
    loaded = load_city(city, root)
    found = open_current(record_folder(loaded.id, root))
    if found is None:
        raise InputError(
            f"{loaded.name} has no record yet; run crimecast backtest {loaded.id} --from DATE "
            f"--to DATE, then crimecast record publish {loaded.id} FOLDER"
        )
    _tell(found, as_json=as_json)


def _tell(found: Published, *, as_json: bool) -> None:
    record = found.record
    if as_json:
        import json

        typer.echo(json.dumps(record.model_dump(mode="json"), ensure_ascii=False))
        return
    typer.echo(f"{record.city_name}: record {record.id}")
    typer.echo(f"  {record.sentence}")
    for it in record.held:
        if it.inside50 is not None and it.inside90 is not None:
            typer.echo(
                f"  Counts of the {it.area} in {it.hours} h, {it.counts:,} of them: "
                f"{it.inside50:.0%} inside their 50% range, {it.inside90:.0%} inside their 90%"
            )
    typer.echo(f"  Shown at /{record.city}/record. Stored as {found.folder}")
