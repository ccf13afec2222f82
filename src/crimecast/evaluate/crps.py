"""The continuous ranked probability score of counts: Poisson and negative binomial.

``CRPS = E|X - y| - E|X - X'| / 2`` with X, X' drawn from the forecast and y what was observed; in
the unit of the count, zero at best, lower is better. A forecast of a single number scores its
absolute error.

References
----------
Gneiting & Raftery (2007), "Strictly proper scoring rules, prediction, and estimation", JASA 102.
Wei & Held (2014), "Calibration tests for count data", TEST 23 (closed forms of both).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy.special import betaincc, i0e, i1e, pdtr

from crimecast.counts import cdf, dispersion_of
from crimecast.grid import Floats

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)


def crps_count(observed: npt.ArrayLike, mean: npt.ArrayLike, variance: npt.ArrayLike) -> Floats:
    """Return the score of each count under a negative binomial of that mean and variance.

    Parameters
    ----------
    observed : array of whole numbers
        Incidents counted.
    mean, variance : array, broadcastable
        Of the forecast. A variance no greater than the mean means Poisson.

    Returns
    -------
    array, incidents

    Raises
    ------
    ValueError
        If a count is negative or not whole, or a mean or variance negative or not finite.
    """
    y, m, spread = np.broadcast_arrays(
        _counts(observed), np.asarray(mean, float), dispersion_of(mean, variance)
    )
    variance = m + spread * m**2
    size = 1.0 / np.where(spread > 0, spread, 1.0)
    # sum of k f(k) over k <= y, over the mean: the cdf of one size more, at y - 1
    before = np.maximum(y - 1.0, 0.0)
    lower = np.where(
        spread > 0, betaincc(before + 1.0, size + 1.0, m / (size + m)), pdtr(before, m)
    )
    lower = np.where(y > 0, lower, 0.0)
    error = y * (2.0 * cdf(y, m, variance) - 1.0) + m - 2.0 * m * lower
    score: Floats = error - 0.5 * _mean_difference(m, spread)
    return score


def crps_poisson(observed: npt.ArrayLike, mean: npt.ArrayLike) -> Floats:
    """Return the score of each count under a Poisson forecast; see :func:`crps_count`."""
    return crps_count(observed, mean, mean)


def _mean_difference(mean: Floats, spread: Floats) -> Floats:
    """Return E|X - X'| of two draws.

    Poisson: ``2 m exp(-2m) (I0(2m) + I1(2m))``. For the negative binomial the closed form has a
    hypergeometric function that loses all digits at large sizes; this is its integral over the
    characteristic function, ``(1/pi) int_0^pi (1 - |phi(t)|^2) / (1 - cos t) dt``, with
    ``|phi(t)|^2 = (1 + 2 b s)^-r``, ``s = sin(t/2)^2``, ``b = 2 (1-p) / p^2``. The substitution
    t = sinh(u) / c spreads its peak at zero, so that 48 nodes give twelve digits.
    """
    poisson: Floats = 2.0 * mean * (i0e(2.0 * mean) + i1e(2.0 * mean))
    wide = spread > 0
    if not wide.any():
        return poisson
    d, m = spread[wide], mean[wide]
    size = 1.0 / d
    b = 2.0 * m * d * (1.0 + m * d)
    scale = np.sqrt(np.maximum(size, 1.0) * b + 1.0)
    end = np.arcsinh(np.pi * scale)
    total = np.zeros(len(m))
    for node, weight in zip(_NODES, _WEIGHTS, strict=True):
        u = 0.5 * (node + 1.0) * end
        s = np.sin(np.minimum(np.sinh(u) / scale, np.pi) / 2.0) ** 2
        total += weight * -np.expm1(-size * np.log1p(2.0 * b * s)) / (2.0 * s) * np.cosh(u)
    out = np.array(poisson)
    out[wide] = total * 0.5 * end / (scale * np.pi)
    return out


def _counts(observed: npt.ArrayLike) -> Floats:
    y = np.asarray(observed, float)
    if not np.isfinite(y).all() or (y < 0).any() or (y != np.floor(y)).any():
        raise ValueError("observed counts must be whole numbers, not negative")
    return y
