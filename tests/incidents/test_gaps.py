"""Gaps are found where there are some, and hardly ever where there are none."""

import numpy as np
import pytest

from crimecast.incidents.gaps import CHANCE, find

DAYS = 3 * 365
RATES = np.array([0.3, 1.0, 4.0, 15.0])


def drawn(seed: int, *, cluster: float = 0.0, yearly: float = 0.3) -> np.ndarray:
    """Draw counts (category, day) with a week, a year, and days that vary together."""
    rng = np.random.default_rng(seed)
    day = np.arange(DAYS)
    season = 1 + yearly * np.sin(2 * np.pi * day / 365.25)
    week = np.array([1.1, 1.0, 0.9, 1.0, 1.2, 1.1, 0.7])[day % 7]
    mean = RATES[:, None] * season * week
    if cluster:
        mean = mean * rng.gamma(1 / cluster, cluster, mean.shape)
    return rng.poisson(mean)


def test_records_that_lack_nothing_are_hardly_ever_said_to() -> None:
    told = 0
    for seed in range(60):
        counts = drawn(seed, cluster=0.3 * (seed % 2))
        found = find(counts, np.ones(counts.shape), 0)
        told += bool(found.city or any(found.categories) or any(b is not None for b in found.began))
    # At most one in a hundred is promised: more than three of 60 has a chance of 0.003 then.
    assert CHANCE == 0.01
    assert told <= 3


@pytest.mark.parametrize("cluster", [0.0, 0.3])
@pytest.mark.parametrize(("category", "days"), [(3, 4), (2, 14), (1, 40)])
def test_a_planted_gap_of_a_category_is_found_with_its_days(
    category: int, days: int, cluster: float
) -> None:
    hits = 0
    for seed in range(20):
        counts = drawn(seed, cluster=cluster)
        first = 400 + 7 * seed
        counts[category, first : first + days] = 0
        counts[category, [first - 1, first + days]] = 2  # so that its days are known to the day
        found = find(counts, np.ones(counts.shape), 0)
        assert found.city == ()
        (run, *others) = found.categories[category] or (None,)
        hits += run is not None
        assert not others
        if run is not None:
            assert (run.first, run.last) == (first, first + days - 1)
            want = RATES[category] * days
            assert 0.4 * want < run.expected < 1.8 * want
        assert not any(found.categories[k] for k in range(4) if k != category)
    assert hits >= 18


def test_a_fortnight_that_the_city_lacks_is_told_once_for_all() -> None:
    counts = drawn(1)
    counts[:, 500:514] = 0
    found = find(counts, np.ones(counts.shape), 0)
    ((run),) = found.city
    assert (run.first, run.last) == (500, 513)
    assert run.expected == pytest.approx(14 * RATES.sum(), rel=0.35)
    assert found.categories == ((), (), (), ())


def test_a_category_begins_or_stops_and_strays_are_no_life() -> None:
    counts = drawn(2)
    counts[1, :300] = 0
    counts[1, 120] = 1  # a stray
    counts[2, 700:] = 0
    found = find(counts, np.ones(counts.shape), 0)
    began, stopped = found.began[1], found.stopped[2]
    assert began is not None
    assert 300 <= began < 306
    assert stopped is not None
    assert 694 <= stopped < 700
    assert found.began[0] is found.began[3] is found.stopped[0] is found.stopped[3] is None
    assert found.categories == ((), (), (), ())


def test_what_is_not_reported_yet_is_no_end() -> None:
    counts = drawn(3)
    known = np.ones(counts.shape)
    age = np.arange(DAYS)[::-1]
    known[:] = 1 - np.exp(-age / 20)  # a slow publisher: the last weeks are hardly known
    rng = np.random.default_rng(4)
    counts = rng.binomial(counts, known)
    counts[2, -6:] = 0
    found = find(counts, known, 0)
    assert found.stopped[2] is None
    assert find(counts, np.ones(counts.shape), 0).stopped[2] is not None


def test_a_summer_without_is_no_gap_where_every_summer_is() -> None:
    counts = drawn(5)
    summer = (np.arange(DAYS) % 365 > 150) & (np.arange(DAYS) % 365 < 240)
    counts[2, summer] = 0
    found = find(counts, np.ones(counts.shape), 0)
    assert len(found.categories[2]) <= 1  # the first that is seen cannot be known for one
