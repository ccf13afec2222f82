"""The place on the streets that is nearest to a point."""

from __future__ import annotations

from typing import Final

import numpy as np

from crimecast.grid import Floats
from crimecast.route.graph import Mode, StreetGraph
from crimecast.route.network import Spot
from crimecast.route.pieces import edge_pieces

FARTHEST: Final = 300.0
"""Metres beyond which a place is not on the network."""
_STEP: Final = 20.0


class OffNetworkError(ValueError):
    """No street is near; ``distance`` says how far the next one is, metres."""

    def __init__(self, distance: float) -> None:
        super().__init__(f"the next street is {distance:,.0f} m away")
        self.distance = distance


class Snapper:
    """Finds the nearest place on the edges that a mode may use, tunnels aside."""

    def __init__(self, graph: StreetGraph, mode: Mode) -> None:
        from scipy.spatial import cKDTree  # noqa: PLC0415

        self.graph = graph
        m = list(Mode).index(mode)
        usable = np.asarray(graph.usable[m])
        open_ = np.isfinite(np.asarray(graph.seconds[m])).any(axis=1)
        open_ &= usable[np.asarray(graph.tail)] & usable[np.asarray(graph.head)]
        # A place on a map is above the ground: a garage below a square is not what is meant.
        open_ &= ~np.asarray(graph.below)
        pieces = edge_pieces(graph, _STEP)
        kept = open_[pieces.owner]
        self._owner = pieces.owner[kept]
        self._tree = cKDTree(np.column_stack([pieces.x[kept], pieces.y[kept]]))

    def nearest(self, x: float, y: float, limit: float = FARTHEST) -> Spot:
        """Return the nearest place on the network.

        Parameters
        ----------
        x, y : float
            Metres.
        limit : float
            How far it may be, metres.

        Raises
        ------
        OffNetworkError
            If nothing is that near.
        """
        if not len(self._owner):
            raise OffNetworkError(float("inf"))
        # The middles of pieces are at most half a piece from what is nearest on them.
        reach = float(self._tree.query([x, y])[0]) + _STEP
        edges = np.unique(self._owner[self._tree.query_ball_point([x, y], reach)])
        spots = [self._on(int(edge), x, y) for edge in edges]
        found = min(spots, key=lambda spot: (spot.distance, spot.edge))
        if found.distance > limit:
            raise OffNetworkError(found.distance)
        return found

    def _on(self, edge: int, x: float, y: float) -> Spot:
        """Return the nearest place on one edge."""
        points = np.asarray(self.graph.line(edge))
        start, step = points[:-1], np.diff(points, axis=0)
        squared = np.maximum((step**2).sum(axis=1), 1e-12)
        share: Floats = np.clip((([x, y] - start) * step).sum(axis=1) / squared, 0.0, 1.0)
        gap = np.hypot(*(start + share[:, None] * step - [x, y]).T)
        best = int(gap.argmin())
        lengths = np.sqrt(squared)
        along = lengths[:best].sum() + share[best] * lengths[best]
        # The stored length is rounded: places on the edge are told by it.
        metres = float(self.graph.metres[edge])
        return Spot(
            edge, float(np.clip(along * metres / lengths.sum(), 0.0, metres)), float(gap[best])
        )
