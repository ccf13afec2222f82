"""``crimecast ingest``: files of records into a city's store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crimecast.cli._options import AsJson, City, Home, home_of

if TYPE_CHECKING:
    from crimecast.city import City as CityFile
    from crimecast.incidents.report import Report
    from crimecast.run.ingest import Progress


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("ingest", help="Read files of a city's records into its store.")(_ingest)


def _ingest(
    city: City,
    files: Annotated[
        list[Path],
        typer.Argument(help="CSV, JSON (array or lines) or Parquet; plain or gzipped."),
    ],
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    from crimecast.city import load_city
    from crimecast.run.ingest import ingest

    root = home_of(home)
    loaded = load_city(city, root)
    with _bar(quiet=as_json) as progress:
        report = ingest(loaded, files, home=root, progress=progress)
    if as_json:
        import json

        typer.echo(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        _print(loaded, report)


@contextmanager
def _bar(*, quiet: bool) -> Iterator[Progress]:
    """Draw a progress bar on standard error where that is a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _what, _share: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("starting", total=1.0)

        def told(what: str, share: float) -> None:
            bar.update(task, description=what, completed=share or None, total=1.0 if share else None)

        yield told


def _print(city: CityFile, report: Report) -> None:
    from rich.console import Console
    from rich.table import Table

    from crimecast.incidents.clean import REASONS, REPAIRS

    console = Console()
    names = ", ".join(file.name for file in report.files)
    table = Table(title=f"{city.name}: {names}", title_justify="left", show_header=False)
    table.add_column()
    table.add_column(justify="right")
    table.add_column(overflow="fold")
    for label, count in (
        ("rows read", report.rows_read),
        ("new", report.rows_new),
        ("changed", report.rows_changed),
        ("unchanged", report.rows_unchanged),
        ("repeated in this delivery", report.rows_duplicate),
        ("refused", report.refused),
    ):
        table.add_row(label, f"{count:,}", "")
    for reason, count in report.rows_refused.items():
        table.add_row(f"  {reason}", f"{count:,}", REASONS[reason])
    for kind, count in report.repaired.items():
        table.add_row(f"  put right: {kind}", f"{count:,}", REPAIRS[kind])
    table.add_section()
    if report.placed_share is not None:
        placed = ", ".join(f"{n:,} {kind}" for kind, n in report.placed.items() if n)
        table.add_row("with a usable place", f"{report.placed_share:.2%}", placed)
    if report.outside_area is not None:
        table.add_row("outside the study area", f"{report.outside_area:,}", "")
    if report.unmapped_rows:
        top = ", ".join(f"{name} ({n:,})" for name, n in list(report.unmapped.items())[:5])
        table.add_row("of no category", f"{report.unmapped_rows:,}", top)
    if report.odd_times:
        told = "at a clock change: the hour occurs twice or not at all"
        table.add_row("odd times", f"{report.odd_times:,}", told)
    if report.first:
        table.add_row("occurred", f"{report.first} to {report.last}", "local dates")
    console.print(table)
    for file in report.files:
        for note in file.notes:
            console.print(f"Note: {note}", highlight=False, markup=False)
    for reason, examples in report.examples.items():
        if reason != "withheld":
            shown = "; ".join(f"row {e['row']}: {e['field']} {e['value']!r}" for e in examples[:3])
            console.print(f"{reason}: {shown}", highlight=False, markup=False)
    change = "The store was changed" if report.changed_store else "The store is unchanged"
    console.print(
        f"{change} (version {report.version[:16]}), {report.seconds:.1f} s", highlight=False
    )
