"""Hour-of-week profiles: how a category's incidents spread over the 168 local hours."""

from __future__ import annotations

import numpy as np
from scipy import sparse

from crimecast.calendar import HOURS_PER_WEEK
from crimecast.grid import Floats

_DAYS, _HOURS = 7, 24


def separable(counts: Floats, *, hour_width: float = 0.7) -> Floats:
    """Return hour x weekday profiles (..., 168) without interaction, lightly smoothed by hour.

    Each sums to one; where there are no counts it is even.
    """
    # A few incidents say little of the week: twenty more are spread evenly over it.
    table = counts.reshape(*counts.shape[:-1], _DAYS, _HOURS) + 20.0 / (_DAYS * _HOURS)
    by_day = table.sum(axis=-1)
    # Friday's and Saturday's hours differ from the others' by more than a factor, so hours are
    # shared within working days and within the weekend, not over the whole week.
    groups = np.array([0, 0, 0, 0, 1, 2, 3])
    by_hour = np.empty_like(table)
    for group in range(4):
        members = groups == group
        by_hour[..., members, :] = table[..., members, :].sum(axis=-2, keepdims=True)
    pooled = table.sum(axis=-2, keepdims=True)
    by_hour = by_hour + 0.15 * pooled
    by_hour = by_hour / by_hour.sum(axis=-1, keepdims=True)
    product = by_hour * (by_day / by_day.sum(axis=-1, keepdims=True))[..., None]
    return _ring_smooth(product.reshape(counts.shape), hour_width)


def _ring_smooth(profile: Floats, width: float) -> Floats:
    reach = np.arange(-3, 4)
    kernel = np.exp(-0.5 * (reach / width) ** 2)
    kernel /= kernel.sum()
    return sum(
        (k * np.roll(profile, int(r), axis=-1) for k, r in zip(kernel, reach, strict=True)),
        np.zeros_like(profile),
    )


def profiles(
    week_weights: sparse.csr_matrix,
    category: np.ndarray,
    case_weights: Floats,
    class_of: np.ndarray,
    *,
    shrink: float = 300.0,
    class_shrink: float = 100.0,
) -> Floats:
    """Estimate each category's profile, shrunk to hour x weekday, that to its class, that to all.

    Parameters
    ----------
    week_weights : sparse (incident, 168)
        Aoristic weights; an empty row is an incident that tells nothing of the hour.
    category : int (incident,)
        Index of each incident's category.
    case_weights : (incident,)
        How much each counts (old ones less).
    class_of : int (category,)
        Class of each category.
    shrink, class_shrink : float
        Incidents' worth of belief in the separable profile, and in those of the class and of all.

    Returns
    -------
    (category, 168), each mean 1
    """
    categories = len(class_of)

    member = sparse.csr_matrix(
        (case_weights, (category, np.arange(len(category)))), shape=(categories, len(category))
    )
    counts = np.asarray((member @ week_weights).todense())
    classes = np.zeros((class_of.max() + 1, HOURS_PER_WEEK))
    np.add.at(classes, class_of, counts)
    classes += class_shrink * separable(counts.sum(axis=0))
    base = separable(counts + class_shrink * separable(classes)[class_of])
    mixed = counts + shrink * base
    shares: Floats = mixed / mixed.sum(axis=-1, keepdims=True)
    return shares * HOURS_PER_WEEK
