"""The record page: one sentence, one picture, the tables; and words where there is none."""

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import CITY, api, numbers, opened, ready

if TYPE_CHECKING:
    from playwright.sync_api import Page


def city_name(served: str) -> str:
    return str(api(served, "")["name"])


def test_it_is_found_from_the_map_and_leads_back(page: "Page", served: str) -> None:
    opened(page, f"/{CITY}?category=robbery")
    page.get_by_test_id("data-line").get_by_test_id("record-link").click()
    expect(page.get_by_test_id("record-sentence")).to_be_visible()
    expect(page).to_have_title(f"{city_name(served)}: how right the forecast was")
    assert page.url.endswith(f"/{CITY}/record")
    page.get_by_test_id("record-back").click()
    ready(page)
    assert "category=robbery" in page.url


def test_sentence_picture_and_tables_tell_what_was_published(page: "Page", served: str) -> None:
    told = api(served, "/record")
    page.goto(f"/{CITY}/record")
    counts = told["course"]["counts"]
    inside = sum(it["lower90"] <= it["observed"] <= it["upper90"] for it in counts)
    sentence = page.get_by_test_id("record-sentence")
    expect(sentence).to_contain_text(f"On {inside} of {len(counts)} days")
    chart = page.get_by_test_id("record-chart")
    expect(chart.locator("circle")).to_have_count(len(counts))
    expect(chart.locator("circle.out")).to_have_count(len(counts) - inside)
    chart.focus()
    page.keyboard.press("End")
    day = page.get_by_test_id("record-day").inner_text()
    assert f"{counts[-1]['observed']} reported" in day
    page.get_by_test_id("record-table").click()
    rows = page.get_by_test_id("record-days").locator("tbody tr")
    expect(rows).to_have_count(len(counts))
    assert numbers(rows.last.locator("td").last.inner_text()) == [counts[-1]["observed"]]
    where = page.get_by_test_id("record-where").locator("tbody tr").first.inner_text()
    for found in told["models"][0]["found"]:
        assert f"{round(100 * found['value'])}%" in where
    expect(page.get_by_test_id("record-compared").locator("tbody tr")).to_have_count(3)
    ahead = page.get_by_test_id("record-ahead").locator("tbody tr")
    expect(ahead).to_have_count(7)
    expect(ahead.nth(1)).to_contain_text("Day 2")
    expect(ahead.nth(1)).to_contain_text("1.20 (1.11 to 1.35)")
    expect(ahead.nth(6).locator("td").last).to_have_text("\u2013")
    expect(page.get_by_test_id("record-ages")).to_contain_text(
        "1 after a day, 2 after 7 days, 1 after 30 days"
    )
    # A label that would be a script is text.
    expect(page.get_by_test_id("record-categories")).to_contain_text("<script>alert('x')</script>")
    expect(page.get_by_test_id("prohibited")).to_contain_text("Not for directing patrols")


def test_the_report_is_saved_whole(page: "Page", served: str) -> None:
    page.goto(f"/{CITY}/record")
    with page.expect_download() as download:
        page.get_by_test_id("record-report").click()
    size = api(served, "/record")["files"]["report.html"]["size"]
    assert download.value.path().stat().st_size == size


def test_nothing_sticks_out_of_the_page(page: "Page") -> None:
    page.goto(f"/{CITY}/record")
    expect(page.get_by_test_id("record-sentence")).to_be_visible()
    wide = page.evaluate("document.querySelector('.record-page').scrollWidth - innerWidth")
    assert wide <= 0


def test_a_city_without_one_says_what_to_do(page: "Page", served: str) -> None:
    page.route(
        "**/api/cities",
        lambda route: route.fulfill(
            response=(answer := route.fetch()),
            json={"cities": [{**it, "has_record": False} for it in answer.json()["cities"]]},
        ),
    )
    page.goto(f"/{CITY}/record")
    expect(page.get_by_test_id("record-none")).to_contain_text(
        f"There is no record for {city_name(served)}"
    )
    expect(page.get_by_test_id("record-none")).to_contain_text(f"crimecast backtest {CITY}")
