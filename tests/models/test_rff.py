"""Random Fourier features: their kernel, the sample of rows, and what the model learns."""

import numpy as np
import pytest

from crimecast.calendar import DAY, hours_from
from crimecast.forecast import cells_of
from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.models.mapped import Placed
from crimecast.models.rff import ALL, RandomFourier
from history_sample import ORIGIN, make_history

HOURS = hours_from(ORIGIN, 24)


@pytest.fixture(scope="module")
def model(history: History, grid: Grid) -> RandomFourier:
    return RandomFourier(weeks=16).fit(history, grid=grid, origin=ORIGIN)


def placed_of(model: RandomFourier, history: History) -> Placed:
    return model._take_in(history.as_of(ORIGIN))


def test_features_make_a_kernel_that_falls_with_distance(grid: Grid) -> None:
    """Mean products are the kernel: one at no distance, less and less beyond."""
    model = RandomFourier(features=4000, length=800.0, lasting=100.0)
    model.grid = grid
    rng = np.random.default_rng(1)
    model._frequency = rng.standard_t(2.5, (3, 4000)) / np.array([[800.0], [800.0], [100.0]])
    waves = model._fourier(np.arange(len(grid.cells)), np.zeros(len(grid.cells)))
    near = waves @ waves[0]
    row, column = np.divmod(grid.cells, grid.shape[1])
    distance = np.hypot(row - row[0], column - column[0]) * grid.cell
    assert near[0] == pytest.approx(1.0)
    means = [near[(distance >= a) & (distance < a + 300)].mean() for a in (0, 300, 600, 1200)]
    assert (np.diff(means) < 0).all()
    later = model._fourier(np.zeros(3, int), np.array([0.0, 30.0, 300.0])) @ waves[0]
    assert 1 > later[1] > later[2] > -0.1


def test_all_incidents_are_rows_and_empty_cells_stand_for_the_rest(
    model: RandomFourier, history: History
) -> None:
    placed = placed_of(model, history)
    shared = np.stack([model._shared(placed, 7 * w) for w in range(-16, 0)])
    assert shared.shape == (16, len(ALL), len(model.grid.cells))
    rows = model._rows(1, placed, shared)
    learned = placed.learned_from(1, 16 * 7)
    assert rows.count.sum() == learned.sum()
    keys = rows.cell[rows.count > 0] * 1000 - rows.day[rows.count > 0]
    assert len(np.unique(keys)) == len(keys)
    assert (rows.weight[rows.count > 0] == 1).all()
    # The rows' weights estimate sums over all cells and days, here of the even expectation.
    assert (rows.weight * np.exp(rows.offset)).sum() == pytest.approx(learned.sum(), rel=0.05)


def test_it_finds_the_places(model: RandomFourier, grid: Grid) -> None:
    values = cells_of(model.predict(HOURS, ["burglary"]), grid)[0].sum(axis=0, dtype=float)
    full = grid.expand(values, fill=0.0)
    assert np.unravel_index(full.argmax(), full.shape) in {(8, 8), (8, 9), (9, 8), (9, 9)}
    assert values.max() > 20 * np.median(values)


def test_advancing_keeps_what_was_learned(
    model: RandomFourier, history: History, grid: Grid
) -> None:
    before, learned = cells_of(model.predict(HOURS), grid), model._coefficients
    model.advance(history, origin=ORIGIN)
    assert model._coefficients is learned
    assert np.array_equal(cells_of(model.predict(HOURS), grid), before)


def test_advancing_sees_nothing_reported_later(grid: Grid) -> None:
    history = make_history()
    models = [
        RandomFourier(weeks=8).fit(history, grid=grid, origin=ORIGIN - 3 * DAY) for _ in range(2)
    ]
    models[0].advance(history, origin=ORIGIN)
    models[1].advance(history.as_of(ORIGIN), origin=ORIGIN)
    made = [cells_of(m.predict(HOURS), grid) for m in models]
    assert np.array_equal(*made)


def test_a_seed_is_a_forecast(history: History, grid: Grid, model: RandomFourier) -> None:
    first = cells_of(model.predict(HOURS), grid)
    again = RandomFourier(weeks=16).fit(history, grid=grid, origin=ORIGIN)
    assert np.array_equal(cells_of(again.predict(HOURS), grid), first)
    other = RandomFourier(weeks=16, seed=2).fit(history, grid=grid, origin=ORIGIN)
    made = cells_of(other.predict(HOURS), grid)
    assert not np.array_equal(made, first)
    assert np.corrcoef(made[1].sum(axis=0), first[1].sum(axis=0))[0, 1] > 0.97
