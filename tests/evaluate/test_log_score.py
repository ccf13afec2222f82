import numpy as np
import pytest

from crimecast.evaluate.log_score import expected_log_score, information_gain, log_score


def test_by_hand() -> None:
    # Two incidents in cell-hours with 0.5 and 2 expected, 4 expected in all.
    assert log_score([0.5, 2.0], 4.0) == pytest.approx(np.log(0.5) + np.log(2.0) - 4.0)
    assert log_score([0.5], 4.0, thinning=0.5) == pytest.approx(np.log(0.25) - 2.0)
    assert log_score([], 3.0) == -3.0


def test_the_true_intensity_scores_best_on_average() -> None:
    """It is a proper score: shape and level are both paid for."""
    rng = np.random.default_rng(1)
    true = rng.gamma(0.5, 0.02, 2000)
    counts = rng.poisson(true, (400, 2000)).sum(axis=0)

    def score(intensity: np.ndarray) -> float:
        at = np.repeat(intensity, counts)
        return log_score(at, 400 * float(intensity.sum()))

    best = score(true)
    for other in (true * 1.2, true * 0.8, true**0.8, np.full(2000, true.mean())):
        assert score(other) < best


def test_an_impossible_incident_is_refused() -> None:
    with pytest.raises(ValueError, match="intensity is zero"):
        log_score([0.1, 0.0], 1.0)


def test_where_the_truth_is_known_nothing_beats_it() -> None:
    rng = np.random.default_rng(2)
    true = rng.gamma(0.5, 0.02, (5, 400))
    best = expected_log_score(true, true)
    for other in (true * 1.1, true * 0.9, true + 1e-4, np.full_like(true, true.mean())):
        assert expected_log_score(true, other) < best
    counts = rng.poisson(true, (3000, 5, 400)).mean(axis=0)  # the mean score of many draws
    sampled = (counts * np.log(true)).sum() - true.sum()
    assert sampled == pytest.approx(best, rel=0.02)
    with pytest.raises(ValueError, match="zero where the true one is not"):
        expected_log_score([0.1, 0.0], [0.0, 0.1])


def test_information_gain() -> None:
    assert information_gain(-10.0, -14.0, 8) == 0.5
    assert np.isnan(information_gain(0.0, 0.0, 0))
