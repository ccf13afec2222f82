"""How sure a route's exposure is, and whether two routes can be told apart.

Both follow from the worlds that the forecast allows (``worlds.py``): in each, every route's
exposure is the sum over the cells and hours it passes, with the factors of that world. Routes that
pass the same places share their factors, so that they are compared pair by pair.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from crimecast.calendar import HOUR, Instants
from crimecast.grid import Floats

LEVEL: Final = 0.9
"""Chance that a route's interval holds what is truly expected."""
APART: Final = 0.95
"""Share of worlds, both tails left out, in which a difference has one sign where it is told."""
LEAST: Final = 0.1
"""A difference below this share of the other route's exposure is not worth a word."""
DRAWS: Final = 800


@dataclass(frozen=True)
class Difference:
    """How much less is expected on a route than on another.

    Attributes
    ----------
    less : float
        Expected on the other less expected on this one.
    lower, upper : float
        Range of that with the chance :data:`APART`.
    apart : bool
        Whether they can be told apart: the range has one sign, and the difference is worth it.
    """

    less: float
    lower: float
    upper: float
    apart: bool


def interval_of_draws(draws: Floats, level: float = LEVEL) -> tuple[Floats, Floats]:
    """Return the central range (route,) of exposures (draw, route)."""
    lower, upper = np.quantile(draws, [(1 - level) / 2, (1 + level) / 2], axis=0)
    return lower, upper


def difference(draws: Floats, expected: Floats, route: int, other: int) -> Difference:
    """Compare two routes in the same worlds.

    Parameters
    ----------
    draws : float (draw, route)
    expected : float (route,)
    """
    less = draws[:, other] - draws[:, route]
    lower, upper = np.quantile(less, [(1 - APART) / 2, (1 + APART) / 2])
    mean = float(expected[other] - expected[route])
    worth = abs(mean) >= LEAST * max(float(expected[other]), float(expected[route]), 1e-300)
    return Difference(mean, float(lower), float(upper), bool(worth and lower * upper > 0))


def hour_starts(first: np.datetime64, count: int) -> Instants:
    """Return the starts of hours (hour,), UTC."""
    starts: Instants = first + HOUR * np.arange(count)
    return starts
