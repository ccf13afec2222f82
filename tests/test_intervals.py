"""Any part of a cube: expected, range, chance of some."""

from dataclasses import astuple
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from crimecast.calendar import hours_from
from crimecast.cell_spread import day_starts, moments_of_cell
from crimecast.counts import CountInterval
from crimecast.forecast import (
    DISPERSION,
    CubeError,
    make_cube,
    spread_of,
    validate_cube,
    with_spread,
)
from crimecast.grid import Grid
from crimecast.intervals import interval_of, moments_of
from crimecast.spread import Scale, Spread, variance_of_sum

HOURS = hours_from(np.datetime64("2024-07-01T00:00:00", "s"), 48)
SCALES = (Scale(None, 24, True), Scale(1000, None), Scale(250, 24), Scale(0, 0), Scale(0, 0, True))


def make_grid() -> Grid:
    mask = np.ones((8, 10), bool)
    mask[0, :3] = mask[5, 5] = False
    return Grid(32613, 250, 500_000.0, 4_400_000.0, mask)


def sample(seed: int = 1) -> tuple[Grid, Spread, dict[str, np.ndarray], xr.Dataset]:
    grid, rng = make_grid(), np.random.default_rng(seed)
    values = {
        c: rng.gamma(0.5, 0.01, (48, len(grid.cells))).astype(np.float32) for c in ("a", "b", "c")
    }
    spread = Spread(("a", "b", "c"), SCALES, rng.gamma(1, 0.3, (3, 5)), "America/Denver")
    return grid, spread, values, with_spread(make_cube(values, HOURS, grid), spread)


def test_a_cube_carries_its_spread_to_disk_and_back(tmp_path: Path) -> None:
    grid, spread, _, cube = sample()
    validate_cube(cube, grid)
    cube.to_zarr(tmp_path / "c.zarr", zarr_format=3, consolidated=False)
    again = xr.open_zarr(tmp_path / "c.zarr", consolidated=False, chunks=None)
    for found in (spread_of(cube), spread_of(again)):
        assert found is not None
        assert found.scales == spread.scales
        assert np.array_equal(found.phi, spread.phi)
        assert (found.categories, found.time_zone) == (spread.categories, spread.time_zone)
    some = spread_of(cube.sel(category=["c", "a"]))
    assert some is not None
    assert np.array_equal(some.phi, spread.phi[[2, 0]])


def test_a_cube_without_a_spread_is_poisson() -> None:
    grid, _, values, _ = sample()
    cube = make_cube(values, HOURS, grid)
    assert spread_of(cube) is None
    assert with_spread(cube, None) is cube
    assert DISPERSION not in with_spread(cube, Spread.poisson("abc"))
    found = interval_of(cube)
    assert found.variance == pytest.approx(found.expected)
    assert found.lower == poisson.ppf(0.05, found.expected)
    assert found.upper == poisson.ppf(0.95, found.expected)


def test_any_selection_is_the_sum_it_says() -> None:
    grid, spread, values, cube = sample(2)
    mask = np.zeros(grid.shape, bool)
    mask[:6, 2:7] = True  # some of it outside the study area
    inside = mask.reshape(-1)[grid.cells]
    stacked = np.stack([values["c"], values["a"]])[:, 5:30][:, :, inside]
    x, y = grid.centres
    told = variance_of_sum(
        stacked, spread.select(["c", "a"]), hours=HOURS[5:30], x=x[inside], y=y[inside]
    )
    marks = np.zeros(48, bool)
    marks[5:30] = True
    for hours in (slice(5, 30), np.arange(5, 30), marks):
        found = interval_of(cube, mask=mask, hours=hours, categories=["c", "a"], level=0.5)
        mean, variance = told.all_mean[0, 0], told.all_variance[0, 0]
        assert found.expected == pytest.approx(mean, rel=1e-6)
        assert found.variance == pytest.approx(variance, rel=1e-6)
        law = nbinom(mean**2 / (variance - mean), mean / variance)
        assert (found.lower, found.upper) == (law.ppf(0.25), law.ppf(0.75))
        assert found.some == pytest.approx(1 - law.pmf(0))
    moments = moments_of(cube, mask=mask, hours=slice(5, 30), categories=["c", "a"])
    np.testing.assert_allclose(moments.variance, told.variance, rtol=1e-6)


def test_parts_do_not_overstate_the_whole() -> None:
    """Sure of each alone or of both: shared factors make the whole wider than parts apart."""
    grid, _, _, cube = sample(3)
    left = np.zeros(grid.shape, bool)
    left[:, :4] = True
    a, b, both = interval_of(cube, mask=left), interval_of(cube, mask=~left), interval_of(cube)
    assert a.expected + b.expected == pytest.approx(both.expected)
    assert both.variance > a.variance + b.variance
    assert np.sqrt(both.variance) < np.sqrt(a.variance) + np.sqrt(b.variance)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 40), st.integers(1, 48))
def test_one_cell_is_as_any_area(seed: int, first: int, length: int) -> None:
    grid, _, values, _ = sample(seed)
    scales = (*SCALES, Scale(0, 1), Scale(None, None, True), Scale(250, 1, True))
    phi = np.random.default_rng(seed).gamma(1, 0.3, (3, len(scales)))
    spread = Spread(("a", "b", "c"), scales, phi, "America/Denver")
    at = slice(first, first + length)
    series = np.stack(list(values.values()))[:, at, 7].astype(float)
    x, y = grid.centres
    told = variance_of_sum(series[:, :, None], spread, hours=HOURS[at], x=x[7:8], y=y[7:8])
    length = len(HOURS[at])
    days = day_starts(HOURS[first], length, "America/Denver")
    mean, variance = moments_of_cell(series, spread, days, [length])
    assert mean.item() == pytest.approx(told.all_mean.item())
    assert variance.item() == pytest.approx(told.all_variance.item())
    poisson_only = moments_of_cell(series, Spread.poisson("abc"), days, [length])
    assert [v.item() for v in poisson_only] == [pytest.approx(mean.item())] * 2


def test_an_interval_says_the_chance_of_some() -> None:
    found = CountInterval.of(0.02, 0.02, 0.9)
    assert astuple(found)[2:5] == (0, 0, 0.9)
    assert found.some == pytest.approx(1 - np.exp(-0.02))


def test_what_is_refused() -> None:
    grid, spread, _, cube = sample()
    for options, why in (
        ({"mask": np.ones((3, 3), bool)}, r"bool \(8, 10\) \(y, x\) is due"),
        ({"mask": np.ones(grid.shape)}, "the mask is float64"),
        ({"mask": ~grid.mask}, "no cell of the study area"),
        ({"hours": slice(0, 0)}, "no hour"),
        ({"hours": [1, 1]}, "named twice"),
        ({"hours": [48]}, "0 to 47"),
        ({"hours": [0.5]}, "a slice, or numbers or marks"),
        ({"hours": np.ones(3, bool)}, "the cube has 48"),
        ({"categories": ["d"]}, "not \\['d'\\]"),
        ({"categories": []}, "not none"),
        ({"level": 1.0}, "between 0 and 1"),
    ):
        with pytest.raises(ValueError, match=why):
            interval_of(cube, **options)
    for broken, why in (
        (cube.drop_vars("scale_metres"), "lacks scale_metres"),
        (cube.assign({DISPERSION: cube[DISPERSION] - 9}), "finite and >= 0"),
        (cube.assign({DISPERSION: cube[DISPERSION].T}), "they must be"),
        (cube.assign({DISPERSION: cube[DISPERSION].assign_attrs(time_zone="x")}), "time zone"),
    ):
        if why == "finite and >= 0":
            broken[DISPERSION].attrs = cube[DISPERSION].attrs
        with pytest.raises(CubeError, match=why):
            validate_cube(broken, grid)
    with pytest.raises(ValueError, match="no spread is known"):
        with_spread(cube, spread.select(["a"]))
