import numpy as np
import pytest
import scipy.stats

from crimecast.evaluate.bootstrap import day_draws, ratio_interval

RNG = np.random.default_rng(11)
COUNT = RNG.poisson(20, 80).astype(float) + 1
GAIN = COUNT * 0.3 + RNG.normal(0, 3, 80)


def test_as_scipy_draws_it() -> None:
    """The same percentile interval by another implementation, on the same statistic."""

    def ratio(gain: np.ndarray, count: np.ndarray, axis: int) -> np.ndarray:
        return gain.sum(axis=axis) / count.sum(axis=axis)

    want = scipy.stats.bootstrap(
        (GAIN, COUNT), ratio, paired=True, method="percentile", n_resamples=20_000,
        confidence_level=0.9, rng=np.random.default_rng(3),
    ).confidence_interval  # fmt: skip
    low, high = ratio_interval(GAIN, COUNT, level=0.9, draws=20_000)
    assert low == pytest.approx(want.low, abs=0.002)
    assert high == pytest.approx(want.high, abs=0.002)


def test_it_holds_the_truth_as_often_as_it_says() -> None:
    rng, held = np.random.default_rng(12), 0
    for _ in range(300):
        count = rng.poisson(15, 60)
        low, high = ratio_interval(
            rng.normal(0.2 * count, 2.0), count, level=0.9, draws=400, seed=int(rng.integers(1e9))
        )
        held += bool(low <= 0.2 <= high)
    assert 0.84 < held / 300 < 0.95


def test_rows_share_their_draws() -> None:
    rows = np.stack([GAIN, GAIN + 0.1 * COUNT])
    low, high = ratio_interval(rows, COUNT)
    assert low[1] == pytest.approx(low[0] + 0.1)
    assert high[1] == pytest.approx(high[0] + 0.1)
    assert low[0] == pytest.approx(ratio_interval(GAIN, COUNT)[0])


def test_the_same_seed_the_same_interval() -> None:
    assert ratio_interval(GAIN, COUNT) == ratio_interval(GAIN, COUNT)
    assert ratio_interval(GAIN, COUNT, seed=2) != ratio_interval(GAIN, COUNT)


def test_blocks_widen_the_interval_of_days_that_hang_together() -> None:
    rng = np.random.default_rng(13)
    week = np.repeat(rng.normal(0, 3, 20), 7)  # a good week is good every day
    gain, count = week + rng.normal(0, 0.5, 140), np.full(140, 10.0)
    low, high = ratio_interval(gain, count)
    wide_low, wide_high = ratio_interval(gain, count, block=7)
    assert (wide_high - wide_low) > 1.8 * (high - low)


def test_draws_are_of_all_days_in_whole_blocks() -> None:
    often = day_draws(10, draws=500, block=5)
    assert often.shape == (500, 10)
    assert (often.sum(axis=1) == 10).all()
    # two blocks of five: each day and the next are drawn together unless a block ends there
    assert (np.abs(np.diff(often, axis=1, append=often[:, :1])).sum(axis=1) <= 4).all()
    alone = day_draws(7, draws=4000)
    assert alone.mean(axis=0) == pytest.approx(np.ones(7), abs=0.06)
    odd = day_draws(10, draws=50, block=4)  # the last block is cut to two days
    assert (odd.sum(axis=1) == 10).all()


def test_draws_with_nothing_below_the_line_have_no_ratio() -> None:
    low, high = ratio_interval([1.0, 0.0, 2.0], [1.0, 0.0, 2.0])
    assert (low, high) == (1.0, 1.0)
    low, high = ratio_interval([[0.0, 0.0], [1.0, 2.0]], [[0.0, 0.0], [1.0, 2.0]])
    assert np.isnan([low[0], high[0]]).all()
    assert (low[1], high[1]) == (1.0, 1.0)


def test_too_few_days_give_no_interval_and_nonsense_is_refused() -> None:
    assert np.isnan(ratio_interval([1.0], [2.0])).all()
    assert np.isnan(ratio_interval(np.ones(5), np.ones(5), block=3)).all()
    with pytest.raises(ValueError, match="no days"):
        ratio_interval([], [])
    with pytest.raises(ValueError, match="finite"):
        ratio_interval([np.inf, 1.0], [1.0, 1.0])
    with pytest.raises(ValueError, match="between 0 and 1"):
        ratio_interval([1.0, 1.0], [1.0, 1.0], level=95)
    with pytest.raises(ValueError, match="cannot be made"):
        day_draws(4, block=5)
