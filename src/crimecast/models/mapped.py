"""Models that are one map a category times how many there are in the city at each hour.

How many comes from the same parts as the default's: hour-of-week profile, season, holidays,
tracked level and nowcast. So what tells such models apart is their map.
"""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import ClassVar, Final, TypeVar

import numpy as np
import numpy.typing as npt

from crimecast.calendar import DAY, Instants
from crimecast.grid import Bools, Floats, Ints
from crimecast.incidents.history import History
from crimecast.models.aoristic import midpoint, week_hours
from crimecast.models.base import Model, Term
from crimecast.models.fields import Points
from crimecast.models.level import Level, fit_level
from crimecast.models.nowcast import completeness
from crimecast.models.profile import profiles
from crimecast.models.spread_fit import city_day_spread
from crimecast.spread import Spread

FLOORS: Final[Floats] = np.array(
    [0.005, 0.01, 0.02, 0.03, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 0.95]
)
"""Shares of an even spread among which one is chosen."""

_PROFILE_HALF_LIFE = 730.0  # days
_Done = TypeVar("_Done")


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


class Mapped(Model):
    """A map a category, times the city's expected counts by hour.

    Subclasses say in :meth:`_tune` what is learned once and kept when the model advances, and in
    :meth:`_map` where a category's incidents are expected.
    """

    remainder: ClassVar[Term] = Term("map", "Reports of this kind here and close by")

    _level: Level
    _maps: npt.NDArray[np.float32]

    def _fit(self, history: History) -> None:
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
        middle = midpoint(history.occurred_from, history.occurred_to)
        spread = week_hours(history.occurred_from, history.occurred_to, history.time_zone)
        age = (self.origin - middle) / DAY
        category, n = history.category, len(self.categories)
        profile = profiles(
            spread.weights, category, 0.5 ** (age / _PROFILE_HALF_LIFE),
            np.unique(history.classes, return_inverse=True)[1],
        )  # fmt: skip
        known = completeness(category, middle, history.reported_at, self.origin, categories=n)
        self._level = fit_level(
            category, middle, self.origin, profile, known,
            time_zone=history.time_zone, country=history.country, subdivision=history.subdivision,
        )  # fmt: skip
        cell = self.grid.locate(history.x, history.y)
        inside = cell >= 0
        whole = np.bincount(category, minlength=n) + 1.0
        self._placed = (np.bincount(category[inside], minlength=n) + 1.0) / whole
        reported = (history.reported_at - self.origin) / DAY
        return Placed(
            Points(cell[inside], -age[inside], reported[inside]),
            history.x[inside], history.y[inside], category[inside],
            (np.ceil(-age).astype(np.int64) - 1)[inside], spread.usable[inside],
        )  # fmt: skip

    def _draw(self, placed: Placed) -> None:
        maps = in_threads(lambda c: self._map(c, placed), len(self.categories))
        self._maps = np.stack(maps).astype(np.float32)

    def spread(self) -> Spread:
        """Return the spread of city totals, measured on the daily counts of the last year."""
        level = self._level
        return city_day_spread(
            self.categories, level.per_day, level.dispersion, time_zone=level.time_zone
        )

    def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
        series = self._city_total(hours)[category] * self._placed[category]
        values: npt.NDArray[np.float32] = np.multiply.outer(
            series.astype(np.float32), self._maps[category]
        )
        return values

    def _city_total(self, hours: Instants) -> Floats:
        return self._level.per_hour(hours)


def in_threads(work: Callable[[int], _Done], count: int) -> list[_Done]:
    """Do ``work`` for 0 to ``count - 1`` on all cores; what takes its time lets others run."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, range(count)))


def floor_scores(density: npt.NDArray[np.floating], cells: int) -> Floats:
    """Return the log score of densities mixed with an even spread, over an even spread's.

    Parameters
    ----------
    density : (incident, candidate)
        Density per cell that each candidate gives each incident.
    cells : int
        Number of cells in the study area.

    Returns
    -------
    (candidate, floor)
        Sums over incidents in nats, for the floors of ``FLOORS``.
    """
    ratio = density.astype(np.float64) * cells
    scores = [np.log((1 - floor) * ratio + floor).sum(axis=0) for floor in FLOORS]
    return np.stack(scores, axis=-1)


def shared_best(scores: Floats, counts: Ints, *, pooled: float) -> Ints:
    """Choose each category's best candidate, drawn to what is best for all together.

    Parameters
    ----------
    scores : (category, candidate)
        Summed log scores.
    counts : int (category,)
        Incidents that they were summed over.
    pooled : float
        Incidents' worth of belief, per category, in all categories' mean scores.

    Returns
    -------
    int (category,)
    """
    mean = scores.sum(axis=0) / max(int(counts.sum()), 1)
    return np.asarray((scores + pooled * mean).argmax(axis=1))
