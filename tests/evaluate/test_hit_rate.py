import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crimecast.evaluate.hit_rate import (
    CURVE_SHARES,
    SHARES,
    area_under,
    hit_curve,
    hit_rate,
    hits_at,
    oracle_hits,
    pai,
    pei,
)

INTENSITY = np.array([0.5, 0.1, 0.9, 0.1, 0.1])
COUNTS = np.array([2, 1, 3, 0, 4])


def test_by_hand() -> None:
    # of five cells: the third, then the first, then the three that are equal, in any order
    shares = [0.0, 0.2, 0.3, 0.4, 0.6, 0.8, 1.0]
    tied = (1 + 0 + 4) / 3
    want = [0, 3, 3 + 0.5 * 2, 5, 5 + tied, 5 + 2 * tied, 10]
    assert np.allclose(hits_at(INTENSITY, COUNTS, shares), want)
    assert np.allclose(hit_curve(INTENSITY, COUNTS, shares), want)
    assert np.allclose(oracle_hits(COUNTS, shares), [0, 4, 5.5, 7, 9, 10, 10])


def test_indices_by_hand() -> None:
    hits, best = hits_at(INTENSITY, COUNTS, [0.2, 0.4]), oracle_hits(COUNTS, [0.2, 0.4])
    assert np.allclose(hit_rate(hits, 10), [0.3, 0.5])
    assert np.allclose(pai(hits, 10, [0.2, 0.4]), [1.5, 1.25])
    assert np.allclose(pei(hits, best), [0.75, 5 / 7])
    ratio = pai(hits, 10, [0.2, 0.4]) / pai(best, 10, [0.2, 0.4])  # as Hunt defines it
    assert np.allclose(pei(hits, best), ratio)
    assert np.isnan(hit_rate(0, 0))
    assert np.isnan(pai(0, 0, 0.1))
    assert np.isnan(pei([0.0], [0.0])).all()


def by_shuffling(intensity: np.ndarray, counts: np.ndarray, share: float) -> float:
    """Mean over random orders of the incidents in the first cells."""
    rng, k = np.random.default_rng(3), share * len(counts)
    found = []
    for _ in range(4000):
        order = rng.permutation(len(counts))
        order = order[np.argsort(-intensity[order], kind="stable")]
        whole = int(k)
        part = counts[order[whole]] * (k - whole) if whole < len(order) else 0.0
        found.append(counts[order[:whole]].sum() + part)
    return float(np.mean(found))


@pytest.mark.parametrize("share", [0.1, 0.33, 0.5, 0.77])
def test_ties_are_broken_evenly(share: float) -> None:
    rng = np.random.default_rng(8)
    intensity, counts = rng.integers(0, 4, 30).astype(float), rng.poisson(1.0, 30)
    want = by_shuffling(intensity, counts, share)
    assert hits_at(intensity, counts, share)[0] == pytest.approx(want, abs=0.12)


@given(
    data=st.data(),
    n=st.integers(1, 40),
    shares=st.lists(st.floats(0, 1), min_size=1, max_size=12),
)
def test_sorting_and_partitioning_agree_and_nothing_beats_the_oracle(
    data: st.DataObject, n: int, shares: list[float]
) -> None:
    intensity = data.draw(arrays(np.float32, n, elements=st.sampled_from([0.0, 0.1, 0.5, 2.0])))
    counts = data.draw(arrays(np.int64, n, elements=st.integers(0, 5)))
    hits = np.concatenate([hits_at(intensity, counts, [s]) for s in shares])
    assert np.allclose(hits, hit_curve(intensity, counts, shares))
    assert np.allclose(hits, hits_at(intensity, counts, shares))
    assert (hits <= oracle_hits(counts, shares) + 1e-9).all()
    assert np.allclose(hits_at(counts, counts, shares), oracle_hits(counts, shares))
    ordered = hits_at(intensity, counts, np.sort(shares))
    assert (np.diff(ordered) >= -1e-9).all()


@given(
    intensity=arrays(np.float64, 25, elements=st.integers(0, 6)),
    counts=arrays(np.int64, 25, elements=st.integers(0, 3)),
)
def test_the_area_is_that_of_the_curve(intensity: np.ndarray, counts: np.ndarray) -> None:
    area = area_under(intensity, counts)
    if counts.sum() == 0:
        assert np.isnan(area)
        return
    at = np.linspace(0, 1, 26)  # the curve is straight between whole cells
    hits = hit_curve(intensity, counts, at)
    assert area == pytest.approx(np.trapezoid(hits, at) / counts.sum())


def test_a_constant_finds_its_share() -> None:
    counts = np.random.default_rng(1).poisson(0.1, 500)
    flat = np.ones(500)
    assert np.allclose(hits_at(flat, counts, SHARES), np.array(SHARES) * counts.sum())
    assert area_under(flat, counts) == pytest.approx(0.5)


def test_the_curve_s_shares() -> None:
    assert CURVE_SHARES[0] == 0
    assert CURVE_SHARES[-1] == 1
    assert (np.diff(CURVE_SHARES) > 0).all()
    assert all(np.isclose(CURVE_SHARES, s).any() for s in SHARES)


def test_what_cannot_be_ordered_is_refused() -> None:
    with pytest.raises(ValueError, match="NaN"):
        hits_at([0.1, np.nan], [0, 1], [0.5])
    with pytest.raises(ValueError, match="one length"):
        hits_at([0.1, 0.2], [1], [0.5])
    with pytest.raises(ValueError, match="no cells"):
        hits_at([], [], [0.5])
    with pytest.raises(ValueError, match="between 0 and 1"):
        oracle_hits([1, 2], [5.0])
    with pytest.raises(ValueError, match="negative"):
        oracle_hits([1, -2], [0.5])
