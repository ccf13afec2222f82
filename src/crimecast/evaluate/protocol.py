"""What a backtest does, apart from the models: windows, blocks of origins, what is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np

from crimecast.calendar import Instants
from crimecast.errors import InputError

SHARES: Final = (0.01, 0.02, 0.05, 0.10, 0.20)
"""Shares of area at which hits are counted."""
LEAST_BIN, MOST_BIN = -40, 4
"""Powers of two between which intensities are put into bins."""
PER_OCTAVE: Final = 8
"""Bins between a power of two and the next, of equal width: their edges are exact in binary."""
EDGES: Final = np.append(
    np.ldexp(
        np.tile(1.0 + np.arange(PER_OCTAVE) / PER_OCTAVE, MOST_BIN - LEAST_BIN),
        np.repeat(np.arange(LEAST_BIN, MOST_BIN), PER_OCTAVE),
    ),
    2.0**MOST_BIN,
)
"""Edges of those bins; one more bin lies below the first, one above the last."""
THRESHOLDS: Final = EDGES[::PER_OCTAVE]
"""Thresholds of Murphy diagrams: the powers of two."""
REFERENCES: Final = ("uniform", "prior_counts", "kde")
"""Models that gains are told over, where they are among those scored."""


@dataclass(frozen=True)
class Protocol:
    """How origins are scored.

    Attributes
    ----------
    horizon : int
        Hours scored after each origin.
    windows : tuple of int
        Lengths in hours of the windows that are scored: divisors of 24, or whole days. Those longer
        than the horizon are left out.
    refit_hours : int
        Origins within so many hours of a fit are advanced to; 0 fits at each.
    longest : float
        Hours that the window of an incident may span to be scored by windows shorter than a day.

    Raises
    ------
    InputError
        If a number is out of range, or no window fits in the horizon.
    """

    horizon: int = 24
    windows: tuple[int, ...] = (1, 24)
    refit_hours: int = 168
    longest: float = 1.0

    def __post_init__(self) -> None:
        if not 1 <= self.horizon <= 336:
            raise InputError(f"the horizon is {self.horizon} h; use 1 to 336 h")
        if self.refit_hours < 0:
            raise InputError("the time between fits is negative; use 0 to fit at each origin")
        if len(set(self.windows)) != len(self.windows):
            raise InputError(f"a window is named twice: {self.windows}")
        for window in self.windows:
            if window < 1 or (window % 24 and 24 % window):
                raise InputError(
                    f"a window is {window} h; use a divisor of 24 h, or whole days such as 168 h"
                )
        if not any(window <= self.horizon for window in self.windows):
            raise InputError(
                f"no window fits in the horizon of {self.horizon} h; shorten one or lengthen it"
            )

    def spans(self) -> list[Span]:
        """Return what is scored together: a day's short windows, or one long window."""
        found = []
        for window in sorted(self.windows):
            step = max(window, 24)
            for lead in range(0, self.horizon, step):
                hours = min(step, self.horizon - lead) // window * window
                if hours:
                    found.append(Span(window, lead, hours // window))
        return found

    def to_json(self) -> dict[str, Any]:
        """Return the protocol as JSON values."""
        return asdict(self)


@dataclass(frozen=True)
class Span:
    """Windows whose cells are ranked together: ``count`` of ``window`` hours from ``lead`` on."""

    window: int
    lead: int
    count: int

    @property
    def short(self) -> bool:
        """Whether only incidents with a known hour can be scored."""
        return self.window < 24

    @property
    def stop(self) -> int:
        """First hour after the span."""
        return self.lead + self.count * self.window

    def resolution(self, cell: int) -> str:
        """Return the name of the resolution, such as ``1h x 250m``."""
        return f"{self.window}h x {cell}m"


def blocks(origins: Instants, refit_hours: int) -> list[Instants]:
    """Split ascending origins into blocks: one fit each, at the first.

    Raises
    ------
    ValueError
        If there are none, they do not ascend, or one is not on the hour.
    """
    if not len(origins):
        raise ValueError("there is no origin to forecast from")
    seconds = origins.astype("datetime64[s]").astype(np.int64)
    for instant, odd in zip(origins, seconds % 3600 != 0, strict=True):
        if odd:
            raise ValueError(f"the origin {instant} is not on the hour (UTC)")
    if (np.diff(seconds) <= 0).any():
        raise ValueError("origins must ascend")
    found: list[list[np.datetime64]] = []
    for origin in origins.astype("datetime64[s]"):
        # An hour of slack keeps a week of local midnights together where clocks change.
        if found and (origin - found[-1][0]).astype(np.int64) < (refit_hours - 1) * 3600:
            found[-1].append(origin)
        else:
            found.append([origin])
    return [np.array(block, "datetime64[s]") for block in found]


def class_groups(classes: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """Return the sums that are scored beside categories: ``class:<class>`` each, then ``all``."""
    groups: dict[str, list[int]] = {}
    for index, name in enumerate(classes):
        groups.setdefault(f"class:{name}", []).append(index)
    return {
        **{name: tuple(members) for name, members in groups.items()},
        "all": tuple(range(len(classes))),
    }
