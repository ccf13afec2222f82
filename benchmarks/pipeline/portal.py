"""What a pull of a real city's whole table takes, from a portal on this machine.

Seattle's file of records served as a Socrata portal serves it (the tests' own), pulled and read
into a store, then pulled again for changes. Run with
``CRIMECAST_REAL_DATA=... python -m benchmarks.pipeline.portal``.
"""

from __future__ import annotations

import csv
import gzip
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
FILE = "seattle/tazs-3rd5_2012-02_2022-05.csv.gz"


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the file's rows as the portal holds them."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file)):
            told = {name: value or None for name, value in row.items()}
            yield {
                ":id": f"row-{number:07d}", ":updated_at": "2024-03-01T10:00:00.000Z", **told
            }  # fmt: skip


def main() -> None:
    """Measure and print."""
    from sources.portals.base import serving
    from sources.portals.socrata import SET, Soda

    path = Path(os.environ["CRIMECAST_REAL_DATA"]) / FILE
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        names = next(csv.reader(file))
    types = {
        name: "number" if name == "offense_id" else "calendar_date" if "datetime" in name
        else "text"
        for name in names
    }  # fmt: skip
    soda = Soda(rows(path), types)
    soda.table.execute('CREATE INDEX k ON t ("offense_id", ":id")')
    soda.table.execute('CREATE INDEX u ON t (":updated_at", ":id")')
    (count,) = soda.table.execute("SELECT count(*) FROM t").fetchone()
    with tempfile.TemporaryDirectory() as folder, serving(soda):
        home = Path(folder)
        text = (ROOT / "src/crimecast/cities/seattle.toml").read_text(encoding="utf-8")
        url = "https://data.seattle.gov/resource/tazs-3rd5"
        (home / "cities").mkdir()
        (home / "cities" / "seattle.toml").write_text(
            text.replace(url, f"{soda.url}/resource/{SET}"), encoding="utf-8"
        )
        for what in ("the whole table", "changes, all touched", "the whole table again"):
            options = ["--whole"] if "again" in what else []
            began = time.perf_counter()
            subprocess.run(
                [sys.executable, "-m", "crimecast", "ingest", "seattle", "--private", "--json",
                 *options],
                check=True, env={**os.environ, "CRIMECAST_HOME": str(home)},
                stdout=subprocess.DEVNULL,
            )  # fmt: skip
            took = time.perf_counter() - began
            peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
            print(f"{what}: {took:.1f} s, {count / took:,.0f} rows a second, peak {peak:.0f} MB")


if __name__ == "__main__":
    main()
