"""Shortest paths against networkx and by trying every path; no dominated route is left."""

import itertools

import networkx
import numpy as np
import pytest

from crimecast.route.graph import Mode
from crimecast.route.network import Network, Spot
from crimecast.route.pieces import Leg
from crimecast.route.search import Path, Search, undominated
from route_sample import make_graph, make_network


def as_networkx(network: Network) -> networkx.MultiDiGraph:
    graph = networkx.MultiDiGraph()
    for edge, way, tail, head, seconds in zip(
        network.edge, network.way, network.tail, network.head, network.seconds, strict=True
    ):
        graph.add_edge(int(tail), int(head), key=(int(edge), int(way)), seconds=float(seconds))
    return graph


def check_joined(network: Network, path: Path, start: Spot, stop: Spot) -> None:
    """Legs follow each other, may be traveled, take the time that is told, and meet both ends."""
    graph = network.graph

    def node(leg: Leg, metres: float) -> int | None:
        if metres <= 1e-9:
            return int(graph.tail[leg.edge])
        return int(graph.head[leg.edge]) if metres >= graph.metres[leg.edge] - 1e-6 else None

    assert sum(network.leg_seconds(leg) for leg in path.legs) == pytest.approx(path.seconds)
    for before, after in itertools.pairwise(path.legs):
        assert node(before, before.stop) == node(after, after.start) is not None
    if path.legs:
        first, last = path.legs[0], path.legs[-1]
        if first.edge == start.edge:
            assert first.start == pytest.approx(start.along)
        if last.edge == stop.edge:
            assert last.stop == pytest.approx(stop.along)


def spots(network: Network, rng: np.random.Generator, count: int) -> list[Spot]:
    """Return places along edges whose ends can both be used."""
    edges = np.unique(network.edge)
    chosen = rng.choice(edges, count)
    along = rng.uniform(0, network.graph.metres[chosen])
    return [Spot(int(e), float(a), 0.0) for e, a in zip(chosen, along, strict=True)]


@pytest.mark.parametrize("mode", list(Mode))
def test_the_fastest_path_is_networkxs(mode: Mode) -> None:
    network = make_network(mode)
    graph = as_networkx(network)
    rng = np.random.default_rng(3)
    for start, stop in zip(spots(network, rng, 60), spots(network, rng, 60), strict=True):
        path = Search(network, start, stop).fastest()
        whole = graph.copy()
        for node, seconds, _ in network.ways_from(start):
            whole.add_edge("start", node, seconds=seconds)
        for node, seconds, _ in network.ways_to(stop):
            whole.add_edge(node, "stop", seconds=seconds)
        direct = network.between(start, stop)
        if direct:
            whole.add_edge("start", "stop", seconds=direct[0])
        want = networkx.shortest_path_length(whole, "start", "stop", weight="seconds")
        assert path.seconds == pytest.approx(want, rel=1e-6)
        check_joined(network, path, start, stop)


RATE = np.random.default_rng(5).gamma(0.5, 1e-4, 200)
"""Of an edge, a metre."""


def exposure_of(leg: Leg, _: float = 0.0) -> float:
    return float(RATE[leg.edge]) * leg.metres


def every_path(network: Network, start: Spot, stop: Spot) -> list[tuple[float, float]]:
    """Return seconds and exposure of every simple path."""
    graph, found = as_networkx(network), []
    for (a, s, first), (b, t, last) in itertools.product(
        network.ways_from(start), network.ways_to(stop)
    ):
        for nodes in networkx.all_simple_paths(networkx.DiGraph(graph), a, b, cutoff=9):
            total, exposure = s + t, exposure_of(first) + exposure_of(last)
            for pair in itertools.pairwise(nodes):
                key, about = min(graph[pair[0]][pair[1]].items(), key=lambda i: i[1]["seconds"])
                total += about["seconds"]
                exposure += exposure_of(Leg(key[0], 0.0, float(network.graph.metres[key[0]])))
            found.append((total, exposure))
    return found


def test_each_weighing_finds_the_best_of_all_paths() -> None:
    network = make_network(size=4, spacing=300.0)
    exposure = RATE[network.edge] * network.graph.metres[network.edge]
    rng, tried = np.random.default_rng(5), 0
    for start, stop in zip(spots(network, rng, 8), spots(network, rng, 8), strict=True):
        search = Search(network, start, stop, detour=3.0)
        per = sum(map(exposure_of, search.fastest().legs))
        every = every_path(network, start, stop)
        for weight in (0.0, 0.1, 1.0, 10.0):
            unit = weight * search.fastest_seconds / per
            best, taken = min((t + unit * r, t) for t, r in every)
            if taken > search.limit or network.between(start, stop):
                continue

            def cost(leg: Leg, seconds: float, unit: float = unit) -> float:
                return seconds + unit * exposure_of(leg)

            path = search.best(network.seconds[search.arcs] + unit * exposure[search.arcs], cost)
            check_joined(network, path, start, stop)
            value = path.seconds + unit * sum(map(exposure_of, path.legs))
            # Of two streets between the same junctions the paths above take the faster one.
            assert value <= best * (1 + 1e-6)
            tried += 1
    assert tried > 15


def test_a_sweep_begins_with_the_fastest_and_keeps_to_the_limit() -> None:
    network = make_network()
    exposure = RATE[network.edge] * network.graph.metres[network.edge]
    rng, many = np.random.default_rng(6), 0
    for start, stop in zip(spots(network, rng, 20), spots(network, rng, 20), strict=True):
        search = Search(network, start, stop, detour=1.4)
        per = sum(map(exposure_of, search.fastest().legs))
        paths = search.sweep(exposure[search.arcs], exposure_of, max(per, 1e-12))
        seconds = [path.seconds for path in paths]
        assert seconds[0] == min(seconds) == pytest.approx(search.fastest_seconds)
        assert max(seconds) <= 1.4 * seconds[0] * (1 + 1e-6)
        assert len({path.legs for path in paths}) == len(paths)
        exposed = [sum(map(exposure_of, path.legs)) for path in paths]
        kept = undominated(seconds, exposed)
        assert kept[0] == 0
        for i, j in itertools.permutations(kept, 2):
            assert not (seconds[i] <= seconds[j] and exposed[i] <= exposed[j])
        many += len(kept) > 2
    assert many >= 3


def test_a_spot_on_the_same_street_is_gone_to_directly() -> None:
    network = make_network()
    path = Search(network, Spot(4, 20.0, 0.0), Spot(4, 90.0, 0.0)).fastest()
    assert path.legs == (Leg(4, 20.0, 90.0),)
    assert path.seconds == pytest.approx(70 / (4.8 / 3.6), rel=1e-4)
    assert Search(network, Spot(4, 20.0, 0.0), Spot(4, 20.0, 0.0)).fastest().metres == 0


def test_against_a_one_way_street_one_goes_around() -> None:
    network = make_network(Mode.BICYCLE)
    one_way = np.flatnonzero(np.isfinite(network.times[:, 0]) & ~np.isfinite(network.times[:, 1]))
    edge = int(next(e for e in one_way if e in network.edge))
    there, back = Spot(edge, 20.0, 0.0), Spot(edge, 100.0, 0.0)
    assert len(Search(network, there, back).fastest().legs) == 1
    around = Search(network, back, there).fastest()
    assert len(around.legs) > 2
    assert all(np.isfinite(network.leg_seconds(leg)) for leg in around.legs)


def test_no_way_is_said() -> None:
    graph = make_graph()
    graph.usable[0, :32] = False
    network = Network(graph, Mode.FOOT)
    with pytest.raises(LookupError, match="no way"):
        Search(network, Spot(0, 5.0, 0.0), Spot(100, 5.0, 0.0))


def test_undominated_keeps_the_first_of_equals() -> None:
    assert undominated([3, 1, 2, 2, 4], [1, 3, 2, 2, 1]) == [1, 2, 0]
    assert undominated([1, 1], [2, 1]) == [1]
    assert undominated([], []) == []
