"""The page in another language: by link, by the browser, by a click; the view stays."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import CITY, grave, opened, ready

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SPANISH_DAY = re.compile(r"^(lun|mar|mié|jue|vie|sáb|dom) \d{1,2} [a-z]{3,4}, \d{1,2} [ap]\.m\.")

#: Elements that are wider than what holds them, but for those that scroll or end in dots.
TOO_WIDE = """() => {
  const wide = document.documentElement.scrollWidth > innerWidth ? ["the page"] : [];
  for (const e of document.querySelectorAll(".panel-body, .sheet-body, .about-body, .chip")) {
    if (e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1) wide.push(e.className);
  }
  return wide;
}"""


@pytest.fixture
def spaniard(browser: "Browser", served: str, layout: str) -> Iterator["Page"]:
    """Return a blank page of a browser that asks for Spanish."""
    size = {"desk": (1440, 900), "phone": (390, 844)}[layout]
    context = browser.new_context(
        base_url=served,
        viewport={"width": size[0], "height": size[1]},
        locale="es-MX",
        reduced_motion="reduce",
        service_workers="block",
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert not wrong


def test_a_link_says_which_language(page: "Page", layout: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    opened(page, f"/{CITY}?lang=es&category=robbery")
    assert page.locator("html").get_attribute("lang") == "es"
    expect(page).to_have_title(re.compile("pronóstico de incidentes reportados$"))
    expect(page.get_by_test_id("tab-forecast" if layout == "desk" else "sheet")).to_contain_text(
        "Pronóstico" if layout == "desk" else "Robo con violencia"
    )
    expect(page.get_by_test_id("hour-words")).to_have_text(SPANISH_DAY)
    expect(page.get_by_test_id("data-sentence")).to_contain_text("llega")
    expect(page.get_by_test_id("notice-simulated")).to_contain_text("Ciudad simulada")
    # One language is sent, not both.
    assert any("/assets/strings-es-" in url for url in asked)
    assert not any("/assets/strings-en-" in url for url in asked)


def test_the_browsers_language_is_spoken_from_the_first_view_on(spaniard: "Page") -> None:
    page = spaniard
    page.add_init_script(
        "window.said = []; new MutationObserver(() => said.push(document.body?.innerText ?? ''))"
        ".observe(document, { childList: true, subtree: true });"
    )
    opened(page)
    assert page.locator("html").get_attribute("lang") == "es"
    assert "lang=" not in page.url
    said = "\n".join(page.evaluate("said"))
    assert "Pronóstico" in said
    assert not re.search(r"\b(Loading|Forecast|expected|All categories|Search)\b", said)


def test_a_click_changes_the_language_and_keeps_the_view(page: "Page", layout: str) -> None:
    opened(page, f"/{CITY}?category=robbery&place=-98.5,39.0")
    english = page.get_by_test_id("place-answer").inner_text()
    hour = page.get_by_test_id("time-slider").get_attribute("aria-valuenow")
    link = page.get_by_test_id("language")
    expect(link).to_have_text("Español")
    expect(link).to_have_attribute("lang", "es")
    link.click()
    expect(page.locator("html")).to_have_attribute("lang", "es", timeout=30_000)
    ready(page)
    assert "lang=es" in page.url
    assert "category=robbery" in page.url
    assert "place=" in page.url
    expect(page.get_by_test_id("place-answer")).to_contain_text("un reporte de robo con violencia")
    assert page.get_by_test_id("time-slider").get_attribute("aria-valuenow") == hour
    chance = re.search(r"1 in ([\d,]+)", english)
    assert chance
    expect(page.get_by_test_id("place-answer")).to_contain_text(f"1 en {chance[1]}")
    expect(page.get_by_test_id("language")).to_be_focused()
    page.go_back()
    expect(page.locator("html")).to_have_attribute("lang", "en", timeout=30_000)
    ready(page)
    assert "lang=es" not in page.url
    assert "category=robbery" in page.url
    assert "place=" in page.url
    expect(page.get_by_test_id("place-answer")).to_contain_text("a report of robbery")


def test_other_pages_speak_it_too(page: "Page") -> None:
    page.goto(f"/{CITY}/record?lang=es")
    expect(page.get_by_test_id("record-sentence")).to_contain_text("incidentes reportados")
    expect(page.get_by_test_id("language")).to_have_text("English")
    assert grave(page) == []
    page.get_by_test_id("record-back").click()
    ready(page)
    assert "lang=es" in page.url
    page.goto(f"/embed/{CITY}?lang=es")
    ready(page)
    expect(page.get_by_test_id("embed-open")).to_contain_text("Pronóstico de incidentes reportados")
    expect(page.get_by_test_id("embed-what")).to_contain_text("Todas las")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", ["place=-98.5,39.0&", "show=likeliest&", "mode=history&"])
def test_it_fits_and_axe_finds_nothing_serious(
    page: "Page", layout: str, view: str, theme: str
) -> None:
    opened(page, f"/{CITY}?lang=es&{view}theme={theme}")
    if layout == "phone":
        page.get_by_test_id("sheet-larger").click()
        page.wait_for_timeout(300)
    assert page.evaluate(TOO_WIDE) == []
    assert grave(page) == []
    if layout == "phone":
        page.set_viewport_size({"width": 320, "height": 640})
        page.wait_for_timeout(300)
        assert page.evaluate(TOO_WIDE) == []


def test_about_says_all_of_it_in_spanish(page: "Page") -> None:
    opened(page, f"/{CITY}?lang=es")
    page.get_by_test_id("about-open").first.click()
    about = page.get_by_test_id("about")
    expect(about.get_by_test_id("prohibited")).to_contain_text("vecindarios")
    expect(about).to_contain_text("Hurto en vehículos")
    expect(about).to_contain_text("Reportes de este tipo aquí a lo largo de los años")
    expect(about.locator("[lang=en]")).to_have_count(0)  # all of this city is the project's own
    verdicts = r"\b(in)?segur[oa]s?\b|\bpeligros[oa]s?\b"
    said = page.locator("body").inner_text().replace("préstamos, seguros", "")
    assert not re.search(verdicts, said, re.IGNORECASE)
    assert grave(page) == []
