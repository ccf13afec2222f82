"""How far the rates of places lie from what is said of them, and stay there.

Between a map as it was known at some past day and what came in several periods since, an error that
lasts shows in every period, chance in each alone. Products of the errors of different periods are
therefore free of chance, and of records that come in clusters; their sum over cells, against that
of the products of what was expected, is the variance of the lasting factor. Cells weigh about as
what is expected in them, as whoever passes them meets it; errors count no further than ``REACH``
standard deviations and three records.

Reference: Cressie & Wikle (2011), "Statistics for Spatio-Temporal Data", section 4.1.2, on telling
what persists from measurement error by repeated measurements.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from crimecast.grid import Floats
from crimecast.models.spread_fit import REACH

DAYS: Final = (-112, -14)
"""The map is that of the first day; what came since is counted up to the last, most of it known."""
PERIODS: Final = 4
MOST: Final = 1.5
_LITTLE: Final = 0.01
"""Incidents' worth that is added to a cell's weight, so that the emptiest do not count most."""


def lasting_variance(density: Floats, counts: Floats) -> float:
    """Return the relative variance of single cells' rates around a map, 0 to :data:`MOST`.

    Parameters
    ----------
    density : float (category, cell)
        Of sum one.
    counts : float (period, category, cell)
        Incidents that came in each period after the map's day.
    """
    expected = counts.sum(axis=2, keepdims=True) * density
    reach = REACH * np.sqrt(expected)
    error = np.clip(counts - expected, -reach, reach + 3.0)
    weight = 1.0 / (expected.sum(axis=0) + _LITTLE)
    products = _across(error) * weight
    whole = float((_across(expected) * weight).sum())
    return float(np.clip(products.sum() / whole, 0.0, MOST)) if whole > 0 else 0.0


def _across(values: Floats) -> Floats:
    """Return the sum of products of different periods (category, cell), each pair twice."""
    found: Floats = np.square(values.sum(axis=0)) - np.square(values).sum(axis=0)
    return found
