from dataclasses import replace

import numpy as np
import pytest

from crimecast.calendar import HOUR
from crimecast.evaluate.observed import Incidents
from history_sample import ORIGIN, make_grid, make_history

GRID = make_grid()
HISTORY = make_history(days=30)


def moved(**changes: object) -> Incidents:
    """Return a history whose last incident is changed, reported last of all."""
    names = ("category", "occurred_from", "occurred_to", "reported_at", "x", "y")
    arrays = {name: getattr(HISTORY, name).copy() for name in names}
    base: dict[str, object] = {
        "occurred_from": ORIGIN, "occurred_to": ORIGIN, "reported_at": HISTORY.origin,
        "x": 500_950.0, "y": 4_400_950.0, "category": 1,
    }  # fmt: skip
    for name, value in {**base, **changes}.items():
        arrays[name][-1] = value
    return Incidents(replace(HISTORY, **arrays), GRID)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("start", "length", "step"),
    [(0, 0, 0), (-600, 1800, 0), (86399, 0, 23), (-40 * 3600, 80 * 3600, 0), (3500, 3600, 1)],
)
def test_an_incident_is_scored_at_the_middle_of_its_window(
    start: int, length: int, step: int
) -> None:
    begin = ORIGIN + np.timedelta64(start)
    window = moved(occurred_from=begin, occurred_to=begin + np.timedelta64(length)).window(
        ORIGIN, 24
    )
    assert window.row[-1] == len(HISTORY) - 1
    assert (window.step[-1], window.category[-1]) == (step, 1)
    assert window.timed[-1] == (length <= 3600)
    assert GRID.cells[window.cell[-1]] == GRID.locate(500_950.0, 4_400_950.0)


@pytest.mark.parametrize(
    "changes",
    [
        {"occurred_from": ORIGIN - 1, "occurred_to": ORIGIN - 1},
        {"occurred_from": ORIGIN + 24 * HOUR, "occurred_to": ORIGIN + 24 * HOUR},
        {"x": np.nan, "y": np.nan},
        {"x": 500_050.0, "y": 4_400_050.0},  # outside the study area
    ],
)
def test_what_lies_outside_is_not_scored(changes: dict[str, object]) -> None:
    window = moved(**changes).window(ORIGIN, 24)
    assert len(HISTORY) - 1 not in window.row
    assert (np.diff(window.row) > 0).all()


def test_what_was_known_at_the_origin_is_not_scored() -> None:
    incidents = Incidents(HISTORY, GRID)
    window = incidents.window(ORIGIN, 24 * 20)
    assert len(window) > 50
    assert (HISTORY.reported_at[window.row] > ORIGIN).all()
    late = incidents.window(HISTORY.origin, 24)
    assert not len(late)


def test_midnight_and_noon_are_heaped() -> None:
    for start, heaped in ((0, True), (12, True), (13, False)):
        begin = ORIGIN + start * HOUR
        window = moved(occurred_from=begin, occurred_to=begin).window(ORIGIN, 24)
        assert window.heaped[-1] == heaped


def test_shares_are_those_before_the_origin() -> None:
    incidents = Incidents(HISTORY, GRID)
    shares = incidents.shares(ORIGIN)
    known = HISTORY.as_of(ORIGIN)
    timed = (known.occurred_to - known.occurred_from) <= HOUR
    for c in range(3):
        own = known.category == c
        assert shares.timed[c] == (timed[own].sum() + 1) / (own.sum() + 2)
    assert (shares.clear <= shares.timed).all()
    assert (incidents.shares(HISTORY.reported_at[0] - HOUR).timed == 0.5).all()


def test_shares_are_those_of_the_last_year() -> None:
    long = make_history(days=900)
    shares = Incidents(long, GRID).shares(ORIGIN)
    known = long.as_of(ORIGIN)
    year = known.reported_at > ORIGIN - np.timedelta64(365, "D")
    timed = (known.occurred_to - known.occurred_from) <= HOUR
    own = known.category == 1
    assert 0.3 < year.mean() < 0.5
    assert shares.timed[1] == (timed[own & year].sum() + 1) / ((own & year).sum() + 2)
