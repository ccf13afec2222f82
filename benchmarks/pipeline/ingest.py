"""Ingest of a city's file, as a multiple of DuckDB's own bare read of it.

The bare read materializes all columns as text and does nothing else. Both are measured in turn in
one process, the best of several, so that a busy machine weighs on both. Run with the real records:

    CRIMECAST_REAL_DATA=... python benchmarks/pipeline/ingest.py --city denver
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import duckdb

from crimecast.area import import_area
from crimecast.city import load_city
from crimecast.incidents.query import CountIndex, load_history
from crimecast.run.ingest import ingest

FILES = {
    "denver": (
        "denver/crime_offenses_2019-01_2024-10.csv.gz",
        "denver/denver_statistical_neighborhoods.geojson",
    ),
    "seattle": ("seattle/tazs-3rd5_2012-02_2022-05.csv.gz", "seattle/spd-mcpp-areas.geojson"),
}
AIM = 5.0


def bare_read(path: Path) -> float:
    """Return the seconds in which DuckDB alone reads the file into a table."""
    began = time.perf_counter()
    with duckdb.connect() as connection:
        connection.execute(
            "CREATE TABLE bare AS "
            f"SELECT * FROM read_csv('{path}', all_varchar=true, null_padding=true)"
        )
    return time.perf_counter() - began


def main() -> None:
    """Measure and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--city", choices=FILES, default="denver")
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    if "CRIMECAST_REAL_DATA" not in os.environ:
        sys.exit("CRIMECAST_REAL_DATA is not set: it names the folder with the real records")
    real = Path(os.environ["CRIMECAST_REAL_DATA"])
    file, area = (real / name for name in FILES[chosen.city])
    city = load_city(chosen.city)
    bare, first, again = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        import_area(city, area, home)
        for _ in range(chosen.rounds):
            bare.append(bare_read(file))
            shutil.rmtree(home / city.id / "records", ignore_errors=True)
            for times in (first, again):
                began = time.perf_counter()
                report = ingest(city, [file], home=home)
                times.append(time.perf_counter() - began)
        began = time.perf_counter()
        history = load_history(city, home)
        loaded = time.perf_counter() - began
        began = time.perf_counter()
        CountIndex.load(city, home)
        indexed = time.perf_counter() - began
        size = sum(p.stat().st_size for p in (home / city.id / "records").rglob("*.parquet"))
    ratio = min(first) / min(bare)
    told = {
        "city": city.id,
        "rows_read": report.rows_read,
        "bare_read_s": round(min(bare), 2),
        "ingest_s": round(min(first), 2),
        "ratio": round(ratio, 2),
        "aim": AIM,
        "rows_per_s": round(report.rows_read / min(first)),
        "ingest_again_s": round(min(again), 2),
        "load_history_s": round(loaded, 2),
        "history_rows": len(history),
        "count_index_s": round(indexed, 2),
        "store_mb": round(size / 1e6, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    print(json.dumps(told, indent=1))
    sys.exit(ratio > AIM)


if __name__ == "__main__":
    main()
