"""The fast path against the plain functions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crimecast.evaluate.hit_rate import CURVE_SHARES, hit_curve
from crimecast.evaluate.murphy import elementary_sums
from crimecast.evaluate.protocol import EDGES, THRESHOLDS
from crimecast.evaluate.ranks import rank

# Few distinct values, so that cells tie, and close ones, so that leading bits are shared.
VALUES = st.one_of(
    st.sampled_from([0.0, 1e-7, 0.25, 0.2500001, 0.2500002, 3.0]), st.floats(0, 40, width=32)
)


@given(values=arrays(np.float32, 30, elements=VALUES), at=st.lists(st.integers(0, 29), max_size=9))
def test_hits_are_those_of_the_curve(values: np.ndarray, at: list[int]) -> None:
    counts = np.bincount(at, minlength=30)
    found = rank(values, np.array(at, np.int64)).hits(CURVE_SHARES)
    np.testing.assert_allclose(found, hit_curve(values, counts), atol=1e-9)


@given(values=arrays(np.float32, 30, elements=VALUES), at=st.lists(st.integers(0, 29), max_size=9))
def test_bins_hold_every_cell_and_incident_once(values: np.ndarray, at: list[int]) -> None:
    found = rank(values, np.array(at, np.int64))
    bins = np.searchsorted(EDGES, values.astype(float), side="right")
    assert np.array_equal(found.bin_cells, np.bincount(bins, minlength=len(EDGES) + 1))
    assert np.array_equal(found.bin, bins[at])
    want = np.bincount(bins, values, minlength=len(EDGES) + 1)
    np.testing.assert_allclose(found.bin_expected, want, rtol=1e-6)


@given(at=st.lists(st.integers(0, 199), max_size=30), seed=st.integers(0, 99))
def test_elementary_scores_are_the_sums_by_definition(at: list[int], seed: int) -> None:
    values = np.exp(np.random.default_rng(seed).normal(-1, 2, 200)).astype(np.float32)
    busy, counts = np.unique(np.array(at, np.int64), return_counts=True)
    found = rank(values, np.array(at, np.int64)).elementary(values[busy].astype(float), counts)
    want = elementary_sums(values, np.bincount(at, minlength=200), THRESHOLDS)
    np.testing.assert_allclose(found, want, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("bad", [-1e-9, np.nan, np.inf])
def test_what_is_no_intensity_is_refused(bad: float) -> None:
    values = np.array([0.5, bad], np.float32)
    with pytest.raises(ValueError, match="negative, infinite or no number"):
        rank(values, np.array([0]))


def test_a_zero_with_a_sign_is_zero() -> None:
    found = rank(np.array([-0.0, 0.0, 1.0], np.float32), np.array([0]))
    assert (found.above[0], found.tied[0]) == (1, 2)
