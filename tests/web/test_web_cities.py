import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from crimecast.web import schemas
from forecast_sample import HOSTILE
from web_sample import Client


def test_health(client: Client) -> None:
    assert client.get("/api/health").json()["status"] == "ok"


def test_all_cities_are_listed(client: Client) -> None:
    answer = client.get("/api/cities")
    found = {city.id: city for city in schemas.Cities.model_validate(answer.json()).cities}
    assert {"testville", "emptyville", "denver", "seattle"} <= set(found)
    assert (found["testville"].has_records, found["testville"].has_forecast) == (True, True)
    assert (found["emptyville"].has_records, found["emptyville"].has_forecast) == (False, False)
    assert answer.headers["cache-control"] == "no-cache"


def test_a_city_tells_its_categories_source_and_records(client: Client) -> None:
    found = client.get("/api/cities/testville").json()
    schemas.City.model_validate(found)
    assert [c["id"] for c in found["categories"]] == ["robbery", "theft", "drugs"]  # none withheld
    assert [c["forecast"] for c in found["categories"]] == [True, True, False]
    assert found["categories"][1]["label"] == HOSTILE
    assert found["categories"][0]["class"] == "person"
    assert found["source"]["publisher"] == "Nobody"
    assert found["records"]["rows"] == 15
    assert (found["records"]["first"], found["records"]["last"]) == ("2023-10-28", "2024-10-27")
    west, south, east, north = found["bounds"]
    assert west == pytest.approx(-105.0, abs=1e-3)
    assert east == pytest.approx(-104.9, abs=1e-3)
    assert (south, north) == (pytest.approx(39.71, abs=1e-3), pytest.approx(39.78, abs=1e-3))


def test_a_city_without_records_says_null(client: Client) -> None:
    assert client.get("/api/cities/emptyville").json()["records"] is None


def test_the_area_is_geojson(client: Client) -> None:
    answer = client.get("/api/cities/testville/area", accept_encoding="gzip")
    found = schemas.FeatureCollection.model_validate(answer.json())
    assert [f.properties.kind for f in found.features] == [
        "area", "neighborhood", "neighborhood",
    ]  # fmt: skip
    assert [f.properties.name for f in found.features] == [None, "West", HOSTILE]
    assert client.get("/api/cities/emptyville/area").status_code == 404


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("nowhere", 404), ("Denver", 422), ("..%2f..%2fetc", 404), ("%2e%2e", 422),
        ("%3Cscript%3E", 422), ("a" * 65, 422), ("testville%00", 422), ("testville%0A", 422),
    ],
)  # fmt: skip
@pytest.mark.parametrize("rest", ["", "/area", "/forecast", "/history"])
def test_no_other_city_is_found(client: Client, name: str, rest: str, status: int) -> None:
    answer = client.get(f"/api/cities/{name}{rest}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_city_file_that_is_wrong_hides_only_that_city(
    shared_home: Path, tmp_path: Path, client_of: Callable[[Path], Client]
) -> None:
    home = tmp_path / "home"
    shutil.copytree(shared_home / "cities", home / "cities")
    (home / "cities" / "wrong.toml").write_text("id = 3")
    client = client_of(home)
    ids = [city["id"] for city in client.get("/api/cities").json()["cities"]]
    assert "testville" in ids
    assert "wrong" not in ids
    answer = client.get("/api/cities/wrong")
    assert answer.status_code == 503
    assert str(home) not in answer.text


def test_a_changed_city_file_is_taken_up(
    tmp_path: Path, shared_home: Path, client_of: Callable[[Path], Client]
) -> None:
    path = tmp_path / "cities" / "testville.toml"
    path.parent.mkdir()
    text = (shared_home / "cities" / "testville.toml").read_text()
    path.write_text(text)
    client = client_of(tmp_path)
    assert client.get("/api/cities/testville").json()["name"] == "Testville"
    path.write_text(text.replace('"Testville"', '"Testville on Sea"'))
    assert client.get("/api/cities/testville").json()["name"] == "Testville on Sea"


def test_an_empty_host_lists_cities_without_anything(
    tmp_path: Path, client_of: Callable[[Path], Client]
) -> None:
    cities = client_of(tmp_path / "nowhere").get("/api/cities").json()["cities"]
    assert cities
    assert not any(city["has_forecast"] or city["has_records"] for city in cities)
    assert json.dumps(cities)
