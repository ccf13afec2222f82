"""The default: hours by place are learned from what was known before, and kept within the sums."""

from dataclasses import replace

import numpy as np
import pytest

from crimecast.calendar import hour_of_week, hours_from
from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.models.boosted import BoostedAdditive
from crimecast.models.place_hours import Cases
from history_sample import ORIGIN, make_grid, make_history

DAY = np.timedelta64(1, "D")


def cases_of(history: History) -> list[Cases]:
    model = BoostedAdditive(weeks=8).fit(history, grid=make_grid(), origin=ORIGIN)
    known = history.as_of(ORIGIN)
    return model._cases(model._events(model._intake(known), known))


def test_incidents_are_learned_from_by_what_was_known_before_all_of_them() -> None:
    history = make_history()
    age = (ORIGIN - history.occurred_from) / DAY
    placed = np.isfinite(history.x) & (history.category == 1)
    recent = np.flatnonzero(placed & (age > 5) & (age < 150))
    older = np.flatnonzero(placed & (age > 250))
    plain = cases_of(history)

    def moved(at: np.ndarray) -> list[Cases]:
        x, y = history.x.copy(), history.y.copy()
        x[at], y[at] = 502_450.0, 4_402_150.0  # a corner where little else is
        return cases_of(replace(history, x=x, y=y))

    def differing(other: list[Cases]) -> float:
        ours, theirs = (cases[1].looks[0].ratio for cases in (plain, other))
        assert ours.shape == theirs.shape
        return float((np.abs(ours - theirs).max(axis=(0, 1)) > 1e-6).mean())

    # One that moves is looked at elsewhere; what the others see of it must not change.
    assert differing(moved(recent[:1])) <= 1.5 / len(plain[1].slot)
    assert differing(moved(older[:400])) > 0.5


def by_night_and_day(grid: Grid) -> tuple[History, int, int]:
    """Return a history whose first cluster's incidents are all by night, the second's by day."""
    history = make_history()
    night = history.x < 501_450
    local = hour_of_week(history.occurred_from, "America/Denver") % 24
    hour = np.where(night, 1 + local % 3, 13 + local % 3)
    start = history.occurred_from + (hour - local).astype("timedelta64[h]")
    start = np.minimum(start, history.reported_at)
    ranks = [int(grid.rank[int(grid.locate(500_000 + x, 4_400_000 + y))])
             for x, y in ((900, 900), (2000, 1500))]  # fmt: skip
    return replace(history, occurred_from=start, occurred_to=start), *ranks


def test_places_have_hours_of_their_own_within_their_week_and_the_citys_hours() -> None:
    grid = make_grid()
    history, night, day = by_night_and_day(grid)
    model = BoostedAdditive(weeks=8).fit(history, grid=grid, origin=ORIGIN)
    hours = hours_from(ORIGIN, 168)
    cube = model.predict(hours, ["burglary"]).intensity.values[0].reshape(168, -1)[:, grid.cells]
    local = hour_of_week(hours, "America/Denver") % 24
    odds = cube[:, night] / cube[:, day]
    assert np.median(odds[local == 2]) > 20 * np.median(odds[local == 14])
    city = model.city_total(hours)[1] * model._placed[1]
    np.testing.assert_allclose(cube.sum(axis=1), city, rtol=1e-4)
    # Over a week a place has what its daily density says, as the hours only shift it.
    share = cube.sum(axis=0, dtype=float) / cube.sum(dtype=float)
    learned = model._density_now[1] / model._density_now[1].sum()
    crowded = np.argsort(learned)[-200:]
    assert np.abs(share[crowded] / learned[crowded] - 1).mean() < 0.05


def test_an_advance_keeps_the_hours_that_were_learned() -> None:
    history = make_history()
    model = BoostedAdditive(weeks=8).fit(history, grid=make_grid(), origin=ORIGIN - 3 * DAY)
    before = [shape.copy() for shape in model._shape]
    model.advance(history, origin=ORIGIN)
    for kept, now in zip(before, model._shape, strict=True):
        np.testing.assert_array_equal(kept, now)
    hours = hours_from(ORIGIN, 24)
    cube = model.predict(hours).intensity.values
    city = model.city_total(hours) * model._placed[:, None]
    assert np.nansum(cube, axis=(2, 3)) == pytest.approx(city, rel=1e-4)


def test_of_many_incidents_some_are_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    history = make_history()
    monkeypatch.setattr("crimecast.models.boosted._CASES", 50)
    assert [len(cases.slot) <= 50 for cases in cases_of(history)] == [True] * 3
