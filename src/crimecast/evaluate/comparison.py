"""Is one model better than another, incident by incident: the T and W tests of CSEP.

Both take incidents as independent. Those of a day are not, so that these are diagnostics beside
the interval by days (:mod:`crimecast.evaluate.bootstrap`), which is what tables report.

References
----------
Rhoades, Schorlemmer, Gerstenberger, Christophersen, Zechar & Imoto (2011), "Efficient testing of
earthquake forecasting models", Acta Geophysica 59, equations (17) and (18).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, stdtr, stdtrit
from scipy.stats import wilcoxon

from crimecast.grid import Floats


@dataclass(frozen=True)
class TTest:
    """Paired T test of the mean information gain.

    Attributes
    ----------
    gain : float
        Nats per incident of the first model over the second.
    low, high : float
        Ends of its interval. The first is better where ``low`` is above 0.
    t, p : float
        Student's t of the gain, and its two-sided chance if there were none.
    """

    gain: float
    low: float
    high: float
    t: float
    p: float


@dataclass(frozen=True)
class WTest:
    """Wilcoxon's signed rank test of the median gain, which a few incidents cannot sway.

    Attributes
    ----------
    median : float
        Median gain of an incident, nats.
    z, p : float
        Normal score of the rank sum (above 0: the first model is better) and its two-sided chance
        if gains were even around 0. NaN where no two rates differ.
    """

    median: float
    z: float
    p: float


def t_test(
    log_rates: npt.ArrayLike,
    reference: npt.ArrayLike,
    total: float,
    reference_total: float,
    *,
    level: float = 0.95,
) -> TTest:
    """Test the mean gain of a model over a reference.

    Parameters
    ----------
    log_rates, reference : (incident,)
        Log intensity that model and reference gave to the cell and window of each incident.
    total, reference_total : float
        Incidents that each expected in all.
    level : float
        Chance that the interval is to hold.

    Raises
    ------
    ValueError
        If the series differ in length, a rate is not finite, or there are fewer than two incidents.
    """
    gain = _gains(log_rates, reference, total, reference_total)
    n = len(gain)
    mean, error = float(gain.mean()), float(gain.std(ddof=1) / np.sqrt(n))
    half = float(stdtrit(n - 1, (1 + level) / 2)) * error
    if error <= 0:
        return TTest(mean, mean, mean, float("nan"), float("nan"))
    t = mean / error
    return TTest(mean, mean - half, mean + half, t, float(2 * stdtr(n - 1, -abs(t))))


def w_test(
    log_rates: npt.ArrayLike, reference: npt.ArrayLike, total: float, reference_total: float
) -> WTest:
    """Test the median gain of a model over a reference.

    Parameters are those of :func:`t_test`. The chance is by the normal approximation, corrected for
    ties, which wants ten incidents or more.

    Raises
    ------
    ValueError
        As :func:`t_test`.
    """
    gain = _gains(log_rates, reference, total, reference_total)
    if not gain.any():
        return WTest(0.0, float("nan"), float("nan"))
    # two-sided, scipy gives the smaller of both rank sums, and with it no sign
    found = wilcoxon(gain, correction=False, alternative="greater", method="asymptotic")
    z = float(found.zstatistic)
    return WTest(float(np.median(gain)), z, float(2.0 * ndtr(-abs(z))))


def _gains(
    log_rates: npt.ArrayLike, reference: npt.ArrayLike, total: float, reference_total: float
) -> Floats:
    """Return each incident's gain, with its part in the difference of totals."""
    ours, theirs = np.asarray(log_rates, float), np.asarray(reference, float)
    if ours.ndim != 1 or ours.shape != theirs.shape:
        raise ValueError(f"log rates must be two series of one length, not {ours.shape} and "
                         f"{theirs.shape}")  # fmt: skip
    if len(ours) < 2:
        raise ValueError(f"{len(ours)} incidents; two or more can be compared")
    if not (np.isfinite(ours).all() and np.isfinite(theirs).all()):
        raise ValueError("a log rate is not finite: a model said that an incident was impossible")
    gain: Floats = ours - theirs - (total - reference_total) / len(ours)
    return gain
