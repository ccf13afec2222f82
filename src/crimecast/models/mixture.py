"""Weights of a mixture of known densities, by expectation maximization.

The log-likelihood is concave in the weights, so the fixed point is the maximum. Source: Dempster,
Laird & Rubin (1977), J. R. Stat. Soc. B 39(1); with a Dirichlet prior, the mode of the posterior.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats


def em_weights(
    densities: npt.NDArray[np.floating],
    *,
    prior: Floats | None = None,
    start: Floats | None = None,
    iterations: int = 500,
    tolerance: float = 1e-7,
) -> Floats:
    """Fit the weights of a mixture.

    Parameters
    ----------
    densities : (case, component), >= 0
        Each component's density at each case.
    prior : (component,), optional
        Cases' worth of prior belief in each component (Dirichlet parameters less one).
    start : (component,), optional
        First guess; even where absent.
    tolerance : float
        Stops when ten rounds gain less log posterior a case.

    Returns
    -------
    (component,), sums to 1

    Raises
    ------
    ValueError
        If a case has zero density under every component.
    """
    cases, components = densities.shape
    if components == 0:
        raise ValueError("a mixture needs at least one component")
    extra = np.zeros(components) if prior is None else np.asarray(prior, float)
    total = cases + extra.sum()
    if total <= 0:
        return np.full(components, 1.0 / components)
    largest = densities.max(axis=1, keepdims=True) if cases else np.ones((0, 1))
    if (largest <= 0).any():
        raise ValueError("a case has zero density under every component; add a uniform floor")
    scaled = (densities / largest).astype(np.float64)
    weights: Floats = np.full(components, 1.0 / components)
    if start is not None:
        weights = np.asarray(start, float)
    before = -np.inf
    for step in range(iterations):
        mixed = scaled @ weights
        weights = (weights * (scaled.T @ (1.0 / mixed)) + extra) / total
        if step % 10 == 9:
            sure = extra > 0
            now = float(np.log(mixed).sum() + extra[sure] @ np.log(weights[sure])) / total
            if now - before < tolerance:
                break
            before = now
    weights /= weights.sum()
    return weights


def pooled_weights(
    densities: npt.NDArray[np.floating],
    category: npt.NDArray[np.integer],
    *,
    categories: int,
    pooled: float,
    floor: float,
) -> Floats:
    """Fit the weights of every category's mixture, each drawn to those of all together.

    Parameters
    ----------
    densities : (case, component), >= 0
        The last component is an even spread.
    category : int (case,)
    pooled : float
        Cases' worth of belief, per category, in the weights fitted on all categories.
    floor : float
        Least share of the even spread.

    Returns
    -------
    (category, component), each sums to 1
    """
    size = densities.shape[1]
    least = np.zeros(size)
    least[-1] = floor * len(densities) + 0.5
    together = em_weights(densities, prior=least, iterations=200)
    weights = np.empty((categories, size))
    for c in range(categories):
        own = densities[category == c]
        prior = pooled * together
        prior[-1] += floor * len(own) + 0.5
        weights[c] = em_weights(own, prior=prior, start=0.5 * together + 0.5 / size)
    return weights
