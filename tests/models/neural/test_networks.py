"""What the two networks owe beyond the contract: they learn, advance, and add to a baseline."""

import numpy as np
import pytest

from crimecast.calendar import DAY, HOUR, hours_from
from crimecast.forecast import cells_of
from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.models.base import Model
from crimecast.models.components import TERMS
from crimecast.models.neural.place_time import PlaceTimeNet
from crimecast.models.neural.unet import UNet
from history_sample import ORIGIN, make_grid

HOURS = hours_from(ORIGIN, 24)


def predicted(model: Model) -> np.ndarray:
    return cells_of(model.predict(HOURS), model.grid).astype(float)


def told_at_once(start: np.ndarray, x: np.ndarray, y: np.ndarray) -> History:
    """Return thefts that are reported as they happen."""
    order = np.argsort(start, kind="stable")
    start = start[order]
    return History(
        ORIGIN, ("theft",), ("property",), np.zeros(len(start), np.int16),
        start, start, start, x[order], y[order], "America/Denver",
    )  # fmt: skip


@pytest.mark.parametrize("make", [PlaceTimeNet, UNet])
def test_untrained_it_is_the_mixture(make: type[UNet], history: History, grid: Grid) -> None:
    model = make(steps=0).fit(history, grid=grid, origin=ORIGIN)
    assert model.learned == [0.0]
    density = predicted(model)[1].sum(axis=0)
    baseline = model._weights[1]
    assert baseline.sum() == pytest.approx(1.0)
    row, column = np.divmod(grid.cells[density.argmax()], grid.shape[1])
    assert np.hypot(grid.x[column] - 500_900, grid.y[row] - 4_400_900) < 100
    assert density.max() > 10 * np.median(density)


@pytest.mark.parametrize("make", [PlaceTimeNet, UNet])
def test_advancing_keeps_what_was_learned(make: type[UNet], history: History, grid: Grid) -> None:
    earlier = ORIGIN - 3 * DAY
    model = make(steps=8).fit(history, grid=grid, origin=earlier)
    state = {name: value.clone() for name, value in model._net.state_dict().items()}
    weights, before = model._weights.copy(), predicted(model)
    model.advance(history, origin=ORIGIN)
    now = model._net.state_dict()
    assert all((now[name] == value).all() for name, value in state.items())
    assert np.array_equal(model._weights, weights)
    assert not np.allclose(predicted(model), before, rtol=1e-3)
    known = history.as_of(ORIGIN)
    again = make(steps=8).fit(history, grid=grid, origin=earlier).advance(known, origin=ORIGIN)
    assert np.array_equal(predicted(again), predicted(model))


def test_another_seed_is_another_network(history: History, grid: Grid) -> None:
    first, second = (
        PlaceTimeNet(steps=20, rate=0.02, seed=s).fit(history, grid=grid, origin=ORIGIN)
        for s in (1, 2)
    )
    assert not np.array_equal(predicted(first), predicted(second))


@pytest.mark.parametrize("past_counts", [True, False])
def test_places_have_their_hours(past_counts: bool, grid: Grid) -> None:
    """One place by night, another by day: no field says so, the network has to."""
    rng = np.random.default_rng(13)
    n = 4000
    night = rng.random(n) < 0.5
    start = ORIGIN - DAY * rng.integers(1, 150, n) + HOUR * np.where(night, 2, 14)
    spread = rng.normal(size=(2, n)) * 60
    known = told_at_once(
        start,
        500_000 + np.where(night, 900.0, 2000.0) + spread[0],
        4_400_000 + np.where(night, 900.0, 1500.0) + spread[1],
    )
    model = PlaceTimeNet(steps=120, past_counts=past_counts, held_back=15, rate=1e-2)
    model.fit(known, grid=grid, origin=ORIGIN)
    assert max(model.learned) > 0.3
    values = predicted(model)[0, [2, 14]]
    by_night = grid.rank[grid.locate(500_900.0, 4_400_900.0)]
    by_day = grid.rank[grid.locate(502_000.0, 4_401_500.0)]
    assert values[0, by_night] / values[0].sum() > 3 * values[1, by_night] / values[1].sum()
    assert values[1, by_day] / values[1].sum() > 3 * values[0, by_day] / values[0].sum()


def test_the_unet_learns_what_no_mixture_can_say() -> None:
    """Nowhere twice within a month: a sum of past counts cannot hold that, a network can."""
    grid = make_grid(200)
    rng = np.random.default_rng(4)
    days, last = 200, np.full(len(grid.cells), -100)
    cells, day = [], []
    for d in range(days):
        free = np.flatnonzero(last < d - 20)
        chosen = rng.choice(free, 4, replace=False)
        last[chosen] = d
        cells.append(chosen)
        day.append(np.full(4, d))
    flat = grid.cells[np.concatenate(cells)]
    row, column = np.divmod(flat, grid.shape[1])
    start = ORIGIN - DAY * (days - np.concatenate(day)) + HOUR * rng.integers(0, 24, len(flat))
    known = told_at_once(start, grid.x[column], grid.y[row])
    model = UNet(steps=200, held_back=30, width=4, dropout=0.0, rate=1e-2)
    model.fit(known, grid=grid, origin=ORIGIN)
    assert max(model.learned) > 0.15
    density = predicted(model)[0].sum(axis=0)
    recent = grid.rank[flat[-40:]]
    others = np.setdiff1d(np.arange(len(grid.cells)), grid.rank[flat[-160:]])
    assert density[recent].mean() < 0.6 * density[others].mean()


def test_the_unet_explains_with_the_terms_of_its_baseline(history: History, grid: Grid) -> None:
    model = UNet(steps=20, rate=2e-2).fit(history, grid=grid, origin=ORIGIN)
    assert model.terms() == TERMS
    maps = model.term_maps("burglary")
    density = model._density[1]
    assert (maps.sum(axis=0) <= density * (1 + 1e-5)).all()
    told = model.explain(int(grid.cells[300]), "burglary", HOURS[3])
    assert list(told) == [*(t.id for t in TERMS), "learned"]


def test_few_gigabytes_are_fewer_windows(history: History, grid: Grid) -> None:
    model = UNet(steps=2, memory=1e-4).fit(history, grid=grid, origin=ORIGIN)
    lessons = model._lessons(model._events, model._stacks())
    assert len(lessons.logs) == 8
    assert np.isfinite(predicted(model)).all()
