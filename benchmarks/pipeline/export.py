"""Exports of Denver's records, and of a store of many copies of them: time, size, memory.

Each export is a command of its own, so that its peak memory is known. The copies' places lie up to
a few hundred metres apart, so that there are as many points as in a store that grew to that size.
Run with the real records:

    CRIMECAST_REAL_DATA=... python -m benchmarks.pipeline.export --copies 27
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import multiprocessing
import os
import sys
import tempfile
import time
from pathlib import Path

import duckdb
from benchmarks.pipeline.ingest import FILES

from crimecast.area import import_area
from crimecast.city import load_city
from crimecast.incidents.store import open_store
from crimecast.run.ingest import ingest

RUNS = (
    ("counts.csv",),
    ("counts.csv.gz",),
    ("counts.parquet",),
    ("counts.geojson",),
    ("records.csv", "--records"),
    ("records.csv.gz", "--records"),
    ("records.parquet", "--records"),
)


def multiply(home: Path, copies: int) -> None:
    """Put ``copies`` of the store's records into it in place of themselves."""
    store = open_store("denver", home)
    with store.writing() as manifest, duckdb.connect() as connection:
        connection.execute("SET enable_progress_bar = false")
        query = (
            "SELECT * EXCLUDE (k) REPLACE (offence_id || '-' || k AS offence_id, "
            "lon + k % 9 * 1e-4 + hash(offence_id || k) % 1000 * 1e-6 AS lon, "
            "lat + k // 9 * 1e-4 + hash(k || offence_id) % 1000 * 1e-6 AS lat) "
            f"FROM ({store.current_sql(manifest)}), range({copies}) r(k)"
        )
        part = store.write_part(connection, manifest, query)
        assert part is not None
        store.commit(dataclasses.replace(manifest, parts=(part,)))


def timed(home: Path, arguments: tuple[str, ...]) -> dict[str, object]:
    """Run an export; return what it took."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / arguments[0]
        given = [sys.executable, "-m", "crimecast", "export", "denver", str(path), *arguments[1:]]
        began = time.perf_counter()
        child = os.posix_spawn(
            sys.executable, [*given, "--json"], {**os.environ, "CRIMECAST_HOME": str(home)},
            file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
        )  # fmt: skip
        _, status, used = os.wait4(child, 0)
        took = time.perf_counter() - began
        assert status == 0, arguments
        return {
            "export": " ".join(arguments), "s": round(took, 1),
            "cpu_s": round(used.ru_utime + used.ru_stime, 1),
            "mb": round(path.stat().st_size / 1e6, 1), "peak_mb": used.ru_maxrss // 1024,
        }  # fmt: skip


def prepare(home: Path, copies: int) -> None:
    """Make the store."""
    file, area = (Path(os.environ["CRIMECAST_REAL_DATA"]) / name for name in FILES["denver"])
    city = load_city("denver")
    import_area(city, area, home)
    ingest(city, [file], home=home)
    if copies > 1:
        multiply(home, copies)


def main() -> None:
    """Measure and print one JSON object a line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--copies", type=int, default=1)
    chosen = parser.parse_args()
    if "CRIMECAST_REAL_DATA" not in os.environ:
        sys.exit("CRIMECAST_REAL_DATA is not set: it names the folder with the real records")
    with tempfile.TemporaryDirectory() as folder:
        # In a process of its own: a child's peak begins with what its parent holds.
        maker = multiprocessing.get_context("spawn").Process(
            target=prepare, args=(Path(folder), chosen.copies)
        )
        maker.start()
        maker.join()
        assert maker.exitcode == 0
        for run in RUNS:
            print(json.dumps(timed(Path(folder), run)), flush=True)


if __name__ == "__main__":
    main()
