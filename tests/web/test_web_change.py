"""Change against the usual over HTTP."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from crimecast.archive import IssuedForecast, open_latest
from crimecast.archive.change import Change
from crimecast.grid import project
from crimecast.web.app import create_app
from crimecast.web.change import ChangeCity, ChangePlace
from forecast_sample import HOURS, issue_sample, sample_grid
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
def test_the_city_the_map_and_a_place(
    client: Client, issued: IssuedForecast, own: str, text: str, which: list[int]
) -> None:
    change = Change(issued)
    city = client.get(f"{own}/change/{text}")
    told = ChangeCity.model_validate(city.json())
    assert told.categories == [issued.manifest.categories[c].id for c in which]
    assert told.hours == HOURS
    np.testing.assert_allclose(told.usual, change.city(which), rtol=1e-4)
    assert "immutable" in city.headers["cache-control"]
    frame = client.get(f"{own}/change/{text}/7")
    assert frame.content == change.frame(which, 7)
    assert len(frame.content) == issued.manifest.grid.cells
    assert frame.headers["content-type"] == "application/octet-stream"
    answer = client.get(f"{own}/place/change?lon={FIVE[0]}&lat={FIVE[1]}&category={text}")
    place = ChangePlace.model_validate(answer.json())
    grid = sample_grid()
    rank = int(grid.rank[int(grid.locate(*project(float(FIVE[0]), float(FIVE[1]), grid.epsg)))])
    np.testing.assert_allclose(place.usual, change.series(which, rank), rtol=1e-4)
    assert place.least == pytest.approx(change.least(which))
    assert "private" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("change/nothing", 404), ("change/nothing/3", 404), (f"change/all/{HOURS}", 404),
        ("change/all/-1", 422), ("change/all/x", 422),
        ("place/change?lon=0&lat=0", 404), ("place/change?lon=200&lat=0", 422),
    ],
)  # fmt: skip
def test_what_is_not_there(client: Client, own: str, path: str, status: int) -> None:
    answer = client.get(f"{own}/{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_forecast_that_does_not_tell_says_so(shared_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(shared_home, home)
    name = issue_sample(home / "testville" / "forecasts", city="testville", drift=None)
    client = Client(create_app(home))
    own = f"{CITY}/forecasts/{name}"
    assert client.get(own).json()["usual"].get("maps") is None
    place = f"place/change?lon={FIVE[0]}&lat={FIVE[1]}"
    for path in ("change/all", "change/all/3", place):
        answer = client.get(f"{own}/{path}")
        assert answer.status_code == 404
        assert "issue a new one" in answer.json()["detail"]
    assert client.get(f"{own}/typical/all/27").status_code == 200
