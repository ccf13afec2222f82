"""Shares of cells within a distance: against polygons of many corners, and what lies outside."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from crimecast.route.disk import disk_shares, share_inside
from route_sample import X0, Y0, make_grid


@given(
    st.integers(50, 250), st.floats(5, 300), st.floats(-50, 2100), st.floats(-50, 2100)
)  # fmt: skip
def test_shares_are_the_areas_in_common(cell: int, radius: float, dx: float, dy: float) -> None:
    grid = make_grid(cell, size=12)
    x, y = X0 + dx, Y0 + dy
    shares = disk_shares(grid, np.array([x]), np.array([y]), radius).toarray()[0]
    disk = shapely.Point(x, y).buffer(radius, quad_segs=400)
    row, column = np.divmod(grid.cells, grid.shape[1])
    left, bottom = X0 + column * cell, Y0 + row * cell
    boxes = shapely.box(left, bottom, left + cell, bottom + cell)
    expected = shapely.area(shapely.intersection(boxes, disk)) / cell**2
    np.testing.assert_allclose(shares, expected, atol=2e-4 * max(1.0, (radius / cell) ** 2))


def test_what_lies_outside_counts_nothing_and_is_told() -> None:
    grid = make_grid()
    x, y = (
        np.array([X0 + 1000, X0 + 200, X0 + 50, X0 - 500]),
        np.array([Y0 + 1000.0, Y0 + 700, Y0 + 50, Y0]),
    )
    shares = disk_shares(grid, x, y, 50.0)
    inside = share_inside(shares, grid, 50.0)
    assert inside == pytest.approx([1, 1, 0, 0], abs=1e-9)
    np.testing.assert_allclose(shares.sum(axis=1).A1[:2], np.pi * 0.25)
    with pytest.raises(ValueError, match="above 0"):
        disk_shares(grid, x, y, 0.0)
