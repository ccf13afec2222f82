"""Which counts of incidents are too small to be told, and which stand for one point.

The one place of this rule: the page's history, a place's card and exported files all go by it.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from crimecast.grid import Bools, Floats

MINIMUM: Final = 3
"""Counts of incidents in a cell and period below this are not told."""
CROWDED: Final = 10
"""Incidents at one point from which on it may be called crowded."""


def withheld(count: float) -> bool:
    """Tell whether a count is too small to be told; none at all may be told."""
    return 0 < round(count) < MINIMUM


def withheld_sql(count: str) -> str:
    """Return SQL for :func:`withheld` of whole numbers."""
    return f"({count} > 0 AND {count} < {MINIMUM})"


def crowded(largest: Floats | float, count: Floats | float) -> Bools:
    """Tell where most of a cell's incidents are recorded at one point.

    Parameters
    ----------
    largest, count : float64, of one shape
        Incidents at the cell's most crowded point, and in the cell.
    """
    largest, count = np.asarray(largest), np.asarray(count)
    return np.asarray((largest >= CROWDED) & (largest > count / 2))


def crowded_sql(largest: str, count: str) -> str:
    """Return SQL for :func:`crowded`."""
    return f"({largest} >= {CROWDED} AND {largest} > {count} / 2)"
