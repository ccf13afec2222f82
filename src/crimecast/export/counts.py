"""Reported incidents counted by cell, period and category; counts of 1 and 2 are not told.

Nothing of a count that is withheld leaves this module: no sum holds it, so none can be taken from
another. What is told of the withheld ones is in which cells and periods they are, and how many.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from crimecast.city import City
from crimecast.errors import InputError
from crimecast.export import cells
from crimecast.export.known import Known
from crimecast.export.periods import periods
from crimecast.export.points import each_place
from crimecast.export.question import ALL, Question
from crimecast.export.table import Column, Kind, Table
from crimecast.grid import Floats, project
from crimecast.incidents.cube import point_keys
from crimecast.incidents.leading import ranks
from crimecast.incidents.small import CROWDED, MINIMUM, crowded_sql, withheld_sql
from crimecast.sql import literal
from crimecast.study import study_grid

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COLUMNS: Final = (
    *cells.COLUMNS,
    Column("category", Kind.TEXT, "id of the category, or of several with commas between"),
    Column("label", Kind.TEXT, "the category in words"),
    Column("period", Kind.TEXT, "the period as ISO 8601 writes it"),
    Column("first_day", Kind.DATE, "first local day that is counted"),
    Column("last_day", Kind.DATE, "last local day that is counted"),
    Column("days", Kind.INTEGER, "local days that are counted"),
    Column("begin_utc", Kind.INSTANT, "midnight that the first day begins with, UTC"),
    Column("end_utc", Kind.INSTANT, "midnight that the last day ends with, UTC"),
    Column(
        "count", Kind.INTEGER,
        f"reported incidents whose time of occurrence begins in the period; empty below {MINIMUM}",
    ),
    Column("suppressed", Kind.YES, f"whether the count is withheld, being 1 to {MINIMUM - 1}"),
    Column(
        "most_at_one_point", Kind.YES,
        f"whether {CROWDED} or more, and more than half, are recorded at one point; empty where "
        "suppressed",
    ),
)  # fmt: skip


def counted(
    connection: DuckDBPyConnection, city: City, home: Path, question: Question, known: Known
) -> Table:
    """Count what was asked for, from the view ``asked``.

    Raises
    ------
    InputError
        If none of it has a place in the study area.
    """
    grid = study_grid(city, home, cell=question.cell)

    def place(lon: Floats, lat: Floats) -> dict[str, Any]:
        x, y = project(lon, lat, grid.epsg)
        return {"cell": grid.locate(x, y), "point": point_keys(x, y)}

    names = _name_categories(connection, city, question)
    _name_periods(connection, city, question, known)
    source = "asked"
    if question.together and len(question.categories) > 1:
        source = _led(connection, city)
    connection.execute(
        "CREATE TEMP TABLE incident AS SELECT k.number AS category, d.period, "
        "CASE WHEN place = 'point' THEN lon END AS lon, CASE WHEN place = 'point' THEN lat END "
        f"AS lat FROM {source} a JOIN kind k ON a.category = k.id JOIN day d "
        f"ON a.local::DATE - DATE '{known.first}' = d.number"
    )
    each_place(connection, "incident", "placed", place)
    connection.execute(
        "CREATE TEMP TABLE counted AS SELECT period, category, cell, sum(n)::BIGINT AS n, "
        "max(n)::BIGINT AS largest FROM (SELECT period, category, cell, point, count(*) AS n "
        "FROM incident JOIN placed USING (lon, lat) WHERE cell >= 0 GROUP BY ALL) GROUP BY ALL"
    )
    found = connection.execute("SELECT DISTINCT cell FROM counted ORDER BY cell").fetchnumpy()
    if not len(found["cell"]):
        raise InputError(
            f"none of what {city.name} has of this lies in the study area with a usable place, so "
            "there are no cells to count. Nothing was written"
        )
    described = cells.cell_columns(city, home, grid, np.asarray(found["cell"], np.int64))
    connection.register("cell_found", described)
    connection.execute("CREATE TEMP TABLE cell AS SELECT * FROM cell_found")
    bounds = tuple(
        float(extreme(described[side]))
        for side, extreme in (("west", min), ("south", min), ("east", max), ("north", max))
    )
    few = withheld_sql("n")
    own = ", ".join(f'c."{column.name}"' for column in cells.COLUMNS)
    query = (
        f"SELECT {own}, t.id AS category, t.label, p.* EXCLUDE (number), "
        f"CASE WHEN NOT {few} THEN n END AS count, {few} AS suppressed, "
        f"CASE WHEN NOT {few} THEN {crowded_sql('largest', 'n')} END AS most_at_one_point, "
        "c.wkb, c.outline, p.number AS p, t.number AS t FROM counted n JOIN cell c USING (cell) "
        "JOIN title t ON n.category = t.number JOIN period p ON n.period = p.number"
    )
    facts = _facts(connection, names)
    facts["grid"] = {k: v for k, v in grid.to_json().items() if k != "cells"}
    return Table(query, COLUMNS, "p, t, cell", "Polygon", bounds, facts["rows"], facts)


def _led(connection: DuckDBPyConnection, city: City) -> str:
    """Make ``led``: of what was asked for, the offences that stand for their incident."""
    ranked = zip((c.id for c in city.kept_categories), ranks(city.kept_categories), strict=True)
    _values(connection, "serious(category, rank)", ranked)
    connection.execute(
        "CREATE TEMP TABLE led AS SELECT * FROM asked SEMI JOIN (SELECT offence_id FROM known "
        "JOIN serious USING (category) QUALIFY row_number() OVER (PARTITION BY incident_id "
        "ORDER BY rank, occurred_from, offence_id) = 1) USING (offence_id)"
    )
    return "led"


def _name_categories(
    connection: DuckDBPyConnection, city: City, question: Question
) -> tuple[str, ...]:
    """Make ``kind``, which numbers categories, and ``title``, which names numbers."""
    chosen = question.categories
    labels = [city.category_by_id[name].label for name in chosen]
    numbers = list(range(len(chosen)))
    titles, words = chosen, labels
    if question.together:
        forecast = {c.id for c in city.forecast_categories}
        numbers = [0] * len(chosen)
        titles = (ALL if set(chosen) == forecast else ",".join(chosen),)
        words = [", ".join(labels)]
    _values(connection, "kind(id, number)", zip(chosen, numbers, strict=True))
    _values(connection, "title(number, id, label)", zip(range(len(titles)), titles, words,
                                                        strict=True))  # fmt: skip
    return titles


def _values(connection: DuckDBPyConnection, table: str, rows: Any) -> None:
    def value(item: str | int) -> str:
        return literal(item) if isinstance(item, str) else f"{item}::INTEGER"

    listed = ", ".join(f"({', '.join(map(value, row))})" for row in rows)
    name, _, columns = table.partition("(")
    connection.execute(
        f"CREATE TEMP TABLE {name} AS SELECT * FROM (VALUES {listed}) AS v({columns}"
    )


def _name_periods(
    connection: DuckDBPyConnection, city: City, question: Question, known: Known
) -> None:
    """Make ``day``, which puts days into periods, and ``period``."""
    found = periods(known.first, known.last, question.by, city.time_zone)
    day = {"number": np.arange(len(found.of_day)), "period": found.of_day}
    period = {
        "number": np.arange(len(found.names)), "period": np.array(found.names, object),
        "first_day": found.first.astype("datetime64[s]"),
        "last_day": found.last.astype("datetime64[s]"), "days": found.days,
        "begin_utc": found.begin, "end_utc": found.end,
    }  # fmt: skip
    connection.register("day_found", day)
    connection.execute("CREATE TEMP TABLE day AS SELECT * FROM day_found")
    connection.register("period_found", period)
    connection.execute(
        "CREATE TEMP TABLE period AS SELECT * REPLACE (first_day::DATE AS first_day, "
        "last_day::DATE AS last_day, begin_utc::TIMESTAMP AS begin_utc, "
        "end_utc::TIMESTAMP AS end_utc) FROM period_found"
    )


def _facts(connection: DuckDBPyConnection, titles: tuple[str, ...]) -> dict[str, Any]:
    """Sum up what is told and what has no cell; nothing that holds a withheld count."""
    few = withheld_sql("n")
    told = connection.execute(
        f"SELECT category, count(*), coalesce(sum(n) FILTER (NOT {few}), 0), "
        f"count(*) FILTER ({few}) FROM counted GROUP BY 1"
    ).fetchall()
    nowhere = connection.execute(
        "SELECT category, count(*) FILTER (i.lon IS NULL), count(*) FILTER (p.cell < 0) "
        "FROM incident i LEFT JOIN placed p ON i.lon = p.lon AND i.lat = p.lat GROUP BY 1"
    ).fetchall()
    names = ("rows", "counted", "suppressed_rows", "unplaced", "outside")
    by_category = {title: dict.fromkeys(names, 0) for title in titles}
    for rows, columns in ((told, names[:3]), (nowhere, names[3:])):
        for number, *values in rows:
            by_category[titles[number]] |= dict(zip(columns, map(int, values), strict=True))
    sums = {name: sum(of[name] for of in by_category.values()) for name in names}
    return {**sums, "by_category": by_category}
