"""How many incidents fall into the cells with the highest intensity, by share of area.

With cells of equal area, the top share of area is the cells of highest intensity. Ties are broken
evenly: what is counted is the mean over all orders of equal cells. A share that ends within a cell
counts that cell in part, so that every curve is continuous and reaches all incidents at 1.

References
----------
Chainey, Tompson & Uhlig (2008), "The utility of hotspot mapping for predicting spatial patterns of
crime", Security Journal 21 (prediction accuracy index). Hunt (2016), "Do crime hot spots move?",
dissertation, American University (prediction efficiency index). National Institute of Justice
(2017), Real-Time Crime Forecasting Challenge (both as scores).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats

SHARES = (0.01, 0.05, 0.10, 0.20)
"""Shares of area that tables report."""
CURVE_SHARES: Floats = np.concatenate(
    [[0.0], np.geomspace(0.001, 0.01, 10)[:-1], np.linspace(0.01, 1.0, 100)]
)
"""Shares of area that curves are drawn at, finer where incidents are dense."""
_FEW = 8
"""Shares up to which a partition beats a sort."""


def hits_at(intensity: npt.ArrayLike, counts: npt.ArrayLike, shares: npt.ArrayLike) -> Floats:
    """Return how many incidents fall into the top shares of cells.

    Parameters
    ----------
    intensity : (cell,)
        What cells are ordered by: any number, higher first. Cells, or cell-hours, of equal size.
    counts : (cell,)
        Incidents in each.
    shares : (share,)
        Shares of the cells, 0 to 1.

    Returns
    -------
    (share,) float
        Expected over random orders of equal cells, so not always whole.

    Raises
    ------
    ValueError
        If shapes differ, there are no cells, an intensity is NaN, a count is negative, or a share
        is not between 0 and 1.
    """
    order, count, wanted = _checked(intensity, counts, shares)
    if len(wanted) > _FEW:
        return hit_curve(order, count, wanted)
    n = len(order)
    places = n - 1 - _last(wanted, n)
    least = np.partition(order, np.unique(places))[places]
    busy = np.flatnonzero(count)
    at, weight = order[busy], count[busy].astype(float)
    hits = np.empty(len(wanted))
    for i, (threshold, share) in enumerate(zip(least, wanted, strict=True)):
        above = np.count_nonzero(order > threshold)
        tied = np.count_nonzero(order == threshold)
        part = (share * n - above) / tied
        hits[i] = weight[at > threshold].sum() + part * weight[at == threshold].sum()
    return hits


def hit_curve(
    intensity: npt.ArrayLike, counts: npt.ArrayLike, shares: npt.ArrayLike = CURVE_SHARES
) -> Floats:
    """Return the same as :func:`hits_at`, for a whole curve: cells are sorted once.

    Raises
    ------
    ValueError
        As :func:`hits_at`.
    """
    order, count, wanted = _checked(intensity, counts, shares)
    n = len(order)
    ranked = np.sort(order)
    least = ranked[n - 1 - _last(wanted, n)]
    above = n - np.searchsorted(ranked, least, side="right")
    tied = n - np.searchsorted(ranked, least, side="left") - above
    busy = np.flatnonzero(count)
    by = np.argsort(order[busy])
    at, found = order[busy][by], count[busy][by].astype(float)
    summed = np.concatenate([[0.0], np.cumsum(found)])
    beyond = summed[-1] - summed[np.searchsorted(at, least, side="right")]
    within = summed[-1] - summed[np.searchsorted(at, least, side="left")] - beyond
    hits: Floats = beyond + (wanted * n - above) / tied * within
    return hits


def area_under(intensity: npt.ArrayLike, counts: npt.ArrayLike) -> float:
    """Return the area under the curve of hit rate by share of area, exactly.

    It is one less the mean share of cells that stand above an incident's cell, its own counted by
    half: 0.5 for a constant intensity, 1 at most. NaN without incidents.

    Raises
    ------
    ValueError
        As :func:`hits_at`.
    """
    order, count, _ = _checked(intensity, counts, [0.0])
    busy = np.flatnonzero(count)
    if not len(busy):
        return float("nan")
    ranked = np.sort(order)
    below = np.searchsorted(ranked, order[busy], side="left")
    through = np.searchsorted(ranked, order[busy], side="right")
    weight = count[busy].astype(float)
    return float((weight * (below + through)).sum() / (2 * len(order) * weight.sum()))


def oracle_hits(counts: npt.ArrayLike, shares: npt.ArrayLike) -> Floats:
    """Return how many incidents the best possible cells of that area held, in hindsight.

    Parameters
    ----------
    counts : (cell,)
        Incidents in each cell of the window.
    shares : (share,)
        Shares of the cells, 0 to 1.

    Returns
    -------
    (share,) float

    Raises
    ------
    ValueError
        If there are no cells, a count is negative, or a share is not between 0 and 1.
    """
    count = np.asarray(counts)
    _, count, wanted = _checked(np.zeros(count.shape, np.int8), count, shares)
    best = np.sort(count[np.flatnonzero(count)].astype(float))[::-1]
    hits: Floats = np.interp(
        wanted * len(count), np.arange(len(best) + 1.0), np.concatenate([[0.0], np.cumsum(best)])
    )
    return hits


def hit_rate(hits: npt.ArrayLike, incidents: npt.ArrayLike) -> Floats:
    """Return the share of incidents found; NaN without incidents."""
    return _ratio(hits, incidents)


def pai(hits: npt.ArrayLike, incidents: npt.ArrayLike, shares: npt.ArrayLike) -> Floats:
    """Return the prediction accuracy index: hit rate over share of area; 1 for a random choice.

    Parameters
    ----------
    hits, shares : broadcastable
        Incidents found in the top shares of area, and those shares.
    incidents : broadcastable
        All incidents of the window.
    """
    return _ratio(_ratio(hits, incidents), shares)


def pei(hits: npt.ArrayLike, oracle: npt.ArrayLike) -> Floats:
    """Return the prediction efficiency index: incidents found over the most that could be found.

    As Hunt's ratio of two accuracy indices of the same area; NaN where none could be found.
    """
    return _ratio(hits, oracle)


def _ratio(above: npt.ArrayLike, below: npt.ArrayLike) -> Floats:
    top, bottom = np.broadcast_arrays(np.asarray(above, float), np.asarray(below, float))
    out = np.full(top.shape, np.nan)
    ratio: Floats = np.divide(top, bottom, out=out, where=bottom > 0)
    return ratio


def _last(shares: Floats, n: int) -> npt.NDArray[np.int64]:
    """Return the place, from the highest on, of the last cell that belongs to each share."""
    return np.clip(np.ceil(shares * n).astype(np.int64) - 1, 0, n - 1)


def _checked(
    intensity: npt.ArrayLike, counts: npt.ArrayLike, shares: npt.ArrayLike
) -> tuple[npt.NDArray[np.generic], npt.NDArray[np.generic], Floats]:
    order, count = np.asarray(intensity), np.asarray(counts)
    wanted = np.atleast_1d(np.asarray(shares, float))
    if order.ndim != 1 or order.shape != count.shape:
        raise ValueError(
            f"intensity and counts must be one series of cells each, of one length; "
            f"they are {order.shape} and {count.shape}"
        )
    if not len(order):
        raise ValueError("there are no cells to choose from")
    if np.isnan(order.max()):
        raise ValueError("an intensity is NaN; cells cannot be ordered by it")
    if count.min() < 0:
        raise ValueError("a count of incidents is negative")
    if not ((wanted >= 0) & (wanted <= 1)).all():
        raise ValueError("a share of area must be between 0 and 1")
    return order, count, wanted
