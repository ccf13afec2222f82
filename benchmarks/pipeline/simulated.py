"""How near the default comes to the truth on the simulated city, which no model can beat.

Each model's mean log score under the true intensity, as nats per incident over ``prior_counts``,
and the share of the attainable gain. The truth is the intensity given all that really happened
before each hour, reported or not; "truth at origin" is given what had happened by the origin only,
and expects the rest. Neither can be known from records: every block has rates of its own, of which
years of records tell a few incidents. How much they do tell is bounded from above by ``taught``:
trees that learn from the true intensity itself, in one half of the cells, what the default's own
densities say of it, and are scored in the other half (places only: hours are the truth's). Run
with ``python -m benchmarks.pipeline.simulated``.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.pipeline.known_city import known_city

from crimecast.calendar import DAY, hours_from, local_to_utc
from crimecast.evaluate.log_score import expected_log_score
from crimecast.forecast import cells_of
from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.incidents.query import load_history
from crimecast.models.fields import Points, Smoother
from crimecast.models.registry import DEFAULT, MODELS
from crimecast.models.snapshots import SIZE, Snapshots
from crimecast.simulate import truth as truths
from crimecast.study import study_grid


def densities(history: History, grid: Grid, origin: np.datetime64) -> np.ndarray:
    """Return what the default's trees see at an origin, float32 (category, SIZE, cell)."""
    known = history.as_of(origin)
    cell = grid.locate(known.x, known.y)
    inside = cell >= 0
    middle = known.occurred_from + (known.occurred_to - known.occurred_from) // 2
    points = Points(
        cell[inside], ((middle - origin) / DAY)[inside],
        ((known.reported_at - origin) / DAY)[inside],
    )  # fmt: skip
    class_of = np.unique(known.classes, return_inverse=True)[1]
    snapshots = Snapshots(points, known.category[inside], class_of, Smoother(grid))
    state = snapshots.state(0.0)
    by_class, everything = snapshots.shared(state)
    return np.stack([
        np.concatenate([snapshots.densities(state[c]), by_class[class_of[c]], everything])
        for c in range(len(class_of))
    ])  # fmt: skip


def taught(seen: np.ndarray, true: np.ndarray, said: np.ndarray, grid: Grid) -> np.ndarray:
    """Return daily densities (category, cell) by trees that learned the truth in other cells.

    Cells are parted in squares of 500 m, so that neighbors do not tell of each other.
    """
    import lightgbm

    y, x = np.divmod(grid.cells, grid.shape[1])
    side = max(1, 500 // grid.cell)
    fold = (y // side + x // side) % 2
    categories, cells = true.shape
    share = true / true.sum(axis=1, keepdims=True)
    start = np.log(said / said.sum(axis=1, keepdims=True))
    logs = np.log(seen).transpose(0, 2, 1).reshape(-1, SIZE)
    of = np.repeat(np.arange(categories), cells)
    features = np.column_stack([logs, start.ravel(), of])
    out = np.empty(categories * cells)
    options: dict[str, Any] = {
        "objective": "poisson", "learning_rate": 0.05, "num_leaves": 31, "min_data_in_leaf": 30,
        "feature_fraction": 0.3, "poisson_max_delta_step": 0.1, "boost_from_average": False,
        "num_threads": 1, "verbose": -1, "seed": 1,
    }  # fmt: skip
    for half in (0, 1):
        learn = np.tile(fold != half, categories)
        data = lightgbm.Dataset(
            features[learn], share.ravel()[learn] * cells,
            init_score=start.ravel()[learn] + np.log(cells), categorical_feature=[SIZE + 1],
        )  # fmt: skip
        trees = lightgbm.train(options, data, 300)
        out[~learn] = start.ravel()[~learn] + trees.predict(features[~learn], raw_score=True)
    density = np.exp(out).reshape(categories, cells)
    return density / density.sum(axis=1, keepdims=True)


def main() -> None:
    """Simulate, hindcast, compare with the truth and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--years", type=float, default=3.0, help="of records")
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--every", type=int, default=4, help="days between origins")
    parser.add_argument("--cell", type=int, default=100)
    parser.add_argument("--models", default=f"{DEFAULT},additive,prior_counts,uniform")
    options = parser.parse_args()
    names = options.models.split(",")
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        city, made = known_city(home, seed=options.seed, years=options.years)
        history, grid = load_history(city, home), study_grid(city, home, cell=options.cell)
        truth = truths.load(made.truth)
        local = np.datetime64("2025-08-01", "D") + np.arange(0, options.days, options.every)
        origins = local_to_utc(local.astype("datetime64[s]"), city.time_zone)[0]
        sums: dict[tuple[str, str], float] = {}
        mass: dict[str, float] = {}
        began = time.perf_counter()
        for origin in origins:
            hours = hours_from(origin, 24)

            def true_at(known_until: np.datetime64 | None, hours: np.ndarray = hours) -> np.ndarray:
                cube = truth.intensity(hours, grid, history.categories, known_until)
                return cube.reshape(*cube.shape[:2], -1)[:, :, grid.cells]

            true = true_at(None)
            said = {"truth": true, "truth at origin": true_at(origin)}
            for name in names:
                model = MODELS.make(name).fit(history, grid=grid, origin=origin)
                said[name] = cells_of(model.predict(hours), grid)
            daily = true.sum(axis=1, dtype=float)
            places = taught(
                densities(history, grid, origin), daily, said[names[0]].sum(axis=1, dtype=float),
                grid,
            )  # fmt: skip
            said["taught"] = true * (
                places * daily.sum(axis=1, keepdims=True) / np.maximum(daily, 1e-12)
            )[:, None]  # fmt: skip
            for c, category in enumerate(history.categories):
                for key in (category, "all"):
                    mass[key] = mass.get(key, 0.0) + float(true[c].sum(dtype=float))
                    for name, cube in said.items():
                        score = expected_log_score(true[c], np.maximum(cube[c], 1e-12))
                        sums[name, key] = sums.get((name, key), 0.0) + score
            print(f"{origin} {time.perf_counter() - began:.0f} s", flush=True)
    shown = [*names, "taught", "truth at origin", "truth"]
    print(f"{'category':20} {'incidents':>9}", *(f"{n:>15}" for n in shown), "reached")
    for key, n in mass.items():
        gain = {m: (sums[m, key] - sums["prior_counts", key]) / n for m in shown}
        reached = gain[names[0]] / gain["truth"]
        print(f"{key:20} {n:9.0f}", *(f"{v:15.3f}" for v in gain.values()), f"{reached:6.1%}")


if __name__ == "__main__":
    main()
