"""``crimecast records``: what a city's records hold, and what is odd about them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crimecast.cli._options import AsJson, AsOf, City, Home, home_of, instant_of
from crimecast.errors import InputError

if TYPE_CHECKING:
    from rich.console import Console

    from crimecast.incidents.described import Described


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("records")(records)


def records(
    city: City,
    as_of: AsOf = None,
    html: Annotated[
        Path | None,
        typer.Option("--html", help="Write a page with plots to this file; it needs nothing else."),
    ] = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Tell what a city's records hold: counts, delays of reports, gaps, what is odd.

    Delays are from the start of an offense's window to its report.
    """
    from crimecast.city import load_city
    from crimecast.incidents.described import describe

    root = home_of(home)
    loaded = load_city(city, root)
    if html is not None and html.is_dir():
        raise InputError(f"{html} is a folder; name a file, such as {html / 'records.html'}")
    found = describe(loaded, root, known_at=instant_of(as_of))
    if html is not None:
        from crimecast.records_page.write import write_page

        write_page(html.absolute(), loaded, found)
        typer.echo(f"{loaded.name}: the page of its records is {html}", err=as_json)
    if as_json:
        import json

        typer.echo(json.dumps(found.to_json(), ensure_ascii=False))
        return
    if html is not None:
        return
    from rich.console import Console

    console = Console(highlight=False)
    when = f" as known at {found.known_at}" if found.known_at else ""
    console.print(
        f"{loaded.name}{when}: {found.rows:,} offenses of {found.incidents:,} incidents, "
        f"{found.placed:.1%} with a place", markup=False,
    )  # fmt: skip
    _tables(console, found)
    _oddities(console, found)


def _hours(hours: float | None) -> str:
    if hours is None:
        return "-"
    return f"{hours:.1f} h" if hours < 48 else f"{hours / 24:.0f} d"


def _share(share: float | None) -> str:
    return "-" if share is None else f"{share:.0%}"


def _tables(console: Console, found: Described) -> None:
    from rich.table import Table

    names = ("offenses", "first", "last", "placed", "reported within: half", "9 of 10")
    table = Table("category", *_right(*names, "after a week", "window over 1 h"))
    for kind in found.kinds:
        half, most, *_ = (*kind.delay_h, None, None)
        table.add_row(
            kind.label, f"{kind.rows:,}", kind.first, kind.last, _share(kind.placed), _hours(half),
            _hours(most), _share(kind.later_7d), _share(kind.long_window),
        )  # fmt: skip
    console.print(table)
    table = Table("year", *_right("offenses", "placed", "reported within: half", "9 of 10"))
    for year in found.years:
        half, most, *_ = (*year.delay_h, None, None)
        table.add_row(
            str(year.year), f"{year.rows:,}", _share(year.placed), _hours(half), _hours(most)
        )
    console.print(table)


def _right(*names: str) -> list[Any]:
    from rich.table import Column

    return [Column(name, justify="right") for name in names]


def _oddities(console: Console, found: Described) -> None:
    heaped = found.heaped
    times = (
        f"Starts at midnight {heaped['midnight']:.1%}, at noon {heaped['noon']:.1%}, in minute 0 "
        f"{heaped['minute_0']:.1%} (1.7% if all were as likely), on the first of a month "
        f"{heaped['first_of_month']:.1%} (3.3%)"
    )
    revised = (
        f"{found.versions:,} versions; {found.revised:,} records were revised, "
        f"{found.withdrawn:,} withdrawn"
    )
    lines = [times, revised]
    if found.unmapped:
        lines.append(f"{found.unmapped:,} offenses are of no category: crimecast taxonomy tells")
    for gap in found.gaps:
        due = f"{gap.days} days, where {gap.expected:,.0f} were to be expected"
        lines.append(f"Gap: none from {gap.first} to {gap.last} ({due})")
    for own in found.category_gaps:
        due = f"{own.days} days, where {own.expected:,.0f} were to be expected"
        lines.append(f"Gap: none of {own.id} from {own.first} to {own.last} ({due})")
    lines += [f"Began: none of {name} before {first}" for name, first in found.began]
    lines += [f"Stopped: none of {name} since {last}" for name, last in found.stopped]
    lines += [
        f"Crowded: {crowd.rows:,} ({crowd.share:.1%}) at {crowd.lat:.5f}, {crowd.lon:.5f}"
        for crowd in found.crowds
    ]
    for line in lines:
        console.print(line, markup=False)
