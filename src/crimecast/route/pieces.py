"""Streets in pieces of a few metres: where somebody is while passing, and for how long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats, Ints
from crimecast.route.graph import StreetGraph

STEP: Final = 10.0
"""Metres that a piece is long at most."""


@dataclass(frozen=True, eq=False)
class Pieces:
    """Pieces of equal length along lines.

    Attributes
    ----------
    owner : int (piece,)
        The line each belongs to.
    x, y : float (piece,)
        Its middle, metres.
    metres : float (piece,)
    """

    owner: Ints
    x: Floats
    y: Floats
    metres: Floats


@dataclass(frozen=True)
class Leg:
    """A stretch of one edge that is traveled.

    Attributes
    ----------
    edge : int
    start, stop : float
        Metres from the edge's tail; ``stop`` is below ``start`` where it is traveled backward.
    """

    edge: int
    start: float
    stop: float

    @property
    def metres(self) -> float:
        """Length."""
        return abs(self.stop - self.start)

    @property
    def way(self) -> int:
        """0 forward, 1 backward: the last axis of the graph's ``seconds``."""
        return int(self.stop < self.start)


def edge_pieces(graph: StreetGraph, step: float = STEP) -> Pieces:
    """Part every edge, from tail to head."""
    first = np.asarray(graph.first)
    return _parted(np.asarray(graph.points), first, step)


def leg_pieces(graph: StreetGraph, legs: Sequence[Leg], step: float = STEP) -> Pieces:
    """Part the legs of a route in the order they are traveled; ``owner`` is the leg."""
    points, first = leg_points(graph, legs)
    return _parted(points, first, step)


def leg_points(graph: StreetGraph, legs: Sequence[Leg]) -> tuple[Floats, Ints]:
    """Return the points (point, 2) of legs one after another, and where each begins (leg + 1,).

    All but the ends of a route are whole edges, whose points are taken at once.
    """
    edge = np.array([leg.edge for leg in legs], np.int64)
    back = np.array([leg.way for leg in legs], bool)
    travelled = np.array([leg.metres for leg in legs])
    whole = travelled >= np.asarray(graph.metres[edge], float)
    begins = np.asarray(graph.first[edge], np.int64)
    count = np.asarray(graph.first[edge + 1], np.int64) - begins
    lines = {k: leg_line(graph, legs[k]) for k in np.flatnonzero(~whole).tolist()}
    for k, line in lines.items():
        count[k] = len(line)
    first = np.concatenate([[0], np.cumsum(count)])
    points = np.empty((first[-1], 2))
    owner = np.repeat(np.arange(len(legs)), count)
    number = np.arange(len(owner)) - first[owner]
    number = np.where(back[owner], count[owner] - 1 - number, number)
    of_whole = whole[owner]
    points[of_whole] = graph.points[(begins[owner] + number)[of_whole]]
    for k, line in lines.items():
        points[first[k] : first[k + 1]] = line
    return points, first


def leg_line(graph: StreetGraph, leg: Leg) -> Floats:
    """Return the points (point, 2) of a leg in the direction of travel, metres."""
    points = graph.line(leg.edge)
    along = _along(points)
    # The stored length is rounded; places on the edge are told by it.
    along *= float(graph.metres[leg.edge]) / max(along[-1], 1e-9)
    low, high = sorted((leg.start, leg.stop))
    inner = points[(along > low) & (along < high)]
    ends = np.column_stack([np.interp((low, high), along, points[:, k]) for k in (0, 1)])
    line: Floats = np.vstack([ends[:1], inner, ends[1:]])
    return line[::-1] if leg.way else line


def _along(points: Floats) -> Floats:
    steps = np.hypot(*np.diff(points, axis=0).T)
    return np.concatenate([[0.0], np.cumsum(steps)])


def _parted(points: Floats, first: npt.NDArray[np.integer], step: float) -> Pieces:
    """Part lines, given one after another; ``first`` (line + 1,) says where each begins."""
    lengths = np.hypot(*np.diff(points, axis=0).T)
    lengths[first[1:-1] - 1] = 0.0  # from one line's end to the next line's start
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    start, stop = along[first[:-1]], along[first[1:] - 1]
    count = np.maximum(np.ceil((stop - start) / step - 1e-9), 1).astype(np.int64)
    owner = np.repeat(np.arange(len(count)), count)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    each = (stop - start) / count
    middle = start[owner] + (number + 0.5) * each[owner]
    # Two points of different lines lie at the same distance; the later line's come after it.
    segment = np.clip(
        np.searchsorted(along, middle, "right") - 1, first[owner], first[owner + 1] - 2
    )
    share = (middle - along[segment]) / np.maximum(lengths[segment], 1e-12)
    at = points[segment] + np.clip(share, 0.0, 1.0)[:, None] * (
        points[segment + 1] - points[segment]
    )
    return Pieces(owner, at[:, 0], at[:, 1], each[owner])
