"""What changes against the usual for the hour: on the map, at a place, taken away."""

import csv
import json
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import CITY, api, opened, ready

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

CHANGE = f"/{CITY}?show=change"


def larger(page: "Page", layout: str) -> None:
    if layout == "phone":
        page.get_by_test_id("sheet-larger").click()
        page.get_by_test_id("sheet-larger").click()


def test_the_map_is_chosen_and_said_in_words(page: "Page", layout: str, served: str) -> None:
    opened(page)
    forecast = api(served, "/forecast")
    assert forecast["usual"]["maps"] >= 1
    larger(page, layout)
    page.get_by_test_id("shows").get_by_label("Change").check(force=True)
    ready(page)
    expect(page).to_have_url(re.compile("show=change"))
    drawn = page.get_by_test_id("app").get_attribute("data-drawn")
    assert drawn == f"{forecast['id']}/all/{forecast['now']}/change"
    legend = page.get_by_test_id("legend")
    for words in ("against the usual", "half", "as usual", "twice", "Clear: too few"):
        expect(legend).to_contain_text(words)
    expect(page.get_by_test_id("live")).to_contain_text(re.compile("usual"))
    expect(page.get_by_test_id("shows-why")).to_have_count(0)


def test_a_set_has_a_change_of_its_own_and_hours_go_on(page: "Page", served: str) -> None:
    opened(page, f"{CHANGE}&category=burglary,robbery")
    forecast = api(served, "/forecast")
    slider = page.get_by_test_id("time-slider")
    slider.focus()
    page.keyboard.press("ArrowRight")
    ready(page)
    drawn = page.get_by_test_id("app").get_attribute("data-drawn") or ""
    assert re.fullmatch(
        rf"{forecast['id']}/(robbery,burglary|burglary,robbery)/{forecast['now'] + 1}/change", drawn
    )


def test_a_place_tells_it_as_the_server_does(page: "Page", served: str) -> None:
    forecast, city = api(served, "/forecast"), api(served, "")
    lon, lat = city["downtown"]
    opened(page, f"{CHANGE}&place={lon},{lat}")
    own = f"/forecasts/{forecast['id']}/place"
    expected = api(served, f"{own}?lon={lon}&lat={lat}")["expected"][forecast["now"]]
    told = api(served, f"{own}/change?lon={lon}&lat={lat}")
    times = expected / told["usual"][forecast["now"]]
    words = page.get_by_test_id("place-change")
    if 0.925 < times < 1.075:
        expect(words).to_contain_text("about as usual")
    else:
        expect(words).to_contain_text("usual")
        found = re.search(r"[\d.]+(?= times)|half|twice", words.inner_text())
        assert found
        said = {"half": 0.5, "twice": 2.0}.get(found[0]) or float(found[0])
        assert said == pytest.approx(times, rel=0.06)
    expect(page.locator(".legend-mark")).to_have_count(1)


def test_what_is_taken_away_are_the_ratios_of_the_map(
    page: "Page", layout: str, served: str
) -> None:
    opened(page, CHANGE)
    forecast = api(served, "/forecast")
    larger(page, layout)
    with page.expect_download() as download:
        page.get_by_test_id("take-csv").click()
    assert "-change-" in download.value.suggested_filename
    lines = download.value.path().read_text().splitlines()
    assert any("over the usual number" in line for line in lines if line.startswith("# what"))
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    times = np.array([float(row["times"]) for row in rows])
    assert "expected" not in rows[0]
    assert 0.25 <= times.min() <= times.max() <= 4.01
    assert 0 < len(times) <= forecast["grid"]["cells"]
    with page.expect_download() as download:
        page.get_by_test_id("take-geojson").click()
    about = json.loads(download.value.path().read_text())["about"]
    assert "left out" in about["exactness"]
    assert str(forecast["usual"]["maps"]) in about["usual"]


def test_a_typical_hour_has_none_and_says_so(page: "Page", layout: str) -> None:
    opened(page, f"{CHANGE}&hour=2031-07-05T04:00Z")
    drawn = page.get_by_test_id("app").get_attribute("data-drawn") or ""
    assert "/typical-" in drawn
    assert not drawn.endswith("/change")
    expect(page.get_by_test_id("legend")).to_contain_text("Typical")
    larger(page, layout)
    expect(page.get_by_test_id("shows").get_by_label("Change")).to_be_disabled()
    expect(page.get_by_test_id("shows-why")).to_contain_text("usual itself")
    expect(page.get_by_test_id("place-change")).to_have_count(0)


def test_a_forecast_that_does_not_tell_says_so(page: "Page", layout: str) -> None:
    def older(route: "Route") -> None:
        answer = route.fetch()
        manifest = answer.json()
        del manifest["usual"]["maps"]
        route.fulfill(response=answer, json=manifest)

    page.route(re.compile(rf"/api/cities/{CITY}/forecast$"), older)
    opened(page, CHANGE)
    expect(page.get_by_test_id("legend")).not_to_contain_text("usual")
    larger(page, layout)
    expect(page.get_by_test_id("shows").get_by_label("Change")).to_be_disabled()
    expect(page.get_by_test_id("shows-why")).to_contain_text("not told by this forecast")
