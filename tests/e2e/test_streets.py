"""The base map: whose streets are drawn, how they come, and a street that is not there."""

import re
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import api, opened

if TYPE_CHECKING:
    from playwright.sync_api import Page

TILES = re.compile(r"tiles\.pmtiles$")


def drawn(page: "Page", base: str) -> None:
    """Wait until the map's ground is what it should be."""
    expect(page.get_by_test_id("map").locator(f"[data-base={base}]")).to_be_attached(timeout=20_000)
    page.wait_for_timeout(700)


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


def test_a_street_that_is_not_there_is_said(page: "Page") -> None:
    opened(page)
    page.get_by_test_id("search").fill("qxzzk")
    expect(page.get_by_test_id("search-none")).to_contain_text("No street")
    expect(page.get_by_test_id("search-option")).to_have_count(0)
