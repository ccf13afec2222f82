"""What rows tell of a block and an hour: how often what, here and about, then and near then.

A row is never described by itself. What changes slowly (shares of categories about a block) is
counted over the other folds of the rows learned from, or over earlier ones; what is near in time
is counted with the row's own offences taken off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from crimecast.grid import Floats, Grid, Ints

Table = npt.NDArray[np.float32]

SCALES = (0.0, 75.0, 200.0, 600.0)
"""Standard deviations (m) of the kernels over which blocks are described."""
_STRIDE = 10**7  # more hours than there are between 1970 and a block's next


@dataclass(frozen=True, eq=False)
class Around:
    """Sums of values about each block, by kernel.

    Attributes
    ----------
    sums : (scale, value, y * x)
    """

    sums: Table

    @classmethod
    def of(cls, grid: Grid, block: Ints, values: Table, scales: Sequence[float] = SCALES) -> Around:
        """Sum values (row, value) by block, then smooth them."""
        maps = np.stack(
            [
                np.bincount(block, column, minlength=grid.mask.size).reshape(grid.shape)
                for column in values.T
            ]
        ).astype(np.float32)
        smoothed = [maps if scale == 0 else _smoothed(maps, scale / grid.cell) for scale in scales]
        return cls(np.stack(smoothed).reshape(len(scales), values.shape[1], -1))

    def at(self, block: Ints) -> Table:
        """Return the sums (row, scale, value) at blocks."""
        return np.moveaxis(self.sums[:, :, block], 2, 0)


def _smoothed(maps: Table, width: float) -> Table:
    return np.stack([ndimage.gaussian_filter(m, width, mode="constant") for m in maps])


def when(hour: Ints) -> Table:
    """Return hour, weekday, hour of the week, month and day since 1970 (row, 5)."""
    day = hour // 24
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12
    weekday = (day + 3) % 7
    columns = (hour % 24, weekday, weekday * 24 + hour % 24, month, day)
    return np.stack(columns, axis=1).astype(np.float32)


def where(grid: Grid, block: Ints) -> Table:
    """Return blocks' positions along x and y, and along the diagonals (row, 4)."""
    x, y = block % grid.shape[1], block // grid.shape[1]
    return np.stack([x, y, x + y, x - y], axis=1).astype(np.float32)


class NearInTime:
    """Offences learned from, to be counted in a block within some hours of a time.

    Parameters
    ----------
    block, hour : int (offence,)
    values : (offence, value)
        What is summed.
    """

    def __init__(self, grid: Grid, block: Ints, hour: Ints, values: Table) -> None:
        key = block.astype(np.int64) * _STRIDE + hour
        order = np.argsort(key, kind="stable")
        self._grid = grid
        self._key = key[order]
        zero = np.zeros((1, values.shape[1]))
        self._sums: Floats = np.vstack([zero, values[order].cumsum(axis=0, dtype=np.float64)])

    def within(self, block: Ints, hour: Ints, first: int, last: int, *, reach: int = 0) -> Table:
        """Return sums (row, value) from ``first`` to ``last`` hours after each row's hour.

        ``reach`` is how many blocks about it count too, along each axis; beyond the grid's edge,
        where no study area reaches, they are those of the next row.
        """
        width = self._grid.shape[1]
        total = np.zeros((len(block), self._sums.shape[1]))
        for dy in range(-reach, reach + 1):
            for dx in range(-reach, reach + 1):
                there = (block + dy * width + dx).astype(np.int64) * _STRIDE + hour
                low = np.searchsorted(self._key, there + first)
                high = np.searchsorted(self._key, there + last, side="right")
                total += self._sums[high] - self._sums[low]
        return total.astype(np.float32)


def shares(sums: Table, prior: Table, strength: float) -> Table:
    """Return shares (..., category) of sums, drawn to others by so many offences' worth."""
    # Smoothed counts and sums less one's own may lie a rounding error below zero.
    counts = np.maximum(sums, 0.0)
    told: Table = (counts + strength * prior) / (counts.sum(axis=-1, keepdims=True) + strength)
    return told.astype(np.float32)


def folds(n: int, count: int, *, seed: int = 7) -> Ints:
    """Deal rows out to folds at random."""
    return np.random.default_rng(seed).permutation(n) % count
