"""Three cities' backtests of 28 daily origins by two Dask workers, one of them killed midway.

The tables must be those of one process, to the bit. Told beside it: how long the same tasks took
one process, two processes, two workers that nobody disturbed, and two of which one was killed. Run
with ``python -m benchmarks.pipeline.dask_backtest``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import signal
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

from benchmarks.pipeline.known_city import known_city

from crimecast.city import City
from crimecast.evaluate.protocol import Protocol
from crimecast.run.backtest import run_backtest
from crimecast.run.dask_executor import Dask
from crimecast.run.executors import Executor, Processes, Serial
from crimecast.run.origins import origins_between
from dask_sample import Cluster, cluster

ORIGINS = origins_between("2025-07-20", "2025-08-17", 24, "America/Denver")
MODELS = ("kde", "prior_counts", "uniform")
TIMED = {"timings.parquet", "report.html", "model_card.md", "protocol.json", ".lock", "part.json"}


def one(city: City, home: Path, out: Path, who: Executor) -> dict[str, str]:
    """Backtest a city; return the hashes of the files that hold no times."""
    run_backtest(
        city, home, ORIGINS, models=MODELS, cell=500, out=out, executor=who,
        protocol=Protocol(refit_hours=168),
    )  # fmt: skip
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.name not in TIMED
    }


def each(cities: list[tuple[City, Path]], out: Path, who: Executor) -> list[dict[str, str]]:
    """One city after the other."""
    return [one(city, home, out / home.name, who) for city, home in cities]


def together(cities: list[tuple[City, Path]], out: Path, found: Cluster) -> list[dict[str, str]]:
    """All cities at once, at one scheduler."""
    with ThreadPoolExecutor(len(cities)) as pool:
        return list(pool.map(lambda it: one(*it, out / it[1].name, Dask(found.address)), cities))


def kill_midway(found: Cluster, out: Path, parts: int, told: dict[str, int]) -> None:
    """Kill a worker once half of the parts are there."""
    while len(list(out.glob("*/parts/*__*"))) < parts // 2:
        time.sleep(0.02)
    told["done"] = len(list(out.glob("*/parts/*__*")))
    found.workers[0].send_signal(signal.SIGKILL)


def main() -> None:
    """Run all four ways and print what was found as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=float, default=1.0, help="of records before the origins")
    years = parser.parse_args().years
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        cities = []
        for seed in (1, 2, 3):
            home = root / f"home-{seed}"
            cities.append((known_city(home, seed=seed, years=years)[0], home))
        seconds, tables = {}, {}

        def timed(name: str, found: list[dict[str, str]], began: float) -> None:
            seconds[name] = round(time.perf_counter() - began, 1)
            tables[name] = found
            print(f"{name}: {seconds[name]} s", file=sys.stderr, flush=True)

        began = time.perf_counter()
        timed("serial", each(cities, root / "serial", Serial()), began)
        began = time.perf_counter()
        timed("two processes", each(cities, root / "processes", Processes(2)), began)
        (root / "a").mkdir()
        (root / "b").mkdir()
        with cluster(root / "a", 2) as found:
            began = time.perf_counter()
            timed("two workers", together(cities, root / "workers", found), began)
        with cluster(root / "b", 2) as found:
            told: dict[str, int] = {}
            parts = 3 * len(MODELS) * 4
            killer = threading.Thread(
                target=kill_midway, args=(found, root / "killed", parts, told), daemon=True
            )
            killer.start()
            began = time.perf_counter()
            timed("one killed", together(cities, root / "killed", found), began)
            code = found.workers[0].wait(60)
        same = {name: found == tables["serial"] for name, found in tables.items()}
        print(json.dumps({
            "cities": len(cities), "origins": len(ORIGINS), "tasks": parts,
            "files_compared": sum(map(len, tables["serial"])),
            "killed_after_parts": told["done"], "killed_worker_exit": code,
            "seconds": seconds, "equal_to_serial": same,
            "workers_over_processes": round(seconds["two workers"] / seconds["two processes"], 2),
        }, indent=1))  # fmt: skip
        if not all(same.values()) or code != -signal.SIGKILL:
            raise SystemExit("results differ, or nobody was killed")


if __name__ == "__main__":
    main()
