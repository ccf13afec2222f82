import numpy as np
import pytest

from crimecast.grid import Grid
from crimecast.models.aoristic import week_hours
from crimecast.models.fields import Smoother
from crimecast.models.hours import NearInHour, slot_kernel
from history_sample import ORIGIN, make_grid

HOURS_IN_SLOT = np.bincount(NearInHour.slot, minlength=48)


def test_a_kernel_spreads_each_incident_over_one_week() -> None:
    kernel = slot_kernel(2.0)
    assert (HOURS_IN_SLOT @ kernel) == pytest.approx(np.ones(48), abs=1e-5)
    assert kernel[3, 3] > kernel[5, 3] > kernel[12, 3]
    assert kernel[3, 3] > kernel[27, 3]  # the other kind of day counts less


@pytest.mark.parametrize("cell", [50, 100])
@pytest.mark.parametrize("bandwidth", [0.0, 125.0])
def test_a_density_sums_to_one_over_cells_and_hours(cell: int, bandwidth: float) -> None:
    grid = make_grid(cell)
    rng = np.random.default_rng(11)
    cells = rng.choice(grid.cells, 500)
    start = ORIGIN - rng.integers(0, 10_000_000, 500).astype("timedelta64[s]")
    end = start + np.timedelta64(5400, "s")
    week = week_hours(start, end, "America/Denver").weights
    profile = np.random.default_rng(1).gamma(9.0, size=(1, 168))
    profile /= profile.mean()
    near = NearInHour(grid, Smoother(grid), profile)
    density = near.density(near.counts(cells, week), bandwidth)
    relative = near.relative(
        density[:, near.grid.cells], 0
    )  # times profile / 168: density per hour of the week
    per_hour = relative[near.slot] * profile[0][:, None] / 168
    assert per_hour.sum() == pytest.approx(1.0, abs=1e-3)
    # At the incidents it is the same as when evaluated one by one.
    at = near.at(density, 0, cells, week)
    by_hand = np.asarray((week.toarray() * per_hour[:, grid.rank[cells]].T).sum(axis=1))
    assert at == pytest.approx(by_hand, rel=1e-4)


def test_night_incidents_raise_the_night(grid: Grid) -> None:
    place = grid.cells[100]
    start = ORIGIN - np.arange(50).astype("timedelta64[D]").astype("timedelta64[s]")
    start = start + np.timedelta64(7200, "s")
    week = week_hours(start, start, "America/Denver")
    near = NearInHour(grid, Smoother(grid), np.ones((1, 168)))
    density = near.density(near.counts(np.full(50, place), week.weights), 0.0)
    relative = near.relative(density[:, near.grid.cells], 0)[:, grid.rank[place]]
    assert relative[2] > 5 * relative[14]
