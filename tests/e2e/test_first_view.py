"""The first moments: what is said before the page's code runs; nothing is fetched in vain."""

from collections import Counter
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import CITY, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route


@pytest.mark.parametrize("layout", ["desk"], indirect=True)  # the phone asks for the same
@pytest.mark.parametrize("query", ["", "?mode=history", "?mode=route"])
def test_what_the_head_asks_for_the_page_uses_and_asks_for_once(page: "Page", query: str) -> None:
    asked: Counter[str] = Counter()
    warned: list[str] = []
    page.on("request", lambda request: asked.update([request.url]))
    page.on("console", lambda message: warned.append(message.text))
    opened(page, f"/{CITY}{query}")
    ahead = page.evaluate(
        "[...document.querySelectorAll('link[rel=preload][as=fetch]')].map((link) => link.href)"
    )
    assert len(ahead) >= 4
    # The browser warns of what was fetched and not used some seconds after the page has loaded.
    page.wait_for_timeout(4500)
    assert [one for one in ahead if asked[one] != 1] == []
    assert [text for text in warned if "preload" in text] == []


def test_the_greeting_is_there_first_and_goes(page: "Page") -> None:
    held: list[Route] = []

    def hold(route: "Route") -> None:
        held.append(route)

    page.route("**/assets/index-*.js", hold)
    page.goto(f"/{CITY}", wait_until="commit")
    greeting = page.locator("#greeting")
    expect(greeting).to_contain_text("reported incidents expected in the city in the hour from")
    expect(greeting).to_be_visible()
    said = greeting.locator("strong").inner_text()
    held[0].continue_()
    expect(page.get_by_test_id("app")).to_have_attribute("data-state", "ready", timeout=60_000)
    expect(greeting).to_have_count(0)
    expect(page.get_by_test_id("city-expected")).to_contain_text(said)


def test_without_scripts_it_stays(browser: "Browser", served: str) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=served)
    page = context.new_page()
    page.goto(f"/{CITY}")
    expect(page.locator("#greeting")).to_contain_text("reported incidents expected in the city")
    context.close()
