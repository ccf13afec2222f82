from dataclasses import replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import pytest
from scipy import stats

from crimecast.calendar import DAY, HOUR, Instants, hours_from
from crimecast.counts import count_interval
from crimecast.errors import InputError
from crimecast.evaluate.backtest import Backtest, backtest
from crimecast.evaluate.consistency import spatial_test
from crimecast.evaluate.heaped import is_heaped
from crimecast.evaluate.hit_rate import CURVE_SHARES, hits_at, oracle_hits
from crimecast.evaluate.tables import SCHEMA, Columns
from crimecast.evaluate.totals import Areas
from crimecast.forecast import cells_of
from crimecast.grid import Floats
from crimecast.incidents.history import History
from crimecast.models.aoristic import midpoint
from crimecast.models.base import Model
from crimecast.models.prior_counts import PriorCounts
from crimecast.models.registry import MODELS
from crimecast.models.uniform import Uniform
from history_sample import ORIGIN, make_grid, make_history

ORIGINS = [ORIGIN - 2 * DAY, ORIGIN - DAY, ORIGIN]
GRID = make_grid(200)
HISTORY = make_history(days=80)
HALVES = Areas(("west", "east"), (GRID.cells % GRID.shape[1] >= 7).astype(np.int64))


class Cheat(Model):
    """Knows the future from outside the contract: the bench must be able to tell."""

    name: ClassVar[str] = "cheat"
    future: ClassVar[History]

    def _fit(self, history: History) -> None:
        ahead = (self.future.occurred_from >= self.origin) & np.isfinite(self.future.x)
        self._cell = self.grid.locate(self.future.x, self.future.y)
        self._ahead = ahead & (self._cell >= 0)

    def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
        out = np.full((len(hours), len(self.grid.cells)), 1e-6, np.float32)
        middle = midpoint(self.future.occurred_from, self.future.occurred_to)
        hour = (middle - hours[0]).astype(int) // 3600
        own = self._ahead & (self.future.category == category) & (hour >= 0) & (hour < len(hours))
        np.add.at(out, (hour[own], self.grid.rank[self._cell[own]]), 1.0)
        return out

    def _city_total(self, hours: Instants) -> Floats:
        return np.stack([self._intensity(c, hours).sum(axis=1) for c in range(3)]).astype(float)


class Rigid(Uniform):
    """Gives zero to the north and cannot take in anything new."""

    advanced: ClassVar[list[np.datetime64]] = []

    def _advance(self, history: History) -> None:
        self.advanced.append(self.origin)

    def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
        values = super()._intensity(category, hours)
        values[:, len(self.grid.cells) // 2 :] = 0
        return values


@pytest.fixture(scope="module")
def found() -> Backtest:
    Cheat.future = HISTORY
    models = {"prior_counts": PriorCounts, "uniform": Uniform, "cheat": Cheat}
    return backtest(HISTORY, models, ORIGINS, grid=GRID, areas=HALVES)


def score(table: Columns, name: str, **wanted: object) -> Floats:
    chosen = table["score"] == name
    for column, value in wanted.items():
        chosen &= table[column] == value
    return table["value"][chosen].astype(float)


def one(table: Columns, name: str, **wanted: object) -> float:
    (value,) = score(table, name, **wanted)
    return float(value)


def test_the_tables_are_as_documented(found: Backtest) -> None:
    assert found.tables.keys() == SCHEMA.keys()
    for name, columns in found.tables.items():
        assert list(columns) == list(SCHEMA[name])
        sizes = {len(values) for values in columns.values()}
        assert len(sizes) == 1
        assert sizes != {0}
    assert list(found.frame().columns) == list(SCHEMA["summary"])
    assert found.protocol["models"] == {"prior_counts": "2", "uniform": "2", "cheat": "1"}


@pytest.mark.parametrize(("category", "window"), [(0, 1), (1, 1), (0, 24), (1, 24)])
def test_every_score_is_what_its_definition_gives(
    found: Backtest, category: int, window: int
) -> None:
    origin, name = ORIGINS[1], HISTORY.categories[category]
    model = PriorCounts().fit(HISTORY, grid=GRID, origin=ORIGINS[0])
    model.advance(HISTORY, origin=origin)
    values = cells_of(model.predict(hours_from(origin, 24), categories=[name]), GRID)[0]
    length = HISTORY.occurred_to - HISTORY.occurred_from
    middle = HISTORY.occurred_from + length // 2
    known = HISTORY.reported_at <= origin
    own = (HISTORY.category == category) & (GRID.locate(HISTORY.x, HISTORY.y) >= 0)
    own &= (middle >= origin) & (middle < origin + DAY) & ~known
    timed = length <= HOUR
    clear = timed & ~is_heaped(HISTORY.occurred_from, HISTORY.time_zone)
    before = known & (HISTORY.category == category)
    thin, thin_clear = (((before & f).sum() + 1) / (before.sum() + 2) for f in (timed, clear))
    if window == 1:
        own &= timed
    else:
        values, thin = values.sum(axis=0, keepdims=True), 1.0
    step = ((middle[own] - origin) // (window * HOUR)).astype(int)
    at = step, GRID.rank[GRID.locate(HISTORY.x[own], HISTORY.y[own])]
    counts = np.zeros(values.shape, int)
    np.add.at(counts, at, 1)
    wanted = {
        "model": "prior_counts", "category": name, "origin": origin,
        "resolution": f"{window}h x 200m",
    }  # fmt: skip
    scores = found["scores"]
    total = values.sum(dtype=float)
    assert own.sum() >= 1
    assert one(scores, "observed", **wanted) == own.sum()
    assert one(scores, "expected", **wanted) == pytest.approx(thin * total)
    log_score = np.log(thin * values[at]).sum() - thin * total
    assert one(scores, "log_score", **wanted) == pytest.approx(log_score)
    if window == 1:
        some = clear[own]
        at_clear = at[0][some], at[1][some]
        unheaped = np.log(thin_clear * values[at_clear]).sum() - thin_clear * total
        assert one(scores, "log_score_unheaped", **wanted) == pytest.approx(unheaped)
    else:
        likelihood = stats.poisson.logpmf(counts, values.astype(float)).sum()
        assert one(scores, "poisson_score", **wanted) == pytest.approx(likelihood)
    for share in (0.01, 0.02, 0.05, 0.1, 0.2):
        hits = hits_at(values.ravel(), counts.ravel(), [share])[0]
        assert one(scores, f"hits_{100 * share:g}", **wanted) == pytest.approx(hits)
        oracle = oracle_hits(counts.ravel(), [share])[0]
        assert one(scores, f"oracle_{100 * share:g}", **wanted) == pytest.approx(oracle)


def test_sums_over_categories_are_marked_and_unmarked(found: Backtest) -> None:
    scores = found["scores"]
    for resolution in ("1h x 200m", "24h x 200m"):
        wanted = {"model": "prior_counts", "origin": ORIGINS[0], "resolution": resolution}
        each = [one(scores, "log_score", category=c, **wanted) for c in HISTORY.categories]
        whole = one(scores, "log_score", category="all", **wanted)
        assert whole == pytest.approx(sum(each))
        some = one(scores, "log_score", category="class:property", **wanted)
        assert some == pytest.approx(sum(each[1:]))
        # knowing where and when, but not what, is less to be wrong about
        assert one(scores, "log_score_unmarked", category="all", **wanted) > whole
        single = one(scores, "log_score_unmarked", category="class:person", **wanted)
        assert single == pytest.approx(each[0], rel=1e-5)
        totals = [one(scores, "expected", category=c, **wanted) for c in HISTORY.categories]
        assert one(scores, "expected", category="all", **wanted) == pytest.approx(sum(totals))


@pytest.mark.parametrize("window", [1, 24])
def test_the_most_likely_category_is_counted_incident_by_incident(
    found: Backtest, window: int
) -> None:
    """All over again in loops: each incident's own cell and window, a category at a time."""
    counted = dict[tuple[str, str], int]()
    losses = right = 0.0
    model = PriorCounts()
    cells = GRID.locate(HISTORY.x, HISTORY.y)
    length = HISTORY.occurred_to - HISTORY.occurred_from
    middle = HISTORY.occurred_from + length // 2
    for number, origin in enumerate(ORIGINS):
        if number:
            model.advance(HISTORY, origin=origin)
        else:
            model.fit(HISTORY, grid=GRID, origin=origin)
        cube = model.predict(hours_from(origin, 24))
        known = HISTORY.reported_at <= origin
        for i in np.flatnonzero((cells >= 0) & ~known):
            hour = int((middle[i] - origin) // HOUR)
            if not 0 <= hour < 24 or (window == 1 and length[i] > HOUR):
                continue
            chances = []
            for c in range(len(HISTORY.categories)):
                values = cells_of(cube, GRID)[c][:, GRID.rank[cells[i]]]
                before = known & (HISTORY.category == c)
                thin = ((before & (length <= HOUR)).sum() + 1) / (before.sum() + 2)
                chances.append(values[hour] * thin if window == 1 else values.sum())
            was, said = int(HISTORY.category[i]), int(np.argmax(chances))
            pair = HISTORY.categories[was], HISTORY.categories[said]
            counted[pair] = counted.get(pair, 0) + 1
            right += was == said
            losses -= np.log(chances[was] / sum(chances))
    table = found["confusion"]
    own = (table["model"] == "prior_counts") & (table["resolution"] == f"{window}h x 200m")
    columns = (table[name][own] for name in ("category", "most_likely", "incidents"))
    assert {(was, said): n for was, said, n in zip(*columns, strict=True)} == counted
    assert window == 1 or len({said for _, said in counted}) > 1
    wanted = {"model": "prior_counts", "category": "all", "resolution": f"{window}h x 200m"}
    assert score(found["scores"], "category_right", **wanted).sum() == right
    loss = score(found["scores"], "category_log_loss", **wanted)
    assert loss.sum() == pytest.approx(losses, rel=1e-5)
    n = sum(counted.values())
    told = found["summary"]
    assert one(told, "category_accuracy", lead="all", **wanted) == pytest.approx(right / n)
    assert one(told, "category_log_loss", lead="all", **wanted) == pytest.approx(losses / n)
    # saying what as well as where and when costs just that
    marked, unmarked = (
        score(found["scores"], name, **wanted) for name in ("log_score", "log_score_unmarked")
    )
    np.testing.assert_allclose(unmarked - marked, loss, rtol=1e-4)


def test_what_came_is_held_against_draws_from_the_forecast(found: Backtest) -> None:
    scores = found["scores"]
    names = {"spatial_pass", "spatial_quantile", "likelihood_pass", "likelihood_quantile"}
    own = np.isin(scores["score"], list(names))
    assert set(scores["category"][own]) == {"all"}
    assert own.sum() == 4 * 3 * 2 * len(ORIGINS)
    for resolution in ("1h x 200m", "24h x 200m"):
        wanted = {"category": "all", "resolution": resolution}
        for name in ("spatial", "likelihood"):
            quantile, passed = (
                score(scores, f"{name}_{it}", **wanted) for it in ("quantile", "pass")
            )
            assert np.array_equal(passed, quantile >= 0.05)
            share = one(
                found["summary"], f"{name}_passed", model="prior_counts", lead="all", **wanted
            )
            own_pass = score(scores, f"{name}_pass", model="prior_counts", **wanted)
            assert share == pytest.approx(own_pass.mean())
    # with the model, the places and other draws all over again
    model = PriorCounts().fit(HISTORY, grid=GRID, origin=ORIGINS[0])
    layer = cells_of(model.predict(hours_from(ORIGINS[0], 24)), GRID).sum(axis=(0, 1))
    seen = found["observed"]["cell"][found["observed"]["origin"] == ORIGINS[0]]
    counts = np.bincount(GRID.rank[seen], minlength=len(layer))
    want = spatial_test(layer, counts, draws=4000, seed=99).quantile
    wanted = {"model": "prior_counts", "resolution": "24h x 200m", "origin": ORIGINS[0]}
    assert one(scores, "spatial_quantile", **wanted) == pytest.approx(want, abs=0.06)


def test_curves_add_up_over_origins(found: Backtest) -> None:
    curves = found["curves"]
    own = (curves["model"] == "prior_counts") & (curves["resolution"] == "24h x 200m")
    own &= curves["category"] == "burglary"
    wanted = {"model": "prior_counts", "category": "burglary", "resolution": "24h x 200m"}
    assert np.array_equal(curves["area_share"][own], CURVE_SHARES)
    hits, oracle = curves["hits"][own], curves["oracle"][own]
    assert hits[-1] == pytest.approx(score(found["scores"], "observed", **wanted).sum())
    assert (hits <= oracle + 1e-9).all()
    five = np.flatnonzero(np.isclose(CURVE_SHARES, 0.05))[0]
    assert hits[five] == pytest.approx(score(found["scores"], "hits_5", **wanted).sum())


def test_reliability_and_murphy_cover_all_cells(found: Backtest) -> None:
    cells = {"1h x 200m": 24 * len(GRID.cells) * 3, "24h x 200m": len(GRID.cells) * 3}
    for name in ("reliability", "murphy"):
        table = found[name]
        for resolution, count in cells.items():
            own = (table["model"] == "uniform") & (table["resolution"] == resolution)
            own &= table["category"] == "all"
            sums = table["cells"][own]
            assert (sums.sum() if name == "reliability" else sums.min()) == count
    table, scores = found["reliability"], found["scores"]
    own = (table["model"] == "prior_counts") & (table["category"] == "robbery")
    wanted = {"model": "prior_counts", "category": "robbery"}
    for column in ("expected", "observed"):
        want = sum(score(scores, column, resolution=r, **wanted).sum() for r in cells)
        assert table[column][own].sum() == pytest.approx(want, rel=1e-6)


def test_rates_of_hours_are_not_thinned(found: Backtest) -> None:
    rates = found["rates"]
    own = (rates["model"] == "uniform") & (rates["resolution"] == "1h x 200m")
    day = (rates["model"] == "uniform") & (rates["resolution"] == "24h x 200m")
    daily = dict(zip(rates["incident"][day], rates["log_intensity"][day], strict=True))
    hourly = dict(zip(rates["incident"][own], rates["log_intensity"][own], strict=True))
    assert hourly
    for incident, value in hourly.items():  # the same in every hour
        assert value + np.log(24) == pytest.approx(daily[incident], abs=1e-5)


def test_rates_are_log_intensities_of_the_incidents_scored(found: Backtest) -> None:
    rates, scores = found["rates"], found["scores"]
    own = (rates["model"] == "uniform") & (rates["resolution"] == "24h x 200m")
    wanted = {"model": "uniform", "category": "all", "resolution": "24h x 200m"}
    expected = score(scores, "expected", **wanted).sum()
    whole = score(scores, "log_score", **wanted).sum()
    assert rates["log_intensity"][own].sum() - expected == pytest.approx(whole)
    assert set(rates["incident"][own]) == set(found["observed"]["incident"])


def test_observed_lie_in_their_cells_and_hours(found: Backtest) -> None:
    seen = found["observed"]
    assert np.array_equal(GRID.locate(seen["x"], seen["y"]), seen["cell"])
    assert np.array_equal(seen["iy"] * GRID.shape[1] + seen["ix"], seen["cell"])
    middle = midpoint(seen["occurred_from"], seen["occurred_to"])
    assert ((middle - seen["time"] >= np.timedelta64(0)) & (middle - seen["time"] < HOUR)).all()
    assert (seen["reported_at"] > seen["origin"]).all()
    assert ((middle >= seen["origin"]) & (middle < seen["origin"] + DAY)).all()
    assert np.array_equal(seen["hour_known"], seen["occurred_to"] - seen["occurred_from"] <= HOUR)


def test_totals_of_areas_add_up_and_have_poisson_intervals_without_a_spread(
    found: Backtest,
) -> None:
    totals = found["totals"]
    own = (totals["model"] == "uniform") & (totals["category"] == "all") & (totals["hours"] == 24)
    city, parts = own & (totals["area"] == "city"), own & (totals["area"] != "city")
    for column in ("expected", "observed"):
        assert totals[column][parts].sum() == pytest.approx(totals[column][city].sum(), rel=1e-5)
    assert set(totals["area"][parts]) == {"west", "east"}
    np.testing.assert_allclose(totals["variance"][own], totals["expected"][own])
    for level, low, high in ((0.5, "lower50", "upper50"), (0.9, "lower90", "upper90")):
        lower, upper = count_interval(totals["expected"], totals["variance"], level=level)
        assert np.array_equal(lower, totals[low])
        assert np.array_equal(upper, totals[high])
    hourly = (totals["model"] == "uniform") & (totals["hours"] == 1) & (totals["category"] == "all")
    assert sorted(totals["lead"][hourly]) == sorted([*range(24)] * 3)
    assert set(totals["area"][hourly]) == {"city"}
    wanted = {"model": "uniform", "category": "all", "resolution": "1h x 200m"}
    for column in ("expected", "observed"):
        want = score(found["scores"], column, **wanted).sum()
        assert totals[column][hourly].sum() == pytest.approx(want, rel=1e-5)


def test_the_future_scores_far_better_than_any_model_can(found: Backtest) -> None:
    def gain(model: str) -> float:
        return one(
            found["summary"], "gain_over_uniform", model=model, category="all",
            resolution="1h x 200m", lead="all",
        )  # fmt: skip

    assert gain("prior_counts") > 0.5
    assert gain("cheat") > gain("prior_counts") + 3


def test_what_came_after_the_last_hour_scored_changes_nothing(found: Backtest) -> None:
    middle = midpoint(HISTORY.occurred_from, HISTORY.occurred_to)
    kept = middle < ORIGINS[-1] + DAY
    assert (~kept).sum() > 0
    names = ("category", "occurred_from", "occurred_to", "reported_at", "x", "y")
    cut = replace(HISTORY, **{name: getattr(HISTORY, name)[kept] for name in names})
    models = {"prior_counts": PriorCounts, "uniform": Uniform}
    again = backtest(cut, models, ORIGINS, grid=GRID, areas=HALVES)
    for name in ("scores", "totals", "curves", "reliability", "murphy", "confusion"):
        own = found[name]["model"] != "cheat"
        for column, values in again[name].items():
            np.testing.assert_array_equal(values, found[name][column][own], f"{name} {column}")


def test_a_new_model_stands_beside_the_others() -> None:
    class Yesterday(Model):
        """As many as yesterday, near where all of them were before."""

        name = "yesterday"

        def _fit(self, history: History) -> None:
            n, cells = len(self.categories), self.grid.locate(history.x, history.y)
            ranks = self.grid.rank[cells[cells >= 0]]
            share = np.bincount(ranks, minlength=len(self.grid.cells)) + 0.1
            self._share = (share / share.sum()).astype(np.float32)
            recent = self.origin - history.occurred_from <= DAY
            self._hourly = (np.bincount(history.category[recent], minlength=n) + 0.5) / 24

        def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
            return np.tile(self._share * np.float32(self._hourly[category]), (len(hours), 1))

        def _city_total(self, hours: Instants) -> Floats:
            return np.repeat(self._hourly[:, None], len(hours), axis=1)

    models = MODELS.register("yesterday", Yesterday)
    names = ("yesterday", "prior_counts", "uniform")
    scored = backtest(HISTORY, {n: models[n] for n in names}, ORIGINS[:2], grid=GRID)
    summary = scored.frame().query("category == 'all' and lead == 'all'")
    gains = summary[summary.score == "gain_over_uniform"].set_index(["model", "resolution"]).value
    assert gains["yesterday", "24h x 200m"] > 0.3
    assert set(scored["timings"]["model"]) == set(names)


def test_origins_of_a_block_are_advanced_to_and_what_was_impossible_scores_minus_infinity() -> None:
    Rigid.advanced.clear()
    found = backtest(HISTORY, {"rigid": Rigid, "uniform": Uniform}, ORIGINS, grid=GRID, refit=36)
    assert Rigid.advanced == [ORIGINS[1]]  # the third begins a block
    own = found["timings"]["model"] == "rigid"
    steps = found["timings"]["step"][own]
    assert [s for s in steps if s != "predict"] == ["fit", "advance", "fit"]
    assert (found["timings"]["peak_mb"] > 10).all()
    wanted = {"model": "rigid", "category": "all", "resolution": "24h x 200m"}
    assert np.isneginf(score(found["scores"], "log_score", **wanted)).any()
    summary = found["summary"]
    for name in ("log_score", "gain_over_uniform"):
        assert one(summary, name, lead="all", **wanted) == -np.inf
    assert 0 < one(summary, "hit_rate_20", lead="all", **wanted) < 1


def test_a_model_that_gives_no_intensity_is_named() -> None:
    class Broken(Uniform):
        def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
            return -super()._intensity(category, hours)

    with pytest.raises(ValueError, match=r"broken, robbery, 2024-06-29T06:00:00Z: .*negative"):
        backtest(HISTORY, {"broken": Broken}, ORIGINS[:1], grid=GRID)


def test_longer_horizons_have_leads_and_weeks() -> None:
    found = backtest(
        HISTORY, ["uniform"], [ORIGIN - 2 * DAY], grid=GRID, horizon=180,
        windows=("1h", "24h", "7d"), areas=HALVES,
    )  # fmt: skip
    scores = found["scores"]
    for resolution, leads in (
        ("1h x 200m", [*range(0, 180, 24)]), ("24h x 200m", [*range(0, 168, 24)]),
        ("168h x 200m", [0]), ("168h x neighborhood", [0]),
    ):  # fmt: skip
        own = (scores["resolution"] == resolution) & (scores["category"] == "all")
        assert sorted(set(scores["lead"][own])) == leads
    weekly = one(scores, "observed", resolution="168h x 200m", category="all")
    daily = score(scores, "observed", resolution="24h x 200m", category="all")
    assert daily.sum() == weekly
    leads = found["summary"]["lead"][found["summary"]["resolution"] == "24h x 200m"]
    assert set(leads) == {"all", *map(str, range(0, 168, 24))}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"origins": [ORIGIN + np.timedelta64(1800)]}, "not on the hour"),
        ({"origins": []}, "no origin"),
        ({"models": []}, "no model to score"),
        ({"models": ["nosuch"]}, "no model 'nosuch'; there are: .*uniform"),
        ({"horizon": 0}, "1 to 336"),
        ({"windows": ["1w"]}, "'1w' is no duration"),
        ({"areas": Areas(("city",), np.zeros(len(GRID.cells), int))}, "stands for the whole"),
    ],
)
def test_what_cannot_be_scored_is_refused(change: dict[str, object], words: str) -> None:
    given = {"models": ["uniform"], "origins": ORIGINS, **change}
    with pytest.raises(ValueError, match=words):
        backtest(HISTORY, grid=GRID, **given)  # type: ignore[arg-type]


def test_what_is_not_known_yet_cannot_be_scored() -> None:
    last = HISTORY.origin.astype("datetime64[h]").astype("datetime64[s]")
    with pytest.raises(InputError, match="are not known yet; end earlier"):
        backtest(HISTORY, ["uniform"], [last], grid=GRID)
