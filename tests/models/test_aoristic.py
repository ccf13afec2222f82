import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimecast.models.aoristic import day_types, midpoint, ring_distance, week_hours

ZONE = "America/Denver"
instants = st.integers(1_600_000_000, 1_760_000_000)


@given(st.lists(st.tuples(instants, st.integers(0, 48 * 3600)), min_size=1, max_size=20))
def test_each_incident_is_spread_whole(windows: list[tuple[int, int]]) -> None:
    start = np.array([w[0] for w in windows]).astype("datetime64[s]")
    end = start + np.array([w[1] for w in windows]).astype("timedelta64[s]")
    spread = week_hours(start, end, ZONE)
    assert spread.usable.all()
    assert np.allclose(np.asarray(spread.weights.sum(axis=1)).ravel(), 1.0)


def test_a_window_is_spread_evenly_over_its_hours() -> None:
    # Monday 2024-07-01, 01:30 to 04:00 local.
    start = np.array(["2024-07-01T07:30:00"], "datetime64[s]")
    end = np.array(["2024-07-01T10:00:00"], "datetime64[s]")
    row = week_hours(start, end, ZONE).weights.toarray()[0]
    assert row[1:4] == pytest.approx([0.2, 0.4, 0.4])
    assert row.sum() == pytest.approx(1.0)


def test_an_instant_falls_into_its_hour_and_a_week_wraps() -> None:
    start = np.array(["2024-07-01T06:00:00", "2024-07-01T05:59:59"], "datetime64[s]")
    rows = week_hours(start, start, ZONE).weights.toarray()
    assert rows[0, 0] == 1.0
    assert rows[1, 167] == pytest.approx(1.0)


def test_clock_changes_neither_invent_nor_lose_an_hour() -> None:
    start = np.array(["2024-03-10T08:30:00", "2024-11-03T06:30:00"], "datetime64[s]")
    end = start + np.array([2, 3]).astype("timedelta64[h]").astype("timedelta64[s]")
    spring, autumn = week_hours(start, end, ZONE).weights.toarray()[:, 144:150]
    assert spring == pytest.approx([0, 0.25, 0, 0.5, 0.25, 0])  # 2 am does not exist
    assert autumn == pytest.approx([1 / 6, 2 / 3, 1 / 6, 0, 0, 0])  # 1 am lasts two hours


def test_long_windows_tell_nothing_of_the_hour() -> None:
    start = np.array(["2024-07-01T06:00:00"] * 2, "datetime64[s]")
    end = start + np.array([48, 49]).astype("timedelta64[h]").astype("timedelta64[s]")
    spread = week_hours(start, end, ZONE)
    assert spread.usable.tolist() == [True, False]
    assert spread.weights[1].nnz == 0


def test_midpoint_day_types_and_ring() -> None:
    start = np.array(["2024-07-01T06:00:00"], "datetime64[s]")
    assert midpoint(start, start + np.timedelta64(7200, "s"))[0] == np.datetime64(
        "2024-07-01T07:00:00"
    )
    kinds = day_types(np.arange(168))
    assert kinds[4 * 24 + 17] == 0  # Friday 5 pm
    assert kinds[4 * 24 + 18] == 1
    assert kinds[6 * 24 + 17] == 1  # Sunday 5 pm
    assert kinds[6 * 24 + 18] == 0
    assert kinds.sum() == 48
    assert ring_distance(24)[0, 23] == 1
    assert ring_distance(24).max() == 12
