"""A route told stretch by stretch adds up to the route, and names what people know."""

import numpy as np
import pytest

from crimecast.route.exposure import expected_on, passing
from crimecast.route.pieces import Leg
from crimecast.route.plan import Rates, Route
from crimecast.route.search import Path
from crimecast.route.stretches import parts_of, stretches_of
from crimecast.spread import Spread
from route_sample import make_graph, make_grid, make_network

GRID, GRAPH = make_grid(), make_graph()
RATES = Rates(
    GRID, np.datetime64("2024-07-01T18:00:00", "s"),
    np.random.default_rng(1).gamma(0.4, 1e-3, (1, 3, len(GRID.cells))),
    Spread.poisson(["a"], "America/Denver"), 0.0,
)  # fmt: skip


def made(edges: list[int]) -> Route:
    network = make_network()
    legs = tuple(Leg(edge, 0.0, float(GRAPH.metres[edge])) for edge in edges)
    items = passing(network, legs, GRID, 50.0, since=0.0)
    total = float(expected_on(items, RATES.together).sum())
    seconds = sum(network.leg_seconds(leg) for leg in legs)
    return Route(Path(legs, seconds), items, total, 0.0, 1.0, None, np.zeros((0, 3)))


def test_stretches_add_up_to_the_route() -> None:
    plain = [e for e in range(0, 60, 3) if GRAPH.kind[e] == 0][:3]
    route = made([*plain, 1, 2, 5])
    found = stretches_of(make_network(), route, RATES, 0)
    assert sum(s.expected for s in found) == pytest.approx(route.expected)
    assert sum(s.metres for s in found) == pytest.approx(route.path.metres)
    assert sum(s.seconds for s in found) == pytest.approx(route.path.seconds)
    # Every third edge has no name, 1 is First Street, 2 and 5 are Elm Street.
    assert [s.name for s in found] == ["", "First Street", "Elm Street"]


def test_stairs_are_told_apart_from_streets() -> None:
    plain = [e for e in range(0, 60, 3) if GRAPH.kind[e] == 0][:1]
    stairs = [e for e in range(0, 110, 3) if GRAPH.kind[e] == 6][:1]
    found = stretches_of(make_network(), made(plain + stairs + plain), RATES, 0)
    assert [s.kind for s in found] == ["street", "steps", "street"]


def test_parts_cover_the_line_and_average_to_the_route() -> None:
    route = made([0, 3, 6, 1, 2, 5])
    parts = parts_of(make_network(), route, RATES, 0)
    lengths = [float(np.hypot(*np.diff(part.line, axis=0).T).sum()) for part in parts]
    # Legs that are put together do not meet in this made-up route: each part is one leg here.
    assert len(parts) == 6
    hours = np.array(lengths) / (4.8 * 1000)
    told = float((np.array([part.rate for part in parts]) * hours).sum())
    stairs = any(GRAPH.kind[leg.edge] == 6 for leg in route.path.legs)
    assert told == pytest.approx(route.expected, rel=0.8 if stairs else 1e-3)
    assert parts_of(make_network(), made([]), RATES, 0) == []
    assert stretches_of(make_network(), made([]), RATES, 0) == []
