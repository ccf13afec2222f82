"""The logarithmic score of an intensity, and the information gain between two.

For a Poisson process with intensity L the log-likelihood of its points is the sum of log L over
them less the integral of L. Differences, divided by the number of points, are nats per incident.
Source: Daley & Vere-Jones (2004), "Scoring probability forecasts for point processes: the entropy
score and information gain", J. Appl. Probab. 41A.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt


def log_score(
    intensity_at_incidents: npt.ArrayLike, expected_total: float, *, thinning: float = 1.0
) -> float:
    """Return the log-likelihood (nats) of incidents under an intensity.

    Parameters
    ----------
    intensity_at_incidents : (incident,)
        Expected incidents in the cell-hour that each scored incident fell into; > 0.
    expected_total : float
        Sum of the intensity over all cells and hours scored.
    thinning : float
        Share of all incidents that is scored: the intensity of the scored ones is this times that
        of all. Used where only incidents with a known hour can be scored.

    Raises
    ------
    ValueError
        If an intensity is not positive: an incident that was said to be impossible.
    """
    values = np.asarray(intensity_at_incidents, float)
    if (values <= 0).any() or not np.isfinite(values).all():
        raise ValueError("an incident fell where the intensity is zero; its log score is -inf")
    return float(np.log(thinning * values).sum() - thinning * expected_total)


def expected_log_score(true: npt.ArrayLike, intensity: npt.ArrayLike) -> float:
    """Return the mean log score (nats) of an intensity where the true one is known.

    Over cell-hours of the same shape; none is higher than that of the truth itself.

    Raises
    ------
    ValueError
        If the intensity is zero where the true one is not.
    """
    truth, said = np.asarray(true, float), np.asarray(intensity, float)
    if ((said <= 0) & (truth > 0)).any():
        raise ValueError("the intensity is zero where the true one is not; its score is -inf")
    gain = truth * np.log(np.where(truth > 0, said, 1.0))
    return float(gain.sum() - said.sum())


def information_gain(score: float, reference: float, incidents: float) -> float:
    """Return nats per incident of one log score over another; NaN without incidents."""
    return (score - reference) / incidents if incidents else float("nan")
