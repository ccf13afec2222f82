"""Intensities as logarithmic codes: 8 bits for the map, 16 bits for one cell's series.

Values are first rounded to 12 bits of mantissa (relative error at most 2^-13). A rounded value is
named by the upper bits of its float32, so a code is one look-up in a table, the same on every
machine.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from crimecast.mix import Mix

Bytes8 = npt.NDArray[np.uint8]
Codes16 = npt.NDArray[np.uint16]
Singles = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]

KEEP_BITS: Final = 12
"""Bits of mantissa kept of every intensity."""

FRAME_CODES: Final = 256
SERIES_LO: Final = 1e-13
SERIES_HI: Final = 1e2
"""Range of the series codes, reported incidents per cell and hour."""

FRAME_RULE: Final = "value = lo * (hi/lo)**((code-1)/254) for code >= 1"
SERIES_RULE: Final = "value = lo * (hi/lo)**((code-1)/65534) for code >= 1, 0 for code 0"
DECADES: Final = 4
"""Width of a frame's domain: hi = 10^4 lo."""

_DROP = 23 - KEEP_BITS
_TABLE = (int(np.float32(2 * SERIES_HI).view(np.uint32)) >> _DROP) + 1


def round_bits(values: Singles) -> Singles:
    """Round float32 values, in place, to 12 bits of mantissa (ties to even); NaN stays NaN."""
    bits = values.view(np.uint32)
    bits += np.uint32((1 << (_DROP - 1)) - 1) + ((bits >> np.uint32(_DROP)) & np.uint32(1))
    bits &= np.uint32((0xFFFFFFFF << _DROP) & 0xFFFFFFFF)
    return values


def table_index(rounded: Singles) -> npt.NDArray[np.intp]:
    """Return the places of rounded values (0 to 200) in the tables of this module."""
    return (rounded.view(np.uint32) >> np.uint32(_DROP)).astype(np.intp)


def _table_values() -> Floats:
    return (np.arange(_TABLE, dtype=np.uint32) << np.uint32(_DROP)).view(np.float32).astype(float)


def frame_table(lo: float, hi: float) -> Bytes8:
    """Return the frame code of every rounded value, to be indexed by :func:`table_index`.

    Code 0 is below ``lo``; codes 1 to 255 are logarithmic from ``lo`` to ``hi``, 255 also beyond.
    """
    return encode_frame(_table_values(), lo, hi)


def encode_frame(values: npt.ArrayLike, lo: float, hi: float) -> Bytes8:
    """Return the frame codes of values (any shape) over the domain ``[lo, hi]``."""
    values = np.asarray(values, float)
    with np.errstate(divide="ignore"):
        steps = np.log(values / lo) * (254 / np.log(hi / lo))
    codes = np.clip(np.rint(steps) + 1, 1, 255)
    return np.where(values >= lo, codes, 0).astype(np.uint8)


def decode_frame(codes: npt.ArrayLike, lo: float, hi: float) -> Floats:
    """Return the values that frame codes stand for; 0 for code 0."""
    codes = np.asarray(codes, float)
    return np.where(codes >= 1, lo * (hi / lo) ** ((codes - 1) / 254), 0.0)


def series_table() -> Codes16:
    """Return the series code of every rounded value, to be indexed by :func:`table_index`."""
    return encode_series(_table_values())


def encode_series(values: npt.ArrayLike) -> Codes16:
    """Return the 16-bit codes of values (any shape): exactly 0 is code 0, tiny ones code 1."""
    values = np.asarray(values, float)
    with np.errstate(divide="ignore"):
        steps = np.log(values / SERIES_LO) * (65534 / np.log(SERIES_HI / SERIES_LO))
    codes = np.clip(np.rint(steps) + 1, 1, 65535)
    return np.where(values > 0, codes, 0).astype(np.uint16)


def decode_series(codes: npt.ArrayLike) -> Floats:
    """Return the values that series codes stand for, within 0.04 % of what was encoded."""
    values: Floats = _series_values()[np.asarray(codes)]
    return values


@lru_cache(maxsize=1)
def _series_values() -> Floats:
    steps = (np.arange(65536, dtype=float) - 1) / 65534
    values = np.where(steps >= 0, SERIES_LO * (SERIES_HI / SERIES_LO) ** steps, 0.0)
    values.setflags(write=False)
    return values


def encode_mix(mix: Mix) -> Bytes8:
    """Return the codes (hour, 2, cell) of a mix (hour, cell).

    First which category is likeliest, counted from 1, 0 for none; then its chance in steps of
    1/255. At most 255 categories.
    """
    return np.stack(
        [(mix.likeliest + 1).astype(np.uint8), np.rint(mix.chance * 255).astype(np.uint8)], axis=1
    )


def decode_mix(codes: Bytes8) -> tuple[npt.NDArray[np.int16], Singles]:
    """Return the likeliest category, -1 for none, and its chance, of codes (..., 2, cell)."""
    which = codes[..., 0, :].astype(np.int16) - np.int16(1)
    return which, codes[..., 1, :].astype(np.float32) / np.float32(255)


def upper_quantile(values: Singles, share: float = 0.9999) -> float:
    """Return the smallest value that at least ``share`` of the values do not exceed.

    Exact, though only the upper thousandth is ever sorted.
    """
    flat = values.reshape(-1)
    rank = flat.size - max(int(np.ceil(share * flat.size)), 1)  # how many values lie above it
    sample = flat[:: max(flat.size // 100_000, 1)]
    guess = min(max(int(sample.size * (1 - 20 * (1 - share))), 0), sample.size - 1)
    upper = flat[flat >= np.partition(sample, guess)[guess]]
    if upper.size <= rank:
        upper = flat
    place = upper.size - 1 - rank
    return float(np.partition(upper, place)[place])


def nice_above(value: float) -> float:
    """Return the smallest 1, 2 or 5 times a power of ten at or above ``value``."""
    power = int(np.floor(np.log10(value)))
    for exponent in (power - 1, power, power + 1):
        for digit in (1, 2, 5):
            nice = float(f"{digit}e{exponent}")
            if nice >= value:
                return nice
    raise ValueError(f"{value} is no positive number")


def choose_domain(top: float, previous: Sequence[float] | None = None) -> tuple[float, float]:
    """Return the domain ``(lo, hi)`` of a category whose 99.99th percentile is ``top``.

    A ``previous`` domain that still fits is kept, so that colors stay as people know them.
    """
    hi = nice_above(max(top, 1e-8))
    if previous is not None and hi <= previous[1] <= 10 * hi * (1 + 1e-9):
        hi = float(previous[1])
    mantissa, _, exponent = f"{hi:.0e}".partition("e")
    return float(f"{mantissa}e{int(exponent) - DECADES}"), hi
