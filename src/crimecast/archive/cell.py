"""One cell of an issued forecast, decoded once: its hours, why, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crimecast.calendar import Instants
from crimecast.cell_spread import day_starts, moments_of_cell
from crimecast.counts import CountInterval
from crimecast.mix import Mix, mix
from crimecast.spread import Spread

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class CellForecast:
    """What a forecast tells of a cell, of one category or of several together.

    Attributes
    ----------
    whole : float (hour,)
        Expected incidents.
    expected : float (category, hour)
        Of each category, offenses: incidents are these times ``weights``.
    weights : float (category,)
    maps : float (category, term)
        The static terms' part of the place.
    time : float (category, hour)
        The static terms' part of the hour.
    spread : Spread, optional
        None where the forecast does not tell how sure it is.
    hours : datetime64[s] (hour,), UTC
    """

    whole: Floats
    expected: Floats
    weights: Floats
    maps: Floats
    time: Floats
    spread: Spread | None
    hours: Instants

    @property
    def terms(self) -> Floats:
        """Terms (term, hour) that add up to the whole; the last is what static terms leave."""
        static: Floats = (self.maps * self.weights[:, None]).T @ self.time
        told = static.sum(axis=0)
        over = told > self.whole
        if over.any():
            static *= np.divide(self.whole, told, out=np.ones_like(told), where=over)
        rest = np.maximum(self.whole - static.sum(axis=0), 0.0)
        return np.vstack([static, rest])

    @property
    def mix(self) -> Mix:
        """Which of the categories a report is likeliest of, (hour,)."""
        return mix(self.expected)

    def ahead(self, now: int, lengths: Sequence[int], level: float) -> list[CountInterval]:
        """Return the counts of windows that begin with hour ``now``.

        Parameters
        ----------
        now : int
        lengths : sequence of int
            Hours of each window; those that the forecast does not reach are left out.
        level : float
            Chance that a count lies in its range.
        """
        ends = [length for length in lengths if now + length <= len(self.hours)]
        if self.spread is None or not ends:
            return []
        values = self.expected[:, now : now + max(ends)] * self.weights[:, None]
        days = day_starts(self.hours[now], max(ends), self.spread.time_zone)
        mean, variance = moments_of_cell(values, self.spread, days, ends)
        return [
            CountInterval.of(m, v, level)
            for m, v in zip(mean.tolist(), variance.tolist(), strict=True)
        ]
