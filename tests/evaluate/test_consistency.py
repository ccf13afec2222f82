import numpy as np
import pytest
from scipy.stats import kstest, multinomial, nbinom, poisson

from crimecast.evaluate.consistency import (
    Simulated,
    conditional_likelihood_test,
    number_test,
    spatial_test,
)


def test_numbers_by_hand() -> None:
    low, high = number_test(2, 1.0)
    assert low == pytest.approx(1 - 2 * np.exp(-1))  # two or more
    assert high == pytest.approx(2.5 * np.exp(-1))  # two or fewer
    low, high = number_test([2, 30], 10.0, 35.0)  # size 4
    assert low == pytest.approx(nbinom.sf([1, 29], 4, 4 / 14))
    assert high == pytest.approx(nbinom.cdf([2, 30], 4, 4 / 14))
    assert number_test(0, 3.0)[0] == 1.0


def test_a_poisson_number_is_sure_of_what_it_does_not_know() -> None:
    """The measured reason for giving a variance: 3% off in 23,000."""
    assert min(number_test(23_000, 23_700)) < 1e-5
    assert min(number_test(23_000, 23_700, 23_700 + (0.03 * 23_700) ** 2)) > 0.1


def test_likelihood_by_hand() -> None:
    """Two incidents in two cells: three outcomes with known chances and likelihoods."""
    rate = np.array([3.0, 1.0])
    outcomes = {(2, 0): 9 / 16, (1, 1): 6 / 16, (0, 2): 1 / 16}
    for counts in outcomes:
        found = conditional_likelihood_test(rate, np.array(counts), draws=40_000)
        own = poisson.logpmf(counts, rate).sum()
        assert found.observed == pytest.approx(own)
        want = sum(
            chance
            for other, chance in outcomes.items()
            if poisson.logpmf(other, rate).sum() <= own + 1e-9
        )
        assert found.quantile == pytest.approx(want, abs=0.01)


def test_simulations_are_multinomial_draws() -> None:
    rng = np.random.default_rng(1)
    rate = rng.gamma(0.5, 1.0, 40)
    rate[[0, 7, 39]] = 0.0  # where nothing is expected nothing is drawn
    counts = rng.multinomial(25, rate / rate.sum())
    found = conditional_likelihood_test(rate, counts, draws=4000)
    drawn = rng.multinomial(25, rate / rate.sum(), 4000)
    with np.errstate(divide="ignore"):
        want = poisson.logpmf(drawn, rate).sum(axis=1)
    assert np.isfinite(found.simulated).all()
    assert kstest(found.simulated, want).pvalue > 0.001
    chance = rate[rate > 0] / rate.sum()
    given = multinomial.logpmf(counts[rate > 0], 25, chance)
    assert found.observed == pytest.approx(given + poisson.logpmf(25, rate.sum()))


def test_quantiles_of_what_the_forecast_made_are_uniform() -> None:
    rng = np.random.default_rng(2)
    rate = rng.gamma(0.4, 0.6, (6, 30))

    def quantiles(true: np.ndarray) -> np.ndarray:
        return np.array(
            [
                conditional_likelihood_test(rate, rng.poisson(true), draws=200).quantile
                for _ in range(200)
            ]
        )

    assert kstest(quantiles(rate), "uniform").pvalue > 0.001
    flat = np.full_like(rate, rate.mean())
    assert (quantiles(flat) < 0.05).mean() > 0.95  # incidents elsewhere than was said


def test_the_spatial_test_does_not_see_the_hour_or_the_level() -> None:
    rng = np.random.default_rng(3)
    space, hours = rng.gamma(0.5, 1.0, 50), np.array([0.2, 1.0, 1.8])
    rate = hours[:, None] * space
    counts = rng.poisson(3.0 * rate[::-1])  # hours turned round, three times as many
    assert conditional_likelihood_test(rate, counts).quantile < 0.01
    found = spatial_test(rate, counts)
    assert found.quantile > 0.02
    summed = conditional_likelihood_test(space * counts.sum() / space.sum(), counts.sum(axis=0))
    assert found.observed == pytest.approx(summed.observed)
    assert found.simulated == pytest.approx(summed.simulated)


def test_the_same_seed_the_same_answer_and_chunks_do_no_harm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rate, counts = np.array([1.0, 2.0, 3.0]), np.array([2, 2, 2])
    whole = conditional_likelihood_test(rate, counts, draws=4001, seed=4)
    again = conditional_likelihood_test(rate, counts, draws=4001, seed=4)
    assert np.array_equal(again.simulated, whole.simulated)
    other = conditional_likelihood_test(rate, counts, draws=4001, seed=5)
    assert not np.array_equal(other.simulated, whole.simulated)
    monkeypatch.setattr("crimecast.evaluate.consistency._AT_ONCE", 400)
    parts = conditional_likelihood_test(rate, counts, draws=4001, seed=4)
    assert len(parts.simulated) == 4001
    assert parts.quantile == pytest.approx(whole.quantile, abs=0.03)


def test_the_impossible_is_rejected_and_nothing_is_not_tested() -> None:
    found = conditional_likelihood_test([0.0, 1.0], [1, 1])
    assert found.quantile == 0.0
    assert found.observed == -np.inf
    nothing: Simulated = spatial_test([0.5, 1.0], [0, 0])
    assert np.isnan(nothing.quantile)


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        conditional_likelihood_test([1.0], [1, 2])
    with pytest.raises(ValueError, match="all are zero"):
        spatial_test([0.0, 0.0], [0, 0])
    with pytest.raises(ValueError, match="whole numbers"):
        conditional_likelihood_test([1.0, 1.0], [0.5, 0])
