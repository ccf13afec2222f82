"""Prospective hot-spotting (ProMap): recent incidents close by, each less the farther and older.

An incident adds ``1 / (1 + d) * 1 / (1 + w)`` to every place within 400 m for eight weeks, where
``d`` is its distance in whole units of a lattice of about 50 m and ``w`` its age in whole weeks.
Sources: Bowers, Johnson & Pease (2004), "Prospective hot-spotting: the future of crime mapping?",
Br. J. Criminol. 44(5); Johnson, Bowers, Birks & Pease (2009), "Predictive mapping of crime by
ProMap", in Weisburd, Bernasco & Bruinsma (eds.), Putting Crime in its Place.

As published it gives a rank, and nothing at all to most of a city. For a score of its own it is
made a density, mixed with an even spread whose share is chosen by maximum likelihood.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

import numpy as np

from crimecast.grid import Floats, Grid, Ints
from crimecast.models.mapped import Mapped, Placed
from crimecast.models.threads import in_threads
from crimecast.models.tuned import FloorTuned, floor_scores

REACH = 400.0
"""Metres within which an incident counts."""
WEEKS = 8
"""Weeks for which it counts: two months."""
_UNIT = 50.0  # m, the lattice's, or the nearest that cells divide into


def week_weight(age_days: Floats) -> Floats:
    """Return what incidents of an age (days) count: 1 in the first week, 0 after two months."""
    weeks = np.floor(np.maximum(age_days, 0.0) / 7.0)
    return np.where(weeks < WEEKS, 1.0 / (1.0 + weeks), 0.0)


class Lattice:
    """The units of about 50 m that a grid's cells divide into, and the weights on them.

    Attributes
    ----------
    split : int
        Units along a cell's side.
    offsets : int (neighbor, 2)
        Steps (y, x) to the units within reach.
    weights : (neighbor,)
        What each counts, ``1 / (1 + whole units)``.
    """

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.split = max(1, round(grid.cell / _UNIT))
        unit = grid.cell / self.split
        steps = int(REACH // unit)
        ring = np.arange(-steps, steps + 1)
        offsets = np.stack(np.meshgrid(ring, ring, indexing="ij"), axis=-1).reshape(-1, 2)
        distance = np.hypot(*offsets.T)
        near = distance * unit <= REACH + 1e-9
        self.offsets, self.weights = offsets[near], 1.0 / (1.0 + np.floor(distance[near]))

    def locate(self, x: Floats, y: Floats) -> Ints:
        """Return units (incident, 2) along (y, x) of points in metres."""
        unit = self.grid.cell / self.split
        return np.stack(
            [np.floor((y - self.grid.y0) / unit), np.floor((x - self.grid.x0) / unit)], axis=1
        ).astype(np.int64)

    def spread(self, units: Ints, weights: Floats) -> Floats:
        """Return sums (cell of the study area,) of what incidents in these units add.

        Each incident's weights are scaled to add up to its own within the study area.
        """
        total = np.zeros(len(self.grid.cells))
        for part, rank in self._ranks(units):
            share = self.weights * (rank >= 0)
            share *= (weights[part] / share.sum(axis=1))[:, None]
            inside = rank >= 0
            total += np.bincount(rank[inside], share[inside], minlength=len(total))
        return total

    def kept(self, units: Ints) -> Floats:
        """Return the sum (incident,) of an incident's weights that fall in the study area."""
        told = [(rank >= 0) @ self.weights for _, rank in self._ranks(units)]
        return np.concatenate([np.zeros(0), *told])

    def _ranks(self, units: Ints) -> Iterator[tuple[slice, Ints]]:
        """Yield incidents by the thousand and the ranks (incident, neighbor) of cells near them."""
        height, width = self.grid.shape
        for first in range(0, len(units), 4096):
            part = slice(first, first + 4096)
            there = (units[part, None, :] + self.offsets) // self.split
            row, column = there[..., 0], there[..., 1]
            inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
            yield (
                part,
                np.where(inside, self.grid.rank[np.where(inside, row * width + column, 0)], -1),
            )


class ProMap(FloorTuned, Mapped):
    """Prospective hot-spotting, 400 m and two months, with an even share chosen by category.

    Parameters and attributes are those of :class:`~crimecast.models.tuned.FloorTuned`.
    """

    name: ClassVar[str] = "promap"

    def _tune(self, placed: Placed) -> None:
        lattice = Lattice(self.grid)

        def scores(category: int) -> tuple[Floats, int]:
            density = self._at_events(category, placed, lattice)
            return floor_scores(density[:, None], 1).reshape(-1), len(density)

        self._choose_floors(in_threads(scores, range(len(self.categories))))

    def _at_events(self, category: int, placed: Placed, lattice: Lattice) -> Floats:
        """Return densities over an even spread's at the incidents learned from, as then known.

        They are told apart on the lattice, whatever the size of the cells.
        """
        from scipy.spatial import cKDTree  # noqa: PLC0415

        at = placed.learned_from(category, self.window)
        day = placed.day[at]
        feed = placed.category == category
        feed &= placed.points.occurred > -self.window - 7 * WEEKS - 1
        source = placed.points.select(feed)
        there = lattice.locate(placed.x[feed], placed.y[feed])
        kept = lattice.kept(there)
        here = lattice.locate(placed.x[at], placed.y[at])
        total: Floats = np.zeros(len(day))
        if len(here) and len(there):
            unit = self.grid.cell / lattice.split
            pairs = cKDTree(here).sparse_distance_matrix(
                cKDTree(there), REACH / unit + 1e-6, output_type="ndarray"
            )
            i, j = pairs["i"], pairs["j"]
            weight = week_weight(day[i] - source.occurred[j]) / (1.0 + np.floor(pairs["v"]))
            weight *= source.reported[j] <= day[i]
            total += np.bincount(i, weight / kept[j], minlength=len(day))
        days = np.arange(-self.window, 0)
        alive = week_weight(days[:, None] - source.occurred) * (source.reported <= days[:, None])
        mass = alive.sum(axis=1)[day + self.window]
        units = len(self.grid.cells) * lattice.split**2
        # Where nothing happened for two months nothing is told: even.
        return np.where(mass > 0, total * units / np.maximum(mass, 1e-12), 1.0)

    def _map(self, category: int, placed: Placed) -> Floats:
        lattice, even = Lattice(self.grid), 1.0 / len(self.grid.cells)
        weights = week_weight(-placed.points.occurred) * (placed.category == category)
        recent = weights > 0
        if not recent.any():
            return np.full(len(self.grid.cells), even)
        units = lattice.locate(placed.x[recent], placed.y[recent])
        density = lattice.spread(units, weights[recent]) / weights.sum()
        floor = self.floors[category]
        return np.asarray((1 - floor) * density + floor * even)
