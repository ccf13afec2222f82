"""What is taken away: a picture that says all itself, and a small map for others' pages."""

import base64
import html
import re
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import CITY, opened, ready

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: A picture's size and how many colors it has.
LOOK = """async (data) => {
  const image = new Image();
  image.src = data;
  await image.decode();
  const bitmap = await createImageBitmap(image);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const pen = canvas.getContext("2d");
  pen.drawImage(bitmap, 0, 0);
  const { data: px } = pen.getImageData(0, 0, bitmap.width, bitmap.height);
  const seen = new Set();
  for (let i = 0; i < px.length; i += 4 * 7) seen.add((px[i] << 16) | (px[i + 1] << 8) | px[i + 2]);
  return [bitmap.width, bitmap.height, seen.size];
}"""


def open_sheet(page: "Page", layout: str) -> None:
    if layout == "phone":
        page.get_by_test_id("sheet-larger").click()
        page.get_by_test_id("sheet-larger").click()


@pytest.mark.parametrize("density", [1.0])
def test_a_picture_holds_the_map_and_more(page: "Page", layout: str) -> None:
    opened(page)
    box = page.get_by_test_id("map").locator("canvas").first.bounding_box()
    assert box
    open_sheet(page, layout)
    with page.expect_download() as download:
        page.get_by_test_id("take-png").click()
    assert re.fullmatch(rf"{CITY}-all-\d{{8}}T\d{{4}}Z\.png", download.value.suggested_filename)
    content = download.value.path().read_bytes()
    assert content.startswith(b"\x89PNG")
    address = "data:image/png;base64," + base64.b64encode(content).decode()
    width, height, colors = page.evaluate(LOOK, address)
    assert width == pytest.approx(box["width"], abs=1)
    assert height > box["height"] + 100
    # The field's own colors: an empty map has the few of ground, lines and words.
    assert colors > 300


def test_the_small_map_for_other_pages(page: "Page", layout: str, served: str) -> None:
    opened(page, f"/{CITY}?category=robbery")
    open_sheet(page, layout)
    page.evaluate(
        "Object.defineProperty(navigator, 'clipboard',"
        "{value: {writeText: async (text) => { window.copied = text; }}})"
    )
    page.get_by_test_id("copy-embed").click()
    code = page.evaluate("window.copied")
    found = re.search(r'src="([^"]+)"', code)
    assert found
    address = html.unescape(found[1])
    assert address.startswith(f"{served}/embed/{CITY}?")
    page.goto(address)
    ready(page)
    expect(page.get_by_test_id("legend")).to_be_visible()
    expect(page.get_by_test_id("embed-what")).to_contain_text("Robbery")
    expect(page.get_by_test_id("data-line")).to_contain_text("Simulated city")
    slider = page.get_by_test_id("time-slider")
    before = int(slider.get_attribute("aria-valuenow") or "")
    slider.focus()
    page.keyboard.press("ArrowRight")
    expect(slider).to_have_attribute("aria-valuenow", str(before + 1))
    link = page.get_by_test_id("embed-open").get_attribute("href") or ""
    assert link.startswith(f"/{CITY}?")
