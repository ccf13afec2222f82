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
    assert got[2] == pytest.approx(np.ones(168), rel=1e-6)


def test_sharpening_moves_wide_windows_to_where_narrow_ones_are() -> None:
    narrow = even_weights(np.full(3000, 10))
    wide = sparse.csr_matrix(
        np.repeat([np.r_[np.zeros(5), np.ones(12) / 12, np.zeros(151)]], 3000, 0)
    )
    weights = sparse.vstack([narrow, wide]).tocsr()
    ones, zeros = np.ones(6000), np.zeros(6000, int)
    plain = profiles(weights, zeros, ones, np.zeros(1, int), shrink=1.0)
    sharp = profiles(weights, zeros, ones, np.zeros(1, int), shrink=1.0, sharpen=5)
    assert sharp[0, 10] > 1.3 * plain[0, 10]
    assert sharp.mean() == pytest.approx(1.0)


def test_separable_is_even_without_counts_and_sums_to_one() -> None:
    assert separable(np.zeros(168)) == pytest.approx(np.full(168, 1 / 168))
    counts = np.random.default_rng(10).poisson(5, (3, 168)).astype(float)
    assert separable(counts).sum(axis=-1) == pytest.approx(np.ones(3))
