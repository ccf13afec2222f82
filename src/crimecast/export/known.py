"""The records that a question is about, as views in a working database."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from crimecast.city import City
from crimecast.errors import InputError
from crimecast.export.question import Question
from crimecast.incidents.localtime import wall_clock_sql
from crimecast.incidents.pulls import stamp
from crimecast.incidents.store import open_store
from crimecast.sql import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@dataclass(frozen=True)
class Known:
    """What is known of the records, of all kept categories.

    Attributes
    ----------
    first, last : datetime64[D]
        Local days asked for that the records reach.
    records_first, records_last : datetime64[D]
        Local days that the records reach.
    reported_through : str, optional
        UTC; None where the publisher tells no time of report.
    later_1d, later_7d : float, optional
        Share of what was asked for that was reported more than a day, and a week, after.
    version : str
        Of the store.
    """

    first: np.datetime64
    last: np.datetime64
    records_first: np.datetime64
    records_last: np.datetime64
    reported_through: str | None
    later_1d: float | None
    later_7d: float | None
    version: str


def look_up(connection: DuckDBPyConnection, city: City, home: Path, question: Question) -> Known:
    """Make the view ``asked``: the records in question, with ``local``, their start's wall clock.

    Raises
    ------
    InputError
        If there are no records, none at the instant asked for, or none in the days.
    """
    store = open_store(city.id, home)
    manifest = store.manifest()
    if not manifest.parts:
        raise InputError(f"{city.name} has no records yet; run: crimecast ingest {city.id}")
    kept = ", ".join(literal(c.id) for c in city.kept_categories)
    connection.execute(
        f"CREATE TEMP VIEW known AS SELECT *, {wall_clock_sql('occurred_from', city.time_zone)} "
        f"AS local FROM ({store.current_sql(manifest, known_at=question.known_at)}) "
        f"WHERE category IN ({kept})"
    )
    ((low, high, reported),) = connection.execute(
        "SELECT min(local), max(local), max(reported_at) FROM known"
    ).fetchall()
    if low is None:
        when = f" at {stamp(question.known_at)}" if question.known_at else ""
        raise InputError(
            f"{city.name} had no records of a kept category{when}; see: crimecast records {city.id}"
        )
    begin, end = np.datetime64(low.date(), "D"), np.datetime64(high.date(), "D")
    first = begin if question.first is None else max(begin, np.datetime64(question.first, "D"))
    last = end if question.last is None else min(end, np.datetime64(question.last, "D"))
    if first > last:
        raise InputError(
            f"{city.name}'s records go from {begin} to {end}; none of these days was asked for"
        )
    names = ", ".join(map(literal, question.categories))
    connection.execute(
        f"CREATE TEMP VIEW asked AS SELECT * FROM known WHERE category IN ({names}) "
        f"AND local::DATE BETWEEN DATE '{first}' AND DATE '{last}'"
    )
    delay = "avg((reported_at > occurred_from + INTERVAL {} DAY)::INTEGER)"
    ((rows, day, week),) = connection.execute(
        f"SELECT count(*), {delay.format(1)}, {delay.format(7)} FROM asked"
    ).fetchall()
    if not rows:
        raise InputError(
            f"{city.name} has no reported incidents of {', '.join(question.categories)} from "
            f"{first} to {last}; its records go from {begin} to {end}. Nothing was written"
        )
    return Known(
        first, last, begin, end,
        None if reported is None else f"{reported.isoformat()}Z",
        None if day is None else round(day, 2), None if week is None else round(week, 2),
        manifest.version[:16],
    )  # fmt: skip
