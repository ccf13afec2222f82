"""How far the counts of a single cell spread, for windows that begin at one hour.

What :func:`crimecast.spread.variance_of_sum` gives, in a fraction of a millisecond: every size of
block holds the same of a single cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from crimecast.blocks import DAY_LENGTH, Ints, time_blocks
from crimecast.calendar import hours_from
from crimecast.grid import Floats
from crimecast.scales import Spread


@lru_cache(maxsize=256)
def day_starts(first: np.datetime64, count: int, time_zone: str) -> Ints:
    """Return where local days begin among ``count`` hours from ``first`` (UTC) on; 0 first."""
    days = time_blocks(hours_from(first, count), DAY_LENGTH, time_zone)
    found = np.flatnonzero(np.diff(days, prepend=days[0] - 1))
    found.setflags(write=False)
    return found


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
    own: dict[int | None, Floats] = {}
    for phi, scale in zip(spread.phi.T, spread.scales, strict=True):
        if scale.is_event:
            variance += (phi.sum() - phi if scale.joint else phi) @ means
        elif not scale.joint:  # of a single cell all sizes of block hold the same
            own[scale.hours] = own.get(scale.hours, 0.0) + phi
        elif scale.hours == 1:
            variance += np.cumsum(np.square(np.sqrt(phi) @ values))[at - 1]
        elif scale.hours == DAY_LENGTH:
            variance += np.square(_dot(np.sqrt(phi), of_days)).sum(axis=0)
        else:
            variance += np.square(np.sqrt(phi) @ means)
    for hours, phi in own.items():
        if hours == 1:
            variance += np.cumsum(phi @ np.square(values))[at - 1]
        elif hours == DAY_LENGTH:
            variance += _dot(phi, np.square(of_days)).sum(axis=0)
        else:
            variance += phi @ np.square(means)
    return mean, variance


def _dot(phi: Floats, values: Floats) -> Floats:
    """Return ``phi`` times values (category, ...), summed over categories."""
    found: Floats = (phi @ values.reshape(len(values), -1)).reshape(values.shape[1:])
    return found
