"""The origins of a backtest, from local dates or times."""

from __future__ import annotations

import numpy as np

from crimecast.calendar import HOUR, Instants, local_to_utc, utc_to_local
from crimecast.errors import InputError
from crimecast.run.times import parse_instant

MOST = 100_000


def origins_between(start: str, stop: str, every: int, time_zone: str) -> Instants:
    """Return the origins from one local time on and before another.

    Parameters
    ----------
    start, stop : str
        Local dates or times, or instants with a Z. ``stop`` is not an origin itself.
    every : int
        Hours between origins. Whole days keep the local time of day across clock changes.
    time_zone : str
        The city's.

    Returns
    -------
    datetime64[s], UTC
        On the hour: where local midnight is not (India), the hour that holds it.

    Raises
    ------
    InputError
        If a time is none, ``stop`` is not later than ``start``, or ``every`` is less than an hour.
    """
    first, end = parse_instant(start, time_zone), parse_instant(stop, time_zone)
    if end <= first:
        raise InputError(
            f"--to {stop} is not later than --from {start}; it is the first day left out"
        )
    if every < 1:
        raise InputError("origins 0 h apart never end; give --every as 24h or 7d")
    count = int((end - first) / HOUR) // every + 2
    if count > MOST:
        raise InputError(f"that makes {count:,} origins; {MOST:,} at most can be scored at once")
    steps = np.arange(count) * (every * HOUR)
    if every % 24 == 0:
        local = utc_to_local(np.array([first]), time_zone)[0]
        found = local_to_utc(local + steps, time_zone)[0]
    else:
        found = first + steps
    return found[found < end].astype("datetime64[h]").astype("datetime64[s]")
