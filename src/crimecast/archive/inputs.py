"""What the writer of an issued forecast is given: its header, its parts, its totals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import numpy.typing as npt

from crimecast.archive.manifest import RESERVED, ArchiveError, is_category_id
from crimecast.calendar import HOUR, Instants, hours_from
from crimecast.drift import Drift
from crimecast.spread import Spread
from crimecast.usual import Usual

if TYPE_CHECKING:
    import xarray as xr

Singles = npt.NDArray[np.float32]
Floats = npt.NDArray[np.float64]


class TermLike(Protocol):
    """One term of the explanation: an id for programs, a label for people."""

    @property
    def id(self) -> str:
        """Id for programs."""

    @property
    def label(self) -> str:
        """Label for people."""


@dataclass(frozen=True, kw_only=True)
class Category:
    """A forecast category, as its city's file has it, with how its records come in."""

    id: str
    label: str
    class_: str
    color: str | None
    placed_share: float
    late_share: float
    leads: float = 1.0

    def __post_init__(self) -> None:
        if not is_category_id(self.id) or self.id in RESERVED:
            raise ArchiveError(
                f"{self.id!r} cannot be a category's id; use lower-case letters, digits, - and _, "
                f"at most 64, and none of {', '.join(sorted(RESERVED))}"
            )
        for name in ("placed_share", "late_share", "leads"):
            if not 0 <= getattr(self, name) <= 1:
                raise ArchiveError(f"{name} of {self.id!r} is {getattr(self, name)}; 0 to 1 is due")


@dataclass(frozen=True, kw_only=True)
class ForecastHeader:
    """What is told of a forecast beside its numbers. Instants are ``datetime64[s]`` in UTC.

    Attributes
    ----------
    origin
        Nothing reported later is in the forecast.
    issued_at
        When it was made: the only thing here that does not enter its id.
    data_through
        Report time of the newest record.
    first_hour, hours, now
        Start of the window, its length in hours, and the index of the hour the forecast is made
        in: that of ``origin``, or a later one where the records end before the present.
    terms
        The static terms in the order of :attr:`Part.terms`, then the remainder.
    data_hash
        SHA-256 of the records that went in.
    spread
        How far counts spread around the forecast; None where they are Poisson.
    usual
        What the city counts in an hour of any week of the year; None where that is not told.
    drift
        How far maps lie from the usual ones; None where that is not told. It needs ``usual``.
    """

    city: str
    city_name: str
    simulated: bool
    time_zone: str
    origin: np.datetime64
    issued_at: np.datetime64
    data_through: np.datetime64
    model_name: str
    model_version: str
    first_hour: np.datetime64
    hours: int
    now: int
    categories: Sequence[Category]
    terms: Sequence[TermLike]
    data_hash: str
    spread: Spread | None = None
    usual: Usual | None = None
    drift: Drift | None = None

    def __post_init__(self) -> None:
        for name in ("origin", "issued_at", "data_through", "first_hour"):
            if np.isnat(getattr(self, name)):
                raise ArchiveError(f"a forecast needs its {name}; none was given")
        start = self.hour_starts
        if not 0 <= self.now < self.hours or self.origin >= start[self.now] + HOUR:
            raise ArchiveError(
                f"the origin {self.origin}Z lies after hour {self.now} of a window of {self.hours} "
                f"hours from {self.first_hour}Z; nothing later than now can be known"
            )
        ids = [category.id for category in self.categories]
        if not ids or len(set(ids)) != len(ids):
            raise ArchiveError(f"a forecast needs categories with ids of their own, not {ids}")
        if len(ids) > 255:
            raise ArchiveError(f"{len(ids)} categories are too many; a forecast holds up to 255")
        if not self.terms:
            raise ArchiveError("a forecast needs at least one term: the remainder")
        if self.spread is not None and self.spread.categories != tuple(ids):
            raise ArchiveError(
                f"the spread is of {list(self.spread.categories)}, the forecast of {ids}"
            )
        if self.usual is not None and self.usual.categories != tuple(ids):
            raise ArchiveError(
                f"the usual is of {list(self.usual.categories)}, the forecast of {ids}"
            )

        if self.drift is not None and (self.usual is None or len(self.drift.times) != len(ids)):
            raise ArchiveError(
                f"the drift is of {len(self.drift.times)} categories, the forecast of {len(ids)}; "
                f"it needs the usual"
            )

    @property
    def hour_starts(self) -> Instants:
        """Starts of the window's hours, ``datetime64[s]`` in UTC."""
        return hours_from(self.first_hour, self.hours)


@dataclass(frozen=True, eq=False)
class Part:
    """One category's forecast.

    Attributes
    ----------
    cube : xr.Dataset
        Intensity cube of this one category over the whole window.
    term_maps : float32 (term, cell)
        Maps of the static terms, without the remainder; below 0 where one takes away.
    term_hours : float (hour,)
        A static term's expected count in a cell and hour is its map's value times this.
    """

    cube: xr.Dataset
    term_maps: Singles | None = None
    term_hours: npt.ArrayLike | None = None


@dataclass(frozen=True, eq=False, kw_only=True)
class Totals:
    """Expected counts of the whole city, records without a usable place included.

    Attributes
    ----------
    expected, lower, upper : (category, hour)
        Expected count, and the range in which the count lies with the chance ``level``.
    all_lower, all_upper : (hour,)
        The range of all categories together.
    all_expected : (hour,), optional
        Their expected count, each incident counted once; the sum where absent.
    """

    expected: Floats
    lower: npt.NDArray[Any]
    upper: npt.NDArray[Any]
    all_lower: npt.NDArray[Any]
    all_upper: npt.NDArray[Any]
    all_expected: Floats | None = None
    level: float = 0.9

    @property
    def together(self) -> Floats:
        """Expected count of all categories (hour,)."""
        if self.all_expected is not None:
            return self.all_expected
        summed: Floats = self.expected.sum(axis=0)
        return summed

    def check(self, categories: int, hours: int) -> None:
        """Raise :class:`ArchiveError` unless shapes, signs and order are right."""
        both, one = (categories, hours), (hours,)
        shapes = {
            "expected": both,
            "lower": both,
            "upper": both,
            "all_lower": one,
            "all_upper": one,
            "together": one,
        }
        for name, shape in shapes.items():
            values = np.asarray(getattr(self, name))
            if values.shape != shape:
                raise ArchiveError(f"totals: {name} has shape {values.shape}; {shape} is due")
            if not np.isfinite(values).all() or (values < 0).any():
                raise ArchiveError(f"totals: {name} must be finite and >= 0")
        if (self.lower > self.upper).any() or (self.all_lower > self.all_upper).any():
            raise ArchiveError("totals: a range's lower end lies above its upper end")
        if not 0 < self.level < 1:
            raise ArchiveError(f"totals: level is {self.level}; it must lie between 0 and 1")

    def to_json(self, categories: Sequence[str]) -> dict[str, Any]:
        """Return the totals as they are served."""

        def counts(values: npt.NDArray[Any]) -> list[int | float]:
            return [int(v) if float(v).is_integer() else short(v) for v in values]

        def band(lower: npt.NDArray[Any], upper: npt.NDArray[Any]) -> dict[str, Any]:
            return {"lower": counts(lower), "upper": counts(upper)}

        return {
            "hours": self.expected.shape[1],
            "all": [short(v) for v in self.together],
            "categories": {
                c: [short(v) for v in row] for c, row in zip(categories, self.expected, strict=True)
            },
            "interval": {
                "level": self.level,
                "all": band(self.all_lower, self.all_upper),
                **{
                    c: band(low, high)
                    for c, low, high in zip(categories, self.lower, self.upper, strict=True)
                },
            },
        }


def short(value: float, digits: int = 6) -> float:
    """Return a number rounded to significant digits, for JSON."""
    return float(f"{value:.{digits}g}")
