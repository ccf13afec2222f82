"""From streets' centre lines to a network: crossings cut, ends trimmed, water kept clear."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from crimecast.grid import Bools, Floats
from crimecast.simulate.ground import Ground, Line
from crimecast.simulate.lattice import keep_share

Integers = npt.NDArray[np.int64]

PRECISION = 0.05
"""Metres to which crossings are cut."""
MERGE = 17.0
"""Crossings nearer than this, metres, are one."""
MISS = 4.0
"""An end this near, metres, to a street it does not meet is a flaw of the drawing."""
STUB = 62.0
"""Dead ends shorter than this, metres, are cut."""
SEED = 20_170_401
"""Of what is left to chance in the layout: the streets are the same for every simulation."""


@dataclass(frozen=True, eq=False)
class Network:
    """Streets cut at their crossings.

    Attributes
    ----------
    nodes : float (n, 2)
        Crossings and ends, metres.
    ends : int (edges, 2)
        The nodes each edge joins.
    paths : object (edges,) of float (m, 2)
        Each edge's places from its first to its second node, metres.
    line : int (edges,)
        Index into the lines the network was made of.
    """

    nodes: Floats
    ends: Integers
    paths: npt.NDArray[np.object_]
    line: Integers

    def __len__(self) -> int:
        return len(self.ends)

    def take(self, keep: Bools | Integers) -> Network:
        """Return the network of some of the edges; nodes keep their numbers."""
        return replace(self, ends=self.ends[keep], paths=self.paths[keep], line=self.line[keep])

    @property
    def degree(self) -> Integers:
        """Edges at each node."""
        return np.bincount(self.ends.ravel(), minlength=len(self.nodes))

    @property
    def shapes(self) -> npt.NDArray[np.object_]:
        """The edges as LineStrings."""
        sizes = np.array([len(path) for path in self.paths])
        flat = np.vstack(list(self.paths))
        owner = np.repeat(np.arange(len(sizes)), sizes)
        return np.asarray(shapely.linestrings(flat, indices=owner), object)

    @property
    def length(self) -> Floats:
        """Length of each edge, metres."""
        return np.asarray(shapely.length(self.shapes), float)


def _objects(paths: list[Floats]) -> npt.NDArray[np.object_]:
    out = np.empty(len(paths), object)
    out[:] = paths
    return out


def cut(lines: list[Line]) -> Network:
    """Cut lines wherever they meet."""
    shapes = np.array([line.shape for line in lines])
    parts = shapely.get_parts(shapely.unary_union(shapes, grid_size=PRECISION))
    parts = parts[np.argsort([part.bounds for part in parts], axis=0, kind="stable")[:, 0]]
    paths = [shapely.get_coordinates(part) for part in parts]
    tips = np.array([[path[0], path[-1]] for path in paths]).reshape(-1, 2)
    keys = np.round(tips / PRECISION).astype(np.int64)
    _, first, node = np.unique(keys, axis=0, return_index=True, return_inverse=True)
    middles = shapely.line_interpolate_point(parts, 0.5, normalized=True)
    tree = shapely.STRtree(shapes)
    part, source = tree.query(middles, predicate="dwithin", distance=3 * PRECISION)
    # where lines run along each other the more important one names the street
    order = np.lexsort((source, np.array([lines[i].rank for i in source]), part))
    part, source = part[order], source[order]
    start = np.searchsorted(part, np.arange(len(parts)))
    return Network(tips[first], node.reshape(-1, 2), _objects(paths), source[start])


def merge(network: Network, rank: Integers) -> Network:
    """Make crossings one that lie within ``MERGE`` of each other; main roads keep theirs."""
    used = np.flatnonzero(network.degree > 0)
    pairs = cKDTree(network.nodes[used]).query_pairs(MERGE, output_type="ndarray")
    pairs = used[pairs]
    size = len(network.nodes)
    ones = np.ones(len(pairs))
    _, group = connected_components(coo_array((ones, (pairs[:, 0], pairs[:, 1])), (size, size)))
    best = np.full(size, 9)
    np.minimum.at(best, network.ends.ravel(), np.repeat(rank, 2))
    weight = np.array([0.0, 400.0, 20.0, 1.0] + [1e-6] * 6)[best]
    total = np.bincount(group, weight)
    nodes = np.column_stack(
        [np.bincount(group, weight * network.nodes[:, k]) / total for k in (0, 1)]
    )
    ends = group[network.ends]
    moved = []
    for path, (a, b) in zip(network.paths, ends, strict=True):
        # bends nearer than MERGE to a moved end would fold the street back
        bends = path[1:-1]
        if len(bends):
            far = np.hypot(*(bends - nodes[a]).T) > MERGE
            far &= np.hypot(*(bends - nodes[b]).T) > MERGE
            bends = bends[far]
        moved.append(np.vstack([nodes[a], bends, nodes[b]]))
    merged = Network(nodes, ends, _objects(moved), network.line)
    merged = merged.take(merged.ends[:, 0] != merged.ends[:, 1])
    return _without_twins(merged)


def _without_twins(network: Network) -> Network:
    """Leave out the longer of two edges that join the same nodes along nearly the same way."""
    length = network.length
    order = np.lexsort((length, *np.sort(network.ends, axis=1).T))
    pairs = np.sort(network.ends, axis=1)[order]
    twin = np.zeros(len(order), bool)
    twin[1:] = (pairs[1:] == pairs[:-1]).all(axis=1)
    twin[1:] &= length[order][1:] < 1.35 * length[order][:-1] + 15
    keep = np.ones(len(order), bool)
    keep[order[twin]] = False
    return network.take(keep)


def without_near_misses(network: Network) -> Network:
    """Leave out edges that end within ``MISS`` of an edge they do not meet."""
    used = np.flatnonzero(network.degree > 0)
    tree = shapely.STRtree(network.shapes)
    points = shapely.points(network.nodes[used])
    index, edge = tree.query(points, predicate="dwithin", distance=MISS)
    apart = (network.ends[edge] != used[index][:, None]).all(axis=1)
    missed = np.isin(network.ends, used[index[apart]]).any(axis=1)
    return network.take(np.flatnonzero(~missed))


def trim(network: Network, least: float) -> Network:
    """Cut dead ends shorter than ``least`` metres, again until none is left."""
    while True:
        degree = network.degree
        dead = (degree[network.ends] == 1).any(axis=1)
        short = dead & (network.length < least)
        if not short.any():
            return network
        network = network.take(~short)


def connected(network: Network) -> Network:
    """Keep the largest connected part."""
    size = len(network.nodes)
    graph = coo_array(
        (np.ones(len(network)), (network.ends[:, 0], network.ends[:, 1])), (size, size)
    )
    _, part = connected_components(graph, directed=False)
    edge_part = part[network.ends[:, 0]]
    return network.take(edge_part == np.bincount(edge_part).argmax())


def thin(network: Network, keep: Floats) -> Network:
    """Leave out edges at random, as ``keep`` (edges,) says, but never part the network."""
    rng = np.random.Generator(np.random.PCG64(SEED))
    order = np.lexsort((rng.random(len(network)), keep < 1))  # those always kept come first
    parent = np.arange(len(network.nodes))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = int(parent[node])
        return node

    stays = rng.random(len(network)) < keep
    for edge in order:
        a, b = (root(int(node)) for node in network.ends[edge])
        if a != b:
            parent[a] = b
            stays[edge] = True
    return network.take(stays)


def without_water(network: Network, lines: list[Line], ground: Ground) -> Network:
    """Leave out what lies in water, but for bridges of the main roads over the river."""
    shapes = network.shapes
    bridge = np.array([lines[i].bridge for i in network.line])
    river = shapely.intersects(shapes, ground.river.buffer(6))
    lake = shapely.intersects(shapes, shapely.unary_union(ground.lakes).buffer(10))
    return network.take(~lake & (bridge | ~river))


def make_network(lines: list[Line], ground: Ground) -> Network:
    """Make the network of all streets, parks not yet cleared."""
    rank = np.array([line.rank for line in lines])
    network = cut(lines)
    network = trim(network, 20.0)
    network = merge(network, rank[network.line])
    network = without_near_misses(network)
    network = without_water(network, lines, ground)
    network = trim(network, STUB)
    network = connected(network)
    patterns = [lines[i].pattern for i in network.line]
    return trim(thin(network, keep_share(patterns)), STUB)
