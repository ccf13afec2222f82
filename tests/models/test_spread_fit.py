"""The spread is found again in counts made with a known one, and intervals hold what they say."""

from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimecast.blocks import place_blocks
from crimecast.calendar import DAY
from crimecast.counts import cdf
from crimecast.models.spread_fit import (
    SCALES,
    Block,
    CitySeries,
    city_day_spread,
    fit_spread,
)
from crimecast.spread import Scale, Spread, variance_of_sum

NAMES = ("a", "b", "c", "rare")
RATE = np.array([40.0, 25.0, 15.0, 0.2])
X, Y = (a.reshape(-1) for a in np.meshgrid(*[125.0 + 250 * np.arange(12)] * 2))
KM = np.unique(place_blocks(X, Y, 1000), axis=0, return_inverse=True)[1].reshape(-1)
TRUE = {
    "joint-city-day": 0.02, "city-day": 0.03, "city-whole": 0.01, "1000m-whole": 0.1,
    "250m-whole": 0.5,
}  # fmt: skip


def expected(days: int, seed: int = 7) -> np.ndarray:
    shape = np.random.default_rng(seed).gamma(0.5, 1, (4, 1, len(X)))
    return np.repeat(RATE[:, None, None] * shape / shape.sum(axis=2, keepdims=True), days, axis=1)


def simulate(mean: np.ndarray, true: Mapping[str, float], seed: int) -> np.ndarray:
    """Return counts (category, day, cell) around the mean, factors as the definition has them."""
    rng = np.random.default_rng(seed)
    categories, days, cells = mean.shape
    week = np.arange(days) // 7
    rate = mean.copy()
    for name, phi in true.items():
        *joint, place, time = name.split("-")
        cell = {"city": np.zeros(cells, int), "1000m": KM, "250m": np.arange(cells)}[place]
        when = np.arange(days) if time == "day" else week
        size = (1 if joint else categories, when.max() + 1, cell.max() + 1)
        rate *= rng.gamma(1 / phi, phi, size)[:, when][:, :, cell]
    return rng.poisson(rate)


def fitted(
    true: Mapping[str, float], *, weeks: int = 20, seed: int = 1, **options: object
) -> Spread:
    mean = expected(7 * weeks)
    block = Block(mean, simulate(mean, true, seed), X, Y, np.arange(7 * weeks) // 7)
    return fit_spread(NAMES, block, time_zone="UTC", **options)


def phi_of(spread: Spread) -> dict[str, np.ndarray]:
    return {s.id: spread.phi[:, k] for k, s in enumerate(spread.scales)}


def test_known_factors_are_found_again() -> None:
    found = [phi_of(fitted(TRUE, seed=s)) for s in range(4)]
    mean = {name: np.mean([f[name] for f in found], axis=0) for name in found[0]}
    for name, rel in (
        ("joint-city-day", 0.5), ("city-day", 0.6), ("1000m-whole", 0.7), ("250m-whole", 0.5),
    ):  # fmt: skip
        assert mean[name][:3].mean() == pytest.approx(TRUE[name], rel=rel), name
    # what a category's day and forecast vary by in all, alone and shared
    whole = sum(mean[n] for n in mean if "city" in n)
    assert whole[:3].mean() == pytest.approx(0.06, rel=0.3)


def test_poisson_counts_have_next_to_no_spread() -> None:
    found = phi_of(fitted({}, weeks=40))
    assert max(found[n].max() for n in found if "city" in n) < 0.006
    assert found["event"].max() < 0.05
    assert found["joint-event"].max() < 0.05


def test_a_rare_category_lends_from_all() -> None:
    alone = phi_of(fitted(TRUE, pooled=1e-9))
    found = phi_of(fitted(TRUE))
    together = sum(found[n][:3].mean() for n in found if "city-" in n)
    rare = sum(found[n][3] for n in found if "city-" in n)
    assert rare == pytest.approx(together, rel=0.35)
    away = sum(alone[n][3] for n in alone if "city-" in n)
    assert abs(rare - together) < abs(away - together)


def test_records_of_one_event_are_told_from_days_that_vary() -> None:
    """Every fifth record of 'a' brings one of 'b': the sum of all varies, no category does."""
    mean = expected(700)
    rng = np.random.default_rng(3)
    counts = rng.poisson(mean)
    both = rng.binomial(counts[0], 0.2)
    counts[1] = rng.poisson(mean[1]) + both
    mean[1] += 0.2 * mean[0]
    block = Block(mean, counts, X, Y, np.arange(700) // 7)
    spread = fit_spread(NAMES, block, time_zone="UTC")
    days = np.datetime64("2024-01-01T12:00:00", "s") + np.arange(700) * DAY
    found = variance_of_sum(mean, spread, hours=days, x=X, y=Y, windows=np.arange(700))
    excess = (found.all_variance / found.all_mean).mean() - 1
    true = 2 * 0.2 * RATE[0] / mean.sum(axis=(0, 2)).mean()
    assert excess == pytest.approx(true, abs=0.08)
    assert (found.variance / found.mean).mean() < 1.12


def test_one_odd_day_does_not_make_the_spread_and_wide_days_do() -> None:
    mean = expected(140)
    forecast = np.arange(140) // 7
    counts = simulate(mean, {"city-day": 0.01}, 2)
    plain = fit_spread(NAMES, Block(mean, counts, X, Y, forecast), time_zone="UTC")
    odd = counts.copy()
    odd[0, 50] *= 12  # a day with twelve times its count
    odd[1, 60, 5] += 60  # sixty records at one place
    found = fit_spread(NAMES, Block(mean, odd, X, Y, forecast), time_zone="UTC")

    def city(spread: Spread) -> float:
        return float(sum(phi_of(spread)[n][0] for n in phi_of(spread) if "city-" in n))

    blind = ((odd[0].sum(axis=1) - 40) ** 2 - 40).mean() / 40**2
    assert blind > 0.3  # what the plain moment would say
    assert city(plain) < city(found) < 0.06
    wide = simulate(mean, {"city-day": 0.4}, 2)
    seen = fit_spread(NAMES, Block(mean, wide, X, Y, forecast), time_zone="UTC")
    assert city(seen) == pytest.approx(0.4, rel=0.4)


def test_a_long_city_series_sharpens_what_a_short_block_tells() -> None:
    mean = expected(700)
    counts = simulate(mean, {"city-day": 0.05, "city-whole": 0.02}, 4)
    days = CitySeries(mean.sum(axis=2), counts.sum(axis=2).astype(float))
    weeks = CitySeries(
        mean.sum(axis=2).reshape(4, 100, 7).sum(axis=2),
        counts.sum(axis=2).reshape(4, 100, 7).sum(axis=2).astype(float), hours=168,
    )  # fmt: skip
    short = Block(mean[:, :14], counts[:, :14], X, Y, np.arange(14) // 7)
    found = phi_of(fit_spread(NAMES, short, series=[days, weeks], time_zone="UTC"))
    together = {
        t: sum(found[n][:3].mean() for n in found if n.endswith(f"city-{t}"))
        for t in ("day", "whole")
    }
    assert together["day"] == pytest.approx(0.05, rel=0.3)
    assert together["whole"] == pytest.approx(0.02, rel=0.5)


def test_what_weeks_share_is_not_lost_where_categories_are_many_and_small() -> None:
    """The city's total varies as it was made to; each category alone is too small to show it."""
    names, weeks, true = tuple("abcdefghijkl"), 26, 0.005
    shape = np.random.default_rng(7).gamma(0.5, 1, (12, 1, len(X)))
    mean = np.repeat(12.0 * shape / shape.sum(axis=2, keepdims=True), 7 * weeks, axis=1)
    week = np.arange(7 * weeks) // 7
    found = []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        factor = rng.gamma(1 / true, true, weeks)
        factor = 1 + (factor - 1) * np.sqrt(true) / np.sqrt(((factor - 1) ** 2).mean())
        counts = rng.poisson(mean * factor[week][None, :, None])
        totals = [v.sum(axis=2).astype(float) for v in (mean, counts)]
        series = [
            CitySeries(*(v.reshape(12, -1, n).sum(axis=2) for v in totals), hours=24 * n)
            for n in (1, 7)
        ]
        last = np.arange(7 * weeks - 56, 7 * weeks)
        block = Block(mean[:, last], counts[:, last], X, Y, week[last])
        phi = phi_of(fit_spread(names, block, series=series, time_zone="UTC"))
        found.append(
            sum(
                np.sqrt(phi[f"joint-city-{t}"]).mean() ** 2 / n
                for t, n in (("whole", 1), ("day", 7))
            )
        )
    assert np.mean(found) == pytest.approx(true, rel=0.2)


def test_hours_that_vary_are_told_by_an_hourly_series() -> None:
    """Hours' factors even out over a day; days' do not."""
    rng = np.random.default_rng(6)
    mean = expected(140)
    shape = 1 + 0.8 * np.sin(2 * np.pi * np.arange(3360) / 24)
    hourly = np.repeat(mean.sum(axis=2) / 24, 24, axis=1) * shape
    day = np.repeat(rng.gamma(1 / 0.02, 0.02, (4, 140)), 24, axis=1)
    counts = rng.poisson(hourly * day * rng.gamma(1 / 0.2, 0.2, hourly.shape))
    daily = (v.reshape(4, 140, 24).sum(axis=2)[:, :, None] for v in (hourly, counts))
    block = Block(*daily, X[:1], Y[:1], np.arange(140) // 7)
    series = CitySeries(hourly, counts.astype(float), hours=1)
    found = phi_of(fit_spread(NAMES, block, series=[series], time_zone="UTC"))
    of = {
        t: np.average(sum(found[n] for n in found if n.endswith(f"city-{t}")), weights=RATE)
        for t in ("hour", "day")
    }
    assert of["hour"] == pytest.approx(0.2, rel=0.3)
    assert of["day"] < 0.06
    without = phi_of(fit_spread(NAMES, block, time_zone="UTC"))
    assert not any(n.endswith("hour") for n in without)


def test_daily_and_weekly_series_do_not_hide_what_hours_vary_by() -> None:
    """A day's total tells little of its hours: what the hourly series tells stays."""
    rng = np.random.default_rng(1)
    mean = expected(56)
    hourly = np.repeat(RATE[:, None] / 24, 60 * 168, axis=1)
    counts = rng.poisson(hourly * rng.gamma(1 / 0.3, 0.3, hourly.shape)).astype(float)

    def summed(values: np.ndarray, hours: int) -> np.ndarray:
        return values.reshape(4, -1, hours).sum(axis=2)

    series = [CitySeries(summed(hourly, n), summed(counts, n), hours=n) for n in (1, 24, 168)]
    block = Block(mean, rng.poisson(mean), X, Y, np.arange(56) // 7)
    found = phi_of(fit_spread(NAMES, block, series=series, time_zone="UTC"))
    for name, phi in (("city-hour", 0.3), ("city-day", 0.0), ("city-whole", 0.0)):
        whole = found[name] + found[f"joint-{name}"]
        assert whole[:3] == pytest.approx(np.full(3, phi), abs=0.1), name


def test_intervals_hold_the_chance_they_say_on_other_days() -> None:
    """Randomized coverage, as counts are whole: city, squares and cells by day and week."""
    spread = fitted(TRUE, weeks=200, seed=2)
    mean = expected(7)
    hours = np.datetime64("2024-01-01T12:00:00", "s") + np.arange(7) * DAY
    rng = np.random.default_rng(11)
    worlds = [simulate(mean, TRUE, 100 + s) for s in range(400)]
    for windows in (np.arange(7), np.zeros(7, int)):
        for areas in (np.zeros(len(X), int), KM):
            at = {"hours": hours, "x": X, "y": Y, "windows": windows, "areas": areas}
            m = variance_of_sum(mean, spread, **at)
            inside = {0.5: [], 0.9: []}
            alone = variance_of_sum(mean, Spread.poisson(NAMES), **at)
            worse = []
            for world in worlds:
                seen = variance_of_sum(world.astype(float), Spread.poisson(NAMES), **at)
                for e, v, o, p in (
                    (m.mean[:3], m.variance[:3], seen.mean[:3], alone.variance[:3]),
                    (m.all_mean, m.all_variance, seen.all_mean, alone.all_variance),
                ):
                    u = rng.random(e.shape)
                    low, high = cdf(o - 1, e, v), cdf(o, e, v)
                    for level, into in inside.items():
                        into.append(np.abs(low + u * (high - low) - 0.5) < level / 2)
                    low, high = cdf(o - 1, e, p), cdf(o, e, p)
                    worse.append(np.abs(low + u * (high - low) - 0.5) < 0.45)
            for level, into in inside.items():
                found = np.concatenate([i.reshape(-1) for i in into]).mean()
                assert found == pytest.approx(level, abs=0.05)
            assert np.concatenate([i.reshape(-1) for i in worse]).mean() < 0.885


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 1000), st.integers(1, 5))
def test_the_order_of_days_and_cells_does_not_matter(seed: int, weeks: int) -> None:
    rng = np.random.default_rng(seed)
    mean = expected(7 * weeks, seed)
    counts = rng.poisson(mean * rng.gamma(2, 0.5, (1, 7 * weeks, 1)))
    forecast = np.arange(7 * weeks) // 7
    one = fit_spread(NAMES, Block(mean, counts, X, Y, forecast), time_zone="UTC")
    d, g = rng.permutation(7 * weeks), rng.permutation(len(X))
    again = Block(mean[:, d][:, :, g], counts[:, d][:, :, g], X[g], Y[g], forecast[d])
    other = fit_spread(NAMES, again, time_zone="UTC")
    assert (one.phi >= 0).all()
    np.testing.assert_allclose(one.phi, other.phi, rtol=1e-3, atol=1e-5)


def test_daily_dispersions_are_given_back() -> None:
    per_day, dispersion = np.array([10.0, 30.0, 1.0]), np.array([0.05, 0.02, 0.001, 0.015])
    spread = city_day_spread("abc", per_day, dispersion, time_zone="UTC")
    found = variance_of_sum(
        per_day[:, None, None], spread,
        hours=np.array(["2024-01-01"], "datetime64[s]"), x=np.zeros(1), y=np.zeros(1),
    )  # fmt: skip
    np.testing.assert_allclose(found.variance[:, 0, 0], per_day + dispersion[:3] * per_day**2)
    assert found.all_variance[0, 0] == pytest.approx(41 + 0.015 * 41**2, rel=0.02)


def test_what_is_refused() -> None:
    mean = expected(7)
    block = Block(mean, mean, X, Y, np.zeros(7, int))
    for wrong, why in (
        (lambda: Block(mean, mean[:, :5], X, Y, np.zeros(7, int)), r"\(category, day, cell\)"),
        (lambda: Block(mean, -mean, X, Y, np.zeros(7, int)), "observed counts must be finite"),
        (lambda: CitySeries(mean[:, 0], mean[:2, 0]), r"both must be \(category, n\)"),
        (lambda: CitySeries(mean[:, 0], mean[:, 0], hours=7), "windows of 7 h"),
        (lambda: fit_spread(NAMES[:2], block, time_zone="UTC"), "not of the 2 categories"),
        (
            lambda: fit_spread(NAMES, block, scales=[*SCALES, Scale(250, 1)], time_zone="UTC"),
            "250m-hour cannot be fitted",
        ),
    ):
        with pytest.raises(ValueError, match=why):
            wrong()
