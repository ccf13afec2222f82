import numpy as np
import pytest

from crimecast.grid import Grid
from crimecast.models.aoristic import week_hours
from crimecast.models.fields import Smoother
from crimecast.models.hours import NearInHour, slot_kernel
from history_sample import ORIGIN, make_grid


def test_an_incident_counts_most_at_its_own_hour() -> None:
    kernel = slot_kernel(2.0)
    assert (np.diag(kernel) == 1).all()
    assert kernel[3, 3] > kernel[5, 3] > kernel[12, 3]
    assert kernel[3, 3] > kernel[27, 3]  # the other kind of day counts less
    assert kernel[0, 23] == kernel[1, 0]  # around midnight


@pytest.mark.parametrize("cell", [50, 100])
@pytest.mark.parametrize("bandwidth", [0.0, 125.0])
def test_each_slot_is_a_density_and_the_same_at_single_places(cell: int, bandwidth: float) -> None:
    grid = make_grid(cell)
    rng = np.random.default_rng(11)
    cells = rng.choice(grid.cells, 500)
    start = ORIGIN - rng.integers(0, 10_000_000, 500).astype("timedelta64[s]")
    week = week_hours(start, start + np.timedelta64(5400, "s"), "America/Denver").weights
    near = NearInHour(grid, Smoother(grid))
    density = near.density(near.counts(cells, week), bandwidth)
    maps = near.maps(density[:, near.grid.cells])
    assert maps.sum(axis=1) == pytest.approx(np.ones(48), abs=2e-3)
    at = near.at(near.past(cells, week), bandwidth, week, cells)
    by_hand = (week.toarray() * maps[near.slot][:, grid.rank[cells]].T).sum(axis=1)
    assert at == pytest.approx(by_hand, rel=1e-3)


def test_night_incidents_raise_the_night_and_nothing_else(grid: Grid) -> None:
    night, day = grid.cells[100], grid.cells[300]
    start = ORIGIN - np.arange(50).astype("timedelta64[D]").astype("timedelta64[s]")
    start = np.append(start + np.timedelta64(2, "h"), start + np.timedelta64(14, "h"))
    week = week_hours(start, start, "America/Denver").weights
    near = NearInHour(grid, Smoother(grid))
    density = near.density(near.counts(np.repeat([night, day], 50), week), 0.0)
    maps = near.maps(density[:, near.grid.cells])
    assert maps[2, grid.rank[night]] > 0.9
    assert maps[14, grid.rank[night]] < 0.01
    assert maps[14, grid.rank[day]] > 0.9


def test_a_mix_is_the_weighted_sum_of_densities(grid: Grid) -> None:
    rng = np.random.default_rng(7)
    start = ORIGIN - rng.integers(0, 10_000_000, 400).astype("timedelta64[s]")
    week = week_hours(start, start + np.timedelta64(5400, "s"), "America/Denver").weights
    near = NearInHour(grid, Smoother(grid))
    own, other = (near.counts(rng.choice(grid.cells, 400), week) for _ in range(2))
    bandwidths, weights = (0.0, 125.0, 500.0), np.array([0.3, 0.0, 0.2])
    shared = near.density(other, 125.0)
    mixed = near.mix(own, bandwidths, weights, [shared], np.array([0.1]))
    by_hand = 0.1 * shared + sum(
        w * near.density(own, b) for b, w in zip(bandwidths, weights, strict=True)
    )
    np.testing.assert_allclose(mixed, by_hand[:, near.grid.cells], rtol=1e-5)
    assert near.mix(own, bandwidths, np.zeros(3), [], np.zeros(0)).max() == 0


def test_weights_by_hour_are_summed_by_slot() -> None:
    start = np.array(["2024-06-24T13:10", "2024-06-30T01:30"], "datetime64[s]")
    week = week_hours(start, start + np.timedelta64(3600, "s"), "UTC").weights
    near = NearInHour(make_grid(), Smoother(make_grid()))
    by_slot = near.by_slot(week)
    assert by_slot[0, [13, 14]] == pytest.approx([50 / 60, 10 / 60])
    assert by_slot[1, [24 + 1, 24 + 2]] == pytest.approx([0.5, 0.5])
