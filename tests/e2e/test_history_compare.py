"""Two periods beside each other, the tables, their files, and room for what matters."""

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("playwright")
from playwright.sync_api import expect

from page_sample import CITY, api, numbers, opened, ready

if TYPE_CHECKING:
    from playwright.sync_api import Page

HISTORY = f"/{CITY}?mode=history"


def details(page: "Page", layout: str) -> "Page":
    """Make the panel's whole body visible."""
    if layout == "phone":
        sheet = page.get_by_test_id("sheet")
        while sheet.get_attribute("data-stop") != "full":
            page.get_by_test_id("sheet-larger").click()
    return page


def periods(served: str, days: int) -> tuple[str, str]:
    """Return the queries of the last days of the records, and of as many before."""
    known = api(served, "/history?from=2000-01-01")["days"]
    spans = (known[-days], known[-1]), (known[-2 * days], known[-days - 1])
    first, second = (f"from={a}&to={b}" for a, b in spans)
    return first, second


def rows(page: "Page") -> list[list[str]]:
    """Return the table's texts, row by row."""
    found: list[list[str]] = page.get_by_test_id("history-table").evaluate(
        "t => [...t.tBodies[0].rows].map(r => [...r.cells].map(c => c.innerText))"
    )
    return found


def saved(page: "Page", button: str) -> tuple[str, list[str], list[list[str]]]:
    """Press a button that saves CSV; return the file's name, its head and its rows."""
    with page.expect_download() as download:
        page.get_by_test_id(button).click()
    lines = Path(download.value.path()).read_text(encoding="utf-8").splitlines()
    head = [line for line in lines if line.startswith("#")]
    return download.value.suggested_filename, head, list(csv.reader(lines[len(head) :]))


def test_a_period_beside_the_one_before(page: "Page", layout: str, served: str) -> None:
    details(opened(page, f"{HISTORY}&period=90d"), layout)
    page.get_by_test_id("compare-with").select_option("before")
    expect(page).to_have_url(re.compile(r"against=before(&|$)"))
    ready(page)
    one, other = (api(served, f"/history?{query}") for query in periods(served, 90))
    answer = page.get_by_test_id("compare-answer")
    expect(answer).to_contain_text(f"against {other['total']:,} from")
    more = "more" if one["total"] > other["total"] else "fewer"
    percent = round(100 * abs(one["total"] / other["total"] - 1))
    assert answer.inner_text().startswith(("as many", "under 1%", f"{percent}% {more}"))
    expect(page.get_by_test_id("compare-sure")).to_contain_text("95% range, at the least")
    expect(page.get_by_test_id("compare-cells")).to_contain_text("chance alone would make")
    assert one["from"] in (page.get_by_test_id("app").get_attribute("data-drawn") or "")
    assert other["from"] in (page.get_by_test_id("app").get_attribute("data-drawn") or "")
    table = {row[0]: row for row in rows(page)}
    labels = {c["id"]: c["label"] for c in api(served, "")["categories"]}
    for name, count in one["by_category"].items():
        if count:
            assert numbers(table[labels[name]][1]) == [round(count)]
            assert numbers(table[labels[name]][2]) == [round(other["by_category"][name])]
    page.get_by_test_id("week-second").click()
    expect(page.get_by_test_id("week-second")).to_have_attribute("aria-pressed", "true")
    page.reload()
    ready(page)
    details(page, layout)
    expect(page.get_by_test_id("compare-with")).to_have_value("before")
    page.go_back()
    expect(page).not_to_have_url(re.compile("against="))
    expect(page.get_by_test_id("compare-answer")).to_have_count(0)


def test_brushes_count_in_both(page: "Page", layout: str, served: str) -> None:
    brush = "category=burglary&weekdays=1-5&hours=8-18"
    details(opened(page, f"{HISTORY}&period=90d&against=before&{brush}"), layout)
    one, other = (api(served, f"/history?{query}&{brush}") for query in periods(served, 90))
    assert numbers(page.get_by_test_id("history-total").inner_text()) == [one["total"]]
    expect(page.get_by_test_id("compare-answer")).to_contain_text(f"{other['total']:,} from")


def test_periods_that_cannot_be_compared_say_why(page: "Page", layout: str, served: str) -> None:
    details(opened(page, f"{HISTORY}&period=all&against=before"), layout)
    expect(page.get_by_test_id("compare-none")).to_contain_text("The records go from")
    days = api(served, "/history?from=2000-01-01")["days"]
    page.get_by_test_id("period-28").click()
    page.get_by_test_id("compare-with").select_option("dates")
    field = page.get_by_test_id("against-to")
    field.fill(days[-10])
    field.press("Enter")
    expect(page.get_by_test_id("compare-none")).to_contain_text("share days")
    expect(page.get_by_test_id("compare-answer")).to_have_count(0)
    field.fill(days[-29])
    field.press("Enter")
    expect(page).to_have_url(re.compile(rf"against=\d{{4}}-\d\d-\d\d/{days[-29]}"))
    expect(page.get_by_test_id("compare-answer")).to_be_visible()


def test_days_that_wait_for_reports_can_be_left_out(page: "Page", layout: str) -> None:
    details(opened(page, f"{HISTORY}&against=before"), layout)
    expect(page.get_by_test_id("compare-open")).to_contain_text("The last 7 days of")
    page.get_by_test_id("compare-complete").click()
    expect(page).to_have_url(re.compile("from="))
    ready(page)
    expect(page.get_by_test_id("compare-answer")).to_be_visible()
    expect(page.get_by_test_id("compare-open")).to_have_count(0)


def test_tables_are_sorted_by_press_and_by_key(page: "Page", layout: str) -> None:
    details(opened(page, f"{HISTORY}&period=90d"), layout)
    heads = page.get_by_test_id("history-table").locator("thead th")
    assert [heads.nth(i).get_attribute("aria-sort") for i in range(2)] == ["none", "descending"]
    counts = [numbers(row[1])[0] for row in rows(page)]
    assert counts == sorted(counts, reverse=True)
    heads.nth(1).get_by_role("button").press("Enter")
    assert [numbers(row[1])[0] for row in rows(page)] == sorted(counts)
    heads.nth(0).get_by_role("button").click()
    names = [row[0] for row in rows(page)]
    assert names == sorted(names)
    page.get_by_test_id("table-day").click()
    assert len(rows(page)) == 90
    page.get_by_test_id("table-hour").click()
    assert len(rows(page)) == 168


def test_files_hold_what_is_seen_and_its_terms(page: "Page", layout: str, served: str) -> None:
    details(opened(page, f"{HISTORY}&period=90d&against=before"), layout)
    name, head, table = saved(page, "history-csv")
    assert re.fullmatch(rf"{CITY}-history-category-[\d-]+-compared\.csv", name)
    text = "\n".join(head)
    for part in ("# what: ", "# period: ", "# compared_with: ", "# not: ", "# use: ", "# source: "):
        assert part in text
    assert table[0][:3] == ["category", "count", "count_compared"]
    assert [row[0] for row in table[1:]] == [row[0] for row in rows(page)]
    page.get_by_test_id("table-day").click()
    assert len(saved(page, "history-csv")[2]) == 91
    _, _, cells = saved(page, "history-csv-cells")
    names, found = cells[0], cells[1:]
    one, other = (api(served, f"/history?{query}") for query in periods(served, 90))
    width = one["grid"]["width"]
    told = dict(zip(one["cells"], one["counts"], strict=True))
    hidden = set(one["suppressed"]) | set(other["suppressed"])
    assert len(found) > 10
    for row in (dict(zip(names, row, strict=True)) for row in found):
        cell = int(row["row"]) * width + int(row["column"])
        small = cell in one["suppressed"]
        assert row["count"] == ("under 3" if small else str(told.get(cell, 0)))
        assert cell not in hidden or (row["times"], row["lower"], row["upper"]) == ("", "", "")


def test_a_place_in_both_periods(page: "Page", layout: str, served: str) -> None:
    lon, lat = api(served, "")["downtown"]
    details(opened(page, f"{HISTORY}&period=90d&against=before&place={lon},{lat}"), layout)
    expect(page.get_by_test_id("place-compared")).to_contain_text("Compared: ")
    second = page.get_by_test_id("place-years").locator("tbody tr").nth(1)
    told = api(served, f"/history/place?lon={lon}&lat={lat}&{periods(served, 90)[1]}")
    assert numbers(second.locator("td").last.inner_text())[0] == told["period"]["around"]["count"]


@pytest.mark.parametrize("query", ["", "&against=before"])
@pytest.mark.parametrize("layout", ["phone"], indirect=True)
def test_a_small_phone_leaves_room_for_the_map(page: "Page", query: str) -> None:
    opened(page, HISTORY + query)
    page.set_viewport_size({"width": 320, "height": 568})
    ready(page)
    # The legend folds a moment after the screen has become small.
    page.wait_for_function(
        """() => {
          const at = (name) =>
            document.querySelector(`[data-testid=${name}]`)?.getBoundingClientRect();
          const [legend, notices] = [at("legend"), at("notices")];
          return legend && notices && legend.top - notices.bottom > 150;
        }"""
    )


@pytest.mark.parametrize("query", ["", "&against=before"])
@pytest.mark.parametrize("layout", ["desk"], indirect=True)
def test_the_matrix_is_in_view(page: "Page", query: str) -> None:
    opened(page, HISTORY + query)
    last = page.get_by_test_id("hour-of-week").locator("tbody tr").last.bounding_box()
    panel = page.get_by_test_id("panel").bounding_box()
    assert last
    assert panel
    assert last["y"] + last["height"] <= panel["y"] + panel["height"]


@pytest.mark.parametrize("layout", ["desk"], indirect=True)
def test_open_days_of_a_later_period_are_said_to_be(page: "Page", served: str) -> None:
    days = api(served, "/history?from=2000-01-01")["days"]
    query = f"from={days[-28]}&to={days[-15]}&against={days[-14]}/{days[-1]}"
    opened(page, f"{HISTORY}&{query}")
    track = page.get_by_test_id("day-track")
    box = track.bounding_box()
    assert box
    said = page.get_by_test_id("history-day")
    track.hover(position={"x": 2, "y": 10})
    expect(said).not_to_contain_text("not complete yet")
    track.hover(position={"x": box["width"] - 2, "y": 10})
    expect(said).to_contain_text(re.compile(r"^[^;]*\d; [^;]*not complete yet$"))
