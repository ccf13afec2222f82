"""How much of what has happened is known: the delay from occurrence to report, per category.

An origin sees only what was reported by then. The share F(age) of incidents of a given age that
is known is estimated from older incidents, whose reports have had time to arrive.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crimecast.calendar import DAY, Instants
from crimecast.grid import Floats

LONGEST = 90
"""Days after which every report that will come is taken to have come."""
OLD_ENOUGH = (LONGEST, 30, 14, 0)
"""Days of age from which on incidents serve; the first under which there are ``ENOUGH``."""
ENOUGH = 200
"""Incidents that an estimate wants."""
WINDOW = 365
"""Days of incidents, counted back from ``LONGEST``, that it is made from."""
BINS = LONGEST * 24 + 1
"""Whole hours of delay, the last one for ``LONGEST`` days and more."""
_LEAST = 0.02


@dataclass(frozen=True)
class Completeness:
    """Share of incidents known by age, per category.

    ``share`` has shape (category, LONGEST + 1): the mean share of the incidents that happened
    ``a`` to ``a + 1`` days (of 24 hours) before the origin which are reported by the origin.
    """

    share: Floats

    def known(self, age_days: int) -> Floats:
        """Return the share known, per category, of what happened ``age_days`` days ago."""
        return self.share[:, min(age_days, LONGEST)]


def completeness(
    category: np.ndarray,
    occurred: Instants,
    reported: Instants,
    origin: np.datetime64,
    *,
    categories: int,
    window: int = WINDOW,
    prior: float = 50.0,
) -> Completeness:
    """Estimate the share known by age from incidents between ``LONGEST`` days and a year older.

    Parameters
    ----------
    category : int
        Index of each incident's category.
    occurred, reported : datetime64[s], UTC
        Middle of the window and time of the report.
    prior : float
        Incidents' worth of the pooled distribution that each category starts from.
    """
    age = (origin - occurred) / DAY
    # A short history has few incidents whose reports have all come: younger ones then serve.
    for least in OLD_ENOUGH:
        old = (age > least) & (age <= LONGEST + window)
        if old.sum() >= ENOUGH:
            break
    delay = np.clip((reported[old] - occurred[old]) / DAY, 0.0, LONGEST)
    counts = np.zeros((categories, BINS))
    np.add.at(counts, (category[old], np.minimum(np.floor(delay * 24).astype(int), BINS - 1)), 1.0)
    return from_counts(counts, prior=prior)


def from_counts(counts: Floats, *, prior: float = 50.0) -> Completeness:
    """Estimate the share known by age from counts of delays.

    Parameters
    ----------
    counts : float64 (category, BINS)
        Incidents old enough, by whole hours from the middle of their window to their report.
    prior : float
        Incidents' worth of the pooled distribution that each category starts from.
    """
    # Incidents of day `a` are between a and a + 1 days old: the mean share known is the mean over
    # that day of the delay's distribution function, which for one delay d is clip(a + 1 - d, 0, 1).
    ages = np.arange(LONGEST + 1)
    weight = np.clip(ages[None, :] + 1 - (np.arange(BINS)[:, None] + 0.5) / 24, 0, 1)
    known = counts @ weight
    total = counts.sum(axis=1, keepdims=True)
    pooled = known.sum(axis=0) / max(total.sum(), 1.0)
    share = (known + prior * pooled) / (total + prior)
    return Completeness(np.clip(share, _LEAST, 1.0))
