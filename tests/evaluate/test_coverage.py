import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import nbinom, poisson

from crimecast.evaluate.coverage import (
    central_interval,
    coverage,
    nominal_content,
    pit_bounds,
    pit_histogram,
    randomized_coverage,
)


def test_by_hand() -> None:
    # Poisson(1): chances 0.368, 0.368, 0.184, 0.061, ...; 5% and 95% lie at 0 and 3
    low, high = central_interval(1.0, 1.0, level=0.9)
    assert (low, high) == (0, 3)
    assert nominal_content(low, high, 1.0, 1.0) == pytest.approx(poisson.cdf(3, 1.0))
    assert coverage([0, 1, 3, 4], 0, 3) == 0.75
    assert np.isnan(coverage([], [], []))
    below, up_to = pit_bounds([0, 1], 1.0, 1.0)
    assert below == pytest.approx([0.0, np.exp(-1)])
    assert up_to == pytest.approx([np.exp(-1), 2 * np.exp(-1)])
    # of the chance of nothing, 0.368, all but the lowest 0.05 lies inside
    inside = randomized_coverage(below, up_to, level=0.9)
    assert inside == pytest.approx([(np.exp(-1) - 0.05) / np.exp(-1), 1.0])


@given(
    mean=st.floats(1e-3, 300),
    dispersion=st.sampled_from([0.0, 0.01, 0.3, 2.0]),
    level=st.floats(0.05, 0.98),
)
def test_a_right_forecast_covers_its_level_exactly(
    mean: float, dispersion: float, level: float
) -> None:
    """Whatever the count: the mean over its own distribution, summed, is the level."""
    k = np.arange(0, 12 + int(mean * (40 if dispersion > 0.1 else 5)))
    size = 1 / dispersion if dispersion else 1.0
    chance = nbinom.pmf(k, size, size / (size + mean)) if dispersion else poisson.pmf(k, mean)
    low, high = pit_bounds(k, mean, mean + dispersion * mean**2)
    inside = randomized_coverage(low, high, level=level)
    assert (chance * inside).sum() == pytest.approx(level, abs=1e-7)
    ends = central_interval(mean, mean + dispersion * mean**2, level=level)
    content = nominal_content(*ends, mean, mean + dispersion * mean**2)
    assert content >= level - 1e-9
    assert content == pytest.approx(chance[(k >= ends[0]) & (k <= ends[1])].sum(), abs=1e-7)


def test_the_pit_of_a_right_forecast_is_flat_and_of_a_sure_one_is_a_bowl() -> None:
    rng = np.random.default_rng(2)
    mean = rng.gamma(2.0, 3.0, 40_000)
    drawn = rng.poisson(mean * rng.gamma(4.0, 0.25, 40_000))  # variance m + m**2 / 4
    right = pit_histogram(*pit_bounds(drawn, mean, mean + mean**2 / 4))
    assert right.sum() == pytest.approx(1.0)
    assert right == pytest.approx(np.full(10, 0.1), abs=0.005)
    sure = pit_histogram(*pit_bounds(drawn, mean, mean))
    assert sure[0] > 0.13
    assert sure[-1] > 0.13
    assert sure[4] < 0.09


def test_the_histogram_is_that_of_a_pit_drawn_at_random() -> None:
    rng = np.random.default_rng(7)
    low, high = pit_bounds(rng.poisson(2.0, 500), 1.6, 1.6)
    drawn = low + (high - low) * rng.random((2000, 500))
    want = np.histogram(drawn, bins=8, range=(0, 1))[0] / drawn.size
    assert pit_histogram(low, high, bins=8) == pytest.approx(want, abs=2e-3)


def test_counts_beyond_all_digits_are_outside() -> None:
    low, high = pit_bounds([500, 0], [1.0, 900.0], [1.0, 900.0])
    assert randomized_coverage(low, high) == pytest.approx([0.0, 0.0])
    assert pit_histogram(low, high, bins=4) == pytest.approx([0.5, 0, 0, 0.5])


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        randomized_coverage([0.1], [0.2], level=1.0)
    with pytest.raises(ValueError, match="chances"):
        randomized_coverage([0.3], [0.2])
    with pytest.raises(ValueError, match="one or more"):
        pit_histogram([0.3], [0.4], bins=0)
    assert np.isnan(pit_histogram([], [])).all()
