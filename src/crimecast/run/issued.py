"""A forecast that was issued, in a model's place; and models that know no more than it did."""

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


class AsKnown(Model):
    """A model that is fitted on what an issued forecast knew, and asked for the hours it is scored.

    A forecast's records may end well before it was made: who is held against it must not know what
    was reported since.
    """

    name: ClassVar[str] = "as-known"

    def __init__(self, model: Model, known: np.datetime64) -> None:
        self._model, self._known = model, known

    @classmethod
    def maker(cls, make: Callable[[], Model], known: np.datetime64) -> Callable[[], Model]:
        """Return a maker of a model that knows what had been reported by ``known`` (UTC)."""
        return lambda: cls(make(), known)

    def spread(self) -> Spread | None:
        """Return how sure the model is."""
        return self._model.spread()

    def _fit(self, history: History) -> None:
        self._model.fit(history, grid=self.grid, origin=min(self._known, history.origin))

    def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
        return self._model._intensity(category, hours)

    def _city_total(self, hours: Instants) -> Floats:
        return self._model._city_total(hours)
