"""Whether routes' intervals hold the truth, and those told apart differ, where it is known.

On the simulated city, with its own streets: between random places, at random hours of the two days
after origins on each day of the week, exposure as the default forecasts it against that under the
true intensity. Run with ``python -m benchmarks.pipeline.routes``.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np
from benchmarks.pipeline.known_city import known_city

from crimecast.area import import_area
from crimecast.calendar import hours_from, local_to_utc
from crimecast.forecast import cells_of
from crimecast.incidents.query import load_history
from crimecast.models.registry import DEFAULT, MODELS
from crimecast.route.exposure import expected_on, reach
from crimecast.route.graph import Mode
from crimecast.route.make import make_graph
from crimecast.route.network import Network, Spot
from crimecast.route.plan import Rates, Trip, plan
from crimecast.route.store import current_graph
from crimecast.simulate import truth as truths
from crimecast.study import study_grid

HOURS = 48


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--years", type=float, default=3.0)
    parser.add_argument("--origins", type=int, default=7)
    parser.add_argument("--trips", type=int, default=60, help="Of each origin.")
    options = parser.parse_args()
    rng = np.random.default_rng(options.seed)
    held: list[tuple[bool, bool, bool, bool]] = []
    apart: list[bool] = []
    seconds: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        city, made = known_city(home, seed=options.seed, years=options.years)
        import_area(city, made.area, home)
        make_graph(city, [made.streets], home)
        history, grid = load_history(city, home), study_grid(city, home, cell=100)
        truth, network = truths.load(made.truth), Network(current_graph(city, home), Mode.FOOT)
        passes = reach(network.graph, grid, 50.0)
        person = [c for c, k in enumerate(history.classes) if k == "person"]
        ids = [history.categories[c] for c in person]
        local = np.datetime64("2025-07-05", "D") + 8 * np.arange(options.origins)
        for origin in local_to_utc(local.astype("datetime64[s]"), city.time_zone)[0]:
            model = MODELS.make(DEFAULT).fit(history, grid=grid, origin=origin)
            hours = hours_from(origin, HOURS)
            said = cells_of(model.predict(hours), grid)[person]
            cube = truth.intensity(hours, grid, history.categories)
            true = cube.reshape(*cube.shape[:2], -1)[person][:, :, grid.cells].sum(axis=0)
            rates = Rates(grid, hours[0], said, model.spread().select(ids), 50.0)
            for _ in range(options.trips):
                start, stop = rng.choice(np.unique(network.edge), 2)
                after = int(rng.integers(0, (HOURS - 3) * 60))
                trip = Trip(
                    Spot(int(start), 5.0, 0.0), Spot(int(stop), 5.0, 0.0),
                    hours[0] + np.timedelta64(after, "m").astype("timedelta64[s]"),
                )  # fmt: skip
                began = time.perf_counter()
                routes = plan(network, passes, rates, trip, ahead=1)
                seconds.append(time.perf_counter() - began)
                known = [float(expected_on(r.items, true, after // 60).sum()) for r in routes]
                for i, route in enumerate(routes):
                    value = known[i]
                    held.append((i == 0, route.lower <= value <= route.upper,
                                 value < route.lower, value > route.upper))  # fmt: skip
                    if route.against is not None and route.against.apart:
                        apart.append(value < known[0])
    found = np.array(held)
    for name, rows in (("the fastest", found[found[:, 0]]), ("alternatives", found[~found[:, 0]]),
                       ("all", found)):  # fmt: skip
        inside, below, above = rows[:, 1:].mean(axis=0)
        print(
            f"{name:14} {len(rows):5}  inside {inside:6.1%}  below {below:6.1%}  above {above:6.1%}"
        )
    print(f"told apart from the fastest {len(apart)}, truly less {np.mean(apart):.1%}")
    print(f"a plan takes {1000 * float(np.median(seconds)):.0f} ms (median)")


if __name__ == "__main__":
    main()
