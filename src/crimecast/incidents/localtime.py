"""Local wall-clock times to UTC inside a query, by the rule of :mod:`crimecast.calendar`."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from crimecast.calendar import transitions
from crimecast.sql import literal

_ALWAYS = ("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S.%f")
_UTC = ("%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%S.%gZ")


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


def local_seconds_sql(text: str, formats: Iterable[str]) -> str:
    """Return SQL for a text's wall-clock seconds since 1970; NULL where no format fits."""
    listed = ", ".join(map(literal, dict.fromkeys((*formats, *_ALWAYS))))
    return f"epoch_us(try_strptime({text}, [{listed}])) // 1000000"


def utc_seconds_sql(text: str, local: str, code: str) -> str:
    """Return SQL for UTC seconds, from local seconds and their code or a text ending in Z."""
    listed = ", ".join(map(literal, _UTC))
    return (
        f"CASE WHEN {local} IS NOT NULL THEN {local} - ({code} >> 1) WHEN {text} LIKE '%Z' "
        f"THEN epoch_us(try_strptime({text}, [{listed}])) // 1000000 END"
    )
