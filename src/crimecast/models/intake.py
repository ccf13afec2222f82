"""What is known of a city at an origin, before any map: hours, level and placed incidents.

The default and the models it is held against take these parts from here, so that what tells them
apart is where they expect incidents, not how many or at which hour.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crimecast.calendar import DAY
from crimecast.grid import Bools, Floats, Grid, Ints
from crimecast.incidents.history import History
from crimecast.lateness import Completeness, completeness
from crimecast.models.aoristic import WeekHours, midpoint, week_hours
from crimecast.models.fields import Points
from crimecast.models.level import Level, fit_level
from crimecast.models.profile import profiles

PROFILE_HALF_LIFE = 730.0
"""Days after which an incident counts half in the hour-of-week profile."""
PLACED_HALF_LIFE = 60.0
"""Days after which an incident counts half in the share with a place: publishers change it.

In Seattle it fell from 98 to 94% within three years. Chosen there on 2016 to 2020, by the
likelihood of next weeks' shares (30 days are as good, 180 worse; in Denver no difference).
"""
_PLACED_PRIOR = 20.0


@dataclass(frozen=True, eq=False)
class Intake:
    """A history as of an origin.

    Attributes
    ----------
    class_of : int (category,)
    profile : float (category, 168)
        Hour-of-week factors of mean 1.
    known : Completeness
    level : Level
    share : float (category,)
        Of incidents with a place in the study area, lately.
    week : WeekHours
        Of all incidents.
    inside : bool (incident,)
        Which incidents have a place in the study area: what follows is of those.
    points : Points
        Cell and days relative to the origin.
    day : int (placed incident,)
        Day before the origin; day ``d`` covers ``(d, d + 1]``.
    """

    class_of: Ints
    profile: Floats
    known: Completeness
    level: Level
    share: Floats
    week: WeekHours
    inside: Bools
    points: Points
    day: Ints


def take_in(
    history: History,
    grid: Grid,
    origin: np.datetime64,
    *,
    profile_half_life: float = PROFILE_HALF_LIFE,
) -> Intake:
    """Take in a history that was cut at ``origin`` (UTC)."""
    middle = midpoint(history.occurred_from, history.occurred_to)
    week = week_hours(history.occurred_from, history.occurred_to, history.time_zone)
    age = (origin - middle) / DAY
    classes = class_of(history)
    profile = profiles(week.weights, history.category, 0.5 ** (age / profile_half_life), classes)
    known, level = follow(history, origin, profile)
    cell = grid.locate(history.x, history.y)
    inside = cell >= 0
    reported = (history.reported_at - origin) / DAY
    return Intake(
        classes, profile, known, level,
        placed_share(
            inside, history.category, len(history.categories), 0.5 ** (age / PLACED_HALF_LIFE)
        ),
        week, inside,
        Points(cell[inside], -age[inside], reported[inside]),
        (np.ceil(-age).astype(np.int64) - 1)[inside],
    )  # fmt: skip


def follow(history: History, origin: np.datetime64, profile: Floats) -> tuple[Completeness, Level]:
    """Return the share known by age, and the level followed, as known at ``origin`` (UTC)."""
    middle = midpoint(history.occurred_from, history.occurred_to)
    known = completeness(
        history.category, middle, history.reported_at, origin,
        categories=len(history.categories),
    )  # fmt: skip
    level = fit_level(
        history.category, middle, origin, profile, known, time_zone=history.time_zone,
        country=history.country, subdivision=history.subdivision,
    )  # fmt: skip
    return known, level


def class_of(history: History) -> Ints:
    """Return the number (category,) of each category's class."""
    return np.asarray(np.unique(history.classes, return_inverse=True)[1], np.int64)


def placed_share(
    inside: Bools,
    category: npt.NDArray[np.integer],
    categories: int,
    case_weights: Floats | None = None,
) -> Floats:
    """Return the share (category,) of incidents that are ``inside`` the study area.

    Each starts from that of all categories together, 20 incidents' worth; one incident more,
    inside, keeps it above zero.

    Parameters
    ----------
    inside : bool (incident,)
    category : int (incident,)
    case_weights : float (incident,), optional
        How much each counts (old ones less); all the same where absent.
    """
    counted = np.ones(len(inside)) if case_weights is None else case_weights
    seen = np.bincount(category, counted, minlength=categories)
    placed = np.bincount(category[inside], counted[inside], minlength=categories)
    together = (placed.sum() + 1.0) / (seen.sum() + 1.0)
    return np.asarray((placed + _PLACED_PRIOR * together) / (seen + _PLACED_PRIOR))
