"""The references: each is what its documentation says, and none sees what it must not."""

from dataclasses import replace

import numpy as np
import pytest

from crimecast.calendar import DAY, HOUR, hours_from, local_to_utc
from crimecast.forecast import cells_of
from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.models.base import Model
from crimecast.models.fields import FieldSpec
from crimecast.models.kde import SPECS, KernelDensity
from crimecast.models.promap import Lattice, ProMap, week_weight
from crimecast.models.registry import MODELS
from crimecast.models.same_hour_last_year import SameHourLastYear
from crimecast.models.tuned import FLOORS, floor_scores, shared_best
from history_sample import ORIGIN, make_grid, make_history

NAMES = ("same_hour_last_year", "kde", "promap")
HOURS = hours_from(ORIGIN, 168)


def made(
    start: np.ndarray, x: np.ndarray, y: np.ndarray, *, category: np.ndarray | None = None
) -> History:
    """Return a history of incidents at known times, reported at once, places within the grid."""
    order = np.argsort(start, kind="stable")
    category = np.zeros(len(start), np.int16) if category is None else category.astype(np.int16)
    return History(
        ORIGIN, ("robbery", "burglary"), ("person", "property"), category[order],
        start[order], start[order], start[order],
        x[order].astype(float) + 500_000, y[order].astype(float) + 4_400_000, "America/Denver",
    )  # fmt: skip


def density(model: Model, category: int = 0) -> np.ndarray:
    """Return where a category's incidents are expected in the first hour, of sum one."""
    values = cells_of(model.predict(HOURS[:1]), model.grid)[category, 0].astype(float)
    return values / values.sum()


@pytest.mark.parametrize("name", NAMES)
def test_advancing_sees_the_newest_and_nothing_later(
    name: str, history: History, grid: Grid
) -> None:
    """With the future in the history or not, to the bit; and what came in does change it."""
    week_before = ORIGIN - 7 * DAY

    def advanced(known: History) -> np.ndarray:
        model = MODELS.make(name).fit(known, grid=grid, origin=week_before)
        before = cells_of(model.predict(HOURS[:24]), grid)
        after = cells_of(model.advance(known, origin=ORIGIN).predict(HOURS[:24]), grid)
        assert not np.array_equal(before, after)
        return after

    assert np.array_equal(advanced(history), advanced(history.as_of(ORIGIN)))


@pytest.mark.parametrize("name", NAMES)
def test_what_was_learned_is_kept_when_it_advances(
    name: str, history: History, grid: Grid, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = MODELS.make(name).fit(history, grid=grid, origin=ORIGIN - 7 * DAY)
    monkeypatch.setattr(model, "_tune", lambda *_: pytest.fail("it learned anew"))
    model.advance(history, origin=ORIGIN)
    with pytest.raises(pytest.fail.Exception, match="it learned anew"):
        model.fit(history, grid=grid, origin=ORIGIN)


def test_the_kernel_finds_the_width_that_incidents_have(history: History) -> None:
    """In the sample a cluster has 60 m, a fifth scatters over 800 m, nothing changes with time."""
    model = KernelDensity().fit(history, grid=make_grid(50), origin=ORIGIN)
    spec, floor = model.chosen[1]
    assert spec.bandwidth < 60  # a kernel on each of 3,000 incidents is narrower than they spread
    assert spec.decay >= 365
    assert 0.02 <= floor <= 0.3


def test_the_choice_is_the_best_of_all_on_what_came_next(grid: Grid) -> None:
    """A city whose places moved 100 days ago wants a short memory."""
    rng = np.random.default_rng(4)
    age = rng.uniform(0, 700, 4000)
    start = ORIGIN - (age * 86400).astype("timedelta64[s]")
    centre = np.where(age < 100, 1800.0, 900.0)
    x, y = centre + rng.normal(size=(2, 4000)) * 150
    moved = KernelDensity(window=60, pooled=0.0).fit(made(start, x, y), grid=grid, origin=ORIGIN)
    stayed = KernelDensity(window=60, pooled=0.0).fit(
        made(start, rng.permutation(x), rng.permutation(y)), grid=grid, origin=ORIGIN
    )
    assert moved.chosen[0][0].decay <= 180
    assert stayed.chosen[0][0].decay >= 730
    assert 55 <= moved.chosen[0][0].bandwidth <= 180


def test_a_rare_category_is_drawn_to_the_others(history: History, grid: Grid) -> None:
    alone = KernelDensity(pooled=0.0).fit(history, grid=grid, origin=ORIGIN)
    together = KernelDensity(pooled=1e9).fit(history, grid=grid, origin=ORIGIN)
    assert len(set(together.chosen)) == 1
    assert len(set(alone.chosen)) > 1


def test_floors_are_scored_as_by_hand() -> None:
    density = np.array([[0.5, 0.0], [0.1, 0.4]])
    scores = floor_scores(density, 10)
    k = int(np.flatnonzero(FLOORS == 0.1)[0])
    assert scores.shape == (2, len(FLOORS))
    assert scores[0, k] == pytest.approx(np.log(0.9 * 5 + 0.1) + np.log(0.9 * 1 + 0.1))
    assert scores[1, k] == pytest.approx(np.log(0.1) + np.log(0.9 * 4 + 0.1))
    assert floor_scores(density[:0], 10).shape == (2, len(FLOORS))


def test_belief_in_all_decides_where_a_category_has_nothing() -> None:
    scores = np.array([[1.0, 30.0], [0.4, 0.0]])
    counts = np.array([100, 1])
    assert shared_best(scores, counts, pooled=0.0).tolist() == [1, 0]
    assert shared_best(scores, counts, pooled=20.0).tolist() == [1, 1]


def test_prospective_weights_are_those_of_the_paper(grid: Grid) -> None:
    """One incident: 1/2 in the units about it, 1/9 at 400 m, nothing beyond; weeks count whole."""
    assert week_weight(np.array([0.0, 6.9, 7.0, 55.9, 56.0])) == pytest.approx(
        [1, 1, 1 / 2, 1 / 8, 0]
    )
    fine = make_grid(50)
    lattice = Lattice(fine)
    assert lattice.split == 1
    unit = lattice.locate(np.array([501_525.0]), np.array([4_401_525.0]))
    share = fine.expand(lattice.spread(unit, np.ones(1)), fill=0.0)
    row, column = np.unravel_index(share.argmax(), share.shape)
    here = share[row, column]
    assert (row, column) == (30, 30)
    steps = {(0, 1): 1 / 2, (1, 1): 1 / 2, (2, 2): 1 / 3, (0, 8): 1 / 9, (0, 9): 0, (6, 6): 0}
    for (dy, dx), weight in steps.items():
        assert share[row + dy, column + dx] / here == pytest.approx(weight)
    # The same on coarser cells: sums over their units.
    coarse = grid.expand(Lattice(grid).spread(unit, np.ones(1)), fill=0.0)
    blocks = share.reshape(grid.shape[0], 2, grid.shape[1], 2).sum(axis=(1, 3))
    assert coarse == pytest.approx(blocks)


def test_at_the_edge_nothing_of_an_incident_is_lost(grid: Grid) -> None:
    lattice = Lattice(grid)
    units = lattice.locate(np.array([500_410.0, 502_990.0]), np.array([4_400_010.0, 4_402_390.0]))
    assert lattice.spread(units, np.array([1.0, 0.5])).sum() == pytest.approx(1.5)
    assert (lattice.kept(units) < lattice.weights.sum()).all()
    assert lattice.kept(units[:0]).shape == (0,)


def test_the_prospective_map_is_what_was_near_and_new() -> None:
    """A year of incidents in one place, the last two months in another."""
    age = np.arange(1.5, 400, 1.0)
    start = ORIGIN - (age * 86400).astype("timedelta64[s]")
    place = np.where(age < 56, 2025.0, 925.0)
    fine = make_grid(50)
    model = ProMap().fit(made(start, place, place), grid=fine, origin=ORIGIN)
    told = fine.expand(density(model), fill=0.0)
    floor = model.floors[0]
    assert np.unravel_index(told.argmax(), told.shape) == (40, 40)
    assert told[18, 18] == pytest.approx(floor / len(fine.cells), rel=1e-4)
    kept = Lattice(fine).kept(np.array([[40, 40]]))[0]
    assert told[40, 40] == pytest.approx((1 - floor) / kept + floor / len(fine.cells), rel=1e-4)


def test_the_even_share_is_chosen_by_what_was_known_then(grid: Grid) -> None:
    """By hand, incident by incident, on the lattice of 50 m."""
    history = make_history(days=120).as_of(ORIGIN)
    model = ProMap(window=20, pooled=0.0)
    model.fit(history, grid=grid, origin=ORIGIN)
    lattice = Lattice(grid)
    placed = model._take_in(history)
    got = model._at_events(0, placed, lattice)
    at = np.flatnonzero(placed.learned_from(0, 20))
    unit = lattice.locate(placed.x, placed.y)
    for k in (0, len(at) // 2, len(at) - 1):
        day, total, mass = placed.day[at[k]], 0.0, 0.0
        for j in np.flatnonzero(placed.category == 0):
            if placed.points.reported[j] > day:
                continue
            weight = float(week_weight(np.array([day - placed.points.occurred[j]]))[0])
            mass += weight
            gap = np.hypot(*(unit[at[k]] - unit[j]))
            if gap <= 8:
                total += weight / (1 + np.floor(gap)) / lattice.kept(unit[j : j + 1])[0]
        assert mass > 0
        assert got[k] == pytest.approx(total / mass * len(grid.cells) * 4)


def local(text: str) -> np.datetime64:
    return local_to_utc(np.array([text], "datetime64[s]"), "America/Denver")[0][0]


def test_last_year_is_the_same_weekday_and_wall_clock(grid: Grid) -> None:
    """One incident an hour of two years of Mondays at noon; the clocks change in between."""
    mondays = np.arange(
        np.datetime64("2022-06-06T12:30", "s"), np.datetime64("2024-07-01", "s"), 7 * DAY
    )
    start = local_to_utc(mondays, "America/Denver")[0]
    rng = np.random.default_rng(3)
    x, y = rng.uniform(500, 2300, (2, len(start)))
    model = SameHourLastYear().fit(made(start, x, y), grid=grid, origin=ORIGIN)
    hours = hours_from(ORIGIN, 24)  # from Monday midnight
    total = model.city_total(hours)[0]
    at = int((local("2024-07-01T12:00") - ORIGIN) / HOUR)
    assert np.flatnonzero(total > 0.2).tolist() == [at - 1, at, at + 1]
    rate = (52 + 0.5) / (24 * 365)
    assert total[at] == pytest.approx((5 + rate) / 16, rel=0.01)
    # In winter, over the change of the clocks, noon is still noon.
    later = SameHourLastYear().fit(made(start, x, y), grid=grid, origin=local("2024-01-08T00:00"))
    winter = hours_from(local("2024-01-08T00:00"), 24)
    assert np.argmax(later.city_total(winter)[0]) in (11, 12, 13)
    values = cells_of(model.predict(hours), grid)[0, at].astype(float)
    used = start[np.abs(start - (local("2024-07-01T12:30") - 364 * DAY)) <= 14 * DAY]
    assert len(used) == 5
    cells = grid.rank[grid.locate(x + 500_000, y + 4_400_000)]
    high = cells[np.isin(start, used)]
    assert set(np.argsort(values)[-len(set(high)) :]) == set(high)


def test_a_window_is_spread_over_its_hours(grid: Grid) -> None:
    """An incident between 10 and 14 o'clock a year ago counts a quarter in each hour."""
    start = np.array([local("2023-07-03T10:00"), local("2022-01-01T00:00")])
    end = np.array([local("2023-07-03T14:00"), local("2022-01-01T00:00")])
    order = np.argsort(start)
    known = History(
        ORIGIN, ("robbery",), ("person",), np.zeros(2, np.int16), start[order], end[order],
        end[order], np.full(2, 501_000.0), np.full(2, 4_401_000.0), "America/Denver",
    )  # fmt: skip
    model = SameHourLastYear().fit(known, grid=grid, origin=ORIGIN)
    total = model.city_total(hours_from(ORIGIN, 24))[0]
    rate = 1.5 / (24 * 365)
    want = np.zeros(24)
    want[9:15] = np.array([1, 2, 3, 3, 2, 1]) / 4
    assert total == pytest.approx((want + rate) / 16)


@pytest.mark.parametrize("days", [1, 3, 20, 100, 300])
def test_short_histories_give_a_forecast_all_the_same(days: int, grid: Grid) -> None:
    whole = make_history()
    young = whole.occurred_from > ORIGIN - days * DAY
    history = replace(whole, **{name: v[young] for name, v in whole._arrays().items()})
    observed = (history.reported_at <= ORIGIN).sum() / days * 7
    for name in NAMES:
        model = MODELS.make(name).fit(history, grid=grid, origin=ORIGIN)
        values = cells_of(model.predict(HOURS), grid)
        assert np.isfinite(values).all()
        assert (values > 0).all()
        assert 0.4 * observed < model.city_total(HOURS).sum() < 2.5 * observed + 11 / days


def test_kernels_are_candidates_once_each() -> None:
    assert len(set(SPECS)) == len(SPECS)
    assert FieldSpec(55.0, np.inf) in SPECS
    assert (np.diff(FLOORS) > 0).all()
