"""Exposure along routes equals a sum by brute force, at the hours of passing."""

import math

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from crimecast.route.exposure import arc_exposure, expected_on, near_of, passing, reach
from crimecast.route.graph import Mode
from crimecast.route.pieces import STEP, Leg, leg_line
from route_sample import X0, Y0, make_graph, make_grid, make_network

GRID = make_grid()
RATE = np.random.default_rng(2).gamma(0.3, 1e-3, (4, len(GRID.cells)))


def by_hand(legs: list[Leg], near: float, since: float, mode: Mode) -> float:
    """Go along a route in steps, and add up what each cell's share in the disk tells."""
    graph = make_graph()
    network = make_network(mode)
    clock, total = since, 0.0
    for leg in legs:
        line = shapely.LineString(leg_line(graph, leg))
        count = math.ceil(line.length / STEP - 1e-9)
        seconds = network.leg_seconds(leg) / count
        for k in range(count):
            place = line.interpolate((k + 0.5) / count, normalized=True)
            disk = place.buffer(near, quad_segs=2000)
            hour = int((clock + seconds / 2) // 3600)
            for rank, flat in enumerate(GRID.cells):
                row, column = divmod(int(flat), GRID.shape[1])
                left, bottom = X0 + 100 * column, Y0 + 100 * row
                if abs(left + 50 - place.x) > near + 50 or abs(bottom + 50 - place.y) > near + 50:
                    continue
                share = disk.intersection(shapely.box(left, bottom, left + 100, bottom + 100)).area
                total += share / 1e4 * RATE[hour, rank] * seconds / 3600
            clock += seconds
    return total


@pytest.mark.parametrize("mode", list(Mode))
@pytest.mark.parametrize("near", [50.0, 130.0])
def test_a_route_is_the_sum_by_brute_force(mode: Mode, near: float) -> None:
    network = make_network(mode)
    metres = network.graph.metres
    legs = [Leg(0, 40.0, float(metres[0])), Leg(1, 0.0, float(metres[1])), Leg(9, 90.0, 10.0)]
    since = 3600.0 - 60.0  # the hour changes on the way
    items = passing(network, legs, GRID, near, since=since)
    assert set(items.hour) == {0, 1}
    found = expected_on(items, RATE).sum()
    assert found == pytest.approx(by_hand(legs, near, since, mode), rel=1e-6)
    together = items.together()
    assert len(together.cell) < len(items.cell)
    assert expected_on(together, RATE).sum() == pytest.approx(found, rel=1e-12)
    # Later departures read later hours.
    assert expected_on(items, RATE, 2).sum() == pytest.approx(
        expected_on(items, RATE[2:]).sum(), rel=1e-12
    )


def test_edges_pass_what_their_legs_do() -> None:
    for mode in Mode:
        network = make_network(mode)
        hour = np.arange(len(network.edge)) % 4
        every = np.arange(len(network.edge))
        found = arc_exposure(network, reach(network.graph, GRID, 60.0), RATE, hour, every)
        for arc in range(0, len(network.edge), 11):
            ends = (0.0, float(network.graph.metres[network.edge[arc]]))
            leg = Leg(int(network.edge[arc]), *(ends[::-1] if network.way[arc] else ends))
            items = passing(network, [leg], GRID, 60.0, since=0.0)
            alone = (RATE[hour[arc], items.cell] * items.hours).sum()
            assert found[arc] == pytest.approx(alone, rel=1e-5, abs=1e-15)


@given(st.floats(0, 3599), st.integers(0, 60))
def test_time_near_cells_is_the_routes_time(since: float, edge: int) -> None:
    network = make_network()
    leg = Leg(edge, 0.0, float(network.graph.metres[edge]))
    items = passing(network, [leg], GRID, 50.0, since=since)
    area = np.pi * 0.25 * (1 - items.outside)
    assert items.hours.sum() * 3600 == pytest.approx(area * network.leg_seconds(leg), rel=1e-5)


def test_a_route_outside_the_area_says_so() -> None:
    network = make_network()
    far = make_grid()
    moved = type(far)(far.epsg, far.cell, X0 + 50_000, Y0, np.array(far.mask))
    items = passing(network, [Leg(3, 0.0, 50.0)], moved, 50.0, since=0.0)
    assert items.outside == pytest.approx(1.0)
    assert expected_on(items, RATE).sum() == 0
    assert passing(network, [], GRID, 50.0, since=0.0).outside == 0


def test_blur_widens_the_distance() -> None:
    assert near_of(0) == near_of(50) == 50
    assert near_of(100) == 100
