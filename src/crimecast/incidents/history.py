"""What was known of a city's offences at one instant.

A :class:`History` is the only thing a model is fitted on. :meth:`History.as_of` cuts it by report
time, and a cut is final: no later record can be had back from the object.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from crimecast.calendar import Instants
from crimecast.grid import Floats
from crimecast.incidents.leading import leading, leading_shares


@dataclass(frozen=True, eq=False)
class History:
    """Offences as arrays of one length, ordered by ``reported_at``.

    Attributes
    ----------
    origin : datetime64[s], UTC
        Nothing reported later is in here.
    categories : tuple of str
        Category ids.
    classes : tuple of str
        Class of each category, in the same order.
    category : int16
        Index into ``categories``.
    occurred_from, occurred_to : datetime64[s], UTC
        Window in which it happened; equal where one time is known.
    reported_at : datetime64[s], UTC
        When it was reported; where the publisher does not say, ``occurred_to``.
    x, y : float64, metres in the city's CRS
        NaN where there is no usable place.
    time_zone : str
        The city's IANA zone.
    country, subdivision : str or None
        For public holidays.
    incident : uint64, optional
        A number that offences of the same incident share; each is its own where absent.
    rank : tuple of int, optional
        How serious each category is, 0 is the most serious; in their order where absent.
    """

    origin: np.datetime64
    categories: tuple[str, ...]
    classes: tuple[str, ...]
    category: npt.NDArray[np.int16]
    occurred_from: Instants
    occurred_to: Instants
    reported_at: Instants
    x: Floats
    y: Floats
    time_zone: str
    country: str | None = None
    subdivision: str | None = None
    incident: npt.NDArray[np.uint64] | None = None
    rank: tuple[int, ...] | None = None

    def __post_init__(self) -> None:
        arrays = self._arrays()
        sizes = {name: len(values) for name, values in arrays.items()}
        if len(set(sizes.values())) != 1:
            raise ValueError(f"a history's arrays differ in length: {sizes}")
        if len(self.classes) != len(self.categories):
            raise ValueError("a history needs one class for each category")
        if (np.diff(self.reported_at) < np.timedelta64(0, "s")).any():
            raise ValueError("a history must be ordered by reported_at")
        if len(self) and self.reported_at[-1] > self.origin:
            raise ValueError("a history holds records reported after its origin; use as_of")
        for values in arrays.values():
            values.setflags(write=False)

    def _arrays(self) -> dict[str, npt.NDArray[np.generic]]:
        names = ("category", "occurred_from", "occurred_to", "reported_at", "x", "y", "incident")
        found = {name: getattr(self, name) for name in names}
        return {name: values for name, values in found.items() if values is not None}

    def __len__(self) -> int:
        return len(self.category)

    def as_of(self, origin: np.datetime64) -> History:
        """Return what had been reported at or before ``origin`` (UTC), as copies of the arrays.

        Raises
        ------
        ValueError
            If ``origin`` is later than this history's own: what was reported between is unknown.
        """
        if origin > self.origin:
            raise ValueError(f"this history ends at {self.origin}; {origin} is later")
        stop = int(np.searchsorted(self.reported_at, origin, side="right"))
        cut = {name: values[:stop].copy() for name, values in self._arrays().items()}
        return replace(self, origin=origin, **cut)  # type: ignore[arg-type]

    def leading_shares(self) -> Floats:
        """Return of each category the share of its offences that their incident is counted as.

        Of what was reported in the year before the origin, and of all years where that is little;
        see :mod:`crimecast.incidents.leading`.
        """
        if self.incident is None:
            return np.ones(len(self.categories))
        rank = range(len(self.categories)) if self.rank is None else self.rank
        leads = leading(self.incident, self.category, tuple(rank))
        recent = self.reported_at > self.origin - np.timedelta64(365, "D")
        return leading_shares(leads, self.category, recent, len(self.categories))

    @property
    def data_through(self) -> np.datetime64:
        """Report time of the newest record (NaT where there is none)."""
        return self.reported_at[-1] if len(self) else np.datetime64("NaT", "s")
