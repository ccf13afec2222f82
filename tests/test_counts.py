import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from crimecast.counts import cdf, count_interval, count_range, dispersion_of, exact_range

MEANS = np.array([1e-6, 0.02, 0.7, 3.0, 40.0, 900.0])


def test_it_is_the_distribution_that_scipy_knows() -> None:
    k = np.arange(-1, 60)[:, None]
    assert np.allclose(cdf(k, MEANS, MEANS), poisson.cdf(k, MEANS), rtol=1e-12, atol=0)
    size = MEANS / 2.0  # variance 3 m
    want = nbinom.cdf(k, size, size / (size + MEANS))
    assert np.allclose(cdf(k, MEANS, 3 * MEANS), want, rtol=1e-9, atol=1e-15)


def test_a_variance_below_the_mean_is_poisson() -> None:
    assert cdf(2, 3.0, 1.0) == pytest.approx(poisson.cdf(2, 3.0))
    assert cdf(0, 0.0, 0.0) == pytest.approx(1.0)
    assert np.array_equal(dispersion_of([4.0, 4.0], [4.0, 12.0]), [0.0, 0.5])


@given(
    mean=st.floats(1e-4, 2000),
    dispersion=st.sampled_from([0.0, 1e-4, 0.03, 0.5, 4.0]),
    level=st.floats(0.05, 0.99),
)
def test_an_interval_is_the_smallest_that_leaves_no_more_than_its_tails(
    mean: float, dispersion: float, level: float
) -> None:
    variance = mean + dispersion * mean**2
    low, high = count_interval(mean, variance, level=level)
    tail = (1 - level) / 2
    assert cdf(low - 1, mean, variance) < tail + 1e-9
    assert cdf(low, mean, variance) > tail - 1e-9
    assert cdf(high, mean, variance) > 1 - tail - 1e-9
    assert cdf(high - 1, mean, variance) < 1 - tail + 1e-9


def test_the_range_by_dispersion_is_the_interval_by_variance() -> None:
    low, high = count_range(MEANS, np.full(6, 0.2), 0.5)
    want = count_interval(MEANS, MEANS + 0.2 * MEANS**2, level=0.5)
    assert np.array_equal(low, want[0])
    assert np.array_equal(high, want[1])


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        count_interval(1.0, 1.0, level=90)
    with pytest.raises(ValueError, match="not negative"):
        dispersion_of([1.0, -1.0], 1.0)
    with pytest.raises(ValueError, match="finite"):
        cdf(1, np.nan, 1.0)


@pytest.mark.parametrize("mean", [0.0, 1e-6, 0.02, 0.7, 5.0, 140.0, 4000.0])
@pytest.mark.parametrize("dispersion", [0.0, 0.01, 0.5, 40.0])
@pytest.mark.parametrize("level", [0.5, 0.9, 0.999])
def test_one_count_without_scipy_is_the_same(mean: float, dispersion: float, level: float) -> None:
    variance = mean + dispersion * mean**2
    lower, upper, none = exact_range(mean, variance, level)
    want = count_interval(mean, variance, level=level)
    assert (lower, upper) == (want[0], want[1])
    assert none == pytest.approx(float(cdf(0, mean, variance)), abs=1e-9)


def test_one_count_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        exact_range(1.0, 1.0, 0.0)
    with pytest.raises(ValueError, match="not negative"):
        exact_range(-1.0, 1.0)
