import numpy as np
import pytest

from crimecast.calendar import DAY, HOUR
from crimecast.evaluate.summary import gains_over_each, needed_of_references, summarize
from crimecast.evaluate.tables import Columns, Rows, concatenate, sum_over_blocks

FIRST = np.datetime64("2024-07-01T06:00:00", "s")


def made(
    values: dict[str, np.ndarray], *, score: str = "log_score", n: int = 10, every: int = 24,
    lead: int = 0, resolution: str = "1h x 100m",
) -> Columns:  # fmt: skip
    rows = Rows("scores")
    for model, daily in values.items():
        for i, value in enumerate(daily):
            rows.add(
                model=model, category="all", origin=FIRST + i * every * HOUR, lead=lead,
                resolution=resolution, score=score, value=value, unit="nats", n=n,
            )  # fmt: skip
    return rows.columns()


def pick(table: Columns, score: str, model: str, lead: str = "all") -> tuple[float, float, float]:
    own = (table["score"] == score) & (table["model"] == model) & (table["lead"] == lead)
    assert own.sum() == 1
    return tuple(float(table[c][own][0]) for c in ("value", "low", "high"))  # type: ignore[return-value]


def test_the_interval_is_that_of_a_mean_over_days() -> None:
    rng = np.random.default_rng(5)
    ours, theirs = rng.normal(3.0, 2.0, 60), rng.normal(0.0, 9.0, 60)
    ours = ours + theirs  # what both share cancels
    table = summarize(made({"a": ours, "uniform": theirs}), draws=10_000)
    value, low, high = pick(table, "gain_over_uniform", "a")
    gain = ours - theirs
    half = 1.96 * gain.std(ddof=1) / np.sqrt(60) / 10
    assert value == pytest.approx(gain.mean() / 10)
    assert low == pytest.approx(value - half, abs=0.006)
    assert high == pytest.approx(value + half, abs=0.006)
    assert pick(table, "log_score", "a")[0] == pytest.approx(ours.mean() / 10)
    assert not (table["score"][table["model"] == "uniform"] == "gain_over_uniform").any()


def test_gains_over_any_model_are_those_of_the_summary() -> None:
    rng = np.random.default_rng(6)
    daily = {name: rng.normal(3.0, 2.0, 30) for name in ("a", "uniform", "mine")}
    scores = made(daily)
    found = gains_over_each(scores, "a")
    assert found.keys() == {(name, "all", "1h x 100m") for name in ("uniform", "mine")}
    told = pick(summarize(scores), "gain_over_uniform", "a")
    assert found["uniform", "all", "1h x 100m"] == pytest.approx(told)
    gain = (daily["a"] - daily["mine"]) / 10
    value, low, high = found["mine", "all", "1h x 100m"]
    assert value == pytest.approx(gain.mean())
    assert low < value < high


def test_a_gain_over_the_impossible_is_infinite_and_between_two_of_them_is_none() -> None:
    scores = made({"a": np.array([1.0, 2.0]), "b": np.array([1.0, -np.inf])})
    assert gains_over_each(scores, "a") == {("b", "all", "1h x 100m"): (np.inf, np.inf, np.inf)}
    both = made({"a": np.array([1.0, -np.inf]), "b": np.array([1.0, -np.inf])})
    assert gains_over_each(both, "a") == {}
    assert gains_over_each(made({"a": np.ones(2)}, score="hits_5"), "a") == {}


def test_ratios_of_sums_not_means_of_ratios() -> None:
    parts = [
        made({"a": np.array([1.0, 3.0])}, score="hits_5", n=4),
        made({"a": np.array([2.0, 4.0])}, score="oracle_5", n=4),
        made({"a": np.array([2.0, 8.0])}, score="expected", n=4),
        made({"a": np.array([4.0, 4.0])}, score="observed", n=4),
        made({"a": np.array([40.0, 44.0])}, score="covered_90", n=50),
    ]
    table = summarize(concatenate(parts, "scores"))
    for score, want in (
        ("hit_rate_5", 4 / 8), ("pei_5", 4 / 6), ("expected_over_observed", 10 / 8),
        ("coverage_90_exact", 0.84),
    ):  # fmt: skip
        assert pick(table, score, "a")[0] == pytest.approx(want)


def test_leads_are_told_apart_and_together() -> None:
    parts = [made({"a": np.array([1.0, 2.0])}, lead=lead) for lead in (0, 24)]
    table = summarize(concatenate(parts, "scores"))
    assert pick(table, "log_score", "a", "24")[0] == pytest.approx(0.15)
    assert pick(table, "log_score", "a", "all")[0] == pytest.approx(0.15)
    own = (table["score"] == "log_score") & (table["lead"] == "all")
    assert table["n"][own] == [40]


def test_origins_of_one_day_are_drawn_together() -> None:
    up_and_down = np.tile([10.0, -10.0], 20)  # evens out within each day, not between halves
    apart = summarize(made({"a": up_and_down}, every=24))
    together = summarize(made({"a": up_and_down}, every=12), time_zone="America/Denver")
    assert pick(apart, "log_score", "a")[2] > 0.1
    assert pick(together, "log_score", "a") == pytest.approx((0, 0, 0), abs=1e-12)


def test_days_whose_hours_overlap_are_drawn_in_runs() -> None:
    rng = np.random.default_rng(1)
    week = np.convolve(rng.normal(0, 1, 96), np.ones(7), "valid")
    alone = summarize(made({"a": week}), horizon=24)
    runs = summarize(made({"a": week}), horizon=168)
    widths = [pick(t, "log_score", "a")[2] - pick(t, "log_score", "a")[1] for t in (alone, runs)]
    assert widths[1] > 1.5 * widths[0]


def test_without_incidents_there_is_no_score() -> None:
    table = summarize(made({"a": np.zeros(3)}, n=0))
    assert np.isnan(pick(table, "log_score", "a")).all()
    assert not len(summarize(Rows("scores").columns())["model"])


def test_models_can_be_told_one_at_a_time() -> None:
    scores = made({m: np.arange(9.0) * i for i, m in enumerate(("a", "b", "uniform"), 1)})
    whole = summarize(scores)
    own = summarize(scores, models=("b",))
    assert set(own["model"]) == {"b"}
    for column, values in own.items():
        assert np.array_equal(values, whole[column][whole["model"] == "b"])
    assert "log_score" in needed_of_references()


def test_sums_over_blocks_keep_the_order_and_add_what_adds_up() -> None:
    rows = Rows("curves")
    for model in ("b", "a", "b"):
        rows.add(
            model=model, category="x", resolution="r", area_share=np.array([0.5, 1.0]),
            hits=np.array([1.0, 2.0]), oracle=2.0, n=3,
        )  # fmt: skip
    found = sum_over_blocks(rows.columns(), "curves")
    assert list(found["model"]) == ["b", "b", "a", "a"]
    assert list(found["hits"]) == [2.0, 4.0, 1.0, 2.0]
    assert list(found["n"]) == [6, 6, 3, 3]
    assert found["n"].dtype == np.int64
    assert list(found["area_share"]) == [0.5, 1.0, 0.5, 1.0]
    with pytest.raises(TypeError, match="columns"):
        rows.add(model="a")


def test_a_day_of_origins_is_local() -> None:
    late = FIRST - np.timedelta64(1, "h")  # 11 pm of 30 June in Denver
    scores = made({"a": np.array([1.0, -1.0])}, every=1)
    scores["origin"] = np.array([late, late + DAY // 24])
    assert pick(summarize(scores, time_zone="UTC"), "log_score", "a")[0] == 0
    low, high = pick(summarize(scores, time_zone="America/Denver"), "log_score", "a")[1:]
    assert (low, high) == pytest.approx((-0.1, 0.1))
