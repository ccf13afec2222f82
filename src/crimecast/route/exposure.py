"""Reported incidents expected within a distance of somebody who travels along streets.

While somebody is at a place, incidents are expected within the distance at the forecast's rate of
that hour; along a street these add up over the time it takes. A street counts by its pieces of at
most :data:`~crimecast.route.pieces.STEP` metres: at a piece's middle, for the time the piece takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from crimecast.grid import Floats, Grid, Ints
from crimecast.route.disk import disk_shares, share_inside
from crimecast.route.graph import StreetGraph
from crimecast.route.network import Network
from crimecast.route.pieces import Leg, Pieces, edge_pieces, leg_pieces

if TYPE_CHECKING:
    from scipy import sparse

NEAR: Final = 50.0
"""Metres that incidents are counted within, where places are told that exactly."""
HOUR_S: Final = 3600.0


def near_of(blur: float) -> float:
    """Return within how many metres incidents are counted where places are blurred by ``blur``."""
    return max(NEAR, float(blur))


def reach(graph: StreetGraph, grid: Grid, near: float) -> sparse.csr_matrix:
    """Return what each edge passes (edge, cell of the study area): shares of cells times metres.

    Times what is expected in the cells in an hour, and over the speed in metres an hour, it is what
    is expected near somebody who goes along the edge.
    """
    from scipy import sparse  # noqa: PLC0415

    pieces = edge_pieces(graph)
    shares = disk_shares(grid, pieces.x, pieces.y, near)
    length = sparse.csr_matrix(
        (pieces.metres, (pieces.owner, np.arange(len(pieces.owner)))),
        shape=(len(graph.metres), len(pieces.owner)),
    )
    return (length @ shares).tocsr()


def arc_exposure(
    network: Network, passes: sparse.csr_matrix, rate: Floats, hour: Ints, arcs: Ints
) -> Floats:
    """Return what is expected near somebody along some arcs.

    Parameters
    ----------
    network : Network
    passes : sparse (edge, cell)
        See :func:`reach`.
    rate : float (hour, cell)
        Expected incidents of an hour.
    hour : int (arc,)
        The row of ``rate`` in which each arc is passed.
    arcs : int (arc,)
        Positions in the network.

    Returns
    -------
    float (arc,)
    """
    # Both ways along a street pass the same.
    edges, back = np.unique(network.edge[arcs], return_inverse=True)
    near = passes[edges]
    pace = network.seconds[arcs] / np.maximum(network.graph.metres[network.edge[arcs]], 1e-9)
    found = np.zeros(len(arcs))
    for h in np.unique(hour):
        here = hour == h
        found[here] = (near @ rate[h])[back[here]]
    exposure: Floats = found * pace / HOUR_S
    return exposure


@dataclass(frozen=True, eq=False)
class Passing:
    """How long somebody is near each cell in each hour on a route.

    Attributes
    ----------
    cell : int (item,)
        Rank of the cell in the study area.
    hour : int (item,)
        Hours after the one in which the route begins.
    hours : float (item,)
        Share of the cell within the distance, times hours of being there.
    outside : float
        Which part of the time what is near lies outside the study area, where nothing is known.
    leg : int (item,)
        The leg it belongs to.
    """

    cell: Ints
    hour: Ints
    hours: Floats
    outside: float
    leg: Ints

    def together(self) -> Passing:
        """Return the same with one item for each cell and hour."""
        if not len(self.cell):
            return self
        keys, back = np.unique(np.column_stack([self.hour, self.cell]), axis=0, return_inverse=True)
        summed = np.bincount(back.reshape(-1), self.hours, minlength=len(keys)).astype(float)
        return Passing(keys[:, 1], keys[:, 0], summed, self.outside, np.zeros(len(keys), np.int64))


def passing(
    network: Network,
    legs: Sequence[Leg],
    grid: Grid,
    near: float,
    *,
    since: float,
    pieces: Pieces | None = None,
) -> Passing:
    """Return where somebody is when on a route.

    Parameters
    ----------
    since : float
        Seconds from the start of an hour to departure, below 3,600.
    pieces : Pieces, optional
        Of the legs, where they are known.
    """
    if not legs:
        none = np.empty(0, np.int64)
        return Passing(none, none, np.empty(0), 0.0, none)
    pieces = leg_pieces(network.graph, legs) if pieces is None else pieces
    edge, way = np.array([(leg.edge, leg.way) for leg in legs]).T
    pace = network.times[edge, way] / np.maximum(network.graph.metres[edge], 1e-9)
    still = np.array([leg.metres == 0 for leg in legs])  # a leg of no length has no direction
    seconds = pieces.metres * np.where(still, 0.0, pace)[pieces.owner]
    middle = since + np.cumsum(seconds) - seconds / 2
    shares = disk_shares(grid, pieces.x, pieces.y, near).tocoo()
    known = share_inside(shares.tocsr(), grid, near)
    total = max(float(seconds.sum()), 1e-9)
    return Passing(
        cell=shares.col.astype(np.int64),
        hour=(middle // HOUR_S).astype(np.int64)[shares.row],
        hours=shares.data * seconds[shares.row] / HOUR_S,
        outside=float(((1.0 - known) * seconds).sum() / total),
        leg=pieces.owner[shares.row],
    )


def expected_on(items: Passing, rate: Floats, first: int = 0) -> Floats:
    """Return what is expected of each item, given rates (hour, cell) and the hour of departure."""
    values: Floats = rate[first + items.hour, items.cell] * items.hours
    return values
