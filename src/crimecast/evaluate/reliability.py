"""Expected against observed incidents, by how high the intensity was.

Bins of intensity are narrow and fixed, so that tallies of chunks, origins and categories add up.
For a reader they are merged into ten of about the same expected count.

References
----------
Broecker & Smith (2007), "Increasing the reliability of reliability diagrams", Weather and
Forecasting 22. Cox (1958), "Two further applications of a model for binary regression",
Biometrika 45 (intercept and slope). Garwood (1936), "Fiducial limits for the Poisson
distribution", Biometrika 28.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv

from crimecast.grid import Floats


@dataclass(frozen=True)
class Tally:
    """Sums by bin of intensity; tallies of the same bins add up.

    Attributes
    ----------
    low, high : (bin,)
        Bounds of the intensity.
    expected : (bin,)
        Sum of the intensity.
    observed : (bin,)
        Incidents.
    cells : (bin,)
        Cell-windows.
    """

    low: Floats
    high: Floats
    expected: Floats
    observed: Floats
    cells: Floats

    def __add__(self, other: Tally) -> Tally:
        if not (np.array_equal(self.low, other.low) and np.array_equal(self.high, other.high)):
            raise ValueError("tallies of different bins cannot be added")
        return Tally(
            self.low,
            self.high,
            self.expected + other.expected,
            self.observed + other.observed,
            self.cells + other.cells,
        )


@dataclass(frozen=True)
class Calibration:
    """What a forecast's logarithm must be turned by to fit: ``intercept + slope * log``.

    Attributes
    ----------
    level : float
        Logarithm of observed over expected; 0 is right. What the intercept is at a slope of 1.
    intercept, slope : float
        0 and 1 are right. A slope below 1: high ones were too high and low ones too low.
    level_error, intercept_error, slope_error : float
        Standard errors, as if counts were Poisson.
    """

    level: float
    level_error: float
    intercept: float
    intercept_error: float
    slope: float
    slope_error: float


def tally(intensity: npt.ArrayLike, counts: npt.ArrayLike, edges: npt.ArrayLike) -> Tally:
    """Sum expected and observed incidents by bin of intensity.

    Parameters
    ----------
    intensity : (cell,)
        Expected incidents in each cell-window; any number of them, of one resolution.
    counts : (cell,)
        Incidents in each.
    edges : (edge,)
        Ends of the bins, positive and increasing; one more bin lies below the first, one above the
        last. A bin holds its lower end. Ten or more to a power of ten keep :func:`calibration`
        from bins close to that from cells.

    Returns
    -------
    Tally
        Of ``edge + 1`` bins.

    Raises
    ------
    ValueError
        If shapes differ, an intensity is negative or not finite, or edges do not increase from
        above 0.
    """
    values, found = np.ravel(np.asarray(intensity)), np.ravel(np.asarray(counts))
    at = np.asarray(edges, float)
    if values.shape != found.shape:
        raise ValueError(f"{values.size} intensities and {found.size} counts do not match")
    if values.size and not (values.min() >= 0 and values.max() < np.inf):
        raise ValueError("an intensity is negative or not finite")
    low, high = np.append(0.0, at), np.append(at, np.inf)
    if not (low < high).all():
        raise ValueError("edges of bins must increase from above 0")
    place = np.searchsorted(at, values, side="right")
    busy, bins = np.flatnonzero(found), len(low)
    return Tally(
        low,
        high,
        np.bincount(place, weights=values, minlength=bins).astype(float),
        np.bincount(place[busy], weights=found[busy], minlength=bins).astype(float),
        np.bincount(place, minlength=bins).astype(float),
    )


def merged(bins: Tally, groups: int = 10) -> Tally:
    """Merge neighboring bins into at most ``groups`` of about the same expected count.

    Parameters
    ----------
    bins : Tally
        In order of intensity. Empty bins vanish; no bin is split, so that groups differ in size
        where a bin is large.

    Raises
    ------
    ValueError
        If ``groups`` is less than 1.
    """
    if groups < 1:
        raise ValueError(f"{groups} groups; use one or more")
    used = bins.cells > 0
    expected = bins.expected[used]
    whole = expected.sum()
    # a bin goes where its middle falls on the way through the expected count
    middle = (np.cumsum(expected) - 0.5 * expected) / (whole if whole > 0 else 1.0)
    group = np.minimum((middle * groups).astype(np.int64), groups - 1)
    _, start = np.unique(group, return_index=True)
    last = np.append(start[1:], len(group)) - 1

    def sums(values: Floats) -> Floats:
        return np.add.reduceat(values[used], start) if len(start) else np.zeros(0)

    return Tally(
        bins.low[used][start],
        bins.high[used][last] if len(start) else np.zeros(0),
        sums(bins.expected),
        sums(bins.observed),
        sums(bins.cells),
    )


def poisson_interval(observed: npt.ArrayLike, *, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the exact interval of a Poisson mean, given a count (Garwood).

    Divided by the expected count it is the interval of observed over expected.

    Raises
    ------
    ValueError
        If a count is negative or ``level`` is not between 0 and 1.
    """
    count = np.asarray(observed, float)
    if not 0 < level < 1:
        raise ValueError(f"the level is {level}; use a chance between 0 and 1")
    if (count < 0).any():
        raise ValueError("a count is negative")
    tail = (1 - level) / 2
    low = np.where(count > 0, gammaincinv(np.maximum(count, 1.0), tail), 0.0)
    high: Floats = gammaincinv(count + 1.0, 1 - tail)
    return low, high


def calibration(
    intensity: npt.ArrayLike, observed: npt.ArrayLike, cells: npt.ArrayLike = 1.0
) -> Calibration:
    """Fit observed counts to the logarithm of the intensity, by Poisson regression.

    Parameters
    ----------
    intensity : (cell,)
        Expected incidents in a cell-window; those at zero are left out. Of a :class:`Tally`:
        ``expected / cells``.
    observed : (cell,)
        Incidents in all the cell-windows that an entry stands for.
    cells : (cell,)
        How many those are.

    Returns
    -------
    Calibration
        NaN where there is nothing to fit: no incident, one intensity only, or incidents in none
        but the very highest, so that no slope is steep enough.
    """
    value, count, weight = np.broadcast_arrays(
        np.asarray(intensity, float), np.asarray(observed, float), np.asarray(cells, float)
    )
    used = (value > 0) & (weight > 0)
    value, count, weight = value[used], count[used], weight[used]
    seen, said = float(count.sum()), float((value * weight).sum())
    nan = float("nan")
    if seen <= 0 or said <= 0:
        return Calibration(nan, nan, nan, nan, nan, nan)
    level, level_error = float(np.log(seen / said)), float(seen**-0.5)
    # Centered where the incidents are: level and slope are then nearly independent.
    log = np.log(value)
    center = float((count * log).sum() / seen)
    z = log - center
    if np.ptp(z) < 1e-9:
        return Calibration(level, level_error, nan, nan, nan, nan)
    a, b = level + center, 1.0
    for _ in range(50):
        rate = weight * np.exp(a + b * z)
        first = np.array([(count - rate).sum(), ((count - rate) * z).sum()])
        second = np.array([[rate.sum(), (rate * z).sum()], [0.0, (rate * z * z).sum()]])
        second[1, 0] = second[0, 1]
        step = np.linalg.solve(second, first)
        step *= min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-300))
        a, b = a + step[0], b + step[1]
        if np.abs(step).max() < 1e-8:
            break
    else:
        return Calibration(level, level_error, nan, nan, nan, nan)
    spread = np.linalg.inv(second)
    turn = np.array([1.0, -center])
    return Calibration(
        level=level,
        level_error=level_error,
        intercept=float(a - b * center),
        intercept_error=float(np.sqrt(turn @ spread @ turn)),
        slope=float(b),
        slope_error=float(np.sqrt(spread[1, 1])),
    )
