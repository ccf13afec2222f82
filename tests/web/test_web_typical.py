"""Typical hours over HTTP."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from crimecast.archive import IssuedForecast, open_latest
from crimecast.archive.typical import Typical
from crimecast.grid import project
from crimecast.web.app import create_app
from crimecast.web.typical import TypicalCity, TypicalPlace
from forecast_sample import issue_sample, sample_grid
from web_sample import FIVE, Client

CITY = "/api/cities/testville"


@pytest.fixture(scope="module")
def issued(shared_home: Path) -> IssuedForecast:
    found = open_latest(shared_home / "testville" / "forecasts")
    assert found is not None
    return found


@pytest.fixture(scope="module")
def own(forecast_id: str) -> str:
    return f"{CITY}/forecasts/{forecast_id}"


@pytest.mark.parametrize(
    ("text", "which"), [("robbery", [0]), ("arson,robbery", [0, 2]), ("all", [0, 1, 2])]
)
def test_the_city_the_map_and_a_place_tell_the_same_week(
    client: Client, issued: IssuedForecast, own: str, text: str, which: list[int]
) -> None:
    typical = Typical(issued)
    city = client.get(f"{own}/typical/{text}/27")
    told = TypicalCity.model_validate(city.json())
    assert told.week == 27
    assert told.categories == [issued.manifest.categories[c].id for c in which]
    np.testing.assert_allclose(told.expected, typical.city(which, 27), rtol=1e-4)
    assert "immutable" in city.headers["cache-control"]
    frame = client.get(f"{own}/typical/{text}/27/40")
    assert frame.content == typical.frame(which, 27, 40)
    assert len(frame.content) == issued.manifest.grid.cells
    assert frame.headers["content-type"] == "application/octet-stream"
    answer = client.get(f"{own}/place/typical?lon={FIVE[0]}&lat={FIVE[1]}&category={text}&week=27")
    place = TypicalPlace.model_validate(answer.json())
    assert answer.headers["cache-control"] == "private, no-cache"
    flat = int(sample_grid().locate(*_project(issued)))
    series = typical.series(which, 27, int(issued.grid.rank[flat]))
    weights = issued.manifest.weights(which)
    np.testing.assert_allclose(place.expected, np.array(weights) @ series, rtol=1e-4)
    assert (place.likeliest is None) == (len(which) == 1)


def _project(issued: IssuedForecast) -> tuple[float, float]:
    x, y = project(float(FIVE[0]), float(FIVE[1]), issued.grid.epsg)
    return float(x), float(y)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("typical/robbery/0", 422),
        ("typical/robbery/54", 422),
        ("typical/robbery/1/168", 422),
        ("typical/robbery/1/-1", 422),
        ("typical/nothing/1/1", 404),
        ("place/typical?lon=0&lat=0&week=3", 404),
        (f"place/typical?lon={FIVE[0]}&lat={FIVE[1]}", 422),
    ],
)
def test_what_there_is_not(client: Client, own: str, path: str, status: int) -> None:
    answer = client.get(f"{own}/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_older_forecasts_say_that_they_do_not_tell(shared_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(shared_home, home)
    folder = home / "testville" / "forecasts"
    older = issue_sample(folder, city="testville", city_name="Testville", usual=None)
    client = Client(create_app(home))
    place = f"place/typical?lon={FIVE[0]}&lat={FIVE[1]}&week=3"
    for path in ("typical/robbery/3", "typical/robbery/3/3", place):
        answer = client.get(f"{CITY}/forecasts/{older}/{path}")
        assert answer.status_code == 404
        assert answer.json()["type"] == "urn:crimecast:problem:no-usual"
        assert "issue a new one" in answer.json()["detail"]
