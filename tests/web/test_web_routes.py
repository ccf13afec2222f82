"""Routes over HTTP: GeoJSON, sentences where there is none, and no trace of who asked for what."""

import datetime as dt
import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from crimecast.city import load_city
from crimecast.route.make import make_graph
from crimecast.route.planner import RouteError
from crimecast.run.demo import prepare
from crimecast.web.app import create_app
from crimecast.web.problem import Problem
from crimecast.web.routes import Desk, Routes
from web_sample import Client

AT = "/api/cities/simulated/routes"
START, STOP = [-98.51, 38.985], [-98.495, 39.0]


@pytest.fixture(scope="module")
def city_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("routes")
    prepare("simulated", home=home, years=0.1, now=dt.datetime.now(dt.UTC))
    return home


@pytest.fixture(scope="module")
def web(city_home: Path) -> Client:
    return Client(create_app(city_home))


def ask(web: Client, **question: object) -> dict:  # type: ignore[type-arg]
    answer = web.post(AT, {"start": START, "stop": STOP, **question})
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found = answer.json()
    Routes.model_validate(found)
    return found  # type: ignore[no-any-return]


def test_routes_are_geojson_the_fastest_first(web: Client) -> None:
    found = ask(web, detour=2.0)
    lines = found["features"]
    assert lines[0]["properties"]["against"] is None
    seconds = [line["properties"]["seconds"] for line in lines]
    expected = [line["properties"]["expected"] for line in lines]
    assert seconds == sorted(seconds)
    assert expected == sorted(expected, reverse=True)
    assert 1 <= len(lines) <= 4
    for line in lines:
        told, points = line["properties"], line["geometry"]["coordinates"]
        assert told["lower"] <= told["expected"] <= told["upper"]
        assert points[0] == pytest.approx([found["start"]["lon"], found["start"]["lat"]], abs=1e-5)
        assert points[-1] == pytest.approx([found["stop"]["lon"], found["stop"]["lat"]], abs=1e-5)
        assert sum(s["metres"] for s in told["stretches"]) == pytest.approx(told["metres"], abs=12)
        assert sum(s["expected"] for s in told["stretches"]) == pytest.approx(
            told["expected"], rel=1e-3
        )
        assert told["leaving"][0] == [told["expected"], told["lower"], told["upper"]]
        assert len(told["leaving"]) == 24
        ends = [(part["start"], part["stop"]) for part in told["parts"]]
        assert ends[0][0] == 0
        assert ends[-1][1] == len(points) - 1
    assert found["near_m"] == 50
    assert any("not of danger" in note for note in found["notes"])


def test_mode_departure_categories_and_detour_count(web: Client) -> None:
    foot, bicycle = ask(web), ask(web, mode="bicycle")
    assert (
        bicycle["features"][0]["properties"]["seconds"]
        < 0.5 * (foot["features"][0]["properties"]["seconds"])
    )
    assert set(foot["categories"]) == {"robbery", "aggravated-assault", "simple-assault"}
    one = ask(web, categories=["robbery"])
    assert one["categories"] == ["robbery"]
    assert (
        one["features"][0]["properties"]["expected"]
        < (foot["features"][0]["properties"]["expected"])
    )
    later = ask(web, departure=(dt.datetime.now(dt.UTC) + dt.timedelta(hours=30)).isoformat())
    assert later["departure"] > foot["departure"]
    assert len(ask(web, detour=1.0)["features"]) == 1


@pytest.mark.parametrize(("question", "status", "kind"), [
    ({"start": [-98.3, 38.985]}, 422, "outside"),
    ({"stop": START}, 422, "same-place"),
    ({"departure": "2020-01-01T00:00:00Z"}, 422, "beyond-forecast"),
    ({"departure": "2020-01-01T00:00:00"}, 422, "invalid"),
    ({"categories": ["nope"]}, 422, "no-category"),
    ({"categories": []}, 422, "no-category"),
    ({"start": [500, 0]}, 422, "invalid"),
    ({"start": [1]}, 422, None), ({"mode": "car"}, 422, None), ({"detour": 9}, 422, None),
    ({"surprise": 1}, 422, None),
])  # fmt: skip
def test_what_has_no_answer_is_said(
    web: Client, question: dict[str, object], status: int, kind: str | None
) -> None:
    answer = web.post(AT, {"start": START, "stop": STOP, **question})
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    told = answer.json()
    if kind is not None:
        assert told["type"] == f"urn:crimecast:problem:{kind}"
    assert len(told["detail"]) > 10
    # No place that was asked for is told again.
    assert "38.985" not in answer.text


def test_a_city_without_streets_says_how_to_get_them(shared_home: Path) -> None:
    answer = Client(create_app(shared_home)).post(
        "/api/cities/testville/routes", {"start": [-104.98, 39.74], "stop": [-104.97, 39.74]}
    )
    assert answer.status_code == 404
    assert "crimecast streets testville FILE" in answer.json()["detail"]
    assert (
        Client(create_app(shared_home))
        .post("/api/cities/nowhere/routes", {"start": START, "stop": STOP})
        .status_code
        == 404
    )


def test_nobody_notes_who_goes_where(
    web: Client, city_home: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        ask(web)
        web.post(AT, {"start": START, "stop": START})
    assert "38.985" not in caplog.text
    assert "98.51" not in caplog.text
    assert web.get(f"{AT}?start=-98.51,38.985").status_code == 405


def test_a_new_graph_is_taken_up(web: Client, city_home: Path) -> None:
    before = ask(web)["streets"]
    city = load_city("simulated", city_home)
    source = city.folder(city_home) / "simulation" / "streets.osm.gz"
    make_graph(city, [source], city_home, now=dt.datetime(2031, 1, 1, tzinfo=dt.UTC))
    assert ask(web)["streets"] != before


def test_few_wait_for_routes_so_that_others_are_answered() -> None:
    desk, asked, go_on = Desk(at_once=1, waiting=1), threading.Event(), threading.Event()

    class Slow:
        def answer(self, _: object) -> None:
            asked.set()
            go_on.wait(20)
            raise RouteError("no-way", "there is none")

    def ask() -> str:
        try:
            desk.answer(Slow(), None)  # type: ignore[arg-type]
        except Problem as problem:
            return problem.kind
        return ""

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(ask)
        assert asked.wait(20)
        second = pool.submit(ask)
        deadline = time.monotonic() + 20
        while desk._places._value and time.monotonic() < deadline:
            time.sleep(0.01)
        assert ask() == "busy"  # at once
        go_on.set()
        assert (first.result(20), second.result(20)) == ("no-way", "no-way")
    assert ask() == "no-way"


@pytest.mark.parametrize("departure", [0, 1e300, "0", "1719979200", "2024-07-02"])
def test_an_instant_is_written_out(client: Client, departure: object) -> None:
    question = {"start": [-104.98, 39.74], "stop": [-104.97, 39.74], "departure": departure}
    assert client.post("/api/cities/testville/routes", question).status_code == 422
