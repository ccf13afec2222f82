"""Counts said as a mean and a variance: negative binomial, or Poisson where no wider than that.

With mean m and variance v > m a count is negative binomial with size ``m**2 / (v - m)``; with v no
greater than m it is Poisson. Every function takes arrays of any shape that broadcast together.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats

_LEAST = 1e-12
"""Means are no smaller, so that a size can be told."""
_FEW = 20.0
"""Means below it are counted up to one by one."""
_NARROW = 1e-9
"""Dispersions (variance beyond the mean over mean**2) no greater count as Poisson."""


def dispersion_of(mean: npt.ArrayLike, variance: npt.ArrayLike) -> Floats:
    """Return the dispersion d of ``variance = mean + d * mean**2``; 0 where no wider than Poisson.

    Raises
    ------
    ValueError
        If a mean or variance is negative or not finite.
    """
    m, v = np.broadcast_arrays(np.asarray(mean, float), np.asarray(variance, float))
    if not (np.isfinite(m).all() and np.isfinite(v).all() and (m >= 0).all() and (v >= 0).all()):
        raise ValueError("a count's mean and variance must be finite and not negative")
    m = np.maximum(m, _LEAST)
    spread: Floats = np.maximum(v - m, 0.0) / m**2
    return np.where(spread > _NARROW, spread, 0.0)


def cdf(count: npt.ArrayLike, mean: npt.ArrayLike, variance: npt.ArrayLike) -> Floats:
    """Return the chance that a count is no greater than ``count``; 0 below zero.

    Parameters
    ----------
    count : array of whole numbers
    mean, variance : array
        Of the count. A variance no greater than the mean means Poisson.
    """
    from scipy.special import betaincc, pdtr  # noqa: PLC0415 -- kept out of the web process

    m, spread = np.asarray(mean, float), dispersion_of(mean, variance)
    k, m, spread = np.broadcast_arrays(np.asarray(count, float), m, spread)
    k = np.floor(k)
    wide = spread > 0
    at = np.maximum(k, 0.0)
    size = 1.0 / np.where(wide, spread, 1.0)
    # by the chance of going on: that of stopping is 1 to the last digit where sizes are large
    values: Floats = np.where(wide, betaincc(at + 1.0, size, m / (size + m)), pdtr(at, m))
    return np.where(k < 0, 0.0, values)


def _check_level(level: float) -> None:
    if not 0 < level < 1:
        raise ValueError(f"the level is {level}; use a chance between 0 and 1")


def count_interval(
    mean: npt.ArrayLike, variance: npt.ArrayLike, *, level: float = 0.9
) -> tuple[Floats, Floats]:
    """Return the central interval [lower, upper] that holds a count with chance ``level`` or more.

    Its ends are the quantiles at ``(1 - level) / 2`` and ``(1 + level) / 2``.

    Raises
    ------
    ValueError
        If ``level`` is not between 0 and 1, or a mean or variance is negative or not finite.
    """
    _check_level(level)
    spread = dispersion_of(mean, variance)
    m = np.broadcast_to(np.asarray(mean, float), spread.shape)
    return count_range(m, spread, level)


def count_range(mean: Floats, dispersion: Floats, level: float = 0.9) -> tuple[Floats, Floats]:
    """Return the central range that holds a count with a chance of at least ``level``.

    The count is negative binomial with variance ``mean + dispersion * mean**2``, Poisson where the
    dispersion is zero.
    """
    from scipy.stats import nbinom  # noqa: PLC0415 -- half a second

    mean = np.maximum(mean, _LEAST)
    size = 1.0 / np.maximum(np.broadcast_to(dispersion, mean.shape), _NARROW)
    chance = size / (size + mean)
    tail = (1 - level) / 2
    return nbinom.ppf(tail, size, chance), nbinom.ppf(1 - tail, size, chance)


def exact_range(mean: float, variance: float, level: float = 0.9) -> tuple[int, int, float]:
    """Return :func:`count_interval` of one count, and the chance of none, with numpy alone.

    For what answers a request: it takes microseconds where counts are small and needs no scipy.

    Raises
    ------
    ValueError
        If ``level`` is not between 0 and 1, or the mean or variance is negative or not finite.
    """
    _check_level(level)
    if not (0.0 <= mean < math.inf and 0.0 <= variance < math.inf):
        raise ValueError("a count's mean and variance must be finite and not negative")
    m = max(float(mean), _LEAST)
    spread = max(float(variance) - m, 0.0) / m**2
    spread = spread if spread > _NARROW else 0.0
    tail = (1.0 - level) / 2
    if m < _FEW:
        return _range_of_few(m, spread, tail)
    return _range_of_many(m, spread, tail)


def _range_of_few(m: float, spread: float, tail: float) -> tuple[int, int, float]:
    """Add up chances one by one, which for a few steps is quicker than arrays."""
    if spread > 0:
        size = 1.0 / spread
        none, ratio = math.exp(-size * math.log1p(spread * m)), m / (size + m)
    else:
        size, none, ratio = 0.0, math.exp(-m), m
    k, chance, reached, lower = 0, none, none, -1
    while True:
        if lower < 0 and reached >= tail:
            lower = k
        # A chance that adds nothing any more leaves the sum where it is.
        if reached >= 1.0 - tail or (k > m and chance < 1e-18):
            return max(lower, 0), k, none
        chance *= (ratio * (k + size) if spread > 0 else ratio) / (k + 1)
        k += 1
        reached += chance


def _range_of_many(m: float, spread: float, tail: float) -> tuple[int, int, float]:
    deviation = math.sqrt(m + spread * m * m)
    last = int(m + 12 * deviation + 20)
    while True:
        k = np.arange(1, last + 1, dtype=float)
        if spread > 0:
            size = 1.0 / spread
            none = -size * math.log1p(spread * m)
            steps = np.log((k - 1 + size) / k) + math.log(m / (size + m))
        else:
            none, steps = -m, np.log(m / k)
        chances = np.exp(np.concatenate([[none], none + np.cumsum(steps)]))
        reached = np.cumsum(chances)
        if reached[-1] >= 1 - tail or chances[-1] < 1e-18:
            break
        last *= 2  # a long tail: look further
    lower, upper = np.searchsorted(reached, [tail, 1 - tail])
    return int(lower), int(upper), math.exp(none)


@dataclass(frozen=True)
class CountInterval:
    """A count that is to come.

    Attributes
    ----------
    expected, variance : float
    lower, upper : int
        The central range that holds the count with a chance of at least ``level``.
    level : float
    some : float
        Chance that there is at least one.
    """

    expected: float
    variance: float
    lower: int
    upper: int
    level: float
    some: float

    @classmethod
    def of(cls, expected: float, variance: float, level: float) -> CountInterval:
        """Take the count as negative binomial of that mean and variance."""
        lower, upper, none = exact_range(expected, variance, level)
        return cls(expected, variance, lower, upper, level, 1.0 - none)
