"""What was seen stays to be looked at when the server is gone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import CITY, opened, ready
from serving import serving

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Host:
    """A server that a test can stop and start again at the same address."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._running = serving(home)
        self.address = self._running.__enter__()

    def stop(self) -> None:
        """Stop it; the address answers no more."""
        self._running.__exit__(None, None, None)

    def start(self) -> None:
        """Start it again."""
        self._running = serving(self.home, urlsplit(self.address).port or 0)
        assert self._running.__enter__() == self.address


@pytest.fixture
def host(home: Path) -> Iterator[Host]:
    """Return a server of this test alone."""
    host = Host(home)
    yield host
    host.stop()


@pytest.fixture
def served(host: Host) -> str:
    """Return its address."""
    return host.address


@pytest.fixture
def workers() -> Literal["allow", "block"]:
    """Let the page keep what was seen."""
    return "allow"


@pytest.fixture
def forgiven() -> list[str]:
    """Return what the browser writes by itself when nothing answers."""
    return ["net::ERR_", "Failed to fetch"]


def kept(page: "Page") -> None:
    """Wait until the first visit is kept."""
    expect(page.locator("html[data-kept=true]")).to_be_attached(timeout=30_000)


def test_after_the_first_visit_the_map_is_there_without_the_server(
    page: "Page", host: Host
) -> None:
    opened(page, f"/{CITY}?place=-98.5,39.0")
    expect(page.get_by_test_id("place-answer").first).to_contain_text(re.compile(r"\d"))
    kept(page)
    drawn = page.get_by_test_id("app").get_attribute("data-drawn")
    answer = page.get_by_test_id("place-answer").first.text_content() or ""
    expect(page.get_by_test_id("notice-offline")).to_have_count(0)

    host.stop()
    page.reload()
    ready(page)
    assert page.get_by_test_id("app").get_attribute("data-drawn") == drawn
    expect(page.get_by_test_id("place-answer").first).to_have_text(answer)
    notice = page.get_by_test_id("notice-offline")
    expect(notice).to_contain_text("The server cannot be reached")
    expect(notice).to_contain_text(re.compile(r"forecast issued .*(ago)"))
    page.keyboard.press("ArrowRight")
    ready(page)
    assert page.get_by_test_id("app").get_attribute("data-drawn") != drawn

    host.start()
    notice.get_by_role("button").click()
    expect(notice).to_have_count(0)


def test_a_page_that_is_open_says_when_the_server_goes(page: "Page", host: Host) -> None:
    opened(page)
    kept(page)
    host.stop()
    # A forecast hour that was never asked for: the map stays, and why is said.
    page.goto(f"/{CITY}?category=burglary")
    notice = page.get_by_test_id("notice-offline")
    expect(notice).to_contain_text("The server cannot be reached")
    expect(notice).to_contain_text("not among it")
    host.start()


def test_what_is_kept_has_bounds_and_no_searches(page: "Page", host: Host) -> None:
    opened(page)
    kept(page)
    page.reload()
    ready(page)
    page.get_by_test_id("search").fill("harvest")
    expect(page.get_by_test_id("search-option").first).to_be_visible()
    page.wait_for_timeout(500)
    addresses = page.evaluate(
        """async () => {
            const all = [];
            for (const name of await caches.keys()) {
                const cache = await caches.open(name);
                for (const { url } of await cache.keys()) all.push(name + " " + url);
            }
            return all;
        }"""
    )
    assert any("/frames/" in address for address in addresses)
    assert any("tiles.pmtiles?range" in address for address in addresses)
    assert not any("/search" in address for address in addresses)
    assert len({address.split()[0] for address in addresses}) == 4
    assert host.address


def test_the_page_can_be_installed(page: "Page", served: str) -> None:
    """Chromium finds the manifest, and what it names is there."""
    opened(page)
    session = page.context.new_cdp_session(page)
    told = session.send("Page.getAppManifest")
    assert told["url"] == f"{served}/{CITY}/app.webmanifest"
    assert not told["errors"]
    missing = session.send("Page.getInstallabilityErrors")["installabilityErrors"]
    assert [one["errorId"] for one in missing if one["errorId"] != "in-incognito"] == []
