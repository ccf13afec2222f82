"""Each shipped city reads rows in its portal's own names, with the traps that the portal sets."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pytest

from crimecast.city import list_cities, load_city
from crimecast.errors import InputError
from crimecast.incidents.report import Report
from crimecast.incidents.store import open_store
from crimecast.run.ingest import ingest
from records_sample import SETTINGS

NOW = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
Row = Mapping[str, object]
Kept = dict[str, dict[str, object]]


class Taken:
    """What an ingest of rows in a portal's names left."""

    def __init__(self, city_id: str, home: Path, rows: Sequence[Row]) -> None:
        path = home / "rows.json"
        path.write_text(json.dumps(list(rows)), encoding="utf-8")
        city = load_city(city_id)
        self.report: Report = ingest(city, [path], home=home, now=NOW, settings=SETTINGS)
        assert self.report.adds_up
        store = open_store(city_id, home)
        with duckdb.connect() as connection:
            found = connection.execute(store.current_sql(store.manifest()))
            names = [column[0] for column in found.description or ()]
            rows_ = [dict(zip(names, values, strict=True)) for values in found.fetchall()]
        self.kept: Kept = {str(row["offence_id"]): row for row in rows_}

    def of(self, column: str) -> dict[str, object]:
        """Return one column of what was kept, by key."""
        return {key: row[column] for key, row in self.kept.items()}


def utc(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)


def test_denver(home: Path) -> None:
    def row(key: str, kind: str, group: str, **more: object) -> Row:
        return {
            "OBJECTID": 1, "OFFENSE_ID": key, "INCIDENT_ID": "20241", "OFFENSE_TYPE_ID": kind,
            "OFFENSE_CATEGORY_ID": group, "FIRST_OCCURRENCE_DATE": "2024-07-01T22:30:00",
            "LAST_OCCURRENCE_DATE": None, "REPORTED_DATE": "2024-07-02T08:00:00",
            "GEO_LON": "-104.99", "GEO_LAT": "39.74", "IS_CRIME": "1", **more,
        }  # fmt: skip

    taken = Taken("denver", home, [
        row("1", "theft-items-from-vehicle", "theft-from-motor-vehicle"),
        row("2", "assault-dv", "other-crimes-against-persons"),
        row("3", "robbery-street", "robbery", GEO_LON="0", GEO_LAT="0"),
        row("4", "explosive-incendiary-dev-use", "all-other-crimes"),
        row("5", "traffic-accident", "traffic-accident", IS_CRIME="0"),
    ])  # fmt: skip
    assert taken.of("nibrs") == {"1": "23F", "3": "120", "4": "200"}
    assert taken.report.rows_refused == {"withheld": 1, "excluded": 1}
    assert taken.kept["1"]["occurred_from"] == utc("2024-07-02T04:30")  # UTC-6 in summer
    assert taken.kept["1"]["reported_at"] == utc("2024-07-02T14:00")
    assert taken.of("place") == {"1": "point", "3": "sentinel", "4": "point"}


@pytest.mark.parametrize("layout", ["now", "until 2024"])
def test_seattle_in_both_layouts(home: Path, layout: str) -> None:
    old = {
        "offense_date": "offense_start_datetime", "report_date_time": "report_datetime",
        "nibrs_offense_code_description": "offense", "offense_sub_category": "offense_parent_group",
        "nibrs_offense_code": "offense_code",
    }  # fmt: skip

    def row(key: str, words: str, group: str, code: str, **more: object) -> Row:
        found = {
            "report_number": f"2026-{key}", "offense_id": key,
            "offense_date": "2026-01-10T01:00:00.000",
            "report_date_time": "2026-01-10T09:30:00.000",
            "offense_sub_category": group, "nibrs_offense_code_description": words,
            "nibrs_offense_code": code, "longitude": "-122.33", "latitude": "47.61", **more,
        }  # fmt: skip
        if layout == "now":
            return found
        return {"offense_end_datetime": None} | {old.get(k, k): v for k, v in found.items()}

    taken = Taken("seattle", home, [
        row("1", "Motor Vehicle Theft", "MOTOR VEHICLE THEFT", "240"),
        row("2", "Rape", "SEX OFFENSES", "11A", longitude="REDACTED", latitude="REDACTED"),
        row("3", "Simple Assault", "ASSAULT OFFENSES", "13B", longitude="REDACTED",
            latitude="REDACTED"),
        row("4", "Shoplifting", "LARCENY-THEFT", "23C", longitude="0.0", latitude="0.0"),
        row("5", "Robbery", "ROBBERY", "120", offense_date="1900-01-01T00:00:00.000"),
        row("6", "Not Reportable to NIBRS", "999", "999"),
        row("7", "A word of tomorrow", "TOMORROW", "11D"),
    ])  # fmt: skip
    assert taken.of("category") == {
        "1": "vehicle-theft", "3": "simple-assault", "4": "shoplifting", "6": "unmapped",
    }  # fmt: skip
    assert taken.report.rows_refused == {"withheld": 2, "date_out_of_range": 1}
    assert taken.report.repaired == {"coordinate_unreadable": 1}
    assert taken.of("place") == {"1": "point", "3": "missing", "4": "sentinel", "6": "point"}
    assert taken.kept["1"]["occurred_from"] == utc("2026-01-10T09:00")
    assert taken.kept["1"]["reported_at"] == utc("2026-01-10T17:30")
    absent = [note for note in taken.report.files[0].notes if "offense_end_datetime" in note]
    assert len(absent) == (layout == "now")


def test_chicago(home: Path) -> None:
    def row(key: str, primary: str, description: str, **more: object) -> Row:
        return {
            "id": key, "case_number": "JH1", "date": "2024-05-01T13:45:00.000", "iucr": "0486",
            "primary_type": primary, "description": description, "domestic": False,
            "latitude": "41.88", "longitude": "-87.63", "updated_on": "2024-05-09T15:41:59.000",
            **more,
        }  # fmt: skip

    taken = Taken("chicago", home, [
        row("1", "ASSAULT", "AGGRAVATED: HANDGUN"),
        row("2", "ASSAULT", "AGGRAVATED - HANDGUN"),
        row("3", "BATTERY", "SIMPLE", domestic=True),
        row("4", "BATTERY", "DOMESTIC BATTERY SIMPLE"),
        row("5", "HOMICIDE", "FIRST DEGREE MURDER"),
        row("6", "HOMICIDE", "FIRST DEGREE MURDER"),
        row("7", "THEFT", "A NEW KIND", latitude=None, longitude=None),
        row("8", "NARCOTICS", "POSS: CRACK", latitude="36.619446395", longitude="-91.686565684"),
        row("9", "NON-CRIMINAL", "LOST PASSPORT"),
        row("10", "OFFENSE INVOLVING CHILDREN", "OTHER OFFENSE"),
        row("11", "PUBLIC PEACE VIOLATION", "PEEPING TOM"),
    ])  # fmt: skip
    assert {key: (row["category"], row["nibrs"]) for key, row in taken.kept.items()} == {
        "1": ("aggravated-assault", "13A"), "2": ("aggravated-assault", "13A"),
        "7": ("other-theft", "23H"), "8": ("drugs-alcohol", "35A"),
    }  # fmt: skip
    assert taken.report.rows_refused == {"withheld": 6, "excluded": 1}
    assert taken.kept["1"]["offence"] == "ASSAULT | AGGRAVATED: HANDGUN"
    assert taken.kept["1"]["occurred_from"] == utc("2024-05-01T18:45")
    assert taken.kept["1"]["reported_at"] is None
    assert taken.of("place") == {"1": "point", "2": "point", "7": "missing", "8": "sentinel"}


def test_chicago_is_not_read_without_the_flag_that_withholds(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "rows.json"
    row = {"id": "1", "date": "2024-05-01T13:45:00.000", "primary_type": "BATTERY",
           "description": "SIMPLE", "latitude": "41.88", "longitude": "-87.63"}  # fmt: skip
    path.write_text(json.dumps([row]))
    with pytest.raises(InputError, match="lacks column domestic"):
        ingest(load_city("chicago"), [path], home=home, now=NOW, settings=SETTINGS)


def test_new_york(home: Path) -> None:
    def row(key: str, words: str | None, group: str, **more: object) -> Row:
        return {
            "cmplnt_num": key, "cmplnt_fr_dt": "2026-03-05T00:00:00.000",
            "cmplnt_fr_tm": "14:30:00", "cmplnt_to_tm": "(null)",
            "rpt_dt": "2026-03-06T00:00:00.000", "ofns_desc": group, "pd_desc": words,
            "latitude": "40.75", "longitude": "-73.99", **more,
        }  # fmt: skip

    to = {"cmplnt_to_dt": "2026-03-05T00:00:00.000", "cmplnt_to_tm": "16:00:00"}
    taken = Taken("new-york", home, [
        row("1", "LARCENY,PETIT FROM AUTO", "PETIT LARCENY", **to),
        row("2", "ROBBERY,OPEN AREA UNCLASSIFIED", "ROBBERY", cmplnt_fr_tm="24:00:00"),
        row("3", "ASSAULT 3", "ASSAULT 3 & RELATED OFFENSES",
            cmplnt_fr_dt="1010-05-14T00:00:00.000"),
        row("4", None, "GRAND LARCENY", latitude="0", longitude="0"),
        row("5", "SEXUAL ABUSE 3,2", "SEX CRIMES"),
        row("6", "CHILD, ENDANGERING WELFARE", "OFFENSES RELATED TO CHILDREN"),
        row("7", "MISCHIEF,CRIMINAL, UNCL 2ND", "CRIMINAL MISCHIEF & RELATED OF"),
        row("8", "MURDER,UNCLASSIFIED", "MURDER & NON-NEGL. MANSLAUGHTER"),
        row("9", None, "SEX CRIMES"),
        row("7", "MISCHIEF,CRIMINAL, UNCL 2ND", "CRIMINAL MISCHIEF & RELATED OF"),
    ])  # fmt: skip
    assert taken.of("category") == {
        "1": "theft-from-vehicle", "2": "robbery", "4": "other-theft", "7": "vandalism",
    }  # fmt: skip
    assert taken.report.rows_refused == {"withheld": 4, "date_out_of_range": 1}
    assert taken.report.rows_duplicate == 1
    assert taken.kept["1"]["occurred_from"] == utc("2026-03-05T19:30")
    assert taken.kept["1"]["occurred_to"] == utc("2026-03-05T21:00")
    assert taken.kept["1"]["reported_at"] == utc("2026-03-07T04:59:59")  # by the end of that day
    assert taken.kept["2"]["occurred_from"] == utc("2026-03-06T05:00")
    assert taken.kept["2"]["occurred_to"] is None
    assert taken.kept["4"]["place"] == "sentinel"


def test_los_angeles(home: Path) -> None:
    def row(key: str, code: str, words: str, **more: object) -> Row:
        return {
            "uniquenibrno": key, "caseno": "25-1", "date_occ": "2025-06-01T00:00:00.000",
            "time_occ": "0930", "date_rptd": "2025-06-02T00:00:00.000", "nibr_code": code,
            "nibr_description": words, "domestic_violence_crime": "No",
            "status_desc": "Open", "hndrdth_lat": "34.05", "hndrdth_lon": "-118.25", **more,
        }  # fmt: skip

    taken = Taken("los-angeles", home, [
        row("1", "23F", "Burglary From Motor Vehicle"),
        row("2", "240", "Grand Theft Auto", time_occ="5", hndrdth_lat="0.0", hndrdth_lon="0.0"),
        row("3", "13A", "ADW", domestic_violence_crime="Yes"),
        row("4", "13B", "Intimate Partner Battery"),
        row("5", "13A", "IPV w/ Injury"),
        row("6", "11A", "Rape"),
        row("7", "120", "Robbery", status_desc="Unfounded"),
        row("8", "35A", "Possession of a Controlled Substance", time_occ="2400"),
        row("9", "XYZ", "Something of the old system"),
    ])  # fmt: skip
    assert taken.of("category") == {
        "1": "theft-from-vehicle", "2": "vehicle-theft", "8": "drugs-alcohol", "9": "unmapped",
    }  # fmt: skip
    assert taken.report.rows_refused == {"withheld": 4, "excluded": 1}
    assert taken.of("occurred_from") == {
        "1": utc("2025-06-01T16:30"), "2": utc("2025-06-01T07:05"), "8": utc("2025-06-02T07:00"),
        "9": utc("2025-06-01T16:30"),
    }  # fmt: skip
    assert taken.kept["1"]["reported_at"] == utc("2025-06-03T06:59:59")
    assert taken.kept["2"]["place"] == "sentinel"


def test_san_francisco(home: Path) -> None:
    def row(key: str, group: str, finer: str | None, words: str, **more: object) -> Row:
        return {
            "row_id": key, "incident_id": "1", "incident_number": "240001",
            "incident_datetime": "2024-11-03T01:30:00.000",
            "report_datetime": "2024-11-03T05:00:00.000", "incident_category": group,
            "incident_subcategory": finer, "incident_description": words,
            "report_type_description": "Initial", "resolution": "Open or Active",
            "latitude": "37.78", "longitude": "-122.41", **more,
        }  # fmt: skip

    battery = "Battery, Former Spouse or Dating Relationship"
    taken = Taken("san-francisco", home, [
        row("1", "Larceny Theft", "Larceny - From Vehicle", "Theft, From Locked Vehicle, >$950"),
        row("2", "Assault", "Simple Assault", "Battery"),
        row("3", "Assault", "Simple Assault", battery),
        row("4", "Larceny Theft", "Larceny - From Vehicle", "Theft, From Locked Vehicle, >$950",
            report_type_description="Coplogic Supplement"),
        row("5", "Burglary", "A new subcategory", "Burglary"),
        row("6", "Offences Against The Family And Children", "Family Offenses", "Stalking"),
        row("7", "Recovered Vehicle", "Recovered Vehicle", "Vehicle, Recovered, Auto"),
        row("8", "Robbery", None, "Robbery, Street", latitude=None, longitude=None),
        row("9", "Warrant", "Warrant", "Warrant Arrest, Local SF Warrant"),
    ])  # fmt: skip
    assert {key: (row["category"], row["nibrs"]) for key, row in taken.kept.items()} == {
        "1": ("theft-from-vehicle", "23F"), "2": ("simple-assault", "13B"),
        "5": ("burglary", "220"), "8": ("robbery", "120"), "9": ("police-matters", "90Z"),
    }  # fmt: skip
    assert taken.report.rows_refused == {"withheld": 2, "excluded": 2}
    assert taken.kept["1"]["occurred_from"] == utc("2024-11-03T08:30")  # the first of two 01:30
    assert taken.report.odd_times == 5
    assert taken.kept["8"]["place"] == "missing"


def test_washington(home: Path) -> None:
    def row(key: str, kind: str, method: str | None, **more: object) -> Row:
        return {
            "OBJECTID": 7, "CCN": key, "REPORT_DAT": "2024-06-13T16:01:39Z", "SHIFT": "DAY",
            "OFFENSE": kind, "METHOD": method, "START_DATE": "2024-06-13T15:54:00Z",
            "END_DATE": "2024-06-13T15:55:00Z", "LATITUDE": "38.94", "LONGITUDE": "-77.06", **more,
        }  # fmt: skip

    taken = Taken("washington", home, [
        row("1", "THEFT F/AUTO", "OTHERS"),
        row("2", "ROBBERY", "GUN", START_DATE="2024/06/13 15:54:00+00",
            END_DATE="2024/06/13 16:54:00+00", LATITUDE="0", LONGITUDE="0"),
        row("3", "HOMICIDE", "GUN"),
        row("4", "SEX ABUSE", "OTHERS"),
        row("5", "BURGLARY", None),
    ])  # fmt: skip
    assert taken.of("offence") == {
        "1": "THEFT F/AUTO | OTHERS", "2": "ROBBERY | GUN", "5": "BURGLARY",
    }  # fmt: skip
    assert taken.of("nibrs") == {"1": "23F", "2": "120", "5": "220"}
    assert taken.report.rows_refused == {"withheld": 2}
    assert set(taken.of("occurred_from").values()) == {utc("2024-06-13T15:54")}
    assert taken.kept["1"]["reported_at"] == utc("2024-06-13T16:01:39")
    assert taken.report.repaired == {"end_after_report": 1}
    assert taken.kept["2"]["place"] == "sentinel"


def test_boston(home: Path) -> None:
    def row(key: str, code: str, words: str, **more: object) -> Row:
        return {
            "_id": 1, "INCIDENT_NUMBER": key, "OFFENSE_CODE": code, "OFFENSE_DESCRIPTION": words,
            "OCCURRED_ON_DATE": "2024-01-27 22:44:00+00", "Lat": "42.35", "Long": "-71.06", **more,
        }  # fmt: skip

    taken = Taken("boston", home, [
        row("I1", "00802", "ASSAULT - SIMPLE"),
        row("I1", "01402", "VANDALISM"),
        row("I1", "01402", "VANDALISM"),
        row("I2", "00301", "ROBBERY", Lat="-1.00000000", Long="-1.00000000",
            OCCURRED_ON_DATE="2016-07-01 10:00:00"),
        row("I3", "03006", "SICK ASSIST"),
        row("I4", "00111", "MURDER, NON-NEGLIGIENT MANSLAUGHTER"),
        row("I5", "01843", "DRUGS - POSS CLASS B - INTENT TO MFR DIST DISP", Lat="0", Long="0"),
        row("I6", "02006", "CHILD ENDANGERMENT"),
        row("I7", "", "VANDALISM"),
    ])  # fmt: skip
    assert taken.of("category") == {
        "I1 | 00802": "simple-assault", "I1 | 01402": "vandalism", "I2 | 00301": "robbery",
        "I5 | 01843": "drugs-alcohol",
    }  # fmt: skip
    assert taken.report.rows_refused == {"withheld": 2, "excluded": 1, "no_key": 1}
    assert taken.report.rows_duplicate == 1
    assert taken.kept["I1 | 00802"]["incident_id"] == "I1"
    assert taken.kept["I1 | 00802"]["occurred_from"] == utc(
        "2024-01-28T03:44"
    )  # no UTC, for all +00
    assert taken.kept["I2 | 00301"]["occurred_from"] == utc("2016-07-01T14:00")
    assert taken.kept["I2 | 00301"]["place"] == taken.kept["I5 | 01843"]["place"] == "sentinel"


def test_philadelphia(home: Path) -> None:
    def row(key: str, words: str, **more: object) -> Row:
        return {
            "cartodb_id": 1, "dc_key": key, "dispatch_date_time": "2024-07-01T18:13:00Z",
            "dispatch_date": "2024-07-01", "dispatch_time": "14:13:00",
            "text_general_code": words, "point_x": "-75.16", "point_y": "39.95", **more,
        }  # fmt: skip

    taken = Taken("philadelphia", home, [
        row("1", "Thefts"),
        row("2", "Robbery Firearm", dispatch_date="2024-07-01T00:00:00Z", point_x=None,
            point_y=None),
        row("3", "Homicide - Criminal"),
        row("4", "Other Sex Offenses (Not Commercialized)"),
        row("5", "Offenses Against Family and Children"),
        row("6", "Narcotic / Drug Law Violations"),
    ])  # fmt: skip
    assert taken.of("nibrs") == {"1": "23H", "2": "120", "6": "35A"}
    assert taken.report.rows_refused == {"withheld": 3}
    for column in ("occurred_from", "reported_at"):
        assert set(taken.of(column).values()) == {utc("2024-07-01T18:13")}
    assert taken.kept["2"]["place"] == "missing"


def test_cincinnati(home: Path) -> None:
    def row(key: str, words: str, **more: object) -> Row:
        return {
            "incident_no": key, "datereported": "2026-02-01T10:00:00.000",
            "datefrom": "2026-01-31T22:00:00.000", "dateto": "2026-02-01T08:00:00.000",
            "stars_category": words, "type": "Part 1 Property", "latitude_x": "39.1",
            "longitude_x": "-84.51", **more,
        }  # fmt: skip

    taken = Taken("cincinnati", home, [
        row("1", "Auto Theft"),
        row("1", "Theft from Auto"),
        row("1", "Theft from Auto"),
        row("2", "Agg Assault", datefrom="1024-05-01T00:00:00.000"),
        row("3", "Homicide"),
        row("4", "Rape"),
        row("5", "Part 2"),
        row("6", "Robbery", latitude_x="-84.51", longitude_x="39.1"),
    ])  # fmt: skip
    assert taken.of("nibrs") == {
        "1 | Auto Theft": "240", "1 | Theft from Auto": "23F", "6 | Robbery": "120",
    }  # fmt: skip
    assert taken.report.rows_refused == {"withheld": 3, "date_out_of_range": 1}
    assert taken.report.rows_duplicate == 1
    assert taken.kept["1 | Auto Theft"]["occurred_from"] == utc("2026-02-01T03:00")
    assert taken.kept["1 | Auto Theft"]["occurred_to"] == utc("2026-02-01T13:00")
    assert taken.kept["6 | Robbery"]["place"] == "far"  # swapped, as in the older data set


def test_every_shipped_city_is_here() -> None:
    here = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    for city in list_cities():
        known = city.replace("-", "_")
        assert city == "simulated" or any(name.startswith(known) for name in here), city
