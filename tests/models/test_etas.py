"""The self-exciting model as a model: totals, memory of a burst, advancing."""

import numpy as np
import pytest

from crimecast.calendar import DAY, HOUR, hours_from
from crimecast.forecast import cells_of
from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.models.etas import LONGRUN, OWN, Etas
from crimecast.models.fields import FieldSpec
from history_sample import ORIGIN, make_history

HOURS = hours_from(ORIGIN, 168)


@pytest.fixture(scope="module")
def model(history: History, grid: Grid) -> Etas:
    return Etas(blocks=6).fit(history, grid=grid, origin=ORIGIN)


def with_burst(history: History, *, count: int, x: float, y: float) -> History:
    """Add burglaries at one place, an hour apart, the last an hour before the origin."""
    known = history.as_of(ORIGIN)
    when = ORIGIN - HOUR * np.arange(count, 0, -1)
    new = {
        "category": np.ones(count, np.int16), "occurred_from": when, "occurred_to": when,
        "reported_at": when, "x": np.full(count, x), "y": np.full(count, y),
    }  # fmt: skip
    both = {name: np.concatenate([old, new[name]]) for name, old in known._arrays().items()}
    order = np.argsort(both["reported_at"], kind="stable")
    return History(
        ORIGIN, known.categories, known.classes, **{k: v[order] for k, v in both.items()},
        time_zone=known.time_zone, country=known.country, subdivision=known.subdivision,
    )  # fmt: skip


def test_independent_incidents_hardly_set_each_other_off(model: Etas) -> None:
    assert all(kernels.branching < 0.15 for kernels in model.kernels[:2])


def test_totals_stay_near_the_tracked_level_at_every_lead(model: Etas) -> None:
    expected = model.city_total(HOURS)[:2].reshape(2, 7, 24).sum(axis=2)
    level = model._level.per_hour(HOURS)[:2].reshape(2, 7, 24).sum(axis=2)
    assert expected / level == pytest.approx(np.ones((2, 7)), abs=0.03)


def test_a_burst_raises_what_is_expected_there_and_fades(
    model: Etas, history: History, grid: Grid
) -> None:
    x, y = 502_650.0, 4_400_450.0
    after = with_burst(history, count=12, x=x, y=y)
    # The sample's incidents do not excite: parameters as a city's have them.
    quiet = Etas(blocks=6).fit(history, grid=grid, origin=ORIGIN)
    stirred = Etas(blocks=6).fit(after, grid=grid, origin=ORIGIN)
    kernels = stirred.kernels[1]
    kernels.ratio[:] = quiet.kernels[1].ratio[:] = [0.2, 0.1]
    kernels.decay[:] = quiet.kernels[1].decay[:] = [1.5, 15.0]
    stirred._mixtures = quiet._mixtures
    place = grid.rank[grid.locate(x, y)]
    rises = []
    for known, each in ((history, quiet), (after, stirred)):
        each.advance(known, origin=ORIGIN)
        days = cells_of(each.predict(HOURS, ["burglary"]), grid)[0].reshape(7, 24, -1)
        rises.append(days.sum(axis=1, dtype=float))
    extra = (rises[1] - rises[0])[:, place]
    assert (extra > 0).all()
    assert extra[0] > 2 * extra[6]
    # Offspring of twelve incidents, and theirs, within a week.
    born = (rises[1] - rises[0]).sum()
    assert 1.0 < born < 12 * 0.3 / 0.7 + 12


def test_advancing_to_the_same_origin_changes_nothing(
    model: Etas, history: History, grid: Grid
) -> None:
    before = cells_of(model.predict(HOURS[:24]), grid)
    kernels = model.kernels
    model.advance(history, origin=ORIGIN)
    assert model.kernels is kernels
    assert np.array_equal(cells_of(model.predict(HOURS[:24]), grid), before)


def test_advancing_takes_in_what_was_reported_since_and_no_more(grid: Grid) -> None:
    history = make_history(until=ORIGIN)
    models = [Etas(blocks=3).fit(history, grid=grid, origin=ORIGIN - 3 * DAY) for _ in range(2)]
    models[0].advance(history, origin=ORIGIN)
    models[1].advance(history.as_of(ORIGIN), origin=ORIGIN)
    made = [cells_of(m.predict(HOURS[:24]), grid) for m in models]
    assert np.array_equal(*made)
    still = Etas(blocks=3).fit(history, grid=grid, origin=ORIGIN - 3 * DAY)
    assert not np.array_equal(made[0], cells_of(still.predict(HOURS[:24]), grid))


def test_incidents_at_midnight_are_not_in_their_own_background(grid: Grid) -> None:
    """Dates without hours, every incident in a cell where none was: the cell tells nothing."""
    days = np.arange(200, 0, -1)
    row, column = np.divmod(grid.cells[: len(days)], grid.shape[1])
    at = ORIGIN - DAY * days
    known = History(
        ORIGIN, ("theft",), ("property",), np.zeros(len(days), np.int16), at, at, at,
        grid.x[column], grid.y[row], "America/Denver",
    )  # fmt: skip
    model = Etas(blocks=3).fit(known, grid=grid, origin=ORIGIN)
    placed = model._take_in(known)
    shared = np.stack([model._shared(placed, day) for day in (-84, -56, -28)])
    sample = model._sample(0, placed, shared)
    assert len(sample.block) == 3 * 27
    here = sample.background[:, OWN.index(FieldSpec(0.0, np.inf))] * len(grid.cells)
    assert (here < 1).all()


def test_the_background_is_told_apart_from_what_was_set_off(model: Etas, grid: Grid) -> None:
    told = model.explain(int(grid.cells[300]), "burglary", HOURS[5])
    assert list(told) == [LONGRUN.id, Etas.remainder.id]
    assert told[LONGRUN.id] > told[Etas.remainder.id] > 0
    background = model.term_maps("burglary").sum(dtype=float)
    assert background == pytest.approx(1 - model.kernels[1].branching, rel=1e-4)
