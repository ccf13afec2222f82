"""Aoristic weights: an incident known only to lie in a window is spread evenly over it.

Source: Ratcliffe (2000), "Aoristic analysis: the spatial interpretation of unspecific temporal
events", International Journal of Geographical Information Science 14(7).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from crimecast.calendar import HOURS_PER_WEEK, Instants, hour_of_week
from crimecast.grid import Floats, Ints


@dataclass(frozen=True)
class WeekHours:
    """Spread of incidents over the 168 local hours of the week.

    ``weights`` is a sparse (incident, 168) matrix whose rows sum to 1; ``usable`` says which
    incidents have a window short enough to tell an hour (the others' rows are empty).
    """

    weights: sparse.csr_matrix
    usable: npt.NDArray[np.bool_]


def midpoint(start: Instants, end: Instants) -> Instants:
    """Return the middle of each window."""
    return start + (end - start) // 2


def week_hours(
    start: Instants, end: Instants, time_zone: str, *, longest: float = 48.0
) -> WeekHours:
    """Spread each window evenly over the local hours of the week that it touches.

    Windows are cut at whole hours of UTC, which are the hours of a forecast: so that clock changes
    neither invent an hour nor lose one.

    Parameters
    ----------
    start, end : datetime64[s], UTC
        Windows; equal for an incident at one instant.
    time_zone : str
        IANA zone of the hours.
    longest : float
        Windows longer than this many hours tell nothing of the hour and are left out.
    """
    usable = (end - start).astype(np.int64) <= longest * 3600
    rows, hour, share = touched_hours(start[usable], end[usable])
    hours, back = np.unique(hour, return_inverse=True)
    column = hour_of_week((hours * 3600).astype("datetime64[s]"), time_zone)[back]
    place = np.flatnonzero(usable)[rows]
    weights = sparse.csr_matrix((share, (place, column)), shape=(len(start), HOURS_PER_WEEK))
    return WeekHours(weights, usable)


def touched_hours(start: Instants, end: Instants) -> tuple[Ints, Ints, Floats]:
    """Spread each window evenly over the whole hours of UTC that it touches.

    Returns
    -------
    row, hour, share
        For each pair of a window and an hour: which window, hours since 1970, share of the window.
    """
    first = start.astype("datetime64[s]").astype(np.int64)
    length = np.maximum((end - start).astype("timedelta64[s]").astype(np.int64), 1)
    last = first + length
    n_hours = (last - 1) // 3600 - first // 3600 + 1
    rows = np.repeat(np.arange(len(first)), n_hours)
    step = np.arange(len(rows)) - np.repeat(np.cumsum(n_hours) - n_hours, n_hours)
    hour = first[rows] // 3600 + step
    overlap = np.minimum(last[rows], (hour + 1) * 3600) - np.maximum(first[rows], hour * 3600)
    return rows, hour, overlap / length[rows]


def day_types(hours: Ints) -> Ints:
    """Return for local hours of the week 1 at the weekend (Friday 6 pm to Sunday 6 pm), else 0."""
    friday, sunday = 4 * 24 + 18, 6 * 24 + 18
    return ((hours >= friday) & (hours < sunday)).astype(np.int64)


def ring_distance(size: int) -> Floats:
    """Return distances (size, size) between positions on a ring."""
    gap = np.abs(np.arange(size)[:, None] - np.arange(size)[None, :])
    nearest: Floats = np.minimum(gap, size - gap).astype(float)
    return nearest
