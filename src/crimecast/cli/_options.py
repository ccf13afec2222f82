"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import typer

Home = Annotated[
    Path | None,
    typer.Option(
        "--home",
        envvar="CRIMECAST_HOME",
        help="Folder of cities, records and forecasts; by default the platform's for data.",
        show_default=False,
        show_envvar=True,
    ),
]
City = Annotated[str, typer.Argument(help="Id of a city, or the path of a city file (.toml).")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]

AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="As they were known at an instant, such as 2026-11-01T06:00:00Z."),
]


def home_of(home: Path | None) -> Path:
    """Return the host's folder: the one given, else the settings'."""
    if home is not None:
        return home.expanduser().absolute()
    from crimecast.settings import Settings

    return Settings().home


def instant_of(text: str | None) -> dt.datetime | None:
    """Read an instant such as ``2026-11-01T06:00:00Z``.

    Raises
    ------
    InputError
        If it is none, or has no time zone.
    """
    from crimecast.errors import InputError

    if text is None:
        return None
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"{text!r} is no instant; write it like 2026-11-01T06:00:00Z") from error
    if found.tzinfo is None:
        raise InputError(f"{text!r} needs a time zone; add Z for UTC")
    return found
