"""What is reported in Alder Falls: how often, how it clusters, how it is told."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final


@dataclass(frozen=True)
class Category:
    """One kind of offence.

    Attributes
    ----------
    id : str
        Category id, as in the city's file.
    words : str
        The publisher's words in the column OFFENSE.
    per_day : float
        Offences a day in the whole city, about.
    branching : float
        Further incidents that one sets off, directly, on average.
    reach : float
        Metres (one standard deviation) to which it does.
    days : float
        Mean time after which it does.
    placed : float
        Share published with a usable place.
    hours : tuple of (hour, width, weight)
        Bumps of the hour-of-day curve.
    days_of_week : tuple of 7 floats
        Weights of the days, Monday first; a day lasts from 6 to 6, as nights do.
    floor : float
        What is added to the bumps at every hour.
    summer : float
        Half the swing between summer and winter, relative; ``peak`` is the day of the year it is
        highest.
    trend : float
        Relative change a year.
    window : float
        Share known only as "between ... and ...".
    late, later : float
        Share reported more than a day, and more than a week, after it began, of all.
    also : dict of category id to float
        Chance that the same incident holds an offence of another category.
    """

    id: str
    words: str
    per_day: float
    branching: float
    reach: float
    days: float
    placed: float
    hours: tuple[tuple[float, float, float], ...]
    days_of_week: tuple[float, ...]
    floor: float
    summer: float
    peak: int
    trend: float
    window: float
    late: float
    later: float
    also: dict[str, float] = field(default_factory=dict)


CATEGORIES: Final = (
    Category(
        "robbery", "robbery", 1.5, 0.10, 150, 6, 0.985,
        ((22.5, 3.2, 1.0), (15.5, 3.0, 0.45), (1.5, 1.8, 0.4)),
        (0.9, 0.9, 0.92, 0.98, 1.15, 1.2, 0.95), 0.12, 0.10, 330, -0.02, 0.04, 0.05, 0.01,
        {"aggravated-assault": 0.05},
    ),
    Category(
        "aggravated-assault", "aggravated assault", 3.2, 0.10, 150, 4, 0.98,
        ((23.0, 3.0, 1.0), (16.5, 3.5, 0.55), (1.5, 1.6, 0.5)),
        (0.88, 0.86, 0.9, 0.95, 1.18, 1.3, 0.95), 0.13, 0.18, 200, 0.01, 0.08, 0.07, 0.02,
        {"vandalism": 0.04},
    ),
    Category(
        "simple-assault", "simple assault", 5.5, 0.06, 110, 5, 0.98,
        ((20.5, 4.0, 1.0), (13.0, 3.0, 0.6), (0.8, 1.8, 0.4)),
        (0.96, 0.94, 0.96, 0.98, 1.08, 1.14, 0.96), 0.15, 0.15, 195, 0.01, 0.15, 0.15, 0.04,
        {"vandalism": 0.03},
    ),
    Category(
        "theft-from-vehicle", "theft from vehicle", 9.0, 0.18, 150, 4, 0.975,
        ((0.5, 3.6, 0.9), (20.0, 2.8, 0.8), (12.5, 3.5, 0.5)),
        (0.98, 0.98, 1.0, 1.0, 1.06, 1.04, 0.94), 0.15, 0.08, 240, 0.03, 0.70, 0.40, 0.11,
        {"vandalism": 0.04},
    ),
    Category(
        "vehicle-theft", "vehicle theft", 6.0, 0.10, 200, 8, 0.985,
        ((23.0, 4.0, 1.0), (4.0, 2.6, 0.5), (13.0, 3.5, 0.3)),
        (1.02, 1.0, 0.98, 0.98, 1.02, 1.02, 0.98), 0.15, 0.12, 20, -0.06, 0.70, 0.28, 0.04,
        {"theft-from-vehicle": 0.03},
    ),
    Category(
        "burglary", "burglary", 4.0, 0.22, 110, 7, 0.99,
        ((12.0, 3.4, 1.0), (3.0, 2.2, 0.7), (19.0, 2.5, 0.35)),
        (1.06, 1.06, 1.05, 1.05, 1.04, 0.9, 0.84), 0.15, 0.10, 300, -0.04, 0.62, 0.27, 0.05,
        {"vandalism": 0.06, "other-theft": 0.05},
    ),
    Category(
        "vandalism", "vandalism", 6.5, 0.12, 150, 4, 0.97,
        ((23.5, 3.6, 1.0), (17.0, 3.5, 0.5)),
        (0.95, 0.94, 0.96, 0.98, 1.1, 1.15, 0.98), 0.15, 0.14, 190, 0.02, 0.50, 0.30, 0.06,
    ),
    Category(
        "other-theft", "other theft", 9.5, 0.05, 110, 5, 0.975,
        ((15.0, 3.4, 1.0), (18.5, 2.0, 0.3)),
        (1.0, 1.0, 1.0, 1.0, 1.06, 1.08, 0.9), 0.06, 0.07, 215, 0.04, 0.35, 0.32, 0.09,
    ),
    Category(
        "drugs", "drug violation", 2.8, 0.15, 200, 10, 0.99,
        ((22.0, 2.8, 1.0), (15.5, 2.5, 0.8)),
        (0.9, 1.1, 1.15, 1.1, 1.1, 1.0, 0.7), 0.05, 0.04, 150, -0.03, 0.02, 0.01, 0.002,
    ),
)  # fmt: skip
"""Drug violations are police-initiated: they are where and when patrols look."""

IDS: Final = tuple(category.id for category in CATEGORIES)
INDEX: Final = {name: i for i, name in enumerate(IDS)}
