"""The report of an ingest, as a person reads it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crimecast.city import City
    from crimecast.incidents.report import Report

Row = tuple[str, str, str]
_NAMED = 5
"""Files and notes that are named."""


def _counts(report: Report) -> Iterator[Row]:
    from crimecast.incidents.clean import REASONS, REPAIRS

    yield "rows read", f"{report.rows_read:,}", ""
    yield "new", f"{report.rows_new:,}", ""
    yield "changed", f"{report.rows_changed:,}", ""
    yield "unchanged", f"{report.rows_unchanged:,}", ""
    yield "repeated", f"{report.rows_duplicate:,}", "the same key more than once in this delivery"
    if report.rows_withdrawn:
        yield "withdrawn", f"{report.rows_withdrawn:,}", "stored before, and taken back"
    if report.rows_absent:
        told = "stored, and not in this table: withdrawn if the next lacks them as well"
        yield "missing", f"{report.rows_absent:,}", told
    yield "refused", f"{report.refused:,}", ""
    for reason, count in sorted(report.rows_refused.items(), key=lambda item: -item[1]):
        yield f"  {reason}", f"{count:,}", REASONS[reason]
    if report.repaired:
        yield "put right", f"{sum(report.repaired.values()):,}", ""
    for kind, count in report.repaired.items():
        yield f"  {kind}", f"{count:,}", REPAIRS[kind]


def _places(report: Report) -> Iterator[Row]:
    if report.placed_share is not None:
        told = ", ".join(f"{count:,} {kind}" for kind, count in report.placed.items() if count)
        yield "with a place", f"{report.placed_share:.2%}", told
    if report.outside_area is not None:
        yield "outside the area", f"{report.outside_area:,}", "a place, but not in the study area"
    if report.unmapped_rows:
        top = ", ".join(f"{name} ({count:,})" for name, count in list(report.unmapped.items())[:5])
        yield "of no category", f"{report.unmapped_rows:,}", f"kept, not forecast: {top}"
    if report.odd_times:
        told = "at a clock change: the hour occurs twice or not at all"
        yield "odd times", f"{report.odd_times:,}", told
    if report.first:
        yield "occurred", "", f"{report.first} to {report.last}"


def print_report(city: City, report: Report) -> None:
    """Print a report as a table, with examples of what was refused."""
    from rich.console import Console
    from rich.table import Table

    console = Console(highlight=False)
    names = ", ".join(file.name for file in report.files[:_NAMED]) or "nothing new"
    if len(report.files) > _NAMED:
        names += f" and {len(report.files) - _NAMED} more"
    console.print(f"{city.name}: {names}", markup=False)
    table = Table(show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for rows in (_counts(report), _places(report)):
        for row in rows:
            table.add_row(*row)
        table.add_section()
    console.print(table)
    notes = [note for file in report.files for note in file.notes]
    for note in notes[:_NAMED]:
        console.print(f"Note: {note}", markup=False)
    if len(notes) > _NAMED:
        console.print(f"Note: and {len(notes) - _NAMED} more; --json tells all", markup=False)
    for reason, examples in report.examples.items():
        if reason != "withheld":
            shown = "; ".join(f"row {e['row']}: {e['field']} {e['value']!r}" for e in examples[:3])
            console.print(f"{reason}: {shown}", markup=False)
    done = "The store was changed" if report.changed_store else "The store is unchanged"
    console.print(f"{done} (version {report.version[:16]}), {report.seconds:.1f} s")
