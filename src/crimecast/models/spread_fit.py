"""Estimating the spread of counts from what was expected and what was observed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crimecast.grid import Floats
from crimecast.spread import Scale, Spread


def city_day_spread(
    categories: Sequence[str], per_day: Floats, dispersion: Floats, *, time_zone: str
) -> Spread:
    """Return the spread that gives daily city totals the dispersions they were measured to have.

    Parameters
    ----------
    categories : sequence of str
    per_day : float (category,)
        Expected count of a day.
    dispersion : float (category + 1,)
        Of daily totals: variance is ``m + dispersion * m**2``; last that of all together.
    time_zone : str
        Zone of the local days.
    """
    single, together = dispersion[:-1], float(dispersion[-1])
    squares = per_day**2
    pairs = max(float(per_day.sum() ** 2 - squares.sum()), 1e-12)
    excess = together * float(per_day.sum() ** 2) - float((single * squares).sum())
    joint = np.minimum(single, max(0.0, excess / pairs))
    phi = np.column_stack([joint, single - joint])
    return Spread(tuple(categories), (Scale(None, 24, joint=True), Scale(None, 24)), phi, time_zone)
