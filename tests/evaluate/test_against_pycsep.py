"""The consistency and comparison tests give what pyCSEP, the reference implementation, gives."""

import warnings

import numpy as np
import pytest

from crimecast.evaluate.comparison import t_test, w_test
from crimecast.evaluate.consistency import (
    _sorted_uniforms,
    conditional_likelihood_test,
    number_test,
    spatial_test,
)

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # those of its own dependencies
    why = "pycsep is not installed: it comes with the development dependencies"
    csep = pytest.importorskip("csep.core.poisson_evaluations", reason=why)
    binomial = pytest.importorskip("csep.core.binomial_evaluations", reason=why)

RNG = np.random.default_rng(17)
RATE = RNG.gamma(0.4, 0.02, (24, 300))  # (hour, cell)
COUNTS = RNG.poisson(1.3 * RATE)
SEEN = int(COUNTS.sum())


@pytest.mark.parametrize(("observed", "expected"), [(0, 2.5), (7, 3.0), (120, 131.4), (900, 1000)])
def test_number(observed: int, expected: float) -> None:
    assert number_test(observed, expected) == pytest.approx(
        csep._number_test_ndarray(expected, observed)
    )
    for variance in (1.5 * expected, 20 * expected):
        assert number_test(observed, expected, variance) == pytest.approx(
            binomial._nbd_number_test_ndarray(expected, observed, variance)
        )


@pytest.mark.parametrize("spatial", [False, True])
def test_likelihood_draw_by_draw(spatial: bool) -> None:
    """With the same random numbers each simulation has the same likelihood, and so the quantile."""
    draws = 60
    uniforms = _sorted_uniforms(np.random.default_rng(5), draws, SEEN)
    rate, counts = (RATE.sum(axis=0), COUNTS.sum(axis=0)) if spatial else (RATE, COUNTS)
    quantile, observed, simulated = csep._poisson_likelihood_test(
        rate, counts, num_simulations=draws, random_numbers=uniforms.T, normalize_likelihood=spatial
    )
    test = spatial_test if spatial else conditional_likelihood_test
    ours = test(RATE, COUNTS, draws=draws, seed=5)
    assert ours.observed == pytest.approx(observed)
    assert ours.simulated == pytest.approx(simulated)
    assert ours.quantile == quantile


def test_t_and_w() -> None:
    at = np.repeat(np.arange(RATE.size), COUNTS.ravel())
    first, second = RATE.ravel()[at], np.full(SEEN, RATE.mean() * 1.1)
    n1, n2 = float(RATE.sum()), float(RATE.sum() * 1.1)
    theirs = csep._t_test_ndarray(first, second, SEEN, n1, n2, alpha=0.1)
    ours = t_test(np.log(first), np.log(second), n1, n2, level=0.9)
    assert ours.gain == pytest.approx(theirs["information_gain"])
    assert ours.t == pytest.approx(theirs["t_statistic"])
    assert ours.low == pytest.approx(theirs["ig_lower"])
    assert ours.high == pytest.approx(theirs["ig_upper"])
    ranked = csep._w_test_ndarray(np.log(first) - np.log(second), (n1 - n2) / SEEN)
    found = w_test(np.log(first), np.log(second), n1, n2)
    assert -abs(found.z) == pytest.approx(ranked["z_statistic"])
    assert found.p == pytest.approx(ranked["probability"])
