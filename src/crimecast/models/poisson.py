"""Weighted Poisson regression with a ridge, by Newton's method."""

from __future__ import annotations

import numpy as np

from crimecast.grid import Floats

_STEEPEST = 50.0  # log rate beyond which nothing is told apart: keeps exp finite


def weighted_poisson(
    X: Floats,
    y: Floats,
    weight: Floats,
    offset: Floats,
    *,
    center: Floats,
    penalty: Floats,
    rounds: int = 30,
    tolerance: float = 1e-6,
) -> Floats:
    """Fit log E[y] = X b + offset, rows weighted, coefficients drawn to ``center``.

    The loss is convex; a Newton step that would raise it is halved until it does not.

    Parameters
    ----------
    X : (row, coefficient)
    y, weight, offset : (row,)
    center, penalty : (coefficient,)
        What each coefficient is drawn to, and how strongly (half of it times the square).
    tolerance : float
        Stops when a round lowers the loss by less, per incident.

    Returns
    -------
    (coefficient,)
    """
    seen = weight * y

    def loss(at: Floats) -> tuple[float, Floats]:
        log_rate = X @ at + offset
        expected = weight * np.exp(np.minimum(log_rate, _STEEPEST))
        away = at - center
        return float(expected.sum() - seen @ log_rate + 0.5 * penalty @ away**2), expected

    b = np.array(center, float)
    now, expected = loss(b)
    enough = tolerance * max(float(seen.sum()), 1.0)
    for _ in range(rounds):
        gradient = X.T @ (seen - expected) - penalty * (b - center)
        curvature = (X * expected[:, None]).T @ X + np.diag(penalty + 1e-9)
        step = np.linalg.solve(curvature, gradient)
        for _ in range(30):
            then, there = loss(b + step)
            if then <= now:
                break
            step = step / 2
        else:
            break
        gained, now, expected, b = now - then, then, there, b + step
        if gained < enough:
            break
    return b
