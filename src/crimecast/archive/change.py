"""Change against the usual: what an issued forecast expects, over what is usual for its hours.

The usual of a cell and hour is the city's usual count of that hour of the week in that week of the
year (``crimecast.usual``), at the places that the model's maps of the last year gave it on average
(``crimecast.drift``). So a change has two parts: of the city's level, and of the place's share.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from crimecast.archive.codes import decode_frame
from crimecast.archive.manifest import moment
from crimecast.archive.read import IssuedForecast
from crimecast.calendar import hour_of_week, hours_from, local_date

Floats = npt.NDArray[np.float64]

MOST: Final = 4.0
"""Changes are coded from one over this to this."""
CODES_RULE: Final = "value = 4**((code-128)/127)"
_MIDDLE = 128
_LEAST_STEPS = 10.0


class Change:
    """What an issued forecast expects over what is usual.

    Raises
    ------
    ArchiveError
        If the forecast does not tell what is usual of cities and places.
    """

    def __init__(self, issued: IssuedForecast) -> None:
        m = issued.manifest
        issued.drift(0)  # complains if it is not told
        self.issued = issued
        hours = hours_from(moment(m.first_hour), m.hours)
        slots = hour_of_week(hours, m.time_zone)
        weeks = [day.isocalendar().week for day in local_date(hours, m.time_zone).tolist()]
        by_week = {week: issued.usual.per_hour(week) for week in set(weeks)}
        self.usual_city: Floats = np.stack(
            [by_week[week][:, slot] for week, slot in zip(weeks, slots, strict=True)], axis=1
        )
        """The city's usual counts (category, hour) of the forecast's hours."""
        told = json.loads(issued.totals)["categories"]
        self._expected = np.array([told[c.id] for c in m.categories], float)

    def _over_expected(self, place: int, hours: int | slice) -> Floats:
        """Return usual over expected counts of the city; 0 where nothing is expected."""
        usual, expected = self.usual_city[place, hours], self._expected[place, hours]
        usual, expected = np.atleast_1d(usual), np.atleast_1d(expected)
        found: Floats = np.divide(usual, expected, out=np.zeros_like(usual), where=expected > 0)
        return found

    def city(self, which: Sequence[int]) -> Floats:
        """Return the city's usual count (hour,) of some categories together."""
        found: Floats = np.array(self.issued.manifest.weights(which)) @ self.usual_city[list(which)]
        return found

    def least(self, which: Sequence[int]) -> float:
        """Return the usual count of a cell and hour below which a change is not told.

        It is ten times the lower end of the widest of the categories' color scales.
        """
        domains = (self.issued.manifest.categories[place].domain for place in which)
        return _LEAST_STEPS * max(lo for lo, _ in domains)

    def frame(self, which: Sequence[int], hour: int) -> bytes:
        """Return an hour's change as codes, one byte a cell of the mask.

        Code 0: the usual count is below :meth:`least`; else :data:`CODES_RULE`, what lies beyond
        the ends at the ends.

        Parameters
        ----------
        which : sequence of int
            Places of the categories in the manifest, none twice; they are counted together.
        hour : int
            0 to ``hours - 1``.
        """
        m = self.issued.manifest
        usual, expected = np.zeros(m.grid.cells), np.zeros(m.grid.cells)
        for place, weight in zip(which, m.weights(which), strict=True):
            codes = np.frombuffer(gzip.decompress(self.issued.frame(place, hour)), np.uint8)
            # 256 values are scaled, not the cells.
            table = decode_frame(np.arange(256), *m.categories[place].domain) * weight
            expected += table[codes]
            table = table * self._over_expected(place, hour)[0]
            usual += table[codes] / self.issued.drift(place)
        return encode_change(expected, usual, self.least(which)).tobytes()

    def series(self, which: Sequence[int], rank: int) -> Floats:
        """Return what is usual (hour,) in one cell of some categories together.

        ``rank`` is the cell's place among the study area's cells (``Grid.rank``).
        """
        usual = np.zeros(self.issued.manifest.hours)
        weights = self.issued.manifest.weights(which)
        for place, weight in zip(which, weights, strict=True):
            factor = self._over_expected(place, slice(None)) / self.issued.drift(place, rank)
            usual += self.issued.series(place, rank) * factor * weight
        return usual


def encode_change(expected: Floats, usual: Floats, least: float) -> npt.NDArray[np.uint8]:
    """Return the codes of expected over usual counts; 0 where the usual is below ``least``."""
    told = (usual >= least) & (usual > 0)
    times = np.divide(expected, usual, out=np.ones_like(usual), where=told)
    # What is below the scale's foot is expected to be nothing: the code's lower end.
    place = np.log(np.maximum(times, 1 / MOST)) / np.log(MOST)
    codes = _MIDDLE + np.rint((_MIDDLE - 1) * np.minimum(place, 1.0))
    return np.where(told, codes, 0).astype(np.uint8)


__all__ = ["CODES_RULE", "Change", "encode_change"]
