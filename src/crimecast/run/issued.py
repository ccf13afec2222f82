"""A forecast that was issued, in a model's place: scored as it was published, never made anew."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from crimecast.archive import IssuedForecast
from crimecast.archive.manifest import moment
from crimecast.calendar import HOUR, Instants
from crimecast.grid import Floats
from crimecast.incidents.history import History
from crimecast.models.base import Model
from crimecast.spread import Spread


class Issued(Model):
    """An issued forecast that answers as the model that made it did."""

    name: ClassVar[str] = "issued"

    def __init__(self, issued: IssuedForecast) -> None:
        self._issued = issued
        self._first = moment(issued.manifest.first_hour)

    @classmethod
    def maker(cls, issued: IssuedForecast) -> Callable[[], Model]:
        """Return a maker of it, as scoring asks for."""
        return lambda: cls(issued)

    def spread(self) -> Spread | None:
        """Return how sure the forecast said it was."""
        return self._issued.spread if self._issued.tells_spread else None

    def _fit(self, history: History) -> None:
        told = tuple(category.id for category in self._issued.manifest.categories)
        if history.categories != told:
            raise ValueError(f"the forecast is of {told}, the records are of {history.categories}")

    def _hours(self, hours: Instants) -> slice:
        first = int((hours[0] - self._first) / HOUR)
        last = first + len(hours)
        if first < 0 or last > self._issued.manifest.hours or (np.diff(hours) != HOUR).any():
            raise ValueError(f"{self._issued.id} does not reach from {hours[0]}Z to {hours[-1]}Z")
        return slice(first, last)

    def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
        at = self._hours(hours)
        return self._issued.layer(category, at.start, at.stop).astype(np.float32)

    def _city_total(self, hours: Instants) -> Floats:
        told = json.loads(self._issued.totals)["categories"]
        found = np.array([told[c.id] for c in self._issued.manifest.categories], float)
        return found[:, self._hours(hours)]
