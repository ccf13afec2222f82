"""How long a city's records go back."""

from __future__ import annotations

import numpy as np

from crimecast.calendar import DAY, Instants

_STRAY = 0.001  # share of records that may carry an odd old date


def span_days(occurred: Instants, origin: np.datetime64) -> float:
    """Return the days from where the records begin to the origin, at least a quarter of a day.

    One record in a thousand may be older: a few stray old dates do not make a long history.
    """
    if not len(occurred):
        return 0.25
    stray = int(_STRAY * len(occurred))
    begin = np.partition(occurred, stray)[stray]
    return max(float((origin - begin) / DAY), 0.25)
