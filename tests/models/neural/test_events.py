"""Incidents as networks see them: hours are those of the clock, whenever the origin is."""

import numpy as np

from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.models.kde import KernelDensity
from crimecast.models.neural.events import events_of
from history_sample import ORIGIN


def test_hours_are_counted_from_a_whole_one(grid: Grid) -> None:
    origin = ORIGIN + np.timedelta64(37, "m")
    start = ORIGIN + np.array([-50, 20, 30], "timedelta64[m]")
    known = History(
        origin, ("theft",), ("property",), np.zeros(3, np.int16), start,
        start + np.timedelta64(5, "m"), start + np.timedelta64(5, "m"),
        np.array([501_000.0, np.nan, 501_000.0]), np.full(3, 4_401_000.0), "America/Denver",
    )  # fmt: skip
    model = KernelDensity().fit(known, grid=grid, origin=origin)
    events = events_of(known, model._take_in(known), grid, origin)
    assert np.floor(events.first).tolist() == [-1, 0]
    assert np.allclose(events.length, 5 / 60)
    assert np.allclose(events.occurred * 24 * 60, [-84.5, -4.5])
