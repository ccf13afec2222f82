import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimecast.calendar import local_to_utc, utc_to_local
from crimecast.incidents.localtime import (
    clock_sql,
    day_sql,
    local_seconds_sql,
    offset_sql,
    utc_seconds_sql,
    wall_clock_sql,
)

ZONES = ["America/Denver", "Europe/London", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]
LOW, HIGH = 0, 2_000_000_000


def codes(seconds: list[int], zone: str) -> list[tuple[int, ...]]:
    query = f"SELECT s, {offset_sql('s', zone, LOW, HIGH)} FROM (SELECT unnest(?) AS s)"
    with duckdb.connect() as connection:
        return connection.execute(query, [seconds]).fetchall()


@pytest.mark.parametrize("zone", ZONES)
def test_agrees_with_the_calendar_around_every_change(zone: str) -> None:
    from crimecast.calendar import transitions

    t = transitions(zone)
    at = t.at[(t.at > LOW + 86400) & (t.at < HIGH - 86400)]
    steps = np.array([-7201, -3601, -3600, -1800, -1, 0, 1, 1799, 1800, 3599, 3600, 7200])
    nearby = (at[:, None] + t.offset[np.searchsorted(t.at, at)][:, None] + steps).ravel()
    local = np.concatenate([nearby, np.arange(LOW, HIGH, 7_654_321)])
    utc, odd = local_to_utc(local.astype("datetime64[s]"), zone)
    found = np.array(codes(local.tolist(), zone), np.int64)
    assert (found[:, 0] - (found[:, 1] >> 1) == utc.astype(np.int64)).all()
    assert ((found[:, 1] & 1).astype(bool) == odd).all()


@settings(max_examples=30)
@given(st.lists(st.integers(LOW, HIGH), min_size=1, max_size=50), st.sampled_from(ZONES))
def test_agrees_with_the_calendar_anywhere(seconds: list[int], zone: str) -> None:
    utc, odd = local_to_utc(np.array(seconds, np.int64).astype("datetime64[s]"), zone)
    found = np.array(codes(seconds, zone), np.int64)
    assert (found[:, 0] - (found[:, 1] >> 1) == utc.astype(np.int64)).all()
    assert ((found[:, 1] & 1).astype(bool) == odd).all()


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("7/4/2020 4:05:06 PM", 1_593_878_706),
        ("2020-07-04 16:05:06", 1_593_878_706),
        ("2020-07-04 16:05:06.789", 1_593_878_706),
        ("2020-07-04T16:05:06.789", 1_593_878_706),
        ("2020-07-04T16:05:06Z", None),
        ("4 July", None),
        ("2020-07-04 24:00:00", 1_593_907_200),
        ("2020-12-31T24:00:00.000", 1_609_459_200),
        ("2020-07-04 24:01:00", None),
        ("2020-07-04 25:00:00", None),
    ],
)
def test_reads_the_formats_given_and_iso(text: str, local: int | None) -> None:
    with duckdb.connect() as connection:
        query = f"SELECT {local_seconds_sql('t', ['%m/%d/%Y %I:%M:%S %p'])} FROM (SELECT ? AS t)"
        assert connection.execute(query, [text]).fetchall() == [(local,)]


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2020-07-04T16:05:06Z", 1_593_878_706),
        ("2020-07-04T16:05:06.5Z", 1_593_878_706),
        ("2020/07/04 16:05:06+00", 1_593_878_706),
        ("2020-07-04 16:05:06+00:00", 1_593_878_706),
        ("2020-07-04 16:05:06+02:00", None),
        ("Z", None),
    ],
)
def test_a_text_in_utc_is_an_instant(text: str, utc: int | None) -> None:
    with duckdb.connect() as connection:
        query = (
            f"SELECT {utc_seconds_sql('t', 'l', 'c')} FROM (SELECT ? AS t, NULL AS l, NULL AS c)"
        )
        assert connection.execute(query, [text]).fetchall() == [(utc,)]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-05-01T00:00:00.000", "2024-05-01"),
        ("2024-05-01 00:00:00", "2024-05-01"),
        ("05/01/2024 12:00:00 AM", "05/01/2024"),
        ("2024-05-01T00:00:00Z", "2024-05-01"),
        ("2024-05-01 00:00:00+00", "2024-05-01"),
        ("2024-05-01", "2024-05-01"),
        ("1 May 2024", "1 May 2024"),
    ],
)
def test_a_day_is_told_from_the_midnight_after_it(text: str, day: str) -> None:
    with duckdb.connect() as connection:
        query = f"SELECT {day_sql('t')} FROM (SELECT ? AS t)"
        assert connection.execute(query, [text]).fetchall() == [(day,)]


@pytest.mark.parametrize(
    ("text", "clock"),
    [("930", "0930"), ("5", "0005"), ("0930", "0930"), ("09:30:00", "09:30:00"), ("x", "x")],
)
def test_a_clock_gets_its_zeros_back(text: str, clock: str) -> None:
    with duckdb.connect() as connection:
        query = f"SELECT {clock_sql('t')} FROM (SELECT ? AS t)"
        assert connection.execute(query, [text]).fetchall() == [(clock,)]


@pytest.mark.parametrize("zone", ZONES)
def test_wall_clocks_agree_with_the_calendar(zone: str) -> None:
    from crimecast.calendar import transitions

    around = transitions(zone).at[:, None] + np.array([-3601, -1, 0, 1, 3600])
    seconds = np.append(around.reshape(-1), [-1, 0, 1_600_000_000])
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT {wall_clock_sql('t', zone)} AS local FROM "
            "(SELECT make_timestamp(unnest(?) * 1000000) AS t)", [seconds.tolist()],
        ).fetchnumpy()  # fmt: skip
        nothing = connection.execute(f"SELECT {wall_clock_sql('NULL::TIMESTAMP', zone)}").fetchone()
    want = utc_to_local(seconds.astype("datetime64[s]"), zone)
    assert (found["local"].astype("datetime64[s]") == want).all()
    assert nothing == (None,)
