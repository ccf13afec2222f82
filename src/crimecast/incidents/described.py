"""What a city's records hold, and what is odd about them: for people who decide what to believe.

Counts, delays of reports, windows, gaps, heaped times, crowded places, and how often records were
revised. All from the store as it is known now, or as it was known at an instant.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from crimecast.calendar import utc_to_local
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.incidents.pulls import stamp
from crimecast.incidents.store import Store, open_store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

UNLIKELY: Final = 20.0
"""So many records expected, and none there, are a gap, or a category that stopped."""
CROWDED: Final = 0.005
"""Share of the placed records at one point above which it is told."""
_DAY_S: Final = 86_400
_LAST_YEAR: Final = 365
_REPORTED: Final = "coalesce(reported_at, occurred_to, occurred_from)"
Days = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Kind:
    """One category's records.

    Attributes
    ----------
    first, last : str
        Local dates of occurrence.
    delay_h : tuple of float
        Hours from the start of the window to the report: median, 90% and 99%; empty where the
        publisher tells no time of report.
    later_1d, later_7d : float, optional
        Share reported more than a day, and a week, after.
    long_window : float
        Share with a window longer than an hour.
    """

    id: str
    label: str
    offence_class: str
    rows: int
    first: str
    last: str
    placed: float
    delay_h: tuple[float, ...]
    later_1d: float | None
    later_7d: float | None
    long_window: float


@dataclass(frozen=True)
class Year:
    """Records by local year of occurrence, their share placed, their delay (median, 90%, hours)."""

    year: int
    rows: int
    placed: float
    delay_h: tuple[float, ...]


@dataclass(frozen=True)
class Gap:
    """Local days without any record (both included), and how many were to be expected."""

    first: str
    last: str
    days: int
    expected: float


@dataclass(frozen=True)
class Crowd:
    """A single point that holds many of the records."""

    lon: float
    lat: float
    rows: int
    share: float


@dataclass(frozen=True)
class Described:
    """A city's records.

    Attributes
    ----------
    known_at : str, optional
        The instant (UTC) as of which they are told; now where absent.
    rows, incidents : int
        Offences, and the incidents they belong to.
    stopped : tuple of (str, str)
        Categories that have none any more, and the local date of their last.
    heaped : dict
        Share of starts at midnight, at noon, in minute 0 and on the first of a month.
    versions, revised, withdrawn : int
        Versions in the store, records that were ever changed, and records taken back.
    """

    city: str
    known_at: str | None
    rows: int
    incidents: int
    unmapped: int
    placed: float
    kinds: tuple[Kind, ...]
    years: tuple[Year, ...]
    gaps: tuple[Gap, ...]
    stopped: tuple[tuple[str, str], ...]
    heaped: dict[str, float]
    crowds: tuple[Crowd, ...]
    versions: int
    revised: int
    withdrawn: int

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)


def describe(city: City, home: Path, *, known_at: dt.datetime | None = None) -> Described:
    """Describe a city's records.

    Parameters
    ----------
    known_at : aware datetime, optional
        As they were known then: by when they came to us.

    Raises
    ------
    InputError
        If there are none, or the instant has no time zone.
    """
    import duckdb  # noqa: PLC0415 -- 0.1 s

    if known_at is not None and known_at.tzinfo is None:
        raise InputError(f"{known_at} needs a time zone; add Z for UTC")
    store = open_store(city.id, home)
    manifest = store.manifest()
    if not manifest.parts:
        raise InputError(f"{city.name} has no records yet; run: crimecast ingest {city.id}")
    with duckdb.connect(":memory:") as connection:
        current = store.current_sql(manifest, known_at=known_at)
        connection.execute(f"CREATE TEMP VIEW now AS {current}")
        found = connection.execute(
            "SELECT category, epoch_us(occurred_from) // 1000000 AS start, "
            "place = 'point' AS placed, "
            "date_diff('second', occurred_from, reported_at) / 3600.0 AS delay, "
            "coalesce(date_diff('second', occurred_from, occurred_to), 0) > 3600 AS long FROM now"
        ).fetchnumpy()
        start = np.asarray(found["start"], np.int64).astype("datetime64[s]")
        if not len(start):
            raise InputError(f"{city.name} had no records at {known_at}")
        rows = _Rows(
            np.asarray(found["category"], str),
            utc_to_local(start, city.time_zone).astype(np.int64),
            np.asarray(found["placed"], bool),
            np.ma.filled(found["delay"].astype(float), np.nan),
            np.asarray(found["long"], bool),
        )
        kinds = _kinds(city, rows)
        ((incidents,),) = connection.execute(
            "SELECT count(DISTINCT incident_id) FROM now"
        ).fetchall()
        return Described(
            city=city.id,
            known_at=stamp(known_at) if known_at else None,
            rows=len(start),
            incidents=int(incidents),
            unmapped=int((rows.category == "unmapped").sum()),
            placed=float(rows.placed.mean()),
            kinds=kinds,
            years=_years(rows),
            gaps=_gaps(rows.local // _DAY_S),
            stopped=_stopped(rows),
            heaped=_heaped(rows.local),
            crowds=_crowds(connection),
            **_revisions(connection, store, known_at),
        )


@dataclass(frozen=True, eq=False)
class _Rows:
    """Records as arrays; ``local`` are wall-clock seconds since 1970."""

    category: npt.NDArray[np.str_]
    local: Days
    placed: npt.NDArray[np.bool_]
    delay: npt.NDArray[np.float64]
    long: npt.NDArray[np.bool_]


def _date(day: int) -> str:
    return str(np.datetime64(int(day), "D"))


def _delays(delay: npt.NDArray[np.float64], at: tuple[float, ...]) -> tuple[float, ...]:
    told = delay[np.isfinite(delay)]
    return tuple(round(float(q), 2) for q in np.quantile(told, at)) if len(told) else ()


def _kinds(city: City, rows: _Rows) -> tuple[Kind, ...]:
    """Return the categories in the order of the city's file, what has none last."""
    ids = [c.id for c in city.kept_categories]
    names, counts = np.unique(rows.category, return_counts=True)
    ids += [name for name in names.tolist() if name not in ids]
    by_id = dict(zip(names.tolist(), counts.tolist(), strict=True))
    found = []
    for name in ids:
        if name not in by_id:
            continue
        of = rows.category == name
        delay, day = rows.delay[of], rows.local[of] // _DAY_S
        told = delay[np.isfinite(delay)]
        known = city.category_by_id.get(name)
        found.append(
            Kind(
                name, known.label if known else "Of no category",
                known.offence_class if known else "other", by_id[name],
                _date(day.min()), _date(day.max()), float(rows.placed[of].mean()),
                _delays(delay, (0.5, 0.9, 0.99)),
                float((told > 24).mean()) if len(told) else None,
                float((told > 168).mean()) if len(told) else None,
                float(rows.long[of].mean()),
            )
        )  # fmt: skip
    return tuple(found)


def _years(rows: _Rows) -> tuple[Year, ...]:
    year = rows.local.astype("datetime64[s]").astype("datetime64[Y]").astype(np.int64) + 1970
    found = []
    for one in np.unique(year):
        of = year == one
        found.append(
            Year(int(one), int(of.sum()), float(rows.placed[of].mean()),
                 _delays(rows.delay[of], (0.5, 0.9)))
        )  # fmt: skip
    return tuple(found)


def _gaps(day: Days) -> tuple[Gap, ...]:
    """Find stretches without a record where, by the year around them, twenty were due."""
    days, counts = np.unique(day, return_counts=True)
    before, after = days[:-1], days[1:]
    found = []
    for k in np.flatnonzero(after - before > 1):
        near = (days >= before[k] - _LAST_YEAR // 2) & (days <= after[k] + _LAST_YEAR // 2)
        rate = float(np.median(counts[near]))
        empty = int(after[k] - before[k] - 1)
        if rate * empty >= UNLIKELY:
            found.append(Gap(_date(before[k] + 1), _date(after[k] - 1), empty, rate * empty))
    return tuple(found)


def _stopped(rows: _Rows) -> tuple[tuple[str, str], ...]:
    """Find categories whose last record is longer ago than their last year's rate allows."""
    day = rows.local // _DAY_S
    end, found = int(day.max()), []
    for name in np.unique(rows.category).tolist():
        own = day[rows.category == name]
        last = int(own.max())
        rate = float((own > last - _LAST_YEAR).sum()) / min(_LAST_YEAR, last - int(own.min()) + 1)
        if rate * (end - last) >= UNLIKELY:
            found.append((str(name), _date(last)))
    return tuple(found)


def _heaped(local: Days) -> dict[str, float]:
    of_day = local % _DAY_S
    day = local.astype("datetime64[s]").astype("datetime64[D]")
    first = day == day.astype("datetime64[M]").astype("datetime64[D]")
    return {
        "midnight": float((of_day == 0).mean()),
        "noon": float((of_day == _DAY_S // 2).mean()),
        "minute_0": float((of_day % 3600 < 60).mean()),
        "first_of_month": float(first.mean()),
    }


def _crowds(connection: DuckDBPyConnection) -> tuple[Crowd, ...]:
    found = connection.execute(
        "SELECT lon, lat, count(*) AS n, n / (SELECT count(*) FROM now WHERE place = 'point') AS s "
        "FROM now WHERE place = 'point' GROUP BY lon, lat HAVING s > ? ORDER BY n DESC, lon, lat",
        [CROWDED],
    ).fetchall()
    return tuple(Crowd(float(x), float(y), int(n), float(s)) for x, y, n, s in found)


def _revisions(
    connection: DuckDBPyConnection, store: Store, known_at: dt.datetime | None
) -> dict[str, int]:
    versions = store.versions_sql(store.manifest())
    until = ""
    if known_at is not None:
        seen = known_at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
        until = f"WHERE seen_at <= TIMESTAMP '{seen}'"
    ((every, revised, withdrawn),) = connection.execute(
        "SELECT sum(n), count(*) FILTER (n > 1), count(*) FILTER (gone) FROM ("
        "SELECT count(*) AS n, arg_max(retracted_at IS NOT NULL, seen_at) AS gone "
        f"FROM ({versions}) {until} GROUP BY offence_id)"
    ).fetchall()
    return {"versions": int(every), "revised": int(revised), "withdrawn": int(withdrawn)}
