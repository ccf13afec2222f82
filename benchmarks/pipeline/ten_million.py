"""A store of ten million records: what it takes to fill, to keep, to ask and to compact.

A simulated city's records are laid over each other, each time with other keys, minutes and places a
little apart, and written as one CSV. Times are given beside DuckDB's own bare work on the same
bytes (reading the CSV into a table; summing the parts' columns), as the machine's noise weighs on
both. Each step is a process of its own, whose peak memory is told. Run with
``python -m benchmarks.pipeline.ten_million`` (some 8 GB of disk below the temporary folder).
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import numpy as np

CITY = "simulated"
YEARS = 8.0
DAYS = 400


def make(home: Path, rows: int) -> dict[str, Any]:
    """Write about so many records as one file."""
    from benchmarks.pipeline.known_city import UNTIL

    from crimecast.city import load_city
    from crimecast.simulate.city import simulate

    city = load_city(CITY, home)
    made = simulate(city.folder(home), seed=1, years=YEARS, until=UNTIL)
    copies = -(-rows // made.rows)
    times = ", ".join(
        f"strftime(CAST(nullif({name}, '') AS TIMESTAMP) - to_minutes(copy), "
        f"'%Y-%m-%d %H:%M:%S') AS {name}"
        for name in ("FROM_DATE", "TO_DATE", "REPORTED_DATE")
    )
    places = ", ".join(
        f"round(try_cast({name} AS DOUBLE) + copy * 1e-6, 6) AS {name}" for name in ("LON", "LAT")
    )
    with duckdb.connect() as connection:
        ((count,),) = connection.execute(
            f"COPY (SELECT * EXCLUDE (copy) REPLACE (OFFENSE_ID || '-' || copy AS OFFENSE_ID, "
            f"INCIDENT_ID || '-' || copy AS INCIDENT_ID, {times}, {places}) "
            f"FROM read_csv('{made.csv}', all_varchar=true), range({copies}) t(copy)) "
            f"TO '{home / 'all.csv'}' (HEADER)"
        ).fetchall()
    return {"rows": count, "csv_mb": round((home / "all.csv").stat().st_size / 1e6)}


def fill(home: Path) -> dict[str, Any]:
    """Read the file into the store."""
    from crimecast.city import load_city
    from crimecast.run.ingest import ingest

    began = time.perf_counter()
    report = ingest(load_city(CITY, home), [home / "all.csv"], home=home)
    took = time.perf_counter() - began
    size = sum(path.stat().st_size for path in (home / CITY / "records/parts").iterdir())
    kept = report.rows_new
    return {
        "ingest_s": round(took, 1), "rows_per_s": round(report.rows_read / took),
        "records": kept, "store_mb": round(size / 1e6), "bytes_a_record": round(size / kept, 1),
    }  # fmt: skip


def bare(home: Path) -> dict[str, Any]:
    """Let DuckDB alone read the file, and sum the parts."""
    began = time.perf_counter()
    with duckdb.connect() as connection:
        connection.execute("SET memory_limit = '4GB'")
        connection.execute(f"SET temp_directory = '{home / 'spill'}'")
        connection.execute(
            f"CREATE TABLE t AS SELECT * FROM read_csv('{home / 'all.csv'}', all_varchar=true)"
        )
    return {"bare_read_s": round(time.perf_counter() - began, 1)}


def scan(home: Path) -> dict[str, Any]:
    """Fetch what a fit needs of the parts, with DuckDB and nothing else."""
    began = time.perf_counter()
    with duckdb.connect() as connection:
        connection.execute(
            "SELECT category, epoch_us(occurred_from), epoch_us(occurred_to), "
            f"epoch_us(reported_at), lon, lat FROM '{home / CITY / 'records/parts/*.parquet'}'"
        ).fetchnumpy()
    return {"bare_scan_s": round(time.perf_counter() - began, 2)}


def ask(home: Path) -> dict[str, Any]:
    """Ask what the page asks."""
    from benchmarks.pipeline.history import measure

    return measure(home, CITY)


def fit(home: Path) -> dict[str, Any]:
    """Load a history, cut it, and count it by cell as a fit does."""
    from crimecast.city import load_city
    from crimecast.incidents.query import load_history
    from crimecast.study import study_grid

    city = load_city(CITY, home)
    began = time.perf_counter()
    history = load_history(city, home)
    loaded = time.perf_counter()
    cut = history.as_of(history.origin - np.timedelta64(365, "D"))
    done = time.perf_counter()
    grid = study_grid(city, home, cell=100)
    located = time.perf_counter()
    grid.locate(cut.x, cut.y)
    return {
        "load_history_s": round(loaded - began, 2), "history_rows": len(history),
        "as_of_ms": round(1e3 * (done - loaded)), "as_of_rows": len(cut),
        "locate_ms": round(1e3 * (time.perf_counter() - located)),
    }  # fmt: skip


def records(home: Path) -> dict[str, Any]:
    """Tell what the store holds, as ``crimecast records`` does."""
    from crimecast.city import load_city
    from crimecast.incidents.described import describe

    began = time.perf_counter()
    describe(load_city(CITY, home), home)
    return {"records_s": round(time.perf_counter() - began, 1)}


def split(home: Path) -> dict[str, Any]:
    """Lay the same records down as one part and a part for each of the last days, with edits."""
    from crimecast.incidents.store import Manifest, open_store

    store = open_store(CITY, home)
    held = store.current_sql(store.manifest())
    with duckdb.connect() as connection, store.writing():
        connection.execute("SET memory_limit = '4GB'")
        connection.execute(f"SET temp_directory = '{home / 'spill'}'")
        ((last,),) = connection.execute(f"SELECT max(reported_at) FROM ({held})").fetchall()
        day = f"date_diff('day', reported_at, TIMESTAMP '{last}')"
        connection.execute(
            f"CREATE TABLE late AS SELECT *, {day} AS ago FROM ({held}) WHERE {day} < {DAYS}"
        )
        after = Manifest(CITY)
        for ago in range(DAYS, -1, -1):
            new = "SELECT * EXCLUDE (ago)"
            query = f"{new} FROM late WHERE ago = {ago}"
            if ago == DAYS:
                query = f"SELECT * FROM ({held}) WHERE {day} >= {DAYS}"
            elif ago < DAYS - 7:  # one in a hundred of a week before is revised
                query += (
                    f" UNION ALL {new} REPLACE (seen_at + to_days({DAYS - ago}) AS seen_at, "
                    f"'revised' AS offence) FROM late WHERE ago = {ago + 7} "
                    "AND hash(offence_id) % 100 = 0"
                )
            part = store.write_part(connection, after, query)
            if part:
                after = after.with_part(part)
        store.commit(after)
    for path in store.parts_folder.iterdir():
        if path.name not in {part.name for part in after.parts}:
            path.unlink()
    return {"parts": len(after.parts)}


def compact(home: Path) -> dict[str, Any]:
    """Make one part of many."""
    from crimecast.incidents.compaction import compact as made_one
    from crimecast.incidents.store import open_store

    store = open_store(CITY, home)
    began = time.perf_counter()
    with store.writing() as manifest, duckdb.connect() as connection:
        connection.execute("SET memory_limit = '1GB'")
        connection.execute(f"SET temp_directory = '{home / 'spill'}'")
        content = store.content(manifest)
        after = made_one(store, connection, manifest)
    if store.content(after) != content:
        raise SystemExit("the compaction changed the content")
    return {"compaction_s": round(time.perf_counter() - began, 1), "parts": len(after.parts)}


def _child(pipe: Any, step: Callable[..., dict[str, Any]], arguments: tuple[Any, ...]) -> None:
    told = step(*arguments)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    pipe.send({**told, "peak_mb": peak})


def apart(step: Callable[..., dict[str, Any]], *arguments: Any) -> None:
    """Do a step in a process of its own and print what it told."""
    here, there = multiprocessing.get_context("spawn").Pipe(duplex=False)
    child = multiprocessing.get_context("spawn").Process(
        target=_child, args=(there, step, arguments)
    )
    child.start()
    there.close()
    try:
        print(step.__name__, json.dumps(here.recv()), flush=True)
    finally:
        child.join()


def main() -> None:
    """Measure and print, a line a step."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        apart(make, home, chosen.rows)
        for step in (bare, fill, scan, ask, fit, records, split, fit, compact, fit):
            apart(step, home)


if __name__ == "__main__":
    main()
