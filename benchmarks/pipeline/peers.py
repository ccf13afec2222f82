"""Hit rates and log-likelihood on the protocol that other software was measured on.

Denver, 150 x 115 cells of 150 m from (493050, 4386750) in EPSG:26913; scored area: cells with an
incident before 2024 and those next to them; daily forecasts for the 28 days from 5 August 2024;
burglary, theft from vehicles, robbery, and incidents of all categories, police-initiated ones
included. A forecast sees what had been reported by its local midnight. Run with ``python -m
benchmarks.pipeline.peers --home data --models boosted,additive,prior_counts``.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np
from scipy.special import gammaln

from crimecast.calendar import DAY, hours_from, local_to_utc
from crimecast.city import load_city
from crimecast.evaluate.hit_rate import hits_at
from crimecast.forecast import cells_of
from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.incidents.query import load_history
from crimecast.models.registry import MODELS

SHARES = (0.01, 0.05, 0.10)
GROUPS = {
    "burglary": ("burglary",),
    "theft from vehicle": ("theft-from-vehicle", "vehicle-parts"),
    "robbery": ("robbery",),
}
"""Categories of each of the protocol's classes; the last, all, is their sum over everything."""


def protocol_grid(history: History) -> Grid:
    """Return the grid whose mask is the area scored."""
    whole = Grid(26913, 150, 493050.0, 4386750.0, np.ones((115, 150), bool))
    cell = whole.locate(history.x, history.y)
    before = history.occurred_from < np.datetime64("2024-01-01T07:00:00")
    seen = np.zeros(whole.mask.size, bool)
    seen[cell[(cell >= 0) & before]] = True
    around = np.pad(seen.reshape(whole.shape), 1)
    height, width = whole.shape
    mask = np.logical_or.reduce(
        [around[i : i + height, j : j + width] for i in range(3) for j in range(3)]
    )
    return Grid(whole.epsg, whole.cell, whole.x0, whole.y0, mask)


def main() -> None:
    """Score the models and print hit rates (%) and log-likelihoods (nats per incident)."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True, help="a home that holds the records")
    parser.add_argument("--models", default="boosted,additive,prior_counts")
    parser.add_argument("--from", dest="start", default="2024-08-05")
    parser.add_argument("--days", type=int, default=28)
    parser.add_argument("--refit", type=int, default=7, help="days between fits")
    options = parser.parse_args()
    city = load_city("denver", options.home)
    names = [c.id for c in city.kept_categories]
    history = load_history(city, options.home, categories=names)
    grid = protocol_grid(history)
    days = np.datetime64(options.start, "D") + np.arange(options.days)
    origins = local_to_utc(days.astype("datetime64[s]"), city.time_zone)[0]
    flat = grid.locate(history.x, history.y)
    rank = np.where(flat >= 0, grid.rank[np.maximum(flat, 0)], -1)
    groups = {name: [names.index(c) for c in own] for name, own in GROUPS.items()}
    groups["all"] = list(range(len(names)))
    print(f"{len(grid.cells):,} cells of 150 m, {options.days} days from {options.start}")
    for name in options.models.split(","):
        began = time.perf_counter()
        model = MODELS.make(name)
        hits = {g: np.zeros(len(SHARES)) for g in groups}
        sums = {g: np.zeros(4) for g in groups}
        for number, origin in enumerate(origins):
            if number % options.refit:
                model.advance(history, origin=origin)
            else:
                model = MODELS.make(name).fit(history, grid=grid, origin=origin)
            hours = hours_from(origin, 24)
            maps = np.stack([
                cells_of(model.predict(hours, categories=[c]), grid)[0].sum(axis=0, dtype=float)
                for c in names
            ])  # fmt: skip
            came = (history.occurred_from >= origin) & (history.occurred_from < origin + DAY)
            came &= rank >= 0
            for group, own in groups.items():
                expected = maps[own].sum(axis=0)
                counts = np.bincount(
                    rank[came & np.isin(history.category, own)], minlength=len(grid.cells)
                )
                hits[group] += hits_at(expected, counts, SHARES)
                log = counts @ np.log(expected) - expected.sum()
                sums[group] += (
                    log, log - gammaln(counts + 1).sum(), counts.sum(), expected.sum()
                )  # fmt: skip
        print(f"{name}: {time.perf_counter() - began:.0f} s")
        rates = {g: hits[g] / sums[g][2] for g in groups}
        for group, (log, with_factorial, n, expected) in sums.items():
            found = "/".join(f"{100 * r:.1f}" for r in rates[group])
            print(
                f"  {group:20} {int(n):5} incidents, hits {found}, log-likelihood {log / n:.3f}"
                f" ({with_factorial / n:.3f} with factorials), E/O {expected / n:.3f}"
            )
        print(f"  mean of the twelve hit rates {np.mean(list(rates.values())):.4f}")


if __name__ == "__main__":
    main()
