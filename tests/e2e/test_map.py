"""What a visitor sees and does, in both layouts, on the simulated city."""

import re
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import CITY, api, numbers, opened, ready

if TYPE_CHECKING:
    from playwright.sync_api import Page


def test_the_map_of_this_hour(page: "Page", layout: str, served: str) -> None:
    opened(page)
    app = page.get_by_test_id("app")
    expect(app).to_have_attribute("data-layout", layout)
    expect(app).to_have_attribute("data-mode", "forecast")
    expect(page.get_by_test_id("legend")).to_be_visible()
    expect(page.get_by_test_id("notices")).to_contain_text("Simulated city")
    drawn = app.get_attribute("data-drawn") or ""
    assert api(served, "/forecast")["id"] in drawn


def test_the_map_is_colored_by_the_cells(page: "Page") -> None:
    """Another category is another picture; the same one is the same."""
    opened(page)
    canvas = page.get_by_test_id("map").locator("canvas").first
    page.wait_for_timeout(500)
    before = canvas.screenshot()
    page.goto(f"/{CITY}?category=robbery")
    ready(page)
    page.wait_for_timeout(500)
    other = canvas.screenshot()
    page.goto(f"/{CITY}")
    ready(page)
    page.wait_for_timeout(500)
    assert other != before
    assert canvas.screenshot() == before


def test_keys_move_the_hour_and_the_address_keeps_it(page: "Page", served: str) -> None:
    opened(page)
    totals = api(served, "/forecasts/" + api(served, "/forecast")["id"] + "/totals")["all"]
    slider = page.get_by_test_id("time-slider")
    start = int(slider.get_attribute("aria-valuenow") or "")
    slider.focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuenow", str(start + 3))
    expect(page).to_have_url(re.compile(r"hour="))
    ready(page)
    words = page.get_by_test_id("hour-words").inner_text()
    city = page.get_by_test_id("city-expected").inner_text()
    assert numbers(city)[0] == pytest.approx(totals[start + 3], rel=0.06, abs=0.06)
    page.reload()
    ready(page)
    expect(slider).to_have_attribute("aria-valuenow", str(start + 3))
    expect(page.get_by_test_id("hour-words")).to_have_text(words)


def test_choosing_a_category_leaves_left_and_right_to_the_hours(page: "Page", layout: str) -> None:
    """After a click on a category the arrow keys still move the time, not the choice."""
    opened(page)
    if layout == "phone":
        page.get_by_test_id("sheet-larger").click()
    slider = page.get_by_test_id("time-slider")
    start = int(slider.get_attribute("aria-valuenow") or "")
    page.get_by_role("radio", name="Burglary").check(force=True)
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuenow", str(start + 1))
    expect(page).to_have_url(re.compile(r"category=burglary"))


def test_a_place_tells_its_number_and_why(page: "Page", layout: str) -> None:
    opened(page)
    box = page.get_by_test_id("map").locator("canvas").first.bounding_box()
    assert box
    # Clear of the panel of the wide layout and the sheet of the narrow one.
    x = box["x"] + box["width"] * (0.62 if layout == "desk" else 0.5)
    y = box["y"] + box["height"] * (0.5 if layout == "desk" else 0.35)
    if layout == "phone":
        page.touchscreen.tap(x, y)
    else:
        page.mouse.click(x, y)
    card = page.get_by_test_id("place-card")
    expect(card).to_be_attached()
    expect(page.get_by_test_id("place-answer").first).to_contain_text(re.compile(r"\d"))
    expect(page).to_have_url(re.compile(r"place="))
    expect(page.get_by_test_id("place-why")).to_be_attached()
    place = re.search(r"place=[^&]+", page.url)
    assert place
    page.reload()
    ready(page)
    expect(page.get_by_test_id("place-card")).to_be_attached()
    assert place[0] in page.url
    page.keyboard.press("Escape")
    expect(page.get_by_test_id("place-card")).to_have_count(0)
    expect(page).not_to_have_url(re.compile(r"place="))


def test_history_counts_what_was_reported(page: "Page", served: str) -> None:
    opened(page, f"/{CITY}?mode=history")
    expect(page.get_by_test_id("app")).to_have_attribute("data-mode", "history")
    total = api(served, "/history")["total"]
    found = page.get_by_test_id("history-total").first
    expect(found).to_contain_text(f"{total:,}")


def test_what_it_is_not_is_said(page: "Page") -> None:
    opened(page)
    page.get_by_test_id("about-open").first.click()
    about = page.get_by_test_id("about")
    expect(about).to_be_visible()
    expect(page.get_by_test_id("prohibited")).to_contain_text("Not for directing patrols")
    page.keyboard.press("Escape")
    expect(about).to_have_count(0)


@pytest.mark.parametrize("mode", ["forecast", "history"])
def test_no_verdict_is_passed_on_places(page: "Page", mode: str) -> None:
    opened(page, f"/{CITY}?mode={mode}")
    text = page.locator("body").inner_text().lower()
    verdicts = r"\b(safe|unsafe|safer|safest|dangerous|hot ?spots?|bad area|worst|risky)\b"
    assert not re.findall(verdicts, text)
