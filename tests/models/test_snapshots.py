"""Weekly snapshots: what was known then, and rows that stand for all cells."""

import numpy as np
import pytest

from crimecast.grid import Grid
from crimecast.models.fields import Points, Smoother
from crimecast.models.snapshots import BANDWIDTHS, DECAYS, SIZE, Snapshots
from history_sample import make_grid


@pytest.fixture(scope="module")
def grid() -> Grid:
    return make_grid()


@pytest.fixture(scope="module")
def snapshots(grid: Grid) -> Snapshots:
    rng = np.random.default_rng(3)
    n = 3000
    reported = np.sort(rng.uniform(-200, 0, n))
    occurred = reported - rng.exponential(4.0, n)
    # Most incidents in a fifth of the cells.
    some = rng.choice(grid.cells, len(grid.cells) // 5, replace=False)
    cell = np.where(rng.random(n) < 0.8, rng.choice(some, n), rng.choice(grid.cells, n))
    category = rng.choice(3, n, p=[0.5, 0.4, 0.1])
    return Snapshots(
        Points(cell, occurred, reported), category, np.array([0, 1, 1]), Smoother(grid)
    )


def test_a_state_is_what_had_been_reported_faded_by_age(snapshots: Snapshots) -> None:
    state = snapshots.state(-50.0)
    points = snapshots.points
    for c in range(3):
        for k, decay in enumerate(DECAYS):
            seen = (points.reported <= -50.0) & (snapshots.category == c)
            weight = np.exp(-(-50.0 - points.occurred[seen]) / decay)
            assert state[c, k].sum() == pytest.approx(weight.sum(), rel=1e-5)
            cell = points.cell[seen][7]
            assert state[c, k, cell] == pytest.approx(
                weight[points.cell[seen] == cell].sum(), rel=1e-4
            )


def test_weeks_on_end_give_the_state_of_each_day(snapshots: Snapshots) -> None:
    for day, state in snapshots.weekly(-70):
        assert np.allclose(state, snapshots.state(day), rtol=1e-4, atol=1e-5)
    assert day == -7


def test_densities_sum_to_one(snapshots: Snapshots) -> None:
    densities = snapshots.densities(snapshots.state(0.0)[0])
    assert densities.shape == (SIZE // 3, len(snapshots.grid.cells))
    assert np.allclose(densities.sum(axis=1), 1.0, atol=2e-3)
    assert (densities > 0).all()
    assert len(densities) == len(BANDWIDTHS) * len(DECAYS)


def test_rows_stand_for_every_cell_and_day(snapshots: Snapshots) -> None:
    rows = snapshots.rows(weeks=20, empty=60.0)
    cells = len(snapshots.grid.cells)
    points = snapshots.points
    for c in range(3):
        own = rows.category == c
        came = (snapshots.category == c) & (points.occurred >= -140) & (points.occurred < 0)
        assert rows.count[own].sum() == came.sum()
        assert rows.exposure[own].sum() == pytest.approx(140 * cells, rel=0.05)
    assert (rows.exposure[rows.count > 0] == 7.0).all()
    assert (rows.exposure[rows.count == 0] >= 7.0).all()


def test_what_was_known_at_a_weeks_start_is_not_to_be_foretold(grid: Grid) -> None:
    """Dates without hours: what is told of a week's first midnight was known when it began."""
    day = np.arange(-14.0, 0.0)
    cell = grid.cells[10 : 10 + len(day)]
    points = Points(cell, day, day)
    snapshots = Snapshots(points, np.zeros(len(day), int), np.array([0]), Smoother(grid))
    rows = snapshots.rows(weeks=2, empty=60.0)
    assert rows.count.sum() == 12
    never = 1.0 / len(grid.cells) / (1.0 + np.array([1, 8]))  # a pseudo-incident's even share
    here = rows.densities[rows.count > 0, DECAYS.index(np.inf)]
    assert np.allclose(here, np.repeat(never, 6))


def test_rows_are_the_same_again_and_know_no_later_report(snapshots: Snapshots) -> None:
    rows = snapshots.rows(weeks=20, empty=60.0)
    again = snapshots.rows(weeks=20, empty=60.0)
    assert np.array_equal(rows.densities, again.densities)
    points = snapshots.points
    early = points.reported <= -70
    cut = Snapshots(
        points.select(early), snapshots.category[early], snapshots.class_of, snapshots.smoother
    )
    assert np.allclose(cut.state(-70.0), snapshots.state(-70.0))
    assert cut.state(0.0).sum() < snapshots.state(0.0).sum()
