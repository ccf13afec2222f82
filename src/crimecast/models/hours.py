"""Fields near in hour: where a source's incidents fall at like hours of like days.

Hours of the week are grouped in 48 slots (24 hours on working days, 24 at the weekend). In the
field of a slot an incident counts by how near it is on the clock, and less across kinds of day.
Each slot's field is a density over the study area, to be multiplied with the hour's profile: where
incidents are at this hour, while the profile says how many.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from crimecast.calendar import HOURS_PER_WEEK
from crimecast.grid import Floats, Grid, Ints
from crimecast.models.aoristic import day_types, ring_distance
from crimecast.models.fields import Smoother, kernel_at
from crimecast.models.smoothing import Matrix

if TYPE_CHECKING:
    from scipy import sparse

SLOTS = 48
_SLOT: Ints = day_types(np.arange(HOURS_PER_WEEK)) * 24 + np.arange(HOURS_PER_WEEK) % 24
_OTHER_KIND = 0.4  # weight of an incident on the other kind of day
_LEAST_CELL = 100  # m; finer grids share these fields among the cells of a block
_PSEUDO = 1.0  # incidents' worth of an even spread in every slot
_LEAST_WEIGHT = 1e-5  # below it a density is left out
_CITY = 2.0  # incidents' worth of the city's hours at every place


def slot_kernel(width: float) -> Matrix:
    """Return K (slot, slot): how much an incident in slot j counts at slot i, 1 where it is.

    ``width`` is the standard deviation of nearness in hours.
    """
    near = np.exp(-0.5 * (ring_distance(24) / width) ** 2)
    kernel = np.block([[near, _OTHER_KIND * near], [_OTHER_KIND * near, near]])
    nearness: Matrix = kernel.astype(np.float32)
    return nearness


@dataclass(frozen=True, eq=False)
class Past:
    """Incidents by coarse cell and slot: cells that hold any, sparse (cell, 48)."""

    cells: Ints
    counts: sparse.csr_matrix


class NearInHour:
    """Densities over cells by slot, kept on a grid of 100 m or more."""

    slot = _SLOT

    def __init__(self, grid: Grid, smoother: Smoother, *, width: float = 2.0) -> None:
        self.block = max(1, -(-_LEAST_CELL // grid.cell))
        self.fine = grid
        self.grid = grid if self.block == 1 else coarsened(grid, self.block)
        self._smoother = smoother if self.block == 1 else Smoother(self.grid)
        row, column = np.divmod(np.arange(grid.mask.size), grid.shape[1])
        self._coarse = (row // self.block) * self.grid.shape[1] + column // self.block
        # Share of a coarse cell's mass that falls to each fine cell of the study area in it.
        inside = np.bincount(
            self._coarse, grid.mask.reshape(-1).astype(float), minlength=self.grid.mask.size
        )
        self._split = 1.0 / np.maximum(inside, 1.0)
        self._kernel = slot_kernel(width)

    def coarse(self, cell: Ints) -> Ints:
        """Return the flat cells of ``self.grid`` that hold fine cells."""
        of: Ints = self._coarse[cell]
        return of

    def counts(self, cell: Ints, week: sparse.csr_matrix) -> Matrix:
        """Count incidents by slot and coarse cell (48, y, x) from their aoristic weights."""
        of = np.repeat(np.arange(week.shape[0]), np.diff(week.indptr))
        flat = _SLOT[week.indices] * self.grid.mask.size + self._coarse[cell[of]]
        counts = np.bincount(flat, week.data, minlength=SLOTS * self.grid.mask.size)
        return counts.reshape(SLOTS, *self.grid.shape).astype(np.float32)

    def by_slot(self, week: sparse.csr_matrix) -> Floats:
        """Sum aoristic weights (incident, 168) by slot (incident, 48)."""
        from scipy import sparse  # noqa: PLC0415

        into = sparse.csr_matrix(
            (np.ones(HOURS_PER_WEEK), (np.arange(HOURS_PER_WEEK), _SLOT)),
            shape=(HOURS_PER_WEEK, SLOTS),
        )
        return np.asarray((week @ into).toarray(), float)

    def density(self, counts: Matrix, bandwidth: float) -> Matrix:
        """Turn counts into densities (48, coarse cell), each slot's of sum one."""
        near = (self._kernel @ counts.reshape(SLOTS, -1)).reshape(counts.shape)
        smoothed = self._smoother(near, bandwidth).reshape(SLOTS, -1)
        return self._normalized(smoothed, counts.sum(axis=(1, 2)))

    def ratio(self, counts: Matrix, total: Matrix, bandwidth: float) -> tuple[Matrix, Matrix]:
        """Say how much more often than in the city incidents fall near each slot, by place.

        Parameters
        ----------
        counts : float32 (48, y, x)
        total : float32 (48,)
            Their sums.

        Returns
        -------
        float32 (48, cell), float32 (cell,)
            Logs of ratios over the coarse study area, and how many incidents they are of.
        """
        cells = self.grid.cells
        by_slot = self._smoother(counts, bandwidth).reshape(SLOTS, -1)[:, cells]
        told = by_slot.sum(axis=0)
        city = self._kernel @ total / max(float(total.sum()), 1.0)
        city = np.maximum(city, np.float32(1e-6))[:, None]
        near = self._kernel @ by_slot
        near += np.float32(_CITY) * city
        near /= (told + np.float32(_CITY)) * city
        return np.log(near, out=near), told

    def _normalized(self, near: Matrix, counts: Floats | Matrix, weight: float = 1.0) -> Matrix:
        """Divide each slot, weighted, by what is near it; a little is spread evenly."""
        mass = self._kernel @ np.asarray(counts, np.float32)
        even = np.float32(weight * _PSEUDO / len(self.grid.cells))
        return (near + even) / (mass + np.float32(_PSEUDO))[:, None]

    def past(self, cell: Ints, week: sparse.csr_matrix) -> Past:
        """Count incidents (fine cells) by slot in the coarse cells that hold any."""
        from scipy import sparse  # noqa: PLC0415

        cells, back = np.unique(self._coarse[cell], return_inverse=True)
        of = np.repeat(np.arange(week.shape[0]), np.diff(week.indptr))
        where = (back[of], _SLOT[week.indices])
        return Past(cells, sparse.csr_matrix((week.data, where), shape=(len(cells), SLOTS)))

    def at(
        self,
        past: Past,
        bandwidth: float,
        hours: sparse.csr_matrix,
        cell: Ints,
    ) -> Floats:
        """Return sums over hours of the week of ``hours`` times the density at each cell.

        The same densities as :meth:`density` gives, worked out where they are asked for only.

        Parameters
        ----------
        hours : sparse (incident, 168)
            What each hour counts for an incident: its aoristic weight times the hour's profile.
        cell : int (incident,)
            Fine cells.
        """
        places, back = np.unique(self._coarse[cell], return_inverse=True)
        kernel = kernel_at(self._smoother, places, past.cells, bandwidth)
        local = (kernel @ past.counts).toarray().T.astype(np.float32)
        counts = np.asarray(past.counts.sum(axis=0)).reshape(-1)
        density = self._normalized(self._kernel @ local, counts)
        of = np.repeat(np.arange(hours.shape[0]), np.diff(hours.indptr))
        value = density[_SLOT[hours.indices], back[of]]
        total = np.bincount(of, value * hours.data, minlength=hours.shape[0])
        return np.asarray(total * self._split[self._coarse[cell]])

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
        # A slot's density is linear in its counts, and divided by the same at every bandwidth.
        used = [(b, w) for b, w in zip(bandwidths, weights, strict=True) if w > _LEAST_WEIGHT]
        near = np.zeros((SLOTS, len(cells)), np.float32)
        for bandwidth, weight in used:
            smoothed = self._smoother(own, bandwidth).reshape(SLOTS, -1)
            near += np.float32(weight) * smoothed[:, cells]
        total = self._normalized(
            self._kernel @ near, own.sum(axis=(1, 2)), sum(weight for _, weight in used)
        )
        for density, weight in zip(shared, shared_weights, strict=True):
            if weight > _LEAST_WEIGHT:
                total += np.float32(weight) * density[:, cells]
        return total

    def maps(self, coarse: Matrix) -> Matrix:
        """Spread densities (..., coarse cell of the study area) over the fine cells within."""
        place = self._coarse[self.fine.cells]
        fine: Matrix = coarse[..., self.grid.rank[place]] * self._split[place].astype(np.float32)
        return fine


def slot_shares(profile: Floats, slot: Ints) -> Floats:
    """Return the share (category, 48) of each category by slot, from its hour-of-week profile."""
    share = np.zeros((len(profile), SLOTS))
    for s in range(SLOTS):
        share[:, s] = profile[:, slot == s].sum(axis=1)
    share /= share.sum(axis=1, keepdims=True)
    return share


def coarsened(grid: Grid, block: int) -> Grid:
    """Return the grid of blocks of cells; a block belongs to the area if any of its cells does."""
    height, width = (-(-n // block) for n in grid.shape)
    mask = np.zeros((height * block, width * block), bool)
    mask[: grid.shape[0], : grid.shape[1]] = grid.mask
    blocks = np.asarray(mask.reshape(height, block, width, block).any(axis=(1, 3)))
    return Grid(grid.epsg, grid.cell * block, grid.x0, grid.y0, blocks)
