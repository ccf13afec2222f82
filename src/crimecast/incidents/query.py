"""Records out of the store: as a history for models, as a summary, as counts for the map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from crimecast.calendar import HOURS_PER_WEEK, Instants, utc_to_local
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.grid import Floats, Grid, project
from crimecast.incidents.history import History
from crimecast.incidents.leading import leading, ranks
from crimecast.incidents.store import open_store
from crimecast.sql import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WINDOW_CAP_H: Final = 168
"""A window longer than this is spread over its first week: where in the week it lies is unknown."""


def _connect() -> DuckDBPyConnection:
    import duckdb  # noqa: PLC0415 -- 0.1 s

    return duckdb.connect(":memory:")


def _columns(city: City, home: Path, select: str, where: str) -> dict[str, Any]:
    store = open_store(city.id, home)
    manifest = store.manifest()
    if not manifest.parts:
        raise InputError(f"{city.name} has no records yet; run: crimecast ingest {city.id} FILE")
    with _connect() as connection:
        found: dict[str, Any] = connection.execute(
            f"SELECT {select} FROM ({store.current_sql(manifest)}) WHERE {where}"
        ).fetchnumpy()
    return found


def _known_by(origin: np.datetime64) -> str:
    """Return the SQL condition of a report at or before an instant (UTC)."""
    seconds = int(origin.astype("datetime64[s]").astype(np.int64))
    reported = "coalesce(reported_at, occurred_to, occurred_from)"
    return f"{reported} <= make_timestamp({seconds * 1_000_000})"


def _listed(names: Sequence[str]) -> str:
    return "[" + ", ".join(map(literal, names)) + "]"


def _one_of(names: Sequence[str]) -> str:
    return f"category IN ({', '.join(map(literal, names))})"


def _floats(values: Any) -> Floats:
    return np.asarray(np.ma.filled(values.astype(float), np.nan), float)


def _instants(seconds: Any) -> Instants:
    return np.asarray(seconds, np.int64).astype("datetime64[s]")


_SELECT: Final = """
  list_position({listed}, category)::SMALLINT - 1::SMALLINT AS category,
  epoch_us(occurred_from) // 1000000 AS started,
  epoch_us(coalesce(occurred_to, occurred_from)) // 1000000 AS ended,
  epoch_us(coalesce(reported_at, occurred_to, occurred_from)) // 1000000 AS reported,
  lon, lat, hash(incident_id) AS incident, offence_id"""


def load_history(
    city: City,
    home: Path,
    *,
    origin: np.datetime64 | None = None,
    categories: Sequence[str] | None = None,
    include_unplaced: bool = True,
) -> History:
    """Load what is known of a city's offences, cut at an origin by report time.

    Parameters
    ----------
    origin : datetime64, UTC, optional
        Nothing reported later is loaded; by default the last report's time.
    categories : sequence of str, optional
        Category ids; by default those that are forecast.
    include_unplaced : bool
        Whether offences without a usable place are loaded (their x and y are NaN).

    Returns
    -------
    History
        The newest version of each record, ordered by report time, then by key.

    Raises
    ------
    InputError
        If there are no records, or a category is unknown.
    """
    chosen = tuple(categories or (c.id for c in city.forecast_categories))
    unknown = [name for name in chosen if name not in city.category_by_id]
    if unknown:
        known = ", ".join(city.category_by_id)
        raise InputError(f"{city.name} has no category {unknown[0]!r}; there are {known}")
    where = _one_of(chosen)
    if not include_unplaced:
        where += " AND place = 'point'"
    if origin is not None:
        where += f" AND {_known_by(origin)}"
    found = _columns(
        city, home, _SELECT.format(listed=_listed(chosen)), f"{where} ORDER BY reported, offence_id"
    )
    reported = _instants(found["reported"])
    x, y = project(_floats(found["lon"]), _floats(found["lat"]), city.epsg)
    newest: np.datetime64 = reported[-1] if len(reported) else np.datetime64(0, "s")
    return History(
        origin=newest if origin is None else origin.astype("datetime64[s]"),
        categories=chosen,
        classes=tuple(city.category_by_id[name].offence_class for name in chosen),
        category=np.asarray(found["category"], np.int16),
        occurred_from=_instants(found["started"]),
        occurred_to=_instants(found["ended"]),
        reported_at=reported,
        x=x,
        y=y,
        time_zone=city.time_zone,
        country=city.country,
        subdivision=city.subdivision,
        incident=np.asarray(found["incident"], np.uint64),
        rank=ranks([city.category_by_id[name] for name in chosen]),
    )


def offence_ids(
    city: City, home: Path, *, categories: Sequence[str] | None = None
) -> npt.NDArray[np.object_]:
    """Return the keys of the offences that :func:`load_history` loads, in the same order."""
    chosen = tuple(categories or (c.id for c in city.forecast_categories))
    reported = "coalesce(reported_at, occurred_to, occurred_from)"
    found = _columns(
        city, home, f"epoch_us({reported}) // 1000000 AS reported, offence_id",
        f"{_one_of(chosen)} ORDER BY reported, offence_id",
    )  # fmt: skip
    return np.asarray(found["offence_id"], object)


def places(
    city: City, home: Path, *, reported_by: np.datetime64 | None = None
) -> tuple[Floats, Floats]:
    """Return the places of all kept records in metres; empty where there are none.

    With ``reported_by`` (UTC) only of those that had been reported by then.
    """
    if not open_store(city.id, home).manifest().parts:
        return np.empty(0), np.empty(0)
    where = "place = 'point'"
    if reported_by is not None:
        where += f" AND {_known_by(reported_by)}"
    found = _columns(city, home, "lon, lat", where)
    return project(_floats(found["lon"]), _floats(found["lat"]), city.epsg)


def records_summary(city: City, home: Path) -> dict[str, Any] | None:
    """Return the ``records`` object of the HTTP interface; None where nothing was ingested."""
    manifest = open_store(city.id, home).manifest()
    if manifest.summary is None:
        return None
    summary = manifest.summary
    return {
        "first": summary.first,
        "last": summary.last,
        "rows": summary.rows,
        "placed_share": summary.placed_share,
        "version": manifest.version[:16],
        "ingested_at": manifest.ingested_at,
        "reported_through": summary.reported_through,
    }


def offence_counts(city: City, home: Path) -> list[tuple[str | None, str, str | None, int]] | None:
    """Return offence, category, NIBRS code and rows of what is kept; None without records."""
    store = open_store(city.id, home)
    manifest = store.manifest()
    if not manifest.parts:
        return None
    with _connect() as connection:
        return connection.execute(
            f"SELECT offence, category, nibrs, count(*) FROM ({store.current_sql(manifest)}) "
            "GROUP BY ALL ORDER BY ALL"
        ).fetchall()


@dataclass(frozen=True, eq=False)
class Counts:
    """Incidents of a period.

    Attributes
    ----------
    total : int
        All of them.
    unplaced : int
        Those without a usable place.
    outside : int
        Those with a place outside the grid's study area.
    cells : int64 (y * x,)
        Per cell of the grid, flat, row-major from the south-west.
    days : datetime64[D]
        Local days of the period.
    by_day : int64
        Incidents by the local day on which their window starts.
    by_hour_of_week : float64 (168,)
        Incidents, each spread evenly over its window; Monday 00:00 first. Sums to ``total``.
    """

    total: int
    unplaced: int
    outside: int
    cells: npt.NDArray[np.int64]
    days: npt.NDArray[np.datetime64]
    by_day: npt.NDArray[np.int64]
    by_hour_of_week: Floats


@dataclass(frozen=True, eq=False)
class CountIndex:
    """A city's incidents as arrays in the order of their local start, for counts in milliseconds.

    Attributes
    ----------
    categories : tuple of str
        All kept categories.
    forecast : tuple of str
        Those that make up ``all``.
    category : int16
        Index into ``categories``.
    start, stop : int64
        Local wall-clock window, seconds.
    leads : bool
        Whether the offence is the one that its incident is counted as.
    x, y : float64
        Metres, NaN where there is no usable place.
    version : str
        Of the store it was made from.
    """

    categories: tuple[str, ...]
    forecast: tuple[str, ...]
    category: npt.NDArray[np.int16]
    leads: npt.NDArray[np.bool_]
    start: npt.NDArray[np.int64]
    stop: npt.NDArray[np.int64]
    x: Floats
    y: Floats
    version: str

    @classmethod
    def load(cls, city: City, home: Path) -> CountIndex:
        """Read the index from a city's store.

        Raises
        ------
        InputError
            If there are no records.
        """
        chosen = tuple(c.id for c in city.kept_categories)
        version = open_store(city.id, home).manifest().version
        found = _columns(
            city,
            home,
            _SELECT.format(listed=_listed(chosen)),
            f"{_one_of(chosen)} ORDER BY started, offence_id",
        )
        start = utc_to_local(_instants(found["started"]), city.time_zone).astype(np.int64)
        stop = utc_to_local(_instants(found["ended"]), city.time_zone).astype(np.int64)
        order = np.argsort(start, kind="stable")  # clocks set back shuffle an hour
        x, y = project(_floats(found["lon"]), _floats(found["lat"]), city.epsg)
        category = np.asarray(found["category"], np.int16)
        incident = np.asarray(found["incident"], np.uint64)
        leads = leading(incident, category, ranks(city.kept_categories))
        return cls(
            chosen, tuple(c.id for c in city.forecast_categories), category[order], leads[order],
            start[order], stop[order], x[order], y[order], version,
        )  # fmt: skip

    @property
    def days(self) -> tuple[np.datetime64, np.datetime64] | None:
        """First and last local day of the records; None where there are none."""
        if not len(self.start):
            return None
        first, last = (self.start[[0, -1]] // 86400).astype("datetime64[D]")
        return first, last

    def counts(
        self,
        from_day: np.datetime64,
        to_day: np.datetime64,
        grid: Grid,
        *,
        category: str = "all",
    ) -> Counts:
        """Count the incidents whose window starts on local days ``from_day`` to ``to_day``.

        Parameters
        ----------
        category : str
            A category id, or ``all`` for the forecast ones.

        Raises
        ------
        InputError
            If the category is unknown or the days are in the wrong order.
        """
        if to_day < from_day:
            raise InputError(f"the period ends ({to_day}) before it begins ({from_day})")
        names = self.forecast if category == "all" else (category,)
        if category != "all" and category not in self.categories:
            raise InputError(
                f"there is no category {category!r}; there are all, {', '.join(self.categories)}"
            )
        first = int(from_day.astype("datetime64[D]").astype(np.int64))
        last = int(to_day.astype("datetime64[D]").astype(np.int64))
        low, high = np.searchsorted(self.start, [first * 86400, (last + 1) * 86400])
        wanted = np.isin(np.arange(len(self.categories)), [self.categories.index(n) for n in names])
        mine = wanted[self.category[low:high]]
        if len(names) > 1:
            mine &= self.leads[low:high]
        rows = low + np.flatnonzero(mine)
        x, y = self.x[rows], self.y[rows]
        placed = np.isfinite(x)
        flat = grid.locate(x[placed], y[placed])
        size = grid.mask.size
        days = np.arange(first, last + 1).astype("datetime64[D]")
        return Counts(
            total=len(rows),
            unplaced=int(len(rows) - placed.sum()),
            outside=int((flat < 0).sum()),
            cells=np.bincount(flat[flat >= 0], minlength=size),
            days=days,
            by_day=np.bincount(self.start[rows] // 86400 - first, minlength=len(days)),
            by_hour_of_week=spread_over_week(self.start[rows], self.stop[rows]),
        )


def spread_over_week(
    start: npt.NDArray[np.int64], stop: npt.NDArray[np.int64], cap_h: int = WINDOW_CAP_H
) -> Floats:
    """Spread incidents evenly over their windows and sum by hour of week.

    Parameters
    ----------
    start, stop : int64
        Windows in local wall-clock seconds since 1970; a window that ends before it starts is an
        instant.
    cap_h : int
        Longer windows are cut to this many hours.

    Returns
    -------
    float64 (168,)
        Sums to the number of incidents; hour 0 is Monday 00:00 to 01:00.
    """
    if not len(start):
        return np.zeros(HOURS_PER_WEEK)
    length = np.clip(stop - start, 0, cap_h * 3600)
    first, last = start // 3600, (start + length) // 3600
    base = int(first.min())
    within = first == last
    hours = np.bincount(first[within] - base, minlength=cap_h + 2).astype(float)
    a, n, i, j = start[~within], length[~within], first[~within] - base, last[~within] - base
    if len(a):
        size = max(len(hours), int(j.max()) + 2)
        hours = np.concatenate([hours, np.zeros(size - len(hours))])
        rate = 3600.0 / n
        # Whole hours i+1 .. j-1 by the ends of their runs, the two broken hours by their share.
        change = np.bincount(i + 1, rate, size) - np.bincount(j, rate, size)
        hours += np.cumsum(change)
        hours += np.bincount(i, ((i + base + 1) * 3600 - a) / n, size)
        hours += np.bincount(j, (a + n - (j + base) * 3600) / n, size)
    week = (np.arange(len(hours)) + base + 3 * 24) % HOURS_PER_WEEK
    return np.bincount(week, hours, HOURS_PER_WEEK).astype(np.float64)
