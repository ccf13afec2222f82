"""What an issued forecast says of several categories together: any set of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crimecast.archive.manifest import moment
from crimecast.archive.read import IssuedForecast
from crimecast.calendar import hours_from
from crimecast.spread import Sums, interval

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CityHours:
    """The whole city's counts by hour, records without a place included; arrays (hour,).

    ``lower`` and ``upper`` are None where the forecast does not tell how sure it is.
    """

    expected: Floats
    lower: Floats | None
    upper: Floats | None


def city_hours(issued: IssuedForecast, which: Sequence[int], level: float = 0.9) -> CityHours:
    """Return the whole city's counts of some categories together, by hour.

    What the forecast's own totals tell of each category and of all, told of any set in the same
    way: from the expected counts of every cell, those without a place, and the spread.

    Parameters
    ----------
    issued : IssuedForecast
    which : sequence of int
        Places of the categories in the manifest, none twice.
    level : float
        Chance that a count lies in its range.

    Raises
    ------
    ValueError
        If there is no such category, one is named twice, or ``level`` is no chance.
    """
    m = issued.manifest
    if (
        not which
        or len(set(which)) != len(which)
        or not 0 <= min(which) <= max(which) < len(m.categories)
    ):
        raise ValueError(f"there are categories 0 to {len(m.categories) - 1}, each once")
    told = json.loads(issued.totals)["categories"]
    ids = [m.categories[c].id for c in which]
    weights = m.weights(which)
    city = np.array([told[name] for name in ids], float) * np.array(weights)[:, None]
    expected = city.sum(axis=0)
    if not issued.tells_spread:
        return CityHours(expected, None, None)
    x, y = issued.grid.centres
    hours = hours_from(moment(m.first_hour), m.hours)
    sums = Sums(issued.spread.select(ids), hours=hours, x=x, y=y, windows=np.arange(m.hours))
    for row, category, weight in zip(city, which, weights, strict=True):
        layer = issued.layer(category) * weight
        sums.add(layer, np.maximum(row - layer.sum(axis=1, dtype=float), 0.0))
    # Where less is expected of the city than of its cells, the word on the city counts.
    variance = np.maximum(sums.moments().all_variance[:, 0], expected)
    return CityHours(expected, *interval(expected, variance, level))


__all__ = ["CityHours", "city_hours"]
