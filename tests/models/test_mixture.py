import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from crimecast.models.mixture import em_weights


def test_known_weights_are_found_again() -> None:
    rng = np.random.default_rng(5)
    true = np.array([0.6, 0.3, 0.1])
    centres = np.array([0.0, 3.0, 7.0])
    x = rng.normal(centres[rng.choice(3, 40_000, p=true)])
    densities = norm.pdf(x[:, None], centres)
    assert em_weights(densities, iterations=2000) == pytest.approx(true, abs=0.01)


@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(5, 80))
def test_the_maximum_has_no_way_up(seed: int, components: int, cases: int) -> None:
    """Karush-Kuhn-Tucker: the gradient is one where a weight is positive, else at most one."""
    rng = np.random.default_rng(seed)
    densities = rng.gamma(0.3, size=(cases, components)) + 1e-3
    weights = em_weights(densities, iterations=20_000, tolerance=1e-14)
    gradient = (densities / (densities @ weights)[:, None]).mean(axis=0)
    assert weights.sum() == pytest.approx(1.0)
    assert (gradient < 1.02).all()
    assert (np.abs(gradient - 1)[weights > 0.01] < 0.02).all()


def test_a_prior_counts_as_cases() -> None:
    densities = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert em_weights(densities, prior=np.array([2.0, 0.0])) == pytest.approx([0.75, 0.25])
    assert em_weights(np.empty((0, 2)), prior=np.array([1.0, 3.0])) == pytest.approx([0.25, 0.75])


def test_an_impossible_case_is_refused() -> None:
    with pytest.raises(ValueError, match="zero density under every component"):
        em_weights(np.array([[1.0, 1.0], [0.0, 0.0]]))
