"""The demos' own test: Denver's protocol, their models as they were, and ours on the same rows.

Run with ``python -m benchmarks.demos --home HOME --records FILE``, where HOME holds Denver's
records and FILE is the publisher's file, for its own categories.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import numpy as np
from benchmarks.demos.categories import CategoryTest
from benchmarks.demos.counts import CountTest
from benchmarks.demos.rows import load, random_split, time_split

THEIRS = {"r2": 0.030, "f1": 0.261, "accuracy": 0.286}
"""What Denver's demo was measured to reach on its protocol."""


def main() -> None:
    """Run every part and print it as it comes; a table of all as JSON at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--city", default="denver")
    parser.add_argument("--home", type=Path, required=True, help="a home that holds the records")
    parser.add_argument("--records", type=Path, help="the publisher's file (.csv.gz)")
    parser.add_argument("--out", type=Path, help="write the figures here as JSON")
    options = parser.parse_args()
    rows = load(options.city, options.home, options.records)
    counts, categories = CountTest(rows), CategoryTest(rows)
    told: dict[str, object] = {
        "theirs": THEIRS,
        "offences": len(rows.block),
        "block_hours": len(counts.block),
        "share_of_ones": float((counts.count == 1).mean()),
        "largest": int(counts.count.max()),
        "categories": rows.names,
    }
    print(json.dumps(told, indent=1), flush=True)

    def run(name: str, part: Callable[[], object]) -> None:
        began = time.perf_counter()
        value = part()
        told[name] = value if isinstance(value, float) else asdict(value)  # type: ignore[call-overload]
        print(f"{name}: {told[name]} ({time.perf_counter() - began:.0f} s)", flush=True)

    for name, cut in (
        ("random", random_split(len(counts.block))),
        ("time", time_split(counts.hour)),
    ):
        run(f"counts/{name}/demo", lambda cut=cut: counts.demo(cut))
    run("counts/random/truncated", lambda: counts.truncated(random_split(len(counts.block))))
    run("counts/random/ours", lambda: counts.ours(near=False))
    run("counts/random/ours, near in time", lambda: counts.ours(near=True))
    run("counts/time/ours", counts.ours_by_time)
    splits = {"random": random_split(len(rows.block)), "time": time_split(rows.hour)}
    for name, cut in splits.items():
        run(f"categories/{name}/commonest", lambda cut=cut: categories.commonest(cut))
        run(f"categories/{name}/demo", lambda cut=cut: categories.demo(cut))
    run("categories/random/ours", lambda: categories.ours(near=False))
    run("categories/random/ours, near in time", lambda: categories.ours(near=True))
    run("categories/time/ours", categories.ours_by_time)
    run("shared_block_hours", lambda: _shared(rows.block, rows.hour, splits["random"].test))
    if options.out:
        options.out.write_text(json.dumps(told, indent=1))


def _shared(block: np.ndarray, hour: np.ndarray, test: np.ndarray) -> float:
    """Return the share of offences tested on that share block and hour with one learned from."""
    key = block.astype(np.int64) * 10**7 + hour
    known = np.ones(len(key), bool)
    known[test] = False
    return float(np.isin(key[test], key[known]).mean())


if __name__ == "__main__":
    main()
