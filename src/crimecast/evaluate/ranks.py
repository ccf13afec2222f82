"""Where incidents stand among all cells by intensity, from one pass over the cells.

A backtest ranks a million cell-hours for each origin, model and category. Only the places of a few
incidents are asked for, so cells are counted by the leading bits of their intensity (as positive
floats order like their bits), and sorted only where an incident's bits are shared.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crimecast.evaluate.protocol import EDGES, PER_OCTAVE, THRESHOLDS
from crimecast.grid import Floats, Ints

_CODES = 1 << 15
"""Leading 16 bits of a float32, whose sign bit is zero."""
_INFINITE = 0x7F80
_STARTS = np.concatenate([[0], EDGES.astype(np.float32).view(np.uint32) >> 16]).astype(np.int64)
"""First code of each bin of ``protocol.EDGES``, the one below them included."""


@dataclass(frozen=True, eq=False)
class Ranked:
    """Cells by intensity, and where incidents stand among them.

    Attributes
    ----------
    cells : int
        How many there are.
    above, tied : int64 (incident,)
        Cells with a higher intensity than the incident's, and with the same, its own included.
    bin : int64 (incident,)
        Which bin of ``protocol.EDGES`` its cell is in; 0 lies below the first edge.
    bin_cells, bin_expected : (bin,)
        Cells in each bin, and the sum of their intensity.
    """

    cells: int
    above: Ints
    tied: Ints
    bin: Ints
    bin_cells: Ints
    bin_expected: Floats

    def hits(self, shares: Floats) -> Floats:
        """Return how many incidents the top shares of cells hold; equal cells count in part.

        The same as ``hit_rate.hit_curve``.
        """
        within = (shares[:, None] * self.cells - self.above) / self.tied
        found: Floats = np.clip(within, 0.0, 1.0).sum(axis=1)
        return found

    def elementary(self, busy: Floats, counts: Ints) -> Floats:
        """Return the sums of elementary scores at ``protocol.THRESHOLDS``.

        The same as ``murphy.elementary_sums`` unless an intensity is a threshold to the bit.

        Parameters
        ----------
        busy, counts : (cell,)
            Intensity and count of the cells that hold incidents.
        """
        least = np.cumsum(self.bin_cells[::-1])[::-1][1::PER_OCTAVE]
        t = THRESHOLDS[:, None]
        said = busy >= t
        extra = np.where(said != (counts > t), np.abs(counts - t), 0.0) - np.where(said, t, 0.0)
        sums: Floats = THRESHOLDS * least + extra.sum(axis=1)
        return sums


def rank(values: npt.NDArray[np.float32], at: Ints) -> Ranked:
    """Rank cells by intensity.

    Parameters
    ----------
    values : float32 (cell,)
        Contiguous; cells, or cells and hours, flat.
    at : int64 (incident,)
        Each incident's place in ``values``.

    Raises
    ------
    ValueError
        If an intensity is negative or no number.
    """
    values = values + np.float32(0.0)  # turns the zero with a sign into the one without
    code = (values.view(np.uint32) >> 16).astype(np.int64)
    if int(code.max()) >= _INFINITE:
        raise ValueError("an intensity is negative, infinite or no number")
    count = np.bincount(code, minlength=_CODES)
    sums = np.bincount(code, values, minlength=_CODES)
    own = values[at]
    above = tied = np.zeros(len(at), np.int64)
    if len(at):
        shared = np.zeros(_CODES, bool)
        shared[code[at]] = True
        close = np.sort(values[shared[code]])
        left, right = np.searchsorted(close, own), np.searchsorted(close, own, side="right")
        others = np.cumsum(np.where(shared, 0, count)[::-1])[::-1]
        above = len(close) - right + others[code[at]]
        tied = right - left
    return Ranked(
        cells=len(values),
        above=above,
        tied=tied,
        bin=np.searchsorted(_STARTS, code[at], side="right") - 1,
        bin_cells=np.add.reduceat(count, _STARTS),
        bin_expected=np.add.reduceat(sums, _STARTS),
    )
