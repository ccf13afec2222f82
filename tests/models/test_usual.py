"""Learning the usual from what was known at an origin."""

import datetime as dt

import numpy as np
import pytest

from crimecast.incidents.history import History
from crimecast.models.usual import iso_week, learn_usual

ORIGIN = np.datetime64("2024-06-03T12:00:00")


def history(years: float, *, surge: float = 0.0, seed: int = 4) -> History:
    """Two kinds of incidents: one twice as many at midsummer as in winter, at evenings."""
    rng = np.random.default_rng(seed)
    days = int(years * 365.25)
    at, kind = [], []
    for back in range(days, 0, -1):
        date = ORIGIN - np.timedelta64(back, "D")
        phase = (date.astype("datetime64[D]").astype(int) - 172) * 2 * np.pi / 365.25
        rates = 6 * np.exp(0.35 * np.cos(phase)), 2.0
        for which, rate in enumerate(rates):
            number = rng.poisson(rate * (1 + surge * (back <= 21)))
            hour = rng.integers(18, 24, number) if which == 0 else rng.integers(0, 24, number)
            at.append(date - np.timedelta64(12, "h") + hour.astype("timedelta64[h]"))
            kind.append(np.full(number, which))
    when = np.concatenate(at).astype("datetime64[s]")
    order = np.argsort(when, kind="stable")
    keep = when[order] + np.timedelta64(3600, "s") <= ORIGIN
    order = order[keep]
    place = rng.uniform(0, 1000, (2, len(order)))
    return History(
        ORIGIN, ("evening", "even"), ("a", "b"), np.concatenate(kind).astype(np.int16)[order],
        when[order], when[order], when[order] + np.timedelta64(3600, "s"), *place, "UTC",
    )  # fmt: skip


def test_level_season_and_hours_are_found() -> None:
    usual = learn_usual(history(4))
    np.testing.assert_allclose(usual.per_day, [6.2, 2.0], rtol=0.1)
    summer, winter = usual.season[0, 24], usual.season[0, 51]
    assert summer / winter == pytest.approx(np.exp(0.7), rel=0.15)
    assert np.ptp(usual.season[1]) < 0.35
    evening = usual.week[0].reshape(7, 24)
    assert evening[:, 19:23].mean() > 3
    assert evening[:, 6:14].mean() < 0.4
    assert usual.last == np.datetime64("2024-06-03")


def test_the_last_weeks_do_not_carry_over() -> None:
    """Three weeks at twice the rate move the last year's mean by a seventeenth, and no more."""
    calm, surge = learn_usual(history(4)), learn_usual(history(4, surge=1.0))
    assert surge.per_day[0] / calm.per_day[0] < 1.12


def test_a_season_must_be_seen_twice() -> None:
    assert np.ptp(learn_usual(history(0.9)).season) == 0
    short, long = (np.ptp(np.log(learn_usual(history(y)).season[0])) for y in (1.3, 3))
    assert short < 0.5 * long


def test_nothing_reported_later_enters() -> None:
    whole = history(2)
    earlier = ORIGIN - np.timedelta64(200, "D")
    known = learn_usual(whole.as_of(earlier))
    keep = whole.reported_at <= earlier
    again = History(
        earlier,
        whole.categories,
        whole.classes,
        whole.category[keep],
        whole.occurred_from[keep],
        whole.occurred_to[keep],
        whole.reported_at[keep],
        whole.x[keep],
        whole.y[keep],
        "UTC",
    )
    assert known.to_json() == learn_usual(again).to_json()


def test_weeks_are_numbered_as_iso_8601_has_them() -> None:
    dates = np.arange("1999-12-01", "2029-02-01", dtype="datetime64[D]")
    wanted = [date.isocalendar().week for date in dates.astype(object)]
    assert isinstance(dates[0].astype(object), dt.date)
    np.testing.assert_array_equal(iso_week(dates), wanted)
