"""Numbers as people read them: rounded honestly, a dash where there is none."""

from __future__ import annotations

import math

NONE = "\N{EN DASH}"
MINUS = "\N{MINUS SIGN}"


def _there(value: float | None) -> bool:
    return value is not None and math.isfinite(value)


def fixed(value: float | None, digits: int = 2) -> str:
    """Return a number with so many decimals: ``0.37``."""
    if value is None or not math.isfinite(value):
        return NONE
    text = f"{abs(value):,.{digits}f}"
    zero = not text.strip("0.,")
    return text if value >= 0 or zero else MINUS + text


def signed(value: float | None, digits: int = 2) -> str:
    """Return a difference with its sign: ``+0.37``."""
    text = fixed(value, digits)
    return f"+{text}" if _there(value) and text[0] != MINUS and text.strip("0.,") else text


def percent(share: float | None, digits: int = 0) -> str:
    """Return a share as a percentage: ``5%``."""
    return NONE if share is None or not math.isfinite(share) else f"{fixed(100 * share, digits)}%"


def hundred(share: float | None) -> float | None:
    """Return a share as a number of hundredths."""
    return None if share is None else 100 * share


def count(value: float | None) -> str:
    """Return a whole number: ``2,658``."""
    return fixed(value, 0)


def rough(value: float | None, digits: int = 2) -> str:
    """Return a number with so many significant figures: ``0.0012``, ``140``, ``2.3``."""
    if value is None or not math.isfinite(value):
        return NONE
    if value == 0:
        return "0"
    places = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, places)
    places = digits - 1 - math.floor(math.log10(abs(rounded)))  # 9.96 became 10
    return fixed(rounded, max(0, places))


def between(low: float | None, high: float | None, digits: int = 2) -> str:
    """Return an interval: ``0.31 to 0.42``; empty text where there is none."""
    if not (_there(low) and _there(high)):
        return ""
    return f"{fixed(low, digits)} to {fixed(high, digits)}"


def duration(seconds: float | None) -> str:
    """Return a time: ``0.4 s``, ``12 s``, ``3 min 20 s``, ``2 h 5 min``."""
    if seconds is None or not math.isfinite(seconds):
        return NONE
    if seconds < 59.5:
        return f"{rough(seconds)} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s" if rest and minutes < 10 else f"{minutes} min"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def several(value: int, one: str, many: str | None = None) -> str:
    """Return a count with its word: ``1 day``, ``28 days``."""
    return f"{value:,} {one if value == 1 else many or one + 's'}"


def listed(words: list[str]) -> str:
    """Join words as in a sentence: ``a, b and c``."""
    return (
        words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""
    )
