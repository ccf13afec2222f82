"""For all: what axe finds, keys alone, and less motion."""

from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import CITY, grave, opened

if TYPE_CHECKING:
    from playwright.sync_api import Page

AGAINST = "mode=history&against=before&"


@pytest.mark.parametrize(
    "view", ["", "place=-98.5,39.0&", "show=likeliest&", "mode=history&", AGAINST]
)
def test_axe_finds_nothing_serious(page: "Page", layout: str, view: str) -> None:
    opened(page, f"/{CITY}?{view}")
    if layout == "phone":
        page.get_by_test_id("sheet-larger").click()
        page.wait_for_timeout(300)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        expect(page.locator(f"html[data-theme={theme}]")).to_be_attached()
        page.wait_for_timeout(300)
        assert grave(page) == []


def test_axe_finds_nothing_serious_in_dialogs_and_beyond_the_map(page: "Page") -> None:
    opened(page)
    page.get_by_test_id("about-open").first.click()
    expect(page.get_by_test_id("about")).to_be_visible()
    assert grave(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_test_id("keys")).to_be_visible()
    assert grave(page) == []
    page.goto(f"/{CITY}/record")
    expect(page.get_by_test_id("record-sentence")).to_be_visible()
    assert grave(page) == []
    page.goto(f"/{CITY}/status")
    expect(page.get_by_test_id("status-archive")).to_be_visible()
    assert grave(page) == []


def test_tab_goes_through_everything_in_the_order_it_is_seen(page: "Page", layout: str) -> None:
    """From the head on, nothing twice, nothing that cannot be seen, and out again at the end."""
    opened(page)
    seen: list[str] = []
    for _ in range(120):
        page.keyboard.press("Tab")
        at = page.evaluate(
            """() => {
                const e = document.activeElement;
                if (!e || e === document.body) return null;
                const b = e.getBoundingClientRect();
                const label = e.getAttribute("aria-label") || e.textContent || e.id;
                return [e.dataset.testid || label.trim().slice(0, 40), b.width > 0 && b.height > 0];
            }"""
        )
        if at is None:
            break
        assert at[1], f"{at[0]} has the focus and no size"
        seen.append(at[0])
    else:
        pytest.fail(f"Tab does not come to an end: {seen[-5:]}")
    first = {name: seen.index(name) for name in reversed(seen)}
    assert {"search", "time-slider", "theme", "about-open"} <= set(first)
    assert first["search"] < first["time-slider"]
    if layout == "desk":
        assert first["tab-forecast"] < first["time-slider"]


def test_less_motion_is_no_motion(page: "Page", layout: str) -> None:
    """The visitor of these tests asks for less motion."""
    opened(page)
    if layout == "phone":
        page.get_by_test_id("sheet-larger").click()
    longest = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll("*")].flatMap((e) => {
            const style = getComputedStyle(e);
            return [style.transitionDuration, style.animationDuration]
                .flatMap((text) => text.split(",")).map((text) => parseFloat(text));
        }))"""
    )
    assert longest <= 0.01
