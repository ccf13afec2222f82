"""Murphy diagrams: is one forecast of expected counts better than another by every proper score.

Every consistent score of a mean is a weighting of elementary scores, one for each threshold: what
is lost by someone who acts where more than that is expected. A model whose curve lies below
another's at all thresholds is better by squared error, by Poisson deviance and by whatever else is
consistent; where curves cross, it depends on the score.

References
----------
Ehm, Gneiting, Jordan & Krueger (2016), "Of quantiles and expectiles: consistent scoring functions,
Choquet representations and forecast rankings", JRSS B 78, equation (10).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats


def elementary_sums(
    expected: npt.ArrayLike, counts: npt.ArrayLike, thresholds: npt.ArrayLike
) -> Floats:
    """Return the sum over cells of the mean's elementary score at each threshold.

    ``|y - t|`` where the threshold t lies between forecast x and count y, that is
    ``min(x, y) <= t < max(x, y)``; else 0. Its integral over all thresholds is half the squared
    error. Sums of chunks and origins add up; divide by the number of cells for a mean.

    Parameters
    ----------
    expected : (cell,)
        Expected incidents of each cell-window.
    counts : (cell,)
        Incidents in each.
    thresholds : (threshold,)
        Expected incidents in a cell-window, not negative.

    Returns
    -------
    (threshold,) float, incidents

    Raises
    ------
    ValueError
        If shapes differ, an expected count is NaN, or a count or threshold negative.
    """
    said, came = np.ravel(np.asarray(expected)), np.ravel(np.asarray(counts))
    at = np.atleast_1d(np.asarray(thresholds, float))
    if said.shape != came.shape:
        raise ValueError(f"{said.size} expected counts and {came.size} counts do not match")
    if said.size and (np.isnan(said.max()) or came.min() < 0):
        raise ValueError("an expected count is NaN, or a count negative")
    if not (at >= 0).all():
        raise ValueError("a threshold is negative or NaN")
    busy = np.flatnonzero(came)
    x, y = said[busy].astype(float), came[busy].astype(float)
    sums = np.empty(len(at))
    for i, t in enumerate(at):
        # Nearly all cells are empty; each scores t where more than t was expected of it.
        empty = np.count_nonzero(said > t) - np.count_nonzero(x > t)
        sums[i] = t * empty + np.abs(y - t)[(x > t) != (y > t)].sum()
    return sums
