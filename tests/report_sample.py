"""A made-up backtest's folder: 15 days over a clock change, three models, names that bite."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from crimecast.calendar import local_to_utc
from crimecast.evaluate.coverage import central_interval, pit_bounds, randomized_coverage
from crimecast.evaluate.hit_rate import CURVE_SHARES
from crimecast.evaluate.protocol import EDGES
from crimecast.evaluate.tables import SCHEMA, Columns
from crimecast.run.backtest_files import connect, replace_table

ZONE = "America/Denver"
DAYS = 15
FIRST = np.datetime64("2024-10-28T00:00:00", "s")
MODELS = ("additive", "prior_counts", "uniform")
NASTY = "Theft | <script>alert('x')</script> & *more*"
CATEGORIES = {"robbery": "person", "theft": "property", "rare": "property"}
GROUPS = ("class:person", "class:property", "all")
NAMES = (*CATEGORIES, *GROUPS)
#: Gains over prior_counts by hours: value, low, high. What the page must show.
GAINS = {"additive": (0.3712, 0.3094, 0.4243), "uniform": (-1.84, -1.95, -1.73)}
#: A fifth of the area holds half of what a power of its share says.
POWER = {"additive": 0.28, "prior_counts": 0.33, "uniform": 1.0}
#: Shares of forecasts that pass the spatial and the conditional likelihood test.
PASSED = {"spatial_passed": (0.9333, 0.8, 1.0), "likelihood_passed": (0.8667, 0.6667, 1.0)}
#: What additive names by days: of each category, incidents by the one that it held most likely.
NAMED = {
    "robbery": {"robbery": 20, "theft": 40},
    "theft": {"robbery": 10, "theft": 125},
    "rare": {"theft": 5},
}
AREAS = ("Oak & Elm", "North <side>", "Zephyr Hollow")


def origins(days: int = DAYS) -> np.ndarray:
    """Return local midnights as UTC instants."""
    return local_to_utc(FIRST + np.arange(days) * np.timedelta64(1, "D"), ZONE)[0]


class Sample:
    """Tables as lists of rows; change them, then :meth:`write` them."""

    def __init__(self, models: Iterable[str] = MODELS, *, days: int = DAYS, seed: int = 3) -> None:
        self.rng = np.random.default_rng(seed)
        self.models, self.origins = tuple(models), origins(days)
        self.tables: dict[str, list[dict[str, Any]]] = {name: [] for name in SCHEMA}
        self.protocol = protocol(self.models, self.origins)
        self._observe()
        for model in self.models:
            self._score(model)
            self._count(model)
            self._summarize(model)
            self._mix(model)
            self._place(model)
            self._cost(model)

    def _observe(self) -> None:
        number = 0
        for origin in self.origins:
            for name, mean in zip(CATEGORIES, (4, 9, 0.3), strict=True):
                for hour in self.rng.integers(0, 24, self.rng.poisson(mean)):
                    at = origin + np.timedelta64(int(hour), "h")
                    late = np.timedelta64(int(self.rng.integers(1, 90)), "h")
                    self.tables["observed"].append(
                        {"incident": number, "offence_id": str(number), "category": name,
                         "origin": origin, "occurred_from": at, "occurred_to": at,
                         "reported_at": at + late, "x": 0.0, "y": 0.0, "cell": 1, "iy": 0, "ix": 1,
                         "time": at, "hour_known": True, "heaped": hour in {0, 12}}
                    )  # fmt: skip
                    number += 1

    def _score(self, model: str) -> None:
        better = {"additive": 0.3, "prior_counts": 0.0, "uniform": -1.8}.get(model, 0.1)
        for resolution in ("1h x 250m", "24h x 250m"):
            for name in NAMES:
                for origin in self.origins:
                    day = [r for r in self.tables["observed"] if r["origin"] == origin]
                    n = sum(in_group(r["category"], name) for r in day)
                    value = n * (better - 9.0 + 0.1 * self.rng.normal())
                    row = {"model": model, "category": name, "origin": origin, "lead": 0,
                           "resolution": resolution, "n": n}  # fmt: skip
                    self.tables["scores"] += [
                        row | {"score": "log_score", "value": value, "unit": "nats"},
                        row | {"score": "expected", "value": n + 0.3, "unit": "incidents"},
                        row | {"score": "observed", "value": float(n), "unit": "incidents"},
                    ]
        for row in self.tables["observed"]:
            log = better - 9.0 + 0.2 * self.rng.normal()
            self.tables["rates"].append(
                {"model": model, "origin": row["origin"], "incident": row["incident"],
                 "resolution": "1h x 250m", "log_intensity": log}
            )  # fmt: skip

    def _count(self, model: str) -> None:
        wide = {"additive": 1.2, "prior_counts": 1.2}.get(model, 1.01)
        places = [*(("city", 1, hour, 0.6) for hour in range(24)), ("city", 24, 0, 13.5)]
        places += [(area, 24, 0, 4.5) for area in AREAS]
        rows = [
            {"model": model, "category": name, "area": area, "origin": origin, "lead": lead,
             "hours": hours, "expected": mean * scale, "variance": mean * scale * wide, "crps": 1.0}
            for name, scale in zip(NAMES, (0.3, 0.68, 0.02, 0.3, 0.7, 1.0), strict=True)
            for origin in self.origins
            for area, hours, lead, mean in places
        ]  # fmt: skip
        mean = np.array([row["expected"] for row in rows])
        variance = wide * mean
        seen = self.rng.negative_binomial(mean / (wide - 1), 1 / wide)
        columns = {
            "observed": seen,
            **dict(zip(("pit_low", "pit_high"), pit_bounds(seen, mean, variance), strict=True)),
        }
        for level in (50, 90):
            ends = central_interval(mean, variance, level=level / 100)
            columns |= dict(zip((f"lower{level}", f"upper{level}"), ends, strict=True))
        for at, row in enumerate(rows):
            row |= {name: values[at].item() for name, values in columns.items()}
        self.tables["totals"] += rows

    def _summarize(self, model: str) -> None:
        for name in NAMES:
            n = sum(in_group(r["category"], name) for r in self.tables["observed"])
            for resolution in ("1h x 250m", "24h x 250m"):
                scale = 1.0 if (name, resolution) == ("all", "1h x 250m") else 0.8
                if model in GAINS and "prior_counts" in self.models:
                    value, low, high = (scale * v for v in GAINS[model])
                    self._sum(
                        model, name, resolution, "gain_over_prior_counts", value, low, high, n
                    )
                    self._sum(model, name, resolution, "gain_unheaped_over_prior_counts",
                              value - 0.01, low - 0.01, high - 0.01, n - 3)  # fmt: skip
                ratio = (0.9731, 0.93, 1.02) if resolution[:2] == "1h" else (1.0173, 0.97, 1.08)
                self._sum(model, name, resolution, "expected_over_observed", *ratio, n)
                for percent in (1, 2, 5, 10, 20):
                    value = (percent / 100) ** POWER.get(model, 0.4)
                    self._sum(model, name, resolution, f"hit_rate_{percent}", value,
                              value - 0.02, value + 0.02, n)  # fmt: skip
        for kind, hours, city in (("1h x city", 1, True), ("24h x city", 24, True),
                                  ("24h x neighborhood", 24, False)):  # fmt: skip
            rows = [r for r in self.tables["totals"] if r["model"] == model
                    and r["category"] == "all" and r["hours"] == hours
                    and (r["area"] == "city") == city]  # fmt: skip
            for level in (50, 90):
                inside = [r[f"lower{level}"] <= r["observed"] <= r[f"upper{level}"] for r in rows]
                ends = [[r[end] for r in rows] for end in ("pit_low", "pit_high")]
                exact = randomized_coverage(*ends, level=level / 100)
                for score, values in ((f"coverage_{level}", inside),
                                      (f"coverage_{level}_exact", exact)):  # fmt: skip
                    value = float(np.mean(values))
                    self._sum(model, "all", kind, score, value, value - 0.03, value + 0.03,
                              len(rows))  # fmt: skip

    def _mix(self, model: str) -> None:
        always = {was: {"theft": sum(said.values())} for was, said in NAMED.items()}
        matrix = NAMED if model == "additive" else always
        n = sum(sum(said.values()) for said in matrix.values())
        right = sum(said.get(was, 0) for was, said in matrix.items()) / n
        for resolution in ("1h x 250m", "24h x 250m"):
            self.tables["confusion"] += [
                {"model": model, "resolution": resolution, "category": was, "most_likely": name,
                 "incidents": incidents}
                for was, said in matrix.items()
                for name, incidents in said.items()
            ]  # fmt: skip
            self._sum(model, "all", resolution, "category_accuracy", right, right - 0.05,
                      right + 0.05, n)  # fmt: skip
            self._sum(model, "all", resolution, "category_log_loss", 0.6543, 0.6, 0.7, n)
            for score, ends in PASSED.items():
                self._sum(model, "all", resolution, score, *ends, len(self.origins))

    def _sum(  # noqa: PLR0917
        self, model: str, category: str, resolution: str, score: str, value: float, low: float,
        high: float, n: int,
    ) -> None:  # fmt: skip
        self.tables["summary"].append(
            {"model": model, "category": category, "lead": "all", "resolution": resolution,
             "score": score, "value": value, "low": low, "high": high, "unit": "", "n": n}
        )  # fmt: skip

    def _place(self, model: str) -> None:
        power = POWER.get(model, 0.4)
        for name in NAMES:
            n = sum(in_group(r["category"], name) for r in self.tables["observed"])
            for share in CURVE_SHARES:
                self.tables["curves"].append(
                    {"model": model, "category": name, "resolution": "1h x 250m",
                     "area_share": share, "hits": n * share**power,
                     "oracle": min(n, n * share * 50), "n": n}
                )  # fmt: skip
            for at in range(160, 264, 4):
                expected = 0.5 + 3 * self.rng.random()
                self.tables["reliability"].append(
                    {"model": model, "category": name, "resolution": "1h x 250m", "bin": at,
                     "low": EDGES[at], "high": EDGES[at + 1], "expected": expected,
                     "observed": int(self.rng.poisson(expected)),
                     "cells": max(1, int(expected / EDGES[at]))}
                )  # fmt: skip
        for at, threshold in enumerate(2.0 ** np.arange(-16, 2)):
            score = 10.0 * np.exp(-(((at - 9) / 4.0) ** 2)) * (1 + power)
            self.tables["murphy"].append(
                {"model": model, "category": "all", "resolution": "1h x 250m",
                 "threshold": threshold, "score": score, "cells": 1000}
            )  # fmt: skip

    def _cost(self, model: str) -> None:
        for at, origin in enumerate(self.origins):
            step = "advance" if at % 7 else "fit"
            seconds = {"additive": 21.4}.get(model, 0.52) / (2 if at % 7 else 1)
            common = {"model": model, "origin": origin, "peak_mb": 512.0}
            self.tables["timings"] += [
                common | {"step": step, "seconds": seconds},
                common | {"step": "predict", "seconds": 0.43},
            ]

    def write(self, folder: Path) -> Path:
        """Write all tables that are left, and the protocol."""
        folder.mkdir(parents=True, exist_ok=True)
        with connect() as connection:
            for name, rows in self.tables.items():
                columns: Columns = {
                    column: np.array([row[column] for row in rows], _DTYPES[kind])
                    for column, kind in SCHEMA[name].items()
                }
                replace_table(connection, name, columns, folder)
        (folder / "protocol.json").write_text(json.dumps(self.protocol), encoding="utf-8")
        return folder


_DTYPES = {"text": object, "time": "datetime64[s]", "int": np.int64, "float": float, "bool": bool}


def in_group(category: str, name: str) -> bool:
    """Tell whether a category belongs to a category or group."""
    return name in {"all", category, f"class:{CATEGORIES[category]}"}


def protocol(models: Iterable[str], instants: np.ndarray) -> dict[str, Any]:
    """Return a protocol as `run/backtest.py` writes it."""
    labels = {"robbery": "Robbery", "theft": NASTY, "rare": "Rare kind"}
    return {
        "city": {"id": "oakville", "name": "Oakville <b>", "simulated": False, "time_zone": ZONE},
        "store_version": "abc123", "reported_through": "2024-12-01T05:59:00Z",
        "horizon": 24, "cell_m": 250,
        "categories": [
            {"id": name, "label": labels[name], "class": kind} for name, kind in CATEGORIES.items()
        ],
        "origins": [f"{origin}Z" for origin in instants],
        "command": ["crimecast", "backtest", "oakville", "--from", "2024-10-28", "--home",
                    "/home/somebody/data", "--out=/home/somebody/out", "--models", "additive"],
        "models": {name: {"version": "7"} for name in models},
        "software": {"crimecast": "0.1.0", "python": "3.11"},
        "about": {
            "not_forecast": ["Drugs"], "not_shown": ["homicides"], "exclude": ["traffic"],
            "places": {"exactness": "Places are block midpoints.", "blur_m": 0},
            "source": {"publisher": "City of Oakville", "title": "Crime", "license": "CC BY 4.0",
                       "url": "https://example.org/x", "terms_url": None, "notice": "As is."},
        },
        "data": {
            "records": 123_456, "first": "2019-01-02T07:00:00Z", "placed_share": 0.987,
            "known_at": "2024-10-28T06:00:00Z",
            "reported_within": {"1 day": 0.81, "7 days": 0.94, "30 days": 0.98},
        },
    }  # fmt: skip
