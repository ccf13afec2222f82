"""Gaussian smoothing of counts over a grid, corrected at the study area's edge."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.special import erf

from crimecast.grid import Floats

Matrix = npt.NDArray[np.float32]
_BAND = 48  # cells worked out at a time
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


def smooth(
    counts: Matrix, cell: float, bandwidth: float, mask: npt.NDArray[np.bool_] | None = None
) -> Matrix:
    """Smooth counts over the last two axes (y, x); mass that leaves the array is lost.

    Parameters
    ----------
    mask : bool (y, x), optional
        Where counts lie and are wanted: outside there must be none, and nothing is worked out.
    """
    if bandwidth == 0:
        return counts
    height, width = counts.shape[-2:]
    ky, kx = kernel_matrix(height, cell, bandwidth), kernel_matrix(width, cell, bandwidth)
    reach = reach_in_cells(cell, bandwidth)
    rows = [
        (here, near, _extent(mask, near, width), _extent(mask, here, width))
        for here, near in _bands(height, reach)
    ]
    layers = counts.reshape(-1, height, width)
    out = np.zeros(layers.shape, np.result_type(counts, ky))
    # Layer by layer stays in the cache; a band of a kernel's rows is zero but near its diagonal.
    for layer, smoothed in zip(layers, out, strict=True):
        for here, near, (first, last), (start, stop) in rows:
            half = ky[here, near] @ layer[near, first:last]
            for left in range(start, stop, _BAND):
                right = min(left + _BAND, stop)
                from_, to = max(first, left - reach), min(last, right + reach)
                if from_ < to:
                    smoothed[here, left:right] = (
                        half[:, from_ - first : to - first] @ kx[from_:to, left:right]
                    )
    return out.reshape(counts.shape)


def _extent(mask: npt.NDArray[np.bool_] | None, rows: slice, width: int) -> tuple[int, int]:
    """Return the first column that holds any of the mask in some rows, and the last plus one."""
    if mask is None:
        return 0, width
    held = np.flatnonzero(mask[rows].any(axis=0))
    return (int(held[0]), int(held[-1]) + 1) if len(held) else (0, 0)


@lru_cache(maxsize=64)
def _bands(size: int, reach: int) -> list[tuple[slice, slice]]:
    """Part an axis in bands, and say which of its cells are within reach of each."""
    starts = range(0, size, _BAND)
    return [
        (slice(s, min(s + _BAND, size)), slice(max(0, s - reach), min(size, s + _BAND + reach)))
        for s in starts
    ]


def kept_mass(mask: npt.NDArray[np.bool_], cell: float, bandwidth: float) -> Matrix:
    """Return for each cell (y, x) the share of a kernel centred there that stays in the mask.

    Dividing a point's weight by it keeps all of its mass inside the study area.
    """
    inside = smooth(mask.astype(np.float32), cell, bandwidth, mask)
    kept: Matrix = np.maximum(inside, np.float32(1e-3))
    return kept
