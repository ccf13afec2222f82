"""A host's folder with one whole city, one that has nothing, and a client without a socket."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crimecast.area import import_area
from crimecast.city import load_city
from crimecast.run.ingest import ingest
from crimecast.web.app import create_app
from forecast_sample import HOSTILE, issue_sample
from records_sample import SETTINGS, TOML, row, write_csv
from web_sample import FIVE, OLD, TWO, Client

EMPTY = TOML.replace("testville", "emptyville").replace("Testville", "Emptyville")


def square(west: float, south: float, east: float, north: float, name: str) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    geometry = {"type": "Polygon", "coordinates": [ring]}
    return {"type": "Feature", "properties": {"NAME": name}, "geometry": geometry}


def records() -> list[dict[str, str]]:
    def at(key: str, day: str, place: tuple[str, str], **more: str) -> dict[str, str]:
        return row(
            key, FROM=f"{day} 10:00:00", TO=f"{day} 12:00:00", REPORTED=f"{day} 13:00:00",
            LON=place[0], LAT=place[1], **more,
        )  # fmt: skip

    five = [at(f"a{i}", f"2024-10-{10 + i}", FIVE) for i in range(5)]
    two = [at(f"b{i}", f"2024-10-{20 + i}", TWO) for i in range(2)]
    old = [at(f"c{i}", "2023-10-28", OLD) for i in range(4)]
    return [
        *five, *two, *old,
        at("d", "2024-10-05", ("0", "0")),
        at("e", "2024-10-06", ("-104.5", "39.9")),
        at("f", "2024-10-07", FIVE, TYPE="drug"),
        at("g", "2024-10-27", FIVE, TYPE="pocket", GROUP="larceny"),
    ]  # fmt: skip


def make_home(home: Path) -> str:
    """Fill a host's folder; return the id of Testville's forecast."""
    (home / "cities").mkdir(parents=True)
    named = TOML.replace('label = "Theft"', f"label = '{HOSTILE}'")
    (home / "cities" / "testville.toml").write_text(named)
    (home / "cities" / "emptyville.toml").write_text(EMPTY)
    city = load_city("testville", home)
    area = home / "given.geojson"
    features = [
        square(-105.0, 39.71, -104.96, 39.78, "West"),
        square(-104.96, 39.71, -104.9, 39.78, HOSTILE),
    ]
    area.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    import_area(city, area, home)
    ingest(city, [write_csv(home / "given.csv", records())], home=home, settings=SETTINGS)
    return issue_sample(
        home / "testville" / "forecasts", city="testville", city_name="Testville",
    )  # fmt: skip


@pytest.fixture(scope="session")
def shared_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    home = tmp_path_factory.mktemp("host")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        make_home(home)
    return home


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder like that of the built page."""
    folder = tmp_path_factory.mktemp("static")
    (folder / "assets").mkdir()
    (folder / "index.html").write_text("<!doctype html><title>page</title>" + " " * 2000)
    (folder / "favicon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    (folder / "assets" / "index-abc.js").write_text("console.log(1);" * 200)
    (folder / ".secret").write_text("no")
    return folder


@pytest.fixture(scope="session")
def client(shared_home: Path, built: Path) -> Client:
    return Client(create_app(shared_home, static=built))


@pytest.fixture
def client_of() -> Callable[[Path], Client]:
    return lambda home: Client(create_app(home, static=home / "no-page"))


@pytest.fixture(scope="session")
def forecast_id(client: Client) -> str:
    found: str = client.get("/api/cities/testville/forecast").json()["id"]
    return found
