import numpy as np
import pytest

from crimecast.calendar import DAY, HOUR, hours_from, local_date
from crimecast.lateness import completeness
from crimecast.models.level import fit_level, poisson_ridge

ORIGIN = np.datetime64("2024-07-01T06:00:00", "s")
PLACE = {"time_zone": "America/Denver", "country": "US", "subdivision": "CO"}


def simulated(seed: int, days: int, rate, *, delay: float = 0.0):  # type: ignore[no-untyped-def]
    """Incidents with ``rate(date) `` a day, of which what was reported by the origin is known."""
    rng = np.random.default_rng(seed)
    starts = ORIGIN - DAY * np.arange(1, days + 1)
    counts = rng.poisson([rate(d) for d in local_date(starts, "America/Denver")])
    occurred = np.repeat(starts, counts) + rng.integers(0, 86400, counts.sum()).astype(
        "timedelta64[s]"
    )
    reported = occurred + (rng.exponential(max(delay, 1e-3), len(occurred)) * 86400).astype(
        "timedelta64[s]"
    )
    keep = reported <= ORIGIN
    return occurred[keep], reported[keep]


def fitted(occurred: np.ndarray, reported: np.ndarray):  # type: ignore[no-untyped-def]
    category = np.zeros(len(occurred), int)
    known = completeness(category, occurred, reported, ORIGIN, categories=1)
    return fit_level(category, occurred, ORIGIN, np.ones((1, 168)), known, **PLACE)


def test_late_reports_do_not_pull_the_level_down() -> None:
    occurred, reported = simulated(1, 800, lambda _: 60.0, delay=6.0)
    last_week = (occurred > ORIGIN - 7 * DAY).sum() / 7
    assert last_week < 30  # half of it has not been reported yet
    level = fitted(occurred, reported)
    assert level.per_day[0] == pytest.approx(60.0, rel=0.06)


def test_the_level_follows_a_step_within_weeks() -> None:
    step = (ORIGIN - 40 * DAY).astype("datetime64[D]")
    level = fitted(*simulated(2, 800, lambda d: 90.0 if d > step else 50.0))
    assert 70 < level.per_day[0] < 92


def test_the_season_is_found() -> None:
    def rate(day: np.datetime64) -> float:
        return float(80 * np.exp(0.3 * np.cos(2 * np.pi * day.astype(float) / 365.25)))

    level = fitted(*simulated(3, 1800, rate))
    dates = np.array(["2024-01-20", "2024-07-20"], "datetime64[D]")
    winter, summer = level.day_factor(dates)[0]
    assert winter / summer == pytest.approx(np.exp(0.6), rel=0.12)


def test_a_holiday_is_found_and_applied_to_its_date_only() -> None:
    def rate(day: np.datetime64) -> float:
        return 240.0 if str(day)[5:] == "07-04" else 80.0

    level = fitted(*simulated(4, 1900, rate))
    factor = level.day_factor(np.array(["2024-07-03", "2024-07-04", "2024-07-05"], "datetime64[D]"))
    assert factor[0, 1] / factor[0, 0] == pytest.approx(3.0, rel=0.15)
    assert factor[0, 2] / factor[0, 0] == pytest.approx(1.0, abs=0.1)


def test_poisson_counts_have_no_dispersion_and_mixed_ones_have() -> None:
    assert fitted(*simulated(5, 800, lambda _: 100.0)).dispersion.max() < 0.004
    rng = np.random.default_rng(6)
    level = fitted(*simulated(5, 800, lambda _: rng.gamma(25.0, 4.0)))
    assert level.dispersion[0] == pytest.approx(1 / 25, rel=0.35)


@pytest.mark.parametrize(
    ("start", "hours"),
    [("2024-07-02T06:00", 24), ("2024-11-03T06:00", 25), ("2025-03-09T07:00", 23)],
)
def test_hours_of_a_long_and_a_short_day(start: str, hours: int) -> None:
    """A day of 25 hours brings 25 hours' worth, all of the same date."""
    level = fitted(*simulated(7, 500, lambda _: 48.0))
    day = hours_from(np.datetime64(start, "s"), hours)
    dates = local_date(day, "America/Denver")
    assert len(np.unique(dates)) == 1
    factor = level.day_factor(dates[:1])[0, 0]
    assert level.per_hour(day).sum() == pytest.approx(level.per_day[0] * factor * hours / 24)


def test_a_holiday_does_not_count_its_weekday_twice() -> None:
    """Mondays have twice the incidents, and Labor Day is a Monday like any other."""

    def rate(day: np.datetime64) -> float:
        return 160.0 if (day.astype(int) + 3) % 7 == 0 else 80.0

    occurred, reported = simulated(9, 1900, rate)
    category = np.zeros(len(occurred), int)
    known = completeness(category, occurred, reported, ORIGIN, categories=1)
    profile = np.ones((1, 168))
    profile[0, :24] = 2.0
    profile /= profile.mean()
    level = fit_level(category, occurred, ORIGIN, profile, known, **PLACE)
    assert level.holiday["Labor Day"][0] == pytest.approx(1.0, abs=0.1)
    assert level.holiday["Thanksgiving Day"][0] == pytest.approx(1.0, abs=0.12)


def test_a_stray_old_date_does_not_make_a_long_history() -> None:
    occurred, reported = simulated(10, 60, lambda _: 50.0)
    stray = np.append(occurred[0] - 400 * DAY, occurred)
    level = fitted(stray, np.append(reported[0], reported))
    assert level.per_day[0] == pytest.approx(50.0, rel=0.12)
    assert level.dispersion.max() < 0.02


def test_a_day_of_records_gives_the_level_of_a_day() -> None:
    occurred = ORIGIN - HOUR * 26 * np.arange(1, 55) // 54
    assert fitted(occurred, occurred).per_day[0] == pytest.approx(50.0, rel=0.25)


def test_a_short_history_gives_a_level() -> None:
    occurred = ORIGIN - HOUR * np.arange(1, 200, 4)
    level = fitted(occurred, occurred)
    assert level.per_day[0] == pytest.approx(6.0, rel=0.15)
    assert (level.season == 0).all()


def test_poisson_ridge_is_the_maximum_of_its_likelihood() -> None:
    rng = np.random.default_rng(8)
    X = rng.normal(size=(4000, 3))
    y = rng.poisson(np.exp(X @ [0.5, -0.2, 0.1] + 1.0)).astype(float)
    b = poisson_ridge(np.hstack([X, np.ones((4000, 1))]), y, np.zeros(4000), np.zeros(4))
    assert b == pytest.approx([0.5, -0.2, 0.1, 1.0], abs=0.05)
