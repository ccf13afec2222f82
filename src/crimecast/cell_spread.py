"""How far the counts of a single cell spread, for windows that begin at one hour.

What :func:`crimecast.spread.variance_of_sum` gives, in a fraction of a millisecond: every size of
block holds the same of a single cell.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crimecast.blocks import DAY_LENGTH, Ints, time_blocks
from crimecast.calendar import Instants
from crimecast.grid import Floats
from crimecast.scales import Spread


def day_starts(hours: Instants, time_zone: str) -> Ints:
    """Return the places at which local days begin among hours (UTC, in order); the first is 0."""
    days = time_blocks(hours, DAY_LENGTH, time_zone)
    return np.flatnonzero(np.diff(days, prepend=days[0] - 1))


def moments_of_cell(
    values: Floats, spread: Spread, days: Ints, ends: Sequence[int]
) -> tuple[Floats, Floats]:
    """Return mean and variance (window,) of all categories' counts in one cell.

    Parameters
    ----------
    values : float (category, hour)
        Expected counts of the spread's categories.
    spread : Spread
    days : int (day,)
        What :func:`day_starts` tells of the hours.
    ends : sequence of int
        How many hours each window has, from the first on; at least 1, at most all.
    """
    last = max(ends)
    values, at = values[:, :last], np.asarray(ends)
    summed = np.zeros((len(values), last + 1))
    np.cumsum(values, axis=1, out=summed[:, 1:])
    means = summed[:, at]  # (category, window)
    mean = means.sum(axis=0)
    variance = mean.copy()
    if not spread.scales:
        return mean, variance
    # A window ends within a day: what lies beyond is empty there.
    edges = np.minimum(np.append(days[days < last], last)[:, None], at)
    of_days = np.diff(summed[:, edges], axis=1)  # (category, day, window)
    squares = None
    for phi, scale in zip(spread.phi.T, spread.scales, strict=True):
        if scale.is_event:
            variance += (phi.sum() - phi if scale.joint else phi) @ means
        elif scale.joint:
            root = np.sqrt(phi)
            if scale.hours == 1:
                variance += np.cumsum(np.square(root @ values))[at - 1]
            elif scale.hours == DAY_LENGTH:
                variance += np.square(np.tensordot(root, of_days, 1)).sum(axis=0)
            else:
                variance += np.square(root @ means)
        elif scale.hours == 1:
            squares = np.square(values) if squares is None else squares
            variance += np.cumsum(phi @ squares)[at - 1]
        elif scale.hours == DAY_LENGTH:
            variance += np.tensordot(phi, np.square(of_days), 1).sum(axis=0)
        else:
            variance += phi @ np.square(means)
    return mean, variance
