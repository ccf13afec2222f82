"""Processor time of the history's answers, part by part, where other work shares the machine.

Run it as ``python -m benchmarks.pipeline.history --home FOLDER --city CITY``; the home holds the
city's records. ``serve.py --history`` times the same answers over loopback.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import time
from pathlib import Path
from typing import Any

import numpy as np

from crimecast.web.asked import asked
from crimecast.web.history import answer
from crimecast.web.site import HISTORY_CELL, Site

REPEATS = 9


def _date(day: np.datetime64) -> dt.date:
    return dt.date.fromisoformat(str(day))


def measure(home: Path, city_id: str) -> dict[str, Any]:
    """Return milliseconds of one thread for periods with and without hours chosen."""
    site = Site(home)
    city = site.city(city_id)
    begin = time.thread_time()
    cube = site.cube(city)
    if cube is None or cube.index.days is None:
        raise SystemExit(f"{city_id} has no records in {home}")
    grid = site.grid(city, HISTORY_CELL)
    site.placed(city, cube, grid)
    report: dict[str, Any] = {
        "incidents": len(cube.index.start), "ready_ms": round(1e3 * (time.thread_time() - begin)),
    }  # fmt: skip
    first, last = cube.index.days
    year, three = (last - np.timedelta64(days - 1, "D") for days in (365, 3 * 365))
    # What a comparison asks for besides: as many days just before.
    spans = [
        ("year", year, last),
        ("year_before", year - np.timedelta64(365, "D"), year - np.timedelta64(1, "D")),
        ("three_years", three, last),
        ("all", first, last),
    ]
    for name, start, end in spans:
        for suffix, hours in (("", None), ("_brushed", "22-4")):
            took = []
            for _ in range(REPEATS):
                site.shares = Site(home).shares  # nothing is at hand
                begin = time.thread_time()
                what = asked(
                    site, city, from_=_date(start), to=_date(end), category="all",
                    weekdays=None, hours=hours,
                )  # fmt: skip
                packed = answer(site, city, what, grid).packed
                took.append(time.thread_time() - begin)
            report[f"{name}{suffix}_ms"] = round(1e3 * float(np.median(took)), 1)
            report[f"{name}{suffix}_kb"] = round(len(packed or b"") / 1e3, 1)
    return report


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--city", default="denver")
    arguments = parser.parse_args()
    print(json.dumps(measure(arguments.home, arguments.city), indent=1))


if __name__ == "__main__":
    main()
