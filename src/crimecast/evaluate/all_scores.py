"""Scores of all categories together: could it have come from the forecast, and what was it."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from crimecast.evaluate.category_mix import Counts, confusion, log_losses
from crimecast.evaluate.consistency import conditional_likelihood_test, spatial_test
from crimecast.forecast import Singles
from crimecast.grid import Ints

DRAWS: Final = 400
"""Simulations of a test. More would not make its level truer (20 of 401), only add some power."""
LEVEL: Final = 0.05
"""One-sided level at which the tests of consistency reject."""

Score = tuple[str, float, str, int]
"""Name, value, unit and n of a row of the table ``scores``."""


def consistency_scores(layer: Singles, at: Ints, *, seed: int) -> list[Score]:
    """Return quantiles of the spatial and the conditional likelihood test, and whether they pass.

    Parameters
    ----------
    layer : float32 (window, cell)
        Expected incidents.
    at : (incident,) int
        Place of each incident in the flattened layer.
    seed : int
        Not negative. Models given the same one are compared by the same draws.

    Returns
    -------
    list
        Empty without incidents. The quantile is the share of simulations no more likely than what
        came; 0 where that was impossible.

    Raises
    ------
    ValueError
        If an intensity is negative or not finite.
    """
    if not len(at):
        return []
    spatial = both = 0.0
    if layer.any():
        cells = layer.shape[1]
        by_cell = np.bincount(at % cells, minlength=cells)
        summed = layer.sum(axis=0, dtype=np.float64)
        spatial = spatial_test(summed, by_cell, draws=DRAWS, seed=seed).quantile
        # Of a single window both are the same test.
        both = spatial
        if len(layer) > 1:
            counts = np.bincount(at, minlength=layer.size).reshape(layer.shape)
            drawn = conditional_likelihood_test(layer, counts, draws=DRAWS, seed=seed)
            both = drawn.quantile
    found: list[Score] = []
    for name, quantile in (("spatial", spatial), ("likelihood", both)):
        found += [
            (f"{name}_quantile", quantile, "1", len(at)),
            (f"{name}_pass", float(quantile >= LEVEL), "1", 1),
        ]
    return found


def mix_scores(intensity: npt.ArrayLike, category: npt.ArrayLike) -> tuple[list[Score], Counts]:
    """Return how often the most likely category was the right one, the log loss, and what was what.

    Parameters
    ----------
    intensity : (category, incident)
        Expected incidents of each category in the cell and window of each incident, of those that
        can be scored: where only incidents of known hour count, thinned by each category's share,
        since that is the chance of a category given an incident that counts.
    category : (incident,)
        Index of what it was.

    Returns
    -------
    scores : list
        The log loss is infinite where a model held impossible what happened.
    matrix : int64 (category, category)
        As of :func:`crimecast.evaluate.category_mix.confusion`.

    Raises
    ------
    ValueError
        As of that.
    """
    matrix, losses = confusion(intensity, category), log_losses(intensity, category)
    n = len(losses)
    loss = float(np.where(np.isnan(losses), np.inf, losses).sum())  # nothing expected at all
    right = float(np.trace(matrix))
    return [
        ("category_right", right, "incidents", n),
        ("category_log_loss", loss, "nats", n),
    ], matrix
