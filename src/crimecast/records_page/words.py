"""Times and dates of records in words, and the scale of delays."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable

from crimecast.report.numbers import NONE, fixed, percent, rough

SOONEST_H = 0.1
"""Delays below it are drawn as it."""
MARKS_H = {
    0.1: "6 min", 1.0: "1 h", 6.0: "6 h", 24.0: "1 d", 168.0: "7 d", 720.0: "30 d", 8766.0: "1 y",
}  # fmt: skip


def lag(hours: float | None) -> str:
    """Return a delay: ``12 min``, ``3.6 h``, ``4 d``."""
    if hours is None or not math.isfinite(hours):
        return NONE
    if hours < 1:
        return f"{fixed(60 * hours, 0)} min"
    if hours < 48:
        return f"{rough(hours)} h"
    return f"{fixed(hours / 24, 0)} d"


def most_of(share: float) -> str:
    """Return a share to a tenth of a percent; one that lacks something is not told as whole."""
    text = percent(share, 1)
    return "over 99.9%" if share < 1 and text == "100.0%" else text.replace("100.0%", "100%")


def place(hours: float) -> float:
    """Return where a delay stands on the logarithmic scale."""
    return math.log10(max(hours / SOONEST_H, 1.0))


def marks(low: float, high: float) -> list[tuple[float, str]]:
    """Return marks of the scale of delays between two of its places."""
    return [(place(h), text) for h, text in MARKS_H.items() if low <= place(h) <= high]


def around(hours: Iterable[float]) -> tuple[float, float]:
    """Return the ends of a scale that holds the delays: marks of it."""
    every = [place(h) for h in hours]
    known = [place(h) for h in MARKS_H]
    low = max((m for m in known if m <= min(every)), default=known[0])
    high = min((m for m in known if m >= max(every)), default=max(known[-1], *every))
    return (low, high) if high > low else (known[0], known[-1])


def day(text: str) -> str:
    """Return an ISO date as people write it: ``6 May 2020``."""
    one = dt.date.fromisoformat(text[:10])
    return f"{one.day} {one:%b %Y}"


def instant(text: str) -> str:
    """Return an ISO instant in UTC: ``28 Nov 2026, 11:22 UTC``."""
    return f"{day(text)}, {text[11:16]} UTC"


def quarter(text: str) -> str:
    """Return the quarter that begins on an ISO date: ``2020, Q2``."""
    return f"{text[:4]}, Q{(int(text[5:7]) + 2) // 3}"
