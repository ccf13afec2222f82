"""How much of each grid cell lies within a distance of a point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from crimecast.grid import Floats, Grid

if TYPE_CHECKING:
    from scipy import sparse


def disk_shares(grid: Grid, x: Floats, y: Floats, radius: float) -> sparse.csr_matrix:
    """Return the share of each cell that lies within ``radius`` of each point.

    Times what is expected in the cells, these add up to what is expected within the distance, an
    incident being as likely anywhere in its cell. What lies outside the study area is left out.

    Parameters
    ----------
    x, y : float (point,)
        Metres.
    radius : float
        Metres, above 0.

    Returns
    -------
    sparse float64 (point, cell of the study area)
    """
    from scipy import sparse  # noqa: PLC0415

    if radius <= 0:
        raise ValueError(f"a distance of {radius} m holds nothing; give one above 0")
    # In cells, with the grid's lower left corner at 0.
    u, v = (x - grid.x0) / grid.cell, (y - grid.y0) / grid.cell
    reach = radius / grid.cell
    left, bottom = np.floor(u - reach).astype(np.int64), np.floor(v - reach).astype(np.int64)
    span = int(np.ceil(2 * reach)) + 1
    rows, columns, values = [], [], []
    height, width = grid.shape
    for j in range(span):
        for i in range(span):
            column, row = left + i, bottom + j
            area = _area(column - u, column + 1 - u, row - v, row + 1 - v, reach)
            inside = (column >= 0) & (column < width) & (row >= 0) & (row < height) & (area > 0)
            flat = np.where(inside, row * width + column, 0)
            rank = np.where(inside, grid.rank[flat], -1)
            known = np.flatnonzero(rank >= 0)
            rows.append(known)
            columns.append(rank[known])
            values.append(area[known])
    return sparse.csr_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))),
        shape=(len(x), len(grid.cells)),
    )


def share_inside(shares: sparse.csr_matrix, grid: Grid, radius: float) -> Floats:
    """Return which part (point,) of each disk lies in the study area."""
    area: Floats = np.asarray(shares.sum(axis=1)).reshape(-1) / (np.pi * (radius / grid.cell) ** 2)
    return np.minimum(area, 1.0)


def _area(left: Floats, right: Floats, bottom: Floats, top: Floats, radius: float) -> Floats:
    """Return the area of rectangles that lies in the disk around 0."""
    found: Floats = (
        _corner(right, top, radius)
        - _corner(left, top, radius)
        - _corner(right, bottom, radius)
        + _corner(left, bottom, radius)
    )
    return np.maximum(found, 0.0)


def _corner(x: Floats, y: Floats, radius: float) -> Floats:
    """Return the area of the disk around 0 to the left of ``x`` and below ``y``."""
    x, y = np.clip(x, -radius, radius), np.clip(y, -radius, radius)
    # Half chords at x and y, and the areas of the caps beyond them.
    at_x, at_y = np.sqrt(radius**2 - x**2), np.sqrt(radius**2 - y**2)
    left = radius**2 * (np.pi / 2 + np.arcsin(x / radius)) + x * at_x
    below = radius**2 * (np.pi / 2 + np.arcsin(y / radius)) + y * at_y
    whole = np.pi * radius**2
    # Where the corner lies in the disk, half of the disk's quarters shift with it.
    inside = x**2 + y**2 < radius**2
    met = (left + below) / 2 - whole / 4 + x * y
    # Outside, the corner's lines do not meet in the disk: what they cut off does not overlap.
    apart = np.where(
        (x >= 0) & (y >= 0),
        left + below - whole,
        np.where(x < 0, np.where(y < 0, 0.0, left), below),
    )
    found: Floats = np.where(inside, met, apart)
    return found
