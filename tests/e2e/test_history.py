"""What a visitor of the history chooses: hours, weekdays, days, categories, a place."""

import re
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import CITY, api, numbers, opened, ready

if TYPE_CHECKING:
    from playwright.sync_api import Page

HISTORY = f"/{CITY}?mode=history"


def details(page: "Page", layout: str) -> "Page":
    """Make the panel's whole body visible."""
    if layout == "phone":
        sheet = page.get_by_test_id("sheet")
        while sheet.get_attribute("data-stop") != "full":
            page.get_by_test_id("sheet-larger").click()
    return page


def total(page: "Page") -> float:
    return numbers(page.get_by_test_id("history-total").inner_text())[0]


def test_hours_are_brushed_by_drag_and_by_keys(page: "Page", layout: str, served: str) -> None:
    details(opened(page, f"{HISTORY}&period=90d"), layout)
    cells = page.get_by_test_id("hour-of-week").locator("tbody td")
    first, last = cells.nth(24 + 8), cells.nth(3 * 24 + 17)
    last.scroll_into_view_if_needed()
    a, b = first.bounding_box(), last.bounding_box()
    assert a is not None
    assert b is not None
    page.mouse.move(a["x"] + 3, a["y"] + 5)
    page.mouse.down()
    page.mouse.move((a["x"] + b["x"]) / 2, (a["y"] + b["y"]) / 2, steps=3)
    page.mouse.move(b["x"] + 3, b["y"] + 5, steps=3)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"weekdays=2-4&hours=8-18(&|$)"))
    expect(page.get_by_test_id("brush-words")).to_have_text("Tue to Thu, 8 am to 6 pm")
    ready(page)
    period = api(served, "/history?from=2000-01-01")["days"]
    query = f"from={period[-90]}&to={period[-1]}"
    told = api(served, f"/history?{query}&weekdays=2-4&hours=8-18")
    assert total(page) == told["total"]
    assert 0 < told["total"] < api(served, f"/history?{query}")["total"]
    page.get_by_test_id("matrix-box").focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page).to_have_url(re.compile(r"weekdays=2-4&hours=8-19(&|$)"))
    page.keyboard.press("Escape")
    expect(page).not_to_have_url(re.compile("hours="))
    page.go_back()
    expect(page).to_have_url(re.compile(r"hours=8-19"))


def test_hours_are_chosen_by_taps_and_fields(page: "Page", layout: str) -> None:
    details(opened(page, HISTORY), layout)
    page.get_by_role("button", name="Count Saturday").click()
    page.get_by_role("button", name="Count Sunday").click()
    expect(page).to_have_url(re.compile(r"weekdays=6-7(&|$)"))
    page.get_by_test_id("brush-from").select_option(label="10 pm")
    page.get_by_test_id("brush-to").select_option(label="4 am")
    expect(page).to_have_url(re.compile(r"weekdays=6-7&hours=22-4(&|$)"))
    page.reload()
    ready(page)
    details(page, layout)
    expect(page.get_by_test_id("brush-words")).to_have_text("Sat to Sun, 10 pm to 4 am")
    page.get_by_test_id("brush-clear").click()
    expect(page).not_to_have_url(re.compile("weekdays="))


def test_the_strip_of_weeks_chooses_days(page: "Page") -> None:
    opened(page, HISTORY)
    handle = page.get_by_test_id("overview-from")
    before = int(handle.get_attribute("aria-valuenow") or "")
    handle.focus()
    page.keyboard.press("ArrowLeft")
    expect(page).to_have_url(re.compile(r"from=\d{4}-\d\d-\d\d&to="))
    expect(handle).to_have_attribute("aria-valuenow", str(before - 1))
    ready(page)
    page.get_by_test_id("period-earlier").click()
    expect(handle).to_have_attribute("aria-valuenow", str(before - 30))
    page.get_by_test_id("period-clear").click()
    expect(page).not_to_have_url(re.compile("from="))
    strip = page.get_by_test_id("overview").bounding_box()
    assert strip is not None
    middle = strip["y"] + strip["height"] / 2
    page.mouse.move(strip["x"] + 0.2 * strip["width"], middle)
    page.mouse.down()
    page.mouse.move(strip["x"] + 0.5 * strip["width"], middle, steps=5)
    page.mouse.up()
    ready(page)
    window = page.get_by_test_id("overview-window").bounding_box()
    assert window is not None
    assert window["width"] == pytest.approx(0.3 * strip["width"], rel=0.1)


def test_a_set_of_categories_filters_the_history(page: "Page", layout: str, served: str) -> None:
    details(opened(page, f"{HISTORY}&category=burglary,robbery"), layout)
    told = api(served, "/history?category=robbery,burglary")
    assert told["category"] == "robbery,burglary"
    assert total(page) == told["total"]


def test_a_place_beside_its_neighborhood(page: "Page", layout: str, served: str) -> None:
    lon, lat = api(served, "")["downtown"]
    details(opened(page, f"{HISTORY}&place={lon},{lat}"), layout)
    table = page.get_by_test_id("place-years")
    told = api(served, f"/history/place?lon={lon}&lat={lat}")
    expect(table.locator("thead th")).to_contain_text(
        ["When", "cell", told["cell"]["neighborhood"]]
    )
    expect(table.locator("tbody tr")).to_have_count(1 + len(told["years"]))
    period = table.locator("tbody tr").first.locator("td")
    assert numbers(period.last.inner_text())[0] == told["period"]["around"]["count"]
