import numpy as np
import pytest
import xarray as xr
from pyproj import CRS

from crimecast.calendar import hours_from
from crimecast.forecast import CubeError, cells_of, hours_of, make_cube, validate_cube
from crimecast.grid import Grid
from forecast_sample import sample_grid

GRID = sample_grid()
HOURS = hours_from(np.datetime64("2024-11-03T05:00:00"), 5)  # clocks are set back on the way


def values(seed: int = 1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.gamma(0.3, 1e-3, (len(HOURS), len(GRID.cells))).astype(np.float32)


def cube() -> xr.Dataset:
    return make_cube({"robbery": values(1), "arson": values(2)}, HOURS, GRID, attrs={"model": "m"})


def test_cells_come_back_as_they_went_in() -> None:
    found = cells_of(cube(), GRID)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, [values(1), values(2)])


def test_values_lie_where_their_cells_are() -> None:
    ds = cube()
    flat = int(GRID.cells[40])
    row, column = divmod(flat, GRID.shape[1])
    x = GRID.x0 + (column + 0.5) * GRID.cell
    y = GRID.y0 + (row + 0.5) * GRID.cell
    found = ds["intensity"].sel(category="arson", x=x, y=y).values
    np.testing.assert_array_equal(found, values(2)[:, 40])
    assert np.isnan(ds["intensity"].values[:, :, ~GRID.mask]).all()


def test_it_says_what_and_where_it_is() -> None:
    ds = cube()
    intensity = ds["intensity"]
    assert intensity.dims == ("category", "hour", "y", "x")
    assert intensity.attrs["units"] == "1"
    assert intensity.attrs["long_name"] == "expected reported incidents per cell and hour"
    assert CRS.from_cf(ds[intensity.attrs["grid_mapping"]].attrs).to_epsg() == GRID.epsg
    for axis in "xy":
        assert ds[axis].attrs["standard_name"] == f"projection_{axis}_coordinate"
        assert ds[axis].attrs["units"] == "m"
    assert ds["hour"].dtype == np.dtype("datetime64[ns]")
    bounds = ds[ds["hour"].attrs["bounds"]].values
    np.testing.assert_array_equal(bounds[:, 0], ds["hour"].values)
    np.testing.assert_array_equal(bounds[1:, 0], bounds[:-1, 1])
    np.testing.assert_array_equal(hours_of(ds), HOURS)
    validate_cube(ds, GRID)


@pytest.mark.parametrize(
    ("hours", "message"),
    [
        (HOURS[[0, 1, 3, 4]], "without a gap"),
        (HOURS + np.timedelta64(60, "s"), "full hours"),
        (HOURS[:0], "at least one hour"),
    ],
)
def test_hours_must_be_consecutive(hours: np.ndarray, message: str) -> None:
    with pytest.raises(CubeError, match=message):
        make_cube({"a": values()[: len(hours)]}, hours, GRID)


def test_shapes_must_fit() -> None:
    with pytest.raises(CubeError, match=r"'a'.*\(hour, cell\)"):
        make_cube({"a": values()[:, :-1]}, HOURS, GRID)
    with pytest.raises(CubeError, match="needs a category"):
        make_cube({}, HOURS, GRID)


INSIDE = tuple(np.argwhere(GRID.mask)[3])


def put(category: int, hour: int, cell: tuple[int, int], value: float) -> xr.Dataset:
    ds = cube()
    ds["intensity"].values[(category, hour, *cell)] = value
    return ds


BROKEN = {
    "negative": lambda: put(1, 2, INSIDE, -1e-9),
    "infinite": lambda: put(0, 4, INSIDE, np.inf),
    "hole": lambda: put(0, 1, INSIDE, np.nan),
    "outside": lambda: put(0, 0, (0, 0), 0),
    "float64": lambda: cube().astype(float),
    "axes": lambda: cube().transpose("hour", "category", "y", "x", "bounds"),
    "name": lambda: cube().rename(intensity="rate"),
    "south": lambda: cube().isel(y=slice(None, None, -1)),
    "twice": lambda: cube().assign_coords(category=["arson", "arson"]),
    "moved": lambda: cube().assign_coords(x=cube()["x"].values + 500.0),
}


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("negative", r"'arson' at 2024-11-03T07:00:00Z must be finite and >= 0"),
        ("infinite", "'robbery' at 2024-11-03T09:00:00Z"),
        ("hole", "NaN in 1 cells of the study area"),
        ("outside", "1 cells outside"),
        ("float64", "must be float32"),
        ("axes", "axes"),
        ("name", "needs a variable 'intensity'"),
        ("south", "growing north"),
        ("twice", "twice"),
        ("moved", "cell centres"),
    ],
)
def test_what_is_no_cube_is_refused_with_words(kind: str, message: str) -> None:
    with pytest.raises(CubeError, match=message):
        validate_cube(BROKEN[kind](), GRID)


def test_another_grid_is_refused() -> None:
    other = Grid(32614, GRID.cell, GRID.x0, GRID.y0, GRID.mask.copy())
    with pytest.raises(CubeError, match="EPSG:32613, its grid in EPSG:32614"):
        validate_cube(cube(), other)
    smaller = Grid(GRID.epsg, GRID.cell, GRID.x0, GRID.y0, GRID.mask[1:].copy())
    with pytest.raises(CubeError, match="its grid"):
        validate_cube(cube(), smaller)
