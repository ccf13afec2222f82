"""From a publisher's rows of text to incidents, in one streaming query.

Every row that is read is either kept or refused for one reason of :data:`REASONS`; what had to be
changed to keep it is counted by :data:`REPAIRS`. The rules are told in ``docs/records.md``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from crimecast.calendar import transitions
from crimecast.city import WITHHELD, City
from crimecast.incidents.schema import UNMAPPED
from crimecast.sources.files import literal, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FAR_KM: Final = 100
"""A place farther than this from the city's center is an error."""
SENTINEL_DEGREES: Final = 0.001
"""A place this near to a sentinel is the sentinel: portals' own rounding moves it."""
SLACK_S: Final = 86_400
"""A start after the report by at most this is a slip of a clock, and is set to the report time."""
EXAMPLES: Final = 5

REASONS: Final[dict[str, str]] = {
    "malformed": "more fields than the header names",
    "excluded": "no reported incident, by the city's file",
    "withheld": "of a class that is never kept (sexual, child, family offenses, homicide)",
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
    "end_out_of_range": "end of the window lies before the first plausible day or in the future: dropped",
    "end_before_start": "end of the window lies before its start: dropped",
    "end_after_report": "end of the window lies after the report: set to the report",
    "start_after_report": "start lies up to a day after the report: set to the report",
    "coordinate_unreadable": "a coordinate is no number: kept without a place",
}
"""What is put right in a row that is kept, each one bit in this order."""

_FIELD: Final = {
    "excluded": "", "withheld": "offence", "no_key": "offence_id", "no_time": "occurred_from",
    "bad_time": "occurred_from", "bad_time:reported_at": "reported_at",
    "date_out_of_range": "occurred_from", "reported_in_future": "reported_at",
    "occurred_after_report": "occurred_from",
}  # fmt: skip
_ALWAYS: Final = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S.%f")
_UTC: Final = ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%S.%gZ")


@dataclass
class Cleaned:
    """Counts of what one file's rows became."""

    rows: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[dict[str, object]]] = field(default_factory=dict)
    repaired: dict[str, int] = field(default_factory=dict)
    unmapped: dict[str, int] = field(default_factory=dict)
    odd_times: int = 0


def _tree(breaks: list[tuple[int, int]], value: str, first: int) -> str:
    """Write a step function of ``value`` as nested CASEs: DuckDB walks only the branches taken."""
    if not breaks:
        return str(first)
    middle = len(breaks) // 2
    at, code = breaks[middle]
    low = _tree(breaks[:middle], value, first)
    high = _tree(breaks[middle + 1 :], value, code)
    return f"CASE WHEN {value} < {at} THEN {low} ELSE {high} END"


def offset_sql(value: str, time_zone: str) -> str:
    """Return SQL for ``2 * offset + odd`` of local seconds ``value``.

    The same rule as :func:`crimecast.calendar.local_to_utc`: UTC = local - offset, the first
    occurrence of a repeated time, and ``odd`` set where the time is repeated or does not exist.
    """
    t = transitions(time_zone)
    before = np.concatenate([t.offset[:1], t.offset[:-1]])
    switch = (t.at + np.maximum(before, t.offset)).tolist()
    early = (t.at + np.minimum(before, t.offset)).tolist()
    offsets = t.offset.tolist()
    breaks: list[tuple[int, int]] = []
    for i in range(1, len(switch)):
        breaks += [(early[i], 2 * offsets[i - 1] + 1), (switch[i], 2 * offsets[i])]
    return _tree(breaks, value, 2 * offsets[0])


def _joined(names: tuple[str, ...] | None, there: dict[str, str]) -> str:
    found = [quoted(there[name]) for name in names or () if name in there]
    if not found:
        return "NULL::VARCHAR"
    text = found[0] if len(found) == 1 else f"concat_ws(' ', {', '.join(found)})"
    return f"nullif(trim({text}), '')"


def _one(name: str | None, there: dict[str, str]) -> str:
    return _joined((name,) if name else None, there)


def _seconds(text: str, formats: str) -> str:
    """Local seconds of a text; a text in UTC is handled beside it."""
    return f"epoch_us(try_strptime({text}, {formats})) // 1000000"


def _utc_formats() -> str:
    return "[" + ", ".join(map(literal, _UTC)) + "]"


def _number(text: str) -> str:
    return f"coalesce(try_cast({text} AS DOUBLE), try_cast(replace({text}, ',', '.') AS DOUBLE))"


def _texts(city: City, there: dict[str, str], table: str) -> str:
    c = city.columns
    excluded = (
        " OR ".join(
            f"coalesce(trim({quoted(there[rule.column])}) IN "
            f"({', '.join(map(literal, rule.values))}), false)"
            for rule in city.exclude
            if rule.column in there
        )
        or "false"
    )
    return f"""
      SELECT row, extra IS NOT NULL AS malformed, {excluded} AS excluded,
        {_one(c.offence_id, there)} AS offence_id, {_one(c.incident_id, there)} AS incident_id,
        {_joined(c.occurred_from, there)} AS from_text, {_joined(c.occurred_to, there)} AS to_text,
        {_joined(c.reported_at, there)} AS report_text,
        {_one(c.lon, there)} AS lon_text, {_one(c.lat, there)} AS lat_text,
        {_one(c.offence, there)} AS offence, {_one(c.group, there)} AS offence_group,
        {_one(c.nibrs, there)} AS nibrs_text
      FROM {quoted(table)}"""


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


def _query(city: City, texts: str, *, now: dt.datetime, file: int) -> str:
    formats = "[" + ", ".join(map(literal, dict.fromkeys((*city.times.formats, *_ALWAYS)))) + "]"
    zone = city.time_zone
    first = int(dt.datetime.combine(city.times.first, dt.time(), dt.UTC).timestamp())
    latest = int(now.timestamp()) + SLACK_S
    report = _seconds("report_text", formats)
    if city.times.reported_precision == "day":
        # Known by the end of that day, not at its first minute: a forecast must not see it before.
        report = f"({report}) // 86400 * 86400 + 86399"
    far = (
        "2 * 6371.0088 * asin(sqrt(least(1, pow(sin(radians(lat - {1}) / 2), 2) + cos(radians({1})) * "
        "cos(radians(lat)) * pow(sin(radians(lon - {0}) / 2), 2)))) > {2}"
    ).format(*city.center, FAR_KM)
    sentinel = (
        " OR ".join(
            f"(abs(lon - {a}) <= {SENTINEL_DEGREES} AND abs(lat - {b}) <= {SENTINEL_DEGREES})"
            for a, b in city.places.sentinels
        )
        or "false"
    )
    bit = {name: 1 << i for i, name in enumerate(REPAIRS)}
    return f"""
    WITH texts AS ({texts}),
    parsed AS (
      SELECT *, {_seconds("from_text", formats)} AS from_local, {_seconds("to_text", formats)} AS to_local,
        {report} AS report_local,
        {_number("lon_text")} AS lon, {_number("lat_text")} AS lat
      FROM texts),
    coded AS (
      SELECT *, {offset_sql("from_local", zone)} AS from_code, {offset_sql("to_local", zone)} AS to_code,
        {offset_sql("report_local", zone)} AS report_code
      FROM parsed),
    instants AS (
      SELECT *,
        CASE WHEN from_local IS NOT NULL THEN from_local - (from_code >> 1)
          WHEN from_text LIKE '%Z' THEN {_seconds("from_text", _utc_formats())} END AS start,
        CASE WHEN to_local IS NOT NULL THEN to_local - (to_code >> 1)
          WHEN to_text LIKE '%Z' THEN {_seconds("to_text", _utc_formats())} END AS stop,
        CASE WHEN report_local IS NOT NULL THEN report_local - (report_code >> 1)
          WHEN report_text LIKE '%Z' THEN {_seconds("report_text", _utc_formats())} END AS report,
        (coalesce(from_code, 0) | coalesce(to_code, 0) | coalesce(report_code, 0)) & 1 AS odd
      FROM coded),
    judged AS (
      SELECT i.*, k.category, k.nibrs,
        CASE WHEN malformed THEN 'malformed' WHEN excluded THEN 'excluded'
          WHEN k.category = '{WITHHELD}' THEN 'withheld'
          WHEN offence_id IS NULL THEN 'no_key' WHEN from_text IS NULL THEN 'no_time'
          WHEN start IS NULL THEN 'bad_time'
          WHEN report IS NULL AND report_text IS NOT NULL THEN 'bad_time:reported_at'
          WHEN start < {first} OR start > {latest} THEN 'date_out_of_range'
          WHEN report > {latest} THEN 'reported_in_future'
          WHEN start > report + {SLACK_S} THEN 'occurred_after_report' END AS reason,
        least(start, coalesce(report, start)) AS begins,
        CASE WHEN to_text IS NULL THEN 0 WHEN stop IS NULL THEN {bit["end_unreadable"]}
          WHEN stop < {first} OR stop > {latest} THEN {bit["end_out_of_range"]}
          WHEN stop < start THEN {bit["end_before_start"]}
          WHEN stop > report THEN {bit["end_after_report"]} ELSE 0 END AS end_repair,
        CASE WHEN lon_text IS NULL OR lat_text IS NULL OR lon IS NULL OR lat IS NULL
            OR NOT isfinite(lon) OR NOT isfinite(lat) THEN 'missing'
          WHEN {sentinel} THEN 'sentinel'
          WHEN abs(lon) > 180 OR abs(lat) > 90 OR {far} THEN 'far' ELSE 'point' END AS place
      FROM instants i JOIN kinds k ON k.a = coalesce(offence, '')
        AND k.b = coalesce(offence_group, '') AND k.c = coalesce(nibrs_text, ''))
    SELECT {file}::SMALLINT AS file, row, reason, odd,
      end_repair + CASE WHEN start > report THEN {bit["start_after_report"]} ELSE 0 END
        + CASE WHEN lon_text IS NOT NULL AND lat_text IS NOT NULL AND place = 'missing'
          THEN {bit["coordinate_unreadable"]} ELSE 0 END AS repairs,
      offence_id, coalesce(incident_id, offence_id) AS incident_id,
      make_timestamp(begins * 1000000) AS occurred_from,
      CASE WHEN end_repair = 0 AND to_text IS NOT NULL THEN make_timestamp(stop * 1000000)
        WHEN end_repair = {bit["end_after_report"]}
          THEN make_timestamp(greatest(begins, report) * 1000000) END AS occurred_to,
      make_timestamp(report * 1000000) AS reported_at,
      CASE WHEN place = 'point' THEN lon END AS lon, CASE WHEN place = 'point' THEN lat END AS lat,
      offence, category, nibrs, place
    FROM judged"""


def clean_rows(
    connection: DuckDBPyConnection,
    city: City,
    *,
    table: str,
    there: dict[str, str],
    into: str,
    now: dt.datetime,
    file: int = 0,
    name: str = "",
) -> Cleaned:
    """Clean one file's table of text and append what is kept to the table ``into``.

    Parameters
    ----------
    table : str
        As :func:`crimecast.sources.files.load` makes it.
    there : dict
        From a column that the city names to the file's own name for it.
    into : str
        Made if it does not exist: ``file``, ``row`` and the columns of ``schema.CONTENT``.
    now : aware datetime
        Nothing can have been reported later than a day after it.
    file, name
        Number of the file in this delivery, and its name for examples.
    """
    texts = _texts(city, there, table)
    _kinds(connection, city, texts)
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE judged_rows AS {_query(city, texts, now=now, file=file)}"
    )
    result = Cleaned()
    bits = ", ".join(f"count(*) FILTER (repairs & {1 << i} <> 0)" for i in range(len(REPAIRS)))
    for reason, rows, odd, *repaired in connection.execute(
        f"SELECT reason, count(*), sum(odd), {bits} FROM judged_rows GROUP BY reason ORDER BY reason"
    ).fetchall():
        result.rows += rows
        if reason is None:
            result.odd_times = int(odd)
            result.repaired = {k: n for k, n in zip(REPAIRS, repaired, strict=True) if n}
        else:
            kind = reason.partition(":")[0]
            result.refused[kind] = result.refused.get(kind, 0) + rows
            examples = result.examples.setdefault(kind, [])
            more = _examples(connection, city, table, there, reason, name)
            examples += more[: EXAMPLES - len(examples)]
    result.unmapped = dict(
        connection.execute(
            f"SELECT coalesce(offence, '(none)'), count(*) AS n FROM judged_rows WHERE reason IS NULL "
            f"AND category = '{UNMAPPED}' GROUP BY 1 ORDER BY n DESC, 1"
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
    connection.execute("DROP TABLE judged_rows")
    return result


def _examples(
    connection: DuckDBPyConnection,
    city: City,
    table: str,
    there: dict[str, str],
    reason: str,
    name: str,
) -> list[dict[str, object]]:
    """Return the first rows refused for a reason: where they stand, and the value at fault."""
    asked = _FIELD.get(reason, "")
    if reason == "malformed":
        column, value = "", "extra"
    elif reason == "excluded":
        columns = [rule.column for rule in city.exclude if rule.column in there]
        column, value = ", ".join(columns), _joined(tuple(columns), there)
    else:
        given = getattr(city.columns, asked)
        names = (given,) if isinstance(given, str) else given
        column, value = " + ".join(names), _joined(names, there)
    rows = connection.execute(
        f"SELECT t.row, {value} FROM {quoted(table)} t WHERE t.row IN (SELECT row FROM judged_rows "
        f"WHERE reason = ? ORDER BY row LIMIT {EXAMPLES}) ORDER BY t.row",
        [reason],
    ).fetchall()
    return [{"file": name, "row": row, "field": column, "value": text} for row, text in rows]
