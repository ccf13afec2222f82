"""What crimecast takes beside what somebody would otherwise run for the same, in one table.

Each pair is measured in turn in one run, the least of several, in processor time where that is
told; the ratio is what means the same on another machine. Run it with the real records, as ``make
bench`` does:

    CRIMECAST_REAL_DATA=... python -m benchmarks.pipeline.otherwise --home FOLDER

``FOLDER`` has Denver's records, its area and a forecast of it in cells of 100 m.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.pipeline import big_city
from benchmarks.pipeline.ingest import FILES

CITY = "denver"
CORNERS = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))


@dataclass(frozen=True)
class Pair:
    """Seconds of ours and of theirs for the same thing, and what each is."""

    what: str
    ours: float
    other: str
    theirs: float
    note: str = ""

    @property
    def row(self) -> str:
        """A line of the table."""
        ratio = self.theirs / self.ours
        times = f"{ratio:,.0f}" if ratio >= 10 else f"{ratio:.1f}" if ratio >= 1 else f"{ratio:.2f}"
        return f"| {self.what} | {span(self.ours)} | {self.other} | {span(self.theirs)} | {times} |"


def span(seconds: float) -> str:
    """Write seconds in the unit that suits them."""
    if seconds >= 1:
        return f"{seconds:.1f} s"
    return f"{seconds * 1e3:.0f} ms" if seconds >= 0.01 else f"{seconds * 1e6:,.0f} µs"


def cpu(do: Callable[[], object], *, times: int = 3, each: int = 1) -> float:
    """Return the least processor time of several runs, each of ``each`` calls, for one call."""
    took = []
    for _ in range(times):
        began = time.process_time()
        for _ in range(each):
            do()
        took.append((time.process_time() - began) / each)
    return min(took)


def command(*words: str, times: int = 5, home: Path | None = None) -> float:
    """Return the least time of several runs of a command of its own."""
    environment = {**os.environ, **({"CRIMECAST_HOME": str(home)} if home else {})}
    took = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run(words, check=True, capture_output=True, env=environment)
        took.append(time.perf_counter() - began)
    return min(took)


def starting(home: Path) -> list[Pair]:
    """Time imports and the command line's first words."""
    python, tool = sys.executable, str(Path(sys.executable).with_name("crimecast"))
    pandas = command(python, "-c", "import pandas")
    return [
        Pair("`import crimecast`", command(python, "-c", "import crimecast"), "`import pandas`",
             pandas),
        Pair("`crimecast --help`", command(tool, "--help"), "`import pandas`", pandas),
        Pair("`crimecast status`", command(tool, "status", home=home), "`import pandas`", pandas),
    ]  # fmt: skip


def reading(records: Path) -> Pair:
    """Take a city's file in: types, times, places, categories, duplicates, a store; or pandas."""
    import pandas as pd

    from crimecast.city import load_city
    from crimecast.run.ingest import ingest

    city = load_city(CITY)

    def ours() -> None:
        with tempfile.TemporaryDirectory() as folder:
            ingest(city, [records], home=Path(folder))

    def theirs() -> None:
        frame = pd.read_csv(records, low_memory=False, encoding_errors="replace")
        when = next(c for c in frame.columns if "first_occurrence" in c.lower())
        frame[when] = pd.to_datetime(frame[when], format="mixed")

    return Pair("a city's file, checked and stored", cpu(ours),
                "pandas: read it and parse one date", cpu(theirs))  # fmt: skip


def mapping(home: Path) -> Pair:
    """Make the map of one category: our kernel densities, or scipy's, of a year's incidents."""
    from scipy.stats import gaussian_kde

    from crimecast.calendar import hours_from
    from crimecast.city import load_city
    from crimecast.incidents.query import load_history
    from crimecast.models.registry import MODELS
    from crimecast.study import study_grid

    city = load_city(CITY, home)
    history = load_history(city, home)
    grid = study_grid(city, home, cell=100)
    origin = history.data_through
    x, y = grid.centres
    recent = (history.occurred_from >= origin - np.timedelta64(365, "D")) & np.isfinite(history.x)

    def ours() -> None:
        model = MODELS.make("kde").fit(history, grid=grid, origin=origin)
        model.predict(hours_from(origin.astype("datetime64[h]").astype("datetime64[s]"), 168))

    def theirs() -> None:
        for c in range(len(history.categories)):
            points = np.stack([history.x[recent & (history.category == c)],
                               history.y[recent & (history.category == c)]])  # fmt: skip
            gaussian_kde(points[:, :5000])(np.stack([x, y]))

    many = len(history.categories)
    return Pair(f"kernel densities of all records, {many} categories, a week by hour, 100 m",
                cpu(ours, times=2), "scipy's `gaussian_kde`, a map each of a year's first 5,000",
                cpu(theirs, times=1))  # fmt: skip


def one_map(home: Path) -> Pair:
    """Give one hour's map as it lies there; or draw it as anybody draws one."""
    from crimecast.grid import unproject
    from crimecast.web.forecasts import frame_payload
    from crimecast.web.site import Site

    site = Site(home)
    served = site.latest(CITY)
    assert served is not None
    issued, grid = served.issued, served.issued.grid
    layer = issued.layer(len(issued.manifest.categories), 24, 25)[0]
    x, y = grid.centres
    half = grid.cell / 2
    around = [unproject(x + dx * half, y + dy * half, grid.epsg) for dx, dy in CORNERS]
    rings = np.round(np.stack([np.stack(place, axis=1) for place in around], axis=1), 5)

    def drawn() -> bytes:
        features = [
            {"type": "Feature", "properties": {"expected": value},
             "geometry": {"type": "Polygon", "coordinates": [ring]}}
            for ring, value in zip(rings.tolist(), layer.tolist(), strict=True)
        ]  # fmt: skip
        text = json.dumps({"type": "FeatureCollection", "features": features})
        return gzip.compress(text.encode(), 1)

    frame, made = frame_payload(site, CITY, issued.id, "all", 24).packed, drawn()
    assert frame is not None
    return Pair(f"one hour's map, {len(frame) / 1e3:.0f} kB",
                cpu(lambda: frame_payload(site, CITY, issued.id, "all", 24), each=200),
                f"the same made as GeoJSON, {len(made) / 1e3:,.0f} kB", cpu(drawn))  # fmt: skip


def one_year(home: Path) -> Pair:
    """Count a year of records, made anew; or with pandas, the records in memory."""
    import pandas as pd

    from crimecast.incidents.query import load_history
    from crimecast.web import history
    from crimecast.web.asked import asked
    from crimecast.web.site import HISTORY_CELL, Site

    site = Site(home)
    city = site.city(CITY)
    grid, known = site.grid(city, HISTORY_CELL), load_history(city, home)
    table = pd.DataFrame({
        "day": known.occurred_from.astype("datetime64[D]"), "category": known.category,
        "column": (known.x - grid.x0) // HISTORY_CELL, "row": (known.y - grid.y0) // HISTORY_CELL,
    })  # fmt: skip
    last = known.occurred_from.max().astype("datetime64[D]")
    first = last - np.timedelta64(364, "D")

    def ours() -> object:
        what = asked(site, city, from_=first.item(), to=last.item(), category="all", weekdays=None,
                     hours=None)  # fmt: skip
        return history.answer(site, city, what, grid).packed

    def theirs() -> bytes:
        mine = table[(table["day"] >= first) & (table["day"] <= last)]
        told = {
            "cells": mine.groupby(["row", "column"]).size().reset_index().values.tolist(),
            "days": mine.groupby("day").size().tolist(),
            "categories": mine.groupby("category").size().tolist(),
        }
        return gzip.compress(json.dumps(told).encode(), 1)

    ours()
    return Pair("a year of records by cell, day, category, hour of the week",
                cpu(ours, each=5),
                "pandas: the first three of those sums", cpu(theirs, each=5))  # fmt: skip


def one_place(home: Path) -> Pair:
    """Tell a place that nobody asked for; or read its hours out of the cube with xarray."""
    import xarray as xr

    from crimecast.web import place
    from crimecast.web.site import Site

    site = Site(home)
    served = site.latest(CITY)
    assert served is not None
    issued, grid = served.issued, served.issued.grid
    flats = np.random.default_rng(1).choice(grid.cells, 200, replace=False)
    spots = [grid.outline_lonlat(int(flat)) for flat in flats]
    middles = [((a[0][0] + a[2][0]) / 2, (a[0][1] + a[2][1]) / 2) for a in spots]
    place.answer(site, place.asked_place(site, CITY, issued.id, middles[0], "all"))
    ahead = iter(middles * 3)

    def ours() -> None:
        site.places = type(site.places)(1)  # nothing is at hand
        place.answer(site, place.asked_place(site, CITY, issued.id, next(ahead), "all"))

    cube = xr.open_zarr(issued.folder / "cube.zarr")
    numbers = next(name for name, found in cube.items() if found.ndim == 4)
    x, y = grid.centres

    def theirs() -> bytes:
        where = {"x": float(x[0]), "y": float(y[0])}
        found = cube[numbers].sel(where, method="nearest").values
        return gzip.compress(json.dumps(found.tolist()).encode(), 1)

    return Pair("a place: 192 hours of all categories, why, three ranges", cpu(ours, each=150),
                "xarray: its hours out of the forecast's Zarr cube", cpu(theirs))  # fmt: skip


def routing() -> Pair:
    """Find a way on foot across a made-up city; or the shortest path alone with networkx."""
    import networkx as nx

    from crimecast.city import load_city
    from crimecast.route.build import build_graph
    from crimecast.route.graph import Mode
    from crimecast.route.osm import read_ways
    from crimecast.route.plan import plan
    from crimecast.route.prepared import Prepared

    load_city("simulated")
    with tempfile.TemporaryDirectory() as name:
        extract = Path(name) / "city.osm.pbf"
        big_city.write_extract(extract, seed=1)
        (Path(name) / "scratch").mkdir()
        graph, _ = build_graph(read_ways([extract], Path(name) / "scratch"), epsg=big_city.EPSG)
        prepared, rated = Prepared(graph), big_city.rates(seed=1)
        passes = prepared.passes(rated.grid, rated.near)
        network = prepared.mode(Mode.FOOT)[0]
        seconds = np.asarray(graph.seconds[0])
        other = nx.DiGraph()
        for a, b, way in ((graph.tail, graph.head, 0), (graph.head, graph.tail, 1)):
            there = np.isfinite(seconds[:, way])
            other.add_weighted_edges_from(
                zip(np.asarray(a)[there].tolist(), np.asarray(b)[there].tolist(),
                    seconds[there, way].tolist(), strict=True)
            )  # fmt: skip
        asked = list(big_city.trips(graph, prepared, Mode.FOOT, 30, 1))
        ours = [cpu(lambda trip=trip: plan(network, passes, rated, trip), times=1)  # type: ignore[misc]
                for trip in asked]  # fmt: skip
        ends = [(int(graph.tail[t.start.edge]), int(graph.tail[t.stop.edge])) for t in asked]
        theirs = [
            cpu(lambda a=a, b=b: nx.dijkstra_path(other, a, b), times=1)  # type: ignore[misc]
            for a, b in ends
            if nx.has_path(other, a, b)
        ]
    return Pair("ways on foot of up to 5 km, compared, with ranges, for 24 hours of departure",
                float(np.median(ours)), "networkx: one fastest path, nothing else",
                float(np.median(theirs)))  # fmt: skip


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    chosen = parser.parse_args()
    if "CRIMECAST_REAL_DATA" not in os.environ:
        sys.exit("CRIMECAST_REAL_DATA is not set: it names the folder with the real records")
    records = Path(os.environ["CRIMECAST_REAL_DATA"]) / FILES[CITY][0]
    pairs: list[Pair] = []
    parts: tuple[Callable[[], Any], ...] = (
        lambda: starting(chosen.home), lambda: reading(records), lambda: mapping(chosen.home),
        lambda: one_map(chosen.home), lambda: one_year(chosen.home),
        lambda: one_place(chosen.home), routing,
    )  # fmt: skip
    print("| what | crimecast | otherwise | | times |\n|---|---|---|---|---|")
    for part in parts:
        found = part()
        new = found if isinstance(found, list) else [found]
        pairs += new
        for pair in new:
            print(pair.row, flush=True)


if __name__ == "__main__":
    main()
