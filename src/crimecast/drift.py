"""How far a forecast's maps lie from the usual ones: what "change against the usual" needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

CODES: Final = 256
MOST: Final = 16.0
"""The largest factor that is kept; the least is one over it. Beyond, the end stands for it."""
MIDDLE: Final = 128
RULE: Final = "value = 16**((code-128)/127)"


@dataclass(frozen=True, eq=False)
class Drift:
    """How far a model's maps lie from its usual ones.

    Attributes
    ----------
    times : float (category, cell)
        The share of the city's incidents that is expected in a cell over a whole week, over the
        mean of what the same model, with all it has learned, would have said at past days from
        what was known then. Above 0; 1 is as usual.
    maps : int
        How many past days that mean is of.
    """

    times: npt.NDArray[np.floating]
    maps: int

    def __post_init__(self) -> None:
        if self.times.ndim != 2:
            raise ValueError(f"drift: times has shape {self.times.shape}; (category, cell) is due")
        if not np.isfinite(self.times).all() or (self.times <= 0).any():
            raise ValueError("drift: times must be finite and above 0")
        if self.maps < 1:
            raise ValueError("drift: it takes a past map to tell what is usual")


def encode_drift(times: npt.NDArray[np.floating]) -> npt.NDArray[np.uint8]:
    """Return the codes 1 to 255 of factors, in steps of 2.2 %; 128 is 1."""
    place = MIDDLE + (MIDDLE - 1) * np.log(times) / np.log(MOST)
    codes: npt.NDArray[np.uint8] = np.clip(np.rint(place), 1, CODES - 1).astype(np.uint8)
    return codes


def decode_drift(codes: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """Return the factors of codes."""
    table = MOST ** ((np.arange(CODES) - MIDDLE) / (MIDDLE - 1.0))
    found: npt.NDArray[np.float64] = table[codes]
    return found


__all__ = ["MOST", "RULE", "Drift", "decode_drift", "encode_drift"]
