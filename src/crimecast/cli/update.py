"""``crimecast update`` and ``crimecast up``: keep cities up to date, and serve them meanwhile."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from crimecast.cli._options import AsJson, Home, home_of
from crimecast.cli._progress import steps

if TYPE_CHECKING:
    from crimecast.status import CityStatus

Cities = Annotated[
    list[str] | None,
    typer.Argument(help="Cities, by id; all that have records where none is named."),
]
Private = Annotated[
    bool, typer.Option("--private", help="Allow portals on this machine or in a private network.")
]
To = Annotated[
    str | None,
    typer.Option(
        "--to",
        envvar="CRIMECAST_MIRROR",
        help="Address that each updated city is brought to (crimecast mirror push).",
        show_default=False,
    ),
]
Log = Annotated[
    Literal["text", "json"],
    typer.Option(help="How each step is told on standard error: a line, or a JSON object a line."),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("update")(update)
    app.command("up")(up)
    app.command("status")(status)


def update(
    cities: Cities = None,
    *,
    force: Annotated[
        bool, typer.Option("--force", help="Update also what is not due yet.")
    ] = False,
    loop: Annotated[
        bool, typer.Option("--loop", help="Go on until stopped: look every minute what is due.")
    ] = False,
    private: Private = False,
    to: To = None,
    log: Log = "text",
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Fetch records, issue a forecast, score those issued before: of each city that is due.

    For cron and timers; a second one at the same time ends at once. Each step that fails is told
    and tried again in an hour, and the others go on: readers keep what was last good. How often a
    city is due stands in its file ([update] every_h, by default 24).

    Exit codes: 0 all went well or nothing was due, 1 a step failed.
    """
    from crimecast.run.logs import log_to_stderr
    from crimecast.run.update import keep_updating
    from crimecast.run.update import update as once

    root = home_of(home)
    log_to_stderr(log)
    if loop:
        keep_updating(cities or (), root, private=private, to=to)
        return
    with steps(quiet=as_json or log == "json") as progress:
        found = once(cities or (), root, force=force, private=private, to=to, progress=progress)
    _tell(found, as_json=as_json)
    if any(one.failed for one in found):
        raise typer.Exit(1)


def up(
    cities: Cities = None,
    *,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen at.")] = 8000,
    private: Private = False,
    to: To = None,
    log: Log = "text",
    home: Home = None,
) -> None:
    """Serve the map and keep it up to date: a web server and an updater, until stopped.

    They are separate processes: readers are served whatever becomes of the updater. One that dies
    is started again, at first after a second, at last every minute.
    """
    from crimecast.run.supervise import supervise

    root = home_of(home)
    names = list(cities or ())
    serve = ["serve", "--home", str(root), "--host", host, "--port", str(port)]
    keep = ["update", *names, "--loop", "--log", log, "--home", str(root)]
    keep += ["--private"] * private + (["--to", to] if to else [])
    raise typer.Exit(supervise({"serve": serve, "update": keep}))


def status(cities: Cities = None, home: Home = None, as_json: AsJson = False) -> None:
    """Show how the updates of cities go: what was done when, what failed, what is due."""
    from crimecast.city import load_city
    from crimecast.incidents.store import cities_with_records
    from crimecast.status import read_status

    root: Path = home_of(home)
    names = [load_city(name, root).id for name in cities or cities_with_records(root)]
    _tell([read_status(name, root) for name in names], as_json=as_json)


def _tell(found: list[CityStatus], *, as_json: bool) -> None:
    if as_json:
        import json

        typer.echo(json.dumps([one.to_json() for one in found], ensure_ascii=False))
        return
    if not found:
        typer.echo("No city has records yet; fetch some with: crimecast ingest CITY")
        return
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    for one in found:
        table = Table("step", "", "ended well", "what", title=one.city, title_justify="left")
        for name, step in one.steps.items():
            table.add_row(name, step.state, step.succeeded or "", step.what)
        console.print(table)
        console.print(f"Due {one.due}" if one.due else "Due now")
