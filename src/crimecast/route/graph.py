"""The streets of a city as arrays: junctions, and stretches of street between them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
import numpy.typing as npt

from crimecast.grid import Bools, Floats, Ints

KINDS: Final = ("street", "service", "path", "cycleway", "footway", "crossing", "steps")
"""What a stretch is, for people: its number is an edge's ``kind``."""


class Mode(StrEnum):
    """How somebody travels."""

    FOOT = "foot"
    BICYCLE = "bicycle"


@dataclass(frozen=True, eq=False)
class StreetGraph:
    """Junctions (nodes) and stretches of street between them (edges), each stored once.

    Attributes
    ----------
    id : str
    epsg : int
        Projection of all coordinates, metres.
    x, y : float64 (node,)
    tail, head : int32 (edge,)
        The nodes where an edge starts and ends.
    metres : float32 (edge,)
        Length along its points.
    seconds : float32 (mode, edge, 2)
        Time to go along it, from tail to head and back, in the order of :class:`Mode`; infinite
        where that is not allowed.
    usable : bool (mode, node)
        Nodes from which every other usable one can be reached, and back: no islands, no dead ends
        of one-way streets.
    kind : uint8 (edge,)
        Index into :data:`KINDS`.
    above : bool (edge,)
        On a bridge.
    below : bool (edge,)
        In a tunnel.
    name : int32 (edge,)
        Index into ``names``.
    names : sequence of str
        The first is empty: no name.
    first : int64 (edge + 1,)
        Where the points of each edge begin in ``points``.
    points : float64 (point, 2)
        x and y along every edge, both ends included.
    """

    id: str
    epsg: int
    x: Floats
    y: Floats
    tail: npt.NDArray[np.int32]
    head: npt.NDArray[np.int32]
    metres: npt.NDArray[np.float32]
    seconds: npt.NDArray[np.float32]
    usable: Bools
    kind: npt.NDArray[np.uint8]
    above: Bools
    below: Bools
    name: npt.NDArray[np.int32]
    names: tuple[str, ...]
    first: Ints
    points: Floats

    def line(self, edge: int) -> Floats:
        """Return the points (point, 2) of an edge from tail to head."""
        found: Floats = self.points[self.first[edge] : self.first[edge + 1]]
        return found
