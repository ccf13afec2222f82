import numpy as np
import pytest

from crimecast.calendar import utc_to_local
from crimecast.errors import InputError
from crimecast.run.origins import origins_between


@pytest.mark.parametrize(
    ("start", "stop"), [("2024-03-08", "2024-03-13"), ("2024-11-01", "2024-11-06")]
)
def test_days_begin_at_local_midnight_where_clocks_change(start: str, stop: str) -> None:
    found = origins_between(start, stop, 24, "America/Denver")
    local = utc_to_local(found, "America/Denver")
    assert np.array_equal(local, np.arange(start, stop, dtype="datetime64[D]").astype(local.dtype))
    assert len(set(np.diff(found))) == 2


def test_every_two_days_at_six_keeps_six() -> None:
    found = origins_between("2024-03-08 06:00", "2024-03-14", 48, "America/Denver")
    assert [str(t) for t in utc_to_local(found, "America/Denver")] == [
        "2024-03-08T06:00:00", "2024-03-10T06:00:00", "2024-03-12T06:00:00",
    ]  # fmt: skip


def test_hours_are_even_in_utc() -> None:
    found = origins_between("2024-03-10", "2024-03-11", 6, "America/Denver")
    assert [str(t) for t in found] == [
        "2024-03-10T07:00:00", "2024-03-10T13:00:00", "2024-03-10T19:00:00", "2024-03-11T01:00:00",
    ]  # fmt: skip


def test_the_end_is_left_out() -> None:
    assert len(origins_between("2024-07-01", "2024-07-02", 24, "America/Denver")) == 1
    assert len(origins_between("2024-07-01T06:00Z", "2024-07-02T06:00:01Z", 24, "UTC")) == 2


def test_midnight_between_hours_of_utc_is_the_hour_that_holds_it() -> None:
    found = origins_between("2024-07-01", "2024-07-02", 24, "Asia/Kolkata")
    assert str(found[0]) == "2024-06-30T18:00:00"


def test_midnight_that_clocks_skip_moves_on() -> None:
    found = origins_between("2024-04-25", "2024-04-28", 24, "Africa/Cairo")  # 26th begins at 1 am
    assert [str(t) for t in utc_to_local(found, "Africa/Cairo")][1] == "2024-04-26T01:00:00"


@pytest.mark.parametrize(
    ("start", "stop", "every", "words"),
    [
        ("2024-07-02", "2024-07-01", 24, "not later than --from"),
        ("2024-07-01", "2024-07-01", 24, "not later than --from"),
        ("July", "2024-07-01", 24, "is no time"),
        ("2024-07-01", "2024-07-02", 0, "0 h apart"),
        ("1990-01-01", "2024-07-02", 1, "origins"),
    ],
)
def test_bad_windows_are_told(start: str, stop: str, every: int, words: str) -> None:
    with pytest.raises(InputError, match=words):
        origins_between(start, stop, every, "America/Denver")
