"""Local wall-clock times to UTC inside a query, by the rule of :mod:`crimecast.calendar`."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from crimecast.calendar import transitions
from crimecast.sql import literal

_ALWAYS = (
    "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%Y-%m-%dT%H:%M:%S.%f",
)  # fmt: skip
_UTC = (*_ALWAYS, "%Y-%m-%dT%H:%M:%S.%g", "%Y/%m/%d %H:%M:%S")
_UTC_MARK = r"(Z|\+00(:?00)?)$"
_CLOCK = r"[ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?( ?[AP]M)?(Z|\+00(:?00)?)?$"
_END_OF_DAY = r"([ T])24(:?00(:00(\.0+)?)?)$"


def _tree(breaks: list[tuple[int, int]], value: str, first: int) -> str:
    """Write a step function of ``value`` as nested CASEs: DuckDB walks only the branches taken."""
    if not breaks:
        return str(first)
    middle = len(breaks) // 2
    at, code = breaks[middle]
    low = _tree(breaks[:middle], value, first)
    high = _tree(breaks[middle + 1 :], value, code)
    return f"CASE WHEN {value} < {at} THEN {low} ELSE {high} END"


def offset_sql(value: str, time_zone: str, low: int, high: int) -> str:
    """Return SQL for ``2 * offset + odd`` of local seconds ``value`` between ``low`` and ``high``.

    The same rule as :func:`crimecast.calendar.local_to_utc`: UTC = local - offset, the first
    occurrence of a repeated time, and ``odd`` set where the time is repeated or does not exist.
    """
    t = transitions(time_zone)
    before = np.concatenate([t.offset[:1], t.offset[:-1]])
    switch = (t.at + np.maximum(before, t.offset)).tolist()
    early = (t.at + np.minimum(before, t.offset)).tolist()
    offsets = t.offset.tolist()
    breaks: list[tuple[int, int]] = []
    for i in range(1, len(switch)):
        breaks += [(early[i], 2 * offsets[i - 1] + 1), (switch[i], 2 * offsets[i])]
    code = [2 * offsets[0], *(code for at, code in breaks if at <= low)][-1]
    return _tree([item for item in breaks if low < item[0] <= high], value, code)


def local_sql(utc: str, time_zone: str, low: int, high: int) -> str:
    """Return SQL for the local seconds of UTC seconds ``utc`` between ``low`` and ``high``."""
    t = transitions(time_zone)
    at, offset = t.at.tolist(), t.offset.tolist()
    first = [offset[0], *(o for a, o in zip(at, offset, strict=True) if a <= low)][-1]
    breaks = [(a, o) for a, o in zip(at, offset, strict=True) if low < a <= high]
    return f"{utc} + {_tree(breaks, utc, first)}"


def day_sql(text: str) -> str:
    """Return SQL for a date without the midnight that portals write after it."""
    return f"regexp_replace({text}, {literal(_CLOCK)}, '')"


def clock_sql(text: str) -> str:
    """Return SQL that gives a time of day such as ``930`` the zeros back that a number lost."""
    return (
        f"CASE WHEN regexp_full_match({text}, '[0-9]{{1,4}}') THEN lpad({text}, 4, '0') "
        f"ELSE {text} END"
    )


def local_seconds_sql(text: str, formats: Iterable[str]) -> str:
    """Return SQL for a text's wall-clock seconds since 1970; NULL where no format fits.

    A day that ends at 24:00 ends where the next one begins.
    """
    listed = ", ".join(map(literal, dict.fromkeys((*formats, *_ALWAYS))))
    end = literal(_END_OF_DAY)

    def seconds(of: str) -> str:
        return f"epoch_us(try_strptime({of}, [{listed}])) // 1000000"

    start_of_day = rf"regexp_replace({text}, {end}, '\100\2')"
    return (
        f"coalesce({seconds(text)}, CASE WHEN regexp_matches({text}, {end}) "
        f"THEN {seconds(start_of_day)} + 86400 END)"
    )


def utc_seconds_sql(text: str, local: str, code: str) -> str:
    """Return SQL for UTC seconds, from local seconds and their code or a text in UTC.

    A text is in UTC that ends in ``Z`` or ``+00``, unless a format of the city reads it whole.
    """
    listed, mark = ", ".join(map(literal, _UTC)), literal(_UTC_MARK)
    bare = f"regexp_replace({text}, {mark}, '')"
    return (
        f"CASE WHEN {local} IS NOT NULL THEN {local} - ({code} >> 1) "
        f"WHEN regexp_matches({text}, {mark}) "
        f"THEN epoch_us(try_strptime({bare}, [{listed}])) // 1000000 END"
    )
