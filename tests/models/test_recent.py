"""The spread learned from the forecasts of the last weeks."""

import numpy as np
import pytest

from crimecast.calendar import DAY, HOUR
from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.models.additive import Additive
from crimecast.models.spread_fit import SCALES, city_day_spread
from crimecast.spread import Spread
from history_sample import ORIGIN, make_grid


def history(swing: float, seed: int = 2, days: int = 560) -> History:
    """Return incidents of two categories at a mean of 20 a day; days swing by a gamma factor."""
    rng = np.random.default_rng(seed)
    factor = rng.gamma(1 / swing, swing, days) if swing else np.ones(days)
    category, start, x, y = [], [], [], []
    for day in range(days):
        n = rng.poisson(20 * factor[day])
        category.append(rng.integers(0, 2, n))
        start.append(ORIGIN - (days - day) * DAY + rng.integers(0, 86400, n))
        x.append(500_000 + rng.uniform(500, 2900, n))
        y.append(4_400_000 + rng.uniform(500, 2300, n))
    at = np.concatenate(start).astype("datetime64[s]")
    order = np.argsort(at)
    columns = [np.concatenate(v)[order] for v in (category, x, y)]
    return History(
        ORIGIN, ("robbery", "burglary"), ("person", "property"), columns[0].astype(np.int16),
        at[order], at[order], at[order], columns[1], columns[2], "America/Denver", "US", "CO",
    )  # fmt: skip


def spread_of(model: Additive) -> Spread:
    return model.spread()


def day_dispersion(spread: Spread) -> float:
    """Return the phi of a whole city's day, the two categories' mean."""
    city_day = [s.metres is None and s.hours == 24 for s in spread.scales]
    return float(spread.phi[:, city_day].sum(axis=1).mean())


@pytest.fixture(scope="module")
def grid() -> Grid:
    return make_grid()


@pytest.mark.parametrize("swing", [0.0, 0.2])
def test_days_that_swing_make_days_spread(grid: Grid, swing: float) -> None:
    model = Additive().fit(history(swing), grid=grid, origin=ORIGIN)
    found = day_dispersion(model.spread())
    assert found == pytest.approx(swing, abs=0.03 + 0.4 * swing)


def test_few_records_fall_back_on_the_days_of_the_last_year(grid: Grid) -> None:
    model = Additive().fit(history(0.1, days=120), grid=grid, origin=ORIGIN)
    level = model._level
    plain = city_day_spread(
        model.categories, level.per_day, level.dispersion, time_zone="America/Denver"
    )
    assert [s.metres for s in model.spread().scales] == [s.metres for s in plain.scales]


def test_the_minute_of_the_origin_does_not_matter(grid: Grid) -> None:
    """All that happens, happens at noon and midnight: hours are those of the clock."""
    rng = np.random.default_rng(2)
    n = 11_200
    at = ORIGIN + DAY * rng.integers(-560, 1, n) + 12 * HOUR * rng.integers(0, 2, n)
    at = np.sort(at + rng.integers(0, 3600, n)).astype("datetime64[s]")
    known = History(
        at[-1], ("robbery", "burglary"), ("person", "property"),
        rng.integers(0, 2, n).astype(np.int16), at, at, at,
        500_000 + rng.uniform(500, 2900, n), 4_400_000 + rng.uniform(500, 2300, n),
        "America/Denver", "US", "CO",
    )  # fmt: skip
    spreads = [
        Additive().fit(known, grid=grid, origin=ORIGIN + minutes).spread()
        for minutes in np.array([0, 35], "timedelta64[m]")
    ]
    assert spreads[0].phi[:, [s.hours == 1 for s in SCALES]].max() > 0.1
    np.testing.assert_allclose(spreads[1].phi, spreads[0].phi, rtol=0.1, atol=0.01)


def test_an_advance_keeps_what_was_learned(grid: Grid) -> None:
    known = history(0.1)
    model = Additive().fit(known, grid=grid, origin=ORIGIN - 7 * DAY)
    before = model.spread()
    assert model.advance(known, origin=ORIGIN).spread() is before
