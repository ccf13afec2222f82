"""What every model owes: the contract, no leakage, sums that agree."""

import numpy as np
import pytest

from crimecast.calendar import DAY, HOUR, hours_from
from crimecast.forecast import cells_of
from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.models.additive import Additive
from crimecast.models.base import Model, NotFittedError
from crimecast.models.components import TERMS
from crimecast.models.registry import DEFAULT, MODELS, Registry
from history_sample import CATEGORIES, ORIGIN, make_grid, make_history

HOURS = hours_from(ORIGIN, 168)


@pytest.fixture(scope="module", params=list(MODELS))
def model(request: pytest.FixtureRequest, history: History, grid: Grid) -> Model:
    return MODELS.make(request.param).fit(history, grid=grid, origin=ORIGIN)


def predicted(model: Model) -> np.ndarray:
    return cells_of(model.predict(HOURS), model.grid)


def test_a_cube_of_positive_numbers(model: Model) -> None:
    values = predicted(model)
    assert values.shape == (3, 168, len(model.grid.cells))
    assert values.dtype == np.float32
    assert (values > 0).all()
    assert np.isfinite(values).all()


def test_cells_add_up_to_the_placed_share_of_the_city(model: Model, history: History) -> None:
    inside = np.isfinite(history.x)
    whole = predicted(model).sum(axis=2, dtype=float)
    city = model.city_total(HOURS)
    for c in range(2):
        own = history.category == c
        share = (model.grid.locate(history.x, history.y) >= 0)[own].mean()
        assert whole[c].sum() / city[c].sum() == pytest.approx(share, abs=0.01)
        assert inside[own].mean() >= share


def test_the_total_is_near_what_comes(model: Model, history: History) -> None:
    ahead = (history.occurred_from >= ORIGIN) & (history.occurred_from < ORIGIN + 7 * DAY)
    for c in range(2):
        observed = (ahead & (history.category == c)).sum()
        expected = model.city_total(HOURS)[c].sum()
        assert expected == pytest.approx(observed, abs=4 * np.sqrt(observed) + 0.1 * observed)


def test_nothing_reported_after_the_origin_changes_a_forecast(
    model: Model, history: History, grid: Grid
) -> None:
    """To the bit: with the future there, without it, and with another future."""
    cut = history.as_of(ORIGIN)
    other = make_history(seed=99)
    late = other.reported_at > ORIGIN
    both = {
        name: np.concatenate([values, getattr(other, name)[late]])
        for name, values in cut._arrays().items()
    }
    shifted = History(
        other.origin, cut.categories, cut.classes, **both,
        time_zone=cut.time_zone, country=cut.country, subdivision=cut.subdivision,
    )  # fmt: skip
    expected = predicted(model)
    for known in (cut, shifted):
        again = MODELS.make(model.name).fit(known, grid=grid, origin=ORIGIN)
        assert np.array_equal(predicted(again), expected)
        assert np.array_equal(again.city_total(HOURS), model.city_total(HOURS))


def test_an_origin_later_than_what_is_known_is_refused(history: History, grid: Grid) -> None:
    cut = history.as_of(ORIGIN)
    with pytest.raises(ValueError, match="this history ends at"):
        Additive().fit(cut, grid=grid, origin=ORIGIN + HOUR)
    with pytest.raises(ValueError, match="nothing to fit"):
        Additive().fit(history, grid=grid, origin=np.datetime64("1999-01-01", "s"))


def test_terms_add_up_to_the_prediction(model: Model) -> None:
    values = predicted(model)
    for category, rank, h in ((0, 5, 0), (1, 400, 100), (2, 222, 167)):
        told = model.explain(int(model.grid.cells[rank]), CATEGORIES[category], HOURS[h])
        assert sum(told.values()) == pytest.approx(float(values[category, h, rank]), rel=1e-5)
        assert all(v >= -1e-12 for v in told.values())
    with pytest.raises(ValueError, match="outside the study area"):
        model.explain(0, "robbery", HOURS[0])


def test_asked_wrongly_it_says_so(model: Model) -> None:
    with pytest.raises(ValueError, match="there are: robbery, burglary, rare"):
        model.predict(HOURS, categories=["arson"])
    with pytest.raises(ValueError, match="on the hour"):
        model.predict(HOURS + np.timedelta64(1, "s"))
    with pytest.raises(NotFittedError, match="fit the model"):
        MODELS.make(model.name).predict(HOURS)


def test_the_default_explains_with_its_terms(history: History, grid: Grid) -> None:
    model = Additive().fit(history, grid=grid, origin=ORIGIN)
    told = model.explain(int(grid.cells[300]), "burglary", HOURS[3])
    assert list(told) == [*(t.id for t in TERMS), Additive.remainder.id]
    assert sum(v > 0 for v in told.values()) >= 3


def test_the_default_finds_the_places_and_knows_small_cells(history: History) -> None:
    """The same mass in a block of cells, whatever their size."""
    sums = []
    for cell in (50, 100, 200):
        grid = make_grid(cell)
        model = Additive().fit(history, grid=grid, origin=ORIGIN)
        values = cells_of(model.predict(HOURS[:24], ["burglary"]), grid)[0].sum(axis=0, dtype=float)
        full = grid.expand(values, fill=0.0)
        k = 200 // cell
        sums.append(full.reshape(12, k, 15, k).sum(axis=(1, 3)))
    for other in sums[1:]:
        assert np.corrcoef(sums[0].ravel(), other.ravel())[0, 1] > 0.98
        assert sums[0].sum() == pytest.approx(other.sum(), rel=0.01)
    assert np.unravel_index(sums[0].argmax(), sums[0].shape) == (4, 4)  # the cluster at 900, 900


def test_a_category_without_records_is_no_obstacle(history: History, grid: Grid) -> None:
    keep = history.category != 2
    cut = {name: values[keep] for name, values in history._arrays().items()}
    few = History(history.origin, CATEGORIES, history.classes, **cut, time_zone="America/Denver")
    model = Additive().fit(few, grid=grid, origin=ORIGIN)
    values = predicted(model)
    assert np.isfinite(values).all()
    assert (values[2] > 0).all()
    assert values[2].sum() < 0.05 * values[1].sum()


def test_registry_is_immutable_and_says_what_there_is() -> None:
    assert next(iter(MODELS)) == DEFAULT
    more = MODELS.register("mine", Additive)
    assert isinstance(more, Registry)
    assert "mine" in more
    assert "mine" not in MODELS
    assert len(more) == len(MODELS) + 1
    with pytest.raises(ValueError, match="registered already"):
        more.register("mine", Additive)
    with pytest.raises(ValueError, match="no model 'x'; there are: additive"):
        MODELS.make("x")
