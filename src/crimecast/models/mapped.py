"""Models that are one map a category times how many there are in the city at each hour.

What :class:`Mapped` expects in the city comes from the same parts as the default's: hour-of-week
profile, season, holidays, tracked level and nowcast. So what tells such models apart is their map.
"""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from crimecast.calendar import Instants
from crimecast.grid import Bools, Floats, Ints
from crimecast.incidents.history import History
from crimecast.lateness import Completeness
from crimecast.models.base import Model, Term
from crimecast.models.fields import Points, Smoother
from crimecast.models.intake import take_in
from crimecast.models.level import Level
from crimecast.models.spread_fit import city_day_spread
from crimecast.models.threads import in_threads
from crimecast.spread import Spread


@dataclass(frozen=True, eq=False)
class Placed:
    """The incidents with a place in the study area, ordered by report time.

    Attributes
    ----------
    points : Points
        Cell and days relative to the origin.
    x, y : (incident,)
        Metres.
    category : (incident,)
    day : int (incident,)
        Day before the origin; day ``d`` covers ``(d, d + 1]``.
    timed : bool (incident,)
        Whether its window is short enough to tell the day.
    """

    points: Points
    x: Floats
    y: Floats
    category: npt.NDArray[np.int16]
    day: Ints
    timed: Bools

    def learned_from(self, category: int, window: int) -> Bools:
        """Say which incidents of a category lie in the ``window`` days before the origin."""
        recent = (self.day >= -window) & (self.day < 0)
        return np.asarray((self.category == category) & recent & self.timed)


class OneMap(Model):
    """A map (category, cell) of sum one, times the city's placed counts by hour."""

    version: ClassVar[str] = "2"

    _placed: Floats
    _maps: npt.NDArray[np.float32]

    def _placed_total(self, category: int, hours: Instants) -> Floats:
        """Return the city's expected counts (hour,) of a category that have a place."""
        series: Floats = self._city_total(hours)[category] * self._placed[category]
        return series

    def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
        values: npt.NDArray[np.float32] = np.multiply.outer(
            self._placed_total(category, hours).astype(np.float32), self._maps[category]
        )
        return values


class Mapped(OneMap):
    """A map a category, times the city's expected counts by hour.

    Subclasses say in :meth:`_tune` what is learned once and kept when the model advances, and in
    :meth:`_map` where a category's incidents are expected.
    """

    remainder: ClassVar[Term] = Term("map", "Reports of this kind here and close by")

    _level: Level
    _known: Completeness
    _class_of: Ints
    _smoother: Smoother

    def _fit(self, history: History) -> None:
        self._smoother = Smoother(self.grid)
        placed = self._take_in(history)
        self._tune(placed)
        self._draw(placed)

    def _advance(self, history: History) -> None:
        self._draw(self._take_in(history))

    @abstractmethod
    def _tune(self, placed: Placed) -> None:
        """Learn what is kept when the model advances."""

    @abstractmethod
    def _map(self, category: int, placed: Placed) -> Floats:
        """Return the density (cell,) over the study area's cells, of sum one and positive."""

    def _take_in(self, history: History) -> Placed:
        found = take_in(history, self.grid, self.origin)
        self._level, self._placed = found.level, found.share
        self._class_of, self._known = found.class_of, found.known
        inside = found.inside
        return Placed(
            found.points, history.x[inside], history.y[inside], history.category[inside],
            found.day, found.week.usable[inside],
        )  # fmt: skip

    def _draw(self, placed: Placed) -> None:
        maps = in_threads(lambda c: self._map(c, placed), range(len(self.categories)))
        self._maps = np.stack(maps).astype(np.float32)

    def spread(self) -> Spread:
        """Return the spread of city totals, measured on the daily counts of the last year."""
        level = self._level
        return city_day_spread(
            self.categories, level.per_day, level.dispersion, time_zone=level.time_zone
        )

    def _city_total(self, hours: Instants) -> Floats:
        return self._level.per_hour(hours)
