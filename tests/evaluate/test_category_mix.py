import numpy as np
import pytest

from crimecast.evaluate.category_mix import accuracy, confusion, f1, log_losses

INTENSITY = np.array(
    [[3.0, 1.0, 1.0, 0.0, 2.0], [1.0, 2.0, 1.0, 5.0, 1.0], [0.0, 1.0, 2.0, 5.0, 1.0]]
)
WAS = np.array([0, 1, 0, 2, 0])


def test_by_hand() -> None:
    matrix = confusion(INTENSITY, WAS)  # named: 0, 1, 2, 1 (the first of equals), 0
    assert matrix.tolist() == [[2, 0, 1], [0, 1, 0], [0, 1, 0]]
    assert accuracy(matrix) == pytest.approx(3 / 5)
    # F1: 2*2/(3+2), 2*1/(1+2), 0
    assert f1(matrix) == pytest.approx((0.8 + 2 / 3 + 0) / 3)
    assert f1(matrix, average="weighted") == pytest.approx((3 * 0.8 + 1 * 2 / 3) / 5)
    chances = [3 / 4, 2 / 4, 1 / 4, 5 / 10, 2 / 4]
    assert log_losses(INTENSITY, WAS) == pytest.approx(-np.log(chances))


def test_chunks_add_up_and_a_scale_does_not_matter() -> None:
    rng = np.random.default_rng(1)
    values, was = rng.gamma(1.0, 1.0, (6, 500)), rng.integers(0, 6, 500)
    whole = confusion(values, was)
    assert np.array_equal(
        whole, confusion(values[:, :90], was[:90]) + confusion(values[:, 90:], was[90:])
    )
    scaled = values * rng.gamma(1.0, 1.0, 500)
    assert np.array_equal(whole, confusion(scaled, was))
    assert log_losses(scaled, was) == pytest.approx(log_losses(values, was))


def test_the_true_chances_score_best() -> None:
    rng = np.random.default_rng(2)
    chance = rng.dirichlet(np.full(5, 0.7), 20_000).T
    was = (rng.random(20_000) > np.cumsum(chance, axis=0)).sum(axis=0)
    best = log_losses(chance, was).mean()
    assert accuracy(confusion(chance, was)) == pytest.approx(chance.max(axis=0).mean(), abs=0.01)
    for other in (chance**0.7, chance**1.3, chance + 0.05):
        assert log_losses(other, was).mean() > best


def test_categories_that_never_come_up_do_not_count() -> None:
    matrix = np.diag([4, 0, 2])
    assert f1(matrix) == 1.0
    assert accuracy(matrix) == 1.0
    empty = confusion(np.zeros((3, 0)), np.zeros(0, int))
    assert np.isnan(accuracy(empty))
    assert np.isnan(f1(empty))
    assert np.isinf(log_losses([[1.0], [0.0]], [1])).all()
    assert np.isnan(log_losses([[0.0], [0.0]], [1])).all()


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="category, incident"):
        confusion(INTENSITY, WAS[:3])
    with pytest.raises(ValueError, match="not one of the 3"):
        confusion(INTENSITY, WAS + 1)
    with pytest.raises(ValueError, match="negative"):
        log_losses(-INTENSITY, WAS)
