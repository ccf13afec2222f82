"""A city with a study area, and files of it."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from crimecast.area import import_area
from crimecast.city import City
from crimecast.export.make import Exported, export
from crimecast.export.periods import By
from crimecast.export.question import Question, chosen
from crimecast.run.ingest import ingest
from records_sample import SETTINGS, row, sample_city, write_csv

NOW = dt.datetime(2024, 12, 1, tzinfo=dt.UTC)
WEST, SOUTH = -105.03, 39.68
HOODS = {"=West": (WEST, WEST + 0.03), "East": (WEST + 0.03, WEST + 0.06)}


@pytest.fixture
def city(home: Path, tmp_path: Path) -> City:
    """Return the city; the name of one of its neighborhoods looks like a formula."""
    found = sample_city()
    features = [
        {
            "type": "Feature",
            "properties": {"NAME": name},
            "geometry": {
                "type": "Polygon",
                "coordinates": [
                    [[low, SOUTH], [high, SOUTH], [high, SOUTH + 0.05], [low, SOUTH + 0.05],
                     [low, SOUTH]]
                ],
            },
        }
        for name, (low, high) in HOODS.items()
    ]  # fmt: skip
    path = tmp_path / "area.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    import_area(found, path, home)
    return found


def at(lon: float, lat: float, count: int, *, day: str = "2020-06-01", kind: str = "robbery",
       prefix: str = "") -> list[dict[str, str]]:  # fmt: skip
    """Return records at one place."""
    return [
        row(f"{prefix}{kind}-{day}-{lon}-{lat}-{i}", LON=str(lon), LAT=str(lat), TYPE=kind,
            FROM=f"{day} 10:00:00", TO="", REPORTED=f"{day} 13:00:00")
        for i in range(count)
    ]  # fmt: skip


Fill = Callable[..., None]
Make = Callable[..., Exported]


@pytest.fixture
def fill(city: City, home: Path, tmp_path: Path) -> Fill:
    """Return a function that puts records into the store."""

    def into(rows: list[dict[str, str]], now: dt.datetime = NOW, home: Path = home) -> None:
        path = write_csv(tmp_path / "rows.csv", rows)
        ingest(city, [path], home=home, now=now, settings=SETTINGS)

    return into


@pytest.fixture
def make(city: City, home: Path, tmp_path: Path) -> Make:
    """Return a function that exports: a file's name and what the question has beside categories."""

    def to(name: str, names: tuple[str, ...] = (), *, home: Path = home, force: bool = False,
           **asked: object) -> Exported:  # fmt: skip
        if "by" in asked:
            asked["by"] = By(str(asked["by"]))
        question = Question(chosen(city, names), **asked)  # type: ignore[arg-type]
        return export(city, home, tmp_path / name, question, force=force, settings=SETTINGS)

    return to
