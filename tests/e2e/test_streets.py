"""The base map: streets, water and names around the field, and looking for a street."""

import json
import re
from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import CITY, api, numbers, opened, ready

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

TILES = re.compile(r"tiles\.pmtiles$")
DOWNTOWN = f"/{CITY}?map=14.5/-98.5/39.0&theme="
Pixels = npt.NDArray[np.int16]


def drawn(page: "Page", base: str) -> None:
    """Wait until the map's ground is what it should be."""
    expect(page.get_by_test_id("map").locator(f"[data-base={base}]")).to_be_attached(timeout=20_000)
    page.wait_for_timeout(700)


def picture(shot: bytes) -> Pixels:
    """Return a screenshot as (height, width, 3)."""
    return np.asarray(Image.open(BytesIO(shot)).convert("RGB"), dtype=np.int16)


def pixels(page: "Page") -> Pixels:
    """Return what the map shows where nothing lies on it, in both layouts."""
    box = page.get_by_test_id("map").bounding_box()
    assert box
    left = box["width"] * (0.45 if box["width"] > 900 else 0.1)
    width, height = box["width"] * 0.3, 150.0
    return picture(
        page.screenshot(
            clip={"x": left, "y": box["height"] * 0.2, "width": width, "height": height}
        )
    )


def apart(a: Pixels, b: Pixels) -> float:
    """Return which share of two pictures' pixels differ by more than a breath."""
    return float((np.abs(a - b).max(axis=2) > 8).mean())


def marks(page: "Page") -> int:
    """Count the map's pixels in the accent, with which what was found is marked."""
    box = page.get_by_test_id("map").bounding_box()
    assert box
    left = box["width"] * (0.3 if box["width"] > 900 else 0)
    clip = {
        "x": left,
        "y": 130.0,
        "width": box["width"] - left - 90,
        "height": box["height"] * 0.35,
    }
    shot = picture(page.screenshot(clip=clip))  # type: ignore[arg-type]
    # At its line's edge the accent is mixed with what lies around it.
    return int(((shot[..., 1] - shot[..., 0] > 40) & (shot[..., 2] - shot[..., 0] > 40)).sum())


def test_streets_come_by_ranges_and_say_whose_they_are(page: "Page", served: str) -> None:
    asked: list[str | None] = []
    page.on("response", lambda answer: asked.append(
        answer.request.headers.get("range") if answer.status == 206 else str(answer.status)
    ) if TILES.search(answer.url) else None)  # fmt: skip
    opened(page)
    drawn(page, "tiles")
    assert asked
    assert all(re.fullmatch(r"bytes=\d+-\d+", part or "") for part in asked), asked
    streets = api(served, "")["streets"]
    credit = page.get_by_test_id("map-credit")
    expect(credit).to_be_visible()
    expect(credit).to_have_text(streets["attribution"])
    assert credit.bounding_box()["width"] > 60  # type: ignore[index]


def test_the_ground_is_drawn_and_the_field_stays(page: "Page") -> None:
    """With streets the picture is another one than with outlines; its field is the same."""
    opened(page, DOWNTOWN + "light")
    drawn(page, "tiles")
    streets = pixels(page)
    page.route(TILES, lambda route: route.fulfill(status=200, body=b""))
    page.goto(DOWNTOWN + "light")
    ready(page)
    drawn(page, "outlines")
    outlines = pixels(page)
    assert 0.002 < apart(streets, outlines) < 0.5


def test_another_theme_loads_no_tile_again(page: "Page") -> None:
    opened(page, DOWNTOWN + "light")
    drawn(page, "tiles")
    light = pixels(page)
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/api/" in request.url else None
    )
    page.get_by_test_id("theme").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.wait_for_timeout(900)
    dark = pixels(page)
    assert apart(dark, light) > 0.5
    assert not [url for url in asked if TILES.search(url)]
    page.reload()
    ready(page)
    drawn(page, "tiles")
    # What is painted over is what is painted at first.
    assert apart(pixels(page), dark) < 0.02


@pytest.mark.parametrize("density", [0.5])  # the mark is a line of few pixels
def test_a_street_is_found_by_keyboard_and_marked(page: "Page", served: str) -> None:
    name = "Grand Avenue"
    found = next(
        r
        for r in api(served, f"/search?q={name.replace(' ', '+')}")["results"]
        if r["name"] == name
    )
    assert found["kind"] == "street"
    opened(page)
    drawn(page, "tiles")
    search = page.get_by_test_id("search")
    search.focus()
    page.keyboard.type(name.lower()[:7], delay=30)
    option = page.get_by_test_id("search-option").filter(has_text=name).first
    expect(option).to_contain_text("Street")
    for _ in range(12):
        if option.get_attribute("aria-selected") == "true":
            break
        page.keyboard.press("ArrowDown")
    expect(search).to_have_attribute("aria-activedescendant", option.get_attribute("id") or "")
    page.keyboard.press("Enter")
    expect(search).to_have_value(name)
    expect(search).to_have_attribute("aria-expanded", "false")
    expect(page).to_have_url(re.compile(r"map="), timeout=5000)
    expect(page.get_by_role("status").filter(has_text=f"{name} is marked")).to_be_attached()
    west, south, east, north = found["bbox"]
    at = re.search(r"map=([\d./-]+)", page.url)
    assert at
    _, lon, lat = (float(part) for part in at[1].split("/"))
    # The middle of what can be seen is not the middle of the map; it is near the street still.
    assert west - 0.08 < lon < east + 0.08
    assert south - 0.08 < lat < north + 0.08
    drawn(page, "tiles")
    marked = marks(page)
    page.get_by_role("button", name="Clear the search").click()
    page.wait_for_timeout(700)
    assert marked > 100
    assert marks(page) < marked / 4


def test_a_street_that_is_not_there_is_said(page: "Page") -> None:
    opened(page)
    page.get_by_test_id("search").fill("qxzzk")
    expect(page.get_by_test_id("search-none")).to_contain_text("No street")
    expect(page.get_by_test_id("search-option")).to_have_count(0)


def test_searches_that_are_typed_over_are_not_asked(page: "Page") -> None:
    opened(page)
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/search?" in request.url else None
    )
    page.get_by_test_id("search").focus()
    page.keyboard.type("harvest ave", delay=20)
    expect(
        page.get_by_test_id("search-option").filter(has_text="Harvest Avenue").first
    ).to_be_visible()
    assert len(asked) <= 3
    assert asked[-1].endswith("q=harvest+ave")


def test_without_its_tiles_the_map_has_outlines(page: "Page", forgiven: list[str]) -> None:
    """A file that is gone: the page asks which is in use, and draws outlines where none is."""
    cities: list[str] = []
    page.on(
        "request",
        lambda request: (
            cities.append(request.url) if request.url.endswith(f"/cities/{CITY}") else None
        ),
    )
    # The browser writes this to the console by itself; the page adds nothing.
    forgiven.append("the server responded with a status of 404")
    page.route(TILES, lambda route: route.fulfill(status=404, json={"title": "Not Found"}))
    opened(page)
    page.wait_for_timeout(2500)
    drawn(page, "outlines")
    expect(page.get_by_test_id("app")).to_have_attribute("data-state", "ready")
    expect(page.get_by_test_id("map-credit")).to_have_count(0)
    assert len(cities) >= 2


def with_style(page: "Page", style: "dict[str, Any] | None") -> None:
    """Serve the city as a host with a style of its own would."""

    def city(route: "Route") -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "style_url": "/own/style.json"})

    page.route(re.compile(rf"/api/cities/{CITY}$"), city)
    page.route("**/own/style.json", lambda route: (
        route.fulfill(status=200, content_type="application/json", body="[]") if style is None
        else route.fulfill(status=200, content_type="application/json", body=json.dumps(style))
    ))  # fmt: skip


def test_a_hosts_own_style_lies_around_the_field(page: "Page") -> None:
    magenta = (255, 0, 255)
    with_style(page, {
        "version": 8,
        "sources": {"made": {
            "type": "geojson", "attribution": "<a href='https://example.org/'>Example &amp; Co</a>",
            "data": {"type": "FeatureCollection", "features": []},
        }},
        "layers": [{"id": "land", "type": "background", "paint": {"background-color": "#ff00ff"}}],
    })  # fmt: skip
    opened(page, DOWNTOWN + "light")
    drawn(page, "style")
    seen = pixels(page)
    # The field covers it downtown ...
    assert (seen == magenta).all(axis=2).mean() < 0.5
    # ... and it shines through: none of the page's own ground is there.
    assert (seen[..., 2] > seen[..., 1] + 20).mean() > 0.3
    expect(page.get_by_test_id("notice-style")).to_have_count(0)
    credit = page.get_by_test_id("map-credit")
    expect(credit).to_have_text("Example & Co")
    expect(credit.locator("a")).to_have_attribute("href", "https://example.org/")


def test_a_hosts_style_that_fails_is_said_and_the_city_is_drawn(page: "Page") -> None:
    with_style(page, None)
    opened(page, DOWNTOWN + "light")
    drawn(page, "tiles")
    expect(page.get_by_test_id("notices")).to_contain_text("did not load")
    assert numbers(page.get_by_test_id("legend").inner_text())
