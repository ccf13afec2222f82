"""How near the default comes to the truth on the simulated city, which no model can beat.

Each model's mean log score under the true intensity, as nats per incident over ``prior_counts``,
and the share of the attainable gain. The truth is the intensity given all that really happened
before each hour, reported or not. Run with ``python -m benchmarks.pipeline.simulated``.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from crimecast.calendar import hours_from, local_to_utc
from crimecast.city import load_city
from crimecast.evaluate.log_score import expected_log_score
from crimecast.forecast import cells_of
from crimecast.incidents.query import load_history
from crimecast.models.registry import MODELS
from crimecast.run.ingest import ingest
from crimecast.simulate import truth as truths
from crimecast.simulate.city import simulate
from crimecast.study import study_grid


def main() -> None:
    """Simulate, hindcast, compare with the truth and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--every", type=int, default=4, help="days between origins")
    parser.add_argument("--cell", type=int, default=100)
    parser.add_argument("--models", default="additive,prior_counts,uniform")
    options = parser.parse_args()
    names = options.models.split(",")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        city = load_city("simulated", home)
        made = simulate(
            city.folder(home), seed=options.seed, until=np.datetime64("2025-09-01T12:00", "s")
        )
        ingest(city, [made.csv], home=home)
        history, grid = load_history(city, home), study_grid(city, home, cell=options.cell)
        truth = truths.load(made.truth)
        local = np.datetime64("2025-08-01", "D") + np.arange(0, options.days, options.every)
        origins = local_to_utc(local.astype("datetime64[s]"), city.time_zone)[0]
        sums: dict[tuple[str, str], float] = {}
        mass: dict[str, float] = {}
        began = time.perf_counter()
        for origin in origins:
            hours = hours_from(origin, 24)
            cubes = truth.intensity(hours, grid, history.categories)
            true = cubes.reshape(*cubes.shape[:2], -1)[:, :, grid.cells]
            said = {"truth": true}
            for name in names:
                model = MODELS.make(name).fit(history, grid=grid, origin=origin)
                said[name] = cells_of(model.predict(hours), grid)
            for c, category in enumerate(history.categories):
                for key in (category, "all"):
                    mass[key] = mass.get(key, 0.0) + float(true[c].sum(dtype=float))
                    for name, cube in said.items():
                        score = expected_log_score(true[c], cube[c])
                        sums[name, key] = sums.get((name, key), 0.0) + score
            print(f"{origin} {time.perf_counter() - began:.0f} s", flush=True)
    print(f"{'category':20} {'incidents':>9}", *(f"{n:>13}" for n in [*names, "truth"]), "reached")
    for key, n in mass.items():
        gain = {m: (sums[m, key] - sums["prior_counts", key]) / n for m in [*names, "truth"]}
        reached = gain[names[0]] / gain["truth"]
        print(f"{key:20} {n:9.0f}", *(f"{v:13.3f}" for v in gain.values()), f"{reached:6.1%}")


if __name__ == "__main__":
    main()
