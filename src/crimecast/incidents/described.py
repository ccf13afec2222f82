"""What a city's records hold, and what is odd about them: for people who decide what to believe.

Counts, delays of reports, windows, gaps, heaped times, crowded places, how records came and were
revised. All from the store as it is known now, or as it was known at an instant. DuckDB counts;
what comes out of it is small, however many the records are.
"""

from __future__ import annotations

import datetime as dt
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from crimecast.calendar import HOURS_PER_WEEK
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.grid import Ints
from crimecast.incidents import gaps
from crimecast.incidents.arrivals import Arrival, Ingest, arrivals, ingests, until
from crimecast.incidents.delays import Lateness, Quarter, known_by_day, lateness, quarters
from crimecast.incidents.localtime import wall_clock_sql
from crimecast.incidents.pulls import stamp
from crimecast.incidents.schema import UNMAPPED
from crimecast.incidents.store import Store, open_store
from crimecast.incidents.withdrawal import KNOWN
from crimecast.scratch import is_out_of_memory, scratch
from crimecast.settings import Settings
from crimecast.sql import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from crimecast.incidents.store import Manifest

CROWDED: Final = 0.005
"""Share of the placed records at one point above which it is told."""
WORDS: Final = 20
"""So many of the publisher's words that are of no category are told."""
_DAY_S: Final = 86_400


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
    early_h : float, optional
        The same, 10%.
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
    early_h: float | None
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
class CategoryGap(Gap):
    """Days without a record of one category (``id``), on which the city had others."""

    id: str


@dataclass(frozen=True)
class Crowd:
    """A single point that holds many of the records."""

    lon: float
    lat: float
    rows: int
    share: float


@dataclass(frozen=True)
class Months:
    """Records by local month of occurrence, from the first with any (``YYYY-MM``) to the last."""

    first: str
    counts: dict[str, tuple[int, ...]]


@dataclass(frozen=True)
class Clock:
    """When records start, in local time.

    Attributes
    ----------
    known : int
        Records with a window of at most an hour.
    week : tuple of int
        Those by hour of the week, Monday 00:00 first.
    minute, hour, day : tuple of int
        All records by minute of the hour, hour of the day and day of the month (1 first).
    """

    known: int
    week: tuple[int, ...]
    minute: tuple[int, ...]
    hour: tuple[int, ...]
    day: tuple[int, ...]


@dataclass(frozen=True)
class Described:
    """A city's records.

    Attributes
    ----------
    known_at : str, optional
        The instant (UTC) as of which they are told; now where absent.
    rows, incidents : int
        Offences, and the incidents they belong to.
    unmapped : int
        Offences of no category; ``unmapped_words`` are the publisher's commonest words for them.
    reported_through : str
        The last report's time, UTC.
    gaps, category_gaps
        Days without records where some were due, see :mod:`crimecast.incidents.gaps`.
    began, stopped : tuple of (str, str)
        Categories that had none before, or have none any more, though they would have been due, and
        the local date of their first, or last.
    heaped : dict
        Share of starts at midnight, at noon, in minute 0 and on the first of a month.
    lateness, quarters
        How late reports are, see :mod:`crimecast.incidents.delays`; None and empty where the
        publisher tells no time of report.
    versions, revised, withdrawn : int
        Versions in the store, records that were ever changed, and records taken back.
    arrivals, ingests
        How they came, see :mod:`crimecast.incidents.arrivals`.
    """

    city: str
    known_at: str | None
    rows: int
    incidents: int
    unmapped: int
    unmapped_words: tuple[tuple[str, int], ...]
    placed: float
    reported_through: str
    kinds: tuple[Kind, ...]
    years: tuple[Year, ...]
    months: Months
    clock: Clock
    gaps: tuple[Gap, ...]
    category_gaps: tuple[CategoryGap, ...]
    began: tuple[tuple[str, str], ...]
    stopped: tuple[tuple[str, str], ...]
    heaped: dict[str, float]
    lateness: Lateness | None
    quarters: tuple[Quarter, ...]
    crowds: tuple[Crowd, ...]
    versions: int
    revised: int
    withdrawn: int
    arrivals: tuple[Arrival, ...]
    ingests: tuple[Ingest, ...]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)

    @property
    def labels(self) -> dict[str, str]:
        """Labels of the categories that have records, by id."""
        return {kind.id: kind.label for kind in self.kinds}


def describe(
    city: City,
    home: Path,
    *,
    known_at: dt.datetime | None = None,
    settings: Settings | None = None,
) -> Described:
    """Describe a city's records.

    Parameters
    ----------
    known_at : aware datetime, optional
        As they were known then: by when they came to us.
    settings : Settings, optional
        Say how much memory and how many threads may be taken.

    Raises
    ------
    InputError
        If there are none, the instant has no time zone, or memory is not enough.
    """
    if known_at is not None and known_at.tzinfo is None:
        raise InputError(f"{known_at} needs a time zone; add Z for UTC")
    store = open_store(city.id, home)
    manifest = store.manifest()
    if not manifest.parts:
        raise InputError(f"{city.name} has no records yet; run: crimecast ingest {city.id}")
    settings = settings or Settings()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="crimecast-") as work,
            scratch(Path(work), settings) as connection,
        ):
            return _describe(connection, city, store, manifest, known_at)
    except Exception as error:
        if is_out_of_memory(error):
            raise InputError(
                f"{settings.memory} of memory are not enough; set CRIMECAST_MEMORY to more "
                "(such as 2GB)"
            ) from error
        raise


def _describe(
    connection: DuckDBPyConnection,
    city: City,
    store: Store,
    manifest: Manifest,
    known_at: dt.datetime | None,
) -> Described:
    connection.execute(f"CREATE TEMP VIEW now AS {store.current_sql(manifest, known_at=known_at)}")
    rows, incidents, placed, unmapped, last, high = connection.execute(
        "SELECT count(*), count(DISTINCT incident_id), avg((place = 'point')::INT), "
        f"count(*) FILTER (category = {literal(UNMAPPED)}), epoch_us(max({KNOWN})) // 1000000, "
        "epoch_us(max(occurred_from)) // 1000000 FROM now"
    ).fetchall()[0]
    if not rows:
        raise InputError(f"{city.name} had no records at {known_at}")
    names = _tell(connection, city)
    # Where something happens every day, a report much later than all else is a slip of the clock.
    end = min(int(last), int(high) + _DAY_S)
    first, counts = _by_day(connection, len(names))
    late = lateness(connection, names, end)
    found = gaps.find(counts, known_by_day(late, names, counts.shape[1]), (first + 3) % 7)
    clock = _clock(connection)
    return Described(
        city=city.id,
        known_at=stamp(known_at) if known_at else None,
        rows=int(rows),
        incidents=int(incidents),
        unmapped=int(unmapped),
        unmapped_words=_unmapped_words(connection),
        placed=float(placed),
        reported_through=stamp(dt.datetime.fromtimestamp(int(last), dt.UTC)),
        kinds=_kinds(connection, city, names),
        years=_years(connection),
        months=_months(names, first, counts),
        clock=clock,
        gaps=tuple(Gap(**_told(first, run)) for run in found.city),
        category_gaps=tuple(
            CategoryGap(id=name, **_told(first, run))
            for name, runs in zip(names, found.categories, strict=True)
            for run in runs
        ),
        began=_dated(names, first, found.began),
        stopped=_dated(names, first, found.stopped),
        heaped=_heaped(connection, clock),
        lateness=late,
        quarters=quarters(connection, names, end),
        crowds=_crowds(connection),
        **_revisions(connection, store, manifest, known_at),
        arrivals=arrivals(connection, store, manifest, known_at),
        ingests=ingests(store, known_at),
    )


def _tell(connection: DuckDBPyConnection, city: City) -> list[str]:
    """Make the table ``told`` of what is counted, and return the categories' ids by number.

    They stand in the order of the city's file, what has none last. Times are seconds: ``started``
    and ``middle`` UTC, ``local`` on the wall; ``delay`` from the start to the report, or NULL.
    """
    have = [name for (name,) in connection.execute("SELECT DISTINCT category FROM now").fetchall()]
    names = [c.id for c in city.kept_categories if c.id in have]
    names += sorted(set(have) - set(names))
    listed = ", ".join(map(literal, names))
    local = f"epoch_us({wall_clock_sql('occurred_from', city.time_zone)}) // 1000000"
    connection.execute(
        "CREATE TEMP TABLE told AS SELECT c, started, local, "
        "started + length // 2 AS middle, delay, placed, length > 3600 AS long FROM ("
        f"SELECT (list_position([{listed}], category) - 1)::SMALLINT AS c, "
        f"epoch_us(occurred_from) // 1000000 AS started, {local} AS local, "
        "coalesce(date_diff('second', occurred_from, occurred_to), 0) AS length, "
        "date_diff('second', occurred_from, reported_at) AS delay, place = 'point' AS placed "
        "FROM now)"
    )
    return names


def _date(day: int) -> str:
    return str(np.datetime64(int(day), "D"))


def _told(first: int, run: gaps.Run) -> dict[str, Any]:
    return {
        "first": _date(first + run.first),
        "last": _date(first + run.last),
        "days": run.last - run.first + 1,
        "expected": round(run.expected, 1),
    }


def _dated(
    names: list[str], first: int, days: tuple[int | None, ...]
) -> tuple[tuple[str, str], ...]:
    pairs = zip(names, days, strict=True)
    return tuple((name, _date(first + day)) for name, day in pairs if day is not None)


def _hours(values: list[float] | None) -> tuple[float, ...]:
    return () if values is None else tuple(round(value, 2) for value in values)


def _kinds(connection: DuckDBPyConnection, city: City, names: list[str]) -> tuple[Kind, ...]:
    found = connection.execute(
        f"SELECT c, count(*), min(local) // {_DAY_S}, max(local) // {_DAY_S}, avg(placed::INT), "
        "quantile_cont(delay / 3600.0, [0.1, 0.5, 0.9, 0.99]), "
        "avg((delay > 86400)::INT), avg((delay > 604800)::INT), avg(long::INT) "
        "FROM told GROUP BY c ORDER BY c"
    ).fetchall()
    kinds = []
    for of, rows, first, last, placed, delay, day, week, long in found:
        known = city.category_by_id.get(names[of])
        early, *rest = _hours(delay) or (None,)
        kinds.append(
            Kind(
                names[of], known.label if known else "Of no category",
                known.offence_class if known else "other", int(rows), _date(first), _date(last),
                placed, tuple(h for h in rest if h is not None), early, day, week, long,
            )
        )  # fmt: skip
    return tuple(kinds)


def _years(connection: DuckDBPyConnection) -> tuple[Year, ...]:
    found = connection.execute(
        "SELECT year(make_timestamp(local * 1000000)) AS y, count(*), avg(placed::INT), "
        "quantile_cont(delay / 3600.0, [0.5, 0.9]) FROM told GROUP BY y ORDER BY y"
    ).fetchall()
    return tuple(Year(int(y), int(n), placed, _hours(delay)) for y, n, placed, delay in found)


def _by_day(connection: DuckDBPyConnection, categories: int) -> tuple[int, Ints]:
    """Return the first local day (since 1970) and counts (category, day)."""
    found = connection.execute(
        f"SELECT c, local // {_DAY_S} AS day, count(*) AS n FROM told GROUP BY ALL"
    ).fetchnumpy()
    day = found["day"].astype(np.int64)
    first = int(day.min())
    counts = np.zeros((categories, int(day.max()) - first + 1), np.int64)
    counts[found["c"].astype(int), day - first] = found["n"]
    return first, counts


def _months(names: list[str], first: int, counts: Ints) -> Months:
    days = np.arange(first, first + counts.shape[1]).astype("datetime64[D]")
    month = days.astype("datetime64[M]")
    starts = np.flatnonzero(np.r_[True, month[1:] != month[:-1]])
    summed = np.add.reduceat(counts, starts, axis=1)
    return Months(str(month[0]), {name: tuple(summed[k].tolist()) for k, name in enumerate(names)})


def _clock(connection: DuckDBPyConnection) -> Clock:
    def by(value: str, size: int, where: str = "true") -> tuple[int, ...]:
        counts = [0] * size
        for at, n in connection.execute(
            f"SELECT {value} AS v, count(*) FROM told WHERE {where} GROUP BY v"
        ).fetchall():
            counts[int(at)] = int(n)
        return tuple(counts)

    week = by(f"(local // 3600 + 72) % {HOURS_PER_WEEK}", HOURS_PER_WEEK, "NOT long")
    return Clock(
        sum(week), week, by("local // 60 % 60", 60), by("local // 3600 % 24", 24),
        by("day(make_timestamp(local * 1000000)) - 1", 31),
    )  # fmt: skip


def _heaped(connection: DuckDBPyConnection, clock: Clock) -> dict[str, float]:
    midnight, noon = connection.execute(
        f"SELECT avg((local % {_DAY_S} = 0)::INT), avg((local % {_DAY_S} = {_DAY_S // 2})::INT) "
        "FROM told"
    ).fetchall()[0]
    rows = sum(clock.hour)
    return {
        "midnight": midnight,
        "noon": noon,
        "minute_0": clock.minute[0] / rows,
        "first_of_month": clock.day[0] / rows,
    }


def _unmapped_words(connection: DuckDBPyConnection) -> tuple[tuple[str, int], ...]:
    found = connection.execute(
        "SELECT coalesce(offence, ''), count(*) AS n FROM now WHERE category = ? "
        "GROUP BY offence ORDER BY n DESC, offence LIMIT ?", [UNMAPPED, WORDS],
    ).fetchall()  # fmt: skip
    return tuple((str(words), int(n)) for words, n in found)


def _crowds(connection: DuckDBPyConnection) -> tuple[Crowd, ...]:
    found = connection.execute(
        "SELECT lon, lat, count(*) AS n, n / (SELECT count(*) FROM now WHERE place = 'point') AS s "
        "FROM now WHERE place = 'point' GROUP BY lon, lat HAVING s > ? ORDER BY n DESC, lon, lat",
        [CROWDED],
    ).fetchall()
    return tuple(Crowd(float(x), float(y), int(n), float(s)) for x, y, n, s in found)


def _revisions(
    connection: DuckDBPyConnection, store: Store, manifest: Manifest, known_at: dt.datetime | None
) -> dict[str, int]:
    ((every, revised, withdrawn),) = connection.execute(
        "SELECT sum(n), count(*) FILTER (n > 1), count(*) FILTER (gone) FROM ("
        "SELECT count(*) AS n, arg_max(retracted_at IS NOT NULL, seen_at) AS gone "
        f"FROM ({store.versions_sql(manifest)}) {until(known_at)} GROUP BY offence_id)"
    ).fetchall()
    return {"versions": int(every), "revised": int(revised), "withdrawn": int(withdrawn)}
