"""The reference that any model must beat: where it happened before, at the hours it happened.

All past incidents of the category, smoothed by a Gaussian of 50 m, times the category's
hour-of-week profile, at the level of the last year.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np

from crimecast.calendar import DAY, Instants, hour_of_week
from crimecast.grid import Floats
from crimecast.incidents.history import History
from crimecast.models.aoristic import midpoint, week_hours
from crimecast.models.fields import FieldSpec, Points, Smoother, combine
from crimecast.models.intake import class_of, placed_share
from crimecast.models.mapped import OneMap
from crimecast.models.profile import profiles
from crimecast.models.span import span_days


class PriorCounts(OneMap):
    """Prior counts by kernel density, times the hour-of-week profile.

    Parameters
    ----------
    bandwidth : float
        Standard deviation of the Gaussian in metres.
    floor : float
        Share spread evenly over the study area, so that no incident is impossible. The default is
        the best for this model on Denver in spring 2024 of 1, 2, 5, 10 and 20%.
    """

    name: ClassVar[str] = "prior_counts"

    def __init__(self, *, bandwidth: float = 50.0, floor: float = 0.05) -> None:
        self.bandwidth = bandwidth
        self.floor = floor

    def _fit(self, history: History) -> None:
        n = len(self.categories)
        middle = midpoint(history.occurred_from, history.occurred_to)
        age = (self.origin - middle) / DAY
        days = min(365.0, span_days(middle, self.origin))
        recent = np.bincount(history.category[age <= days], minlength=n)
        self._per_day = (recent + 0.5) / days
        spread = week_hours(history.occurred_from, history.occurred_to, history.time_zone)
        self._profile = profiles(
            spread.weights, history.category, np.ones(len(history)), class_of(history)
        )
        self._time_zone = history.time_zone
        cell = self.grid.locate(history.x, history.y)
        inside = cell >= 0
        self._placed = placed_share(inside, history.category, n)
        smoother, cells = Smoother(self.grid), self.grid.cells
        spec, one = [FieldSpec(self.bandwidth, np.inf)], np.ones(1)
        self._maps = np.empty((n, len(cells)), np.float32)
        for c in range(n):
            own = inside & (history.category == c)
            points = Points(cell[own], -age[own], np.zeros(int(own.sum())))
            density = combine(points, spec, one, smoother).reshape(-1)[cells]
            self._maps[c] = (1 - self.floor) * density + self.floor / len(cells)

    def _city_total(self, hours: Instants) -> Floats:
        profile = self._profile[:, hour_of_week(hours, self._time_zone)]
        return self._per_day[:, None] * profile / 24
