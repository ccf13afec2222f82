from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimecast import calendar

ZONES = ("America/Denver", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata", "UTC")
seconds = st.lists(st.integers(-1_000_000_000, 3_000_000_000), min_size=1, max_size=30)


@given(seconds, st.sampled_from(ZONES))
def test_utc_to_local_is_what_zoneinfo_says(values: list[int], name: str) -> None:
    got = calendar.utc_to_local(np.array(values).astype("datetime64[s]"), name)
    for value, local in zip(values, got, strict=True):
        expected = datetime.fromtimestamp(value, UTC).astimezone(ZoneInfo(name))
        assert local.item() == expected.replace(tzinfo=None)


@given(seconds, st.sampled_from(ZONES))
def test_local_to_utc_is_what_zoneinfo_says_with_fold_0(values: list[int], name: str) -> None:
    got, _ = calendar.local_to_utc(np.array(values).astype("datetime64[s]"), name)
    for value, instant in zip(values, got, strict=True):
        wall = datetime.fromtimestamp(value, UTC).replace(tzinfo=ZoneInfo(name))
        assert int(instant.astype(int)) == round(wall.timestamp())


def test_hours_that_occur_twice_or_not_at_all_are_told() -> None:
    local = np.array(
        [
            "2024-03-10T01:59:59", "2024-03-10T02:00:00", "2024-03-10T02:59:59",
            "2024-03-10T03:00:00", "2024-11-03T00:59:59", "2024-11-03T01:00:00",
            "2024-11-03T01:59:59", "2024-11-03T02:00:00", "NaT",
        ],
        "datetime64[s]",
    )  # fmt: skip
    instants, odd = calendar.local_to_utc(local, "America/Denver")
    assert odd.tolist() == [False, True, True, False, False, True, True, False, False]
    assert instants[1] == np.datetime64("2024-03-10T09:00:00")  # as if clocks had not moved yet
    assert instants[5] == np.datetime64("2024-11-03T07:00:00")  # the first of the two
    assert np.isnat(instants[-1])


def test_hour_of_week_starts_on_monday_and_follows_the_clock() -> None:
    monday = np.array(["2024-07-01T06:00", "2024-07-01T05:59:59"], "datetime64[s]")
    assert calendar.hour_of_week(monday, "America/Denver").tolist() == [0, 167]
    night = calendar.hours_from(np.datetime64("2024-11-03T06:30", "s"), 4)
    assert calendar.hour_of_week(night, "America/Denver").tolist() == [144, 145, 145, 146]
    spring = calendar.hours_from(np.datetime64("2024-03-10T08:00", "s"), 3)
    assert calendar.hour_of_week(spring, "America/Denver").tolist() == [145, 147, 148]


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "America"])
def test_no_zone_is_refused_with_its_name(name: str) -> None:
    with pytest.raises(ValueError, match="is no IANA time zone"):
        calendar.zone(name)


def test_holidays() -> None:
    found = calendar.holiday_names(range(2024, 2025), "US", "CO")
    assert found[np.datetime64("2024-07-04")] == "Independence Day"
    assert calendar.holiday_names(range(2024, 2025), None) == {}
    with pytest.raises(ValueError, match="no holidays are known"):
        calendar.holiday_names(range(2024, 2025), "XX")
