"""Fit and issue: seconds, processor seconds and peak memory, at 100 m and 50 m.

Each run is a process of its own, told by the operating system. Times are also given as multiples
of DuckDB's bare read of the same records, taken in the same run, for machines differ.
Run with ``python -m benchmarks.pipeline.forecast --home HOME --city denver --records FILE``.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Usage:
    """What a process took: seconds on the clock, seconds of processors, peak memory in MB."""

    wall: float
    cpu: float
    peak: float


def measure(*command: str) -> Usage:
    """Run a command and return what it took.

    Raises
    ------
    RuntimeError
        If it fails.
    """
    began = time.perf_counter()
    pid = os.posix_spawnp(command[0], command, os.environ)
    _, status, usage = os.wait4(pid, 0)
    if os.waitstatus_to_exitcode(status):
        raise RuntimeError(f"{' '.join(command)} failed")
    wall = time.perf_counter() - began
    return Usage(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def bare_read(records: Path) -> Usage:
    """Measure DuckDB's own read of a CSV file into a table, nothing more."""
    code = (
        "import duckdb; duckdb.connect().execute("
        f"\"CREATE TABLE t AS SELECT * FROM read_csv('{records}', all_varchar=true, "
        'null_padding=true)")'
    )
    return measure(sys.executable, "-c", code)


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a home that holds the records")
    parser.add_argument("--city", default="denver")
    parser.add_argument("--records", type=Path, required=True, help="the publisher's CSV file")
    parser.add_argument("--cells", default="100,50")
    parser.add_argument("--runs", type=int, default=1)
    options = parser.parse_args()
    print(f"{'':24} {'wall s':>8} {'cpu s':>8} {'peak MB':>8} {'x bare read':>12}")
    with tempfile.TemporaryDirectory(dir=options.home) as folder:
        home = Path(folder)
        shutil.copytree(
            options.home / options.city, home / options.city,
            ignore=shutil.ignore_patterns("forecasts"),
        )  # fmt: skip
        for _ in range(options.runs):
            bare = bare_read(options.records)
            show("DuckDB's bare read", bare, bare)
            for cell in options.cells.split(","):
                usage = measure(
                    sys.executable, "-m", "crimecast", "forecast", options.city, "--home",
                    str(home), "--cell", cell, "--json",
                )  # fmt: skip
                show(f"fit and issue at {cell} m", usage, bare)
                shutil.rmtree(home / options.city / "forecasts")


def show(name: str, usage: Usage, bare: Usage) -> None:
    """Print a row."""
    print(
        f"{name:24} {usage.wall:8.1f} {usage.cpu:8.1f} {usage.peak:8.0f} "
        f"{usage.wall / bare.wall:12.1f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
