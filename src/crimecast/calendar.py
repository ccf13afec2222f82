"""Local hours of a city and the instants they stand for.

Inside crimecast every instant is ``datetime64[s]`` in UTC. Only here are they turned into the
city's local hours and back, clock changes included.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np
import numpy.typing as npt

Instants = npt.NDArray[np.datetime64]
"""``datetime64[s]`` in UTC unless a name says ``local``."""

HOUR = np.timedelta64(3600, "s")
DAY = np.timedelta64(86400, "s")
HOURS_PER_WEEK = 168
_FIRST_YEAR, _LAST_YEAR = 1900, 2100
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def zone(name: str) -> ZoneInfo:
    """Return the IANA time zone of that name.

    Raises
    ------
    ValueError
        If there is no such zone.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError(
            f"{name!r} is no IANA time zone; use a name such as 'America/Denver'"
        ) from error


@dataclass(frozen=True)
class Transitions:
    """A zone's clock changes: from ``at[i]`` (UTC s) on, local = UTC + ``offset[i]`` (s)."""

    at: npt.NDArray[np.int64]
    offset: npt.NDArray[np.int64]


@lru_cache(maxsize=64)
def transitions(name: str) -> Transitions:
    """Find a zone's clock changes between 1900 and 2100, to the second, by bisection."""
    tz = zone(name)

    def offset_at(seconds: int) -> int:
        delta = (_EPOCH + timedelta(seconds=seconds)).astimezone(tz).utcoffset()
        return round(delta.total_seconds()) if delta is not None else 0

    start = round((datetime(_FIRST_YEAR, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds())
    stop = round((datetime(_LAST_YEAR, 1, 1, tzinfo=UTC) - _EPOCH).total_seconds())
    step = 20 * 86400  # no zone changes twice within three weeks and back unseen in modern records
    at, offset = [start], [offset_at(start)]
    low, before = start, offset[0]
    while low < stop:
        high = min(low + step, stop)
        after = offset_at(high)
        if after != before:
            left, right = low, high
            while right - left > 1:
                middle = (left + right) // 2
                if offset_at(middle) == before:
                    left = middle
                else:
                    right = middle
            at.append(right)
            offset.append(offset_at(right))
            low, before = right, offset[-1]
        else:
            low = high
    return Transitions(np.array(at, np.int64), np.array(offset, np.int64))


def utc_to_local(instants: Instants, name: str) -> Instants:
    """Turn UTC instants into the wall-clock times of zone ``name`` (naive, same shape)."""
    seconds = instants.astype("datetime64[s]").astype(np.int64)
    t = transitions(name)
    index = np.maximum(np.searchsorted(t.at, seconds, side="right") - 1, 0)
    local = (seconds + t.offset[index]).astype("datetime64[s]")
    local[np.isnat(instants)] = np.datetime64("NaT", "s")
    return local


def local_to_utc(local: Instants, name: str) -> tuple[Instants, npt.NDArray[np.bool_]]:
    """Turn wall-clock times into UTC instants.

    A time that occurs twice (clocks set back) is taken as its first occurrence; one that does not
    exist (clocks set forward) is moved forward by the gap, as ``datetime`` does with ``fold=0``.

    Returns
    -------
    instants : datetime64[s], same shape
    odd : bool, same shape
        True where the local time was ambiguous or did not exist.
    """
    seconds = local.astype("datetime64[s]").astype(np.int64)
    t = transitions(name)
    # A wall time belongs to the offset before a change until the later of both readings of the
    # change has passed: this picks fold=0 for repeated and pre-gap offsets for missing times.
    before = np.concatenate([t.offset[:1], t.offset[:-1]])
    switch = t.at + np.maximum(before, t.offset)
    index = np.maximum(np.searchsorted(switch, seconds, side="right") - 1, 0)
    instants = (seconds - t.offset[index]).astype("datetime64[s]")
    early = t.at + np.minimum(before, t.offset)
    following = np.minimum(np.searchsorted(switch, seconds, side="right"), len(switch) - 1)
    odd = (seconds >= early[following]) & (seconds < switch[following])
    missing = np.isnat(local)
    instants[missing] = np.datetime64("NaT", "s")
    return instants, odd & ~missing


def hour_of_week(instants: Instants, name: str) -> npt.NDArray[np.int64]:
    """Return the local hour of week of UTC instants; 0 is Monday 00:00 to 01:00."""
    local = utc_to_local(instants, name).astype(np.int64)
    hours = local // 3600
    return (hours + 3 * 24) % HOURS_PER_WEEK  # 1970-01-01 was a Thursday


def local_date(instants: Instants, name: str) -> npt.NDArray[np.datetime64]:
    """Return the local calendar date (``datetime64[D]``) of UTC instants."""
    return utc_to_local(instants, name).astype("datetime64[D]")


def hours_from(start: np.datetime64, count: int) -> Instants:
    """Return ``count`` consecutive UTC hour starts from the hour that holds ``start``."""
    first = start.astype("datetime64[h]").astype("datetime64[s]")
    starts: Instants = first + np.arange(count) * HOUR
    return starts


def holiday_names(
    years: range, country: str | None, subdivision: str | None = None
) -> dict[np.datetime64, str]:
    """Return public holidays as ``{local date: name}``; empty where no country is given.

    Raises
    ------
    ValueError
        If the country or its subdivision is unknown.
    """
    if country is None:
        return {}
    import holidays  # noqa: PLC0415 -- 0.2 s, needed only by fits

    try:
        found = holidays.country_holidays(
            country, subdiv=subdivision, years=years, language="en_US"
        )
    except NotImplementedError as error:
        raise ValueError(f"no holidays are known for {country!r} {subdivision or ''}") from error
    return {np.datetime64(day, "D"): str(name) for day, name in sorted(found.items())}
