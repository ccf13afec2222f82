"""Sizes of the blocks that share a random factor, and how far their factors vary.

What they mean for the count of any sum is told in ``crimecast.spread``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crimecast.blocks import DAY_LENGTH
from crimecast.calendar import zone
from crimecast.grid import Floats

WHOLE = "whole"
_CITY, _CELL = "city", "cell"


@dataclass(frozen=True)
class Scale:
    """Size of the blocks that share a random factor.

    Attributes
    ----------
    metres : int or None
        Side of a block: None for the whole city, 0 for a single cell, else metres of the grid's
        projection (blocks begin at its multiples; a cell belongs to the block of its centre).
    hours : int or None
        Length of a block: 1 for an hour, 24 for a local day, None for the whole forecast, 0 (with
        ``metres`` 0) for a single event that brings several records.
    joint : bool
        Whether all categories share the factor.
    """

    metres: int | None
    hours: int | None
    joint: bool = False

    def __post_init__(self) -> None:
        if self.metres is not None and self.metres < 0:
            raise ValueError(f"a scale of {self.metres} m; use None, 0 or a number of metres")
        if self.hours not in {None, 0, 1, DAY_LENGTH}:
            raise ValueError(f"a scale of {self.hours} h; use None, 0, 1 or 24")
        if self.hours == 0 and self.metres != 0:
            raise ValueError("the scale of an event has 0 metres and 0 hours")

    @property
    def id(self) -> str:
        """A name such as ``city-day``, ``1000m-whole``, ``joint-city-day`` or ``event``."""
        if self.is_event:
            return "joint-event" if self.joint else "event"
        place = {None: _CITY, 0: _CELL}.get(self.metres, f"{self.metres}m")
        time = {None: WHOLE, 1: "hour", DAY_LENGTH: "day"}[self.hours]
        return f"{'joint-' if self.joint else ''}{place}-{time}"

    @property
    def is_event(self) -> bool:
        """Whether a block is an event, so that variance grows with the mean, not its square."""
        return self.hours == 0

    def to_json(self) -> dict[str, Any]:
        """Return the scale as JSON."""
        return {"metres": self.metres, "hours": self.hours, "joint": self.joint}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Scale:
        """Read what :meth:`to_json` wrote."""
        return cls(data["metres"], data["hours"], bool(data["joint"]))


@dataclass(frozen=True, eq=False)
class Spread:
    """Variances of the random factors.

    Attributes
    ----------
    categories : tuple of str
    scales : tuple of Scale
        None of them twice; without any, counts are Poisson.
    phi : float (category, scale)
        Variance of a block's factor, at least 0.
    time_zone : str
        Zone of the local days.
    """

    categories: tuple[str, ...]
    scales: tuple[Scale, ...]
    phi: Floats
    time_zone: str

    def __post_init__(self) -> None:
        shape = (len(self.categories), len(self.scales))
        if not self.categories or len(set(self.categories)) != len(self.categories):
            raise ValueError(f"a spread needs categories, none twice, not {self.categories}")
        if len(set(self.scales)) != len(self.scales):
            raise ValueError(f"a scale is there twice: {[s.id for s in self.scales]}")
        if self.phi.shape != shape:
            raise ValueError(f"phi has shape {self.phi.shape}; (category, scale) is {shape}")
        if not np.isfinite(self.phi).all() or (self.phi < 0).any():
            raise ValueError("phi must be finite and >= 0")
        zone(self.time_zone)

    @classmethod
    def poisson(cls, categories: Sequence[str], time_zone: str = "UTC") -> Spread:
        """Return the spread of counts that are as sure as counts can be."""
        return cls(tuple(categories), (), np.zeros((len(categories), 0)), time_zone)

    def select(self, categories: Sequence[str]) -> Spread:
        """Return the spread of some categories, in the order given.

        Raises
        ------
        ValueError
            If one of them is unknown.
        """
        unknown = [c for c in categories if c not in self.categories]
        if unknown:
            raise ValueError(f"no spread is known of {unknown}; there are {self.categories}")
        rows = [self.categories.index(c) for c in categories]
        return Spread(tuple(categories), self.scales, self.phi[rows], self.time_zone)

    def to_json(self) -> dict[str, Any]:
        """Return the spread as JSON; numbers are kept to the bit."""
        return {
            "time_zone": self.time_zone,
            "scales": [scale.to_json() for scale in self.scales],
            "phi": {c: row.tolist() for c, row in zip(self.categories, self.phi, strict=True)},
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Spread:
        """Read what :meth:`to_json` wrote.

        Raises
        ------
        ValueError
            If that is no spread.
        """
        try:
            scales = tuple(Scale.from_json(scale) for scale in data["scales"])
            rows = [np.asarray(row, float) for row in data["phi"].values()]
            phi = np.array(rows).reshape(len(rows), len(scales))
            return cls(tuple(data["phi"]), scales, phi, data["time_zone"])
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"this is no spread: {error!r}") from error
