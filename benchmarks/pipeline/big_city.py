"""What routes cost in a city of 160,000 junctions and 500,000 directed edges.

A made-up city of 16 x 16 km with a street or footway every 40 m, written as an extract and read
back as hosts do. Times of its build, of opening it, of the first question's preparation, and of
questions between random places with the next 24 hours of departure. Run with
``python -m benchmarks.pipeline.big_city``.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np

from crimecast.city import load_city
from crimecast.grid import Grid, unproject
from crimecast.route.build import build_graph
from crimecast.route.graph import Mode, StreetGraph
from crimecast.route.network import Spot
from crimecast.route.osm import read_ways
from crimecast.route.plan import Rates, Trip, plan
from crimecast.route.prepared import Prepared
from crimecast.route.store import current_graph, graph_folder, publish, staging
from crimecast.scales import Scale, Spread

EPSG, X0, Y0 = 32613, 490_000.0, 4_390_000.0
SIDE, SPACING, LEFT = 412, 40.0, 0.782
"""Junctions along a side, metres between them, and the share of streets that are there."""
FARTHEST = {Mode.FOOT: 5_000.0, Mode.BICYCLE: 10_000.0}
HOURS, CATEGORIES = 31, 5
SCALES = {
    Scale(None, 1): 0.05, Scale(None, 24): 0.01, Scale(1000, 24): 0.15, Scale(1000, None): 0.1,
    Scale(250, 24): 0.3, Scale(250, None): 0.02, Scale(100, None): 0.5,
    Scale(250, None, joint=True): 0.03,
}  # fmt: skip


def write_extract(path: Path, *, seed: int) -> None:
    """Write the city as an OpenStreetMap extract."""
    import osmium

    rng = np.random.default_rng(seed)
    i = np.arange(SIDE * SIDE)
    row, column = np.divmod(i, SIDE)
    x = X0 + column * SPACING + rng.normal(0, 5, len(i))
    y = Y0 + row * SPACING + rng.normal(0, 5, len(i))
    lines = [*runs(i.reshape(SIDE, SIDE), rng), *runs(i.reshape(SIDE, SIDE).T, rng)]
    number = {}
    for line in lines:  # a bend in the middle of every street
        for a, b in pairwise(line):
            number[a, b] = len(i) + len(number)
    a, b = np.array(list(number)).T
    bends = rng.normal(0, 3, (2, len(a)))
    lon, lat = unproject(
        np.concatenate([x, (x[a] + x[b]) / 2 + bends[0]]),
        np.concatenate([y, (y[a] + y[b]) / 2 + bends[1]]), EPSG,
    )  # fmt: skip
    kinds = ("residential", "footway", "residential", "footway", "tertiary")
    with osmium.SimpleWriter(str(path)) as out:
        for n, place in enumerate(zip(lon.tolist(), lat.tolist(), strict=True)):
            out.add_node(osmium.osm.mutable.Node(id=n + 1, location=place, version=1))
        for w, line in enumerate(lines):
            nodes = [line[0] + 1]
            for pair in pairwise(line):
                nodes += [number[pair] + 1, pair[1] + 1]
            tags = {"highway": kinds[w % len(kinds)], "name": f"Street {w % 5000}"}
            out.add_way(osmium.osm.mutable.Way(id=w + 1, nodes=nodes, tags=tags, version=1))


def runs(rows: np.ndarray, rng: np.random.Generator) -> Iterator[list[int]]:
    """Yield rows of junctions, cut where a street is missing."""
    for row in rows.tolist():
        gone = np.flatnonzero(rng.random(len(row) - 1) > LEFT) + 1
        for part in np.split(np.array(row), gone):
            if len(part) > 1:
                yield part.tolist()


def rates(*, seed: int) -> Rates:
    """Return made-up rates with the spread that forecasts of Denver have, about."""
    rng = np.random.default_rng(seed)
    side = int(SIDE * SPACING / 100) + 4
    grid = Grid(EPSG, 100, X0 - 200, Y0 - 200, np.ones((side, side), bool))
    place = rng.gamma(0.5, 2e-4, (CATEGORIES, 1, len(grid.cells)))
    hour = 1 + 0.6 * np.sin(2 * np.pi * np.arange(HOURS) / 24)
    names = tuple(f"category-{c}" for c in range(CATEGORIES))
    phi = np.tile(np.array(list(SCALES.values())), (CATEGORIES, 1))
    spread = Spread(names, tuple(SCALES), phi, "America/Denver")
    each = (place * hour[None, :, None]).astype(np.float32)
    return Rates(grid, np.datetime64("2026-06-01T00:00", "s"), each, spread, 50.0)


def trips(graph: StreetGraph, prepared: Prepared, mode: Mode, count: int, seed: int
          ) -> Iterator[Trip]:  # fmt: skip
    """Yield trips between random places up to the mode's farthest apart."""
    rng = np.random.default_rng(seed)
    edges = np.unique(prepared.mode(mode)[0].edge)
    middle = np.asarray(graph.points)[np.asarray(graph.first)[edges]]
    for _ in range(count):
        start = rng.integers(len(edges))
        away = np.hypot(*(middle - middle[start]).T)
        stop = rng.choice(np.flatnonzero((away > 300) & (away < FARTHEST[mode])))
        spots = [Spot(int(edges[k]), 5.0, 0.0) for k in (start, stop)]
        yield Trip(*spots, np.datetime64("2026-06-01T00:20", "s"))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--trips", type=int, default=100, help="Of each mode.")
    options = parser.parse_args()
    city = load_city("simulated")
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        extract = home / "city.osm.pbf"
        write_extract(extract, seed=options.seed)
        began = time.perf_counter()
        with staging(graph_folder(city.id, home)) as stage:
            (home / "scratch").mkdir()
            graph, counts = build_graph(read_ways([extract], home / "scratch"), epsg=EPSG)
            publish(stage, graph_folder(city.id, home), graph, {
                "city": city.id, "made_at": "2026-01-01T00:00:00Z", "sources": (),
                "data_date": None, "counts": {}, "attribution": "", "attribution_url": None,
                "license": "",
            })  # fmt: skip
        directed = int(np.isfinite(graph.seconds[0]).sum())
        print(
            f"{counts.nodes:,} junctions, {directed:,} directed edges, "
            f"{extract.stat().st_size / 1e6:.0f} MB"
        )
        print(f"build {time.perf_counter() - began:.1f} s")
        del graph
        began = time.perf_counter()
        before = memory()
        prepared = Prepared(current_graph(city, home))
        for mode in Mode:
            prepared.mode(mode)
        print(f"open {time.perf_counter() - began:.2f} s")
        began, rated = time.perf_counter(), rates(seed=options.seed)
        passes = prepared.passes(rated.grid, rated.near)
        print(f"what edges pass {time.perf_counter() - began:.1f} s")
        for mode in Mode:
            took = []
            for trip in trips(prepared.graph, prepared, mode, options.trips, options.seed):
                began = time.perf_counter()
                plan(prepared.mode(mode)[0], passes, rated, trip)
                took.append(1000 * (time.perf_counter() - began))
            p50, p95 = np.percentile(took, [50, 95])
            print(f"{mode.value}: p50 {p50:.0f} ms, p95 {p95:.0f} ms, most {max(took):.0f} ms")
        print(f"held for it {memory() - before:.0f} MB")


def memory() -> float:
    """Return the resident memory now, MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


if __name__ == "__main__":
    main()
