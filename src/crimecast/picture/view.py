"""Where a picture's pixels lie: Web Mercator, north up, as on the page."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, Self

import numpy as np
import numpy.typing as npt

from crimecast.archive.manifest import GridInfo
from crimecast.grid import project

Floats = npt.NDArray[np.float64]

TILE: Final = 512
"""Pixels of the whole world at zoom 0, as the page's map counts them."""
_STEP: Final = 24
"""Every so many pixels a place is projected; what lies between is interpolated."""
_BAND: Final = 4 * _STEP
"""Rows that are painted at a time; steps do not move by it."""


def mercator(lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
    """Turn degrees into Web Mercator's unit square, y to the south."""
    sine = np.sin(np.radians(np.asarray(lat, float)))
    y = 0.5 - np.log((1 + sine) / (1 - sine)) / (4 * math.pi)
    return np.asarray(lon, float) / 360 + 0.5, y


@dataclass(frozen=True)
class Size:
    """A picture's size in pixels of a style, and how many real ones each has."""

    width: int
    height: int
    scale: int


@dataclass(frozen=True)
class View:
    """A picture of a part of the unit square.

    Attributes
    ----------
    width, height : int
        Pixels.
    x0, y0 : float
        The upper left corner in the unit square.
    per_unit : float
        Pixels for the whole of it.
    scale : int
        Pixels for each pixel that a style counts in.
    """

    width: int
    height: int
    x0: float
    y0: float
    per_unit: float
    scale: int

    @classmethod
    def fit(cls, grid: GridInfo, width: int, height: int, *, margin: int, scale: int) -> Self:
        """Show all of a forecast's grid, in the middle, at least ``margin`` from the edges.

        Sizes are in a style's pixels. The grid's corners are those of its lattice; the page uses
        the same rule to tell what place was tapped (``frontend/src/still/fit.ts``).
        """
        xs, ys = mercator(grid.lattice.lon, grid.lattice.lat)
        west, east, north, south = xs.min(), xs.max(), ys.min(), ys.max()
        room = max(width - 2 * margin, 1), max(height - 2 * margin, 1)
        per_unit = scale * min(room[0] / (east - west), room[1] / (south - north))
        x0 = (west + east) / 2 - scale * width / per_unit / 2
        y0 = (north + south) / 2 - scale * height / per_unit / 2
        return cls(width * scale, height * scale, float(x0), float(y0), float(per_unit), scale)

    def bands(self) -> Iterator[slice]:
        """Yield its rows a few at a time: numbers of all of its pixels at once would be large."""
        for top in range(0, self.height, _BAND):
            yield slice(top, min(top + _BAND, self.height))

    def band(self, rows: slice) -> View:
        """Return the view of some of its rows."""
        y0 = self.y0 + rows.start / self.per_unit
        return replace(self, height=rows.stop - rows.start, y0=y0)

    @property
    def zoom(self) -> float:
        """The page's zoom that shows as much."""
        return math.log2(self.per_unit / self.scale / TILE)

    def pixels(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Return where places in degrees lie, pixels from the upper left corner."""
        x, y = mercator(lon, lat)
        return (x - self.x0) * self.per_unit, (y - self.y0) * self.per_unit

    def degrees(self, px: npt.ArrayLike, py: npt.ArrayLike) -> tuple[Floats, Floats]:
        """Return the places in degrees of pixels: the inverse of :meth:`pixels`."""
        x = self.x0 + np.asarray(px, float) / self.per_unit
        y = self.y0 + np.asarray(py, float) / self.per_unit
        lat = np.degrees(np.arctan(np.sinh(math.pi * (1 - 2 * y))))
        return (x - 0.5) * 360, lat

    def cells(self, grid: GridInfo) -> tuple[Floats, Floats]:
        """Return the column and row (fractions of cells) under each pixel's middle.

        Arrays (height, width); single precision would do for colors, not for crisp edges.
        """
        nodes = [np.append(np.arange(0, size, _STEP), size) for size in (self.width, self.height)]
        lon, lat = self.degrees(*np.meshgrid(*nodes))
        x, y = project(lon, lat, grid.epsg)
        column, row = (x - grid.x0) / grid.cell, (y - grid.y0) / grid.cell
        at = [np.arange(size, dtype=np.float64) + 0.5 for size in (self.width, self.height)]
        return _stretched(column, nodes, at), _stretched(row, nodes, at)


def _stretched(values: Floats, nodes: list[npt.NDArray[np.int64]], at: list[Floats]) -> Floats:
    """Interpolate from nodes to all pixels: along x, then along y."""
    (left, fx), (top, fy) = (_between(*pair) for pair in zip(nodes, at, strict=True))
    wide = values[:, left] * (1 - fx) + values[:, left + 1] * fx
    found: Floats = wide[top] * (1 - fy[:, None]) + wide[top + 1] * fy[:, None]
    return found


def _between(nodes: npt.NDArray[np.int64], at: Floats) -> tuple[npt.NDArray[np.int64], Floats]:
    left = np.minimum(np.searchsorted(nodes, at, side="right") - 1, len(nodes) - 2)
    return left, (at - nodes[left]) / (nodes[left + 1] - nodes[left])
