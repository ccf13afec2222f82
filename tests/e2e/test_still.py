"""Browsers that cannot draw the map: a picture of it in its place, and all numbers."""

import re
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import CITY, NO_WEBGL, api, fits, grave, opened, ready

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


@pytest.fixture
def blind(page: "Page") -> "Page":
    """Return a blank page of a browser without WebGL."""
    page.add_init_script(NO_WEBGL)
    return page


def picture(page: "Page") -> "Locator":
    """Wait until the picture of what was asked for is there."""
    found = page.get_by_test_id("still-picture")
    expect(found).to_have_attribute("data-behind", "false", timeout=30_000)
    return found


@pytest.mark.usefixtures("layout")
def test_the_numbers_are_there(blind: "Page") -> None:
    opened(blind, f"/{CITY}?place=-98.5,39.0")
    expect(blind.get_by_test_id("notice-webgl")).to_contain_text("a picture of it")
    expect(blind.get_by_test_id("city-expected")).to_contain_text(re.compile(r"\d"))
    expect(blind.get_by_test_id("place-answer").first).to_contain_text(re.compile(r"\d"))
    expect(blind.get_by_test_id("still-mark")).to_be_visible()
    blind.goto(f"/{CITY}?mode=history")
    ready(blind)
    expect(blind.get_by_test_id("history-total").first).to_contain_text(re.compile(r"\d"))
    expect(blind.get_by_test_id("legend")).to_be_visible()
    fits(blind)


def test_the_picture_stands_where_nothing_hides_it_and_says_what_it_shows(
    blind: "Page", layout: str
) -> None:
    opened(blind)
    seen = picture(blind)
    assert re.fullmatch(
        r"Picture of the map of .+\. .+ \d+ (am|pm)\. .*expected in the city this hour\. .+",
        seen.get_attribute("alt") or "",
    )
    box = seen.bounding_box()
    assert box
    assert box["width"] * box["height"] > (60_000 if layout == "phone" else 300_000)
    hidden = blind.evaluate(
        """({ x, y, width, height }) => [...document.querySelectorAll("[data-cover]")]
            .map((e) => e.getBoundingClientRect())
            .filter((b) => b.left < x + width - 8 && b.right > x + 8
                && b.top < y + height - 8 && b.bottom > y + 8).length""",
        box,
    )
    assert hidden == 0
    natural = seen.evaluate("e => e.naturalWidth / e.width")
    assert natural in {1, 2}
    expect(blind.get_by_test_id("legend")).to_be_visible()
    fits(blind)
    assert grave(blind) == []


@pytest.mark.usefixtures("layout")
def test_it_follows_hour_category_colors_and_what_is_shown(blind: "Page", served: str) -> None:
    opened(blind)
    seen = picture(blind)
    first = seen.get_attribute("src") or ""
    words = seen.get_attribute("alt")
    assert api(served, "/forecast")["id"] in first
    blind.get_by_test_id("hour-on").click()
    expect(seen).not_to_have_attribute("src", first)
    picture(blind)
    expect(seen).not_to_have_attribute("alt", words or "")
    for query, part in (
        ("category=robbery", "/image/robbery/"),
        ("category=robbery,burglary", "/image/robbery,burglary/"),
        ("theme=dark", "theme=dark"),
        ("show=likeliest", "show=likeliest"),
        ("hour=2031-03-04T12:00Z", "week=10"),
    ):
        blind.goto(f"/{CITY}?{query}")
        assert part in (picture(blind).get_attribute("src") or "")


def test_a_tap_asks_for_the_place_below_it(blind: "Page", layout: str) -> None:
    opened(blind)
    seen = picture(blind)
    box = seen.bounding_box()
    assert box
    at = {"x": box["width"] * 0.45, "y": box["height"] * 0.5}
    if layout == "phone":
        seen.tap(position=at)  # type: ignore[arg-type]
    else:
        seen.click(position=at)  # type: ignore[arg-type]
    expect(blind.get_by_test_id("place-answer").first).to_contain_text(re.compile(r"\d"))
    mark = blind.get_by_test_id("still-mark").bounding_box()
    now = seen.bounding_box()
    assert mark
    assert now
    # The middle of the cell that was hit, wherever the sheet has moved the picture to.
    assert mark["x"] + mark["width"] / 2 - now["x"] == pytest.approx(at["x"], abs=8)
    assert mark["y"] + mark["height"] / 2 - now["y"] == pytest.approx(at["y"], abs=8)
    assert grave(blind) == []


@pytest.fixture
def forgiven() -> list[str]:
    """Return what the browser writes by itself where an answer is missing."""
    return ["status of 503", "Failed to load resource"]


@pytest.mark.usefixtures("layout")
def test_where_no_picture_comes_it_is_said_and_the_numbers_stay(blind: "Page") -> None:
    blind.route("**/image/**", lambda route: route.fulfill(status=503, body="busy"))
    opened(blind)
    expect(blind.get_by_test_id("still")).to_contain_text("did not come")
    expect(blind.get_by_test_id("city-expected")).to_contain_text(re.compile(r"\d"))
    blind.unroute("**/image/**")
    blind.get_by_test_id("hour-on").click()
    picture(blind)


@pytest.mark.usefixtures("layout")
def test_the_small_map_has_it_too(blind: "Page") -> None:
    blind.set_viewport_size({"width": 600, "height": 450})
    blind.goto(f"/embed/{CITY}")
    seen = picture(blind)
    assert "/image/all/" in (seen.get_attribute("src") or "")


@pytest.mark.usefixtures("layout")
def test_the_history_is_drawn_and_can_be_tapped(blind: "Page") -> None:
    opened(blind, f"/{CITY}?mode=history")
    seen = blind.get_by_test_id("still-history")
    expect(seen).to_be_visible()
    assert re.match(r"Picture of the map of .+\. .*\d", seen.get_attribute("aria-label") or "")
    colors = seen.evaluate(
        """(canvas) => {
            const { width, height } = canvas;
            const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
            return new Set(new Uint32Array(data.buffer)).size;
        }"""
    )
    assert colors > 50
    box = seen.bounding_box()
    assert box
    blind.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(blind.get_by_test_id("still-mark")).to_be_visible()
    assert "place=" in blind.url
    assert grave(blind) == []


@pytest.mark.parametrize("density", [1.0])
def test_the_picture_can_be_taken_away(blind: "Page", layout: str) -> None:
    opened(blind)
    picture(blind)
    for _ in range(2 if layout == "phone" else 0):
        blind.get_by_test_id("sheet-larger").click()
    with blind.expect_download() as saving:
        blind.get_by_test_id("take-png").click()
    assert saving.value.suggested_filename.endswith(".png")
    data = saving.value.path().read_bytes()
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    assert data.startswith(b"\x89PNG")
    assert min(width, height) > 300
