"""Made-up cubes with the shape of a real city's: for timing the archive and the server."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from crimecast.archive.inputs import Category, ForecastHeader, Part, Totals
from crimecast.calendar import hours_from
from crimecast.forecast import make_cube
from crimecast.grid import Grid

HOURS, NOW, CATEGORIES = 192, 24, 13


class _Term:
    def __init__(self, name: str) -> None:
        self.id, self.label = name, name.capitalize()


TERMS = tuple(_Term(name) for name in ("longrun", "year", "months", "recent", "rest"))


def grid_like_denver(cell: int) -> Grid:
    """Return a grid of 334 x 438 cells at 100 m of which 41,000 lie in the study area."""
    height, width = (round(n * 100 / cell) for n in (334, 438))
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]  # type: ignore[misc]
    mask = (np.hypot((x - 0.28) / 0.213, (y - 0.45) / 0.295) < 1) | (
        (np.abs(x - 0.82) < 0.139) & (np.abs(y - 0.72) < 0.1557)
    )
    return Grid(32613, cell, 490_000.0, 4_390_000.0, mask)


def header(*, categories: int = CATEGORIES, hours: int = HOURS) -> ForecastHeader:
    """Return a header over ``categories`` made-up categories."""
    origin = np.datetime64("2024-10-28T03:10:00")
    return ForecastHeader(
        city="denver", city_name="Denver", simulated=True, time_zone="America/Denver",
        origin=origin, issued_at=np.datetime64("2026-11-22T12:00:00"), data_through=origin,
        model_name="synthetic", model_version="1",
        first_hour=np.datetime64("2024-10-27T03:00:00"), hours=hours, now=NOW,
        categories=[
            Category(id=f"category-{i}", label=f"Category {i}", class_="property", color=None,
                     placed_share=0.99, late_share=0.05)
            for i in range(categories)
        ],
        terms=TERMS, data_hash="0" * 64,
    )  # fmt: skip


def parts(grid: Grid, header: ForecastHeader, *, seed: int = 1) -> Iterator[Part]:
    """Yield made-up parts: peaked smooth maps, a daily cycle, recent terms that fade."""
    from scipy.ndimage import gaussian_filter

    rng = np.random.default_rng(seed)
    hours = hours_from(header.first_hour, header.hours)
    of_day = np.arange(header.hours)
    scale = 100 / grid.cell
    for category in header.categories:
        points = rng.pareto(0.8, grid.shape) * (rng.random(grid.shape) < 0.01)
        maps = [
            gaussian_filter(np.minimum(points * rng.random(grid.shape), 500), width * scale)
            for width in (1, 2, 5, 20)
        ]
        maps = np.array([m[grid.mask] / m[grid.mask].sum() for m in maps], np.float32)
        fading = gaussian_filter(rng.random(grid.shape) < 0.0005, 3.0 * scale, output=float)
        fading = (fading[grid.mask] / max(fading[grid.mask].sum(), 1e-9)).astype(np.float32)
        cycle = (1 + 0.7 * np.sin(2 * np.pi * (of_day + rng.integers(24)) / 24)).astype(np.float32)
        decay = np.exp(-of_day / 60).astype(np.float32)
        size = np.float32(rng.lognormal(0, 1) / 5)
        values = cycle[:, None] * (maps.sum(axis=0) * size)[None] / 4
        values += (decay * cycle)[:, None] * (fading * size)[None] / 5
        cube = make_cube({category.id: values}, hours, grid)
        del values
        yield Part(cube, maps * size / 4, cycle)
        del cube


def totals(placed: np.ndarray) -> Totals:
    """Return totals that follow from the placed expected counts (category, hour)."""
    expected, total = placed / 0.99, placed.sum(axis=0) / 0.99
    return Totals(
        expected=expected,
        lower=np.floor(np.maximum(expected - 1.6 * np.sqrt(expected), 0)),
        upper=np.ceil(expected + 1.6 * np.sqrt(expected)),
        all_lower=np.floor(np.maximum(total - 1.6 * np.sqrt(total), 0)),
        all_upper=np.ceil(total + 1.6 * np.sqrt(total)),
    )
