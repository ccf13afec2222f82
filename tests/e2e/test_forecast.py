"""What a visitor of the forecast chooses: categories, hours, speed, what the map shows."""

import datetime as dt
import json
import math
import re
import zoneinfo
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import CITY, api, numbers, opened, ready

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page


def listed(page: "Page", layout: str) -> "Page":
    """Make the list of categories visible."""
    if layout == "phone":
        page.get_by_test_id("sheet-larger").click()
        page.get_by_test_id("sheet-larger").click()
    return page


def category(page: "Page", name: str) -> "Locator":
    return page.locator(f'[data-testid="category"][data-category="{name}"]')


def test_boxes_make_any_set_and_the_link_keeps_it(page: "Page", layout: str, served: str) -> None:
    listed(opened(page), layout)
    category(page, "robbery").get_by_test_id("category-add").check()
    expect(page).to_have_url(re.compile(r"category=robbery(&|$)"))
    category(page, "burglary").get_by_test_id("category-add").check()
    expect(page).to_have_url(re.compile(r"category=robbery,burglary(&|$)"))
    for name in ("robbery", "burglary"):
        expect(category(page, name)).to_have_attribute("data-chosen", "true")
    expect(category(page, "all")).to_have_attribute("data-chosen", "false")
    ready(page)
    forecast = api(served, "/forecast")["id"]
    drawn = page.get_by_test_id("app").get_attribute("data-drawn") or ""
    assert drawn.startswith(f"{forecast}/robbery,burglary/")
    page.reload()
    ready(page)
    expect(page).to_have_url(re.compile(r"category=robbery,burglary(&|$)"))
    listed(page, layout)
    category(page, "burglary").get_by_test_id("category-add").uncheck()
    expect(page).to_have_url(re.compile(r"category=robbery(&|$)"))


def test_a_set_tells_the_same_in_bar_and_api(page: "Page", layout: str, served: str) -> None:
    forecast = api(served, "/forecast")
    start = forecast["now"] + 3
    hour = f"&hour={forecast['first_hour'][:13]}:00Z"
    told = api(served, f"/forecasts/{forecast['id']}/totals/robbery,vandalism")
    opened(page, f"/{CITY}?category=vandalism,robbery{hour}")
    slider = page.get_by_test_id("time-slider")
    slider.focus()
    for _ in range(start):
        page.keyboard.press("ArrowRight")
    ready(page)
    expect(slider).to_have_attribute("aria-valuenow", str(start))
    where = "city-expected" if layout == "desk" else "sheet-head"
    text = page.get_by_test_id(where).inner_text()
    expected, lower, upper = numbers(text)[:3]
    assert expected == pytest.approx(told["expected"][start], rel=0.06)
    assert (lower, upper) == (told["interval"]["lower"][start], told["interval"]["upper"][start])


def test_a_heading_chooses_its_class(page: "Page", layout: str, served: str) -> None:
    listed(opened(page), layout)
    heading = page.locator('[data-testid="category-class"][data-class="person"]')
    heading.click()
    of = [c["id"] for c in api(served, "/forecast")["categories"] if c["class"] == "person"]
    assert len(of) > 1
    expect(page).to_have_url(re.compile("category=" + ",".join(of) + "(&|$)"))
    expect(heading).to_have_attribute("aria-pressed", "true")
    for name in of:
        expect(category(page, name)).to_have_attribute("data-chosen", "true")
    heading.focus()
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(re.compile("category="))


def test_a_click_with_control_adds(page: "Page", layout: str) -> None:
    listed(opened(page), layout)
    page.get_by_role("radio", name="Burglary").check(force=True)
    category(page, "robbery").locator(".category-label").click(modifiers=["ControlOrMeta"])
    expect(page).to_have_url(re.compile(r"category=robbery,burglary(&|$)"))
    page.get_by_role("radio", name="Burglary").check(force=True)
    expect(page).to_have_url(re.compile(r"category=burglary(&|$)"))


def test_a_sets_place_names_its_members(page: "Page", served: str) -> None:
    lon, lat = api(served, "")["downtown"]
    opened(page, f"/{CITY}?category=robbery,burglary&place={lon},{lat}")
    answer = page.get_by_test_id("place-answer").first
    expect(answer).to_contain_text("a report of robbery or burglary in this")
    forecast = api(served, "/forecast")["id"]
    query = f"lon={lon}&lat={lat}&category=robbery,burglary"
    told = api(served, f"/forecasts/{forecast}/place?{query}")
    assert told["category"] == "robbery,burglary"
    hour = int(page.get_by_test_id("time-slider").get_attribute("aria-valuenow") or "")
    lead = numbers(answer.locator("strong").inner_text())
    assert 1 / lead[1] == pytest.approx(told["expected"][hour], rel=0.06)


def test_any_hour_is_picked_by_date_and_time(page: "Page", served: str) -> None:
    opened(page)
    forecast = api(served, "/forecast")
    slider = page.get_by_test_id("time-slider")
    start = int(slider.get_attribute("aria-valuenow") or "")
    page.keyboard.press("t")
    picker = page.get_by_test_id("hour-picker")
    date = picker.get_by_test_id("pick-date")
    expect(date).to_be_focused()
    first = dt.date.fromisoformat(date.input_value())
    date.fill(str(first + dt.timedelta(days=2)))
    expect(slider).to_have_attribute("aria-valuenow", str(start + 48))
    hours = picker.get_by_test_id("pick-hour")
    hours.select_option(label="9 pm")
    at = dt.datetime.fromtimestamp(int(hours.input_value()) / 1000, dt.UTC)
    index = (at - dt.datetime.fromisoformat(forecast["first_hour"])) // dt.timedelta(hours=1)
    expect(slider).to_have_attribute("aria-valuenow", str(index))
    local = at.astimezone(zoneinfo.ZoneInfo(forecast["time_zone"]))
    assert (local.date(), local.hour) == (first + dt.timedelta(days=2), 21)
    expect(page.get_by_test_id("hour-words")).to_contain_text("9 pm")
    expect(page).to_have_url(re.compile(f"hour={at:%Y-%m-%dT%H}:"))
    page.keyboard.press("Escape")
    expect(picker).to_have_count(0)
    expect(page.get_by_test_id("hour-pick")).to_be_focused()
    page.keyboard.press("n")
    expect(slider).to_have_attribute("aria-valuenow", str(start))


def test_keys_are_listed(page: "Page") -> None:
    opened(page)
    page.keyboard.press("?")
    keys = page.get_by_test_id("keys")
    expect(keys).to_contain_text("One hour back or on")
    page.keyboard.press("Escape")
    expect(keys).to_have_count(0)
    page.get_by_test_id("hour-pick").click()
    page.get_by_test_id("keys-open").click()
    expect(keys).to_be_visible()


def test_hours_play_at_three_speeds(page: "Page", layout: str) -> None:
    page.emulate_media(reduced_motion="no-preference")
    opened(page, f"/{CITY}?speed=slow")
    if layout == "desk":
        expect(page.get_by_test_id("speed")).to_have_attribute("data-speed", "slow")
    page.get_by_test_id("hour-pick").click()
    speeds = page.get_by_role("group", name="Speed of play")
    expect(speeds.get_by_role("radio", name="Slow")).to_be_checked()
    page.get_by_test_id("pick-done").click()
    slider = page.get_by_test_id("time-slider")

    def hour() -> int:
        return int(slider.get_attribute("aria-valuenow") or "")

    page.wait_for_timeout(4000)  # the day ahead comes meanwhile
    page.wait_for_load_state("networkidle")
    # How many hours a speed shows is held in frontend/src/time/speeds.test.ts: a busy machine
    # draws too few frames for fast. It can only be slower than it says, never faster.
    for key, name, rate in (("1", "slow", 4 / 3), ("2", "normal", 4), ("3", "fast", 12)):
        page.keyboard.press(key)
        if name == "fast":
            expect(page).to_have_url(re.compile("speed=fast"))
        page.keyboard.press("n")
        start, began = hour(), page.evaluate("performance.now()")
        page.get_by_test_id("play").click()
        expect(slider).not_to_have_attribute("aria-valuenow", str(start))
        page.wait_for_timeout(1500)
        page.get_by_test_id("play").click()
        seconds = (page.evaluate("performance.now()") - began) / 1000
        assert 1 <= hour() - start <= rate * seconds + 1


def test_the_map_shows_chances(page: "Page", layout: str, served: str) -> None:
    opened(page, f"/{CITY}?show=chance")
    legend = page.get_by_test_id("legend")
    expect(legend).to_contain_text("Chance of a report in a 100")
    low, high = api(served, "/forecast")["all"]["domain"]
    ticks = legend.locator(".legend-tick").all_inner_texts()
    for text, value in zip((ticks[0], ticks[-1]), (low, high), strict=True):
        assert 1 / numbers(text)[1] == pytest.approx(-math.expm1(-value), rel=0.06)
    listed(page, layout)
    page.get_by_test_id("shows").get_by_role("radio", name="Expected").check(force=True)
    expect(page).not_to_have_url(re.compile("show="))
    expect(legend).to_contain_text("Reports expected")


def test_the_map_shows_the_likeliest_category(page: "Page", layout: str, served: str) -> None:
    listed(opened(page), layout)
    page.get_by_test_id("shows").get_by_role("radio", name="Most likely").check(force=True)
    expect(page).to_have_url(re.compile("show=likeliest"))
    ready(page)
    app = page.get_by_test_id("app")
    expect(app).to_have_attribute("data-drawn", re.compile("/all/[0-9]+/likeliest$"))
    labels = {c["label"] for c in api(served, "/forecast")["categories"]}
    named = page.get_by_test_id("legend-items").locator("li").all_text_contents()
    assert named
    assert set(named) <= labels
    # Of a set, one of its members is likeliest.
    category(page, "robbery").get_by_test_id("category-add").check()
    category(page, "vandalism").get_by_test_id("category-add").check()
    expect(app).to_have_attribute("data-drawn", re.compile("robbery,vandalism/[0-9]+/likeliest$"))
    named = page.get_by_test_id("legend-items").locator("li").all_text_contents()
    assert set(named) <= {"Robbery", "Vandalism"}


def test_a_place_tells_its_likeliest_category(page: "Page", served: str) -> None:
    lon, lat = api(served, "")["downtown"]
    opened(page, f"/{CITY}?show=likeliest&place={lon},{lat}")
    forecast = api(served, "/forecast")
    told = api(served, f"/forecasts/{forecast['id']}/place?lon={lon}&lat={lat}")["likeliest"]
    hour = int(page.get_by_test_id("time-slider").get_attribute("aria-valuenow") or "")
    likeliest = told["categories"][told["which"][hour]]
    label = next(c["label"] for c in forecast["categories"] if c["id"] == likeliest)
    text = page.get_by_test_id("place-likeliest").text_content() or ""
    assert f"most likely: {label.lower()}" in text.lower()
    part, of = numbers(text)
    assert part / of == pytest.approx(told["chance"][hour], abs=0.06)


def test_what_is_seen_is_taken_away_with_its_terms(page: "Page", layout: str, served: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    listed(opened(page, f"/{CITY}?category=robbery,burglary"), layout)
    page.get_by_test_id("copy-link").click()
    expect(page.get_by_test_id("toast")).to_contain_text("copied")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.startswith(served)
    assert "category=robbery,burglary" in link
    forecast = api(served, "/forecast")
    with page.expect_download() as saved:
        page.get_by_test_id("take-csv").click()
    lines = saved.value.path().read_text().splitlines()
    notes = [line for line in lines if line.startswith("#")]
    rows = [line.split(",") for line in lines[len(notes) :]]
    assert any(line.startswith("# license: ") for line in notes)
    assert any(forecast["id"] in line for line in notes)
    assert rows[0] == ["row", "column", "lon", "lat", "expected", "chance"]
    assert 0 < len(rows) - 1 <= forecast["grid"]["cells"]
    with page.expect_download() as saved:
        page.get_by_test_id("take-geojson").click()
    found = json.loads(saved.value.path().read_text())
    assert found["about"]["forecast"] == forecast["id"]
    assert len(found["features"]) == len(rows) - 1
    hour = int(page.get_by_test_id("time-slider").get_attribute("aria-valuenow") or "")
    by_count = sorted(found["features"], key=lambda cell: cell["properties"]["expected"])
    for at, most in ((-50, 1.05), (-1, np.inf)):  # the highest may be above the scale
        lon, lat = np.mean(by_count[at]["geometry"]["coordinates"][0][:4], axis=0)
        query = f"lon={lon:.6f}&lat={lat:.6f}&category=robbery,burglary"
        told = api(served, f"/forecasts/{forecast['id']}/place?{query}")["expected"][hour]
        assert 0.95 < told / by_count[at]["properties"]["expected"] < most
