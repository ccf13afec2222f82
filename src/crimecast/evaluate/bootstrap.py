"""Intervals of a ratio of sums over days: a gain per incident, a hit rate, expected over observed.

Incidents of a day depend on each other, so days are drawn with replacement, not incidents; where
days depend on those before them, blocks of several. Comparing two models, put the difference of
their scores above the line: what they share cancels.

References
----------
Efron & Tibshirani (1993), "An Introduction to the Bootstrap", chapter 13 (percentile interval).
Politis & Romano (1992), "A circular block-resampling procedure for stationary data".
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats


def ratio_interval(
    numerator: npt.ArrayLike,
    denominator: npt.ArrayLike,
    *,
    level: float = 0.95,
    draws: int = 10_000,
    seed: int = 1,
    block: int = 1,
) -> tuple[Floats, Floats]:
    """Return an interval of ``sum(numerator) / sum(denominator)`` over days.

    Parameters
    ----------
    numerator, denominator : (..., day)
        Sums of each day (or origin), days in order; they broadcast together. Rows, say of models
        or categories, share the draws, so that what is compared was drawn on the same days.
    level : float
        Chance that the interval is to hold.
    block : int
        Days that are drawn together, consecutive, the last followed by the first.

    Returns
    -------
    low, high : (...)
        NaN with fewer than two blocks of days, or where no draw has anything below the line.

    Raises
    ------
    ValueError
        If there are no days, a value is not finite, a denominator is negative, or an option is out
        of range.
    """
    if not 0 < level < 1:
        raise ValueError(f"the level is {level}; use a chance between 0 and 1")
    top, bottom = np.broadcast_arrays(np.asarray(numerator, float), np.asarray(denominator, float))
    if not top.ndim or not top.shape[-1]:
        raise ValueError("there are no days to draw from")
    if not (np.isfinite(top).all() and np.isfinite(bottom).all() and (bottom >= 0).all()):
        raise ValueError("daily sums must be finite, those below the line not negative")
    if top.shape[-1] < 2 * block:
        return np.full(top.shape[:-1], np.nan), np.full(top.shape[:-1], np.nan)
    often = day_draws(top.shape[-1], draws=draws, seed=seed, block=block)
    above, below = top @ often.T, bottom @ often.T
    ratios = np.divide(above, below, out=np.full(above.shape, np.nan), where=below > 0)
    low, high = _quantiles(ratios, [(1 - level) / 2, (1 + level) / 2])
    return low, high


def day_draws(days: int, *, draws: int = 10_000, seed: int = 1, block: int = 1) -> Floats:
    """Return how often each day is in each draw, (draw, day); each draw holds ``days`` days.

    Raises
    ------
    ValueError
        If there are no days or draws, or a block is not between one day and all.
    """
    if days < 1 or draws < 1 or not 1 <= block <= days:
        raise ValueError(f"{draws} draws of {days} days in blocks of {block} cannot be made")
    blocks = -(-days // block)
    start = np.random.default_rng(seed).integers(0, days, (draws, blocks))
    day = (start[:, :, None] + np.arange(block)) % days
    chosen = day.reshape(draws, -1)[
        :, :days
    ]  # the last block is cut, so that all draws weigh alike
    flat = chosen + days * np.arange(draws)[:, None]
    often = np.bincount(flat.ravel(), minlength=draws * days)
    return often.reshape(draws, days).astype(float)


def _quantiles(ratios: Floats, at: list[float]) -> Floats:
    """Return quantiles (at, ...) over the last axis, of the draws that have a ratio."""
    known = ~np.isnan(ratios)
    if known.all():
        return np.asarray(np.quantile(ratios, at, axis=-1), float)
    out = np.full((len(at), *ratios.shape[:-1]), np.nan)
    for place in np.argwhere(known.any(axis=-1)):
        row = tuple(place)
        out[(slice(None), *row)] = np.quantile(ratios[row][known[row]], at)
    return out
