"""Square cells in metres over a study area.

Arrays over a grid have axes (y, x), y growing north, x growing east. Degrees (WGS 84) appear only
in the methods that say ``lonlat``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from pyproj import Transformer
    from shapely import Geometry

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

MIN_CELL, MAX_CELL = 50, 1000


def utm_epsg(lon: float, lat: float) -> int:
    """Return the EPSG code of the WGS 84 UTM zone that holds a place in degrees."""
    return (32600 if lat >= 0 else 32700) + int((lon + 180) // 6) % 60 + 1


@lru_cache(maxsize=16)
def _transformer(source: int, target: int) -> Transformer:
    from pyproj import Transformer  # noqa: PLC0415 -- 0.1 s, not needed to name a grid

    return Transformer.from_crs(source, target, always_xy=True)


def project(lon: npt.ArrayLike, lat: npt.ArrayLike, epsg: int) -> tuple[Floats, Floats]:
    """Turn degrees into metres of a projected CRS; what cannot be projected becomes NaN."""
    x, y = _transformer(4326, epsg).transform(np.asarray(lon, float), np.asarray(lat, float))
    easting, northing = np.array(x, np.float64), np.array(y, np.float64)
    bad = ~(np.isfinite(easting) & np.isfinite(northing))
    easting[bad], northing[bad] = np.nan, np.nan
    return easting, northing


def unproject(x: npt.ArrayLike, y: npt.ArrayLike, epsg: int) -> tuple[Floats, Floats]:
    """Turn metres of a projected CRS into degrees."""
    lon, lat = _transformer(epsg, 4326).transform(np.asarray(x, float), np.asarray(y, float))
    return np.asarray(lon, np.float64), np.asarray(lat, np.float64)


@dataclass(frozen=True, eq=False)
class Grid:
    """Square cells over a study area.

    Attributes
    ----------
    epsg : int
        Projected CRS in metres.
    cell : int
        Side of a cell in metres, 50 to 1,000.
    x0, y0 : float
        Lower left corner of the lower left cell, metres; multiples of ``cell``.
    mask : bool (y, x)
        True where a cell belongs to the study area.
    """

    epsg: int
    cell: int
    x0: float
    y0: float
    mask: Bools = field(repr=False)

    def __post_init__(self) -> None:
        if not MIN_CELL <= self.cell <= MAX_CELL:
            raise ValueError(f"cell is {self.cell} m; use {MIN_CELL} to {MAX_CELL} m")
        if self.mask.ndim != 2 or not self.mask.any():
            raise ValueError("the study area holds no cell; check its polygon and CRS")
        self.mask.setflags(write=False)

    @property
    def shape(self) -> tuple[int, int]:
        """Number of cells along (y, x)."""
        return self.mask.shape[0], self.mask.shape[1]

    @cached_property
    def cells(self) -> Ints:
        """Flat indices (row-major over (y, x)) of the study area's cells, ascending."""
        return np.flatnonzero(self.mask)

    @cached_property
    def rank(self) -> Ints:
        """For each flat index its position in ``cells``, or -1 outside the study area."""
        rank = np.full(self.mask.size, -1, np.int64)
        rank[self.cells] = np.arange(len(self.cells))
        return rank

    @property
    def x(self) -> Floats:
        """Cell centres along x, metres."""
        return self.x0 + self.cell * (np.arange(self.shape[1], dtype=np.float64) + 0.5)

    @property
    def y(self) -> Floats:
        """Cell centres along y, metres."""
        return self.y0 + self.cell * (np.arange(self.shape[0], dtype=np.float64) + 0.5)

    @property
    def centres(self) -> tuple[Floats, Floats]:
        """Centres (x, y) of the study area's cells, in the order of ``cells``, metres."""
        row, column = np.divmod(self.cells, self.shape[1])
        return self.x[column], self.y[row]

    def locate(self, x: npt.ArrayLike, y: npt.ArrayLike) -> Ints:
        """Return the flat index of the cell that holds each point in metres.

        -1 where the point is NaN or outside the study area.
        """
        x, y = np.asarray(x, float), np.asarray(y, float)
        with np.errstate(invalid="ignore"):
            column = np.floor((x - self.x0) / self.cell)
            row = np.floor((y - self.y0) / self.cell)
            inside = (column >= 0) & (column < self.shape[1]) & (row >= 0) & (row < self.shape[0])
        flat = np.where(inside, row * self.shape[1] + column, 0).astype(np.int64)
        return np.where(inside & self.mask.reshape(-1)[flat], flat, -1)

    def locate_lonlat(self, lon: npt.ArrayLike, lat: npt.ArrayLike) -> Ints:
        """Return :meth:`locate` for points in degrees."""
        return self.locate(*project(lon, lat, self.epsg))

    def expand(self, values: npt.NDArray[Any], fill: float = np.nan) -> npt.NDArray[Any]:
        """Turn values over ``cells`` (last axis) into an array over (..., y, x)."""
        full = np.full((*values.shape[:-1], self.mask.size), fill, values.dtype)
        full[..., self.cells] = values
        return full.reshape(*values.shape[:-1], *self.shape)

    def outline_lonlat(self, flat: int) -> list[tuple[float, float]]:
        """Return a cell's closed outline in degrees, counter-clockwise from the lower left."""
        row, column = divmod(int(flat), self.shape[1])
        xs = self.x0 + self.cell * np.array([column, column + 1, column + 1, column, column])
        ys = self.y0 + self.cell * np.array([row, row, row + 1, row + 1, row])
        lon, lat = unproject(xs, ys, self.epsg)
        return [(float(a), float(b)) for a, b in zip(lon, lat, strict=True)]

    def lattice_lonlat(self, nx: int = 33, ny: int = 33) -> tuple[Floats, Floats]:
        """Return degrees of an even lattice over the whole grid, axes (y, x), corners included.

        A viewer that draws the grid as a mesh over these nodes is off by centimetres: UTM is
        nearly linear within a thirtieth of a city.
        """
        xs = self.x0 + np.linspace(0, self.shape[1] * self.cell, nx)
        ys = self.y0 + np.linspace(0, self.shape[0] * self.cell, ny)
        return unproject(*np.meshgrid(xs, ys), self.epsg)

    def to_json(self) -> dict[str, Any]:
        """Return what :meth:`from_json` needs beside the mask."""
        return {
            "epsg": self.epsg, "cell": self.cell, "x0": self.x0, "y0": self.y0,
            "height": self.shape[0], "width": self.shape[1], "cells": len(self.cells),
        }  # fmt: skip

    @property
    def mask_bits(self) -> bytes:
        """The mask, row-major, packed eight cells a byte, first cell in the highest bit."""
        return np.packbits(self.mask.reshape(-1)).tobytes()

    @classmethod
    def from_json(cls, data: dict[str, Any], mask_bits: bytes) -> Grid:
        """Rebuild a grid from :meth:`to_json` and ``mask_bits``."""
        height, width = int(data["height"]), int(data["width"])
        bits = np.unpackbits(np.frombuffer(mask_bits, np.uint8), count=height * width)
        mask = bits.astype(bool).reshape(height, width)
        return cls(int(data["epsg"]), int(data["cell"]), float(data["x0"]), float(data["y0"]), mask)


def _frame(bounds: tuple[float, float, float, float], cell: int) -> tuple[float, float, int, int]:
    """Snap bounds (metres) outward to multiples of ``cell``: x0, y0, width, height."""
    x0, y0 = np.floor(bounds[0] / cell) * cell, np.floor(bounds[1] / cell) * cell
    width = int(np.ceil((bounds[2] - x0) / cell)) or 1
    height = int(np.ceil((bounds[3] - y0) / cell)) or 1
    return float(x0), float(y0), width, height


def grid_from_area(area: Geometry, *, epsg: int, cell: int) -> Grid:
    """Make the grid of a study area given as a polygon in metres.

    A cell belongs to the area if its centre or any of its eight border points does, so that
    incidents on the city's edge keep their cell.
    """
    import shapely  # noqa: PLC0415

    if area.is_empty:
        raise ValueError("the study area is empty")
    x0, y0, width, height = _frame(area.bounds, cell)
    if width * height > 40_000_000:
        raise ValueError(
            f"the study area is {width * cell / 1000:.0f} x {height * cell / 1000:.0f} km, too "
            f"large for cells of {cell} m; is its GeoJSON in degrees (WGS 84)?"
        )
    shapely.prepare(area)
    steps = np.arange(2 * width + 1), np.arange(2 * height + 1)
    xs, ys = np.meshgrid(x0 + steps[0] * cell / 2, y0 + steps[1] * cell / 2)
    inside = shapely.contains_xy(area, xs, ys)  # centres at odd, corners and edges at even places
    mask = np.zeros((height, width), bool)
    for dy in range(3):
        for dx in range(3):
            mask |= inside[dy : dy + 2 * height - 1 : 2, dx : dx + 2 * width - 1 : 2]
    return Grid(epsg, cell, x0, y0, mask)


def grid_from_points(
    x: Floats, y: Floats, *, epsg: int, cell: int, reach: float = 300.0, least: int = 1
) -> Grid:
    """Make a grid of the cells within ``reach`` metres of a cell that holds ``least`` points.

    The study area of a city without a polygon. NaN points are left out.
    """
    from scipy import ndimage  # noqa: PLC0415

    good = np.isfinite(x) & np.isfinite(y)
    if not good.any():
        raise ValueError("no record has a place, so there is no study area; give one as GeoJSON")
    x, y = x[good], y[good]
    margin = reach + cell
    x0, y0, width, height = _frame(
        (x.min() - margin, y.min() - margin, x.max() + margin, y.max() + margin), cell
    )
    if width * height > 40_000_000:
        raise ValueError("the records' places spread too far for one city; check their coordinates")
    column, row = ((x - x0) // cell).astype(int), ((y - y0) // cell).astype(int)
    counts = np.bincount(row * width + column, minlength=width * height).reshape(height, width)
    steps = int(np.ceil(reach / cell))
    near = np.add.outer(np.arange(-steps, steps + 1) ** 2, np.arange(-steps, steps + 1) ** 2)
    mask = ndimage.binary_dilation(counts >= least, structure=near <= steps**2)
    return Grid(epsg, cell, x0, y0, mask)
