"""Routes from one place to another: the fastest, and those that trade minutes for exposure.

Exposure is weighed against time by ever larger weights; each gives the path that is best for it
(Dijkstra). Paths that are worse in both time and exposure than another are left out: what is left
is the frontier's convex part. Only what lies on some path within the limit of time is searched.
Reference for the sweep: Ehrgott (2005), "Multicriteria optimization", chapter 3, weighted sums.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from crimecast.grid import Floats, Ints
from crimecast.route.network import Network, Searchable, Spot, path_to
from crimecast.route.pieces import Leg

WEIGHTS: Final = tuple(float(w) for w in np.geomspace(0.02, 200.0, 17))
"""Weights of exposure, in times of the fastest route's seconds per exposure."""


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
        self.network, self._start, self._stop = network, start, stop
        self._direct = network.between(start, stop)
        self._out, self._in = network.ways_from(start), network.ways_to(stop)
        whole = Searchable(network.tail, network.head, network.nodes)
        away, _ = whole.from_ends(network.seconds, _least(self._out))
        shortest = min(
            [away[node] + cost for node, cost, _ in self._in]
            + ([self._direct[0]] if self._direct else []),
            default=np.inf,
        )
        if not np.isfinite(shortest):
            raise LookupError("there is no way from one place to the other")
        self.fastest_seconds, self.limit = float(shortest), float(shortest) * detour
        back = Searchable(network.head, network.tail, network.nodes)
        left, _ = back.from_ends(network.seconds, _least(self._in), self.limit)
        through = away[network.tail] + network.seconds + left[network.head]
        self.arcs = np.flatnonzero(through <= self.limit * (1 + 1e-9))
        self.arrival = away[network.tail[self.arcs]] + network.seconds[self.arcs] / 2
        """Seconds after departure (arc,) at which each arc is half passed, at the earliest."""
        ends = [node for node, _, _ in (*self._out, *self._in)]
        self._nodes = np.unique(
            np.concatenate([network.tail[self.arcs], network.head[self.arcs], ends]).astype(
                np.int64
            )
        )
        self._part = Searchable(
            self._local(network.tail[self.arcs]), self._local(network.head[self.arcs]),
            len(self._nodes),
        )  # fmt: skip

    def best(self, cost: Floats, leg_cost: Callable[[Leg, float], float]) -> Path:
        """Return the cheapest path.

        Parameters
        ----------
        cost : float (arc,)
            Of each of :attr:`arcs`.
        leg_cost : callable
            Gives the cost of a leg and its seconds: of the first and the last, in part of an edge.
        """
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
                return Path((leg,), seconds)
        value, node, seconds, last = min(options, key=lambda option: option[0])
        nodes = path_to(before, self._place(node), self._part.nodes)
        _, started, leg = first[int(self._nodes[nodes[0]])]
        legs, total = [leg], started + seconds
        for tail, head in pairwise(nodes):
            arc = int(self.arcs[self._part.arc(tail, head, cost)])
            legs.append(self._leg(arc))
            total += float(self.network.seconds[arc])
        return Path(tuple(leg for leg in (*legs, last) if leg.metres > 0), total)

    def fastest(self) -> Path:
        """Return the fastest path."""
        return self.best(self.network.seconds[self.arcs], lambda _leg, seconds: seconds)

    def sweep(
        self, exposure: Floats, leg_exposure: Callable[[Leg, float], float], per: float
    ) -> list[Path]:
        """Return the best path for each of :data:`WEIGHTS`, the fastest first, each once.

        Parameters
        ----------
        exposure : float (arc,)
            Of each of :attr:`arcs`.
        leg_exposure : callable
            Gives that of a leg in part of an edge, and its seconds.
        per : float
            The fastest path's exposure: weights are in its seconds by it.
        """
        found = {path.legs: path for path in [self.fastest()]}
        seconds = self.network.seconds[self.arcs]
        unit = self.fastest_seconds / max(per, 1e-300)
        for weight in WEIGHTS:

            def cost(leg: Leg, seconds: float, weight: float = weight * unit) -> float:
                return seconds + weight * leg_exposure(leg, seconds)

            path = self.best(seconds + weight * unit * exposure, cost)
            if path.seconds <= self.limit * (1 + 1e-9):
                found.setdefault(path.legs, path)
        return list(found.values())

    def _leg(self, arc: int) -> Leg:
        length = float(self.network.graph.metres[self.network.edge[arc]])
        ends = (length, 0.0) if self.network.way[arc] else (0.0, length)
        return Leg(int(self.network.edge[arc]), *ends)

    def _local(self, nodes: Ints) -> Ints:
        found: Ints = np.searchsorted(self._nodes, nodes)
        return found

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


def _least(ways: Sequence[tuple[int, float, Leg]]) -> list[tuple[int, float]]:
    return [(node, seconds) for node, seconds, _ in ways]
