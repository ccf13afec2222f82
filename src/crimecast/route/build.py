"""From ways to a street graph: cut where ways share a point, without islands.

Only points that ways share in the map join them: a bridge is not joined to what it crosses. What
nobody can reach from most of the city, or come back from, is an island and left out.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from crimecast.grid import Bools, Floats, Ints, project
from crimecast.route.graph import KINDS, Mode, StreetGraph
from crimecast.route.osm import Ways

SHORTEST: Final = 0.01
"""Metres below which an edge is none."""
Bounds = tuple[float, float, float, float]


@dataclass(frozen=True)
class Counts:
    """What was found and what was left out.

    Attributes
    ----------
    highways : dict
        Ways read by their value of ``highway``.
    cut, blocked : int
        Ways cut at the extract's border; barriers that stop somebody.
    nodes, edges : int
    km : dict
        Length by kind.
    islands, island_km : dict
        By mode, parts that are not joined to the largest, and their length.
    """

    highways: dict[str, int]
    cut: int
    blocked: int
    nodes: int
    edges: int
    km: dict[str, float]
    islands: dict[str, int]
    island_km: dict[str, float]


def build_graph(
    ways: Ways, *, epsg: int, bounds: Bounds | None = None
) -> tuple[StreetGraph, Counts]:
    """Return the graph of some ways, without an id, and what was found.

    Parameters
    ----------
    epsg : int
        Projection of the city, metres.
    bounds : (west, south, east, north), optional
        Box in metres outside of which edges are left out.
    """
    x, y = project(ways.lon, ways.lat, epsg)
    of_way = np.repeat(np.arange(len(ways.way)), np.diff(ways.first))
    comes, goes, joined = _junctions(ways)
    flagged = np.flatnonzero(joined)
    same = of_way[flagged[:-1]] == of_way[flagged[1:]]
    start, stop = flagged[:-1][same], flagged[1:][same]
    # A way's end and the next way's start lie beside each other, and are no edge.
    start, stop = start[stop > start], stop[stop > start]
    along = np.concatenate([[0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))])
    metres = along[stop] - along[start]
    kept = (metres > SHORTEST) & np.isfinite(metres)
    if bounds is not None:
        kept &= _touching(x, y, start, stop, bounds)
    start, stop, metres = start[kept], stop[kept], metres[kept]
    speeds = np.array([[way.foot, way.bicycle] for way in ways.way]).reshape(-1, 2, 2)
    with np.errstate(divide="ignore"):
        seconds = metres[None, :, None] / speeds[of_way[start]].transpose(1, 0, 2)
    _stop_at_barriers(seconds, ways, start, stop)
    numbers, ends = np.unique(np.concatenate([goes[start], comes[stop]]), return_inverse=True)
    tail, head = np.split(ends.reshape(-1), 2)
    usable, islands, island_km = _usable(tail, head, seconds, metres, len(numbers))
    edge = np.zeros(len(start), bool)
    for m in range(len(Mode)):
        edge |= (usable[m][tail] & usable[m][head]) & np.isfinite(seconds[m]).any(axis=1)
    used = np.unique(np.concatenate([tail[edge], head[edge]]))
    place = np.zeros(len(numbers), np.int64)
    at = np.concatenate([start, stop])
    place[ends.reshape(-1)] = at
    renumbered = np.full(len(numbers), -1, np.int64)
    renumbered[used] = np.arange(len(used))
    graph = _graph(
        ways, of_way, (x, y), (start[edge], stop[edge]), epsg,
        x=x[place[used]], y=y[place[used]],
        tail=renumbered[tail[edge]].astype(np.int32), head=renumbered[head[edge]].astype(np.int32),
        metres=metres[edge].astype(np.float32), seconds=seconds[:, edge].astype(np.float32),
        usable=np.stack([own[used] for own in usable]),
    )  # fmt: skip
    km = {
        kind: round(float(graph.metres[graph.kind == k].sum()) / 1000, 1)
        for k, kind in enumerate(KINDS)
    }
    counts = Counts(
        highways=dict(sorted(ways.highways.items())), cut=ways.cut, blocked=len(ways.blocked),
        nodes=len(used), edges=int(edge.sum()), km=km, islands=islands, island_km=island_km,
    )  # fmt: skip
    return graph, counts


def _junctions(ways: Ways) -> tuple[Ints, Ints, Bools]:
    """Return the node of each point for edges that end there, and that begin; whether it is one.

    Ways are cut at points they share and at their ends. Where a barrier stops everybody a way ends
    on both sides of it: what comes to it and what goes from it do not meet.
    """
    _, node, count = np.unique(ways.node, return_inverse=True, return_counts=True)
    comes = node.reshape(-1)
    joined = count[comes] > 1
    if len(comes):
        joined[ways.first[:-1]] = joined[ways.first[1:] - 1] = True
    closed = np.array([number for number, stops in ways.blocked.items() if all(stops)], np.int64)
    joined |= np.isin(ways.node, np.array(list(ways.blocked), np.int64))
    at = np.flatnonzero(np.isin(ways.node, closed))
    goes = comes.copy()
    apart = comes.max(initial=-1) + 1 + np.arange(len(at))
    comes[at], goes[at] = apart, apart + len(at)
    return comes, goes, joined


def _touching(x: Floats, y: Floats, start: Ints, stop: Ints, bounds: Bounds) -> Bools:
    west, south, east, north = bounds
    inside = (x >= west) & (x <= east) & (y >= south) & (y <= north)
    total = np.concatenate([[0], np.cumsum(inside)])
    return np.asarray(total[stop + 1] - total[start] > 0)


def _stop_at_barriers(seconds: Floats, ways: Ways, start: Ints, stop: Ints) -> None:
    """Take the mode that a barrier stops from the edges that end at it."""
    for mode in range(len(Mode)):
        # Those that stop everybody are cut open instead.
        blocked = ways.blocked.items()
        own = np.array([n for n, stops in blocked if stops[mode] and not all(stops)], np.int64)
        met = np.isin(ways.node[start], own) | np.isin(ways.node[stop], own)
        seconds[mode, met] = np.inf


def _usable(
    tail: Ints, head: Ints, seconds: Floats, metres: Floats, nodes: int
) -> tuple[list[Bools], dict[str, int], dict[str, float]]:
    """Return by mode the nodes of the largest part, how many others there are, and their km."""
    from scipy import sparse  # noqa: PLC0415
    from scipy.sparse.csgraph import connected_components  # noqa: PLC0415

    usable: list[Bools] = []
    islands: dict[str, int] = {}
    lost: dict[str, float] = {}
    for m, mode in enumerate(Mode):
        edge, way = np.nonzero(np.isfinite(seconds[m]))
        from_ = np.where(way == 0, tail[edge], head[edge])
        to = np.where(way == 0, head[edge], tail[edge])
        matrix = sparse.csr_matrix((np.ones(len(edge)), (from_, to)), shape=(nodes, nodes))
        _, part = connected_components(matrix, directed=True, connection="strong")
        length = np.bincount(part[from_], metres[edge], minlength=int(part.max(initial=0)) + 1)
        largest = int(length.argmax()) if len(length) else 0
        own = part == largest
        usable.append(own)
        travelled = np.isfinite(seconds[m]).any(axis=1)
        outside = travelled & ~(own[tail] & own[head])
        islands[mode.value] = len(np.unique(part[tail[outside]]))
        lost[mode.value] = round(float(metres[outside].sum()) / 1000, 1)
    return usable, islands, lost


def _graph(
    ways: Ways, of_way: Ints, places: tuple[Floats, Floats], cuts: tuple[Ints, Ints], epsg: int,
    **arrays: npt.NDArray[Any],
) -> StreetGraph:  # fmt: skip
    """Put together what edges are made of."""
    start, stop = cuts
    way = of_way[start]
    counts = stop - start + 1
    first = np.concatenate([[0], np.cumsum(counts)])
    index = np.repeat(start - first[:-1], counts) + np.arange(int(first[-1]))
    known = Counter(ways.name[w] for w in way.tolist())
    names = ("", *sorted(name for name in known if name))
    number = {name: i for i, name in enumerate(names)}
    return StreetGraph(
        id="", epsg=epsg, first=first, points=np.column_stack([places[0][index], places[1][index]]),
        kind=np.array([KINDS.index(ways.way[w].kind) for w in way.tolist()], np.uint8),
        above=np.array([ways.way[w].above for w in way.tolist()], bool),
        below=np.array([ways.way[w].below for w in way.tolist()], bool),
        name=np.array([number[ways.name[w]] for w in way.tolist()], np.int32), names=names,
        **arrays,
    )  # fmt: skip
