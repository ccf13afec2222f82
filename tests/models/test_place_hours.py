"""Hours by place: what past incidents tell of them, learned and kept within the city's sums."""

import numpy as np
import pytest
from scipy.optimize import minimize

from crimecast.grid import Floats, Grid
from crimecast.models.aoristic import week_hours
from crimecast.models.fields import Smoother
from crimecast.models.hours import SLOTS, NearInHour, slot_shares
from crimecast.models.place_hours import (
    BANDWIDTHS,
    SIZE,
    Cases,
    Look,
    fit_place_hours,
    look,
    place_hours,
)
from history_sample import ORIGIN

EVEN = np.full((1, SLOTS), 1 / SLOTS)


def looks(rng: np.random.Generator, places: int) -> list[Look]:
    """Return looks at random of three sources."""
    bands = len(BANDWIDTHS)
    return [
        Look(
            rng.normal(0, 0.5, (bands, SLOTS, places)).astype(np.float32),
            rng.normal(0, 0.5, (bands, places)).astype(np.float32),
        )
        for _ in range(3)
    ]


def drawn(rng: np.random.Generator, seen: list[Look], beta: Floats) -> Floats:
    """Draw a slot for each place from the model itself, as rows with a one."""
    factor = np.log(place_hours(seen, beta, EVEN[0], np.ones(seen[0].told.shape[1])))
    noise = rng.gumbel(size=factor.shape)
    return np.eye(SLOTS)[np.argmax(factor + noise, axis=0)]


def test_it_finds_what_incidents_were_drawn_from() -> None:
    rng = np.random.default_rng(5)
    beta = rng.normal(0, 0.4, SIZE)
    seen = looks(rng, 30_000)
    found = fit_place_hours([Cases(seen, drawn(rng, seen, beta))], EVEN)
    assert found.shape == (1, SIZE)
    # Slots were drawn after both sums were held, which moves the coefficients a little.
    np.testing.assert_allclose(found[0], beta, atol=0.12)


def test_it_is_the_mode_that_another_optimizer_finds() -> None:
    rng = np.random.default_rng(6)
    seen = looks(rng, 400)
    slot = drawn(rng, seen, rng.normal(0, 0.3, SIZE))
    city = rng.dirichlet(np.full(SLOTS, 20.0))
    ratio = np.concatenate([s.ratio for s in seen]).astype(float)
    told = np.concatenate([s.told for s in seen]).astype(float)
    design = np.concatenate([ratio, ratio * told[:, None]])

    def loss(beta: Floats, prior: Floats, ridge: float) -> float:
        log = np.log(city)[:, None] + np.einsum("k,ksn->sn", beta, design)
        norm = np.logaddexp.reduce(log, axis=0)
        fit = (slot.T * log).sum() - norm.sum()
        return float(-fit + 0.5 * ridge * ((beta - prior) ** 2).sum())

    none = np.zeros(SIZE)
    together = minimize(loss, none, args=(none, 50.0), method="BFGS").x
    own = minimize(loss, together, args=(together, 200.0), method="BFGS").x
    found = fit_place_hours([Cases(seen, slot)], city[None])
    np.testing.assert_allclose(found[0], own, atol=2e-3)


def test_where_hours_are_the_citys_nothing_is_learned() -> None:
    rng = np.random.default_rng(7)
    seen = looks(rng, 20_000)
    found = fit_place_hours([Cases(seen, drawn(rng, seen, np.zeros(SIZE)))], EVEN)
    assert np.abs(found).max() < 0.1
    none = fit_place_hours([Cases([s.at(np.zeros(0, int)) for s in seen], np.zeros((0, 48)))], EVEN)
    np.testing.assert_array_equal(none, 0.0)


def test_a_category_with_few_incidents_follows_all_together() -> None:
    rng = np.random.default_rng(8)
    beta, many, few = np.r_[0.8, np.zeros(SIZE - 1)], looks(rng, 8000), looks(rng, 5)
    cases = [Cases(many, drawn(rng, many, beta)), Cases(few, drawn(rng, few, -beta))]
    found = fit_place_hours(cases, np.repeat(EVEN, 2, axis=0))
    assert found[1, 0] == pytest.approx(found[0, 0], abs=0.05)


def test_a_cells_week_and_the_citys_hours_stay() -> None:
    rng = np.random.default_rng(9)
    seen, daily = looks(rng, 500), rng.dirichlet(np.full(500, 0.3))
    share = rng.dirichlet(np.full(SLOTS, 5.0))
    factor = place_hours(seen, rng.normal(0, 0.4, SIZE), share, daily)
    assert factor.dtype == np.float32
    np.testing.assert_allclose(factor @ daily, 1.0, atol=1e-5)
    assert np.abs(share @ factor - 1).max() < 0.01
    assert factor.std() > 0.3
    np.testing.assert_allclose(place_hours(seen, np.zeros(SIZE), share, daily), 1.0, rtol=1e-5)


def test_a_look_tells_the_hours_of_a_place(grid: Grid) -> None:
    near = NearInHour(grid, Smoother(grid))
    night, day = grid.cells[200], grid.cells[700]
    start = (ORIGIN - np.arange(1, 81).astype("timedelta64[D]")).astype("datetime64[s]")
    start = np.append(start + np.timedelta64(2, "h"), start + np.timedelta64(14, "h"))
    week = week_hours(start, start, "America/Denver").weights
    counts = near.counts(np.repeat([night, day], 80), week)
    seen = look(near, counts)
    at = grid.rank[night]
    assert seen.ratio.shape == (len(BANDWIDTHS), SLOTS, len(grid.cells))
    assert seen.told[0, at] == pytest.approx((np.log1p(80) - 3) / 2, rel=1e-5)
    # Half of the city's fall near 2 am, of this cell's all; two of the city's are added.
    city = (near._kernel @ counts.sum(axis=(1, 2)))[2] / 160
    here = (near._kernel @ counts.reshape(SLOTS, -1))[2, night]
    assert seen.ratio[0, 2, at] == pytest.approx(np.log((here + 2 * city) / 82 / city), rel=1e-4)
    assert seen.ratio[0, 14, at] < -1.5
    assert np.abs(seen.ratio[0, :, grid.rank[grid.cells[-1]]]).max() < 1e-5  # nothing there
    empty = look(near, counts * 0)
    np.testing.assert_array_equal(empty.ratio, 0.0)


def test_slot_shares_are_those_of_the_profile() -> None:
    rng = np.random.default_rng(1)
    profile = rng.random((2, 168))
    near = NearInHour.slot
    found = slot_shares(profile, near)
    np.testing.assert_allclose(found[1, 30], profile[1, near == 30].sum() / profile[1].sum())
    np.testing.assert_allclose(found.sum(axis=1), 1.0)
