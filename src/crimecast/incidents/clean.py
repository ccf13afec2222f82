"""From a publisher's rows of text to incidents, in one streaming query.

Every row that is read is either kept or refused for one reason of :data:`REASONS`; what had to be
changed to keep it is counted by :data:`REPAIRS`. The rules are told in ``docs/records.md``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from crimecast.city import WITHHELD, City
from crimecast.city_parts import Rule
from crimecast.incidents.localtime import (
    clock_sql,
    day_sql,
    local_seconds_sql,
    offset_sql,
    utc_seconds_sql,
)
from crimecast.incidents.schema import UNMAPPED
from crimecast.sql import literal, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FAR_KM: Final = 100
"""A place farther than this from the city's center is an error."""
SENTINEL_DEGREES: Final = 0.001
"""A place this near to a sentinel is the sentinel: portals' own rounding moves it."""
SLACK_S: Final = 86_400
"""A start after the report by at most this is a slip of a clock, and is set to the report time."""
EXAMPLES: Final = 5
REFUSED: Final = "refused_keys"
"""The table to which keys go whose rows are never kept: what is stored of them must leave."""

REASONS: Final[dict[str, str]] = {
    "malformed": "more fields than the header names",
    "excluded": "no reported incident, by the city's file",
    "withheld": "never kept: sexual, child, domestic and family offenses, homicide",
    "no_key": "no unique key",
    "no_time": "no time of occurrence",
    "bad_time": "a time that no format of the city's file reads",
    "date_out_of_range": "occurred before the first plausible day, or in the future",
    "reported_in_future": "reported later than now",
    "occurred_after_report": "occurred more than a day after it was reported",
}
"""Why a row is refused, in the order in which it is checked."""

REPAIRS: Final[dict[str, str]] = {
    "end_unreadable": "end of the window is no time: dropped",
    "end_out_of_range": "end of the window lies out of the plausible range: dropped",
    "end_before_start": "end of the window lies before its start: dropped",
    "end_after_report": "end of the window lies after the report: set to the report",
    "start_after_report": "start lies up to a day after the report: set to the report",
    "coordinate_unreadable": "a coordinate is no number: kept without a place",
}
"""What is put right in a row that is kept, each one bit in this order."""

_FIELD: Final = {
    "withheld": "offence", "no_key": "offence_id", "no_time": "occurred_from",
    "bad_time": "occurred_from", "bad_time:reported_at": "reported_at",
    "date_out_of_range": "occurred_from", "reported_in_future": "reported_at",
    "occurred_after_report": "occurred_from",
}  # fmt: skip
_TIMES: Final = ("start", "stop", "report")


@dataclass(frozen=True)
class Source:
    """One file's rows as text.

    Attributes
    ----------
    table : str
        As :func:`crimecast.sources.load.load` makes it.
    there : dict
        From a column that the city names to the file's own name for it.
    number : int
        Of the file in its delivery.
    name : str
        Of the file, for examples.
    """

    table: str
    there: dict[str, str]
    number: int = 0
    name: str = ""


@dataclass
class Cleaned:
    """Counts of what one file's rows became."""

    rows: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    repaired: dict[str, int] = field(default_factory=dict)
    unmapped: dict[str, int] = field(default_factory=dict)
    odd_times: int = 0


def _part(name: str, there: dict[str, str]) -> str:
    return f"nullif(trim({quoted(there[name])}), '')"


def _joined(
    names: tuple[str, ...] | None, there: dict[str, str], by: str = " ", *, whole: bool = False
) -> str:
    """Return SQL for the text that columns make; with ``whole``, NULL where one is missing."""
    found = [_part(name, there) for name in names or () if name in there]
    if not found or (whole and len(found) < len(names or ())):
        return "NULL::VARCHAR"
    if len(found) == 1:
        return found[0]
    if whole:
        return f" || {literal(by)} || ".join(found)
    return f"nullif(concat_ws({literal(by)}, {', '.join(found)}), '')"


def _time(names: tuple[str, ...] | None, there: dict[str, str]) -> str:
    """Return SQL for a time's text; of two columns the first is the day, the second the hour."""
    found = [_part(name, there) for name in names or () if name in there]
    if not found:
        return "NULL::VARCHAR"
    if len(found) == 1:
        return found[0]
    day, clock = found
    return f"coalesce({day_sql(day)} || ' ' || {clock_sql(clock)}, {day})"


def _one(name: str | None, there: dict[str, str]) -> str:
    return _joined((name,) if name else None, there)


def _number(text: str) -> str:
    return f"coalesce(try_cast({text} AS DOUBLE), try_cast(replace({text}, ',', '.') AS DOUBLE))"


def _ruled(rules: Sequence[Rule], there: dict[str, str]) -> str:
    """Return SQL that tells whether one of the rules fits a row."""
    fits = (
        f"coalesce(lower(trim({quoted(there[rule.column])})) IN "
        f"({', '.join(literal(value.lower()) for value in rule.values)}), false)"
        for rule in rules
        if rule.column in there
    )
    return " OR ".join(fits) or "false"


def _texts(city: City, source: Source) -> str:
    c, there = city.columns, source.there
    return f"""
      SELECT row, extra IS NOT NULL AS malformed, {_ruled(city.exclude, there)} AS excluded,
        {_ruled(city.withhold, there)} AS withheld,
        {_joined(c.offence_id, there, c.joined_by, whole=True)} AS offence_id,
        {_one(c.incident_id, there)} AS incident_id,
        {_time(c.occurred_from, there)} AS start_text,
        {_time(c.occurred_to, there)} AS stop_text,
        {_time(c.reported_at, there)} AS report_text,
        {_one(c.lon, there)} AS lon_text, {_one(c.lat, there)} AS lat_text,
        {_joined(c.offence, there, c.joined_by)} AS offence,
        {_joined(c.group, there, c.joined_by)} AS offence_group,
        {_one(c.nibrs, there)} AS nibrs_text
      FROM {quoted(source.table)}"""


def _kinds(connection: DuckDBPyConnection, city: City, texts: str) -> None:
    """Classify each distinct offence once, in Python, into the table ``kinds``."""
    found = connection.execute(
        f"SELECT DISTINCT offence, offence_group, nibrs_text FROM ({texts})"
    ).fetchall()
    rows = []
    for offence, group, code in found:
        category, nibrs = city.classify(offence, group, code)
        rows.append((offence or "", group or "", code or "", category, nibrs))
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE kinds (a VARCHAR, b VARCHAR, c VARCHAR, category VARCHAR, "
        "nibrs VARCHAR)"
    )
    for start in range(0, len(rows), 1000):
        part = rows[start : start + 1000]
        connection.execute(
            "INSERT INTO kinds VALUES " + ", ".join(["(?, ?, ?, ?, ?)"] * len(part)),
            [value for row in part for value in row],
        )


def _place(city: City) -> str:
    """Return SQL for what is known of a place, from ``lon`` and ``lat`` and their texts."""
    lon, lat = city.center
    sentinel = " OR ".join(
        f"(abs(lon - {a}) <= {SENTINEL_DEGREES} AND abs(lat - {b}) <= {SENTINEL_DEGREES})"
        for a, b in city.places.sentinels
    )
    haversine = (
        f"pow(sin(radians(lat - {lat}) / 2), 2) + cos(radians({lat})) * cos(radians(lat)) "
        f"* pow(sin(radians(lon - {lon}) / 2), 2)"
    )
    return f"""
        CASE WHEN lon_text IS NULL OR lat_text IS NULL OR lon IS NULL OR lat IS NULL
            OR NOT isfinite(lon) OR NOT isfinite(lat) THEN 'missing'
          WHEN {sentinel or "false"} THEN 'sentinel'
          WHEN abs(lon) > 180 OR abs(lat) > 90
            OR 2 * 6371.0088 * asin(sqrt(least(1, {haversine}))) > {FAR_KM} THEN 'far'
          ELSE 'point' END"""


def _instants(city: City, texts: str, first: int, latest: int) -> str:
    """Return SQL that adds to ``texts`` instants (UTC seconds), numbers, and odd times."""
    formats, zone = city.times.formats, city.time_zone
    local = {name: local_seconds_sql(f"{name}_text", formats) for name in _TIMES}
    if city.times.reported_precision == "day":
        # Known by the end of that day, not at its first minute: a forecast must not see it before.
        local["report"] = f"({local['report']}) // 86400 * 86400 + 86399"
    parsed = ", ".join(f"{sql} AS {name}_local" for name, sql in local.items())
    # What lies out of the plausible range is refused or dropped: its offset does not matter.
    low, high = first - SLACK_S, latest + SLACK_S
    coded = ", ".join(
        f"{offset_sql(f'{name}_local', zone, low, high)} AS {name}_code" for name in _TIMES
    )
    instants = ", ".join(
        f"{utc_seconds_sql(f'{name}_text', f'{name}_local', f'{name}_code')} AS {name}"
        for name in _TIMES
    )
    odd = " | ".join(f"coalesce({name}_code, 0)" for name in _TIMES)
    return f"""
      SELECT *, {instants}, ({odd}) & 1 AS odd FROM (
        SELECT *, {coded} FROM (
          SELECT *, {parsed}, {_number("lon_text")} AS lon, {_number("lat_text")} AS lat
          FROM ({texts})))"""


def _query(city: City, texts: str, *, now: dt.datetime, file: int) -> str:
    first = int(dt.datetime.combine(city.times.first, dt.time(), dt.UTC).timestamp())
    latest = int(now.timestamp()) + SLACK_S
    bit = {name: 1 << i for i, name in enumerate(REPAIRS)}
    return f"""
    WITH judged AS (
      SELECT i.*, k.category, k.nibrs,
        CASE WHEN malformed THEN 'malformed' WHEN excluded THEN 'excluded'
          WHEN withheld OR k.category = '{WITHHELD}' THEN 'withheld'
          WHEN offence_id IS NULL THEN 'no_key' WHEN start_text IS NULL THEN 'no_time'
          WHEN start IS NULL THEN 'bad_time'
          WHEN report IS NULL AND report_text IS NOT NULL THEN 'bad_time:reported_at'
          WHEN start < {first} OR start > {latest} THEN 'date_out_of_range'
          WHEN report > {latest} THEN 'reported_in_future'
          WHEN start > report + {SLACK_S} THEN 'occurred_after_report' END AS reason,
        least(start, coalesce(report, start)) AS begins,
        CASE WHEN stop_text IS NULL THEN 0 WHEN stop IS NULL THEN {bit["end_unreadable"]}
          WHEN stop < {first} OR stop > {latest} THEN {bit["end_out_of_range"]}
          WHEN stop < start THEN {bit["end_before_start"]}
          WHEN stop > report THEN {bit["end_after_report"]} ELSE 0 END AS end_repair,
        {_place(city)} AS place
      FROM ({_instants(city, texts, first, latest)}) i JOIN kinds k ON k.a = coalesce(offence, '')
        AND k.b = coalesce(offence_group, '') AND k.c = coalesce(nibrs_text, ''))
    SELECT {file}::SMALLINT AS file, row, reason, odd,
      end_repair + CASE WHEN start > report THEN {bit["start_after_report"]} ELSE 0 END
        + CASE WHEN lon_text IS NOT NULL AND lat_text IS NOT NULL AND place = 'missing'
          THEN {bit["coordinate_unreadable"]} ELSE 0 END AS repairs,
      offence_id, coalesce(incident_id, offence_id) AS incident_id,
      make_timestamp(begins * 1000000) AS occurred_from,
      CASE WHEN end_repair = 0 AND stop_text IS NOT NULL THEN make_timestamp(stop * 1000000)
        WHEN end_repair = {bit["end_after_report"]}
          THEN make_timestamp(greatest(begins, report) * 1000000) END AS occurred_to,
      make_timestamp(report * 1000000) AS reported_at,
      CASE WHEN place = 'point' THEN lon END AS lon, CASE WHEN place = 'point' THEN lat END AS lat,
      offence, category, nibrs, place
    FROM judged"""


def clean_rows(
    connection: DuckDBPyConnection, city: City, source: Source, *, into: str, now: dt.datetime
) -> Cleaned:
    """Clean one file's table of text and append what is kept to the table ``into``.

    Parameters
    ----------
    into : str
        Made if it does not exist: ``file``, ``row`` and the columns of ``schema.CONTENT``.
    now : aware datetime
        Nothing can have been reported later than a day after it.
    """
    texts = _texts(city, source)
    _kinds(connection, city, texts)
    judged = _query(city, texts, now=now, file=source.number)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE judged_rows AS {judged}")
    result = Cleaned()
    bits = ", ".join(f"count(*) FILTER (repairs & {1 << i} <> 0)" for i in range(len(REPAIRS)))
    for reason, rows, odd, *repaired in connection.execute(
        f"SELECT reason, count(*), sum(odd), {bits} FROM judged_rows GROUP BY ALL ORDER BY reason"
    ).fetchall():
        result.rows += rows
        if reason is None:
            result.odd_times = int(odd)
            result.repaired = {k: n for k, n in zip(REPAIRS, repaired, strict=True) if n}
        else:
            kind = reason.partition(":")[0]
            result.refused[kind] = result.refused.get(kind, 0) + rows
            examples = result.examples.setdefault(kind, [])
            more = _examples(connection, city, source, reason)
            examples += more[: EXAMPLES - len(examples)]
    result.unmapped = dict(
        connection.execute(
            "SELECT coalesce(offence, '(none)'), count(*) AS n FROM judged_rows "
            f"WHERE reason IS NULL AND category = '{UNMAPPED}' GROUP BY 1 ORDER BY n DESC, 1"
        ).fetchall()
    )
    kept = "SELECT * EXCLUDE (reason, odd, repairs) FROM judged_rows WHERE reason IS NULL"
    exists = connection.execute(
        "SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [into]
    ).fetchone()
    if exists and exists[0]:
        connection.execute(f"INSERT INTO {quoted(into)} {kept}")
    else:
        connection.execute(f"CREATE TEMP TABLE {quoted(into)} AS {kept}")
    connection.execute(f"CREATE TEMP TABLE IF NOT EXISTS {REFUSED} (offence_id VARCHAR)")
    connection.execute(
        f"INSERT INTO {REFUSED} SELECT DISTINCT offence_id FROM judged_rows "
        "WHERE reason IN ('withheld', 'excluded') AND offence_id IS NOT NULL"
    )
    connection.execute("DROP TABLE judged_rows")
    return result


def _examples(
    connection: DuckDBPyConnection, city: City, source: Source, reason: str
) -> list[dict[str, object]]:
    """Return the first rows refused for a reason: where they stand, and the value at fault."""
    if reason == "malformed":
        column, value = "", "extra"
    elif reason == "excluded":
        columns = tuple(rule.column for rule in city.exclude if rule.column in source.there)
        column, value = " + ".join(columns), _joined(columns, source.there)
    else:
        names = getattr(city.columns, _FIELD[reason])
        column, value = " + ".join(names), _joined(names, source.there)
    rows = connection.execute(
        f"SELECT row, {value} FROM {quoted(source.table)} WHERE row IN "
        f"(SELECT row FROM judged_rows WHERE reason = ? ORDER BY row LIMIT {EXAMPLES}) "
        "ORDER BY row",
        [reason],
    ).fetchall()
    return [{"file": source.name, "row": row, "field": column, "value": text} for row, text in rows]
