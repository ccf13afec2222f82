import numpy as np
import pytest

from crimecast.grid import Grid
from crimecast.models.fields import FieldSpec, Points, Smoother, combine, densities_at
from crimecast.models.smoothing import kernel_matrix

SPECS = [FieldSpec(b, d) for b in (0.0, 60.0, 250.0) for d in (5.0, 60.0, np.inf)]


def some_points(grid: Grid, n: int = 400, seed: int = 6) -> Points:
    rng = np.random.default_rng(seed)
    occurred = -rng.uniform(0.2, 90, n)
    reported = np.minimum(occurred + rng.exponential(2.0, n), -1e-6)
    order = np.argsort(reported)
    return Points(rng.choice(grid.cells[:300], n)[order], occurred[order], reported[order])


def by_hand(grid: Grid, points: Points, spec: FieldSpec, cell: int, at: float) -> float:
    """A field at one cell as known at ``at``, incident by incident."""
    ky = kernel_matrix(grid.shape[0], grid.cell, spec.bandwidth)
    kx = kernel_matrix(grid.shape[1], grid.cell, spec.bandwidth)
    value = mass = 0.0
    for i in np.flatnonzero(points.reported <= at):
        (row, column), (r, c) = divmod(points.cell[i], grid.shape[1]), divmod(cell, grid.shape[1])
        kept = float(ky[row] @ grid.mask.astype(float) @ kx[column])
        weight = 1.0 if np.isinf(spec.decay) else np.exp(-(at - points.occurred[i]) / spec.decay)
        value += weight * ky[row, r] * kx[column, c] / kept
        mass += weight
    return (value + 1 / len(grid.cells)) / (mass + 1)


def test_fields_at_events_are_the_sums_by_hand(grid: Grid) -> None:
    points = some_points(grid)
    rng = np.random.default_rng(7)
    cells = rng.choice(grid.cells[:300], 25)
    days = rng.integers(-30, 0, 25)
    got = densities_at(points, SPECS, Smoother(grid), start=-30, event_cell=cells, event_day=days)
    for e in range(25):
        for k, spec in enumerate(SPECS):
            expected = by_hand(grid, points, spec, int(cells[e]), float(days[e]))
            assert got[e, k] == pytest.approx(expected, rel=2e-4), (e, spec)


def test_an_event_does_not_see_what_was_reported_later(grid: Grid) -> None:
    points = some_points(grid)
    cells, days = grid.cells[:40], np.full(40, -10)
    before = points.select(points.reported <= -10)
    late = points.reported > -10
    moved = Points(np.where(late, grid.cells[-1], points.cell), points.occurred, points.reported)
    kwargs = {"start": -30, "event_cell": cells, "event_day": days}
    a, b, c = (densities_at(p, SPECS, Smoother(grid), **kwargs) for p in (points, before, moved))
    assert np.allclose(a, b, rtol=1e-6)
    assert np.allclose(a, c, rtol=1e-6)


def test_the_field_at_the_origin_sums_to_one_and_agrees(grid: Grid) -> None:
    points = some_points(grid)
    smoother = Smoother(grid)
    for spec in SPECS:
        whole = combine(points, [spec], np.ones(1), smoother)
        assert whole[grid.mask].sum() == pytest.approx(1.0, abs=1e-4)
        assert (whole[~grid.mask] == 0).all()
        cell = int(points.cell[3])
        assert whole.reshape(-1)[cell] == pytest.approx(
            by_hand(grid, points, spec, cell, 0.0), rel=2e-4
        )


def test_a_source_without_incidents_is_even(grid: Grid) -> None:
    nothing = Points(np.empty(0, int), np.empty(0), np.empty(0))
    got = densities_at(
        nothing, SPECS, Smoother(grid), start=-5, event_cell=grid.cells[:3],
        event_day=np.array([-5, -3, -1]),
    )  # fmt: skip
    assert np.allclose(got, 1 / len(grid.cells))
