"""The demos are kept as they were, and nobody is offered them."""

import numpy as np
import pytest

from crimecast.calendar import HOUR, hours_from, utc_to_local
from crimecast.errors import InputError
from crimecast.evaluate.backtest import backtest
from crimecast.forecast import cells_of
from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.models.demos import DEMOS, denver, seattle
from crimecast.models.plugins import installed
from crimecast.models.registry import MODELS
from history_sample import ORIGIN, make_history

HOURS = hours_from(ORIGIN, 24)


@pytest.fixture(scope="module")
def history() -> History:
    """Return two months, enough for what demos learn."""
    return make_history(days=60)


@pytest.fixture(params=list(DEMOS))
def name(request: pytest.FixtureRequest) -> str:
    if request.param == "demo_denver":
        pytest.importorskip("lightgbm")
    return str(request.param)


def test_nobody_is_offered_a_demo() -> None:
    for demo in DEMOS:
        assert demo not in MODELS
        assert demo not in installed()
        with pytest.raises(InputError, match="no model"):
            installed().make(demo)


def test_they_see_nothing_reported_later(name: str, history: History, grid: Grid) -> None:
    told = [
        cells_of(DEMOS.make(name).fit(known, grid=grid, origin=ORIGIN).predict(HOURS[:3]), grid)
        for known in (history, history.as_of(ORIGIN))
    ]
    assert np.array_equal(*told)
    assert (told[0] > 0).all()
    assert np.isfinite(told[0]).all()


def test_they_are_no_forecast(name: str, history: History, grid: Grid) -> None:
    """Scored beside the emptiest reference, both lose to it."""
    models = {name: DEMOS[name], "uniform": MODELS["uniform"]}
    found = backtest(history, models, [ORIGIN], grid=grid, windows=("1h",))
    told = found.frame().set_index(["model", "category", "score"]).value
    assert told[name, "all", "gain_over_uniform"] < 0


def test_denvers_expects_one_incident_in_every_block_at_every_hour(
    history: History, grid: Grid
) -> None:
    pytest.importorskip("lightgbm")
    model = DEMOS.make("demo_denver").fit(history, grid=grid, origin=ORIGIN)
    per_block = model.city_total(HOURS).sum(axis=0) / len(grid.cells)
    assert per_block == pytest.approx(np.ones(24), abs=0.3)


def test_denvers_rows_are_hours_of_blocks_that_had_some() -> None:
    block, hour, count = denver.block_hours(np.array([7, 3, 7, 7]), np.array([5, 5, 5, 6]))
    assert list(zip(block.tolist(), hour.tolist(), count.tolist(), strict=True)) == [
        (3, 5, 1), (7, 5, 2), (7, 6, 1),
    ]  # fmt: skip


def test_denvers_weekday_is_another_in_use() -> None:
    sunday = np.array(["2024-07-07T13"], "datetime64[h]").astype(np.int64)
    place = np.array([4])
    assert denver.features(place, place + 1, sunday).tolist() == [[4, 5, 13, 6, 7]]
    assert denver.features(place, place + 1, sunday, in_use=True).tolist() == [[4, 5, 13, 0, 7]]


def test_seattles_gradient_is_that_of_its_error() -> None:
    rng = np.random.default_rng(0)
    x, y = rng.normal(size=(6, 4)), rng.normal(size=(6, 2))
    net = seattle.Network([rng.normal(size=s) for s in ((4, 3), (3,), (3, 2), (2,))])

    def loss() -> float:
        return float(0.5 * ((net(x) - y) ** 2).sum() / len(x))

    for weights, gradient in zip(net.weights, net.gradient(x, y), strict=True):
        for i in np.ndindex(weights.shape):
            before = weights[i]
            weights[i] = before + 1e-5
            high = loss()
            weights[i] = before - 1e-5
            low = loss()
            weights[i] = before
            assert gradient[i] == pytest.approx((high - low) / 2e-5, rel=1e-5, abs=1e-9)


def test_seattles_network_learns_a_mean_that_moves_with_the_time() -> None:
    rng = np.random.default_rng(1)
    x = rng.uniform(size=(4000, 4))
    y = np.stack([x[:, 2], -x[:, 2]], axis=1) + 0.5 * rng.normal(size=(4000, 2))
    told = seattle.train(x, y)(np.array([[0.5, 0.5, h, 0.5] for h in (0.1, 0.5, 0.9)]))
    assert told[:, 0] == pytest.approx([0.1, 0.5, 0.9], abs=0.1)
    assert told[:, 1] == pytest.approx([-0.1, -0.5, -0.9], abs=0.1)


def test_seattles_answer_is_one_point_between_the_places(history: History, grid: Grid) -> None:
    model = DEMOS.make("demo_seattle").fit(history, grid=grid, origin=ORIGIN)
    values = cells_of(model.predict(HOURS, ["burglary"]), grid)[0]
    assert ((values > values.min() * 1.001).sum(axis=1) == 1).all()
    assert values.max(axis=1) == pytest.approx(values.sum(axis=1), rel=2e-3)
    assert isinstance(model, seattle.TimeToPoint)
    points = model.points(HOURS)
    centre = np.nanmean(np.stack([history.x, history.y]), axis=1)
    assert np.hypot(*(points - centre).T).max() < 500  # where next to nothing happens


def test_seattles_pickers() -> None:
    at = utc_to_local(np.array([ORIGIN + 13 * HOUR], "datetime64[s]"), "America/Denver")
    assert seattle.clock(at)[0] == pytest.approx([6 / 11, 0, 13 / 23, 0])
