"""Gaps, beginnings and ends: none where nothing is missing, found with their dates where it is."""

import numpy as np
import numpy.typing as npt
import pytest

from crimecast.incidents.gaps import CHANCE, find

Ints = npt.NDArray[np.int64]
RATES = np.array([0.03, 0.1, 0.3, 0.7, 1.5, 3.0, 6.0, 12.0, 25.0, 60.0])
DAYS = 1095


def simulated(seed: int, spread: float = 0.3) -> Ints:
    """Return counts of ten categories that lack nothing: weeks, seasons, drift and clusters."""
    rng = np.random.default_rng(seed)
    day = np.arange(DAYS)
    week = np.array([1.0, 0.9, 0.95, 1.0, 1.2, 1.3, 0.8])[day % 7]
    season = 1 + 0.4 * rng.uniform(0, 2, (10, 1)) * np.sin(2 * np.pi * day / 365.25)
    drift = np.exp(np.cumsum(rng.normal(0, 0.01, (10, DAYS)), axis=1))
    mean = RATES[:, None] * week * season * drift
    if spread:
        mean = mean * rng.gamma(1 / spread, spread, mean.shape)
    return rng.poisson(mean).astype(np.int64)


def known(counts: Ints) -> npt.NDArray[np.float64]:
    return np.ones(counts.shape)


@pytest.mark.parametrize("spread", [0.0, 0.3, 1.0])
def test_nothing_is_told_where_nothing_is_missing(spread: float) -> None:
    # At the rate that the module states, 75 cities have at most 0.75 alarms.
    assert CHANCE == 0.01
    for seed in range(25):
        counts = simulated(seed, spread)
        found = find(counts, known(counts), 0)
        assert not found.city, seed
        assert not any(found.categories), seed
        assert set(found.began) == set(found.stopped) == {None}, seed


def test_a_category_that_is_summer_only_has_no_gaps() -> None:
    rng = np.random.default_rng(3)
    day = np.arange(6 * 365)
    summer = np.maximum(0.0, np.cos(2 * np.pi * (day - 182) / 365.25)) ** 2
    counts = np.stack([rng.poisson(8 * summer), rng.poisson(30, len(day))]).astype(np.int64)
    assert (counts[0] == 0).sum() > 6 * 150
    assert find(counts, known(counts), 0).categories[0] == ()


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize(("category", "length"), [(5, 30), (7, 14), (9, 7)])
def test_a_planted_gap_is_found_with_its_dates(seed: int, category: int, length: int) -> None:
    counts = simulated(seed)
    counts[category, 799] = counts[category, 800 + length] = 9  # so that its ends are sharp
    counts[category, 800 : 800 + length] = 0
    found = find(counts, known(counts), 0)
    (run,) = found.categories[category]
    assert (run.first, run.last) == (800, 799 + length)
    around = counts[category, 744:800].sum() + counts[category, 800 + length : 856 + length].sum()
    assert run.expected <= 1.1 * around / 112 * length
    assert not any(runs for k, runs in enumerate(found.categories) if k != category)
    assert not found.city


def test_a_gap_of_the_whole_city_is_told_once() -> None:
    counts = simulated(1)
    counts[:, 500:514] = 0
    found = find(counts, known(counts), 2)
    assert [(run.first, run.last) for run in found.city] == [(500, 513)]
    assert not any(found.categories)


def test_a_category_that_was_split_began_and_stopped() -> None:
    counts = simulated(2)
    counts[6, :600], counts[7, 600:] = 0, 0
    counts[6, 600], counts[7, 599] = 5, 5
    found = find(counts, known(counts), 0)
    assert found.began[6] == 600
    assert found.stopped[7] == 599
    assert not any(found.categories)
    assert [k for k, day in enumerate(found.began) if day is not None] == [6]


def test_strays_do_not_hide_a_beginning_or_an_end() -> None:
    counts = simulated(4)
    counts[8, :500], counts[9, 700:] = 0, 0
    counts[8, [20, 310]], counts[9, [800, 1000]] = 1, 1
    counts[8, 500], counts[9, 699] = 5, 5
    found = find(counts, known(counts), 0)
    assert found.began[8] == 500
    assert found.stopped[9] == 699
    assert not found.categories[8]
    assert not found.categories[9]


def test_what_is_not_reported_yet_is_no_end() -> None:
    counts = simulated(5, 0.0)
    counts[7, -7:] = 0
    share = known(counts)
    assert find(counts, share, 0).stopped[7] == DAYS - 8
    share[7, -7:] = 0.02
    assert find(counts, share, 0).stopped[7] is None


def test_strays_from_before_the_records_are_no_part_of_them() -> None:
    counts = simulated(6)
    early = np.zeros((10, 900), np.int64)
    early[3, [5, 400]] = 1
    longer = np.concatenate([early, counts], axis=1)
    found = find(longer, known(longer), 0)
    assert not found.city
    assert set(found.began) == {None}


@pytest.mark.parametrize("days", [1, 2, 9, 60])
def test_few_days_are_enough_to_say_nothing(days: int) -> None:
    counts = simulated(7)[:, :days]
    counts[9, [0, -1]] = 1
    assert not find(counts, known(counts), 0).city


FEW = np.array([0.3, 1.0, 4.0, 15.0])


def drawn(seed: int, *, cluster: float = 0.0, yearly: float = 0.3) -> np.ndarray:
    """Draw counts (category, day) with a week, a year, and days that vary together."""
    rng = np.random.default_rng(seed)
    day = np.arange(DAYS)
    season = 1 + yearly * np.sin(2 * np.pi * day / 365.25)
    week = np.array([1.1, 1.0, 0.9, 1.0, 1.2, 1.1, 0.7])[day % 7]
    mean = FEW[:, None] * season * week
    if cluster:
        mean = mean * rng.gamma(1 / cluster, cluster, mean.shape)
    return rng.poisson(mean)


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
            want = FEW[category] * days
            assert 0.4 * want < run.expected < 1.8 * want
        assert not any(found.categories[k] for k in range(4) if k != category)
    assert hits >= 18
