"""City-wide level of each category: season, holidays, and a level that tracks the last weeks.

Expected incidents of an hour = level x season(date) x holiday(date) x profile(hour of week) / 24,
where ``level`` is per day.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crimecast.calendar import (
    DAY,
    HOUR,
    Instants,
    holiday_names,
    hour_of_week,
    local_date,
)
from crimecast.grid import Floats
from crimecast.lateness import LONGEST, Completeness
from crimecast.models.span import span_days

_YEAR = 365.25


def poisson_ridge(
    X: Floats, y: Floats, offset: Floats, penalty: Floats, *, rounds: int = 30
) -> Floats:
    """Fit log E[y] = X b + offset by Newton's method with a ridge penalty per coefficient."""
    b = np.zeros(X.shape[1])
    for _ in range(rounds):
        mu = np.exp(np.clip(X @ b + offset, -30, 30))
        gradient = X.T @ (y - mu) - penalty * b
        step = np.linalg.solve((X * mu[:, None]).T @ X + np.diag(penalty + 1e-9), gradient)
        b = b + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-8:
            break
    return b


def _harmonics(dates: np.ndarray) -> Floats:
    phase = 2 * np.pi * dates.astype("datetime64[D]").astype(float) / _YEAR
    return np.stack([np.sin(phase), np.cos(phase), np.sin(2 * phase), np.cos(2 * phase)], axis=1)


def _trend(dates: np.ndarray, knot: float = 365.0) -> Floats:
    """Piecewise linear basis; knots a year apart cannot take the season for a trend."""
    day = (dates - dates[0]).astype(float)
    knots = np.arange(0, max(day[-1], 1) + knot, knot)
    hats: Floats = np.maximum(0, 1 - np.abs(day[:, None] - knots[None, :]) / knot)
    return hats


@dataclass(frozen=True, eq=False)
class Level:
    """City-wide expected counts.

    Attributes
    ----------
    per_day : (category,)
        Level at the origin, incidents per day, with and without a place.
    profile : (category, 168)
        Hour-of-week factors of mean 1.
    season : (category, 4)
        Coefficients of the yearly harmonics on the log scale.
    holiday : dict of name to (category,)
        Factors of holidays and of the first day of a month.
    dispersion : (category + 1,)
        Negative binomial dispersion of daily counts (variance = m + d m^2); last: all together.
    """

    per_day: Floats
    profile: Floats
    season: Floats
    holiday: dict[str, Floats]
    dispersion: Floats
    time_zone: str
    country: str | None
    subdivision: str | None

    def day_factor(self, dates: np.ndarray) -> Floats:
        """Return season x holiday factors (category, day) of local dates."""
        factor = np.exp(self.season @ _harmonics(dates).T)
        for i, name in _special_days(dates, self.country, self.subdivision):
            if name in self.holiday:
                factor[:, i] *= self.holiday[name]
        return factor

    def per_hour(self, hours: Instants) -> Floats:
        """Return the city's expected counts (category, hour) of UTC hour starts."""
        return self.per_day[:, None] * self.hour_factor(hours) / 24

    def hour_factor(self, hours: Instants) -> Floats:
        """Return day factor x profile (category, hour) of UTC hour starts; about 1 on average."""
        dates = local_date(hours, self.time_zone)
        unique, back = np.unique(dates, return_inverse=True)
        week = hour_of_week(hours, self.time_zone)
        return self.day_factor(unique)[:, back] * self.profile[:, week]


def _special_days(
    dates: np.ndarray, country: str | None, subdivision: str | None
) -> list[tuple[int, str]]:
    if not len(dates):
        return []
    years = dates.astype("datetime64[Y]").astype(int) + 1970
    named = holiday_names(range(int(years.min()), int(years.max()) + 1), country, subdivision)
    days = dates.astype("datetime64[D]")
    first = days == days.astype("datetime64[M]").astype("datetime64[D]")
    found = []
    for i, day in enumerate(days):
        if day in named:
            found.append((i, named[day]))
        elif first[i]:
            found.append((i, "first day of a month"))
    return found


def fit_level(
    category: np.ndarray,
    occurred: Instants,
    origin: np.datetime64,
    profile: Floats,
    known: Completeness,
    *,
    time_zone: str,
    country: str | None,
    subdivision: str | None,
    half_life: float = 21.0,
    year_weight: float = 4.0,
    holiday_prior: float = 60.0,
) -> Level:
    """Fit season and holidays on what is old enough to be complete, and track the level.

    Parameters
    ----------
    occurred : datetime64[s], UTC
        Middle of each incident's window.
    half_life : float
        Days after which a day counts half in the level.
    year_weight : float
        Days' worth of belief in the last year's mean.
    holiday_prior : float
        Incidents' worth of belief that a holiday is as any other day.
    """
    categories = len(profile)
    today = local_date(np.array([origin]), time_zone)[0]
    day_of = local_date(occurred, time_zone)
    days = int(min(span_days(occurred, origin), 6 * 366))
    first = today - np.timedelta64(days, "D")
    dates = np.arange(first, today)
    old = dates < today - np.timedelta64(LONGEST, "D")
    index = (day_of - first).astype(int)
    good = (index >= 0) & (index < len(dates))
    counts = np.zeros((categories, len(dates)))
    np.add.at(counts, (category[good], index[good]), 1.0)

    season = np.zeros((categories, 4))
    holiday: dict[str, Floats] = {}
    if old.sum() >= 400:
        season, holiday = _season_and_holidays(
            counts[:, old], dates[old], profile, country, subdivision, holiday_prior
        )
    level = Level(
        np.ones(categories), profile, season, holiday, np.zeros(categories + 1),
        time_zone, country, subdivision,
    )  # fmt: skip
    return _track(level, category, occurred, origin, known, half_life, year_weight)


def _season_and_holidays(  # noqa: PLR0917
    counts: Floats,
    dates: np.ndarray,
    profile: Floats,
    country: str | None,
    subdivision: str | None,
    prior: float,
) -> tuple[Floats, dict[str, Floats]]:
    trend, waves = _trend(dates), _harmonics(dates)
    X = np.hstack([trend, waves])
    weak = np.full(trend.shape[1], 1e-3)
    total = counts.sum(axis=0)
    pooled = poisson_ridge(X, total, np.zeros(len(dates)), np.append(weak, np.full(4, 20.0)))[-4:]
    season = np.empty((len(counts), 4))
    fitted = np.empty_like(counts)
    for c, y in enumerate(counts):
        # Deviations from the pooled season must earn their keep: 200 incidents of evidence.
        b = poisson_ridge(X, y, waves @ pooled, np.append(weak, np.full(4, 200.0)))
        season[c] = pooled + b[-4:]
        fitted[c] = np.exp(np.clip(X @ b + waves @ pooled, -30, 30))
    # Most holidays have their weekday: what it brings anyway is in the profile.
    weekday = (dates.astype("datetime64[D]").astype(int) + 3) % 7
    fitted *= profile.reshape(-1, 7, 24).mean(axis=-1)[:, weekday]
    holiday: dict[str, Floats] = {}
    by_name: dict[str, list[int]] = {}
    for i, name in _special_days(dates, country, subdivision):
        by_name.setdefault(name, []).append(i)
    for name, days in by_name.items():
        seen, expected = counts[:, days].sum(axis=1), fitted[:, days].sum(axis=1)
        pooled_factor = (seen.sum() + prior) / (expected.sum() + prior)
        holiday[name] = (seen + prior * pooled_factor) / (expected + prior)
    return season, holiday


def _track(  # noqa: PLR0917
    level: Level,
    category: np.ndarray,
    occurred: Instants,
    origin: np.datetime64,
    known: Completeness,
    half_life: float,
    year_weight: float,
) -> Level:
    """Set the level from the 24-hour blocks before the origin, newest first."""
    categories = len(level.profile)
    span = 365
    block = np.floor((origin - occurred) / DAY).astype(np.int64)
    good = (block >= 0) & (block < span)
    seen = np.zeros((categories, span))
    np.add.at(seen, (category[good], block[good]), 1.0)
    hours = origin.astype("datetime64[h]").astype("datetime64[s]") - HOUR * np.arange(
        1, 24 * span + 1
    )
    factor = level.hour_factor(hours).reshape(categories, span, 24).mean(axis=-1)
    share = np.stack([known.known(age) for age in range(span)], axis=1)
    exposure = factor * share
    # The oldest block may be covered in part only.
    live = np.clip(span_days(occurred, origin) - np.arange(span), 0.0, 1.0)
    seen, exposure = seen * (live > 0), exposure * live
    fade = 0.5 ** (np.arange(span) / half_life)
    # Half an incident keeps the level of a category without any above zero.
    yearly = (seen.sum(axis=1) + 0.5) / np.maximum(exposure.sum(axis=1), 1e-9)
    per_day = ((seen * fade).sum(axis=1) + year_weight * yearly) / (
        (exposure * fade).sum(axis=1) + year_weight
    )
    dispersion = _dispersion(seen, exposure)
    return Level(
        per_day, level.profile, level.season, level.holiday, dispersion,
        level.time_zone, level.country, level.subdivision,
    )  # fmt: skip


def _dispersion(seen: Floats, exposure: Floats) -> Floats:
    """Moment estimate of the overdispersion of daily counts around a four-week running level."""
    use = (exposure[0] > 0) & (np.arange(seen.shape[1]) >= 7)
    if use.sum() < 2 * 28:
        return np.zeros(len(seen) + 1)
    rows = []
    for y, e in [*zip(seen, exposure, strict=True), (seen.sum(0), None)]:
        weight = e if e is not None else (exposure * seen.mean(1, keepdims=True)).sum(0)
        kernel = np.ones(28)
        running = np.convolve(y, kernel, "same") / np.maximum(
            np.convolve(weight, kernel, "same"), 1e-9
        )
        mu = (running * weight)[use]
        excess = (y[use] - mu) ** 2 * (28 / 27) - mu
        rows.append(max(0.0, float(excess.sum() / max((mu**2).sum(), 1e-9))))
    return np.array(rows)
