"""Weighted Poisson regression, against what its score equations say and another optimizer."""

import numpy as np
import pytest
from scipy.optimize import minimize

from crimecast.models.poisson import weighted_poisson


def sample(
    rows: int = 4000,
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(4)
    X = np.column_stack([np.ones(rows), rng.normal(size=(rows, 2))])
    truth = np.array([-0.3, 0.8, -0.5])
    offset = rng.normal(size=rows)
    y = rng.poisson(np.exp(X @ truth + offset)).astype(float)
    return X, y, rng.uniform(0.5, 3.0, rows), offset, truth


def test_it_finds_what_it_was_made_with() -> None:
    X, y, weight, offset, truth = sample()
    b = weighted_poisson(X, y, weight, offset, center=np.zeros(3), penalty=np.zeros(3))
    assert b == pytest.approx(truth, abs=0.08)
    # At the optimum, weighted residuals are orthogonal to every column.
    rest = X.T @ (weight * (y - np.exp(X @ b + offset)))
    assert rest == pytest.approx(np.zeros(3), abs=1e-2 * y.sum() ** 0.5)


def test_it_agrees_with_another_optimizer() -> None:
    X, y, weight, offset, _ = sample(500)
    center, penalty = np.array([0.2, 0.0, 0.5]), np.array([0.1, 30.0, 200.0])

    def loss(b: np.ndarray) -> float:
        log_rate = X @ b + offset
        fit = weight @ (np.exp(log_rate) - y * log_rate)
        return float(fit + 0.5 * penalty @ (b - center) ** 2)

    other = minimize(loss, np.zeros(3), method="BFGS").x
    b = weighted_poisson(X, y, weight, offset, center=center, penalty=penalty, tolerance=1e-12)
    assert b == pytest.approx(other, abs=1e-4)


def test_rows_that_count_twice_are_two_rows() -> None:
    X, y, _, offset, _ = sample(300)
    none = np.zeros(3)
    twice = weighted_poisson(X, y, 2 * np.ones(300), offset, center=none, penalty=none)
    doubled = weighted_poisson(
        np.vstack([X, X]), np.tile(y, 2), np.ones(600), np.tile(offset, 2),
        center=none, penalty=none,
    )  # fmt: skip
    assert twice == pytest.approx(doubled, rel=1e-6)


def test_nothing_to_learn_from_leaves_the_center() -> None:
    center = np.array([1.0, -2.0])
    none = np.zeros(0)
    b = weighted_poisson(np.zeros((0, 2)), none, none, none, center=center, penalty=np.ones(2))
    assert b == pytest.approx(center)


def test_it_survives_a_wild_start() -> None:
    X, y, weight, offset, truth = sample()
    b = weighted_poisson(
        X, y, weight, offset, center=np.array([8.0, -4.0, 3.0]), penalty=np.full(3, 1e-6)
    )
    assert b == pytest.approx(truth, abs=0.08)
