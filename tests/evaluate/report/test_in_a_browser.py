"""The report fits a phone and a desk, in both themes, and fetches nothing."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

WIDTHS = [(390, 844), (1440, 900)]


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", WIDTHS)
def test_it_fits(folder: Path, browser: Browser, size: tuple[int, int], theme: str) -> None:
    view = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="dark" if theme == "dark" else "light",
        java_script_enabled=True,
    )
    page = view.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((folder / "report.html").as_uri())
    wide = page.evaluate("document.documentElement.scrollWidth")
    small = page.evaluate(
        """() => Math.min(...[...document.querySelectorAll('svg text')]
            .filter(t => t.getBoundingClientRect().height > 0)
            .map(t => parseFloat(getComputedStyle(t).fontSize)
                * (t.ownerSVGElement.viewBox.baseVal
                   && t.ownerSVGElement.viewBox.baseVal.width
                   ? t.ownerSVGElement.getBoundingClientRect().width
                     / t.ownerSVGElement.viewBox.baseVal.width : 1)))"""
    )
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    view.close()
    assert wide == size[0]
    assert small >= 10
    assert ground == ("rgb(20, 23, 26)" if theme == "dark" else "rgb(247, 247, 245)")
    assert len(asked) == 1
