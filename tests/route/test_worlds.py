"""Exposure in worlds: what drawing every cell and hour anew gives, for any departure."""

import numpy as np
import pytest

from crimecast.draws import draw_factors
from crimecast.route.compare import hour_starts
from crimecast.route.exposure import Passing
from crimecast.route.worlds import _SEED, Worlds
from crimecast.scales import Scale
from crimecast.spread import Spread

RNG = np.random.default_rng(4)
CELLS, HOURS, CATEGORIES, DRAWS = 60, 40, 2, 7
X, Y = 100.0 * (np.arange(CELLS) % 10) + 50, 100.0 * (np.arange(CELLS) // 10) + 50
FIRST = np.datetime64("2024-11-02T18:00:00", "s")  # clocks go back in the night after
RATES = RNG.gamma(1.0, 1e-3, (CATEGORIES, HOURS, CELLS)).astype(np.float32)
SCALES = (
    Scale(0, 0), Scale(None, 1, joint=True), Scale(None, 1), Scale(None, 24), Scale(None, None),
    Scale(250, 24), Scale(250, None, joint=True), Scale(100, None),
)  # fmt: skip


def spread_of(*scales: Scale) -> Spread:
    phi = RNG.uniform(0.1, 0.6, (CATEGORIES, len(scales)))
    return Spread(("robbery", "assault"), scales, phi, "America/Denver")


def route(items: int, last: int) -> Passing:
    return Passing(
        RNG.integers(0, CELLS, items), RNG.integers(0, last + 1, items),
        RNG.uniform(0, 0.05, items), 0.0, np.zeros(items, np.int64),
    )  # fmt: skip


@pytest.mark.parametrize("more", [(), (Scale(250, 1),)], ids=["as fitted", "places by hour"])
def test_every_departure_is_as_if_drawn_anew(more: tuple[Scale, ...]) -> None:
    routes, hours = [route(30, 2), route(12, 0), route(25, 1)], hour_starts(FIRST, HOURS)
    spread = spread_of(*SCALES, *more)
    worlds = Worlds(routes, RATES, spread, hours=hours, x=X, y=Y, draws=DRAWS)
    departures = [0, 4, 5, 6, 7, 29, 30, 31]
    found = worlds.exposures(departures, 5)
    assert found.shape == (len(departures), 5, len(routes))
    for d, first in enumerate(departures):
        for r, one in enumerate(routes):
            at = first + one.hour
            factors = draw_factors(
                spread, hours=hours[at], x=X[one.cell], y=Y[one.cell], draws=5, seed=_SEED
            )
            want = np.einsum("dci,ci,i->d", factors, RATES[:, at, one.cell], one.hours)
            np.testing.assert_allclose(found[d, :, r], want, rtol=1e-5)


def test_fewer_draws_are_the_first_of_more() -> None:
    spread, hours = spread_of(*SCALES), hour_starts(FIRST, HOURS)
    worlds = Worlds([route(20, 1)], RATES, spread, hours=hours, x=X, y=Y, draws=DRAWS)
    few = worlds.exposures([3], 2)
    np.testing.assert_allclose(worlds.exposures([3])[:, :2], few, rtol=1e-6)


def test_a_route_that_passes_nothing_is_exposed_to_nothing() -> None:
    none = np.empty(0, np.int64)
    empty = Passing(none, none, np.empty(0), 0.0, none)
    hours = hour_starts(FIRST, HOURS)
    worlds = Worlds([empty], RATES, spread_of(*SCALES), hours=hours, x=X, y=Y, draws=DRAWS)
    assert worlds.exposures([0, 5]).shape == (2, DRAWS, 1)
    assert not worlds.exposures([0, 5]).any()
