"""Local days put into periods."""

import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimecast.export.periods import By, periods

DAYS = st.dates(dt.date(1995, 1, 1), dt.date(2030, 1, 1))


@given(DAYS, st.integers(0, 900), st.sampled_from(By))
def test_every_day_is_in_one_period(first: dt.date, length: int, by: By) -> None:
    last = first + dt.timedelta(days=length)
    found = periods(np.datetime64(first), np.datetime64(last), by, "America/Denver")
    days = np.arange(np.datetime64(first), np.datetime64(last) + 1)
    assert (found.first[found.of_day] <= days).all()
    assert (days <= found.last[found.of_day]).all()
    assert found.days.sum() == len(days)
    assert len(set(found.names)) == len(found.names)
    assert (found.begin[1:] == found.end[:-1]).all()
    for name, start in zip(found.names, found.first.tolist(), strict=True):
        want = {
            By.WHOLE: f"{first}/{last}", By.YEAR: f"{start:%Y}", By.MONTH: f"{start:%Y-%m}",
            By.WEEK: f"{start:%G}-W{start:%V}", By.DAY: str(start),
        }  # fmt: skip
        assert name == want[by]


def test_periods_end_at_local_midnights_though_clocks_change() -> None:
    found = periods(np.datetime64("2024-03-09"), np.datetime64("2024-03-11"), By.DAY,
                    "America/Denver")  # fmt: skip
    assert found.begin.astype(str).tolist() == [
        "2024-03-09T07:00:00", "2024-03-10T07:00:00", "2024-03-11T06:00:00"
    ]  # fmt: skip
    assert str(found.end[-1]) == "2024-03-12T06:00:00"


@pytest.mark.parametrize(
    ("zone", "day", "begin"),
    [
        # Clocks go from 0:00 to 1:00: the day begins at 1:00.
        ("Asia/Beirut", "2024-03-31", "2024-03-30T22:00:00"),
        # Clocks go from 1:00 back to 0:00: it begins at the first of two midnights.
        ("Atlantic/Azores", "2024-10-27", "2024-10-27T00:00:00"),
    ],
)
def test_a_midnight_that_is_missing_or_twice(zone: str, day: str, begin: str) -> None:
    found = periods(np.datetime64(day), np.datetime64(day), By.DAY, zone)
    assert str(found.begin[0]) == begin
