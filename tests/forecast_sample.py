"""A small forecast for tests: a grid with a hole, three categories, one with a hostile name."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from crimecast.archive.inputs import Category, ForecastHeader, Part, Totals
from crimecast.archive.write import write_forecast
from crimecast.drift import Drift
from crimecast.forecast import make_cube
from crimecast.grid import Grid
from crimecast.spread import Scale, Spread
from crimecast.usual import Usual

HOSTILE = '<script>alert(1)</script>"'
HOURS, NOW = 30, 4
FIRST = np.datetime64("2024-10-27T23:00:00")
ORIGIN = np.datetime64("2024-10-28T03:10:00")


@dataclass(frozen=True)
class Term:
    id: str
    label: str


TERMS = (
    Term("longrun", "This place over the years"),
    Term("year", "Last year"),
    Term("rest", HOSTILE),
)


def sample_grid(cell: int = 500) -> Grid:
    mask = np.ones((13, 17), bool)
    mask[0, :5] = mask[10:, 14:] = mask[6, 8] = False
    return Grid(32613, cell, 500_000.0, 4_396_000.0, mask)


LEADS = (0.9, 0.75, 0.5)
"""What each category brings where all are counted together."""


def sample_header(**changes: Any) -> ForecastHeader:
    values: dict[str, Any] = {
        "city": "denver", "city_name": "Denver", "simulated": False,
        "time_zone": "America/Denver", "origin": ORIGIN,
        "issued_at": np.datetime64("2026-11-22T12:00:00"),
        "data_through": np.datetime64("2024-10-28T03:05:00"),
        "model_name": "sample", "model_version": "1", "first_hour": FIRST, "hours": HOURS,
        "now": NOW,
        "categories": [
            Category(id="robbery", label="Robbery", class_="person", color="#D55E00",
                     placed_share=0.99, late_share=0.05, leads=LEADS[0]),
            Category(id="burglary", label=HOSTILE, class_="property", color=None,
                     placed_share=0.9, late_share=0.5, leads=LEADS[1]),
            Category(id="arson", label="Arson", class_="property", color=None,
                     placed_share=1.0, late_share=0.0, leads=LEADS[2]),
        ],
        "terms": TERMS, "data_hash": "ab" * 32, "spread": sample_spread(),
        "usual": sample_usual(), "drift": sample_drift(),
    }  # fmt: skip
    if changes.get("usual", values) is None:
        values["drift"] = None
    return ForecastHeader(**{**values, **changes})


def sample_spread() -> Spread:
    scales = Scale(None, 24, joint=True), Scale(1000, None), Scale(0, 24), Scale(0, 0)
    phi = np.array([[0.02, 0.1, 0.5, 0.01], [0.03, 0.2, 1.5, 0.0], [0.0, 0.3, 0.7, 0.05]])
    return Spread(("robbery", "burglary", "arson"), scales, phi, "America/Denver")


def sample_usual() -> Usual:
    rng = np.random.default_rng(3)
    week = rng.uniform(0.5, 1.5, (3, 168))
    return Usual(
        ("robbery", "burglary", "arson"), np.datetime64("2019-01-02"), np.datetime64("2024-10-27"),
        per_day=np.array([1.5, 0.4, 0.02]), season=1 + 0.3 * rng.uniform(-1, 1, (3, 53)),
        week=week / week.mean(axis=1, keepdims=True),
    )  # fmt: skip


def sample_drift() -> Drift:
    """Return factors from about a quarter to four, one of them far beyond what is kept."""
    times = np.random.default_rng(6).lognormal(0, 0.5, (3, len(sample_grid().cells)))
    times[0, 3] = 50.0
    return Drift(times, maps=13)


def sample_values(grid: Grid, seed: int = 1) -> dict[str, np.ndarray]:
    """Return intensities (hour, cell) by category; some are exactly 0, some tiny."""
    rng = np.random.default_rng(seed)
    shape = (HOURS, len(grid.cells))
    found = {
        "robbery": rng.lognormal(-9, 2, shape),
        "burglary": rng.lognormal(-12, 4, shape),
        "arson": rng.lognormal(-14, 1, shape),
    }
    found["robbery"][:, 7] = 0
    found["arson"][3] = 0
    return {name: values.astype(np.float32) for name, values in found.items()}


def sample_terms(grid: Grid, values: np.ndarray, seed: int = 2) -> tuple[np.ndarray, np.ndarray]:
    """Return maps (term, cell) and a series (hour,) of which some exceed the whole."""
    rng = np.random.default_rng(seed)
    maps = (values.min(axis=0) * rng.uniform(0.1, 0.7, (2, len(grid.cells)))).astype(np.float32)
    return maps, rng.uniform(0.5, 2.0, HOURS).astype(np.float32)


def sample_parts(grid: Grid, header: ForecastHeader, seed: int = 1) -> Iterator[Part]:
    for name, values in sample_values(grid, seed).items():
        maps, hours = sample_terms(grid, values)
        yield Part(make_cube({name: values}, header.hour_starts, grid), maps, hours)


def sample_totals(placed: np.ndarray) -> Totals:
    expected = placed / 0.95
    together = np.array(LEADS) @ expected
    return Totals(
        expected=expected, lower=np.floor(expected), upper=np.ceil(expected) + 2.0,
        all_expected=together,
        all_lower=np.floor(together), all_upper=np.ceil(together) + 3.0,
    )  # fmt: skip


def issue_sample(folder: Path, *, seed: int = 1, **changes: Any) -> str:
    grid, header = sample_grid(), sample_header(**changes)
    return write_forecast(
        folder,
        header=header,
        grid=grid,
        parts=sample_parts(grid, header, seed),
        totals=sample_totals,
        workers=2,
    )
