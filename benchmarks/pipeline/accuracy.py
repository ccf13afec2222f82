"""How right the default is: daily hindcasts, information gain over the references.

For Denver's real records (``CRIMECAST_REAL_DATA``), 100 m cells, hours, incidents whose window is
at most an hour. Run with ``python -m benchmarks.pipeline.accuracy --city denver --from 2024-07-01
--days 28``.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np

from crimecast.calendar import local_to_utc
from crimecast.city import load_city
from crimecast.evaluate.hindcast import gain_interval, gains, hindcast
from crimecast.incidents.query import load_history
from crimecast.models.registry import MODELS
from crimecast.study import study_grid


def main() -> None:
    """Score the models and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--city", default="denver")
    parser.add_argument("--home", type=Path, required=True, help="a home that holds the records")
    parser.add_argument("--from", dest="start", default="2024-07-01", help="first local midnight")
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--every", type=int, default=1, help="days between origins")
    parser.add_argument("--cell", type=int, default=100)
    parser.add_argument("--models", default="additive,prior_counts,uniform")
    parser.add_argument("--out", type=Path, help="write the rows here as JSON")
    options = parser.parse_args()
    city = load_city(options.city, options.home)
    history = load_history(city, options.home)
    days = np.arange(0, options.days, options.every).astype("timedelta64[D]")
    local = (np.datetime64(options.start, "D") + days).astype("datetime64[s]")
    origins = local_to_utc(local, city.time_zone)[0]
    grid = study_grid(city, options.home, cell=options.cell, reported_by=origins[0])
    names = options.models.split(",")
    began, rows = time.perf_counter(), []
    for origin in origins:
        rows += hindcast(history, {n: MODELS[n] for n in names}, [origin], grid=grid)
        print(f"{origin} {time.perf_counter() - began:.0f} s", flush=True)
    table = gains(rows, "prior_counts")
    print(
        f"{'model':14} {'category':22} {'n':>6} {'over prior':>11} {'over uniform':>13} {'E/O':>6}"
    )
    against = gains(rows, "uniform") if "uniform" in names else []
    over = {(r["model"], r["category"]): r["gain"] for r in against}
    for row in sorted(table, key=lambda r: (names.index(str(r["model"])), -int(r["n"]))):
        other = over.get((row["model"], row["category"]), float("nan"))
        print(
            f"{row['model']:14} {row['category']:22} {row['n']:6} {row['gain']:11.3f} "
            f"{other:13.3f} {row['ratio']:6.3f}"
        )
    low, high = gain_interval(rows, names[0], "prior_counts")
    print(f"{names[0]} over prior_counts, 95% by days: {low:.3f} to {high:.3f}")
    if options.out:
        options.out.write_text(json.dumps(table, default=str, indent=1))


if __name__ == "__main__":
    main()
