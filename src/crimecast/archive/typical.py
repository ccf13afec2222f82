"""Typical hours: what an issued forecast says of the hours of any week of the year.

Where: as the forecast has it at the same local hour of the week. How many: what is usual then
(``crimecast.usual``), so that neither today's level, nor the week's season, nor a holiday in it is
carried over. It is no forecast, and it does not say how sure it is.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from crimecast.archive.codes import decode_frame, encode_frame
from crimecast.archive.manifest import moment
from crimecast.archive.read import IssuedForecast
from crimecast.calendar import HOURS_PER_WEEK, hour_of_week, hours_from

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

_DAY = 24
_WEEKEND = 5


class Typical:
    """Typical hours of the week of an issued forecast.

    Raises
    ------
    ArchiveError
        If the forecast does not tell what is usual.
    """

    def __init__(self, issued: IssuedForecast) -> None:
        m = issued.manifest
        self.issued, self.usual = issued, issued.usual
        slots = hour_of_week(hours_from(moment(m.first_hour), m.hours), m.time_zone)
        self.like = like_hours(slots, m.now)
        told = json.loads(issued.totals)["categories"]
        self._expected = np.array([told[c.id] for c in m.categories], float)[:, self.like]

    def city(self, which: Sequence[int], week: int) -> Floats:
        """Return the city's usual count (168,) of some categories together, Monday first."""
        weights = np.array(self.issued.manifest.weights(which))
        summed: Floats = weights @ self.usual.per_hour(week)[list(which)]
        return summed

    def factors(self, week: int) -> Floats:
        """Return what the forecast's hours of the week are multiplied with (category, 168).

        ``week`` is an ISO week of the year, 1 to 53.
        """
        usual = self.usual.per_hour(week)
        found: Floats = np.divide(
            usual, self._expected, out=np.zeros_like(usual), where=self._expected > 0
        )
        return found

    def frame(self, which: Sequence[int], week: int, slot: int) -> bytes:
        """Return an hour of the week as codes, one byte a cell of the mask.

        Of one category they are over its own domain, of several over that of all of them.

        Parameters
        ----------
        which : sequence of int
            Places of the categories in the manifest, none twice.
        week : int
            ISO week of the year, 1 to 53.
        slot : int
            Local hour of the week, 0 (Monday, midnight) to 167.

        Raises
        ------
        ValueError
            If there is no such week or hour.
        """
        if not 0 <= slot < HOURS_PER_WEEK:
            raise ValueError(f"hours of the week are 0 to {HOURS_PER_WEEK - 1}, not {slot}")
        m, hour = self.issued.manifest, int(self.like[slot])
        factors = self.factors(week)[:, slot]
        whole = np.zeros(m.grid.cells)
        for place, weight in zip(which, m.weights(which), strict=True):
            codes = np.frombuffer(gzip.decompress(self.issued.frame(place, hour)), np.uint8)
            # 256 values are scaled, not the cells.
            table = decode_frame(np.arange(256), *m.categories[place].domain)
            whole += (table * (factors[place] * weight))[codes]
        domain = m.categories[which[0]].domain if len(which) == 1 else m.all.domain
        return encode_frame(whole, *domain).tobytes()

    def series(self, which: Sequence[int], week: int, rank: int) -> Floats:
        """Return one cell's expected incidents (category, 168) of some categories.

        ``rank`` is the cell's place among the study area's cells (``Grid.rank``).
        """
        factors = self.factors(week)
        return np.array([
            self.issued.series(place, rank)[self.like] * factors[place] for place in which
        ])  # fmt: skip


def like_hours(slots: npt.NDArray[np.integer], now: int) -> Ints:
    """Return for each hour of the week (168,) the hour of a window that is most like it.

    That of the same hour of the week, from now on where there is one; else the nearest of the same
    kind of day (Monday to Friday, or the weekend) and hour; else the same hour of another day; else
    the nearest on the clock.

    Parameters
    ----------
    slots : int (hour,)
        Local hour of the week of each hour of the window.
    now : int
        The hour the forecast was made in.
    """
    wanted, slots = np.arange(HOURS_PER_WEEK)[:, None], np.asarray(slots)[None]
    clock = np.abs(wanted % _DAY - slots % _DAY)
    clock = np.minimum(clock, _DAY - clock)
    day, other = wanted // _DAY, slots // _DAY
    days = np.minimum((day - other) % 7, (other - day) % 7)
    kind = (day >= _WEEKEND) != (other >= _WEEKEND)
    order = np.arange(slots.shape[1])[None]
    # Each term outweighs all that follow: the clock, the kind of day, the day, ahead or not, first.
    count = slots.shape[1]
    cost = (((clock * 2 + kind) * 4 + days) * 2 + (order < now)) * count + order
    return np.asarray(cost.argmin(axis=1), np.int64)


__all__ = ["Typical", "like_hours"]
