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
from itertools import product
from typing import Any

import numpy as np
import numpy.typing as npt

from crimecast.blocks import (
    Ints,
    Split,
    labels_of,
    place_blocks,
    sum_of_squares,
    time_blocks,
)
from crimecast.calendar import Instants
from crimecast.counts import count_interval
from crimecast.grid import Floats
from crimecast.scales import Scale, Spread

__all__ = [
    "Moments",
    "Scale",
    "Spread",
    "Sums",
    "interval",
    "variance_of_sum",
]


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
        sizes: dict[int | None, list[int | None]] = {None: []}
        for scale in self._scales:
            if not scale.is_event and scale.hours not in sizes.setdefault(scale.metres, []):
                sizes[scale.metres].append(scale.hours)
        clocks = {
            tuple(lengths): _Clock(lengths, hours, spread.time_zone, window, self.windows)
            for lengths in sizes.values()
        }
        self._clocks = {size: clocks[tuple(lengths)] for size, lengths in sizes.items()}
        self._places = {size: Split(area, place_blocks(x, y, size), self.areas) for size in sizes}

        self._groups = (tuple(range(len(self._phi))), *(tuple(group) for group in groups))
        self._loads = [
            {
                k: np.zeros(
                    (
                        len(self._clocks[s.metres].times[s.hours].starts),
                        len(self._places[s.metres].starts),
                    )
                )
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
        clock = self._clocks[None].fine
        summed = {clock: clock.sum(layer, axis=0)}
        extra = 0.0 if unplaced is None else clock.sum(unplaced, axis=0)[:, None]
        city = self._places[None].sum(summed[clock], axis=1) + extra
        mean = self._places[None].to_owners(clock.to_owners(city.T).T)
        own, shared = mean.copy(), np.zeros_like(mean)
        for size, places in self._places.items():
            here = self._at(size, phi)
            if not here:
                continue
            clock = self._clocks[size].fine
            if clock not in summed:
                summed[clock] = clock.sum(layer, axis=0)
            by_place = city if size is None else places.sum(summed[clock], axis=1)
            for length, which in here.items():
                times = self._clocks[size].times[length]
                block = times.sum(by_place, axis=0)
                squares = sum_of_squares(block, times, places)
                for k in which:
                    (shared if k in self._loads[0] else own)[:] += phi[k] * squares
                for k, g in product(self._loads[0].keys() & which, within):
                    self._loads[g][k] += np.sqrt(phi[k]) * block
        own += phi[[s.is_event and not s.joint for s in self._scales]].sum() * mean
        self._own[within] += own
        self._mean.append(mean)
        self._variance.append(own + shared)

    def _at(self, size: int | None, phi: Floats) -> dict[int | None, list[int]]:
        """Return the numbers of the scales of a size that vary, by their length."""
        here: dict[int | None, list[int]] = {}
        for k, scale in enumerate(self._scales):
            if scale.metres == size and not scale.is_event and phi[k] > 0:
                here.setdefault(scale.hours, []).append(k)
        return here

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
                times = self._clocks[scale.metres].times[scale.hours]
                places = self._places[scale.metres]
                whole[g] += sum_of_squares(block, times, places)
        return Moments(mean, np.array(self._variance), means[0], whole[0], means[1:], whole[1:])

    def _events(self, members: tuple[int, ...]) -> Floats:
        """Return what events with records of several categories bring to those together."""
        mean = np.array(self._mean)[list(members)]
        which = [s.is_event and s.joint for s in self._scales]
        phi = self._phi[list(members)][:, which].sum(axis=1)[:, None, None]
        brought: Floats = mean.sum(axis=0) * phi.sum() - (phi * mean).sum(axis=0)
        return brought


class _Clock:
    """Hours summed to the finest blocks of some lengths first, then to those of each."""

    def __init__(
        self,
        lengths: Sequence[int | None],
        hours: Instants,
        time_zone: str,
        window: Ints,
        windows: int,
    ) -> None:
        parts = [time_blocks(hours, n, time_zone) for n in lengths]
        blocks = np.column_stack(parts) if parts else np.zeros((len(hours), 0), np.int64)
        self.fine = Split(window, blocks, windows)
        first = self.fine.first
        self.times = {
            n: Split(window[first], part[first][:, None], windows)
            for n, part in zip(lengths, parts, strict=True)
        }
