import numpy as np
import pytest

from crimecast.lateness import LONGEST, completeness

ORIGIN = np.datetime64("2024-07-01T06:00:00", "s")


def test_the_share_known_is_that_of_the_delays() -> None:
    """Delays of exponential distribution: the mean of 1 - exp(-age / tau) over the day."""
    rng = np.random.default_rng(3)
    n, tau = 60_000, 4.0
    occurred = ORIGIN - (rng.uniform(91, 455, n) * 86400).astype("timedelta64[s]")
    reported = occurred + (rng.exponential(tau, n) * 86400).astype("timedelta64[s]")
    known = completeness(np.zeros(n, int), occurred, reported, ORIGIN, categories=1)
    for age in (0, 1, 3, 10):
        ages = np.linspace(age, age + 1, 200)
        assert known.known(age)[0] == pytest.approx((1 - np.exp(-ages / tau)).mean(), abs=0.01)
    assert known.known(10 * LONGEST)[0] == pytest.approx(1.0, abs=0.01)


def test_a_category_with_few_records_is_drawn_to_all() -> None:
    rng = np.random.default_rng(4)
    n = 5000
    category = np.zeros(n, int)
    category[:2] = 1
    occurred = ORIGIN - np.timedelta64(200 * 86400, "s") - np.arange(n).astype("timedelta64[s]")
    delay = np.where(category == 1, 30.0, rng.exponential(1.0, n))
    reported = occurred + (delay * 86400).astype("timedelta64[s]")
    known = completeness(category, occurred, reported, ORIGIN, categories=2)
    assert known.known(3)[1] == pytest.approx(known.known(3)[0], abs=0.06)


def test_what_is_reported_later_than_the_window_does_not_matter() -> None:
    """Young incidents, whose reports have not all come, do not enter the estimate."""
    occurred = ORIGIN - np.arange(1, 300).astype("timedelta64[D]").astype("timedelta64[s]")
    quick = occurred + np.timedelta64(3600, "s")
    slow = quick.copy()
    slow[:80] = ORIGIN  # ages up to 80 days
    zeros = np.zeros(len(occurred), int)
    a = completeness(zeros, occurred, quick, ORIGIN, categories=1).share
    b = completeness(zeros, occurred, slow, ORIGIN, categories=1).share
    assert (a == b).all()
