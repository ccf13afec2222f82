"""The emptiest reference: an even spread over the study area and the hours."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt

from crimecast.calendar import DAY, Instants
from crimecast.grid import Floats
from crimecast.incidents.history import History
from crimecast.models.base import Model
from crimecast.models.intake import placed_share
from crimecast.models.span import span_days


class Uniform(Model):
    """Each category's mean count of the last year, the same in every cell and hour."""

    name: ClassVar[str] = "uniform"
    version: ClassVar[str] = "2"

    def _fit(self, history: History) -> None:
        n = len(self.categories)
        days = min(365.0, span_days(history.occurred_from, self.origin))
        recent = (self.origin - history.occurred_from) / DAY <= days
        inside = self.grid.locate(history.x, history.y) >= 0
        # Half an incident keeps every intensity above zero.
        self._per_hour = (np.bincount(history.category[recent], minlength=n) + 0.5) / (24 * days)
        self._placed = placed_share(inside, history.category, n)

    def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
        cells = len(self.grid.cells)
        value = self._per_hour[category] * self._placed[category] / cells
        return np.full((len(hours), cells), value, np.float32)

    def _city_total(self, hours: Instants) -> Floats:
        return np.repeat(self._per_hour[:, None], len(hours), axis=1)
