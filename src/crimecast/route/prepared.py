"""What searching streets needs and no question changes: made once for a graph, kept for all."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import numpy as np

from crimecast.grid import Grid
from crimecast.route.exposure import reach
from crimecast.route.graph import Mode, StreetGraph
from crimecast.route.network import Network
from crimecast.route.snap import Snapper

if TYPE_CHECKING:
    from scipy import sparse


class Prepared:
    """A street graph with its networks, and what its edges pass. Safe to share between threads.

    What edges pass depends on the forecast's grid, not on its hours: another forecast on the same
    grid finds it made. That of the last grid is kept.
    """

    def __init__(self, graph: StreetGraph) -> None:
        self.graph = graph
        self._lock = threading.Lock()
        self._modes: dict[Mode, tuple[Network, Snapper]] = {}
        self._passes: tuple[Grid, float, sparse.csr_matrix] | None = None

    def mode(self, mode: Mode) -> tuple[Network, Snapper]:
        """Return the streets as one may travel them, and what finds places on them."""
        with self._lock:
            if mode not in self._modes:
                self._modes[mode] = Network(self.graph, mode), Snapper(self.graph, mode)
            return self._modes[mode]

    def passes(self, grid: Grid, near: float) -> sparse.csr_matrix:
        """Return what edges pass, see :func:`crimecast.route.exposure.reach`."""
        with self._lock:
            if self._passes is None or self._passes[1] != near or not _same(self._passes[0], grid):
                self._passes = grid, near, reach(self.graph, grid, near)
            return self._passes[2]


def _same(one: Grid, other: Grid) -> bool:
    about = [(g.epsg, g.cell, g.x0, g.y0) for g in (one, other)]
    return one is other or (about[0] == about[1] and np.array_equal(one.mask, other.mask))
