"""The demos used as forecasts, scored by the bench beside the references.

Run with ``python -m benchmarks.demos.forecasts --home HOME --demo demo_denver --city denver --from
2024-07-01 --days 2``. Denver's takes minutes a day.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from crimecast.calendar import local_to_utc
from crimecast.city import load_city
from crimecast.evaluate.backtest import backtest
from crimecast.incidents.query import load_history
from crimecast.models.demos import DEMOS
from crimecast.models.registry import MODELS
from crimecast.study import study_grid

_SCORES = ("gain_over_uniform", "expected_over_observed", "hit_rate_1", "hit_rate_10")


def main() -> None:
    """Score a demo on a city's days and print what it reached."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a home that holds the records")
    parser.add_argument("--demo", choices=tuple(DEMOS), required=True)
    parser.add_argument("--city", required=True)
    parser.add_argument("--from", dest="start", required=True, help="first local midnight")
    parser.add_argument("--days", type=int, default=2)
    parser.add_argument("--cell", type=int, default=100)
    options = parser.parse_args()
    city = load_city(options.city, options.home)
    history = load_history(city, options.home)
    days = np.datetime64(options.start, "s") + np.arange(options.days) * np.timedelta64(1, "D")
    origins = local_to_utc(days.astype("datetime64[s]"), city.time_zone)[0]
    grid = study_grid(city, options.home, cell=options.cell, reported_by=origins[0])
    models = {options.demo: DEMOS[options.demo]}
    models |= {name: MODELS[name] for name in ("uniform", "prior_counts")}
    found = backtest(history, models, origins, grid=grid, windows=("1h",)).frame()
    table = found.query("category == 'all' and lead == 'all' and score in @_SCORES")
    print(table[["model", "resolution", "score", "value", "n"]].to_string(index=False))


if __name__ == "__main__":
    main()
