"""A city's file held against files of its records; nothing is stored."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from crimecast.city import City
from crimecast.incidents import clean
from crimecast.incidents.report import Report
from crimecast.incidents.schema import PLACES, UNMAPPED
from crimecast.run.ingest import city_columns
from crimecast.sources.files import inspect
from crimecast.sources.load import load

_UNREADABLE: Final = ("malformed", "no_key", "no_time", "bad_time", "date_out_of_range")
MOST_UNREADABLE: Final = 0.02
MOST_UNMAPPED: Final = 0.10
LEAST_PLACED: Final = 0.50


@dataclass
class Check:
    """What holding a city's file against one file of records told.

    ``faults`` have to be put right; ``notes`` should be read.
    """

    name: str
    rows: int
    absent: tuple[str, ...]
    categories: dict[str, int]
    report: Report
    faults: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def check_files(city: City, paths: Sequence[Path]) -> list[Check]:
    """Read files as an ingest would, and tell what of the city's file does not fit them.

    Raises
    ------
    InputError
        If a file cannot be read at all, or lacks a column.
    """
    return [_check(city, Path(path)) for path in paths]


def _check(city: City, path: Path) -> Check:
    import duckdb  # noqa: PLC0415 -- 0.1 s

    info = inspect(path)
    there = city_columns(city, info)
    absent = tuple(name for name in city.columns.optional if name not in there)
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false"
    }
    with (
        tempfile.TemporaryDirectory() as work,
        duckdb.connect(":memory:", config=config) as connection,
    ):
        load(connection, info, table="raw", columns=there.values(), work=Path(work))
        source = clean.Source("raw", there, name=info.name)
        found = clean.clean_rows(connection, city, source, into="kept", now=dt.datetime.now(dt.UTC))
        counts = connection.execute(
            "SELECT category, count(*) AS n FROM kept GROUP BY category ORDER BY n DESC, category"
        ).fetchall()
        placed = dict(connection.execute("SELECT place, count(*) FROM kept GROUP BY 1").fetchall())
    report = Report(city.id)
    report.add(found)
    report.placed = {name: placed.get(name, 0) for name in PLACES}
    check = Check(info.name, found.rows, absent, dict(counts), report)
    _judge(city, check)
    return check


def _judge(city: City, check: Check) -> None:
    report = check.report
    rows = max(1, check.rows)
    for reason in _UNREADABLE:
        count = report.rows_refused.get(reason, 0)
        if not count:
            continue
        example = report.examples[reason][0]
        told = (
            f"{count:,} rows ({count / rows:.1%}) would be refused: {clean.REASONS[reason]}, such "
            f"as row {example['row']}, {example['field']} {example['value']!r}"
        )
        (check.faults if count > MOST_UNREADABLE * rows else check.notes).append(told)
    kept = max(1, sum(check.categories.values()))
    unmapped = check.categories.get(UNMAPPED, 0)
    if unmapped:
        most = ", ".join(f"{k!r} ({n:,})" for k, n in list(report.unmapped.items())[:5])
        told = f"{unmapped:,} rows ({unmapped / kept:.1%}) are of no category: {most}"
        (check.faults if unmapped > MOST_UNMAPPED * kept else check.notes).append(told)
    placed = report.placed["point"]
    if placed < LEAST_PLACED * kept:
        others = ", ".join(f"{n:,} {k}" for k, n in report.placed.items() if k != "point" and n)
        check.faults.append(
            f"only {placed / kept:.1%} of the rows have a usable place ({others}); are lon and lat "
            "the right columns, and is center right?"
        )
    empty = [c.id for c in city.forecast_categories if c.id not in check.categories]
    if empty:
        check.notes.append(f"no rows of {', '.join(empty)}")
    if check.absent:
        check.notes.append(f"the file has no column {', '.join(check.absent)} (optional)")
