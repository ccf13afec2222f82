"""Routes on the page: compared honestly, with no trace of who asked."""

import re
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import CITY, NO_WEBGL, fits, grave, numbers, opened

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page, Request, Route

A, B = "-98.5150,38.9850", "-98.4900,39.0000"
MODE = f"/{CITY}?mode=route"
VERDICTS = re.compile(r"\b(un)?safe(r|st)?\b|\bdangerous\b|\brisk", re.IGNORECASE)


def larger(page: "Page", layout: str) -> "Page":
    """Open the phone's sheet whole."""
    if layout == "phone":
        sheet = page.get_by_test_id("sheet")
        while sheet.get_attribute("data-stop") != "full":
            page.get_by_test_id("sheet-larger").click()
    return page


def linked(page: "Page", more: str = "") -> "Page":
    """Open a link with both places in it and wait for the ways."""
    opened(page, f"/{CITY}?mode=route{more}#a={A}&b={B}")
    return found(page)


def found(page: "Page") -> "Page":
    """Wait for the answer to what is asked now."""
    expect(page.get_by_test_id("route-0")).to_be_attached(timeout=60_000)
    expect(page.locator(".route-found")).to_have_attribute("data-stale", "false", timeout=30_000)
    return page


def field(page: "Page", which: str) -> "Locator":
    return page.get_by_test_id(f"end-{which}").locator("input")


def test_the_fastest_comes_first_and_every_way_is_told_alike(page: "Page", layout: str) -> None:
    larger(linked(page), layout)
    texts = page.locator(".route-card").all_inner_texts()
    assert "fastest" in texts[0]
    for text in texts:
        assert re.search(
            r"In 10,000 trips like this at this hour, about [\d.,]+ \([\d.,]+ to [\d.,]+\) "
            r"reported incidents \(against people, in public\) within 50 m while you pass\.",
            text,
        )
    for text in texts[1:]:
        assert "longer" in text or "about as long" in text
        assert re.search(r"No meaningful difference|About .* fewer in 10,000 trips", text)
    apart = [text for text in texts if "fewer in" in text]
    summary = page.get_by_test_id("route-summary").inner_text()
    assert ("can be told apart" in summary) == bool(apart)
    minutes = [int(re.search(r"(\d+) min", text)[1]) for text in texts]  # type: ignore[index]
    assert minutes == sorted(minutes)
    assert not VERDICTS.search(page.locator("body").inner_text())
    expect(page.get_by_test_id("route-notes")).to_contain_text("busy streets", ignore_case=True)
    expect(page.get_by_test_id("live")).to_contain_text("reported incidents")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_serious(page: "Page", layout: str, theme: str) -> None:
    opened(page, f"{MODE}&theme={theme}")
    assert grave(page) == []
    linked(page, f"&theme={theme}")
    assert grave(page) == []
    larger(page, layout)
    page.get_by_test_id("more").locator("summary").click()
    page.get_by_test_id("stretches").locator("summary").click()
    page.get_by_test_id("leave-table").locator("summary").click()
    assert grave(page) == []
    fits(page)


def test_places_are_in_no_address(page: "Page", layout: str) -> None:
    seen: list[Request] = []

    def note(request: "Request") -> None:
        seen.append(request)

    page.on("request", note)
    larger(linked(page), layout)
    page.wait_for_timeout(600)
    # Nor is the map's place, which was fitted to the way.
    assert re.fullmatch(rf".*/{CITY}\?mode=route", page.url), page.url
    asked = [request for request in seen if request.url.endswith("/routes")]
    assert {request.method for request in asked} == {"POST"}
    # All that a server's log could have of them; not even the link that was opened told it.
    for request in seen:
        for address in (request.url.split("#")[0], request.headers.get("referer", "")):
            assert "98.515" not in address
            assert "38.985" not in address
    kept = page.evaluate("JSON.stringify([localStorage, sessionStorage, history.state])")
    assert "98.5" not in kept


def test_a_link_with_both_places_is_made_when_asked_for_and_opens_them(
    page: "Page", layout: str
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    larger(linked(page), layout)
    page.get_by_test_id("by").get_by_text("By bicycle").click()
    found(page)
    walk = page.get_by_test_id("route-0").inner_text()
    page.get_by_test_id("copy-ends").click()
    expect(page.get_by_test_id("toast")).to_contain_text("Whoever has it sees them")
    link = page.evaluate("navigator.clipboard.readText()")
    assert link.endswith(f"#a={A}&b={B}&by=bicycle")
    assert "#" not in page.url
    page.goto("about:blank")
    page.goto(link)
    larger(found(page), layout)
    assert page.get_by_test_id("route-0").inner_text() == walk
    assert "#" not in page.url
    # Also in the page that is open already.
    page.evaluate(f"location.hash = 'a={B}&b={A}'")
    expect(page.get_by_test_id("by").get_by_label("On foot")).to_be_checked()
    assert "#" not in page.url
    found(page)


def test_ends_are_tapped_swapped_and_cleared(page: "Page", layout: str) -> None:
    opened(page, f"{MODE}&map=13.00/-98.50000/38.99000")
    width, height = (390, 844) if layout == "phone" else (1440, 900)
    x, y = (width * 0.35, height * 0.2) if layout == "phone" else (width * 0.5, height * 0.4)
    page.mouse.click(x, y)
    expect(field(page, "from")).not_to_have_value("")
    page.mouse.click(x + 90, y + 40)
    first, second = field(page, "from"), field(page, "to")
    expect(second).not_to_have_value("")
    found(page)
    before = (first.input_value(), second.input_value())
    page.get_by_test_id("swap").click()
    expect(first).to_have_value(before[1])
    expect(second).to_have_value(before[0])
    found(page)
    # With both there a tap changes nothing, but where a field was entered for it.
    page.wait_for_timeout(500)
    away = (width - 70, 130) if layout == "phone" else (x, y + 30)
    page.mouse.click(*away)
    expect(page.get_by_test_id("toast")).to_contain_text("choose its field")
    expect(first).to_have_value(before[1])
    first.click()
    page.mouse.click(away[0] + 8, away[1] + 8)
    expect(page.get_by_test_id("toast")).to_contain_text("From:")
    expect(second).to_have_value(before[0])
    page.get_by_test_id("end-to").get_by_role("button").click()
    expect(second).to_have_value("")
    expect(second).to_be_focused()
    expect(page.get_by_test_id("routes")).to_have_count(0)


def test_all_of_it_by_keys(page: "Page", layout: str) -> None:
    larger(opened(page, MODE), layout)
    field(page, "from").focus()
    page.keyboard.type("Downt")
    expect(page.get_by_test_id("end-option").first).to_contain_text("Downtown")
    page.keyboard.press("Enter")
    expect(field(page, "from")).to_have_value("Downtown")
    field(page, "to").focus()
    page.keyboard.type("nothing of the kind")
    expect(page.get_by_test_id("end-none")).to_contain_text("coordinates work")
    page.keyboard.press("Escape")
    expect(field(page, "to")).to_have_value("")
    page.keyboard.type("38.98, -98.52")
    page.keyboard.press("Tab")
    found(page)
    # A point is named after the street next to it.
    expect(field(page, "to")).to_have_value(re.compile(r"[A-Z]\w+ \w+"))
    cards = page.locator(".route-card")
    if cards.count() > 1:
        cards.first.locator("input").focus()
        page.keyboard.press("ArrowDown")
        expect(cards.nth(1)).to_have_attribute("data-chosen", "true")
    page.get_by_test_id("by").get_by_label("On foot").focus()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_test_id("by").get_by_label("By bicycle")).to_be_checked()
    found(page)
    slider = page.get_by_test_id("leave-slider")
    slider.focus()
    expect(slider).to_have_attribute("aria-valuenow", "0")
    before = page.get_by_test_id("leave-told").inner_text()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    expect(page).to_have_url(re.compile("hour="))
    expect(page.get_by_test_id("departure")).not_to_contain_text("now")
    found(page)
    # The hours stay where they were; the one that was chosen is another.
    expect(slider).to_have_attribute("aria-valuenow", "3")
    expect(page.get_by_test_id("leave-told")).not_to_have_text(before)
    expect(slider).to_be_focused()
    page.keyboard.press("Home")
    expect(slider).to_have_attribute("aria-valuenow", "0")


def test_the_chosen_way_is_told_stretch_by_stretch_and_hour_by_hour(
    page: "Page", layout: str
) -> None:
    larger(linked(page), layout)
    page.get_by_test_id("stretches").locator("summary").click()
    rows = page.get_by_test_id("stretches").locator("tbody tr")
    assert rows.count() > 1
    shares = [numbers(text)[-1] for text in rows.locator("td:last-child").all_inner_texts()]
    assert 90 <= sum(shares) <= 110
    expect(page.get_by_test_id("leave-words")).to_contain_text("Least is expected")
    expect(page.get_by_test_id("leave-words")).to_contain_text("overlap")
    page.get_by_test_id("leave-table").locator("summary").click()
    hours = page.get_by_test_id("leave-table").locator("tbody tr")
    expect(hours.nth(23)).to_be_attached()
    told = page.get_by_test_id("leave-told").inner_text()
    assert told.split(": ")[1] == hours.first.locator("td").inner_text()
    at_now = page.get_by_test_id("route-0").inner_text()
    page.get_by_test_id("leave-slider").click(position={"x": 120, "y": 40})
    expect(page).to_have_url(re.compile("hour="))
    expect(page.get_by_test_id("route-0")).not_to_have_text(at_now)
    assert hours.count() >= 24


def test_a_smaller_detour_leaves_out_longer_ways(page: "Page", layout: str) -> None:
    larger(linked(page), layout)
    page.get_by_test_id("more").locator("summary").click()
    page.get_by_test_id("detour").get_by_text("1.2").click()
    found(page)
    texts = page.locator(".route-head strong").all_inner_texts()
    minutes = [numbers(text)[0] for text in texts]
    assert max(minutes) <= 1.2 * minutes[0] + 1
    expect(page.get_by_test_id("more").locator("summary")).to_contain_text("1.2 times")
    page.get_by_test_id("counts").select_option("chosen")
    found(page)
    expect(page.get_by_test_id("route-0")).to_contain_text("(all forecast categories)")


def test_a_past_hour_and_one_beyond_are_told(
    page: "Page", layout: str, forgiven: list[str]
) -> None:
    forgiven.append("422")
    larger(linked(page), layout)
    for _ in range(3):
        page.get_by_test_id("hour-back").click()
    expect(page.get_by_test_id("departure")).to_contain_text("has passed")
    page.goto(f"{MODE}&hour=2040-01-01T00:00Z#a={A}&b={B}")
    expect(page.get_by_test_id("route-error")).to_contain_text("forecast", timeout=60_000)


def test_what_has_no_answer_is_said(page: "Page", layout: str, forgiven: list[str]) -> None:
    forgiven.append("422")
    larger(opened(page, f"{MODE}#a={A}&b=-98.3000,38.9850"), layout)
    expect(page.get_by_test_id("route-error")).to_contain_text("outside the area", timeout=30_000)
    page.evaluate(f"location.hash = 'a={A}&b={A}'")
    expect(page.get_by_test_id("route-error")).to_contain_text("the same place", timeout=30_000)


def test_a_server_without_streets_says_so(page: "Page", layout: str, forgiven: list[str]) -> None:
    forgiven.append("404")

    def none(route: "Route") -> None:
        route.fulfill(
            status=404, content_type="application/problem+json",
            body='{"type":"urn:crimecast:problem:no-routes","title":"Not Found","status":404,'
            '"detail":"The streets are not known here; run crimecast streets."}',
        )  # fmt: skip

    page.route("**/routes", none)
    larger(opened(page, f"{MODE}#a={A}&b={B}"), layout)
    error = page.get_by_test_id("route-error")
    expect(error).to_contain_text("The streets are not known here; run crimecast streets.")
    page.goto("about:blank")
    larger(opened(page, f"{MODE}&lang=es#a={A}&b={B}"), layout)
    expect(error).to_contain_text("no se conocen las calles")
    expect(page.get_by_test_id("tab-route")).to_have_text("Ruta")


def test_a_server_that_is_gone_is_asked_again(
    page: "Page", layout: str, forgiven: list[str]
) -> None:
    forgiven.append("ERR_FAILED")
    page.route("**/routes", lambda route: route.abort())
    larger(opened(page, f"{MODE}#a={A}&b={B}"), layout)
    error = page.get_by_test_id("route-error")
    expect(error).to_contain_text("does not answer")
    page.unroute("**/routes")
    error.get_by_role("button").click()
    found(page)
    expect(error).to_have_count(0)


def test_the_map_is_the_forecasts_again_after_it(page: "Page", layout: str) -> None:
    linked(page)
    if layout == "desk":
        expect(page.get_by_test_id("legend")).to_contain_text("in an hour of being there")
    page.get_by_test_id("tab-forecast").click()
    expect(page.get_by_test_id("app")).to_have_attribute("data-mode", "forecast")
    expect(page.get_by_test_id("legend")).to_contain_text("m cell")
    # What was asked is there on return, and the way back leads through both.
    page.get_by_test_id("tab-route").click()
    found(page)
    page.go_back()
    expect(page.get_by_test_id("app")).to_have_attribute("data-mode", "forecast")


def test_a_picture_has_the_ways_too_where_there_is_no_webgl(page: "Page", layout: str) -> None:
    page.add_init_script(NO_WEBGL)
    larger(linked(page), layout)
    expect(page.get_by_test_id("still-routes").locator(".still-part").first).to_be_attached()
    expect(page.get_by_test_id("still-routes").locator("text")).to_have_text(["A", "B"])


@pytest.mark.parametrize("layout", ["phone"], indirect=True)
def test_the_smallest_phone_has_it_all(page: "Page", layout: str) -> None:
    for lang in ("en", "es"):
        page.set_viewport_size({"width": 320, "height": 640})
        page.goto("about:blank")
        linked(page, f"&lang={lang}")
        expect(page.get_by_test_id("sheet-head")).to_contain_text("min")
        larger(page, layout)
        fits(page)
        for tab in page.get_by_role("tab").all():
            assert tab.evaluate("e => e.scrollWidth <= e.clientWidth"), tab.inner_text()
