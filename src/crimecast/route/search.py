"""Routes from one place to another: the fastest, and those that trade minutes for exposure.

Exposure is weighed against time; each weight gives the path that is best for it (Dijkstra). The
first two are time alone and next to exposure alone; then, between two neighbors, the weight at
which both cost the same finds a path between them if there is one: the corners of the frontier's
convex part, those first where most is open. Only what lies on some path within the limit of time is
searched. Reference: Aneja & Nair (1979), "Bicriteria transportation problem", Management Science
25(1).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, NamedTuple

import numpy as np

from crimecast.grid import Floats, Ints
from crimecast.route.network import Network, Searchable, Spot, path_to
from crimecast.route.pieces import Leg, leg_line

HEAVIEST: Final = 200.0
"""Weight of exposure, in times of the fastest route's seconds per exposure, that time hardly counts
beside."""
RUNS: Final = 10
"""Searches for one question at most."""
WORTH: Final = 0.01
"""Share of all there is to gain, in time and exposure, that is worth another search."""
_FIRST_TRY: Final = 1.35
"""Times the way as the crow flies at full speed that the fastest way often takes at most."""
_SLACK_S: Final = 60.0


@dataclass(frozen=True)
class Path:
    """A way from one place to another.

    Attributes
    ----------
    legs : tuple of Leg
    seconds : float
    """

    legs: tuple[Leg, ...]
    seconds: float

    @property
    def metres(self) -> float:
        """Length."""
        return sum(leg.metres for leg in self.legs)


class Search:
    """Everything between two spots that can be reached within a limit of time.

    Parameters
    ----------
    network : Network
    start, stop : Spot
    detour : float
        How many times the fastest route's time may be taken, 1 or more.

    Raises
    ------
    LookupError
        If there is no way from one to the other.
    """

    def __init__(self, network: Network, start: Spot, stop: Spot, detour: float = 1.5) -> None:
        self.network, self._spots = network, (start, stop)
        self._direct = network.between(start, stop)
        self._out, self._in = network.ways_from(start), network.ways_to(stop)
        arcs, away = self._reached(detour)
        nodes, tail, head = _numbered(network, arcs, self._out, self._in)
        left, _ = Searchable(head, tail, len(nodes)).from_ends(
            network.seconds[arcs], _at(nodes, self._in), self.limit
        )
        through = away[tail] + network.seconds[arcs] + left[head]
        kept = through <= self.limit * (1 + 1e-9)
        self.arcs = arcs[kept]
        self.arrival = away[tail[kept]] + network.seconds[self.arcs] / 2
        """Seconds after departure (arc,) at which each arc is half passed, at the earliest."""
        self._nodes, tail, head = _numbered(network, self.arcs, self._out, self._in)
        self._part = Searchable(tail, head, len(self._nodes), in_order=True)

    def _reached(self, detour: float) -> tuple[Ints, Floats]:
        """Return arcs that hold all ways within the limit, and when their nodes are reached.

        A way that takes no longer than a limit stays near both places. The fastest is looked for
        within ever larger limits, until the arcs hold all that is allowed beside it as well.
        """
        network = self.network
        ends = [leg_line(network.graph, Leg(s.edge, s.along, s.along))[0] for s in self._spots]
        crow = float(np.hypot(*(ends[0] - ends[1])))
        limit = detour * (_FIRST_TRY * crow / max(network.fastest, 1e-9) + _SLACK_S)
        while True:
            arcs = network.within(*self._spots, limit)
            nodes, tail, head = _numbered(network, arcs, self._out, self._in)
            part = Searchable(tail, head, len(nodes), in_order=True)
            away, _ = part.from_ends(network.seconds[arcs], _at(nodes, self._out))
            ways = [away[k] + cost for k, cost in _at(nodes, self._in)]
            shortest = min(ways + ([self._direct[0]] if self._direct else []), default=np.inf)
            if shortest * detour <= limit:
                self.fastest_seconds, self.limit = float(shortest), float(shortest) * detour
                return arcs, away
            if not np.isfinite(shortest) and len(arcs) == len(network.edge):
                raise LookupError("there is no way from one place to the other")
            limit = shortest * detour if np.isfinite(shortest) else 3 * limit

    def best(self, cost: Floats, leg_cost: Callable[[Leg, float], float]) -> Path:
        """Return the cheapest path.

        Parameters
        ----------
        cost : float (arc,)
            Of each of :attr:`arcs`.
        leg_cost : callable
            Gives the cost of a leg and its seconds: of the first and the last, in part of an edge.
        """
        return self._best(cost, leg_cost).path

    def _best(self, cost: Floats, leg_cost: Callable[[Leg, float], float]) -> _Found:
        ways_out = [(n, leg_cost(leg, s), s, leg) for n, s, leg in self._out]
        ways_in = [(n, leg_cost(leg, s), s, leg) for n, s, leg in self._in]
        first: dict[int, tuple[float, float, Leg]] = {}
        for node, value, seconds, leg in ways_out:
            if node not in first or value < first[node][0]:
                first[node] = (value, seconds, leg)
        places = [(self._place(node), value) for node, (value, _, _) in first.items()]
        distance, before = self._part.from_ends(cost, places)
        options = [(distance[self._place(n)] + value, n, s, leg) for n, value, s, leg in ways_in]
        if self._direct is not None:
            seconds, leg = self._direct
            direct = leg_cost(leg, seconds)
            if direct <= min((value for value, *_ in options), default=np.inf):
                return _Found(Path((leg,), seconds), np.empty(0, np.int64), [(leg, seconds)])
        _, node, seconds, last = min(options, key=lambda option: option[0])
        nodes = path_to(before, self._place(node), self._part.nodes)
        _, started, leg = first[int(self._nodes[nodes[0]])]
        arcs = self._part.along(nodes, cost)
        legs = (leg, *(self._leg(arc) for arc in self.arcs[arcs].tolist()), last)
        total = started + seconds + float(self.network.seconds[self.arcs[arcs]].sum())
        path = Path(tuple(leg for leg in legs if leg.metres > 0), total)
        return _Found(path, arcs, [(leg, started), (last, seconds)])

    def fastest(self) -> Path:
        """Return the fastest path."""
        return self._fastest.path

    @cached_property
    def _fastest(self) -> _Found:
        return self._best(self.network.seconds[self.arcs], lambda _leg, seconds: seconds)

    def sweep(
        self, exposure: Floats, leg_exposure: Callable[[Leg, float], float], per: float
    ) -> list[Path]:
        """Return paths that are each the best for some weight, the fastest first, each once.

        Parameters
        ----------
        exposure : float (arc,)
            Of each of :attr:`arcs`.
        leg_exposure : callable
            Gives that of a leg in part of an edge, and its seconds.
        per : float
            The fastest path's exposure: weights are in its seconds by it.
        """
        seconds = self.network.seconds[self.arcs]
        known: dict[Leg, float] = {}

        def part(leg: Leg, seconds: float) -> float:
            if leg not in known:
                known[leg] = leg_exposure(leg, seconds)
            return known[leg]

        def corner(found: _Found) -> _Corner:
            ends = sum(part(leg, took) for leg, took in found.ends)
            return _Corner(found.path, float(exposure[found.arcs].sum()) + ends)

        def run(weight: float) -> _Corner:
            found = self._best(
                seconds + weight * exposure, lambda leg, took: took + weight * part(leg, took)
            )
            return corner(found)

        heaviest = HEAVIEST * self.fastest_seconds / max(per, 1e-300)
        corners = [corner(self._fastest), run(heaviest)]
        open_ = [(corners[0], corners[1])]
        worth = WORTH * (self.limit - self.fastest_seconds) * corners[0].exposure
        while open_ and len(corners) < RUNS:
            pair = max(open_, key=lambda pair: pair[0].open_to(pair[1], self.limit))
            if pair[0].open_to(pair[1], self.limit) <= worth:
                break
            open_.remove(pair)
            left, right = pair
            weight = (right.path.seconds - left.path.seconds) / (left.exposure - right.exposure)
            between = run(weight)
            corners.append(between)
            gain = left.cost(weight) - between.cost(weight)
            if gain > 1e-9 * left.cost(weight):
                open_ += [(left, between), (between, right)]
        found = {corner.path.legs: corner.path for corner in corners}
        return [path for path in found.values() if path.seconds <= self.limit * (1 + 1e-9)]

    def _leg(self, arc: int) -> Leg:
        length = float(self.network.graph.metres[self.network.edge[arc]])
        ends = (length, 0.0) if self.network.way[arc] else (0.0, length)
        return Leg(int(self.network.edge[arc]), *ends)

    def _place(self, node: int) -> int:
        return int(np.searchsorted(self._nodes, node))


def undominated(seconds: Sequence[float], exposure: Sequence[float]) -> list[int]:
    """Return which of some routes none other beats in both time and exposure, the fastest first.

    Of equal ones the first stays.
    """
    order = sorted(range(len(seconds)), key=lambda i: (seconds[i], exposure[i], i))
    kept: list[int] = []
    least = np.inf
    for i in order:
        if exposure[i] < least:
            kept.append(i)
            least = exposure[i]
    return kept


class _Found(NamedTuple):
    """A path, the positions of its arcs among those searched, and its ends with their seconds."""

    path: Path
    arcs: Ints
    ends: list[tuple[Leg, float]]


@dataclass(frozen=True, eq=False)
class _Corner:
    """A path that is the best for some weight, and its exposure as it is searched with."""

    path: Path
    exposure: float

    def cost(self, weight: float) -> float:
        return self.path.seconds + weight * self.exposure

    def open_to(self, other: _Corner, limit: float) -> float:
        """Return the area in which paths between this corner and a slower one may lie."""
        minutes = min(other.path.seconds, limit) - self.path.seconds
        return max(minutes, 0.0) * max(self.exposure - other.exposure, 0.0)


Ways = Sequence[tuple[int, float, Leg]]


def _numbered(network: Network, arcs: Ints, *ends: Ways) -> tuple[Ints, Ints, Ints]:
    """Return the nodes of arcs and ends, ascending, and the arcs' tails and heads among them."""
    there = np.zeros(network.nodes, bool)
    there[network.tail[arcs]] = there[network.head[arcs]] = True
    there[[node for ways in ends for node, _, _ in ways]] = True
    nodes = np.flatnonzero(there)
    number = np.cumsum(there) - 1
    return nodes, number[network.tail[arcs]], number[network.head[arcs]]


def _at(nodes: Ints, ways: Ways) -> list[tuple[int, float]]:
    """Return ends as numbers among ``nodes``, and their seconds."""
    return [(int(np.searchsorted(nodes, node)), seconds) for node, seconds, _ in ways]
