import numpy as np
import pytest
from scipy import sparse

from crimecast.models.profile import profiles, separable


def even_weights(hours: np.ndarray) -> sparse.csr_matrix:
    return sparse.csr_matrix(
        (np.ones(len(hours)), (np.arange(len(hours)), hours)), shape=(len(hours), 168)
    )


def test_profiles_have_mean_one_and_find_the_hours() -> None:
    rng = np.random.default_rng(8)
    true = np.ones(168)
    true[4 * 24 + 22 : 5 * 24 + 3] = 6.0  # Friday night
    hours = rng.choice(168, 60_000, p=true / true.sum())
    got = profiles(even_weights(hours), np.zeros(60_000, int), np.ones(60_000), np.zeros(1, int))
    assert got.mean() == pytest.approx(1.0)
    assert got[0] == pytest.approx(true / true.mean(), rel=0.25)


def test_a_category_without_incidents_takes_its_class() -> None:
    evening = 24 * np.arange(7)[:, None] + np.arange(17, 23)
    hours = np.tile(evening.ravel(), 40)
    category = np.zeros(len(hours), int)
    got = profiles(even_weights(hours), category, np.ones(len(hours)), np.array([0, 0, 1]))
    assert np.isfinite(got).all()
    assert np.corrcoef(got[0], got[1])[0, 1] > 0.9
    assert np.corrcoef(got[0], got[2])[0, 1] > 0.9  # its class has none either: as all do


def test_few_incidents_do_not_empty_the_rest_of_the_week() -> None:
    many = np.tile(np.arange(168), 30)
    hours, category = np.append(many, [3, 3]), np.append(np.zeros(len(many), int), [1, 1])
    got = profiles(even_weights(hours), category, np.ones(len(hours)), np.array([0, 1]))
    days = got[1].reshape(7, 24).mean(axis=1)
    assert days.max() / days.min() < 1.5
    assert got[1].min() > 0.5
    alone = profiles(even_weights(np.array([3])), np.zeros(1, int), np.ones(1), np.zeros(1, int))
    assert alone.max() / alone.min() < 3


def test_separable_is_even_without_counts_and_sums_to_one() -> None:
    assert separable(np.zeros(168)) == pytest.approx(np.full(168, 1 / 168))
    counts = np.random.default_rng(10).poisson(5, (3, 168)).astype(float)
    assert separable(counts).sum(axis=-1) == pytest.approx(np.ones(3))
