"""What a pull of a real city's whole table takes, from a portal on this machine.

Seattle's file of records served as a Socrata portal serves it, Denver's as an ArcGIS server does
(the tests' own portals): pulled and read into a store, then pulled again. What the store then tells
of three instants in the past is compared with counts of the file itself, by DuckDB alone; one that
differs ends it with exit code 1. Run with
``CRIMECAST_REAL_DATA=... python -m benchmarks.pipeline.portal [denver|seattle]``.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
_ARC = {
    "OBJECTID": "OID", "OFFENSE_CODE": "Integer", "OFFENSE_CODE_EXTENSION": "Integer",
    "FIRST_OCCURRENCE_DATE": "Date", "LAST_OCCURRENCE_DATE": "Date", "REPORTED_DATE": "Date",
    "GEO_X": "Double", "GEO_Y": "Double", "GEO_LON": "Double", "GEO_LAT": "Double",
    "IS_CRIME": "Integer", "IS_TRAFFIC": "Integer", "VICTIM_COUNT": "Integer",
    "x": "Double", "y": "Double",
}  # fmt: skip
"""Types of Denver's columns at its portal; the others are text."""
#: A process takes over the peak of the one that started it: this one's holds the whole portal.
_APART = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-m", "crimecast", *sys.argv[1:]], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
_MOST = 2_000
"""Rows that Denver's layer gives at once."""


@dataclass(frozen=True)
class Real:
    """A city's file, and how to count it without crimecast.

    Attributes
    ----------
    key, offence, began, reported : str
        The file's columns.
    written : str
        How it writes times, as ``strptime`` reads them.
    """

    file: str
    key: str
    offence: str
    began: str
    reported: str
    written: str
    first: str
    instants: tuple[str, ...]


CITIES = {
    "seattle": Real(
        "seattle/tazs-3rd5_2012-02_2022-05.csv.gz", "offense_id", "offense",
        "offense_start_datetime", "report_datetime", "%Y-%m-%dT%H:%M:%S.%g", "2008-01-01",
        ("2015-03-01T06:00", "2019-07-15T18:30", "2021-12-31T23:59"),
    ),
    "denver": Real(
        "denver/crime_offenses_2019-01_2024-10.csv.gz", "OFFENSE_ID", "OFFENSE_TYPE_ID",
        "FIRST_OCCURRENCE_DATE", "REPORTED_DATE", "%m/%d/%Y %I:%M:%S %p", "2010-01-01",
        ("2020-03-01T06:00", "2022-07-15T18:30", "2024-06-30T23:59"),
    ),
}  # fmt: skip


def _rows(path: Path) -> Iterator[dict[str, str | None]]:
    with gzip.open(path, "rt", encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            yield {name: value or None for name, value in row.items()}


def socrata(path: Path) -> tuple[Any, str]:
    """Return a portal that serves a file as Socrata does, and the path of its data set."""
    from sources.portals.socrata import SET, Soda

    rows = _rows(path)
    first = next(rows)
    types = {
        name: "number" if name == "offense_id" else "calendar_date" if "datetime" in name
        else "text"
        for name in first
    }  # fmt: skip

    def held() -> Iterator[dict[str, Any]]:
        for number, row in enumerate((first, *rows)):
            system = {":id": f"row-{number:07d}", ":updated_at": "2024-03-01T10:00:00.000Z"}
            yield {**system, **row}

    soda = Soda(held(), types)
    soda.table.execute('CREATE INDEX k ON t ("offense_id", ":id")')
    soda.table.execute('CREATE INDEX u ON t (":updated_at", ":id")')
    return soda, f"/resource/{SET}"


def arcgis(path: Path) -> tuple[Any, str]:
    """Return a portal that serves a file as ArcGIS does: object ids, dates as milliseconds."""
    from sources.portals.arcgis import Arc

    rows = _rows(path)
    first = next(rows)
    fields = {name: f"esriFieldType{_ARC.get(name, 'String')}" for name in first}
    dates = [name for name, kind in _ARC.items() if kind == "Date"]

    def held() -> Iterator[dict[str, Any]]:
        for row in (first, *rows):
            told: dict[str, Any] = dict(row)
            for name in dates:
                # The publisher's clock, as if it were UTC: so Denver's portal has it.
                told[name] = _milliseconds(row[name])
            yield told

    arc = Arc({324: held()}, fields, most=_MOST)
    arc.table.execute("CREATE INDEX o ON t324 (OBJECTID)")
    return arc, f"{arc.root}/324"


def _milliseconds(text: str | None) -> int | None:
    if text is None:
        return None
    then = time.strptime(text, "%m/%d/%Y %I:%M:%S %p")
    return calendar.timegm(then) * 1000


def counted(path: Path, real: Real, moment: str) -> dict[str, int]:
    """Count what a file tells had been reported by a local instant, by offense."""
    with duckdb.connect() as connection:
        connection.execute("SET threads = 2")
        found = connection.execute(
            f"SELECT trim({real.offence}), count(DISTINCT {real.key}) FROM (SELECT *, "
            f"strptime({real.began}, '{real.written}') AS b, "
            f"strptime({real.reported}, '{real.written}') AS r "
            f"FROM read_csv('{path}', all_varchar=true, null_padding=true)) "
            f"WHERE r <= TIMESTAMP '{moment}' "
            f"AND b >= TIMESTAMP '{real.first}' AND b <= r + INTERVAL 1 DAY GROUP BY 1"
        ).fetchall()
    return dict(found)


def known(home: Path, city_id: str, moment: str) -> tuple[dict[str, int], int, int]:
    """Count the same in the store, and the forecast categories both there and in a History."""
    import numpy as np

    from crimecast.city import load_city
    from crimecast.incidents.query import load_history
    from crimecast.incidents.store import open_store

    city = load_city(city_id, home)
    local = dt.datetime.fromisoformat(moment).replace(tzinfo=ZoneInfo(city.time_zone))
    utc = f"{local.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S}"
    store = open_store(city_id, home)
    asked = store.current_sql(store.manifest())
    names = ", ".join(f"'{c.id}'" for c in city.forecast_categories)
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT offence, count(*), count(*) FILTER (category IN ({names})) FROM ({asked}) "
            f"WHERE reported_at <= TIMESTAMP '{utc}' GROUP BY 1"
        ).fetchall()
    history = load_history(city, home).as_of(np.datetime64(utc, "s"))
    return {o: n for o, n, _ in found}, sum(f for _, _, f in found), len(history)


def compare(path: Path, home: Path, city_id: str) -> int:
    """Print whether store and file tell the same of three instants; return how many differ."""
    wrong = 0
    for moment in CITIES[city_id].instants:
        theirs = counted(path, CITIES[city_id], moment)
        ours, forecast, history = known(home, city_id, moment)
        differ = {o: (n, theirs.get(o)) for o, n in ours.items() if theirs.get(o) != n}
        never = {o: n for o, n in theirs.items() if o not in ours}
        print(
            f"  known on {moment}: {sum(ours.values()):,} of {len(ours)} offenses, "
            f"{len(differ)} of which the file counts otherwise; {sum(never.values()):,} of "
            f"{len(never)} never kept; History.as_of {history:,}, the store {forecast:,}"
        )
        if differ:
            print(f"    {dict(list(differ.items())[:5])}")
        wrong += len(differ) + (forecast != history)
    return wrong


def measure(city_id: str) -> int:
    """Pull a city, print what it took and what the store knows; return how much is wrong."""
    from crimecast.city import load_city
    from sources.portals.base import serving

    path = Path(os.environ["CRIMECAST_REAL_DATA"]) / CITIES[city_id].file
    portal, where = (socrata if city_id == "seattle" else arcgis)(path)
    with tempfile.TemporaryDirectory() as folder, serving(portal):
        home = Path(folder)
        text = (ROOT / f"src/crimecast/cities/{city_id}.toml").read_text(encoding="utf-8")
        given = load_city(city_id).portal
        assert given is not None
        (home / "cities").mkdir()
        (home / "cities" / f"{city_id}.toml").write_text(
            text.replace(f'"{given.url}"', f'"{portal.url}{where}"'), encoding="utf-8"
        )
        changes = ["changes, all touched"] if given.updated else []
        for what in ("the whole table", *changes, "the whole table again"):
            options = ["--whole"] if "again" in what else []
            began = time.perf_counter()
            done = subprocess.run(
                [sys.executable, "-c", _APART, "ingest", city_id, "--private", "--json", *options],
                check=True, env={**os.environ, "CRIMECAST_HOME": str(home)},
                stdout=subprocess.PIPE, text=True,
            )  # fmt: skip
            took = time.perf_counter() - began
            report, peak = done.stdout.splitlines()
            count = json.loads(report)["rows_read"]
            print(
                f"{city_id}, {what}: {took:.1f} s, {count / took:,.0f} rows a second, "
                f"peak {int(peak) / 1024:.0f} MB",
                flush=True,
            )
        return compare(path, home, city_id)


def main() -> None:
    """Measure both cities, or those that are named, and print."""
    wrong = [measure(city_id) for city_id in sys.argv[1:] or CITIES]
    sys.exit(1 if any(wrong) else 0)


if __name__ == "__main__":
    main()
