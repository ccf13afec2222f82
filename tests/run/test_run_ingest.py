import datetime as dt
import gzip
import json
import random
import shutil
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimecast.city import load_city
from crimecast.errors import InputError
from crimecast.incidents.report import Report
from crimecast.incidents.store import open_store
from crimecast.run.ingest import ingest
from records_sample import FIELDS, SETTINGS, row, sample_city, snapshot, stored, write_csv

NOW = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)


def take(home: Path, *paths: Path, now: dt.datetime = NOW) -> Report:
    report = ingest(sample_city(), paths, home=home, now=now, settings=SETTINGS)
    assert report.adds_up, report
    return report


def test_new_rows_are_stored_in_utc(home: Path, tmp_path: Path) -> None:
    report = take(home, write_csv(tmp_path / "a.csv", [row("1"), row("2", TO="", LON="", LAT="")]))
    assert (report.rows_read, report.rows_new, report.refused) == (2, 2, 0)
    assert report.placed == {"point": 1, "missing": 1, "sentinel": 0, "far": 0}
    assert (report.first, report.last, report.placed_share) == ("2020-06-01", "2020-06-01", 0.5)
    first, second = stored(home)
    when = dt.datetime.fromisoformat("2020-06-01T16:00")  # 10:00 in Denver in summer
    assert first == (
        "1", "c1", when, when + dt.timedelta(hours=2), when + dt.timedelta(hours=3),
        -105.01, 39.71, "robbery", "robbery", "120", "point",
    )  # fmt: skip
    assert second[3] is None
    assert second[5:7] == (None, None)


def test_the_same_file_twice_changes_nothing(home: Path, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row(str(i)) for i in range(50)])
    first = take(home, path)
    before = snapshot(home / "testville" / "records" / "parts")
    manifest = (home / "testville" / "records" / "store.json").read_bytes()
    second = take(home, path, now=NOW + dt.timedelta(days=1))
    assert (second.rows_new, second.rows_changed, second.rows_unchanged) == (0, 0, 50)
    assert second.version == first.version
    assert snapshot(home / "testville" / "records" / "parts") == before
    assert (home / "testville" / "records" / "store.json").read_bytes() == manifest


def test_a_changed_row_is_a_new_version_and_the_old_one_is_kept(home: Path, tmp_path: Path) -> None:
    take(home, write_csv(tmp_path / "a.csv", [row("1"), row("2")]))
    later = NOW + dt.timedelta(days=1)
    report = take(
        home,
        write_csv(tmp_path / "b.csv", [row("1", TYPE="pocket"), row("2"), row("3")]),
        now=later,
    )
    assert (report.rows_new, report.rows_changed, report.rows_unchanged) == (1, 1, 1)
    assert [r[8] for r in stored(home)] == ["theft", "robbery", "robbery"]
    with duckdb.connect() as connection:
        versions = connection.execute(
            "SELECT category, seen_at FROM "
            f"read_parquet('{home}/testville/records/parts/*.parquet') "
            "WHERE offence_id = '1' ORDER BY seen_at"
        ).fetchall()
    assert versions == [
        ("robbery", NOW.replace(tzinfo=None)),
        ("theft", later.replace(tzinfo=None)),
    ]


def test_a_key_twice_in_a_delivery_keeps_the_latest_report(home: Path, tmp_path: Path) -> None:
    early, late = row("1"), row("1", REPORTED="2020-06-02 13:00:00", TYPE="pocket")
    for name, rows in (("a", [early, late]), ("b", [late, early])):
        report = take(home / name, write_csv(tmp_path / f"{name}.csv", rows))
        assert (report.rows_new, report.rows_duplicate) == (1, 1)
        assert stored(home / name)[0][8] == "theft"


def test_a_file_twice_in_a_delivery_counts_as_repeated(home: Path, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row("1"), row("2")])
    report = take(home, path, path)
    assert (report.rows_read, report.rows_new, report.rows_duplicate) == (4, 2, 2)
    assert len(report.files) == 2


def test_what_is_refused_is_counted_with_examples(home: Path, tmp_path: Path) -> None:
    rows = [
        row("1"), row("", CASE="x"), row("3", FROM=""), row("4", FROM="yesterday"),
        row("5", FROM="1900-01-01 00:00:00", TO=""), row("6", REPORTED="2031-01-01 00:00:00"),
        row("7", FROM="2020-07-01 10:00:00", TO=""), row("8", TYPE="rape"),
        row("9", KIND="accident"), row("10", REPORTED="soon"), row("11", TYPE="sexual thing"),
    ]  # fmt: skip
    report = take(home, write_csv(tmp_path / "a.csv", rows))
    assert report.rows_refused == {
        "no_key": 1, "no_time": 1, "bad_time": 2, "date_out_of_range": 1, "reported_in_future": 1,
        "occurred_after_report": 1, "withheld": 2, "excluded": 1,
    }  # fmt: skip
    assert {"file": "a.csv", "row": 4, "field": "FROM", "value": "yesterday"} in report.examples[
        "bad_time"
    ]
    assert report.examples["bad_time"][1]["field"] == "REPORTED"
    assert report.examples["excluded"] == [
        {"file": "a.csv", "row": 9, "field": "KIND", "value": "accident"}
    ]
    assert [r[0] for r in stored(home)] == ["1"]


def test_withheld_rows_leave_no_trace_in_the_store(home: Path, tmp_path: Path) -> None:
    take(home, write_csv(tmp_path / "a.csv", [row("1"), row("secret-key", TYPE="rape")]))
    parts = snapshot(home / "testville" / "records")
    assert not any(b"secret-key" in content for content in parts.values())


def test_a_report_is_kept_for_each_ingest(home: Path, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row("1")])
    for day in range(2):
        take(home, path, now=NOW + dt.timedelta(days=day))
    kept = sorted((home / "testville" / "records" / "reports").iterdir())
    assert [json.loads(p.read_text())["rows_new"] for p in kept] == [1, 0]
    assert open_store("testville", home).manifest().parts[0].report == kept[0].name


def test_unmapped_offences_are_kept_and_counted(home: Path, tmp_path: Path) -> None:
    rows = [
        row("1", TYPE="new thing"),
        row("2", TYPE="another", GROUP="LARCENY"),
        row("3", TYPE=""),
    ]
    report = take(home, write_csv(tmp_path / "a.csv", rows))
    assert report.unmapped == {"(none)": 1, "new thing": 1}
    assert report.unmapped_rows == 2
    assert [r[8] for r in stored(home)] == ["unmapped", "theft", "unmapped"]


def test_places_outside_the_study_area_are_counted(home: Path, tmp_path: Path) -> None:
    from crimecast.area import import_area

    square = [
        [-105.02, 39.70],
        [-105.00, 39.70],
        [-105.00, 39.72],
        [-105.02, 39.72],
        [-105.02, 39.7],
    ]
    area = tmp_path / "area.geojson"
    area.write_text(json.dumps({"type": "Polygon", "coordinates": [square]}))
    path = write_csv(tmp_path / "a.csv", [row("1"), row("2", LON="-105.1"), row("3", LON="")])
    assert take(home, path).outside_area is None
    import_area(sample_city(), area, home)
    assert take(home, path).outside_area == 1


def test_a_missing_column_names_what_is_there(home: Path, tmp_path: Path) -> None:
    fields = [name for name in FIELDS if name != "LON"]
    path = write_csv(tmp_path / "a.csv", [row("1")], [*fields, "LONG"])
    with pytest.raises(InputError, match=r"a\.csv lacks column LON") as error:
        take(home, path)
    assert "Nearest to LON: LONG" in str(error.value)
    assert "It has: ID, CASE" in str(error.value)
    assert not (home / "testville" / "records" / "store.json").exists()


def test_a_file_of_another_city_is_named(home: Path, tmp_path: Path) -> None:
    names = "OFFENSE_ID,INCIDENT_ID,OFFENSE,FROM_DATE,TO_DATE,REPORTED_DATE,LON,LAT"
    path = tmp_path / "a.csv"
    path.write_text(f"{names}\n1,1,robbery,2020-01-01 00:00:00,,2020-01-01 00:00:00,0,0\n")
    with pytest.raises(InputError, match="crimecast ingest simulated"):
        take(home, path)


def test_a_truncated_gzip_stores_nothing(home: Path, tmp_path: Path) -> None:
    plain = write_csv(tmp_path / "a.csv", [row(str(i)) for i in range(5000)]).read_bytes()
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(plain)[:-2000])
    with pytest.raises(InputError, match="not fetched to its end"):
        take(home, path)
    assert not (home / "testville" / "records" / "store.json").exists()
    good = tmp_path / "b.csv.gz"
    good.write_bytes(gzip.compress(plain))
    assert take(home, good).rows_new == 5000


def test_one_bad_file_of_two_stores_nothing(home: Path, tmp_path: Path) -> None:
    good = write_csv(tmp_path / "a.csv", [row("1")])
    bad = tmp_path / "b.csv"
    bad.write_text("<!DOCTYPE html><html>Sorry</html>")
    with pytest.raises(InputError, match="web page"):
        take(home, good, bad)
    assert not (home / "testville" / "records" / "store.json").exists()


def test_two_ingests_at_once_are_refused(home: Path, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row("1")])
    store = open_store("testville", home)
    with store.writing(), pytest.raises(InputError, match="another ingest of testville"):
        take(home, path)
    assert take(home, path).rows_new == 1


def test_left_overs_of_a_killed_writer_are_cleared(home: Path, tmp_path: Path) -> None:
    take(home, write_csv(tmp_path / "a.csv", [row("1")]))
    records = home / "testville" / "records"
    orphan = records / "parts" / "000002-feedfeedfeed.parquet"
    shutil.copy(next((records / "parts").iterdir()), orphan)
    (records / "parts" / ".aside-1-x-000002.parquet").write_bytes(b"half")
    (records / "reports" / ".pending-x.json").write_text("{}")
    (records / ".aside-work").mkdir()
    assert len(stored(home)) == 1
    take(home, write_csv(tmp_path / "b.csv", [row("2")]))
    assert len(stored(home)) == 2
    left = [p.name for p in records.rglob("*") if p.name.startswith((".aside", ".pending"))]
    assert left == []
    assert not orphan.exists()


def test_no_file_and_no_row(home: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="at least one file"):
        take(home)
    report = take(home, write_csv(tmp_path / "a.csv", []))
    assert (report.rows_read, report.placed_share, report.first) == (0, None, None)
    assert not open_store("testville", home).exists()


def test_progress_goes_from_reading_to_storing(home: Path, tmp_path: Path) -> None:
    told: list[tuple[str, float]] = []
    path = write_csv(tmp_path / "a.csv", [row("1")])
    ingest(
        sample_city(), [path], home=home, now=NOW, settings=SETTINGS,
        progress=lambda what, share: told.append((what, share)),
    )  # fmt: skip
    assert ("reading a.csv", 1.0) in told
    assert told[-1][0] == "storing"


ANY_ROW = st.builds(
    row,
    st.sampled_from(["", "1", "2", "3", "4", "5"]),
    FROM=st.sampled_from(
        ["", "x", "2020-06-01 10:00:00", "1850-01-01 00:00:00", "2020-11-01 01:30:00"]
    ),
    TO=st.sampled_from(
        ["", "x", "2020-06-01 12:00:00", "2019-01-01 00:00:00", "2999-01-01 00:00:00"]
    ),
    REPORTED=st.sampled_from(
        ["", "x", "2020-06-01 13:00:00", "2020-12-01 00:00:00", "2031-01-01 0:0:0"]
    ),
    LON=st.sampled_from(["", "x", "0", "-105.01", "5", "nan"]),
    LAT=st.sampled_from(["", "0", "39.71", "39,71", "inf"]),
    TYPE=st.sampled_from(["robbery", "ROBBERY ", "pocket", "rape", "?", ""]),
    KIND=st.sampled_from(["crime", "accident"]),
)


@settings(max_examples=10)
@given(
    st.lists(ANY_ROW, max_size=30),
    st.lists(ANY_ROW, max_size=30),
    st.randoms(use_true_random=False),
)
def test_every_row_is_accounted_for_and_order_does_not_matter(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[dict[str, str]],
    second: list[dict[str, str]],
    chance: random.Random,
) -> None:
    folder = tmp_path_factory.mktemp("orders")
    told: dict[str, list[dict[str, object]]] = {}
    for name in ("as given", "shuffled"):
        (folder / name).mkdir()
        told[name] = []
        for number, rows in enumerate((first, second)):
            listed = chance.sample(rows, len(rows)) if name == "shuffled" else rows
            path = write_csv(folder / f"{number}.csv", listed)
            report = take(folder / name, path, now=NOW + dt.timedelta(days=number))
            assert report.rows_read == len(rows)
            counts = report.to_json()
            for what in ("files", "examples", "seconds", "version"):
                counts.pop(what)
            told[name].append(counts)
    assert told["as given"] == told["shuffled"]
    assert stored(folder / "as given") == stored(folder / "shuffled")
    version = report.version
    again = take(folder / "shuffled", path, now=NOW + dt.timedelta(days=2))
    assert (again.rows_new, again.rows_changed, again.version) == (0, 0, version)
    shutil.rmtree(folder)


def test_a_file_without_report_times_is_refused_and_one_without_ends_is_noted(
    home: Path, tmp_path: Path
) -> None:
    """Who cannot say what was known when must not be read in silence."""
    city = load_city("simulated", home)
    header = [
        "OFFENSE_ID",
        "INCIDENT_ID",
        "OFFENSE",
        "FROM_DATE",
        "TO_DATE",
        "REPORTED_DATE",
        "LON",
        "LAT",
    ]
    row = ["1", "1", "robbery", "2024-07-01 10:00:00", "", "2024-07-01 11:00:00", "-98.5", "39.0"]

    def without(name: str) -> Path:
        keep = [i for i, column in enumerate(header) if column != name]
        path = tmp_path / f"no-{name}.csv"
        path.write_text("\n".join(",".join(line[i] for i in keep) for line in (header, row)) + "\n")
        return path

    with pytest.raises(InputError, match="lacks column REPORTED_DATE"):
        ingest(city, [without("REPORTED_DATE")], home=home)
    report = ingest(city, [without("TO_DATE")], home=home)
    assert report.rows_new == 1
    assert report.files[0].notes == ("no-TO_DATE.csv has no column TO_DATE: read without it",)
