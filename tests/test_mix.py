"""The likeliest category, by hand."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from crimecast.calendar import hours_from
from crimecast.forecast import make_cube
from crimecast.grid import Grid
from crimecast.mix import mix, mix_of

A = np.array([[0.3, 0.0, 0.2, 1e-6]], np.float32)
B = np.array([[0.1, 0.0, 0.2, 3e-6]], np.float32)
C = np.array([[0.1, 0.0, 0.1, 0.0]], np.float32)


def test_by_hand() -> None:
    found = mix([A, B, C])
    assert found.likeliest.tolist() == [[0, -1, 0, 1]]  # the first of equals
    np.testing.assert_allclose(found.chance, [[0.6, 0, 0.4, 0.75]], rtol=1e-6)
    np.testing.assert_allclose(
        found.some, [[1 - np.exp(-0.5), 0, 1 - np.exp(-0.5), 4e-6]], rtol=1e-5
    )
    for again in (mix(iter(np.stack([A, B, C]))), mix(np.stack([A, B, C]))):
        assert np.array_equal(again.likeliest, found.likeliest)
        assert np.array_equal(again.chance, found.chance)
        assert np.array_equal(again.some, found.some)
    assert (A[0, 0], B[0, 3]) == (np.float32(0.3), np.float32(3e-6))  # inputs are left alone


def test_one_category_is_certain() -> None:
    found = mix([A])
    assert found.likeliest.tolist() == [[0, -1, 0, 0]]
    assert found.chance.tolist() == [[1, 0, 1, 1]]
    with pytest.raises(ValueError, match="needs a category"):
        mix([])
    with pytest.raises(ValueError, match="needs a category"):
        mix(np.zeros((0, 3)))


def test_a_cubes_mix_has_its_axes_and_no_values_outside(tmp_path: Path) -> None:
    mask = np.array([[True, True, False], [True, True, False]])
    grid = Grid(32613, 100, 0.0, 0.0, mask)
    hours = hours_from(np.datetime64("2024-07-01", "s"), 1)
    found = mix_of(make_cube({"robbery": A, "arson": B}, hours, grid))
    assert found["likeliest"].dims == ("hour", "y", "x")
    assert found["likeliest"].values.tolist() == [[[0, -1, -1], [0, 1, -1]]]
    assert np.isnan(found["chance"].values[0, :, 2]).all()
    assert found["chance"].values[0, 0, 0] == pytest.approx(0.75)
    assert np.isnan(found["some"].values[0, :, 2]).all()
    assert found["likeliest"].attrs["flag_meanings"] == "robbery arson"
    found.to_zarr(tmp_path / "m.zarr", zarr_format=3, consolidated=False)
    again = xr.open_zarr(tmp_path / "m.zarr", consolidated=False, chunks=None)
    assert np.array_equal(again["likeliest"].values, found["likeliest"].values)
    assert {"crs", "x", "y", "hour"} <= set(again.coords)
