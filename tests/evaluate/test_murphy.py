import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from crimecast.evaluate.murphy import elementary_sums


def test_by_hand() -> None:
    expected, counts = [0.5, 0.5, 2.0, 0.0], [0, 2, 1, 1]
    # at 0.25: the first cell is empty though more was expected; the last is not, though less was
    assert elementary_sums(expected, counts, [0.25]) == pytest.approx([0.25 + 0.75])
    # at 1: the second had 2 where less was expected, the third had no more than 1
    assert elementary_sums(expected, counts, [1.0]) == pytest.approx([1.0 + 0.0])
    assert elementary_sums(expected, counts, [0.0, 3.0]) == pytest.approx([1.0, 0.0])


@given(
    expected=arrays(np.float64, 12, elements=st.floats(0, 4)),
    counts=arrays(np.int64, 12, elements=st.integers(0, 4)),
    thresholds=st.lists(st.floats(0, 5), min_size=1, max_size=6),
)
def test_it_is_the_definition(
    expected: np.ndarray, counts: np.ndarray, thresholds: list[float]
) -> None:
    want = [
        sum(
            abs(y - t)
            for x, y in zip(expected, counts, strict=True)
            if min(x, y) <= t < max(x, y)
        )
        for t in thresholds
    ]  # fmt: skip
    assert elementary_sums(expected, counts, thresholds) == pytest.approx(want)
    halves = [elementary_sums(expected[i::2], counts[i::2], thresholds) for i in range(2)]
    assert sum(halves) == pytest.approx(want)


def test_its_integral_is_half_the_squared_error() -> None:
    rng = np.random.default_rng(4)
    expected = rng.gamma(1.0, 0.5, 200)
    counts = rng.poisson(expected)
    t = np.linspace(0, 8, 40_001)
    whole = np.trapezoid(elementary_sums(expected, counts, t), t)
    assert whole == pytest.approx(0.5 * ((expected - counts) ** 2).sum(), rel=1e-3)


def test_the_truth_is_nowhere_worse() -> None:
    rng = np.random.default_rng(5)
    true = rng.gamma(0.5, 0.4, 200_000)
    counts = rng.poisson(true)
    t = np.array([0.05, 0.1, 0.3, 0.8, 1.5])
    best = elementary_sums(true, counts, t)
    for other in (true * 1.5, true**0.7, np.full_like(true, true.mean())):
        assert (elementary_sums(other, counts, t) >= best - 1e-3 * best).all()
        assert elementary_sums(other, counts, t).sum() > 1.005 * best.sum()


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="do not match"):
        elementary_sums([0.1], [1, 2], [0.5])
    with pytest.raises(ValueError, match="NaN"):
        elementary_sums([0.1, np.nan], [1, 2], [0.5])
    with pytest.raises(ValueError, match="threshold"):
        elementary_sums([0.1], [1], [-0.5])
