"""Drawn worlds have the spread's variances, share what is shared, and repeat."""

import numpy as np
import pytest

from crimecast.calendar import hours_from
from crimecast.draws import draw_factors, draw_sums
from crimecast.spread import Scale, Spread, variance_of_sum

SCALES = (Scale(None, 24, True), Scale(None, None), Scale(1000, 24), Scale(0, None), Scale(0, 0))
PHI = np.array([[0.1, 0.05, 0.2, 1.5, 9.0], [0.1, 0.3, 0.0, 0.4, 9.0]])
SPREAD = Spread(("a", "b"), SCALES, PHI, "America/Denver")
HOURS = np.repeat(hours_from(np.datetime64("2024-07-01T18:00:00", "s"), 2), 4)
X = np.tile([50.0, 150.0, 950.0, 1050.0], 2)
AT = {"hours": HOURS, "x": X, "y": np.full(8, 50.0)}


def test_factors_have_mean_one_and_the_variances_of_the_product() -> None:
    factors = draw_factors(SPREAD, **AT, draws=40_000, seed=1)
    assert factors.shape == (40_000, 2, 8)
    np.testing.assert_allclose(factors.mean(axis=0), 1, atol=0.05)
    for c in range(2):
        whole = np.prod(1 + PHI[c, :4]) - 1
        np.testing.assert_allclose(factors[:, c].var(axis=0), whole, rtol=0.1)
        nearby = np.cov(factors[:, c, 0], factors[:, c, 1])[0, 1]  # one square, two cells
        assert nearby == pytest.approx(np.prod(1 + PHI[c, :3]) - 1, rel=0.15)
        apart = np.cov(factors[:, c, 0], factors[:, c, 3])[0, 1]
        assert apart == pytest.approx((1 + PHI[c, 0]) * (1 + PHI[c, 1]) - 1, rel=0.2)
    between = np.cov(factors[:, 0, 0], factors[:, 1, 3])[0, 1]
    assert between == pytest.approx(0.1, abs=0.04)
    assert np.array_equal(factors[:, :, :4], factors[:, :, 4:])  # one day, the same factors


def test_sums_vary_as_the_variance_says_where_factors_are_small() -> None:
    phi = PHI * 0.05
    small = Spread(("a", "b"), SCALES, phi, "America/Denver")
    values = np.random.default_rng(2).gamma(2, 3, (2, 8))
    sums = draw_sums(values, small, **AT, owners=np.zeros(8, int), draws=20_000, seed=3)
    phi[:, 4] = 0
    told = variance_of_sum(
        values.reshape(2, 2, 4), Spread(("a", "b"), SCALES, phi, "America/Denver"),
        hours=HOURS[::4], x=X[:4], y=np.full(4, 50.0),
    )  # fmt: skip
    assert sums.var() == pytest.approx(told.all_variance[0, 0] - told.all_mean[0, 0], rel=0.06)
    assert sums.mean() == pytest.approx(values.sum(), rel=0.01)


def test_what_is_asked_for_apart_meets_in_the_same_worlds() -> None:
    whole = draw_factors(SPREAD, **AT, draws=50, seed=4)
    order = np.array([6, 1, 3])
    some = draw_factors(
        SPREAD.select(["b"]), **{k: v[order] for k, v in AT.items()}, draws=20, seed=4
    )
    assert np.array_equal(some[:, 0], whole[:20, 1][:, order])
    assert not np.array_equal(some, draw_factors(
        SPREAD.select(["b"]), **{k: v[order] for k, v in AT.items()}, draws=20, seed=5
    ))  # fmt: skip


def test_two_routes_that_share_streets_are_compared_world_by_world() -> None:
    values = np.array([[1.0, 1.0, 1.1, 1.0] * 2, [0.0] * 8])
    owners = np.array([0, 1, 0, 1] * 2)
    sums = draw_sums(values, SPREAD, **AT, owners=owners, draws=500, seed=6)
    assert sums.shape == (500, 2)
    more = (sums[:, 0] > sums[:, 1]).mean()
    assert 0.4 < more < 0.75
    alone = draw_sums(
        values[:, ::2], SPREAD, **{k: v[::2] for k, v in AT.items()},
        owners=np.zeros(4, int), draws=500, seed=6,
    )  # fmt: skip
    np.testing.assert_allclose(alone[:, 0], sums[:, 0])


def test_without_scales_every_world_is_the_forecast() -> None:
    assert (draw_factors(Spread.poisson("ab"), **AT, draws=3, seed=0) == 1).all()


def test_what_is_refused() -> None:
    with pytest.raises(ValueError, match="not one an item"):
        draw_factors(SPREAD, **{**AT, "x": X[:3]}, draws=3, seed=0)
    with pytest.raises(ValueError, match="ask for 1 or more"):
        draw_factors(SPREAD, **AT, draws=0, seed=0)
    with pytest.raises(ValueError, match="values have shape"):
        draw_sums(np.ones((2, 3)), SPREAD, **AT, owners=np.zeros(8, int), draws=3, seed=0)
