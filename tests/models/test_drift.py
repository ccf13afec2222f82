"""How far a model's maps lie from its usual ones."""

from dataclasses import replace

import numpy as np
import pytest

from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.models.additive import Additive
from crimecast.models.base import Model, NotFittedError
from crimecast.models.boosted import BoostedAdditive
from crimecast.models.drift import past_days
from crimecast.models.fields import Points
from crimecast.models.registry import MODELS
from history_sample import ORIGIN, make_grid, make_history

HOURS = np.datetime64("2024-07-01T06:00:00") + np.arange(168).astype("timedelta64[h]")
SHARE = {"additive": Additive, "boosted": BoostedAdditive}


def moved(history: History, since: int) -> History:
    """Return the same records with the second cluster's of the last days a good way off."""
    late = history.occurred_from > ORIGIN - np.timedelta64(since, "D")
    there = late & (np.abs(history.x - 502_000) < 200) & (np.abs(history.y - 4_401_500) < 200)
    return replace(history, x=np.where(there, history.x - 1500, history.x))


@pytest.fixture(scope="module", params=list(SHARE))
def fitted(request: pytest.FixtureRequest) -> Model:
    return SHARE[request.param]().fit(moved(make_history(), 90), grid=make_grid(), origin=ORIGIN)


def at(grid: Grid, x: float, y: float) -> int:
    return int(grid.rank[int(grid.locate(500_000 + x, 4_400_000 + y))])


def test_where_less_or_more_comes_lately_it_says_so(fitted: Model) -> None:
    drift = fitted.drift(moved(make_history(), 90))
    assert drift is not None
    assert drift.times.shape == (3, len(fitted.grid.cells))
    assert drift.maps == 6
    times = drift.times[1]
    assert times[at(fitted.grid, 2000, 1500)] < 0.8  # the cluster that is left
    assert times[at(fitted.grid, 500, 1500)] > 2.0  # where it went
    assert times[at(fitted.grid, 900, 900)] == pytest.approx(1.0, abs=0.25)  # the one that stays


def test_shares_add_up_and_the_forecast_stays_as_it_is(fitted: Model) -> None:
    before = fitted.predict(HOURS[:5]).intensity.values
    drift = fitted.drift(moved(make_history(), 90))
    assert drift is not None
    np.testing.assert_array_equal(fitted.predict(HOURS[:5]).intensity.values, before)
    week = fitted.predict(HOURS).intensity.values.sum(axis=1).reshape(3, -1)
    now = week[:, fitted.grid.mask.reshape(-1)]
    usual = now / drift.times
    np.testing.assert_allclose(usual.sum(axis=1) / now.sum(axis=1), 1.0, atol=0.02)


def test_where_nothing_changes_it_is_about_one() -> None:
    model = Additive().fit(make_history(), grid=make_grid(), origin=ORIGIN)
    drift = model.drift(make_history())
    assert drift is not None
    week = model.predict(HOURS[:24]).intensity.values[1].sum(axis=0)
    crowded = np.argsort(week[model.grid.mask])[-40:]
    assert np.abs(np.log(drift.times[1, crowded])).mean() < 0.15


def test_what_is_reported_later_does_not_enter() -> None:
    history = make_history()
    model = Additive().fit(history, grid=make_grid(), origin=ORIGIN)
    whole, cut = model.drift(history), model.drift(history.as_of(ORIGIN))
    assert whole is not None
    assert cut is not None
    np.testing.assert_array_equal(whole.times, cut.times)


def test_the_same_records_give_the_same_bytes(fitted: Model) -> None:
    first, second = (fitted.drift(moved(make_history(), 90)) for _ in range(2))
    assert first is not None
    assert second is not None
    assert first.times.tobytes() == second.times.tobytes()


def test_short_records_have_fewer_past_maps_or_none() -> None:
    def days(length: int) -> list[int]:
        at = np.linspace(-length, 0, 2000)
        return past_days(Points(np.zeros(2000, np.int64), at, at))

    assert days(60) == []
    assert days(206) == [-56, -112]
    assert len(days(3000)) == 6
    assert past_days(Points(np.zeros(0, np.int64), np.zeros(0), np.zeros(0))) == []
    short = make_history(days=60)
    assert Additive().fit(short, grid=make_grid(), origin=ORIGIN).drift(short) is None


def test_models_that_do_not_know_it_do_not_tell() -> None:
    model = MODELS.make("prior_counts")
    with pytest.raises(NotFittedError):
        model.drift(make_history())
    model.fit(make_history(), grid=make_grid(), origin=ORIGIN)
    assert model.drift(make_history()) is None
