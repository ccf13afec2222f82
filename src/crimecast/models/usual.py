"""Learning the usual of a city from what was known at an origin.

It takes the season, the hours of the week and the completeness that the models' level is made of,
without what follows the last weeks: only the last year's mean says how many.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from crimecast.calendar import DAY, local_date
from crimecast.grid import Floats
from crimecast.incidents.history import History
from crimecast.lateness import completeness
from crimecast.models.aoristic import midpoint, week_hours
from crimecast.models.intake import PROFILE_HALF_LIFE, class_of
from crimecast.models.level import Level, fit_level
from crimecast.models.profile import profiles
from crimecast.models.span import span_days
from crimecast.usual import WEEKS, Usual

_YEAR = 365.25
_LAST_YEAR_ALONE = 1e12
_CYCLE = np.arange("2000-01-03", "2028-01-03", dtype="datetime64[D]")
"""Whole weeks in which the calendar goes round once: 28 years."""


def learn_usual(history: History) -> Usual:
    """Learn what is usual from a history that was cut at its origin.

    Parameters
    ----------
    history : History
        Nothing reported after ``history.origin`` is in it, nor enters by any other way.

    Notes
    -----
    A season needs to be seen twice: of records of two years or more it is what the level's own fit
    finds, of shorter ones less of it (its logarithm fades to none at one year).
    """
    origin = history.origin
    middle = midpoint(history.occurred_from, history.occurred_to)
    week = week_hours(history.occurred_from, history.occurred_to, history.time_zone)
    profile = profiles(
        week.weights,
        history.category,
        0.5 ** ((origin - middle) / DAY / PROFILE_HALF_LIFE),
        class_of(history),
    )
    known = completeness(
        history.category, middle, history.reported_at, origin,
        categories=len(history.categories),
    )  # fmt: skip
    level = fit_level(
        history.category, middle, origin, profile, known, time_zone=history.time_zone,
        country=history.country, subdivision=history.subdivision,
        year_weight=_LAST_YEAR_ALONE,
    )  # fmt: skip
    days = span_days(middle, origin)
    season = _season(level, trust=float(np.clip(days / _YEAR - 1, 0.0, 1.0)))
    today = local_date(np.array([origin]), history.time_zone)[0]
    return Usual(
        history.categories,
        first=today - np.timedelta64(int(days), "D"),
        last=today,
        per_day=level.per_day,
        season=season,
        week=profile,
    )


def _season(level: Level, *, trust: float) -> Floats:
    """Return the season's mean factor (category, 53) by ISO week, holidays aside."""
    plain = replace(level, holiday={}, country=None, subdivision=None)
    daily = plain.day_factor(_CYCLE) ** trust
    number = iso_week(_CYCLE)
    weeks = np.stack([daily[:, number == w + 1].mean(axis=1) for w in range(WEEKS)], axis=1)
    found: Floats = weeks / daily.mean(axis=1, keepdims=True)
    return found


def iso_week(dates: np.ndarray) -> np.ndarray:
    """Return the ISO 8601 week of the year (1 to 53) of dates (datetime64[D])."""
    day = dates.astype("datetime64[D]")
    # A week belongs to the year that holds its Thursday.
    thursday = day + 3 - (day.astype(np.int64) + 3) % 7
    start = thursday.astype("datetime64[Y]").astype("datetime64[D]")
    weeks: np.ndarray = (thursday - start).astype(np.int64) // 7 + 1
    return weeks
