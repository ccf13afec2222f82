"""A street graph as one may travel it: arcs in the direction they may be traveled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

import numpy as np

from crimecast.grid import Floats, Ints
from crimecast.route.graph import Mode, StreetGraph
from crimecast.route.pieces import Leg, leg_line

if TYPE_CHECKING:
    from scipy import sparse

_NONE: Final = -9999
"""What scipy says where a node has no predecessor."""


@dataclass(frozen=True)
class Spot:
    """A place on the network.

    Attributes
    ----------
    edge : int
    along : float
        Metres from the edge's tail.
    distance : float
        Metres from the place that was asked for.
    """

    edge: int
    along: float
    distance: float


class Network:
    """Arcs of a mode, in the order of their tails: what shortest paths are searched on.

    Attributes
    ----------
    edge, way : int (arc,)
        The edge an arc goes along, 0 forward or 1 backward.
    tail, head : int (arc,)
        Nodes.
    seconds : float (arc,)
    """

    def __init__(self, graph: StreetGraph, mode: Mode) -> None:
        self.graph, self.mode = graph, mode
        self.times = np.asarray(graph.seconds[list(Mode).index(mode)], float)
        usable = np.asarray(graph.usable[list(Mode).index(mode)])
        tail, head = np.asarray(graph.tail, np.int64), np.asarray(graph.head, np.int64)
        edge, way = np.nonzero(np.isfinite(self.times))
        start, stop = (
            np.where(way == 0, tail[edge], head[edge]),
            np.where(way, tail[edge], head[edge]),
        )
        kept = usable[start] & usable[stop] & (start != stop)
        edge, way, start, stop = edge[kept], way[kept], start[kept], stop[kept]
        order = np.lexsort([stop, start])
        self.edge, self.way = edge[order], way[order]
        self.tail, self.head = start[order], stop[order]
        self.seconds = self.times[self.edge, self.way]
        self.nodes = len(graph.x)

    @cached_property
    def fastest(self) -> float:
        """Metres a second on the fastest arc."""
        metres = self.graph.metres[self.edge] / np.maximum(self.seconds, 1e-9)
        return float(metres.max(initial=0.0))

    def within(self, start: Spot, stop: Spot, seconds: float) -> Ints:
        """Return the arcs (positions, ascending) that a way of at most so many seconds may take.

        Their ends are near enough to both places for somebody as fast as the fastest arc, as the
        crow flies: all that matter, and some that do not.
        """
        reach = seconds * self.fastest * (1 + 1e-6) + 1.0
        x, y = np.asarray(self.graph.x), np.asarray(self.graph.y)
        near = np.zeros(self.nodes)
        for spot in (start, stop):
            at = leg_line(self.graph, Leg(spot.edge, spot.along, spot.along))[0]
            near += np.hypot(x - at[0], y - at[1])
        inside = near <= reach
        arcs: Ints = np.flatnonzero(inside[self.tail] & inside[self.head])
        return arcs

    def ways_from(self, spot: Spot) -> list[tuple[int, float, Leg]]:
        """Return the nodes one can go to from a spot: node, seconds, the leg."""
        return self._ends(spot, to=False)

    def ways_to(self, spot: Spot) -> list[tuple[int, float, Leg]]:
        """Return the nodes from which one can go to a spot."""
        return self._ends(spot, to=True)

    def between(self, start: Spot, stop: Spot) -> tuple[float, Leg] | None:
        """Return the way from a spot to another on the same edge; None where there is none."""
        if start.edge != stop.edge:
            return None
        leg = Leg(start.edge, start.along, stop.along)
        seconds = self.leg_seconds(leg)
        return (seconds, leg) if np.isfinite(seconds) else None

    def leg_seconds(self, leg: Leg) -> float:
        """Return how long a leg takes."""
        whole = float(self.times[leg.edge, leg.way])
        if not np.isfinite(whole):
            return whole
        return whole * leg.metres / max(float(self.graph.metres[leg.edge]), 1e-9)

    def _ends(self, spot: Spot, *, to: bool) -> list[tuple[int, float, Leg]]:
        length = float(self.graph.metres[spot.edge])
        found = []
        for node, end in ((self.graph.tail[spot.edge], 0.0), (self.graph.head[spot.edge], length)):
            leg = Leg(spot.edge, end, spot.along) if to else Leg(spot.edge, spot.along, end)
            # A leg of no length has no direction: both ends are there at once.
            seconds = 0.0 if leg.metres == 0 else self.leg_seconds(leg)
            if np.isfinite(seconds):
                found.append((int(node), seconds, leg))
        return found


class Searchable:
    """Arcs as a sparse matrix of costs; of several between two nodes the cheapest counts.

    Parameters
    ----------
    tail, head : int (arc,)
        Nodes from 0 to ``nodes - 1``.
    in_order : bool
        Whether arcs come by tail, then by head.
    """

    def __init__(self, tail: Ints, head: Ints, nodes: int, *, in_order: bool = False) -> None:
        self.nodes = nodes
        self._order = np.arange(len(tail)) if in_order else np.lexsort([head, tail])
        tail, head = tail[self._order], head[self._order]
        new = np.ones(len(tail), bool)
        new[1:] = (tail[1:] != tail[:-1]) | (head[1:] != head[:-1])
        self._starts = np.flatnonzero(new)
        self._tail, self._head = tail[self._starts], head[self._starts]
        self._indptr = np.searchsorted(self._tail, np.arange(nodes + 1))

    def costs(self, cost: Floats) -> Floats:
        """Return the least cost (pair,) between each pair of nodes, given those of the arcs."""
        if not len(self._starts):
            return np.empty(0)
        # Zero is no arc to scipy.
        least: Floats = np.maximum(np.minimum.reduceat(cost[self._order], self._starts), 1e-9)
        return least

    def along(self, nodes: Sequence[int], cost: Floats) -> Ints:
        """Return the cheapest arc from each node to the next."""
        at = np.asarray(nodes, np.int64)
        pair = np.searchsorted(self._pairs, at[:-1] * self.nodes + at[1:])
        arcs: Ints = self._order[self._starts[pair]]
        stops = np.append(self._starts[1:], len(self._order))
        for k in np.flatnonzero(stops[pair] - self._starts[pair] > 1):
            several = self._order[self._starts[pair[k]] : stops[pair[k]]]
            arcs[k] = several[np.argmin(cost[several])]
        return arcs

    @cached_property
    def _pairs(self) -> Ints:
        """Each pair of nodes as one number, ascending."""
        numbers: Ints = self._tail * self.nodes + self._head
        return numbers

    def from_ends(
        self, cost: Floats, ends: Sequence[tuple[int, float]], limit: float = np.inf
    ) -> tuple[Floats, Ints]:
        """Return cost from a place to every node, and predecessors.

        Parameters
        ----------
        ends : sequence of (node, cost)
            Nodes that can be reached from the place. The predecessor of a node that is reached at
            once is ``nodes``, of one that is not reached below 0.
        """
        from scipy.sparse.csgraph import dijkstra  # noqa: PLC0415

        distance, before = dijkstra(
            self._with_place(self.costs(cost), ends), indices=self.nodes,
            return_predecessors=True, limit=limit,
        )  # fmt: skip
        return distance[:-1], before[:-1].astype(np.int64)

    def _with_place(self, costs: Floats, ends: Sequence[tuple[int, float]]) -> sparse.csr_matrix:
        from scipy import sparse  # noqa: PLC0415

        least: dict[int, float] = {}
        for node, cost in ends:
            least[node] = min(cost, least.get(node, np.inf))
        own = sorted(least)
        return sparse.csr_matrix(
            (
                np.concatenate([costs, [max(least[node], 1e-9) for node in own]]),
                np.concatenate([self._head, np.array(own, np.int64)]),
                np.concatenate([self._indptr, [len(costs) + len(own)]]),
            ),
            shape=(self.nodes + 1, self.nodes + 1),
        )


def path_to(before: Ints, node: int, start: int) -> list[int]:
    """Return the nodes from the first that was reached from the place to ``node``."""
    found = [node]
    while before[found[-1]] != start:
        found.append(int(before[found[-1]]))
    return found[::-1]
