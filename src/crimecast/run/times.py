"""Times and durations as people type them."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from crimecast.calendar import local_to_utc
from crimecast.errors import InputError


def parse_instant(text: str, time_zone: str) -> np.datetime64:
    """Turn ``2024-07-01 06:00`` (local) or ``2024-07-01T12:00Z`` into ``datetime64[s]`` in UTC.

    Raises
    ------
    InputError
        If it is no time, or one that clocks skip or repeat.
    """
    try:
        given = datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise InputError(
            f"{text!r} is no time; write it as '2024-07-01 06:00' (local) or '2024-07-01T12:00Z'"
        ) from error
    if given.tzinfo is not None:
        return np.datetime64(given.astimezone(UTC).replace(tzinfo=None), "s")
    instants, odd = local_to_utc(np.array([given], "datetime64[s]"), time_zone)
    if odd[0]:
        raise InputError(
            f"{text!r} occurs twice or not at all in {time_zone}, where clocks change; "
            "give it in UTC, with a Z at its end"
        )
    instant: np.datetime64 = instants[0]
    return instant


def parse_hours(text: str) -> int:
    """Turn ``168h``, ``7d`` or ``168`` into hours.

    Raises
    ------
    InputError
        If it is no duration.
    """
    number, unit = text.strip().lower(), 1
    if number.endswith(("h", "d")):
        number, unit = number[:-1], 24 if number[-1] == "d" else 1
    if not number.isdigit():
        raise InputError(f"{text!r} is no duration; write it as 168h or 7d")
    return int(number) * unit
