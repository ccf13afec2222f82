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


def test_rules_leave_out_and_withhold_without_regard_to_case() -> None:
    rules = (
        '[[withhold]]\ncolumn = "GROUP"\nvalues = ["Yes", "Y"]\nwhy = "domestic"\n'
        '[[exclude]]\ncolumn = "CASE"\nvalues = ["void"]\nwhy = "withdrawn"\n[[exclude]]'
    )
    city = parse_city(TOML.replace("[[exclude]]", rules, 1))
    found, kept = clean(
        row("flagged", GROUP=" yes "), row("other", GROUP="no"), row("blank", GROUP=""),
        row("out", CASE="VOID", GROUP="y"), row("named", TYPE="rape"), row("old", KIND="Accident"),
        city=city,
    )  # fmt: skip
    assert set(kept) == {"other", "blank"}
    assert found.refused == {"withheld": 2, "excluded": 2}
    assert found.examples["excluded"][0]["field"] == "CASE + KIND"
    assert [example["value"] for example in found.examples["withheld"]] == ["robbery", "rape"]


def test_two_columns_make_a_key_an_offense_and_a_time() -> None:
    text = TOML.replace('offence_id = "ID"', 'offence_id = ["ID", "CASE"]')
    text = text.replace('offence = "TYPE"', 'offence = ["TYPE", "KIND"]\njoined_by = ", "')
    text = text.replace('occurred_from = "FROM"', 'occurred_from = ["FROM", "GROUP"]')
    text = text.replace('formats = ["', 'formats = ["%Y-%m-%d %H%M", "')
    city = parse_city(text.replace('["robbery"]', '["robbery, gun", "robbery"]'))
    good = {"TO": "", "KIND": "gun", "FROM": "2020-06-01 00:00:00"}
    found, kept = clean(
        row("1", **good, GROUP="930"), row("2", **good, GROUP="24:00:00"),
        row("3", **{**good, "KIND": ""}, GROUP=""), row("4", **good, CASE="", GROUP="1"),
        row("5", **good, GROUP="25:00"), row("6", **{**good, "FROM": ""}, GROUP="9:00:00"),
        city=city,
    )  # fmt: skip
    assert {key: values[0] for key, values in kept.items()} == {
        "1, c1": at("2020-06-01 15:30"),
        "2, c2": at("2020-06-01 19:00"),  # the day's end, put back to the report
        "3, c3": at("2020-06-01 06:00"),
    }
    assert found.repaired == {"start_after_report": 1}
    assert found.unmapped == {}
    assert found.refused == {"no_key": 1, "bad_time": 1, "no_time": 1}
    assert found.examples["bad_time"][0]["field"] == "FROM + GROUP"
