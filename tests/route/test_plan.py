"""Plans: the fastest first, others that run elsewhere, told apart only where they can be."""

from itertools import pairwise

import numpy as np
import pytest

from crimecast.route.compare import DRAWS, difference, interval_of_draws
from crimecast.route.exposure import passing, reach
from crimecast.route.network import Network, Spot
from crimecast.route.pieces import Leg
from crimecast.route.plan import BeyondForecastError, Rates, Route, Trip, plan
from crimecast.route.worlds import Worlds
from crimecast.spread import Scale, Spread
from route_sample import make_graph, make_grid, make_network

GRID = make_grid()
FIRST = np.datetime64("2024-07-01T18:00:00", "s")
HOURS = 30
SPREAD = Spread(
    ("robbery", "assault"),
    (Scale(None, 24, joint=True), Scale(250, None), Scale(0, 0)),
    np.array([[0.05, 0.1, 0.4], [0.05, 0.2, 0.4]]),
    "America/Denver",
)


def make_rates(*, wall: float = 40.0, phi: float = 1.0, blur: float = 0.0) -> Rates:
    """Return rates that are high in a band in the middle, and twice as high at night."""
    row, column = np.divmod(GRID.cells, GRID.shape[1])
    base = 1e-3 * (1 + (wall - 1) * ((column > 6) & (column < 11) & (row > 5) & (row < 14)))
    night = 1 + ((np.arange(HOURS) + 18 - 6) % 24 >= 20)
    each = np.stack([base * night[:, None] * share for share in (0.3, 0.7)])
    spread = Spread(SPREAD.categories, SPREAD.scales, SPREAD.phi * phi, SPREAD.time_zone)
    return Rates(GRID, FIRST, each, spread, blur)


def ends(network: Network) -> tuple[Spot, Spot]:
    """Return places at the left and the right of the lattice."""
    tail = np.asarray(network.graph.tail)
    return (Spot(int(np.flatnonzero(tail == 24)[0]), 10.0, 4.0),
            Spot(int(np.flatnonzero(tail == 30)[0]), 100.0, 9.0))  # fmt: skip


def planned(rates: Rates, at: str = "2024-07-01T18:20:00", **options: float) -> list[Route]:
    network = make_network()
    passes = reach(network.graph, GRID, rates.near)
    trip = Trip(*ends(network), np.datetime64(at, "s"), **options)
    return plan(network, passes, rates, trip)


def test_the_fastest_is_first_and_every_other_trades_time_for_exposure() -> None:
    routes = planned(make_rates(), detour=1.8)
    assert 2 <= len(routes) <= 4
    assert routes[0].against is None
    for before, after in pairwise(routes):
        assert after.path.seconds > before.path.seconds
        assert after.expected < before.expected
        assert after.against
        assert after.against.less == pytest.approx(routes[0].expected - after.expected)
    assert routes[-1].path.seconds <= 1.8 * routes[0].path.seconds
    for route in routes:
        assert route.lower < route.expected < route.upper
    assert routes[-1].against
    assert routes[-1].against.apart
    assert routes[-1].expected < 0.5 * routes[0].expected


def test_without_a_detour_there_is_one_route() -> None:
    assert len(planned(make_rates(), detour=1.0)) == 1


def test_where_it_is_as_likely_everywhere_no_difference_is_told() -> None:
    routes = planned(make_rates(wall=1.0), detour=1.8)
    assert not any(route.against and route.against.apart for route in routes)


def test_what_is_little_known_is_not_told_apart() -> None:
    known, unknown = (planned(make_rates(wall=6.0, phi=phi), detour=1.8)[-1] for phi in (0.01, 20))
    assert known.against
    assert known.against.apart
    assert unknown.upper / unknown.lower > known.upper / known.lower
    assert not (unknown.against and unknown.against.apart)


def test_departures_of_the_next_hours_are_compared_as_far_as_the_forecast_reaches() -> None:
    early = planned(make_rates())[0]
    assert early.leaving.shape == (24, 3)
    assert early.leaving[0, 0] == pytest.approx(early.expected)
    assert early.leaving[:, 0].max() == pytest.approx(2 * early.leaving[:, 0].min(), rel=1e-6)
    assert (early.leaving[:, 1] < early.leaving[:, 0]).all()
    assert planned(make_rates(), "2024-07-02T20:20:00")[0].leaving.shape == (4, 3)


@pytest.mark.parametrize(
    "at", ["2024-07-01T17:59:59", "2024-07-02T23:55:00", "2025-01-01T00:00:00"]
)
def test_beyond_the_forecast_nothing_is_said(at: str) -> None:
    with pytest.raises(BeyondForecastError):
        planned(make_rates(), at)


def test_no_alternative_runs_along_another() -> None:
    near, wide = (planned(make_rates(blur=blur), detour=1.8) for blur in (0.0, 400.0))
    assert len(wide) < len(near)


def test_routes_share_their_worlds() -> None:
    network, rates = make_network(), make_rates()
    graph = make_graph()
    leg = Leg(20, 0.0, float(graph.metres[20]))
    way = passing(network, [leg], GRID, 50.0, since=0.0)
    x, y = GRID.centres
    worlds = Worlds([way, way], rates.each, rates.spread, hours=rates.hours, x=x, y=y, draws=DRAWS)
    (draws,) = worlds.exposures([0])
    np.testing.assert_array_equal(draws[:, 0], draws[:, 1])
    expected = np.array([1.0, 1.0]) * (rates.together[way.hour, way.cell] * way.hours).sum()
    np.testing.assert_allclose(draws.mean(axis=0), expected, rtol=0.1)
    told = difference(draws, expected, 1, 0)
    assert (told.less, told.lower, told.upper, told.apart) == (0.0, 0.0, 0.0, False)
    lower, upper = interval_of_draws(draws)
    inside = (draws >= lower) & (draws <= upper)
    assert inside.mean() == pytest.approx(0.9, abs=0.02)
