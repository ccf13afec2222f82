"""Hours of the week, season, trend and holidays of the simulated city."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from crimecast.calendar import HOURS_PER_WEEK, Instants, hour_of_week, utc_to_local
from crimecast.grid import Floats
from crimecast.simulate.categories import CATEGORIES
from crimecast.simulate.plan import TIME_ZONE

Integers = npt.NDArray[np.int64]

TYPES = ("home", "shops", "office", "night", "travel", "leisure", "school", "always")
"""What goes on at a place, as far as the hours of the week tell."""

_WEEKDAYS = (1.0, 1.0, 1.0, 1.0, 1.0)
_TYPE_HOURS: dict[str, tuple[tuple[tuple[float, float, float], ...], tuple[float, ...], float]] = {
    "home": (((20.0, 5.0, 0.5), (1.0, 4.0, 0.4)), (*_WEEKDAYS, 1.0, 1.0), 0.6),
    "shops": (((14.5, 3.2, 1.0), (18.5, 2.0, 0.5)), (*_WEEKDAYS, 1.3, 0.8), 0.05),
    "office": (((12.0, 3.0, 1.0), (17.0, 1.8, 0.4)), (*_WEEKDAYS, 0.22, 0.15), 0.04),
    "night": (((0.2, 1.8, 1.0), (21.5, 1.8, 0.45)), (0.3, 0.3, 0.45, 0.8, 2.2, 2.6, 0.5), 0.02),
    "travel": (((8.0, 1.6, 0.7), (17.3, 2.2, 1.0), (22.0, 2.0, 0.4)), (*_WEEKDAYS, 0.7, 0.5), 0.08),
    "leisure": (((14.0, 3.5, 1.0), (19.5, 2.4, 0.7)), (0.6, 0.6, 0.65, 0.7, 1.0, 2.0, 1.9), 0.05),
    "school": (((12.3, 2.2, 1.0), (15.2, 1.0, 1.0)), (*_WEEKDAYS, 0.06, 0.04), 0.02),
    "always": ((), (1.0,) * 7, 1.0),
}


def week_curve(
    bumps: tuple[tuple[float, float, float], ...], days: tuple[float, ...], floor: float
) -> Floats:
    """Return a curve over the hours of the week, mean 1, float (168,); day weights turn at 6 am."""
    hour = np.arange(HOURS_PER_WEEK) % 24 + 0.5
    level = np.full(HOURS_PER_WEEK, floor)
    for center, width, weight in bumps:
        gap = np.abs(hour - center)
        level += weight * np.exp(-0.5 * (np.minimum(gap, 24 - gap) / width) ** 2)
    day = ((np.arange(HOURS_PER_WEEK) - 6) // 24) % 7
    level *= np.asarray(days)[day]
    return np.asarray(level / level.mean(), float)


@lru_cache(maxsize=1)
def category_curves() -> Floats:
    """Return each category's own hour-of-week curve, mean 1, float (category, 168)."""
    return np.array([week_curve(c.hours, c.days_of_week, c.floor) for c in CATEGORIES])


@lru_cache(maxsize=1)
def place_curves() -> Floats:
    """Return the curve of each category at each type of place, mean 1, (category, type, 168)."""
    types = np.array([week_curve(*_TYPE_HOURS[name]) for name in TYPES])
    both = category_curves()[:, None, :] * types[None]
    return np.asarray(both / both.mean(axis=-1, keepdims=True), float)


def week_hours(hours: Integers) -> Integers:
    """Return local hours of the week of UTC hours since 1970, same shape."""
    return hour_of_week((hours * 3600).astype("datetime64[s]"), TIME_ZONE)


def _holiday_factor(local: Instants) -> Floats:
    """Return factors of local days, float (category, hour): few people out, or many.

    The dates are fixed rules, not a library's table, so that a seed gives the same city in any
    year's release of it.
    """
    day = local.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    number = (day - month).astype(int) + 1
    month_number = month.astype(int) % 12 + 1
    weekday = (day.astype(int) + 3) % 7
    hour = (local - day).astype(int) // 3600
    factor = np.ones((len(CATEGORIES), len(local)))
    quiet = (month_number == 12) & ((number == 25) | ((number == 24) & (hour >= 17)))
    quiet |= (month_number == 11) & (weekday == 3) & (number >= 22) & (number <= 28)
    by_id = {category.id: row for row, category in enumerate(CATEGORIES)}
    for name, share in (("other-theft", 0.35), ("robbery", 0.6), ("drugs", 0.5),
                        ("theft-from-vehicle", 0.8), ("burglary", 1.15)):  # fmt: skip
        factor[by_id[name], quiet] = share
    new_year = (month_number == 1) & (number == 1) & (hour < 5)
    fireworks = (month_number == 7) & (number == 4) & (hour >= 18)
    halloween = (month_number == 10) & (number == 31) & (hour >= 17)
    for name in ("aggravated-assault", "simple-assault", "robbery"):
        factor[by_id[name], new_year] = 2.2
        factor[by_id[name], fireworks] = 1.5
    factor[by_id["vandalism"], new_year | fireworks | halloween] = 2.0
    return factor


def season(hours: Integers) -> Floats:
    """Return season, trend and holidays as factors, float (category, hour).

    Parameters
    ----------
    hours : int (hour,)
        UTC hours since 1970.
    """
    local = utc_to_local((hours * 3600).astype("datetime64[s]"), TIME_ZONE)
    year = local.astype("datetime64[Y]")
    day_of_year = (local.astype("datetime64[D]") - year.astype("datetime64[D]")).astype(int)
    years = (hours / 24 - 19_723) / 365.25  # since 2024
    bounded = 6 * np.tanh(years / 6)  # a trend that went on for ever would be no city
    rows = []
    for category in CATEGORIES:
        wave = np.cos(2 * np.pi * (day_of_year - category.peak) / 365.25)
        rows.append((1 + category.summer * wave) * (1 + category.trend) ** bounded)
    return np.array(rows) * _holiday_factor(local)


def school_out(hours: Integers) -> npt.NDArray[np.bool_]:
    """Return which UTC hours since 1970 fall in the summer holidays of schools."""
    local = utc_to_local((hours * 3600).astype("datetime64[s]"), TIME_ZONE)
    year = local.astype("datetime64[Y]").astype("datetime64[D]")
    day = (local.astype("datetime64[D]") - year).astype(int)
    return np.asarray((day >= 158) & (day <= 231), bool)
