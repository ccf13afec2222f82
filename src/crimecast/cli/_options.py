"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Home = Annotated[
    Path | None,
    typer.Option(
        "--home",
        envvar="CRIMECAST_HOME",
        help="Folder of cities, records and forecasts [default: the platform's data folder].",
        show_default=False,
        show_envvar=True,
    ),
]
City = Annotated[str, typer.Argument(help="Id of a city, or the path of a city file (.toml).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]


def home_of(home: Path | None) -> Path:
    """Return the host's folder: the one given, else the settings'."""
    if home is not None:
        return home.expanduser().absolute()
    from crimecast.settings import Settings

    return Settings().home
