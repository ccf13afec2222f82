"""Do intervals of counts hold what they say, and is the whole distribution right.

Counts are negative binomial of a mean and a variance, Poisson where no wider. An interval of whole
numbers holds a little more than its level; :func:`nominal_content` says how much, and
:func:`randomized_coverage` counts the ends in part, so that a right forecast covers its level
exactly. The probability integral transform (PIT) of a right forecast is uniform.

References
----------
Czado, Gneiting & Held (2009), "Predictive model assessment for count data", Biometrics 65.
Gneiting, Balabdaoui & Raftery (2007), "Probabilistic forecasts, calibration and sharpness",
JRSS B 69.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from crimecast.counts import cdf
from crimecast.counts import count_interval as central_interval
from crimecast.grid import Floats

__all__ = [
    "central_interval",
    "coverage",
    "nominal_content",
    "pit_bounds",
    "pit_histogram",
    "randomized_coverage",
]


def coverage(observed: npt.ArrayLike, lower: npt.ArrayLike, upper: npt.ArrayLike) -> float:
    """Return the share of counts within [lower, upper], ends included; NaN without counts."""
    y, low, high = np.broadcast_arrays(observed, lower, upper)
    inside = (y >= low) & (y <= high)
    return float(inside.mean()) if inside.size else float("nan")


def nominal_content(
    lower: npt.ArrayLike, upper: npt.ArrayLike, mean: npt.ArrayLike, variance: npt.ArrayLike
) -> Floats:
    """Return the chance with which a right forecast's count falls in [lower, upper].

    Parameters
    ----------
    lower, upper : array of whole numbers
        Ends, included.
    mean, variance : array, broadcastable
        Of the count.
    """
    below = np.asarray(lower, float) - 1.0
    inside: Floats = cdf(upper, mean, variance) - cdf(below, mean, variance)
    return inside


def pit_bounds(
    observed: npt.ArrayLike, mean: npt.ArrayLike, variance: npt.ArrayLike
) -> tuple[Floats, Floats]:
    """Return the chances of fewer than, and of no more than, what was observed.

    Between them the PIT of a count is drawn evenly.

    Parameters
    ----------
    observed : array of whole numbers
    mean, variance : array, broadcastable
        Of the forecast.
    """
    y = np.asarray(observed, float)
    return cdf(y - 1.0, mean, variance), cdf(y, mean, variance)


def randomized_coverage(
    pit_low: npt.ArrayLike, pit_high: npt.ArrayLike, *, level: float = 0.9
) -> Floats:
    """Return how much of each count lies in its central interval of exactly that level.

    The share of [pit_low, pit_high] within ``[(1 - level) / 2, (1 + level) / 2]``: 1 inside, 0
    outside, a part at the ends. A right forecast's mean is ``level``, for counts however small.

    Parameters
    ----------
    pit_low, pit_high : array
        As of :func:`pit_bounds`.

    Returns
    -------
    array, 0 to 1; its mean is the coverage

    Raises
    ------
    ValueError
        If ``level`` is not between 0 and 1, or bounds are not 0 <= low <= high <= 1.
    """
    if not 0 < level < 1:
        raise ValueError(f"the level is {level}; use a chance between 0 and 1")
    ends = np.array([(1 - level) / 2, (1 + level) / 2])
    below = _share_below(pit_low, pit_high, ends)
    inside: Floats = below[..., 1] - below[..., 0]
    return inside


def pit_histogram(pit_low: npt.ArrayLike, pit_high: npt.ArrayLike, *, bins: int = 10) -> Floats:
    """Return the share of the PIT in each of equal bins, without drawing at random.

    1 / bins everywhere for a right forecast; high at both ends for one that is too sure, in the
    middle for one that is not sure enough, at the right for one that says too little.

    Parameters
    ----------
    pit_low, pit_high : (count,)
        As of :func:`pit_bounds`.

    Returns
    -------
    (bins,) float
        Adds up to 1; NaN without counts.

    Raises
    ------
    ValueError
        If ``bins`` is less than 1, or bounds are not 0 <= low <= high <= 1.
    """
    if bins < 1:
        raise ValueError(f"{bins} bins; use one or more")
    low = np.ravel(np.asarray(pit_low, float))
    if not len(low):
        return np.full(bins, np.nan)
    edges = np.linspace(0.0, 1.0, bins + 1)[1:-1]
    inner = _share_below(low, np.ravel(np.asarray(pit_high, float)), edges).mean(axis=0)
    shares: Floats = np.diff(inner, prepend=0.0, append=1.0)
    return shares


def _share_below(pit_low: npt.ArrayLike, pit_high: npt.ArrayLike, at: Floats) -> Floats:
    """Return the share (..., at) of each [low, high] that lies below points of (0, 1)."""
    low, high = np.broadcast_arrays(np.asarray(pit_low, float), np.asarray(pit_high, float))
    if not ((low >= 0) & (low <= high) & (high <= 1)).all():
        raise ValueError("PIT bounds must be chances, the lower no greater than the upper")
    width = (high - low)[..., None]
    point = width <= 0  # a count so far out that both round to one number
    part = (at - low[..., None]) / np.where(point, 1.0, width)
    return np.where(point, low[..., None] < at, np.clip(part, 0.0, 1.0))
