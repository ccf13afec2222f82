"""``crimecast backtest``: past forecasts against what came, for everyone to check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crimecast.cli._options import AsJson, City, Home, home_of

if TYPE_CHECKING:
    from crimecast import city as cities

_HELP = """
Make the forecasts that could have been made at past times, and score them against what came.

At each origin a model sees the records that had been reported by then, nothing else. Its forecast
of the hours that follow is scored by incidents that were reported later: where they fell, how many
there were, how sure it was.

Tables, a protocol, a report (report.html) and a model card go to a folder. A run that was stopped
goes on where it was when it is started again with the same options; models may be added to it.

    crimecast backtest denver --from 2024-07-01 --to 2024-07-29

    crimecast backtest denver --from 2024-01-01 --to 2025-01-01 --cell 100 --jobs 2
    --models boosted,additive,prior_counts,kde --out denver-2024

    crimecast backtest denver --from 2024-08-05 --to 2024-09-02 --windows 24h --save-cubes

    crimecast backtest denver --from 2024-01-01 --to 2025-01-01 --scheduler tcp://10.0.0.1:8786
"""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("backtest", help=_HELP, short_help="Score past forecasts against what came.")(
        _backtest
    )


def _names(text: str | None) -> list[str] | None:
    if text is None:
        return None
    return [name.strip() for name in text.split(",") if name.strip()]


def _backtest(  # noqa: PLR0917 -- options by name
    city: City,
    start: Annotated[
        str,
        typer.Option(
            "--from",
            help="First origin: a local date (its midnight) or time of the city, such as "
            "2024-07-01 or '2024-07-01 06:00'.",
            show_default=False,
        ),
    ],
    stop: Annotated[
        str,
        typer.Option(
            "--to", help="Origins end before this local date or time.", show_default=False
        ),
    ],
    every: Annotated[
        str,
        typer.Option(
            help="Time between origins. Whole days keep the local time of day where clocks change."
        ),
    ] = "24h",
    horizon: Annotated[
        str, typer.Option(help="How far each forecast is scored, 1h to 336h.")
    ] = "24h",
    cell: Annotated[int, typer.Option(help="Side of a cell in metres, 50 to 1000.")] = 250,
    windows: Annotated[
        str,
        typer.Option(
            help="Lengths of time that are scored: divisors of a day, or whole days. Those longer "
            "than the horizon are left out."
        ),
    ] = "1h,24h,168h",
    models: Annotated[
        str | None,
        typer.Option(
            help="Models by name, with commas. crimecast models lists them. Default: the default "
            "model and the references prior_counts, kde and uniform.",
            show_default=False,
        ),
    ] = None,
    categories: Annotated[
        str | None,
        typer.Option(
            help="Categories by id, with commas. Default: those that are forecast.",
            show_default=False,
        ),
    ] = None,
    classes: Annotated[
        str,
        typer.Option(
            help="default: the classes that are forecast. all: also those that police start "
            "themselves (drugs, weapons), to compare with others' figures; never the withheld ones."
        ),
    ] = "default",
    refit: Annotated[
        str,
        typer.Option(
            help="Time for which a fit is kept: in between, models take in what is new without "
            "learning anew. 0h fits at each origin."
        ),
    ] = "7d",
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder to write to. Default: one below the city's, named by the window.",
            show_default=False,
        ),
    ] = None,
    save_cubes: Annotated[
        bool,
        typer.Option("--save-cubes", help="Keep every forecast as Zarr, below cubes/."),
    ] = False,
    fresh: Annotated[
        bool,
        typer.Option("--fresh", help="Begin anew: remove what an earlier run left in the folder."),
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            help="Processes that work at once. Default: 1; with --executor processes one a core.",
            show_default=False,
        ),
    ] = None,
    executor: Annotated[
        str | None,
        typer.Option(
            help="Who does the work: serial, processes, or dask (workers of --scheduler). Default: "
            "what --jobs and --scheduler say. The tables are the same to the bit.",
            show_default=False,
        ),
    ] = None,
    scheduler: Annotated[
        str | None,
        typer.Option(
            help="Address of a Dask scheduler, such as tcp://127.0.0.1:8786; its workers need the "
            "folders under the same paths.",
            show_default=False,
        ),
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    import sys
    import time

    from crimecast.city import load_city
    from crimecast.cli._progress import counted
    from crimecast.errors import InputError
    from crimecast.evaluate.protocol import Protocol
    from crimecast.run.backtest import DEFAULT_MODELS, run_backtest
    from crimecast.run.executors import TaskError
    from crimecast.run.executors import executor as who
    from crimecast.run.origins import origins_between
    from crimecast.run.times import parse_hours

    root = home_of(home)
    loaded = load_city(city, root)
    ahead = parse_hours(horizon)
    fitting = tuple(w for w in map(parse_hours, _names(windows) or ()) if w <= ahead)
    began = time.perf_counter()
    with counted(quiet=as_json) as progress:
        try:
            found = run_backtest(
                loaded,
                root,
                origins_between(start, stop, parse_hours(every), loaded.time_zone),
                models=DEFAULT_MODELS if models is None else _names(models) or (),
                protocol=Protocol(ahead, fitting, parse_hours(refit)),
                cell=cell,
                categories=_categories(loaded, categories, classes),
                out=out.expanduser().absolute() if out is not None else None,
                save_cubes=save_cubes,
                fresh=fresh,
                executor=who(jobs, kind=executor, scheduler=scheduler),
                command=["crimecast", *sys.argv[1:]],
                progress=progress,
            )
        except TaskError as error:
            raise InputError(f"{error}. What was done before is kept; run it again") from error
    seconds = time.perf_counter() - began
    if as_json:
        import json

        from crimecast.cli import _board

        told = {
            "folder": str(found.folder), "city": loaded.id, "made": found.made,
            "kept": found.kept, "seconds": round(seconds, 1),
            "board": _board.as_json(_board.board(found.folder)),
        }  # fmt: skip
        typer.echo(json.dumps(told, allow_nan=False))
        return
    _print(loaded, found.folder, seconds)
    if found.kept:
        typer.echo(
            f"{found.kept} of {found.kept + found.made} blocks were kept from an earlier run; "
            "--fresh scores all anew."
        )


def _categories(city: cities.City, given: str | None, classes: str) -> list[str] | None:
    from crimecast.errors import InputError

    if classes not in {"default", "all"}:
        raise InputError(f"--classes is {classes!r}; use default or all")
    names = _names(given)
    if names is not None:
        if classes == "all":
            raise InputError("give --categories or --classes all, not both")
        if not names:
            raise InputError("--categories names none; leave it out for those that are forecast")
        return names
    return [c.id for c in city.kept_categories] if classes == "all" else None


def _print(city: cities.City, folder: Path, seconds: float) -> None:
    from rich.console import Console

    from crimecast.cli._board import as_rich, board

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=120)
    console.print(as_rich(city.name, board(folder)))
    report = folder / "report.html"
    console.print(f"Done in {_time(seconds)}. Report, tables beside it: {report}", soft_wrap=True)


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
