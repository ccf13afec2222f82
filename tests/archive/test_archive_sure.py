"""How sure an issued forecast is, and which category is likeliest: as the cube itself says."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from crimecast.archive import ArchiveError, open_latest
from crimecast.archive.read import IssuedForecast
from crimecast.counts import CountInterval
from crimecast.forecast import make_cube, spread_of, with_spread
from crimecast.intervals import interval_of
from crimecast.mix import mix
from crimecast.spread import Spread
from forecast_sample import (
    HOURS,
    LEADS,
    issue_sample,
    sample_grid,
    sample_header,
    sample_spread,
    sample_values,
)

GRID = sample_grid()


def same(found: CountInterval, wanted: CountInterval) -> None:
    assert found.expected == pytest.approx(wanted.expected, rel=5e-4)
    assert found.variance == pytest.approx(wanted.variance, rel=1e-3)
    assert found.some == pytest.approx(wanted.some, rel=1e-3)
    assert abs(found.lower - wanted.lower) <= 1
    assert abs(found.upper - wanted.upper) <= 1


def test_the_spread_comes_back_to_the_bit_in_manifest_and_cube(issued: IssuedForecast) -> None:
    cube = spread_of(xr.open_zarr(issued.folder / "cube.zarr", chunks=None))
    for found in (issued.spread, cube):
        assert found is not None
        assert found.to_json() == sample_spread().to_json()


def test_any_area_and_window_is_as_the_cube_says(issued: IssuedForecast) -> None:
    every = sample_values(GRID)
    once = {name: v * w for (name, v), w in zip(every.items(), LEADS, strict=True)}
    apart, together = (
        with_spread(make_cube(values, sample_header().hour_starts, GRID), sample_spread())
        for values in (every, once)
    )
    rng = np.random.default_rng(1)
    names = list(every)
    for category in (None, 0, 1, 2, 3, [2, 0]):
        for ranks in (None, [17], rng.permutation(len(GRID.cells))[:40]):
            for first, last in ((0, None), (5, 6), (4, 28)):
                mask = np.zeros(GRID.mask.size, bool)
                mask[GRID.cells if ranks is None else GRID.cells[ranks]] = True
                several = category is None or np.size(category) > 1 or category == 3
                wanted = interval_of(
                    together if several else apart,
                    mask=mask.reshape(GRID.shape), hours=slice(first, last), level=0.5,
                    categories=None if category in (None, 3)
                    else [names[c] for c in np.atleast_1d(category)],
                )  # fmt: skip
                found = issued.interval(
                    category=category, ranks=ranks, first=first, last=last, level=0.5
                )
                same(found, wanted)


def test_a_model_that_tells_no_spread_is_poisson(tmp_path: Path) -> None:
    issue_sample(tmp_path, spread=None)
    found = open_latest(tmp_path)
    assert found is not None
    assert found.manifest.spread is None
    interval = found.interval()
    assert interval.variance == pytest.approx(interval.expected)


def test_the_likeliest_category_of_every_cell_and_hour(issued: IssuedForecast) -> None:
    wanted = mix(sample_values(GRID).values())
    once = np.einsum("c,chn->hn", LEADS, list(sample_values(GRID).values()))
    lo = issued.manifest.all.domain[0]
    for hour in range(HOURS):
        found = issued.mix(hour)
        assert np.array_equal(found.likeliest, wanted.likeliest[hour])
        np.testing.assert_allclose(found.chance, wanted.chance[hour], atol=0.5 / 255 + 1e-6)
        seen = found.some > 0
        some = -np.expm1(-once[hour])
        assert (some[~seen] < 1.01 * lo).all()
        np.testing.assert_allclose(found.some[seen], some[seen], rtol=0.02)


def test_what_is_refused(issued: IssuedForecast, tmp_path: Path) -> None:
    for options, why in (
        ({"first": 3, "last": 3}, "not among the forecast's 30"),
        ({"last": 31}, "not among"),
        ({"first": -1}, "not among"),
        ({"category": 4}, "there is no category 4"),
        ({"category": [0, 0]}, "each once"),
        ({"category": []}, "there is no category"),
        ({"ranks": []}, "an area needs cells"),
        ({"ranks": [1, 1]}, "none of them twice"),
        ({"ranks": [len(GRID.cells)]}, "numbered from 0"),
        ({"level": 0.0}, "between 0 and 1"),
    ):
        with pytest.raises(ValueError, match=why):
            issued.interval(**options)
    for hour in (-1, HOURS):
        with pytest.raises(ValueError, match="hours 0 to 29"):
            issued.mix(hour)
    with pytest.raises(ArchiveError, match="the spread is of"):
        issue_sample(tmp_path, spread=Spread.poisson(["robbery"]))
