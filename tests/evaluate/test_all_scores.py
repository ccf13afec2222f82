import numpy as np
import numpy.typing as npt
import pytest

from crimecast.evaluate.all_scores import DRAWS, LEVEL, consistency_scores, mix_scores
from crimecast.evaluate.consistency import conditional_likelihood_test, spatial_test

RNG = np.random.default_rng(11)
TRUTH = RNG.lognormal(0.0, 1.5, (24, 200)).astype(np.float32)
TRUTH *= np.float32(60 / TRUTH.sum())


def drawn(rng: np.random.Generator, rate: npt.NDArray[np.float32]) -> npt.NDArray[np.int64]:
    counts = rng.poisson(rate).ravel()
    return np.repeat(np.arange(counts.size), counts)


def passes(layer: npt.NDArray[np.float32], *, times: int = 300) -> dict[str, float]:
    rng = np.random.default_rng(2)
    found = [
        {name: value for name, value, _, _ in consistency_scores(layer, at, seed=i)}
        for i in range(times)
        if len(at := drawn(rng, TRUTH))
    ]
    return {name: float(np.mean([one[name] for one in found])) for name in found[0]}


def test_the_truth_passes_at_the_level_and_its_quantiles_are_even() -> None:
    found = passes(TRUTH)
    for name in ("spatial", "likelihood"):
        assert found[f"{name}_pass"] == pytest.approx(1 - LEVEL, abs=0.035)  # 2.8 errors
        assert found[f"{name}_quantile"] == pytest.approx(0.5, abs=0.05)


def test_wrong_places_fail_both_and_wrong_hours_the_likelihood_only() -> None:
    elsewhere = passes(TRUTH[:, ::-1], times=40)
    assert elsewhere["spatial_pass"] < 0.1
    assert elsewhere["likelihood_pass"] < 0.1
    hours = np.linspace(0.1, 2.0, 24, dtype=np.float32) ** 3  # which are not so
    daily = TRUTH * hours[:, None]
    per_cell = TRUTH.sum(axis=0) / daily.sum(axis=0)  # with each cell's total as it is
    at_other_hours = passes(daily * per_cell, times=40)
    assert at_other_hours["spatial_pass"] > 0.85
    assert at_other_hours["likelihood_pass"] < 0.2


def test_too_sure_fails_and_somewhat_too_even_passes() -> None:
    """Passing is not being right: the docs say so."""
    for power, low, high in ((1.3, 0.0, 0.5), (0.8, 0.95, 1.0)):
        other = TRUTH ** np.float32(power)
        found = passes(other * np.float32(TRUTH.sum() / other.sum()), times=60)
        for name in ("spatial", "likelihood"):
            assert low <= found[f"{name}_pass"] <= high


def test_rows_are_those_of_the_tests() -> None:
    at = drawn(RNG, TRUTH)
    found = consistency_scores(TRUTH, at, seed=5)
    assert [row[0] for row in found] == [
        "spatial_quantile", "spatial_pass", "likelihood_quantile", "likelihood_pass",
    ]  # fmt: skip
    assert [(unit, n) for _, _, unit, n in found] == [("1", len(at)), ("1", 1)] * 2
    counts = np.bincount(at, minlength=TRUTH.size).reshape(TRUTH.shape)
    spatial = spatial_test(TRUTH, counts, draws=DRAWS, seed=5).quantile
    both = conditional_likelihood_test(TRUTH, counts, draws=DRAWS, seed=5).quantile
    assert [row[1] for row in found] == [spatial, spatial >= LEVEL, both, both >= LEVEL]
    assert found == consistency_scores(TRUTH, at, seed=5)
    assert found != consistency_scores(TRUTH, at, seed=6)


def test_of_one_window_both_tests_are_the_same() -> None:
    layer = TRUTH.sum(axis=0, keepdims=True)
    at = drawn(RNG, layer)
    (_, spatial, *_), _, (_, both, *_), _ = consistency_scores(layer, at, seed=1)
    counts = np.bincount(at, minlength=layer.size)
    assert 0 < spatial < 1
    assert both == spatial
    assert conditional_likelihood_test(layer[0], counts, draws=DRAWS, seed=1).quantile == both


def test_without_incidents_nothing_is_tested_and_the_impossible_fails() -> None:
    assert consistency_scores(TRUTH, np.zeros(0, int), seed=1) == []
    nothing = np.zeros((2, 3), np.float32)
    some = nothing.copy()
    some[0, 0] = 1.0
    for layer in (nothing, some):
        assert [row[1] for row in consistency_scores(layer, np.array([4]), seed=1)] == [0, 0, 0, 0]


def test_the_mix_by_hand() -> None:
    intensity = np.array([[3.0, 1.0, 0.5], [1.0, 2.0, 0.5]], np.float32)
    scores, matrix = mix_scores(intensity, np.array([0, 0, 1]))
    assert matrix.tolist() == [[1, 1], [1, 0]]  # of equal ones the first is named
    (right, loss) = scores
    assert right == ("category_right", 1.0, "incidents", 3)
    assert loss[0] == "category_log_loss"
    assert loss[1] == pytest.approx(-np.log(3 / 4) - np.log(1 / 3) - np.log(1 / 2))
    assert loss[2:] == ("nats", 3)


def test_a_category_held_impossible_is_infinitely_wrong() -> None:
    for column in ([0.0, 1.0], [0.0, 0.0]):
        scores, _ = mix_scores(np.array([column]).T, np.array([0]))
        assert scores[1][1] == np.inf
    scores, matrix = mix_scores(np.zeros((2, 0)), np.zeros(0, int))
    assert [row[1] for row in scores] == [0.0, 0.0]
    assert matrix.sum() == 0
