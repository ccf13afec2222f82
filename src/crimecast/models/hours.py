"""Fields near in hour: where a source's incidents fall at like hours of like days.

Hours of the week are grouped in 48 slots (24 hours on working days, 24 at the weekend). An
incident counts at a slot by how near it is on the clock, and less across kinds of day.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from crimecast.calendar import HOURS_PER_WEEK
from crimecast.grid import Floats, Grid, Ints
from crimecast.models.aoristic import day_types, ring_distance
from crimecast.models.fields import Smoother
from crimecast.models.smoothing import Matrix

if TYPE_CHECKING:
    from scipy import sparse

SLOTS = 48
_SLOT: Ints = day_types(np.arange(HOURS_PER_WEEK)) * 24 + np.arange(HOURS_PER_WEEK) % 24
_HOURS_IN_SLOT = np.bincount(_SLOT, minlength=SLOTS)
_OTHER_KIND = 0.4  # weight of an incident on the other kind of day
_LEAST_CELL = 100  # m; finer grids share these fields among the cells of a block


def slot_kernel(width: float) -> Matrix:
    """Return K (slot, slot): density per hour of the week at slot i of an incident in slot j.

    ``width`` is the standard deviation of nearness in hours.
    """
    near = np.exp(-0.5 * (ring_distance(24) / width) ** 2)
    kernel = np.block([[near, _OTHER_KIND * near], [_OTHER_KIND * near, near]])
    kernel /= (_HOURS_IN_SLOT[:, None] * kernel).sum(axis=0, keepdims=True)
    return kernel.astype(np.float32)


class NearInHour:
    """Densities over cells and hours of the week, kept by slot on a grid of 100 m or more.

    Parameters
    ----------
    profile : (category, 168)
        Hour-of-week factors; within a slot they tell apart the days.
    """

    slot = _SLOT

    def __init__(
        self, grid: Grid, smoother: Smoother, profile: Floats, *, width: float = 2.0
    ) -> None:
        self.block = max(1, -(-_LEAST_CELL // grid.cell))
        self.fine = grid
        self.grid = grid if self.block == 1 else _coarsened(grid, self.block)
        self._smoother = smoother if self.block == 1 else Smoother(self.grid)
        row, column = np.divmod(np.arange(grid.mask.size), grid.shape[1])
        self._coarse = (row // self.block) * self.grid.shape[1] + column // self.block
        # Share of a coarse cell's mass that falls to each fine cell of the study area in it.
        inside = np.bincount(
            self._coarse, grid.mask.reshape(-1).astype(float), minlength=self.grid.mask.size
        )
        self._split = 1.0 / np.maximum(inside, 1.0)
        self._kernel = slot_kernel(width)
        within = np.stack(
            [np.bincount(_SLOT, p, minlength=SLOTS) / _HOURS_IN_SLOT for p in profile]
        )
        self._slot_profile = within
        self._by_day = profile / within[:, _SLOT]

    def counts(self, cell: Ints, week: sparse.csr_matrix) -> Matrix:
        """Count incidents by slot and coarse cell (48, y, x) from their aoristic weights."""
        of = np.repeat(np.arange(week.shape[0]), np.diff(week.indptr))
        flat = _SLOT[week.indices] * self.grid.mask.size + self._coarse[cell[of]]
        counts = np.bincount(flat, week.data, minlength=SLOTS * self.grid.mask.size)
        return counts.reshape(SLOTS, *self.grid.shape).astype(np.float32)

    def density(self, counts: Matrix, bandwidth: float) -> Matrix:
        """Turn counts into a density (48, coarse cell) that sums to one over cells and hours."""
        mass = float(counts.sum())
        near = (self._kernel @ counts.reshape(SLOTS, -1)).reshape(counts.shape)
        density = self._smoother(near, bandwidth).reshape(SLOTS, -1)
        even = 1.0 / (len(self.grid.cells) * HOURS_PER_WEEK)
        density = (density + even) / (mass + 1.0)
        result: Matrix = density.astype(np.float32)
        return result

    def at(self, density: Matrix, category: int, cell: Ints, week: sparse.csr_matrix) -> Floats:
        """Evaluate a density at incidents (fine cells), averaged over their aoristic hours."""
        of = np.repeat(np.arange(week.shape[0]), np.diff(week.indptr))
        coarse = self._coarse[cell]
        value = density[_SLOT[week.indices], coarse[of]] * self._by_day[category][week.indices]
        mean = np.bincount(of, value * week.data, minlength=week.shape[0])
        return np.asarray(mean * self._split[coarse])

    def mix(
        self,
        own: Matrix,
        bandwidths: Sequence[float],
        weights: Floats,
        shared: Sequence[Matrix],
        shared_weights: Floats,
    ) -> Matrix:
        """Return the weighted sum of own densities and of those given.

        Returns
        -------
        float32 (48, coarse cell of the study area)
        """
        cells = self.grid.cells
        total = np.zeros((SLOTS, len(cells)), np.float32)
        for bandwidth, weight in zip(bandwidths, weights, strict=True):
            if weight > 1e-5:
                total += np.float32(weight) * self.density(own, bandwidth)[:, cells]
        for density, weight in zip(shared, shared_weights, strict=True):
            if weight > 1e-5:
                total += np.float32(weight) * density[:, cells]
        return total

    def relative(self, slots: Matrix, category: int) -> Matrix:
        """Return maps (48, fine cell) that the category's hourly total multiplies.

        ``slots`` is what :meth:`mix` returns: a density per cell and hour of the week. It is
        divided by the category's share of that hour.
        """
        share = self._slot_profile[category] / HOURS_PER_WEEK
        coarse = self._coarse[self.fine.cells]
        fine = slots[:, self.grid.rank[coarse]] * self._split[coarse].astype(np.float32)
        relative: Matrix = fine / share[:, None].astype(np.float32)
        return relative


def _coarsened(grid: Grid, block: int) -> Grid:
    """Return the grid of blocks of cells; a block belongs to the area if any of its cells does."""
    height, width = (-(-n // block) for n in grid.shape)
    mask = np.zeros((height * block, width * block), bool)
    mask[: grid.shape[0], : grid.shape[1]] = grid.mask
    blocks = np.asarray(mask.reshape(height, block, width, block).any(axis=(1, 3)))
    return Grid(grid.epsg, grid.cell * block, grid.x0, grid.y0, blocks)
