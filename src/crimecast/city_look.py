"""What the columns of a publisher's file are, by what they are called and what they hold."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from crimecast.errors import InputError
from crimecast.sources.files import FileInfo, inspect
from crimecast.sources.load import load
from crimecast.sql import literal, quoted
from crimecast.taxonomy import NIBRS, guess

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

SAMPLE: Final = 20_000
FORMATS: Final = (
    "%Y-%m-%dT%H:%M:%S.%g", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S.%g", "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%m/%d/%Y %H:%M:%S",
    "%m/%d/%Y %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M", "%Y/%m/%d %H:%M:%S", "%Y%m%d%H%M%S", "%d-%b-%Y %H:%M:%S",
    "%Y-%m-%d", "%m/%d/%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y%m%d",
)  # fmt: skip
"""Time formats that are tried, those with a time of day first."""
_FIT: Final = 0.98
_FROM: Final = (
    r"occur", r"\bfrom\b|_fr_", r"start|begin|first", r"offen[cs]e|incident|crime|event",
    r"\bdate\b|datetime|time",
)  # fmt: skip
_TO: Final = (r"\bto\b|_to_", r"end|until|last")
_REPORTED: Final = (r"report|rpt|reprt", r"receiv|call|dispatch|logged|created")
_KEYS: Final = (
    r"offen[cs]e.?id|row.?id|unique|\bid\b.*offen[cs]e", r"\bid\b|_id$|^id",
    r"key|number|num\b|no\b",
)  # fmt: skip
_INCIDENTS: Final = (
    r"incident.*(id|no|num|key)|report.*(id|no|num)|case|complaint|cmplnt_num|dr.?no|go.?num"
)
_OFFENCES: Final = (
    r"offen[cs]e.*(type|desc|name)|crime.*(type|desc|name)|ofns_desc|offen[cs]e$|primary.?type",
    r"offen[cs]e|crime|ucr|nibrs.*(desc|name)|charge", r"type|categor|desc|class",
)  # fmt: skip
_NOT_OFFENCES: Final = r"address|street|location|block|neigh|premis|area|status|weapon"


@dataclass
class Column:
    """What a column's sample holds."""

    name: str
    filled: float
    distinct: int
    numbers: float
    low: float | None
    high: float | None
    format: str | None
    top: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The name as words: CamelCase, underscores and dots taken apart."""
        apart = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", self.name)
        return re.sub(r"[^a-z0-9]+", " ", apart.lower()).strip()

    def called(self, pattern: str) -> bool:
        """Tell whether the name fits a pattern, as written or as words."""
        return bool(re.search(pattern, self.words) or re.search(pattern, self.name.lower()))


@dataclass
class Look:
    """What was found; None where nothing fits.

    ``values`` are the kinds of offence: finest word, group, NIBRS code, rows.
    """

    info: FileInfo
    rows: int
    columns: list[Column]
    offence_id: str | None = None
    incident_id: str | None = None
    occurred_from: tuple[str, ...] = ()
    occurred_to: tuple[str, ...] = ()
    reported_at: tuple[str, ...] = ()
    formats: list[str] = field(default_factory=list)
    lon: str | None = None
    lat: str | None = None
    center: tuple[float, float] | None = None
    offence: str | None = None
    group: str | None = None
    nibrs: str | None = None
    first: dt.date | None = None
    reported_by_day: bool = False
    values: list[tuple[str, str | None, str | None, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def look(path: Path, work: Path) -> Look:
    """Look at a file's columns and values.

    Raises
    ------
    InputError
        If the file cannot be read.
    """
    import duckdb  # noqa: PLC0415

    info = inspect(path)
    names = [name for name in info.columns if name]
    with duckdb.connect(":memory:", config={"autoinstall_known_extensions": "false"}) as connection:
        loaded = load(connection, info, table="raw", columns=names, work=work)
        if not loaded.rows:
            raise InputError(f"{path} has columns and no rows; give a file with records")
        every = max(1, loaded.rows // SAMPLE)
        connection.execute(f"CREATE TABLE sample AS SELECT * FROM raw WHERE row % {every} = 0")
        draft = Look(info, loaded.rows, [_column(connection, name) for name in names])
        _find_times(connection, draft)
        _find_places(connection, draft)
        _find_keys(connection, draft)
        _find_offences(connection, draft)
        return draft


def _column(connection: DuckDBPyConnection, name: str) -> Column:
    text = f"nullif(trim({quoted(name)}), '')"
    total, filled, distinct, numbers, low, high = connection.execute(
        "SELECT count(*), count(t), count(DISTINCT t), count(n), min(n), max(n) "
        f"FROM (SELECT {text} AS t, try_cast({text} AS DOUBLE) AS n FROM sample)"
    ).fetchall()[0]
    column = Column(
        name, filled / max(total, 1), distinct, numbers / max(filled, 1), low, high, None
    )
    if filled and (column.numbers < _FIT or (low or 0) >= 19_000_101):
        column.format = _format(connection, text, filled)
    top = connection.execute(
        f"SELECT {text} FROM sample WHERE {text} IS NOT NULL "
        "GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 5"
    ).fetchall()
    column.top = [str(row[0]) for row in top]
    return column


def _format(connection: DuckDBPyConnection, text: str, filled: int) -> str | None:
    """Return the first format that reads nearly all values; day first where a month is above 12."""
    for form in FORMATS:
        read = connection.execute(
            f"SELECT count(try_strptime({text}, {literal(form)})) FROM sample"
        ).fetchall()[0][0]
        if read >= _FIT * filled:
            return form
    return None


def _best(columns: Iterable[Column], patterns: Sequence[str]) -> Column | None:
    """Return the column whose name fits the earliest pattern."""
    listed = list(columns)
    for pattern in patterns:
        found = [column for column in listed if column.called(pattern)]
        if found:
            return max(found, key=lambda column: column.filled)
    return None


def _has_time(form: str | None) -> bool:
    return bool(form and ("%H" in form or "%I" in form))


def _find_times(connection: DuckDBPyConnection, draft: Look) -> None:
    times = [c for c in draft.columns if c.format is not None]
    named = {
        "reported_at": [c for c in times if any(c.called(p) for p in _REPORTED)],
        "occurred_to": [c for c in times if any(c.called(p) for p in _TO)],
    }
    reported = _best(named["reported_at"], _REPORTED)
    ended = _best([c for c in named["occurred_to"] if c is not reported], _TO)
    others = [c for c in times if c is not reported and c is not ended]
    with_time = [c for c in others if _has_time(c.format)] or others
    started = _best(with_time, _FROM) or (with_time[0] if with_time else None)
    if started is None and reported is not None:
        started, reported = reported, None
        draft.notes.append("only one time column was found; it is taken as the time of occurrence")
    for attribute, column in (
        ("occurred_from", started), ("occurred_to", ended), ("reported_at", reported)
    ):  # fmt: skip
        if column is None or column.format is None:
            continue
        beside = None if _has_time(column.format) else _clock_beside(connection, draft, column)
        if beside is not None:
            name, clock = beside
            setattr(draft, attribute, (column.name, name))
            draft.formats.append(f"{column.format} {clock}")
        else:
            setattr(draft, attribute, (column.name,))
            draft.formats.append(column.format)
    draft.formats = list(dict.fromkeys(draft.formats))
    draft.reported_by_day = len(draft.reported_at) == 1 and not _has_time(
        reported.format if reported else None
    )
    if draft.occurred_from:
        _first_date(connection, draft)
        if not _has_time(draft.formats[0]):
            draft.notes.append(
                "occurrences have a date and no time of day: an hourly forecast needs one"
            )


def _clock_beside(
    connection: DuckDBPyConnection, draft: Look, day: Column
) -> tuple[str, str] | None:
    """Find the column with the time of day that goes with a column of dates."""
    stem = re.sub(r"(date|dt|day)", "", day.name.lower())
    for column in draft.columns:
        if column is day or column.format is not None or not column.filled:
            continue
        if re.sub(r"(time|tm|hour)", "", column.name.lower()) != stem:
            continue
        text = f"nullif(trim({quoted(column.name)}), '')"
        for clock in ("%H:%M:%S", "%H:%M", "%H%M", "%I:%M:%S %p", "%I:%M %p"):
            read, filled = connection.execute(
                f"SELECT count(try_strptime('2000-01-01 ' || {text}, "
                f"{literal('%Y-%m-%d ' + clock)})), count({text}) FROM sample"
            ).fetchall()[0]
            if read >= _FIT * filled:
                return column.name, clock
    return None


def _first_date(connection: DuckDBPyConnection, draft: Look) -> None:
    texts = ", ".join(f"trim({quoted(name)})" for name in draft.occurred_from)
    listed = ", ".join(map(literal, draft.formats))
    found = connection.execute(
        "SELECT quantile_disc(t, 0.001) FROM "
        f"(SELECT try_strptime(concat_ws(' ', {texts}), [{listed}]) AS t FROM sample) "
        "WHERE t IS NOT NULL"
    ).fetchall()[0][0]
    if found is not None:
        draft.first = dt.date(found.year, 1, 1)


def _find_places(connection: DuckDBPyConnection, draft: Look) -> None:
    numbers = [c for c in draft.columns if c.numbers > 0.9 and c.filled > 0.2]
    degrees = [c for c in numbers if _in_degrees(connection, c)]
    lat = _best(degrees, (r"\blat|latitude", r"geo.?y|\by\b|_y$"))
    lon = _best(degrees, (r"\blon|\blng|longitude", r"geo.?x|\bx\b|_x$"))
    if lon is None or lat is None:
        named = r"\b(x|y)\b|coord|east|north"
        projected = [c.name for c in numbers if (c.high or 0) > 1000 and c.called(named)]
        more = (
            f"; {', '.join(projected)} look projected: convert them to degrees" if projected else ""
        )
        draft.notes.append(f"no columns with longitude and latitude in degrees were found{more}")
        return
    x, y = _median(connection, lon.name), _median(connection, lat.name)
    if x is None or y is None:
        draft.notes.append("no row has a usable place")
        return
    if abs(y) > 90:  # no latitude; a swap within 90 degrees cannot be told from the numbers
        lon, lat, x, y = lat, lon, y, x
        draft.notes.append(f"longitude and latitude look swapped: lon is read from {lon.name!r}")
    draft.lon, draft.lat, draft.center = lon.name, lat.name, (round(x, 4), round(y, 4))


def _in_degrees(connection: DuckDBPyConnection, column: Column) -> bool:
    """Tell whether nearly all numbers are degrees with decimals, sentinels and slips aside."""
    text = f"try_cast(trim({quoted(column.name)}) AS DOUBLE)"
    share, broken = connection.execute(
        f"SELECT avg((abs({text}) <= 180)::INT), avg(({text} <> round({text}))::INT) "
        f"FROM sample WHERE {text} IS NOT NULL"
    ).fetchall()[0]
    return (share or 0) >= _FIT and (broken or 0) > 0.5


def _median(connection: DuckDBPyConnection, name: str) -> float | None:
    text = f"try_cast(trim({quoted(name)}) AS DOUBLE)"
    found = connection.execute(
        f"SELECT median({text}) FROM sample WHERE {text} IS NOT NULL AND abs({text}) > 1.5"
    ).fetchall()[0][0]
    return None if found is None else float(found)


def _find_keys(connection: DuckDBPyConnection, draft: Look) -> None:
    unique = []
    taken = {*draft.occurred_from, *draft.occurred_to, *draft.reported_at, draft.lon, draft.lat}
    for column in draft.columns:
        if column.name in taken or column.filled < 1:
            continue
        keys, filled = connection.execute(
            f"SELECT count(DISTINCT {quoted(column.name)}), count({quoted(column.name)}) FROM raw"
        ).fetchall()[0]
        if (
            filled == draft.rows
            and keys >= 0.999 * filled
            and (keys == filled or column.called(_KEYS[1]))
        ):
            unique.append(column)
    # A portal's running number changes with every export; it is the last choice.
    lasting = [c for c in unique if not c.called(r"object.?id|\bfid\b|\bindex\b|^_id$")]
    key = _best(lasting, _KEYS) or (lasting[0] if lasting else None)
    if key is None and unique:
        key = unique[0]
        draft.notes.append(
            f"{key.name!r} is the only unique column; does it stay the same between exports?"
        )
    if key is None:
        draft.notes.append("no column is unique and always filled; the store needs one as key")
        return
    draft.offence_id = key.name
    incident = [
        c for c in draft.columns
        if c is not key and c.name not in taken and c.called(_INCIDENTS) and c.filled > 0.99
        and c.distinct > 0.05 * min(draft.rows, SAMPLE)
    ]  # fmt: skip
    if incident:
        draft.incident_id = max(incident, key=lambda c: c.distinct).name


def _find_offences(connection: DuckDBPyConnection, draft: Look) -> None:
    codes = [c for c in draft.columns if c.top and all(v.upper() in NIBRS for v in c.top)]
    if codes:
        draft.nibrs = codes[0].name
    taken = {draft.nibrs, draft.offence_id, draft.incident_id, draft.lon, draft.lat}
    words = [
        c for c in draft.columns
        if c.name not in taken and c.format is None and c.filled > 0.9 and 2 <= c.distinct <= 2000
        and sum(bool(re.search(r"[A-Za-z]{3}", v)) for v in c.top) >= min(3, len(c.top))
    ]  # fmt: skip
    scored = sorted(words, key=lambda c: -_offence_score(c))
    if not scored or _offence_score(scored[0]) <= 0:
        draft.notes.append("no column with the kind of offence was found")
        return
    finest = scored[0]
    for column in scored[1:]:
        if _offence_score(column) < 1.5:
            continue
        coarse, fine = sorted((column, finest), key=lambda c: c.distinct)
        if coarse.distinct < fine.distinct and _nested(connection, fine.name, coarse.name):
            finest, draft.group = fine, coarse.name
            break
    draft.offence = finest.name
    group = f"trim({quoted(draft.group)})" if draft.group else "NULL"
    code = f"trim({quoted(draft.nibrs)})" if draft.nibrs else "NULL"
    rows = connection.execute(
        f"SELECT trim({quoted(finest.name)}) AS word, any_value({group}), any_value({code}), "
        "count(*) AS n FROM raw WHERE word <> '' GROUP BY word ORDER BY n DESC, word"
    ).fetchall()
    draft.values = [(str(a), b, c, int(n)) for a, b, c, n in rows]


def _offence_score(column: Column) -> float:
    name = next((3.0 - i for i, p in enumerate(_OFFENCES) if column.called(p)), 0.0)
    known = Counter(guess(value) is not None for value in column.top)[True]
    elsewhere = 3.0 if column.called(_NOT_OFFENCES) else 0.0
    return name + 2.0 * known / max(1, len(column.top)) - elsewhere


def _nested(connection: DuckDBPyConnection, fine: str, coarse: str) -> bool:
    """Tell whether each fine value nearly always stands with one coarse value."""
    share = connection.execute(
        "SELECT sum(most) / sum(rows) FROM (SELECT max(n) AS most, sum(n) AS rows FROM "
        f"(SELECT {quoted(fine)} AS a, {quoted(coarse)} AS b, count(*) AS n FROM sample "
        "GROUP BY ALL) GROUP BY a)"
    ).fetchall()[0][0]
    return bool(share and share > 0.97)
