"""From an empty folder to a map's forecast, and what is not made a second time."""

import datetime as dt
import json
import shutil
from pathlib import Path

import pytest

from crimecast.archive import list_ids, open_latest
from crimecast.city import load_city
from crimecast.errors import InputError
from crimecast.incidents.store import open_store
from crimecast.run.demo import SIMULATED, is_current, prepare
from crimecast.streets import tiles
from crimecast.streets.store import open_current

NOW = dt.datetime(2025, 6, 10, 12, 30, tzinfo=dt.UTC)
YEARS = 0.1


def forecasts(home: Path) -> Path:
    return home / SIMULATED / "forecasts"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home in which the simulated city was prepared."""
    home = tmp_path_factory.mktemp("demo")
    prepare(SIMULATED, home=home, years=YEARS, now=NOW)
    return home


@pytest.fixture
def copied(made: Path, tmp_path: Path) -> Path:
    """Return a copy of it that a test may change."""
    return shutil.copytree(made, tmp_path / "home")


def test_makes_records_area_and_forecast(made: Path) -> None:
    issued = open_latest(forecasts(made))
    assert issued is not None
    manifest = issued.manifest
    assert manifest.simulated
    assert not manifest.hindcast
    assert manifest.hours == 192
    assert manifest.origin == "2025-06-10T12:30:00Z"
    summary = open_store(SIMULATED, made).manifest().summary
    assert summary is not None
    assert summary.rows > 500
    area = json.loads((made / SIMULATED / "area.geojson").read_text())
    kinds = {feature["properties"]["kind"] for feature in area["features"]}
    assert {"area", "neighborhood", "street", "water"} <= kinds


def test_makes_a_base_map_and_goes_on_without_one(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = load_city(SIMULATED, copied)
    base = open_current(city, copied)
    assert base is not None
    assert base.manifest.attribution_url is None  # nobody's data but its own
    assert base.manifest.counts["minor"] > 1000
    shutil.rmtree(base.folder.parent)

    def missing() -> Path:
        raise InputError("tippecanoe is not installed")

    monkeypatch.setattr(tiles, "program", missing)
    heard: list[str] = []
    prepare(SIMULATED, home=copied, years=YEARS, now=NOW, say=heard.append)
    assert "It has no base map: tippecanoe is not installed" in heard
    assert open_current(city, copied) is None


def test_makes_nothing_twice(made: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in made.rglob("*")}
    heard: list[str] = []
    prepare(SIMULATED, home=made, years=YEARS, now=NOW + dt.timedelta(hours=3), say=heard.append)
    assert {path: path.stat().st_mtime_ns for path in made.rglob("*")} == before
    assert heard == [
        "The records of Alder Falls (simulated) are there",
        "The forecast of Alder Falls (simulated) is there",
    ]


def test_a_later_day_goes_on_with_the_same_city(copied: Path) -> None:
    later = NOW + dt.timedelta(days=2)
    before = open_store(SIMULATED, copied).manifest()
    prepare(SIMULATED, home=copied, years=YEARS, now=later)
    after = open_store(SIMULATED, copied).manifest()
    assert after.parts[0] == before.parts[0]
    assert after.summary is not None
    assert before.summary is not None
    assert after.summary.first == before.summary.first
    assert after.summary.rows > before.summary.rows
    issued = open_latest(forecasts(copied))
    assert issued is not None
    assert issued.manifest.origin == "2025-06-12T12:30:00Z"
    assert len(list_ids(forecasts(copied))) == 2


def test_a_damaged_forecast_is_not_current(copied: Path) -> None:
    city = load_city(SIMULATED, copied)
    assert is_current(city, copied, NOW)
    latest = open_latest(forecasts(copied))
    assert latest is not None
    (latest.folder / "series.npy").unlink()
    assert not is_current(city, copied, NOW)


def test_a_forecast_from_before_the_records_is_not_current(copied: Path) -> None:
    city = load_city(SIMULATED, copied)
    path = open_store(SIMULATED, copied).path
    told = json.loads(path.read_text())
    told["ingested_at"] = "2025-06-10T12:30:01Z"
    path.write_text(json.dumps(told))
    assert not is_current(city, copied, NOW)


def test_a_forecast_of_another_area_is_not_current(copied: Path) -> None:
    city = load_city(SIMULATED, copied)
    path = city.area_path(copied)
    area = json.loads(path.read_text())
    named = [f for f in area["features"] if f["properties"]["kind"] == "neighborhood"]
    part = {"type": "Feature", "properties": {"kind": "area"}, "geometry": named[0]["geometry"]}
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [part]}))
    assert not is_current(city, copied, NOW)


def test_a_forecast_of_yesterday_is_not_current(made: Path) -> None:
    city = load_city(SIMULATED, made)
    assert is_current(city, made, NOW + dt.timedelta(hours=23))
    assert not is_current(city, made, NOW + dt.timedelta(hours=25))


def test_a_city_without_records_and_portal_says_how_to_give_files(home: Path) -> None:
    path = home.parent / "smallville.toml"
    path.write_text(OWN, encoding="utf-8")
    with pytest.raises(InputError, match=r"no portal; give the publisher's files: make run CITY="):
        prepare(str(path), home=home, now=NOW)
    assert not open_store("smallville", home).exists()


def test_a_city_without_records_asks_its_portal_and_nothing_else(home: Path) -> None:
    said: list[str] = []
    url = "https://203.0.113.1/resource/abcd-1234"  # nobody's: it is refused before it is asked
    text = OWN.replace("[places]", f'[portal]\nkind = "none"\nurl = "{url}"\n\n[places]', 1)
    path = home.parent / "smallville.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=r"there is no adapter 'none'(?s:.*)FILES="):
        prepare(str(path), home=home, now=NOW, say=said.append)
    assert any("Fetching the records of Smallville from 203.0.113.1" in text for text in said)
    assert not open_store("smallville", home).exists()


OWN = """
id = "smallville"
name = "Smallville"
time_zone = "America/Chicago"
center = [-97.0, 38.0]
downtown = [-97.0, 38.0]

[source]
publisher = "Town of Smallville"
title = "Offenses"
license = "CC0"

[places]
exactness = "As published."

[columns]
offence_id = "id"
occurred_from = "from"
reported_at = "reported"
lon = "lon"
lat = "lat"
offence = "offense"

[times]
formats = ["%Y-%m-%d %H:%M"]

[categories.theft]
label = "Theft"
class = "property"
offences = ["THEFT"]
"""


def test_an_own_city_from_its_files_ends_with_its_records(home: Path, tmp_path: Path) -> None:
    """A city file is taken in, and a forecast made where the records end, once."""
    toml, csv = tmp_path / "mine.toml", tmp_path / "mine.csv"
    toml.write_text(OWN)
    first = dt.datetime(2024, 1, 1, 6, 0)  # noqa: DTZ001 -- the publisher's wall clock
    rows = ["id,from,reported,lon,lat,offense"]
    for number in range(400):
        at = first + dt.timedelta(hours=7 * number)
        place = f"{-97 + 0.002 * (number % 5)},{38 + 0.001 * (number % 7)}"
        reported = at + dt.timedelta(minutes=40)
        rows.append(f"{number},{at:%Y-%m-%d %H:%M},{reported:%Y-%m-%d %H:%M},{place},THEFT")
    csv.write_text("\n".join(rows) + "\n")
    told = []
    for _ in range(2):
        prepare(
            str(toml),
            home=home,
            paths=[csv],
            now=NOW,
            tell=lambda city, report: told.append(report),
        )
    assert (home / "cities" / "smallville.toml").read_text() == OWN
    assert [(report.rows_read, report.rows_new) for report in told] == [(400, 400), (400, 0)]
    folder = home / "smallville" / "forecasts"
    assert len(list_ids(folder)) == 1
    issued = open_latest(folder)
    assert issued is not None
    assert issued.manifest.hindcast
    # 2024-04-26 15:40 in Chicago, the last report
    assert issued.manifest.origin == "2024-04-26T20:40:00Z"
