"""What a link's preview says and shows: from the page's head, as a crawler reads it."""

import datetime as dt
import html
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from crimecast.archive import Manifest
from crimecast.settings import Settings
from crimecast.web.app import create_app
from crimecast.web.social import HEIGHT, SCALE, WIDTH, hour_of
from forecast_sample import HOSTILE, HOURS
from web_sample import Client

PAGE = (
    '<!doctype html><html lang="en"><head><title>crimecast</title></head><body>'
    '<div id="root"></div></body></html>'
)


@pytest.fixture(scope="module")
def static(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("page")
    (folder / "index.html").write_text(PAGE)
    return folder


@pytest.fixture(scope="module")
def web(shared_home: Path, static: Path) -> Client:
    return Client(create_app(shared_home, static=static, settings=Settings(public_url=None)))


def told(client: Client, path: str, **headers: str) -> dict[str, str]:
    answer = client.get(path, **headers)
    assert answer.status_code == 200
    head = answer.text.split("</head>")[0]
    found = re.findall(r'<meta (?:name|property)="([^"]*)" content="([^"]*)" />', head)
    title = re.search("<title>(.*?)</title>", head)
    assert title
    assert len(found) == len(dict(found))
    return {name: html.unescape(text) for name, text in [*found, ("title", title[1])]}


def test_a_citys_link_shows_its_map_as_it_is_now(web: Client, forecast_id: str) -> None:
    found = told(web, "/testville")
    # The forecast is a hindcast: now is where its records end.
    assert found["og:title"] == "Expected reported incidents, Testville, Sun 27 Oct 2024, 9 pm"
    assert found["title"] == found["og:title"]
    assert "Records end on 27 Oct 2024" in found["og:description"]
    assert "not danger" in found["og:description"]
    assert found["twitter:card"] == "summary_large_image"
    image = found["og:image"]
    assert image.startswith(
        f"http://test/api/cities/testville/forecasts/{forecast_id}/image/all/4."
    )
    assert "Map of Testville" in found["og:image:alt"]
    drawn = web.get(image.removeprefix("http://test"))
    assert drawn.headers["content-type"] == "image/png"
    size = Image.open(io.BytesIO(drawn.content)).size
    assert size == (WIDTH * SCALE, HEIGHT * SCALE) == (1200, 630)
    assert (found["og:image:width"], found["og:image:height"]) == ("1200", "630")


def test_a_link_to_an_hour_and_a_category_shows_these(web: Client) -> None:
    query = "hour=2024-10-28T05:00Z&category=robbery,arson&theme=dark&place=-104.98000,39.74000"
    found = told(web, f"/testville?{query}&map=14.00/-104.98/39.74")
    assert found["og:title"] == (
        "Expected reported incidents (robbery and arson), Testville, Sun 27 Oct 2024, 11 pm"
    )
    assert "/image/robbery,arson/6.png?" in found["og:image"]
    assert "theme=dark" in found["og:image"]
    # No single place is in what a link shows of itself.
    assert not any("104.98" in text or "39.74" in text for text in found.values())
    assert web.get(found["og:image"].removeprefix("http://test")).status_code == 200


@pytest.mark.parametrize(("show", "title"), [
    ("chance", "Chance of a reported incident"), ("likeliest", "Likeliest kind of report"),
    ("change", "Expected reports, against the usual"), ("nonsense", "Expected reported incidents"),
])  # fmt: skip
def test_it_says_what_the_map_shows(web: Client, show: str, title: str) -> None:
    found = told(web, f"/testville?show={show}")
    assert found["og:title"].startswith(title)
    assert web.get(found["og:image"].removeprefix("http://test")).status_code == 200


def test_a_link_speaks_the_language_that_is_asked_for(web: Client) -> None:
    found = told(web, "/testville?lang=es&category=robbery,arson")
    assert found["og:title"] == (
        "Incidentes reportados esperados (robo con violencia e incendio intencional), Testville, "
        "dom 27 oct 2024, 21:00"
    )
    assert found["og:locale"] == "es_US"
    assert "no peligro" in found["og:description"]
    assert found["og:image:alt"].startswith("Mapa de Testville: incidentes reportados")
    assert "lang=es" in found["og:image"]
    spoken = web.get(found["og:image"].removeprefix("http://test"))
    english = web.get(found["og:image"].removeprefix("http://test").replace("&lang=es", ""))
    assert (spoken.status_code, english.status_code) == (200, 200)
    assert spoken.content != english.content
    typical = told(web, "/testville?lang=es&hour=2025-07-05T03:00Z")["og:title"]
    assert typical == "Incidentes reportados habituales, Testville, vie, 21:00, semana 27 del año"
    record = told(web, "/testville/record?lang=es")
    assert record["og:title"].startswith("Qué tan acertados fueron")
    assert told(web, "/testville?lang=en")["og:locale"] == "en_US"
    named = told(web, "/testville", accept_language="es-MX,es;q=0.9")
    assert named["og:title"].startswith("Incidentes reportados esperados")


def test_an_hour_beyond_the_forecast_is_said_to_be_usual(web: Client) -> None:
    found = told(web, "/testville?hour=2025-07-05T03:00Z")
    assert (
        found["og:title"] == "Usual reported incidents, Testville, Fri, 9 pm, 27th week of the year"
    )
    assert "/image/all/117.png?" in found["og:image"]
    assert "week=27" in found["og:image"]
    assert web.get(found["og:image"].removeprefix("http://test")).status_code == 200


@pytest.mark.parametrize("query", [
    "category=theft", "category=%3Cscript%3E", "category=../..", "hour=never", "hour=9999-99-99",
    "hour=0001-01-01T00:00Z", "hour=99999999", "category=robbery,", "theme=red", "mode=no",
])  # fmt: skip
def test_what_makes_no_sense_is_as_if_it_were_not_there(web: Client, query: str) -> None:
    found = told(web, f"/testville?{query}")
    assert found == told(web, "/testville")


def test_hostile_words_stay_words(web: Client) -> None:
    answer = web.get("/testville?category=burglary")
    assert "<script>" not in answer.text
    assert "alert(1)" in told(web, "/testville?category=burglary")["og:title"]
    assert HOSTILE not in answer.text
    assert '"><b>' not in web.get("/testville?hour=%22%3E%3Cb%3E").text


def test_other_pages_say_what_they_are(web: Client, static: Path) -> None:
    assert told(web, "/testville?mode=history")["og:title"] == "Reported incidents, Testville"
    assert told(web, "/testville/record")["og:title"].startswith("How right the forecasts")
    assert told(web, "/")["og:title"] == told(web, "/testville")["og:title"]
    empty = told(web, "/emptyville")
    assert empty["og:title"] == "Reported incidents, Emptyville"
    assert "og:image" not in empty
    assert empty["twitter:card"] == "summary"
    assert web.get("/embed/testville").text == PAGE
    assert web.get("/nowhere").text == PAGE


def test_the_page_is_known_again_and_never_kept_unasked(web: Client) -> None:
    first = web.get("/testville", accept_encoding="gzip")
    assert first.headers["cache-control"] == "no-cache"
    again = web.get("/testville", accept_encoding="gzip", if_none_match=first.headers["etag"])
    assert again.status_code == 304
    assert web.get("/testville?category=robbery").headers["etag"] != first.headers["etag"]


def test_the_address_is_the_hosts_own_word_or_the_requests(
    web: Client, shared_home: Path, static: Path
) -> None:
    image = told(web, "/testville", host="map.city.org:8443")["og:image"]
    assert image.startswith("http://map.city.org:8443/api/")
    for host in ('a"><script>', "a b", "http://x", "a/../b", "", "a:b"):
        answer = web.get("/testville", host=host)
        assert 'og:image"' not in answer.text
        assert "<script>" not in answer.text
    public = Settings(public_url="https://crime.city.org/")
    fixed = Client(create_app(shared_home, static=static, settings=public))
    for host in ("evil.org", "test"):
        image = told(fixed, "/testville", host=host)["og:image"]
        assert image.startswith("https://crime.city.org/api/cities/testville/")


def test_a_damaged_forecast_costs_the_preview_not_the_page(
    static: Path, shared_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = Client(create_app(shared_home, static=static))

    def fail(*_: object) -> None:
        raise RuntimeError("broken")

    monkeypatch.setattr("crimecast.web.pages.preview_of", fail)
    assert client.get("/testville").text == PAGE


@pytest.fixture(scope="module")
def manifest(web: Client) -> Manifest:
    return Manifest.model_validate(web.get("/api/cities/testville/forecast").json())


@given(at=st.datetimes(dt.datetime(1990, 1, 1), dt.datetime(2090, 1, 1)))  # noqa: DTZ001
def test_every_hour_is_one_that_can_be_drawn(manifest: Manifest, at: dt.datetime) -> None:
    index, week = hour_of(manifest, f"{at:%Y-%m-%dT%H:%M}Z", dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
    assert 0 <= index < (HOURS if week is None else 168)
    assert week is None or 1 <= week <= 53
    first = dt.datetime.fromisoformat(manifest.first_hour)
    inside = 0 <= (at.replace(tzinfo=dt.UTC) - first).total_seconds() // 3600 < HOURS
    assert (week is None) == inside
