import numpy as np
import pytest
import scoringrules
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from crimecast.evaluate.crps import crps_count, crps_poisson


def by_sum(observed: int, mean: float, dispersion: float) -> float:
    """Sum of squared differences of distribution functions, the score's definition."""
    k = np.arange(0, observed + 4000)
    if dispersion:
        size = 1 / dispersion
        said = nbinom.cdf(k, size, size / (size + mean))
    else:
        said = poisson.cdf(k, mean)
    return float(((said - (k >= observed)) ** 2).sum())


def test_by_hand() -> None:
    # Poisson(1), nothing seen: 1 - 2 / e + ... summed by the definition
    assert crps_poisson(0, 1.0) == pytest.approx(by_sum(0, 1.0, 0.0))
    assert crps_poisson([0, 4], 0.0) == pytest.approx([0.0, 4.0])  # a sure forecast: the error
    # Geometric with chance 1/2 (mean 1, variance 2), nothing seen: sum of 4**-k, k >= 1
    assert crps_count(0, 1.0, 2.0) == pytest.approx(1 / 3)


@given(
    observed=st.integers(0, 60),
    mean=st.floats(1e-4, 60),
    dispersion=st.sampled_from([0.0, 1e-3, 0.05, 0.4, 1.0, 3.0]),
)
def test_it_is_the_sum_that_defines_it(observed: int, mean: float, dispersion: float) -> None:
    score = crps_count(observed, mean, mean + dispersion * mean**2)
    assert score == pytest.approx(by_sum(observed, mean, dispersion), rel=1e-7, abs=1e-9)


def test_as_scoringrules_has_it() -> None:
    rng = np.random.default_rng(4)
    mean = rng.gamma(1.0, 8.0, 60)
    observed = rng.poisson(mean)
    want = scoringrules.crps_poisson(observed, mean)
    assert crps_poisson(observed, mean) == pytest.approx(want, rel=1e-8)
    size = 4.0
    want = scoringrules.crps_negbinom(observed, size, size / (size + mean))
    assert crps_count(observed, mean, mean + mean**2 / size) == pytest.approx(want, rel=1e-7)


@pytest.mark.parametrize("mean", [1e-3, 3.0, 1500.0])
def test_where_the_hypergeometric_form_fails(mean: float) -> None:
    """Sizes of a million: nearly Poisson, where alternating series lose all digits."""
    observed = round(mean) + 2
    score = crps_count(observed, mean, mean + 1e-6 * mean**2)
    assert score == pytest.approx(by_sum(observed, mean, 1e-6), rel=1e-7)
    assert score == pytest.approx(crps_poisson(observed, mean), rel=3e-3)


def test_the_right_forecast_scores_best_on_average() -> None:
    rng = np.random.default_rng(5)
    drawn = rng.negative_binomial(5, 5 / 17, 20_000)  # mean 12, variance 40.8
    best = crps_count(drawn, 12.0, 40.8).mean()
    for mean, variance in ((12.0, 12.0), (12.0, 90.0), (10.0, 40.8), (14.0, 40.8)):
        assert crps_count(drawn, mean, variance).mean() > best


def test_what_is_no_count_is_refused() -> None:
    with pytest.raises(ValueError, match="whole numbers"):
        crps_poisson([1.5], 1.0)
    with pytest.raises(ValueError, match="whole numbers"):
        crps_poisson([-1], 1.0)
    with pytest.raises(ValueError, match="not negative"):
        crps_count(1, -1.0, 1.0)
