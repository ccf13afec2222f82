"""What every model owes: the contract, no leakage, sums that agree."""

import numpy as np
import pytest

from crimecast.calendar import DAY, HOUR, hours_from
from crimecast.forecast import cells_of
from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.models.additive import Additive
from crimecast.models.aoristic import midpoint
from crimecast.models.base import Model, NotFittedError
from crimecast.models.boosted import LEARNED
from crimecast.models.components import FIELDS, TERMS
from crimecast.models.components import HOURS as HOURS_TERM
from crimecast.models.fields import FieldSpec, Points, Smoother, combine
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
    # What is learned of a place may take away, and so may its hours: it is quieter then.
    may_take = {LEARNED.id, HOURS_TERM.id} if LEARNED in model.terms() else {LEARNED.id}
    for category, rank, h in ((0, 5, 0), (1, 400, 100), (2, 222, 167)):
        told = model.explain(int(model.grid.cells[rank]), CATEGORIES[category], HOURS[h])
        assert sum(told.values()) == pytest.approx(float(values[category, h, rank]), rel=1e-5)
        assert all(v >= -1e-12 for term, v in told.items() if term not in may_take)
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


def test_terms_are_the_weighted_fields(history: History, grid: Grid) -> None:
    """What is told as this kind here over the years is the sum of those fields, no more."""
    model = Additive().fit(history, grid=grid, origin=ORIGIN)
    known = history.as_of(ORIGIN)
    cell = grid.locate(known.x, known.y)
    own = (cell >= 0) & (known.category == 1)
    middle = midpoint(known.occurred_from, known.occurred_to)
    points = Points(
        cell[own], ((middle - ORIGIN) / DAY)[own], ((known.reported_at - ORIGIN) / DAY)[own]
    )
    specs = FIELDS["own"]
    here = np.array([spec.decay > 200 and spec.bandwidth <= 125 for spec in specs])
    weights = model._weights[1, : len(specs)] * here
    expected = combine(points, specs, weights, Smoother(grid)).reshape(-1)[grid.cells]
    assert weights.sum() > 0.01
    assert model.term_maps("burglary")[0] == pytest.approx(expected, rel=1e-4)


def test_records_heaped_at_midnight_do_not_see_themselves(grid: Grid) -> None:
    """Dates without hours, no report times: random places leave nothing to learn from recency."""
    rng = np.random.default_rng(12)
    n = 3000
    day = ORIGIN - DAY * np.sort(rng.integers(0, 300, n))[::-1]
    x, y = rng.uniform(500_500, 502_900, n), rng.uniform(4_400_500, 4_402_300, n)
    heaped = History(
        ORIGIN, ("theft",), ("property",), np.zeros(n, np.int16), day, day, day, x, y,
        "America/Denver",
    )  # fmt: skip
    model = Additive().fit(heaped, grid=grid, origin=ORIGIN)
    told = dict(zip(FIELDS["own"], model._weights[0], strict=False))
    assert told[FieldSpec(0.0, 10.0)] < 0.05


def test_fields_near_in_hour_are_learned_within_months(grid: Grid) -> None:
    """One place by night, another by day, sixty days of records."""
    rng = np.random.default_rng(13)
    n = 1500
    night = rng.random(n) < 0.5
    hour = np.where(night, 2, 14)
    start = ORIGIN - DAY * rng.integers(1, 60, n) + HOUR * hour
    spread = rng.normal(size=(2, n)) * 60
    x = 500_000 + np.where(night, 900.0, 2000.0) + spread[0]
    y = 4_400_000 + np.where(night, 900.0, 1500.0) + spread[1]
    order = np.argsort(start, kind="stable")
    known = History(
        ORIGIN, ("theft",), ("property",), np.zeros(n, np.int16),
        start[order], start[order], start[order], x[order], y[order], "America/Denver",
    )  # fmt: skip
    model = Additive().fit(known, grid=grid, origin=ORIGIN)
    values = predicted(model)[0]
    place = grid.rank[grid.locate(500_900.0, 4_400_900.0)]
    assert values[2, place] > 3 * values[14, place]


@pytest.mark.parametrize("shape", [(1, 1), (1, 3), (4, 1)])
def test_the_smallest_towns_have_a_forecast(history: History, shape: tuple[int, int]) -> None:
    grid = Grid(32613, 1000, 500_000.0, 4_400_000.0, np.ones(shape, bool))
    for name in MODELS:
        model = MODELS.make(name).fit(history, grid=grid, origin=ORIGIN)
        assert np.isfinite(predicted(model)).all()


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
    with pytest.raises(ValueError, match="no model 'x'; there are: boosted, additive"):
        MODELS.make("x")
