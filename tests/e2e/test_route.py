"""Routes on the page: ways compared honestly, with no trace of who asked for what."""

import re
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import CITY, grave, opened

if TYPE_CHECKING:
    from playwright.sync_api import Page, Request, Route

A, B = "-98.5150,38.9850", "-98.4900,39.0000"


def larger(page: "Page", layout: str) -> None:
    """Open the phone's sheet whole."""
    for _ in range(2 if layout == "phone" else 0):
        page.get_by_test_id("sheet-larger").click()


def linked(page: "Page", more: str = "") -> "Page":
    """Open a link with both places in it and wait for the ways."""
    opened(page, f"/{CITY}?mode=route{more}#a={A}&b={B}")
    expect(page.get_by_test_id("route-0")).to_be_attached(timeout=60_000)
    return page


def test_the_fastest_comes_first_and_every_way_is_told_alike(page: "Page", layout: str) -> None:
    linked(page)
    larger(page, layout)
    cards = page.locator(".route-card")
    texts = cards.all_inner_texts()
    assert "fastest" in texts[0]
    for text in texts:
        assert re.search(
            r"In 10,000 trips like this at this hour, about [\d.,]+ \([\d.,]+ to [\d.,]+\) "
            r"reported incidents \(against people, in public\) within 50 m while you pass\.",
            text,
        )
    for text in texts[1:]:
        assert "No meaningful difference" in text or re.search(r"About .* fewer", text)
    minutes = [int(re.search(r"(\d+) min", text)[1]) for text in texts]  # type: ignore[index]
    assert minutes == sorted(minutes)
    assert not re.search(r"\b(un)?safe|danger(?!\. Busy)", page.locator("body").inner_text())
    assert grave(page) == []


def test_places_are_in_no_address(page: "Page", layout: str) -> None:
    seen: list[Request] = []

    def note(request: "Request") -> None:
        seen.append(request)

    page.on("request", note)
    linked(page)
    larger(page, layout)
    assert "#" not in page.url
    assert "98.515" not in page.url
    asked = [request for request in seen if request.url.endswith("/routes")]
    assert {request.method for request in asked} == {"POST"}
    # Not even the link that was opened told the server.
    assert not [request.url for request in seen if "98.515" in request.url.split("#")[0]]
    kept = page.evaluate("JSON.stringify([localStorage, sessionStorage, history.state])")
    assert "98.5" not in kept


def test_a_link_with_both_places_is_made_when_asked_for(page: "Page", layout: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    linked(page)
    larger(page, layout)
    page.get_by_test_id("copy-ends").click()
    link = page.evaluate("navigator.clipboard.readText()")
    assert f"a={A}" in link
    assert f"b={B}" in link


def test_ends_are_tapped_swapped_and_cleared(page: "Page", layout: str) -> None:
    opened(page, f"/{CITY}?mode=route&map=13.00/-98.50000/38.99000")
    expect(page.get_by_test_id("map")).to_be_visible()
    width, height = (390, 844) if layout == "phone" else (1440, 900)
    x, y = (width * 0.35, height * 0.3) if layout == "phone" else (width * 0.5, height * 0.4)
    page.mouse.click(x, y)
    page.mouse.click(x + 90, y + 60)
    larger(page, layout)
    first = page.get_by_test_id("end-from").locator("input")
    second = page.get_by_test_id("end-to").locator("input")
    expect(first).not_to_have_value("")
    expect(second).not_to_have_value("")
    before = (first.input_value(), second.input_value())
    expect(page.get_by_test_id("route-0")).to_be_attached(timeout=30_000)
    page.get_by_test_id("swap").click()
    expect(first).to_have_value(before[1])
    expect(second).to_have_value(before[0])
    page.get_by_test_id("end-to").get_by_role("button").click()
    expect(second).to_have_value("")
    expect(page.get_by_test_id("routes")).to_have_count(0)


def test_an_end_is_found_by_name_with_keys(page: "Page", layout: str) -> None:
    opened(page, f"/{CITY}?mode=route")
    larger(page, layout)
    field = page.get_by_test_id("end-from").locator("input")
    field.fill("Downt")
    expect(page.get_by_test_id("end-option").first).to_contain_text("Downtown")
    field.press("Enter")
    expect(field).to_have_value("Downtown")
    other = page.get_by_test_id("end-to").locator("input")
    other.fill("38.98, -98.52")
    other.press("Enter")
    expect(page.get_by_test_id("route-0")).to_be_attached(timeout=30_000)


def test_mode_and_details_follow(page: "Page", layout: str) -> None:
    linked(page)
    larger(page, layout)
    walk = page.get_by_test_id("route-0").inner_text()
    page.get_by_test_id("by").get_by_text("By bicycle").click()
    expect(page.get_by_test_id("route-0")).not_to_have_text(walk)
    page.get_by_test_id("stretches").locator("summary").click()
    rows = page.get_by_test_id("stretches").locator("tbody tr")
    assert rows.count() > 1
    expect(page.get_by_test_id("leave-words")).to_contain_text(re.compile("departure"))
    page.get_by_test_id("leave").locator("summary").click()
    page.get_by_test_id("leave").locator("tbody button").nth(3).click()
    expect(page).to_have_url(re.compile("hour="))
    expect(page.get_by_test_id("departure")).not_to_contain_text("now")


def test_what_has_no_answer_is_said(page: "Page", layout: str, forgiven: list[str]) -> None:
    forgiven.append("422")
    opened(page, f"/{CITY}?mode=route#a={A}&b=-98.3000,38.9850")
    larger(page, layout)
    expect(page.get_by_test_id("route-error")).to_contain_text("outside the area", timeout=30_000)


def test_a_server_without_streets_says_so(page: "Page", layout: str, forgiven: list[str]) -> None:
    forgiven.append("404")

    def none(route: "Route") -> None:
        route.fulfill(
            status=404, content_type="application/problem+json",
            body='{"type":"urn:crimecast:problem:no-routes","title":"Not Found","status":404,'
            '"detail":"The streets are not known here; run crimecast streets."}',
        )  # fmt: skip

    page.route("**/routes", none)
    opened(page, f"/{CITY}?mode=route#a={A}&b={B}")
    larger(page, layout)
    expect(page.get_by_test_id("route-error")).to_contain_text("crimecast streets")
