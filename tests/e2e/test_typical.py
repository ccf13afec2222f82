"""Hours that the forecast does not reach: what is typical of them, said to be no forecast."""

import datetime as dt
import json
import re
import zoneinfo
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import CITY, api, numbers, opened, ready

if TYPE_CHECKING:
    from playwright.sync_api import Page

ZONE = zoneinfo.ZoneInfo("America/Denver")
AT = dt.datetime(2031, 7, 4, 22, 37, tzinfo=ZONE)
"""A Friday of the 27th week; a minute belongs to its hour."""
WEEK, SLOT = 27, 4 * 24 + 22
ADDRESS = f"/{CITY}?hour={AT.astimezone(dt.UTC):%Y-%m-%dT%H:%M}Z"


def test_any_date_is_picked_and_said_to_be_typical(page: "Page", layout: str, served: str) -> None:
    opened(page)
    forecast = api(served, "/forecast")
    assert forecast["time_zone"] == str(ZONE)
    page.get_by_test_id("hour-pick").click()
    picker = page.get_by_test_id("hour-picker")
    expect(picker.get_by_test_id("pick-note")).to_contain_text("typical")
    picker.get_by_test_id("pick-date").fill("2031-07-04")
    picker.get_by_test_id("pick-hour").select_option(label="10 pm")
    ready(page)
    drawn = page.get_by_test_id("app").get_attribute("data-drawn")
    assert drawn == f"{forecast['id']}/all/typical-{WEEK}/{SLOT}"
    expect(page.get_by_test_id("hour-words")).to_contain_text("Fri 4 Jul")
    expect(page.get_by_test_id("hour-offset")).to_contain_text(re.compile("not a forecast", re.I))
    if layout == "desk":
        expect(page.get_by_test_id("hour-offset")).to_contain_text("27th week of the year")
    expect(page.get_by_test_id("legend")).to_contain_text("Typical")
    expect(page).to_have_url(re.compile(r"hour=2031-07-05T04:00Z"))
    page.get_by_test_id("pick-done").click()
    told = api(served, f"/forecasts/{forecast['id']}/typical/all/{WEEK}")["expected"][SLOT]
    where = "city-expected" if layout == "desk" else "sheet-head"
    text = page.get_by_test_id(where).inner_text()
    assert "usual" in text
    found = numbers(text)
    assert len(found) == 1  # no range is pretended
    assert found[0] == pytest.approx(told, rel=0.06)
    page.get_by_test_id("to-now").click()
    ready(page)
    expect(page.get_by_test_id("hour-offset")).to_contain_text("now")
    expect(page.get_by_test_id("legend")).not_to_contain_text("Typical")


def test_a_link_shows_it_and_keys_go_through_its_week(page: "Page") -> None:
    opened(page, ADDRESS)
    slider = page.get_by_test_id("time-slider")
    expect(slider).to_have_attribute("aria-valuenow", str(SLOT))
    expect(slider).to_have_attribute("aria-valuemax", "167")
    slider.focus()
    page.keyboard.press("ArrowRight")
    ready(page)
    drawn = page.get_by_test_id("app").get_attribute("data-drawn") or ""
    assert drawn.endswith(f"/typical-{WEEK}/{SLOT + 1}")
    expect(page).to_have_url(re.compile("hour=2031-07-05T05:00Z"))
    page.keyboard.press("n")
    ready(page)
    expect(page).not_to_have_url(re.compile("hour="))


def test_before_the_records_too(page: "Page") -> None:
    opened(page, f"/{CITY}?hour=1999-12-31T12:00Z")
    expect(page.get_by_test_id("hour-words")).to_contain_text("Fri 31 Dec")
    drawn = page.get_by_test_id("app").get_attribute("data-drawn") or ""
    assert "/typical-52/" in drawn


def test_a_place_tells_its_typical_hour(page: "Page", served: str) -> None:
    forecast, city = api(served, "/forecast"), api(served, "")
    lon, lat = city["downtown"]
    opened(page, f"{ADDRESS}&place={lon},{lat}&category=burglary,robbery")
    card = page.get_by_test_id("place-card")
    expect(card.get_by_test_id("place-typical")).to_contain_text("not a forecast")
    told = api(
        served,
        f"/forecasts/{forecast['id']}/place/typical?lon={lon}&lat={lat}"
        f"&category=burglary,robbery&week={WEEK}",
    )
    lead = numbers(card.get_by_test_id("place-answer").locator("strong").inner_text())
    assert 1 / lead[1] == pytest.approx(told["expected"][SLOT], rel=0.06)
    expect(card.locator(".range")).to_have_count(0)
    expect(card.get_by_test_id("place-why")).to_have_count(0)
    expect(card).to_contain_text("level and holidays are not in it")


def test_what_is_taken_away_says_so(page: "Page", layout: str) -> None:
    opened(page, ADDRESS)
    if layout == "phone":
        page.get_by_test_id("sheet-larger").click()
        page.get_by_test_id("sheet-larger").click()
    with page.expect_download() as download:
        page.get_by_test_id("take-geojson").click()
    assert "typical" in download.value.suggested_filename
    about = json.loads(download.value.path().read_text())["about"]
    assert "no forecast" in about["what"]
    assert about["typical"].startswith(f"week {WEEK} of the year")
    assert f"hour {SLOT} " in about["typical"]
