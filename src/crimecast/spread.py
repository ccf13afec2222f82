"""How far counts spread around what is expected, for any sum of categories, hours and cells.

A count over a set of (category, hour, cell) with expected value ``m`` has the variance

    m  +  sum over scales of  phi[c, scale] * sum over the scale's blocks of m_block**2

A scale is a size in space (the whole city, squares of so many metres, single cells) times a length
in time (an hour, a local day, the whole forecast): every block of it has a factor of mean 1 and
variance ``phi`` that multiplies the intensity, and the factors of different blocks and scales are
independent. A joint scale's factors are the same for all categories, so it adds
``sum over blocks of (sum over c of sqrt(phi[c]) * m[c, block])**2``. Counts given the factors are
Poisson; a sum of many is described by the negative binomial of that mean and variance (products of
factors are taken to first order in ``phi``).

Where one event brings several records, variance grows with the mean itself: the scale whose block
is the event adds ``phi[c] * m[c]``; the joint one ``sum over c of m[c] * sum over others' phi``,
``phi`` being how many records of a category one of another category brings with it.

A sum needs its block sums only, whatever the number of its cells.

References: Diggle, Moraga, Rowlingson & Taylor (2013), "Spatial and spatio-temporal log-Gaussian
Cox processes", Statistical Science 28(4), for the multiplicative random intensity; McCullagh &
Nelder (1989), "Generalized linear models", section 9.2, for inference from two moments.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from crimecast.blocks import DAY_LENGTH, Split, labels_of, place_blocks, sum_of_squares, time_blocks
from crimecast.calendar import Instants, zone
from crimecast.counts import count_interval
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


@dataclass(frozen=True, eq=False)
class Moments:
    """Mean and variance of counts.

    Attributes
    ----------
    mean, variance : float (category, window, area)
    all_mean, all_variance : float (window, area)
        Of all the categories together.
    group_mean, group_variance : float (group, window, area)
        Of the groups of categories that were asked for.
    """

    mean: Floats
    variance: Floats
    all_mean: Floats
    all_variance: Floats
    group_mean: Floats
    group_variance: Floats

    def interval(self, level: float = 0.9) -> tuple[Floats, Floats]:
        """Return the ends (category, window, area) of the range of each category's count."""
        return interval(self.mean, self.variance, level)

    def all_interval(self, level: float = 0.9) -> tuple[Floats, Floats]:
        """Return the ends (window, area) of the range of all categories together."""
        return interval(self.all_mean, self.all_variance, level)


def interval(
    mean: npt.ArrayLike, variance: npt.ArrayLike, level: float = 0.9
) -> tuple[Floats, Floats]:
    """Return the central range that holds a count with a chance of at least ``level``.

    Raises
    ------
    ValueError
        If ``level`` is no chance, or a mean or a variance is negative or not finite.
    """
    return count_interval(mean, variance, level=level)


def variance_of_sum(
    values: Iterable[npt.NDArray[np.floating[Any]]],
    spread: Spread,
    *,
    hours: Instants,
    x: Floats,
    y: Floats,
    windows: npt.ArrayLike | None = None,
    areas: npt.ArrayLike | None = None,
    unplaced: npt.ArrayLike | None = None,
) -> Moments:
    """Return mean and variance of the counts of windows and areas.

    Parameters
    ----------
    values : array (category, hour, cell), or an iterable of (hour, cell)
        Expected counts of the spread's categories in their order. A generator that makes one at a
        time keeps one in memory.
    spread : Spread
    hours : datetime64[s] (hour,), UTC
        Starts of the hours.
    x, y : float (cell,)
        Centres of the cells, metres.
    windows : int (hour,), optional
        Number from 0 of the window each hour belongs to, -1 for none. One window where absent; for
        the city by hour ``np.arange(len(hours))``.
    areas : int (cell,), optional
        Number from 0 of the area each cell belongs to, -1 for none. One area where absent.
    unplaced : float (category, hour), optional
        Expected counts without a place in any cell, for sums over the whole city; they share the
        city's factors only. There must be one area.

    Raises
    ------
    ValueError
        If shapes do not fit together.
    """
    sums = Sums(spread, hours=hours, x=x, y=y, windows=windows, areas=areas)
    extra = None if unplaced is None else np.asarray(unplaced, float)
    if extra is not None and extra.shape != (len(spread.phi), len(hours)):
        raise ValueError(
            f"unplaced counts have shape {extra.shape}; (category, hour) is "
            f"{(len(spread.phi), len(hours))}"
        )
    for c, layer in enumerate(values):
        sums.add(layer, None if extra is None or c >= len(extra) else extra[c])
    return sums.moments()


class Sums:
    """Block sums of windows and areas, one category at a time.

    Parameters are those of :func:`variance_of_sum`. Made once, it groups cells and hours for every
    scale; each category then costs a few passes over its values. ``groups`` are indices of
    categories whose counts together are asked for, such as those of a class.
    """

    def __init__(
        self,
        spread: Spread,
        *,
        hours: Instants,
        x: npt.ArrayLike,
        y: npt.ArrayLike,
        windows: npt.ArrayLike | None = None,
        areas: npt.ArrayLike | None = None,
        groups: Sequence[Sequence[int]] = (),
    ) -> None:
        x, y = np.asarray(x, float), np.asarray(y, float)
        self._shape = (len(hours), len(x))
        window, self.windows = labels_of(windows, len(hours), "windows (hour,)")
        area, self.areas = labels_of(areas, len(x), "areas (cell,)")
        self._scales = spread.scales
        self._phi = spread.phi
        lengths = {s.hours for s in self._scales if not s.is_event}
        # Hours are first summed to the finest blocks that any scale looks at.
        parts = [time_blocks(hours, n, spread.time_zone) for n in lengths]
        fine = np.column_stack(parts) if parts else np.zeros((len(hours), 1), np.int64)
        self._fine = Split(window, fine, self.windows)
        first = self._fine.first
        self._times = {
            n: Split(
                window[first],
                time_blocks(hours[first], n, spread.time_zone)[:, None],
                self.windows,
            )
            for n in lengths
        }
        sizes = {s.metres for s in self._scales if not s.is_event} | {None}
        self._places = {size: Split(area, place_blocks(x, y, size), self.areas) for size in sizes}

        self._groups = (tuple(range(len(self._phi))), *(tuple(group) for group in groups))
        self._loads = [
            {
                k: np.zeros((len(self._times[s.hours].starts), len(self._places[s.metres].starts)))
                for k, s in enumerate(self._scales)
                if s.joint and not s.is_event and self._phi[:, k].any()
            }
            for _ in self._groups
        ]
        self._own = np.zeros((len(self._groups), self.windows, self.areas))
        self._mean: list[Floats] = []
        self._variance: list[Floats] = []

    def add(self, layer: npt.NDArray[Any], unplaced: Floats | None = None) -> None:
        """Take in the next category's expected counts (hour, cell), unplaced ones (hour,).

        Raises
        ------
        ValueError
            If shapes do not fit, a category is too many, or unplaced counts meet several areas.
        """
        category = len(self._mean)
        if category >= len(self._phi) or layer.shape != self._shape:
            raise ValueError(
                f"values have shape {layer.shape}, category {category}; (hour, cell) of "
                f"{len(self._phi)} categories is {self._shape}"
            )
        if unplaced is not None and (self.areas != 1 or unplaced.shape != self._shape[:1]):
            raise ValueError("unplaced counts (hour,) belong to one area, the whole city")
        phi = self._phi[category]
        within = [g for g, members in enumerate(self._groups) if category in members]
        fine = self._fine.sum(layer, axis=0)
        extra = 0.0 if unplaced is None else self._fine.sum(unplaced, axis=0)[:, None]
        city = self._places[None].sum(fine, axis=1) + extra
        mean = self._places[None].to_owners(self._fine.to_owners(city.T).T)
        own, shared = mean.copy(), np.zeros_like(mean)
        for size, places in self._places.items():
            here = {
                k: s for k, s in enumerate(self._scales)
                if s.metres == size and not s.is_event and phi[k] > 0
            }  # fmt: skip
            by_place = city if size is None else places.sum(fine, axis=1) if here else fine
            for length in {s.hours for s in here.values()}:
                times = self._times[length]
                block = times.sum(by_place, axis=0)
                squares = sum_of_squares(block, times, places)
                for k in (k for k, s in here.items() if s.hours == length):
                    if k in self._loads[0]:
                        shared += phi[k] * squares
                        for g in within:
                            self._loads[g][k] += np.sqrt(phi[k]) * block
                    else:
                        own += phi[k] * squares
        own += phi[[s.is_event and not s.joint for s in self._scales]].sum() * mean
        self._own[within] += own
        self._mean.append(mean)
        self._variance.append(own + shared)

    def moments(self) -> Moments:
        """Return mean and variance of the counts.

        Raises
        ------
        ValueError
            If a category is missing.
        """
        if len(self._mean) != len(self._phi):
            raise ValueError(
                f"values of {len(self._mean)} categories came; {len(self._phi)} are due"
            )
        mean = np.array(self._mean)
        means = np.stack([mean[list(members)].sum(axis=0) for members in self._groups])
        whole = self._own.copy()
        for g, members in enumerate(self._groups):
            whole[g] += self._events(members)
            for k, block in self._loads[g].items():
                scale = self._scales[k]
                times, places = self._times[scale.hours], self._places[scale.metres]
                whole[g] += sum_of_squares(block, times, places)
        return Moments(mean, np.array(self._variance), means[0], whole[0], means[1:], whole[1:])

    def _events(self, members: tuple[int, ...]) -> Floats:
        """Return what events with records of several categories bring to those together."""
        mean = np.array(self._mean)[list(members)]
        which = [s.is_event and s.joint for s in self._scales]
        phi = self._phi[list(members)][:, which].sum(axis=1)[:, None, None]
        brought: Floats = mean.sum(axis=0) * phi.sum() - (phi * mean).sum(axis=0)
        return brought
