"""Placed incidents in time relative to an origin, by when they were reported."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crimecast.calendar import HOUR, hours_from
from crimecast.grid import Bools, Floats, Grid, Ints
from crimecast.incidents.history import History
from crimecast.models.mapped import Placed


@dataclass(frozen=True, eq=False)
class Events:
    """Incidents with a place in the study area, ordered by their reports.

    Attributes
    ----------
    cell : int
        Flat index into the grid.
    category : int
        Index of the category.
    occurred, reported : float
        Days after the origin (negative): middle of the window, and report.
    first, length : float
        Start of the window in hours after the whole hour that holds the origin, and its length.
    usable : bool
        Whether the window is short enough to tell an hour.
    """

    cell: Ints
    category: Ints
    occurred: Floats
    reported: Floats
    first: Floats
    length: Floats
    usable: Bools

    def __len__(self) -> int:
        return len(self.cell)


def events_of(history: History, placed: Placed, grid: Grid, origin: np.datetime64) -> Events:
    """Return the placed incidents of a history with their windows in hours."""
    inside = grid.locate(history.x, history.y) >= 0
    # From a whole hour, so that whole numbers are hours of the clock.
    first = (history.occurred_from[inside] - hours_from(origin, 1)[0]) / HOUR
    length = (history.occurred_to - history.occurred_from)[inside] / HOUR
    points = placed.points
    return Events(
        points.cell, placed.category.astype(np.int64), points.occurred, points.reported,
        first, length, placed.timed,
    )  # fmt: skip


def counts_by_cell(
    events: Events, select: Bools, *, categories: int, size: int
) -> npt.NDArray[np.float32]:
    """Count selected incidents (category, flat cell)."""
    flat = events.category[select] * size + events.cell[select]
    counts = np.bincount(flat, minlength=categories * size)
    return counts.reshape(categories, size).astype(np.float32)
