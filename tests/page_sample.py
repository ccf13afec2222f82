"""What tests of the whole page share: the interface past the page, and waiting for the map."""

import json
import re
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

CITY = "simulated"
AXE = Path(__file__).resolve().parents[1] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
NO_WEBGL = """
    const real = HTMLCanvasElement.prototype.getContext;
    HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {
        return kind.startsWith("webgl") ? null : real.call(this, kind, ...rest);
    };
    if (globalThis.OffscreenCanvas) {
        const off = OffscreenCanvas.prototype.getContext;
        OffscreenCanvas.prototype.getContext = function (kind, ...rest) {
            return kind.startsWith("webgl") ? null : off.call(this, kind, ...rest);
        };
    }
"""


def api(served: str, path: str) -> Any:
    """Return what the interface says, past any proxy."""
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with direct.open(f"{served}/api/cities/{CITY}{path}", timeout=30) as answer:
        return json.load(answer)


def opened(page: "Page", address: str = f"/{CITY}") -> "Page":
    """Go to an address and wait until the map shows what was asked for."""
    page.goto(address)
    return ready(page)


def ready(page: "Page") -> "Page":
    """Wait until the map shows what was asked for."""
    from playwright.sync_api import expect

    expect(page.get_by_test_id("app")).to_have_attribute("data-state", "ready", timeout=60_000)
    return page


def numbers(text: str) -> list[float]:
    """Return the numbers in a text."""
    return [float(found.replace(",", "")) for found in re.findall(r"\d[\d,]*(?:\.\d+)?", text)]


def fits(page: "Page") -> None:
    """Check that nothing reaches beyond the screen's sides."""
    beyond = page.evaluate(
        """() => [...document.querySelectorAll("button, input, p, h1, h2, a, [data-cover]")]
            .filter((e) => !e.closest(".maplibregl-map, .sr-only, [inert]"))
            .filter((e) => e.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
            .map((e) => [e.getBoundingClientRect(), e])
            .filter(([b]) => b.width > 0 && (b.left < -1 || b.right > innerWidth + 1))
            .map(([b, e]) => `${e.className || e.tagName}: ${b.left} to ${b.right}`)"""
    )
    assert beyond == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def grave(page: "Page") -> list[str]:
    """Return what axe finds to be serious or worse, each with the element it is of."""
    import pytest

    if not AXE.is_file():
        pytest.skip("axe-core is not installed; run npm ci in frontend/")
    page.evaluate(AXE.read_text())  # past the page's content policy, as a visitor's tools are
    found = page.evaluate("rules => axe.run({ runOnly: rules })", RULES)
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['html'][:160]}"
        for one in found["violations"]
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]
