"""The command line: each module of this package is a group of commands.

A module has ``register(app)``, which adds its commands. It imports at its top only what names and
help need (typer, pathlib); everything heavy is imported inside the command that uses it, so that
``crimecast --help`` answers at once.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys

import typer

app = typer.Typer(
    name="crimecast",
    help="From the incident records a city publishes to an hourly forecast of reported crime.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _version(asked: bool) -> None:
    if asked:
        from crimecast import __version__

        typer.echo(f"crimecast {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(
        False, "--version", callback=_version, is_eager=True, help="Print the version and exit."
    ),
) -> None:
    pass


for _module in sorted(pkgutil.iter_modules(__path__), key=lambda module: module.name):
    if not _module.name.startswith("_"):
        importlib.import_module(f"{__name__}.{_module.name}").register(app)


def main() -> None:
    """Run the command line; bad input ends in a sentence and exit code 1, not a traceback."""
    try:
        app()
    except (ValueError, OSError) as error:
        if os.environ.get("CRIMECAST_DEBUG"):
            raise
        _explain(error)
        sys.exit(1)


def _explain(error: Exception) -> None:
    from crimecast.errors import InputError
    from crimecast.files import is_full_disk

    if is_full_disk(error) and not isinstance(error, InputError):
        text = f"the disk is full: {error}; free some space and try again"
    else:
        text = str(error) or type(error).__name__
    print(f"crimecast: {text}", file=sys.stderr)  # noqa: T201
    if not isinstance(error, InputError):
        print("(set CRIMECAST_DEBUG=1 for the traceback)", file=sys.stderr)  # noqa: T201
