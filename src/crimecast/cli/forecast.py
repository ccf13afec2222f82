"""``crimecast forecast``: fit the model and issue a forecast."""

from __future__ import annotations

from typing import Annotated

import typer

from crimecast.cli._options import AsJson, City, Home, home_of


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("forecast", help="Fit the model to a city's records and issue a forecast.")(
        _forecast
    )


def _counted(categories: int) -> str:
    return "1 category" if categories == 1 else f"{categories} categories"


def _words(instant: str, time_zone: str) -> str:
    from datetime import datetime

    from crimecast.calendar import zone

    local = datetime.fromisoformat(instant).astimezone(zone(time_zone))
    return f"{local:%A} {local.day} {local:%B %Y, %H:%M} ({time_zone})"


def _forecast(  # noqa: PLR0917 -- options by name
    city: City,
    at: Annotated[
        str | None,
        typer.Option(
            help="Make the forecast that could have been made then: a local time of the city such "
            "as '2024-07-01 06:00', or an instant such as '2024-07-01T12:00Z'. Default: the "
            "present, or the end of the records where they end earlier.",
            show_default=False,
        ),
    ] = None,
    horizon: Annotated[
        str, typer.Option(help="How far ahead: hours or days, 24h to 336h.")
    ] = "168h",
    cell: Annotated[int, typer.Option(help="Side of a cell in metres, 50 to 1000.")] = 100,
    model: Annotated[
        str | None,
        typer.Option(
            help="Name of the model; `crimecast models` lists them, the default first.",
            show_default=False,
        ),
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    import time

    from crimecast.archive import open_forecast
    from crimecast.city import load_city
    from crimecast.cli._progress import steps
    from crimecast.models.registry import DEFAULT
    from crimecast.run.forecast import issue_forecast
    from crimecast.run.times import parse_hours, parse_instant

    root = home_of(home)
    loaded = load_city(city, root)
    began = time.perf_counter()
    with steps(quiet=as_json) as progress:
        issued = issue_forecast(
            loaded,
            root,
            at=None if at is None else parse_instant(at, loaded.time_zone),
            horizon=parse_hours(horizon),
            cell=cell,
            model=model or DEFAULT,
            progress=progress,
        )
    seconds = time.perf_counter() - began
    manifest = open_forecast(issued.folder.parent, issued.forecast_id).manifest
    if as_json:
        import json

        told = {
            "id": issued.forecast_id, "folder": str(issued.folder), "city": manifest.city,
            "origin": manifest.origin, "data_through": manifest.data_through,
            "hindcast": manifest.hindcast, "hours": manifest.hours, "cell": manifest.grid.cell,
            "expected_24h": manifest.all.expected_24h, "seconds": round(seconds, 1),
        }  # fmt: skip
        typer.echo(json.dumps(told, default=str))
        return
    from rich.console import Console

    console = Console(highlight=False)
    console.print(
        f"Issued {issued.forecast_id} for {loaded.name} in {seconds:.0f} s: "
        f"{manifest.hours} hours x {_counted(len(manifest.categories))} x "
        f"{manifest.grid.cells:,} cells of {manifest.grid.cell} m."
    )
    console.print(
        f"About {manifest.all.expected_24h:.0f} reported incidents are expected in the 24 hours "
        f"from its time, from records up to {_words(manifest.data_through, loaded.time_zone)}."
    )
    if manifest.hindcast:
        console.print("The records end in the past: this is the forecast that could be made then.")
