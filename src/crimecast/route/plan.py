"""Routes between two places, with what a forecast expects along them.

The fastest route comes first, always. Others are those that trade minutes for exposure within the
detour that is allowed, at most :data:`MOST` of them, no two of which run along each other for most
of their way: streets closer than places are told exactly are not told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from crimecast.calendar import Instants
from crimecast.grid import Floats, Grid
from crimecast.route.compare import (
    DRAWS,
    Difference,
    difference,
    hour_starts,
    interval_of_draws,
)
from crimecast.route.exposure import HOUR_S, Passing, arc_exposure, expected_on, near_of, passing
from crimecast.route.network import Network, Spot
from crimecast.route.pieces import Leg, Pieces, leg_pieces
from crimecast.route.search import Path, Search, undominated
from crimecast.route.worlds import Worlds
from crimecast.spread import Spread

if TYPE_CHECKING:
    from scipy import sparse

MOST: Final = 3
"""Alternatives to the fastest route."""
ALIKE: Final = 0.8
"""Share of a route's length along another above which it is no alternative to it."""
DAY_H: Final = 24
CURVE_DRAWS: Final = 200


@dataclass(frozen=True, eq=False)
class Rates:
    """What is expected by hour and cell, of the categories that were chosen.

    Attributes
    ----------
    grid : Grid
    first : datetime64[s], UTC
        Start of the first hour.
    each : float (category, hour, cell)
    spread : Spread
        Of the same categories.
    blur : float
        Metres by which places are blurred.
    """

    grid: Grid
    first: np.datetime64
    each: Floats
    spread: Spread
    blur: float

    @cached_property
    def together(self) -> Floats:
        """All categories (hour, cell)."""
        summed: Floats = self.each.sum(axis=0)
        return summed

    @property
    def near(self) -> float:
        """Metres within which incidents are counted."""
        return near_of(self.blur)

    @property
    def hours(self) -> Instants:
        """Starts of the hours (hour,)."""
        return hour_starts(self.first, self.each.shape[1])


@dataclass(frozen=True, eq=False)
class Route:
    """A route, and what is expected along it.

    Attributes
    ----------
    path : Path
    items : Passing
        Where it passes when.
    expected : float
        Reported incidents expected within the distance on one trip.
    lower, upper : float
        Range of that.
    against : Difference or None
        How it compares with the fastest; None for that itself.
    leaving : float (hour, 3)
        Expected, lower and upper for departures in this hour and those that follow, as far as the
        forecast reaches.
    """

    path: Path
    items: Passing
    expected: float
    lower: float
    upper: float
    against: Difference | None
    leaving: Floats


class BeyondForecastError(ValueError):
    """A departure, or the time of arrival, that the forecast does not reach."""


@dataclass(frozen=True)
class Trip:
    """What is asked for.

    Attributes
    ----------
    start, stop : Spot
    departure : datetime64, UTC
    detour : float
        How many times the fastest route's time another may take, 1 or more.
    """

    start: Spot
    stop: Spot
    departure: np.datetime64
    detour: float = 1.5


@dataclass(frozen=True)
class _Clock:
    """The hour of the forecast in which somebody departs, and the seconds of it that are over."""

    hour: int
    since: float


def plan(
    network: Network, passes: sparse.csr_matrix, rates: Rates, trip: Trip, *, ahead: int = DAY_H
) -> list[Route]:
    """Return the fastest route and at most :data:`MOST` others, by time.

    Parameters
    ----------
    network : Network
    passes : sparse (edge, cell)
        What edges pass, see :func:`crimecast.route.exposure.reach`, on the rates' grid.
    rates : Rates
    trip : Trip
    ahead : int
        Departures in how many hours are compared.

    Raises
    ------
    BeyondForecastError
        If the departure or the slowest route's arrival lies outside the forecast.
    LookupError
        If there is no way from one place to the other.
    """
    search = Search(network, trip.start, trip.stop, trip.detour)
    after = float((trip.departure - rates.first) / np.timedelta64(1, "s"))
    clock = _Clock(int(after // HOUR_S), after % HOUR_S)
    last = int((after + search.limit) // HOUR_S)
    if clock.hour < 0 or last >= len(rates.hours):
        raise BeyondForecastError("the forecast does not reach from departure to arrival")
    paths = _paths(search, passes, rates, clock)
    pieces = [leg_pieces(network.graph, path.legs) for path in paths]
    ways = [_way(network, p.legs, rates, clock, at) for p, at in zip(paths, pieces, strict=True)]
    exposures = [_expected(way, rates, clock) for way in ways]
    kept = undominated([p.seconds for p in paths], exposures)
    chosen = _distinct(
        [paths[i] for i in kept], [pieces[i] for i in kept], [exposures[i] for i in kept],
        search.limit, max(rates.blur, 30.0),
    )  # fmt: skip
    return _told(
        [paths[kept[i]] for i in chosen],
        [ways[kept[i]] for i in chosen],
        rates,
        clock.hour,
        ahead,
    )


def _paths(search: Search, passes: sparse.csr_matrix, rates: Rates, clock: _Clock) -> list[Path]:
    """Return the paths of the sweep, the fastest first."""
    network = search.network
    hours = ((clock.since + search.arrival) // HOUR_S).astype(np.int64)
    # An arc may be met later than at the earliest: never later than the limit, in another hour
    # seldom. What is told of a route is worked out at the hours of its own passing.
    exposure = arc_exposure(network, passes, rates.together[clock.hour :], hours, search.arcs)

    def part(leg: Leg, _: float) -> float:
        return _expected(_way(network, [leg], rates, clock), rates, clock)

    fastest = search.fastest()
    per = _expected(_way(network, fastest.legs, rates, clock), rates, clock)
    return search.sweep(exposure, part, per) if per > 0 else [fastest]


def _way(
    network: Network, legs: Sequence[Leg], rates: Rates, clock: _Clock, pieces: Pieces | None = None
) -> Passing:
    return passing(network, legs, rates.grid, rates.near, since=clock.since, pieces=pieces)


def _expected(way: Passing, rates: Rates, clock: _Clock) -> float:
    return float(expected_on(way, rates.together, clock.hour).sum())


def _distinct(
    paths: Sequence[Path],
    pieces: Sequence[Pieces],
    exposures: Sequence[float],
    limit: float,
    close: float,
) -> list[int]:
    """Return which paths to tell of: the fastest, and others that run elsewhere, by time.

    Those come first that add most to what is gained: the area that a frontier dominates, up to the
    limit of time and the fastest's exposure (Zitzler & Thiele 1999, "Multiobjective evolutionary
    algorithms", IEEE Trans. Evol. Comput. 3(4)).
    """
    if len(paths) < 2:
        return list(range(len(paths)))
    from scipy.spatial import cKDTree  # noqa: PLC0415

    trees = [cKDTree(np.column_stack([p.x, p.y])) for p in pieces]

    def elsewhere(i: int, others: Sequence[int]) -> bool:
        at = np.column_stack([pieces[i].x, pieces[i].y])
        along = [float(pieces[i].metres[trees[j].query(at)[0] <= close].sum()) for j in others]
        return max(along) <= ALIKE * float(pieces[i].metres.sum())

    def gained(members: Sequence[int]) -> float:
        area, before = 0.0, exposures[0]
        for i in sorted(members):
            area += max(before - exposures[i], 0.0) * (limit - paths[i].seconds)
            before = min(before, exposures[i])
        return area

    chosen, left = [0], list(range(1, len(paths)))
    while left and len(chosen) <= MOST:
        best = max(left, key=lambda i: gained([*chosen, i]))
        left.remove(best)
        if elsewhere(best, chosen):
            chosen.append(best)
    return sorted(chosen)


def _told(
    paths: Sequence[Path], ways: Sequence[Passing], rates: Rates, hour: int, ahead: int
) -> list[Route]:
    x, y = rates.grid.centres

    worlds = Worlds(ways, rates.each, rates.spread, hours=rates.hours, x=x, y=y, draws=DRAWS)

    def means(first: int) -> Floats:
        return np.array([expected_on(way, rates.together, first).sum() for way in ways])

    draws, expected = worlds.exposures([hour])[0], means(hour)
    lower, upper = interval_of_draws(draws)
    # The slowest route must be there before the forecast ends.
    span = max((int(way.hour.max(initial=0)) for way in ways), default=0)
    firsts = range(hour + 1, min(hour + ahead, len(rates.hours) - span))
    # What is told of the routes themselves, and of the hours after it from fewer draws.
    leaving = np.array(
        [np.stack([expected, lower, upper])]
        + [
            np.stack([means(h), *interval_of_draws(later)])
            for h, later in zip(firsts, worlds.exposures(firsts, CURVE_DRAWS), strict=True)
        ]
    )
    return [
        Route(
            path, way, float(expected[i]), float(lower[i]), float(upper[i]),
            difference(draws, expected, i, 0) if i else None, leaving[:, :, i],
        )
        for i, (path, way) in enumerate(zip(paths, ways, strict=True))
    ]  # fmt: skip
