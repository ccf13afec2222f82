"""The page where something is missing, old, odd or small."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import CITY, fits, opened, ready
from serving import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

SCRIPT = "<script>alert(1)</script>"
NARROW = {"width": 320, "height": 568}


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server whose folder has no city in it."""
    with serving(tmp_path_factory.mktemp("empty")) as address:
        yield address


def test_a_host_with_nothing_yet_says_what_to_do(
    browser: "Browser", empty: str, page: "Page"
) -> None:
    context = browser.new_context(base_url=empty, viewport=page.viewport_size)
    other = context.new_page()
    other.goto("/")
    expect(other.get_by_test_id("app")).to_have_attribute("data-state", "empty")
    expect(other.locator("body")).to_contain_text("No city has been set up here yet")
    expect(other.locator("code")).to_have_text("make run CITY=simulated")
    fits(other)
    other.goto("/denver")
    expect(other.locator("body")).to_contain_text("No forecast has been issued for Denver yet")
    expect(other.locator("body")).to_contain_text("crimecast demo denver")
    expect(other.get_by_test_id("city-chooser")).to_have_count(0)
    fits(other)
    context.close()


def test_a_host_without_a_city_says_what_to_do(page: "Page") -> None:
    page.route(re.compile("/api/cities$"), lambda route: route.fulfill(json={"cities": []}))
    page.goto("/")
    expect(page.locator("body")).to_contain_text("No city has been set up here yet")
    expect(page.locator("code")).to_have_text("make run CITY=simulated")
    fits(page)


def test_a_city_without_a_forecast_says_so(page: "Page", layout: str) -> None:
    page.route(re.compile(rf"/api/cities/{CITY}/forecast$"), lambda route: route.fulfill(
        status=404, content_type="application/problem+json",
        body=json.dumps({"title": "Not Found", "status": 404, "detail": "None yet."}),
    ))  # fmt: skip
    page.goto(f"/{CITY}")
    expect(page.get_by_test_id("app")).to_have_attribute("data-state", "empty")
    expect(page.get_by_test_id("empty")).to_contain_text(f"crimecast forecast {CITY}")
    picker(page, layout)
    page.get_by_role("button", name="See the history instead").click()
    expect(page.get_by_test_id("app")).to_have_attribute("data-mode", "history")
    ready(page)


@pytest.fixture
def forgiven() -> list[str]:
    """Return what the browser writes by itself where an answer is missing."""
    return ["status of 404", "net::ERR_"]


def test_an_old_forecast_says_how_old_it_is(page: "Page") -> None:
    # The forecast is of now: two days and a little later it is old.
    page.clock.set_fixed_time(dt.datetime.now(dt.UTC) + dt.timedelta(days=2, hours=2))
    opened(page)
    stale = page.get_by_test_id("notice-stale")
    expect(stale).to_contain_text("2 days old")
    expect(stale).to_contain_text(f"crimecast forecast {CITY}")
    # Hours it still reaches are shown; what lies past it is no forecast.
    expect(page.get_by_test_id("time-bar")).not_to_have_attribute("data-typical", re.compile("."))


def test_when_the_server_goes_the_map_stays_and_says_so(page: "Page") -> None:
    opened(page)
    drawn = page.get_by_test_id("app").get_attribute("data-drawn")
    page.route("**/api/**", lambda route: route.abort())
    slider = page.get_by_test_id("time-slider")
    slider.focus()
    page.keyboard.press("End")
    lost = page.get_by_test_id("notice-lost")
    expect(lost).to_contain_text("The server no longer answers")
    expect(lost).to_contain_text("The map still shows")
    expect(page.get_by_test_id("app")).to_have_attribute("data-state", "error")
    assert page.get_by_test_id("app").get_attribute("data-drawn") == drawn
    page.unroute("**/api/**")
    lost.get_by_role("button", name="Try again").click()
    expect(lost).to_have_count(0)
    ready(page)
    assert page.get_by_test_id("app").get_attribute("data-drawn") != drawn


def with_categories(page: "Page", labels: list[str]) -> None:
    """Serve the city with more categories: copies of its first under other names."""
    ids = {label: f"extra_{i}" for i, label in enumerate(labels)}

    def manifest(route: "Route") -> None:
        answer = route.fetch()
        told = answer.json()
        first = told["categories"][0]
        told["categories"] += [{**first, "id": ids[name], "label": name} for name in labels]
        route.fulfill(response=answer, json=told)

    def city(route: "Route") -> None:
        answer = route.fetch()
        told = answer.json()
        first = told["categories"][0]
        told["categories"] += [{**first, "id": ids[name], "label": name} for name in labels]
        route.fulfill(response=answer, json=told)

    def original(route: "Route") -> None:
        route.continue_(url=re.sub(r"/frames/extra_\d+/", "/frames/all/", route.request.url))

    page.route(re.compile(rf"/api/cities/{CITY}/forecast$"), manifest)
    page.route(re.compile(rf"/api/cities/{CITY}$"), city)
    page.route(re.compile(r"/frames/extra_\d+/"), original)


def picker(page: "Page", layout: str) -> None:
    """Bring the categories into sight."""
    if layout == "phone":
        page.get_by_test_id("sheet-larger").click()


def test_a_label_that_is_code_is_text(page: "Page", layout: str) -> None:
    said: list[str] = []
    page.on("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    with_categories(page, [SCRIPT])
    opened(page)
    picker(page, layout)
    row = page.get_by_test_id("category").filter(has_text=SCRIPT)
    row.locator("label").first.click()
    expect(page).to_have_url(re.compile("category=extra_0"))
    ready(page)
    expect(page.get_by_test_id("legend")).to_be_attached()
    page.goto(f"/{CITY}?category=extra_0&place=-98.5,39.0")
    expect(page.get_by_test_id("place-card")).to_be_attached()
    assert page.locator("script:not([src])").count() == 0
    assert said == []


def test_two_hundred_categories_can_be_looked_through(page: "Page", layout: str) -> None:
    with_categories(page, [f"Kind {i} of incident" for i in range(200)])
    opened(page)
    picker(page, layout)
    assert page.get_by_test_id("category").count() > 200
    find = page.get_by_test_id("category-filter")
    find.fill("kind 137")
    rows = page.get_by_test_id("category")
    expect(rows).to_have_count(2)  # all categories stay on offer
    rows.last.locator("label").first.click()
    expect(page).to_have_url(re.compile("category=extra_137"))
    ready(page)
    find.fill("no such")
    expect(page.get_by_test_id("categories")).to_contain_text("No category of that name")
    fits(page)


@pytest.mark.parametrize("mode", ["forecast", "history"])
@pytest.mark.parametrize("layout", ["phone"], indirect=True)
def test_a_small_phone_holds_it_all(page: "Page", mode: str) -> None:
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    opened(page, f"/{CITY}?mode={mode}")
    fits(page)
    page.get_by_test_id("sheet-larger").click()
    page.wait_for_timeout(400)
    fits(page)
    expect(page.get_by_test_id("sheet")).to_have_attribute("data-stop", "half")
