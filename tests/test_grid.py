import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from crimecast.grid import (
    Grid,
    grid_from_area,
    grid_from_points,
    project,
    unproject,
    utm_epsg,
)

EPSG = 32613
AREA = shapely.Polygon([(500_020, 4_400_010), (503_000, 4_400_000), (501_000, 4_402_980)])


@pytest.fixture(scope="module")
def grid() -> Grid:
    return grid_from_area(AREA, epsg=EPSG, cell=100)


def test_utm_zone() -> None:
    assert utm_epsg(-104.99, 39.74) == 32613
    assert utm_epsg(-122.33, 47.61) == 32610
    assert utm_epsg(151.2, -33.9) == 32756
    assert utm_epsg(180.0, 1.0) == 32601


@given(st.floats(-105.2, -104.6), st.floats(39.6, 39.95))
def test_projection_and_back(lon: float, lat: float) -> None:
    back = unproject(*project([lon], [lat], EPSG), EPSG)
    assert np.allclose(back, [[lon], [lat]], atol=1e-9)


def test_what_cannot_be_projected_is_nan() -> None:
    x, y = project([np.nan, 0.0, -105.0], [39.0, 95.0, np.inf], EPSG)
    assert np.isnan(x).all()
    assert np.isnan(y).all()


def test_cells_cover_the_area_and_its_edge(grid: Grid) -> None:
    assert grid.x0 == 500_000
    assert grid.y0 == 4_400_000
    rng = np.random.default_rng(1)
    points = rng.uniform((500_000, 4_400_000), (503_000, 4_403_000), (20_000, 2))
    inside = shapely.contains_xy(AREA, points[:, 0], points[:, 1])
    assert (grid.locate(points[inside, 0], points[inside, 1]) >= 0).mean() > 0.999
    far = ~shapely.contains_xy(AREA.buffer(150), points[:, 0], points[:, 1])
    assert (grid.locate(points[far, 0], points[far, 1]) == -1).all()


def test_locate_puts_a_point_into_the_cell_whose_bounds_hold_it(grid: Grid) -> None:
    flat = grid.cells
    row, column = np.divmod(flat, grid.shape[1])
    assert (grid.locate(grid.x[column], grid.y[row]) == flat).all()
    corner = grid.locate(grid.x0 + 100.0 * column, grid.y0 + 100.0 * row)  # lower left belongs
    assert (corner == flat).all()
    assert grid.locate(np.nan, grid.y0) == -1
    assert grid.locate(grid.x0 - 1, grid.y0) == -1
    assert (grid.rank[flat] == np.arange(len(flat))).all()


def test_expand_puts_values_back_in_place(grid: Grid) -> None:
    values = np.arange(2 * len(grid.cells), dtype=np.float32).reshape(2, -1)
    full = grid.expand(values)
    assert full.shape == (2, *grid.shape)
    assert (full[:, grid.mask] == values).all()
    assert np.isnan(full[:, ~grid.mask]).all()


def test_json_round_trip(grid: Grid) -> None:
    again = Grid.from_json(grid.to_json(), grid.mask_bits)
    assert again.to_json() == grid.to_json()
    assert (again.mask == grid.mask).all()


def test_outline_and_lattice_are_where_the_cells_are(grid: Grid) -> None:
    outline = grid.outline_lonlat(int(grid.cells[5]))
    assert outline[0] == outline[-1]
    assert shapely.Polygon(outline).exterior.is_ccw
    centre = np.mean(outline[:4], axis=0)
    assert grid.locate_lonlat(centre[0], centre[1]) == grid.cells[5]
    lon, lat = grid.lattice_lonlat(5, 3)
    assert lon.shape == (3, 5)
    x, y = project(lon, lat, EPSG)
    assert np.allclose([x[0, 0], y[0, 0]], [grid.x0, grid.y0], atol=1e-3)
    assert np.allclose(x[2, 4], grid.x0 + grid.shape[1] * 100, atol=1e-3)


def test_area_from_points_leaves_out_a_slip_far_away() -> None:
    rng = np.random.default_rng(2)
    x, y = rng.uniform(500_000, 502_000, (2, 3000))
    x[0] = 520_000.0
    grid = grid_from_points(np.append(x, np.nan), np.append(y, 1.0), epsg=EPSG, cell=100, least=2)
    assert grid.locate(x[0], y[0]) == -1
    assert (grid.locate(x[1:], y[1:]) >= 0).all()


@pytest.mark.parametrize("cell", [0, 49, 1001])
def test_cells_outside_the_limits_are_refused(cell: int) -> None:
    with pytest.raises(ValueError, match="use 50 to 1000 m"):
        Grid(EPSG, cell, 0, 0, np.ones((2, 2), bool))


def test_an_area_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="study area is empty"):
        grid_from_area(shapely.Polygon(), epsg=EPSG, cell=100)
    with pytest.raises(ValueError, match="too large"):
        grid_from_area(shapely.box(0, 0, 1e7, 1e7), epsg=EPSG, cell=100)
    with pytest.raises(ValueError, match="no record has a place"):
        grid_from_points(np.array([np.nan]), np.array([np.nan]), epsg=EPSG, cell=100)
