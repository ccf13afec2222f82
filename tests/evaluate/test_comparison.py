import numpy as np
import pytest
from scipy.stats import ttest_1samp, wilcoxon

from crimecast.evaluate.comparison import t_test, w_test

RNG = np.random.default_rng(3)
THEIRS = RNG.normal(-6, 1, 80)
OURS = THEIRS + RNG.normal(0.2, 0.5, 80)


def test_by_hand() -> None:
    # gains 1, 2, 3 less (6 - 3) / 3: 0, 1, 2; mean 1, deviation 1, error 1 / sqrt(3)
    found = t_test([1.0, 2.0, 3.0], [0.0, 0.0, 0.0], 6.0, 3.0)
    assert found.gain == pytest.approx(1.0)
    assert found.t == pytest.approx(np.sqrt(3))
    half = 4.302652729911275 / np.sqrt(3)  # Student's t with two degrees of freedom at 97.5%
    assert [found.low, found.high] == pytest.approx([1 - half, 1 + half])


def test_as_scipy_has_it() -> None:
    gain = OURS - THEIRS - (90.0 - 84.0) / 80
    found, want = t_test(OURS, THEIRS, 90.0, 84.0, level=0.9), ttest_1samp(gain, 0.0)
    assert found.t == pytest.approx(want.statistic)
    assert found.p == pytest.approx(want.pvalue)
    ends = want.confidence_interval(0.9)
    assert [found.low, found.high] == pytest.approx([ends.low, ends.high])
    ranked = w_test(OURS, THEIRS, 90.0, 84.0)
    assert ranked.p == pytest.approx(wilcoxon(gain, method="asymptotic").pvalue)
    assert ranked.median == pytest.approx(np.median(gain))


def test_the_other_way_round_is_the_opposite() -> None:
    there, back = t_test(OURS, THEIRS, 90, 84), t_test(THEIRS, OURS, 84, 90)
    assert there.gain == pytest.approx(-back.gain)
    assert there.low == pytest.approx(-back.high)
    there, back = w_test(OURS, THEIRS, 80, 80), w_test(THEIRS, OURS, 80, 80)
    assert there.z == pytest.approx(-back.z)
    assert there.z > 2
    assert there.median > 0


def test_a_few_incidents_sway_the_mean_and_not_the_median() -> None:
    ours = THEIRS + np.where(np.arange(80) < 3, 40.0, -0.2)
    assert t_test(ours, THEIRS, 80, 80).gain > 0
    assert w_test(ours, THEIRS, 80, 80).z < -2


def test_equal_models() -> None:
    same = t_test(THEIRS, THEIRS, 80, 80)
    assert (same.gain, same.low, same.high) == (0, 0, 0)
    assert np.isnan(same.p)
    assert np.isnan(w_test(THEIRS, THEIRS, 80, 80).p)


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(ValueError, match="one length"):
        t_test([1.0, 2.0], [1.0], 1, 1)
    with pytest.raises(ValueError, match="two or more"):
        w_test([1.0], [1.0], 1, 1)
    with pytest.raises(ValueError, match="impossible"):
        t_test([1.0, -np.inf], [1.0, 1.0], 1, 1)
