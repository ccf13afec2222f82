"""``crimecast demo``: from nothing, or from files, to a map in one command."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from crimecast.cli._options import Home, home_of


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    city: Annotated[
        str, typer.Argument(help="Id of a city, or a city file (.toml).")
    ] = "simulated",
    *,
    files: Annotated[
        list[Path] | None,
        typer.Option("--files", help="The publisher's records; give it again for more files."),
    ] = None,
    area: Annotated[
        Path | None, typer.Option(help="GeoJSON of the study area, its polygons the neighborhoods.")
    ] = None,
    host: Annotated[str, typer.Option(help="Address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port; the next free one where it is taken.")
    ] = 8000,
    serve: Annotated[bool, typer.Option(help="Serve the map in the end.")] = True,
    home: Home = None,
) -> None:
    """Show the map of a city: simulate it or read its files, forecast, serve.

    What is there and of the present is not made again: the second time takes seconds.
    """
    from crimecast.cli._progress import steps
    from crimecast.cli._report import print_report
    from crimecast.run.demo import prepare

    root = home_of(home)
    with steps(quiet=False) as progress:
        found = prepare(
            city,
            home=root,
            paths=files or (),
            area=area,
            say=lambda text: typer.echo(f"==> {text}"),
            progress=progress,
            tell=print_report,
        )
    if serve:
        from crimecast.cli.serve import run_server

        run_server(root, host=host, port=port, page=f"/{found.id}")
