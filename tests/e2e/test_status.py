"""The page of how up to date a city is: its updates, and every forecast that was issued."""

from typing import TYPE_CHECKING, Any

import httpx
import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import CITY, api, opened, ready

if TYPE_CHECKING:
    from playwright.sync_api import Page

STEP = {
    "state": "done", "at": "2026-11-28T12:00:00Z", "seconds": 3.0,
    "succeeded": "2026-11-28T12:00:03Z", "failures": 0,
}  # fmt: skip


def test_it_is_found_from_the_map_and_leads_back(page: "Page", served: str) -> None:
    opened(page)
    page.get_by_test_id("about-open").first.click()
    page.get_by_test_id("about").get_by_test_id("status-link").click()
    expect(page.get_by_test_id("status-lead")).to_contain_text("The latest report of")
    assert page.url.endswith(f"/{CITY}/status")
    name = api(served, "")["name"]
    expect(page).to_have_title(f"{name}: how up to date it is")
    # A city that was set up by hand has no updates, and a forecast.
    expect(page.get_by_role("main")).to_contain_text("crimecast up")
    rows = page.get_by_test_id("status-archive").locator("tbody tr")
    told = httpx.get(f"{served}/api/cities/{CITY}/archive").json()["forecasts"]
    expect(rows).to_have_count(len(told))
    expect(rows.first).to_contain_text(told[0]["content"][:12])
    wide = page.evaluate("document.querySelector('.record-page').scrollWidth - innerWidth")
    assert wide <= 0
    page.get_by_test_id("record-back").click()
    ready(page)


def test_failures_and_what_was_thinned_are_told(page: "Page") -> None:
    def status(route: Any) -> None:
        answer = route.fetch()
        told = answer.json()
        failed = {**STEP, "state": "failed", "failures": 3}
        for city in told["cities"]:
            city.update(
                steps={"fetch": failed, "forecast": STEP, "score": {**STEP, "state": "skipped"}},
                stale=True, data_through="2026-11-01T05:00:00Z",
            )  # fmt: skip
        route.fulfill(response=answer, json=told)

    def archive(route: Any) -> None:
        answer = route.fetch()
        told = answer.json()
        one = told["forecasts"][0]
        many = [{**one, "id": f"{k}", "ages": [1, 7, 30], "there": k % 2 == 0} for k in range(25)]
        told.update(forecasts=many, entries=75, head="ab" * 32)
        route.fulfill(response=answer, json=told)

    page.route("**/api/status", status)
    page.route("**/archive", archive)
    page.goto(f"/{CITY}/status")
    expect(page.get_by_test_id("status-lead")).to_contain_text("Nothing newer has come since")
    steps = page.get_by_test_id("status-steps").locator("tbody tr")
    expect(steps).to_have_count(3)
    expect(steps.first).to_contain_text("failed")
    expect(steps.first).to_contain_text("3")
    expect(steps.nth(2)).to_contain_text("nothing to do")
    rows = page.get_by_test_id("status-archive").locator("tbody tr")
    expect(rows).to_have_count(10)
    page.get_by_test_id("status-all").click()
    expect(rows).to_have_count(25)
    expect(rows.nth(1)).to_contain_text("thinned out")
    expect(rows.first).to_contain_text("1, 7, 30 days")
    expect(page.get_by_role("main")).to_contain_text("a ledger of 75 lines")
    expect(page.get_by_role("main")).to_contain_text("abababababab")
