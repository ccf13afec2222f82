"""Numbers as people read them."""

from __future__ import annotations

import math


def short(value: float, *, million: str = "million", billion: str = "billion") -> str:
    """Write a number with two significant digits: ``1,200``, ``3.5 million``."""
    for size, name in ((1e9, billion), (1e6, million)):
        if value >= size * 0.9995:
            return f"{_digits(value / size)} {name}"
    return _digits(value)


def _digits(value: float) -> str:
    if value <= 0:
        return "0"
    power = math.floor(math.log10(value)) - 1
    rounded = round(value / 10**power) * 10**power
    text = f"{rounded:,.{max(-power, 0)}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
