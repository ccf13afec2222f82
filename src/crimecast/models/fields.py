"""Fields: past incidents smoothed in space and faded with age, each a density over the study area.

A field of a source (one category, a class, all) has a bandwidth (m) and a decay time (days). As
the state at the start of a day holds only what had been reported by then, a field evaluated at an
incident of that day never contains the incident itself. States are advanced a day at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats, Grid, Ints
from crimecast.models.smoothing import (
    Matrix,
    kept_mass,
    kernel_matrix,
    reach_in_cells,
    smooth,
)

if TYPE_CHECKING:
    from scipy import sparse

_PSEUDO = 1.0  # incidents' worth of an even spread in every field, so that none is empty


@dataclass(frozen=True)
class FieldSpec:
    """One field: standard deviation of its Gaussian in metres, decay time in days (inf: none)."""

    bandwidth: float
    decay: float


@dataclass(frozen=True, eq=False)
class Points:
    """Incidents with a place, in time relative to an origin.

    ``cell`` is a flat index into the grid; ``occurred`` and ``reported`` are days before the
    origin as numbers <= 0 (``occurred`` the middle of the window). Ordered by ``reported``.
    """

    cell: Ints
    occurred: Floats
    reported: Floats

    def select(self, keep: npt.NDArray[np.bool_]) -> Points:
        """Return the incidents where ``keep`` is true."""
        return Points(self.cell[keep], self.occurred[keep], self.reported[keep])

    def known_at(self, day: float) -> Points:
        """Return what had been reported by a day, in time relative to it."""
        known = self.select(self.reported <= day)
        return Points(known.cell, known.occurred - day, known.reported - day)


def _faded(occurred: Floats, at: float, decay: float) -> Floats:
    """Weight of incidents of age ``at - occurred`` under a decay time."""
    if np.isinf(decay):
        return np.ones(len(occurred))
    return np.exp(-np.maximum(at - occurred, 0.0) / decay)


def _counts(grid: Grid, cell: Ints, weights: Floats) -> Matrix:
    counts = np.bincount(cell, weights, minlength=grid.mask.size)
    return counts.reshape(grid.shape).astype(np.float32)


class Smoother:
    """Smoothing over one grid that keeps every incident's mass inside the study area."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self._kept: dict[float, Matrix] = {}

    def kept(self, bandwidth: float) -> Matrix:
        """Return the share (y, x) of a kernel centred in each cell that stays inside."""
        if bandwidth not in self._kept:
            self._kept[bandwidth] = kept_mass(self.grid.mask, self.grid.cell, bandwidth)
        return self._kept[bandwidth]

    def __call__(self, counts: Matrix, bandwidth: float) -> Matrix:
        """Smooth counts (..., y, x) of the study area; the result outside it has no meaning."""
        if bandwidth == 0:
            return counts
        return smooth(counts / self.kept(bandwidth), self.grid.cell, bandwidth, self.grid.mask)


def densities_at(
    source: Points,
    specs: Sequence[FieldSpec],
    smoother: Smoother,
    *,
    start: int,
    event_cell: Ints,
    event_day: Ints,
) -> npt.NDArray[np.float32]:
    """Evaluate a source's fields at events, each as known at the start of the event's day.

    What was reported by ``start`` is smoothed over the whole grid once. What came in later is
    added at the events it is near to, whatever the size of the grid.

    Parameters
    ----------
    source : Points
        What feeds the fields.
    start : int
        First day of events, relative to the origin (negative); day ``d`` covers ``(d, d + 1]``.
    event_cell, event_day : int
        Flat cell and day of each event.

    Returns
    -------
    float32 (event, spec)
        Density per cell; each field sums to one over the study area.
    """
    grid = smoother.grid
    even = _PSEUDO / len(grid.cells)
    late = int(np.searchsorted(source.reported, start, side="right"))
    first = source.select(np.arange(len(source.cell)) < late)
    newer = source.select(np.arange(len(source.cell)) >= late)
    out = np.empty((len(event_cell), len(specs)), np.float32)
    known = np.searchsorted(newer.reported, np.arange(start, 1), side="right")
    bandwidths = sorted({spec.bandwidth for spec in specs})
    decays = sorted({spec.decay for spec in specs})
    # Weights are kept as of the first day, so that ageing is one factor for all of a source.
    rates = np.array([0.0 if np.isinf(d) else 1.0 / d for d in decays])
    grown = np.exp(np.outer(newer.occurred - start, rates))
    fade = np.exp(-np.outer(event_day - start, rates))
    mass_by_day = np.vstack([np.zeros(len(decays)), grown.cumsum(axis=0)])[known]
    for b, near in _near(newer, bandwidths, smoother, event_cell, known[event_day - start]):
        added = near @ grown
        for k, spec in enumerate(specs):
            if spec.bandwidth != b:
                continue
            d = decays.index(spec.decay)
            weights = _faded(first.occurred, float(start), spec.decay)
            state = smoother(_counts(grid, first.cell, weights), b).reshape(-1)[event_cell]
            mass = weights.sum() + mass_by_day[event_day - start, d]
            out[:, k] = ((state + added[:, d]) * fade[:, d] + even) / (mass * fade[:, d] + _PSEUDO)
    return out


def _near(
    newer: Points,
    bandwidths: Sequence[float],
    smoother: Smoother,
    event_cell: Ints,
    known: Ints,
) -> Iterator[tuple[float, sparse.csr_matrix]]:
    """Yield for each bandwidth the kernel (event, incident) of the incidents known to each event.

    ``known`` is how many of the incidents, in order of their reports, each event can see.
    """
    for bandwidth in bandwidths:
        yield bandwidth, kernel_at(smoother, event_cell, newer.cell, bandwidth, known=known)


def kernel_at(
    smoother: Smoother, cell: Ints, source: Ints, bandwidth: float, *, known: Ints | None = None
) -> sparse.csr_matrix:
    """Return the kernel (cell, source): the share of a point in each source cell that falls here.

    Parameters
    ----------
    cell, source : int
        Flat cells; only pairs within the kernel's reach are worked out.
    known : int (cell,), optional
        How many of the sources, from the first, each cell sees; all where absent.
    """
    from scipy import sparse  # noqa: PLC0415
    from scipy.spatial import cKDTree  # noqa: PLC0415

    grid = smoother.grid
    shape = (len(cell), len(source))
    if 0 in shape:
        return sparse.csr_matrix(shape, dtype=np.float64)
    here = np.stack(np.divmod(cell, grid.shape[1]), axis=1)
    there = np.stack(np.divmod(source, grid.shape[1]), axis=1)
    reach = reach_in_cells(grid.cell, bandwidth)
    pairs = cKDTree(here).sparse_distance_matrix(
        cKDTree(there), reach + 0.5, p=np.inf, output_type="ndarray"
    )
    i, j = pairs["i"], pairs["j"]
    if known is not None:
        seen = j < known[i]
        i, j = i[seen], j[seen]
    value = np.ones(len(i))
    if bandwidth > 0:
        kernel = kernel_matrix(2 * reach + 1, grid.cell, bandwidth)[reach, reach:]
        gap = np.abs(here[i] - there[j])
        value = (
            kernel[gap[:, 0]] * kernel[gap[:, 1]] / smoother.kept(bandwidth).reshape(-1)[source[j]]
        )
    return sparse.csr_matrix((value, (i, j)), shape=shape)


def combine(
    source: Points,
    specs: Sequence[FieldSpec],
    weights: Floats,
    smoother: Smoother,
) -> Floats:
    """Return the weighted sum over (y, x) of a source's fields at the origin (day 0)."""
    grid = smoother.grid
    total = np.zeros(grid.shape)
    even = 0.0
    by_bandwidth: dict[float, Floats] = {}
    for spec, weight in zip(specs, weights, strict=True):
        if weight <= 0:
            continue
        faded = _faded(source.occurred, 0.0, spec.decay)
        mass = float(faded.sum()) + _PSEUDO
        share = by_bandwidth.setdefault(spec.bandwidth, np.zeros(len(source.cell)))
        share += weight * faded / mass
        even += weight * _PSEUDO / mass
    for bandwidth, share in by_bandwidth.items():
        total += smoother(_counts(grid, source.cell, share), bandwidth)
    total[grid.mask] += even / len(grid.cells)
    total[~grid.mask] = 0.0
    return total


def densities(
    source: Points, specs: Sequence[FieldSpec], smoother: Smoother
) -> npt.NDArray[np.float32]:
    """Return a source's fields at the origin (spec, cell of the study area), one by one."""
    maps = [combine(source, [spec], np.ones(1), smoother) for spec in specs]
    grid = smoother.grid
    return np.stack(maps).reshape(len(specs), -1)[:, grid.cells].astype(np.float32)
