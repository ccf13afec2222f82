"""Could what was observed have come from the forecast: the consistency tests of CSEP.

The number test asks whether there were too many or too few incidents, the conditional likelihood
test whether their places and hours are as likely as the forecast's own, the spatial test the same
of places alone. They are diagnostics: with many incidents every model is wrong somewhere, and the
Poisson number test rejects an error of 3% in 23,000; give the number test a variance.

References
----------
Schorlemmer, Gerstenberger, Wiemer, Jackson & Rhoades (2007), "Earthquake likelihood model testing",
Seismological Research Letters 78. Zechar, Gerstenberger & Rhoades (2010), "Likelihood-based tests
for evaluating space-rate-magnitude earthquake forecasts", BSSA 100. Werner, Helmstetter, Jackson &
Kagan (2011), "High-resolution long-term and short-term earthquake forecasts for California",
BSSA 101 (conditional test). Kagan (2010), "Statistical distributions of earthquake numbers",
Geophysical Journal International 180 (negative binomial numbers).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from crimecast.counts import cdf
from crimecast.grid import Floats

_AT_ONCE = 2_000_000
"""Simulated incidents held in memory."""


@dataclass(frozen=True)
class Simulated:
    """An observed log-likelihood among those of simulations from the forecast.

    Attributes
    ----------
    quantile : float
        Share of simulations with a log-likelihood no higher than the observed. Below 0.05 the
        forecast is rejected at that level (one-sided: it cannot be too likely). NaN without
        incidents.
    observed : float
        Joint log-likelihood of the counts (nats).
    simulated : (draw,)
        Of the simulations.
    """

    quantile: float
    observed: float
    simulated: Floats


def number_test(
    observed: npt.ArrayLike, expected: npt.ArrayLike, variance: npt.ArrayLike | None = None
) -> tuple[Floats, Floats]:
    """Return the chances of at least, and of no more than, as many incidents as were observed.

    Parameters
    ----------
    observed : array of whole numbers
    expected : array, broadcastable
        Incidents that the forecast expects.
    variance : array, broadcastable, optional
        Of their number: negative binomial. Poisson where absent, or no greater than the mean.

    Returns
    -------
    delta1, delta2 : array
        At a level of 5% a forecast is rejected where one of them is below 0.025: a small delta1
        says that it expected too few, a small delta2 too many.

    Raises
    ------
    ValueError
        If an expected count or variance is negative or not finite.
    """
    count = np.asarray(observed, float)
    spread = expected if variance is None else variance
    delta1: Floats = 1.0 - cdf(count - 1.0, expected, spread)
    return delta1, cdf(count, expected, spread)


def conditional_likelihood_test(
    intensity: npt.ArrayLike, counts: npt.ArrayLike, *, draws: int = 1000, seed: int = 1
) -> Simulated:
    """Compare the likelihood of the counts with that of as many incidents drawn from the forecast.

    Parameters
    ----------
    intensity : array
        Expected incidents of each cell-hour (or any bin), any shape.
    counts : array, same shape
        Incidents in each.
    draws : int
        Simulations, each of as many incidents as were observed.

    Raises
    ------
    ValueError
        If shapes differ, an intensity is negative or not finite, all are zero, or a count is
        negative or not whole.
    """
    rate, count = _checked(intensity, counts)
    return _likelihood_test(rate, count, expected=float(rate.sum()), draws=draws, seed=seed)


def spatial_test(
    intensity: npt.ArrayLike, counts: npt.ArrayLike, *, draws: int = 1000, seed: int = 1
) -> Simulated:
    """Do the same for places alone: hours are summed, and the forecast scaled to the number seen.

    Parameters are those of :func:`conditional_likelihood_test`, in shape (..., cell): all axes but
    the last are summed.

    Raises
    ------
    ValueError
        As :func:`conditional_likelihood_test`.
    """
    shape = np.shape(intensity)
    rate, count = _checked(intensity, counts)
    cells = shape[-1] if shape else 1
    rate, count = rate.reshape(-1, cells).sum(axis=0), count.reshape(-1, cells).sum(axis=0)
    seen = float(count.sum())
    rate *= seen / rate.sum() if seen else 1.0
    return _likelihood_test(rate, count, expected=seen, draws=draws, seed=seed)


def _likelihood_test(
    rate: Floats, count: Floats, *, expected: float, draws: int, seed: int
) -> Simulated:
    number = int(count.sum())
    busy = np.flatnonzero(count)
    with np.errstate(divide="ignore"):
        logs = np.log(rate)
    observed = float((count[busy] * logs[busy] - gammaln(count[busy] + 1.0)).sum()) - expected
    if not number or draws < 1:
        return Simulated(float("nan"), observed, np.zeros(0))
    rng = np.random.default_rng(seed)
    reach = np.cumsum(rate)
    chunk = max(1, _AT_ONCE // number)
    parts = [
        _log_likelihoods(_sorted_uniforms(rng, min(chunk, draws - done), number), reach, logs)
        for done in range(0, draws, chunk)
    ]
    simulated = np.concatenate(parts) - expected
    # Equal sums may differ in their last digits, as they were added in another order.
    slack = 1e-9 * (1.0 + abs(observed)) if np.isfinite(observed) else 0.0
    quantile = float((simulated <= observed + slack).mean())
    return Simulated(quantile, observed, simulated)


def _sorted_uniforms(rng: np.random.Generator, draws: int, number: int) -> Floats:
    """Return uniform numbers (incident, draw), in order within a draw, without sorting them."""
    waits = np.cumsum(rng.standard_exponential((number + 1, draws)), axis=0)
    ordered: Floats = waits[:-1] / waits[-1]
    return ordered


def _log_likelihoods(uniforms: Floats, reach: Floats, logs: Floats) -> Floats:
    """Return sums of log rates, less those of log factorials of counts, one for each draw.

    Parameters
    ----------
    uniforms : (incident, draw)
        In order within a draw: neighbors in memory then are neighbors among the cells, which
        searching millions of them needs more than anything.
    reach, logs : (cell,)
        Rates added up, and their logarithms.
    """
    place = np.searchsorted(reach, uniforms * reach[-1], side="right")
    place = np.minimum(place, np.searchsorted(reach, reach[-1]))  # rounding at the far end
    index = np.arange(len(place))
    first = np.ones(place.shape, bool)
    first[1:] = place[1:] != place[:-1]
    # the k-th incident of a cell adds log k: together the factorial
    start = np.maximum.accumulate(np.where(first, index[:, None], 0), axis=0)
    ranks = np.log(index + 1.0)[index[:, None] - start]
    sums: Floats = logs[place].sum(axis=0) - ranks.sum(axis=0)
    return sums


def _checked(intensity: npt.ArrayLike, counts: npt.ArrayLike) -> tuple[Floats, Floats]:
    rate, count = np.asarray(intensity, float), np.asarray(counts, float)
    if rate.shape != count.shape:
        raise ValueError(f"intensity has shape {rate.shape}, counts {count.shape}")
    if not (np.isfinite(rate).all() and (rate >= 0).all() and rate.sum() > 0):
        raise ValueError("an intensity is negative or not finite, or all are zero")
    if not ((count >= 0).all() and (count == np.floor(count)).all()):
        raise ValueError("counts must be whole numbers, not negative")
    return rate.ravel(), count.ravel()
