"""Which times are heaped: set to a round one because nobody knew better.

Publishers and officers write midnight, a minute past, or noon where only the day is known. Scores
by the hour are given with and without such incidents.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from crimecast.calendar import Instants, utc_to_local

HEAPS = (0, 60, 43_200)
"""Seconds after local midnight: 00:00, 00:01 and 12:00."""
_DAY = 86_400


def is_heaped(occurred_from: Instants, time_zone: str) -> npt.NDArray[np.bool_]:
    """Tell which incidents start at local midnight, a minute past it or noon, to the second.

    Parameters
    ----------
    occurred_from : datetime64[s] (incident,), UTC
        NaT is not heaped.
    time_zone : str
        The city's IANA zone.

    Returns
    -------
    bool (incident,)

    Raises
    ------
    ValueError
        If there is no such zone.
    """
    local = utc_to_local(np.asarray(occurred_from, "datetime64[s]"), time_zone)
    heaped = np.isin(local.astype(np.int64) % _DAY, HEAPS)
    found: npt.NDArray[np.bool_] = heaped & ~np.isnat(local)
    return found
