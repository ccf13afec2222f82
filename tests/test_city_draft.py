import tomllib
from pathlib import Path

import pytest

from crimecast.city import parse_city
from crimecast.city_draft import draft_city, save_draft, slug
from crimecast.errors import InputError
from crimecast.run.check import check_files
from records_sample import row, write_csv

KINDS = [("robbery", "120"), ("assault-dv", "13B"), ("drug possession", "35A"), ("qwerty", "")]


def portal(number: int) -> dict[str, str]:
    """Return a row as a portal may write it: other names, other formats, text numbers."""
    kind, code = KINDS[number % 4 if number % 5 else 0]
    day, hour = f"{1 + number % 12}/{1 + number % 28}", f"{1 + number % 12}:{number % 60:02d}:00 PM"
    return {
        "OBJECTID": str(number),
        "Case Number": f"HX{number // 2}",
        "Unique_Key": f"k{number * 7}",
        "Date Occurred": f"{day}/2021 {hour}",
        "Date Reported": f"{day}/2022 {hour}",
        "Street": f"{number} MAIN ST",
        "Primary Type": kind.split()[0].upper(),
        "Offense Description": f"{kind} {number % 2}" if kind == "robbery" else kind,
        "NIBRS": code,
        "Y Coordinate": str(1_800_000 + number),
        "Latitude": f"{41.8 + number / 1e4:.6f} ",
        "Longitude": f"-87.6{number % 10}123",
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Return a file of 400 rows."""
    rows = [portal(n) for n in range(1, 401)]
    return write_csv(tmp_path / "Big City crime.csv", rows, rows[0])


def test_columns_are_found_by_name_and_content(file: Path) -> None:
    draft = draft_city(file, time_zone="America/Chicago")
    data = tomllib.loads(draft.text)
    assert draft.id == data["id"] == "big-city-crime"
    assert data["columns"] == {
        "offence_id": "Unique_Key",
        "incident_id": "Case Number",
        "occurred_from": "Date Occurred",
        "reported_at": "Date Reported",
        "lon": "Longitude",
        "lat": "Latitude",
        "offence": "Offense Description",
        "group": "Primary Type",
        "nibrs": "NIBRS",
    }
    assert data["times"]["formats"] == ["%m/%d/%Y %I:%M:%S %p"]
    assert str(data["times"]["first"]) == "2021-01-01"
    assert data["center"] == pytest.approx([-87.65, 41.82], abs=0.05)


def test_categories_are_guessed_and_the_rest_is_left_to_a_person(file: Path) -> None:
    draft = draft_city(file, time_zone="America/Chicago")
    city = parse_city(draft.text)
    assert city.classify("robbery 1")[0] == "robbery"
    assert city.classify("assault-dv")[0] == "withheld"
    assert city.category_by_id["drugs-alcohol"].offence_class == "police-initiated"
    assert city.classify("qwerty")[0] == "unmapped"
    assert '#  "qwerty",  # 80, QWERTY' in draft.text
    assert any("1 values (80 rows) fit no category" in item for item in draft.todo)


def test_the_draft_fits_the_file_it_was_made_from(file: Path) -> None:
    city = parse_city(draft_city(file, time_zone="America/Chicago").text)
    (check,) = check_files(city, [file])
    assert check.rows == 400
    assert check.categories["robbery"] > 0
    assert check.report.placed["point"] == sum(check.categories.values())
    assert "fit no" not in " ".join(check.notes)
    assert check.faults == [
        f"80 rows ({80 / sum(check.categories.values()):.1%}) are of no category: 'qwerty' (80)"
    ]


def test_a_draft_without_a_time_zone_asks_for_it(file: Path) -> None:
    draft = draft_city(file, city_id="mine")
    assert "about UTC-6" in draft.text
    assert draft.todo[0].startswith("time_zone")
    with pytest.raises(InputError, match="time_zone: '' is no IANA time zone"):
        parse_city(draft.text)
    with pytest.raises(InputError, match="is no id"):
        draft_city(file, city_id="Big City")
    with pytest.raises(ValueError, match="is no IANA time zone"):
        draft_city(file, time_zone="Chicago")


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("%Y-%m-%dT%H:%M:%S.%g", "2021-03-{d:02d}T05:06:07.000"),
        ("%Y-%m-%d %H:%M:%S", "2021-03-{d:02d} 05:06:07"),
        ("%m/%d/%Y %H:%M", "03/{d}/2021 15:06"),
        ("%d/%m/%Y %H:%M", "{d}/03/2021 15:06"),
        ("%d.%m.%Y %H:%M", "{d}.03.2021 15:06"),
        ("%Y%m%d%H%M%S", "202103{d:02d}150607"),
    ],
)
def test_time_formats_are_found(tmp_path: Path, form: str, text: str) -> None:
    rows = [row(str(n), FROM=text.format(d=n), TO="", REPORTED="") for n in range(1, 29)]
    draft = draft_city(write_csv(tmp_path / "a.csv", rows), time_zone="UTC")
    data = tomllib.loads(draft.text)
    assert data["columns"]["occurred_from"] == "FROM"
    assert data["times"]["formats"] == [form]


def test_a_date_and_a_time_of_day_apart(tmp_path: Path) -> None:
    rows = [
        {"CMPLNT_NUM": str(n), "CMPLNT_FR_DT": f"03/{n:02d}/2021",
         "CMPLNT_FR_TM": f"{n % 24:02d}:15:00", "RPT_DT": f"04/{n:02d}/2021",
         "OFNS_DESC": "ROBBERY" if n % 2 else "BURGLARY",
         "Latitude": f"40.{n}1", "Longitude": f"-73.{n}1"}
        for n in range(1, 29)
    ]  # fmt: skip
    path = write_csv(tmp_path / "a.csv", rows, rows[0])
    draft = draft_city(path, time_zone="America/New_York")
    data = tomllib.loads(draft.text)
    assert data["columns"]["occurred_from"] == ["CMPLNT_FR_DT", "CMPLNT_FR_TM"]
    assert data["columns"]["reported_at"] == "RPT_DT"
    assert data["times"]["formats"] == ["%m/%d/%Y %H:%M:%S", "%m/%d/%Y"]
    assert data["times"]["reported_precision"] == "day"
    (check,) = check_files(parse_city(draft.text), [path])
    assert (check.faults, check.categories) == ([], {"burglary": 14, "robbery": 14})


def test_swapped_and_projected_coordinates(tmp_path: Path) -> None:
    rows = [{**row(str(n)), "x": f"39.7{n:02d}", "y": f"-104.9{n:02d}"} for n in range(1, 29)]
    fields = [name for name in rows[0] if name not in {"LON", "LAT"}]
    swapped = draft_city(write_csv(tmp_path / "a.csv", rows, fields), time_zone="UTC")
    data = tomllib.loads(swapped.text)
    assert (data["columns"]["lon"], data["columns"]["lat"]) == ("y", "x")
    assert any("look swapped" in item for item in swapped.todo)
    for number, item in enumerate(rows):
        item |= {"x": f"{3_142_418.5 + number}", "y": f"{1_694_738.5 + number}"}
    feet = draft_city(write_csv(tmp_path / "b.csv", rows, fields), time_zone="UTC")
    assert any("x, y look projected" in item for item in feet.todo)
    with pytest.raises(InputError, match=r"columns\.lon"):
        parse_city(feet.text)


def test_a_draft_replaces_no_file_unasked(file: Path, tmp_path: Path) -> None:
    draft = draft_city(file)
    path = tmp_path / "cities" / "x.toml"
    save_draft(draft, path)
    with pytest.raises(InputError, match="--force"):
        save_draft(draft, path)
    save_draft(draft, path, replace=True)
    assert path.read_text() == draft.text


def test_a_file_without_rows(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="columns and no rows"):
        draft_city(write_csv(tmp_path / "a.csv", []))


def test_any_name_makes_an_id() -> None:
    assert slug("Straße 7") == "stra-e-7"
    assert slug("2024 crimes") == "city-2024-crimes"
    assert slug("?") == "city"
