import datetime as dt

import duckdb
import pytest

from crimecast.city import City, parse_city
from crimecast.incidents.clean import Cleaned, Source, clean_rows
from records_sample import FIELDS, TOML, row

NOW = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
UTC7 = dt.timedelta(hours=7)


def clean(
    *rows: dict[str, str], city: City | None = None
) -> tuple[Cleaned, dict[str, tuple[object, ...]]]:
    """Clean rows; return the counts and what is kept, by key."""
    city = city or parse_city(TOML)
    with duckdb.connect(config={"threads": 1}) as connection:
        columns = ", ".join(f'"{name}" VARCHAR' for name in FIELDS)
        connection.execute(f"CREATE TABLE raw (row BIGINT, extra VARCHAR, {columns})")
        for number, item in enumerate(rows, 1):
            values = [number, None, *(item[name] or None for name in FIELDS)]
            connection.execute(f"INSERT INTO raw VALUES ({', '.join('?' * len(values))})", values)
        found = clean_rows(
            connection, city, Source("raw", {n: n for n in FIELDS}), into="kept", now=NOW
        )
        kept = connection.execute(
            "SELECT offence_id, occurred_from, occurred_to, reported_at, lon, lat, place FROM kept"
        ).fetchall()
    return found, {item[0]: item[1:] for item in kept}


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def test_clock_changes_are_counted_and_put_into_utc() -> None:
    found, kept = clean(
        row("twice", FROM="2020-11-01 01:30:00", TO="", REPORTED="2020-11-01 05:00:00"),
        row("never", FROM="2020-03-08 02:30:00", TO="", REPORTED="2020-03-08 05:00:00"),
        row("plain", FROM="2020-03-08 03:30:00", TO="", REPORTED="2020-03-08 05:00:00"),
    )
    assert found.odd_times == 2
    assert kept["twice"][0] == at("2020-11-01 07:30")  # the first of the two
    assert kept["never"][0] == kept["plain"][0] == at("2020-03-08 09:30")


@pytest.mark.parametrize(
    ("to", "repair", "kept_end"),
    [
        ("2020-06-01 09:59:59", "end_before_start", None),
        ("2020-06-01 13:00:01", "end_after_report", "2020-06-01 19:00"),
        ("2921-06-01 12:00:00", "end_out_of_range", None),
        ("1900-06-01 12:00:00", "end_out_of_range", None),
        ("noon", "end_unreadable", None),
        ("2020-06-01 10:00:00", None, "2020-06-01 16:00"),
        ("", None, None),
    ],
)
def test_the_end_of_a_window(to: str, repair: str | None, kept_end: str | None) -> None:
    found, kept = clean(row("1", TO=to))
    assert found.repaired == ({repair: 1} if repair else {})
    assert kept["1"][1] == (at(kept_end) if kept_end else None)


def test_a_start_just_after_the_report_is_set_to_it() -> None:
    found, kept = clean(
        row("1", FROM="2020-06-01 14:00:00", TO="2020-06-01 15:00:00"),
        row("2", FROM="2020-06-02 13:00:01", TO=""),
    )
    assert found.refused == {"occurred_after_report": 1}
    assert found.repaired == {"start_after_report": 1, "end_after_report": 1}
    assert kept["1"][:3] == (at("2020-06-01 19:00"),) * 3


def test_a_report_by_day_is_known_at_the_end_of_that_day() -> None:
    city = parse_city(TOML.replace("[times]", '[times]\nreported_precision = "day"'))
    _, kept = clean(row("1", REPORTED="2020-06-01 00:00:00"), city=city)
    assert kept["1"][0] == at("2020-06-01 16:00")
    assert kept["1"][2] == at("2020-06-02 05:59:59")


def test_an_absent_report_stays_absent_and_an_unreadable_one_is_refused() -> None:
    found, kept = clean(row("1", REPORTED=""), row("2", REPORTED="?"))
    assert kept["1"][2] is None
    assert found.refused == {"bad_time": 1}
    assert found.examples["bad_time"] == [{"file": "", "row": 2, "field": "REPORTED", "value": "?"}]


@pytest.mark.parametrize(
    ("lon", "lat", "place"),
    [
        ("-105.01", "39.71", "point"),
        (" -105.01 ", "39,71", "point"),
        ("", "39.71", "missing"),
        ("REDACTED", "39.71", "missing"),
        ("nan", "39.71", "missing"),
        ("inf", "39.71", "missing"),
        ("0.0000", "0", "sentinel"),
        ("5.3E-07", "4E-08", "sentinel"),
        ("-1", "-1", "sentinel"),
        ("39.71", "-105.01", "far"),
        ("105.01", "39.71", "far"),
        ("-105.01", "40.59", "point"),
        ("-105.01", "40.61", "far"),
        ("999999", "999999", "far"),
    ],
)
def test_places(lon: str, lat: str, place: str) -> None:
    found, kept = clean(row("1", LON=lon, LAT=lat))
    assert kept["1"][5] == place
    assert (kept["1"][3] is None) == (place != "point")
    unreadable = lon in {"REDACTED", "nan", "inf"}
    assert found.repaired == ({"coordinate_unreadable": 1} if unreadable else {})


def test_the_first_plausible_day_is_the_citys() -> None:
    found, kept = clean(
        row("1", FROM="2009-12-31 00:00:00", TO="", REPORTED=""),
        row("2", REPORTED="", FROM="2020-12-31 00:00:00", TO=""),
    )
    assert found.refused == {"date_out_of_range": 1}
    assert list(kept) == ["2"]


def test_a_date_and_a_time_in_two_columns_make_one_time() -> None:
    changed = TOML.replace('occurred_from = "FROM"', 'occurred_from = ["FROM", "CASE"]')
    city = parse_city(changed.replace('incident_id = "CASE"\n', ""))
    _, kept = clean(row("1", FROM="2020-06-01", CASE="10:00:00"), city=city)
    assert kept["1"][0] == at("2020-06-01 16:00")


def test_only_the_first_few_examples_are_kept() -> None:
    found, _ = clean(*(row(str(i), FROM="?") for i in range(9)))
    assert found.refused == {"bad_time": 9}
    assert [e["row"] for e in found.examples["bad_time"]] == [1, 2, 3, 4, 5]
    assert found.rows == 9
