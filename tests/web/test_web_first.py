"""What stands in the page before its code is there: a greeting, and what to fetch at once."""

import html
import json
import re
from pathlib import Path

import pytest

from crimecast.settings import Settings
from crimecast.web.app import create_app
from crimecast.web.drawn_area import drawn_area
from web_sample import Client

PAGE = (
    '<!doctype html><html lang="en"><head><title>crimecast</title></head><body>'
    '<div id="root"></div></body></html>'
)


@pytest.fixture(scope="module")
def web(shared_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Client:
    folder = tmp_path_factory.mktemp("page")
    (folder / "index.html").write_text(PAGE)
    return Client(create_app(shared_home, static=folder, settings=Settings(public_url=None)))


def ahead(client: Client, path: str) -> list[str]:
    found = re.findall(
        r'<link rel="preload" as="fetch" crossorigin="anonymous" href="([^"]*)" />',
        client.get(path).text.split("</head>")[0],
    )
    return [html.unescape(one) for one in found]


def greeting(client: Client, path: str, **headers: str) -> str | None:
    found = re.search(r'<div id="greeting".*?</div></div>', client.get(path, **headers).text)
    return None if found is None else html.unescape(re.sub("<[^>]*>", " ", found[0]))


@pytest.mark.parametrize("path", ["/testville", "/", "/testville?hour=2024-10-28T05:00Z",
    "/testville?category=arson,robbery&show=chance"])  # fmt: skip
def test_what_is_named_is_there_and_is_all_a_map_needs(
    web: Client, path: str, forecast_id: str
) -> None:
    named = ahead(web, path)
    assert len(set(named)) == len(named) == (8 if "arson" in path else 7)
    of = f"/api/cities/testville/forecasts/{forecast_id}"
    assert f"{of}/totals" in named
    assert any(one.startswith(f"{of}/frames/") for one in named)
    assert all(web.get(one).status_code == 200 for one in named)


def test_the_frame_is_that_of_the_hour_and_the_categories(web: Client) -> None:
    frames = [
        re.sub(r".*/frames/", "", one)
        for query in ("", "?hour=2024-10-28T05:00Z&category=robbery", "?category=robbery,arson")
        for one in ahead(web, f"/testville{query}")
        if "/frames/" in one
    ]
    assert frames == ["all/4", "robbery/6", "robbery/4", "arson/4"]


@pytest.mark.parametrize(("path", "without"), [
    ("/testville?show=change", "/frames/"), ("/testville?show=likeliest", "/frames/"),
    ("/testville?mode=history", "/totals"), ("/testville/record", "/area"),
    ("/testville/status", "/area"),
    ("/testville?hour=2025-07-05T03:00Z", "/frames/"), ("/emptyville", "/forecast"),
])  # fmt: skip
def test_nothing_is_named_that_is_not_asked_for(web: Client, path: str, without: str) -> None:
    named = ahead(web, path)
    assert named[0] == "/api/cities"
    assert not any(without in one for one in named)


@pytest.mark.parametrize("path", ["/embed/testville", "/nowhere", "/?plain", "/testville?plain"])
def test_a_page_of_no_city_is_bare(web: Client, path: str) -> None:
    assert web.get(path).text == PAGE


def test_the_greeting_says_what_is_expected(web: Client, forecast_id: str) -> None:
    said = greeting(web, "/testville")
    assert said
    totals = web.get(f"/api/cities/testville/forecasts/{forecast_id}/totals").json()
    first = float(re.search(r"Testville\s+([\d.]+) ", said)[1])  # type: ignore[index]
    assert first == pytest.approx(totals["all"][4], rel=0.05)
    assert "reported incidents expected in the city in the hour from Sun 27 Oct 2024, 9 pm" in said
    assert "Records end on 27 Oct 2024" in said
    later = greeting(web, "/testville?hour=2024-10-28T05:00Z")
    assert later
    assert "11 pm" in later


def test_the_greeting_speaks_the_language_and_writes_numbers_as_its_country(web: Client) -> None:
    said = greeting(web, "/testville?lang=es")
    assert said
    assert "incidentes reportados que se esperan en la ciudad en la hora desde dom 27 oct" in said
    assert "21:00" in said
    assert greeting(web, "/testville", accept_language="es-ES,es;q=0.9,en;q=0.5") == re.sub(
        r"(?<=\d)\.(?=\d)", ",", said
    )
    assert greeting(web, "/testville", accept_language="es-MX,es;q=0.9") == said


@pytest.mark.parametrize("path", ["/testville?mode=history", "/testville/record",
    "/testville/status", "/emptyville", "/testville?category=robbery",
    "/testville?hour=2025-07-05T03:00Z"])  # fmt: skip
def test_where_something_else_is_shown_nothing_is_said(web: Client, path: str) -> None:
    assert greeting(web, path) is None


def test_an_area_is_drawn_to_a_metre_and_without_what_a_base_map_has() -> None:
    ring = [[1.123456789, 2.0], [1.2, 2.0], [1.2, 2.1], [1.2000001, 2.1], [1.123456789, 2.0]]
    speck = [[1, 2], [1.000001, 2], [1.000001, 2.000001], [1, 2]]
    document = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"kind": kind, "name": None},
             "geometry": {"type": "MultiPolygon", "coordinates": [[ring], [speck]]}}
            for kind in ("area", "neighborhood", "street")
        ],
    }  # fmt: skip
    before = json.dumps(document)
    plain = drawn_area(document, on_streets=False)
    assert json.dumps(document) == before
    assert [f["properties"]["kind"] for f in plain["features"]] == [
        "area",
        "neighborhood",
        "street",
    ]
    first, second = plain["features"][0]["geometry"]["coordinates"]
    assert first == [[[1.12346, 2.0], [1.2, 2.0], [1.2, 2.1], [1.12346, 2.0]]]
    assert len(second[0]) == 4
    mapped = drawn_area(document, on_streets=True)
    assert [f["properties"]["kind"] for f in mapped["features"]] == ["area", "neighborhood"]
