"""Gaussian smoothing of counts over a grid, corrected at the study area's edge."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import erf

from crimecast.grid import Floats

Matrix = npt.NDArray[np.float32]
_REACH = 4.0  # bandwidths beyond which a kernel is cut: 6e-5 of its mass


def reach_in_cells(cell: float, bandwidth: float) -> int:
    """Return how many cells from its centre a kernel is cut."""
    return int(np.ceil(_REACH * bandwidth / cell))


def axis_shares(count: int, cell: float, bandwidth: float) -> Floats:
    """Return the share of a point at a cell's centre that falls 0 to ``count - 1`` cells away.

    Along one axis and one direction, for a Gaussian of standard deviation ``bandwidth`` (m) > 0.
    """
    offset = np.arange(count)
    scale = cell / (bandwidth * np.sqrt(2.0))
    share: Floats = 0.5 * (erf((offset + 0.5) * scale) - erf((offset - 0.5) * scale))
    return share


@lru_cache(maxsize=64)
def kernel_matrix(size: int, cell: float, bandwidth: float) -> Matrix:
    """Return K (size, size): the share of a point at the centre of cell j that falls into cell i.

    ``bandwidth`` is the Gaussian's standard deviation in metres; 0 keeps the point in its cell.
    """
    if bandwidth == 0:
        return np.eye(size, dtype=np.float32)
    offset = np.arange(size)
    share = axis_shares(size, cell, bandwidth)
    share[reach_in_cells(cell, bandwidth) + 1 :] = 0.0
    matrix: Matrix = share.astype(np.float32)[np.abs(offset[:, None] - offset[None, :])]
    matrix.setflags(write=False)
    return matrix


def smooth(counts: Matrix, cell: float, bandwidth: float) -> Matrix:
    """Smooth counts over the last two axes (y, x); mass that leaves the array is lost."""
    if bandwidth == 0:
        return counts
    ky = kernel_matrix(counts.shape[-2], cell, bandwidth)
    kx = kernel_matrix(counts.shape[-1], cell, bandwidth)
    smoothed: Matrix = np.matmul(np.matmul(ky, counts), kx)
    return smoothed


def kept_mass(mask: npt.NDArray[np.bool_], cell: float, bandwidth: float) -> Matrix:
    """Return for each cell (y, x) the share of a kernel centred there that stays in the mask.

    Dividing a point's weight by it keeps all of its mass inside the study area.
    """
    inside = smooth(mask.astype(np.float32), cell, bandwidth)
    kept: Matrix = np.maximum(inside, np.float32(1e-3))
    return kept
