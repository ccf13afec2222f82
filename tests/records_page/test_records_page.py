"""The page of a city's records: what it tells, that it stands alone, that names cannot break it."""

import base64
import dataclasses
import datetime as dt
import hashlib
import re
from itertools import pairwise
from pathlib import Path

import pytest

from crimecast.city import City, parse_city
from crimecast.incidents.described import Described, describe
from crimecast.records_page import words
from crimecast.records_page.write import records_page, sentence, write_page
from crimecast.run.ingest import ingest
from html_page import Page
from records_sample import SETTINGS, TOML, row, write_csv

NOW = dt.datetime(2024, 12, 1, tzinfo=dt.UTC)
EVIL = "<script>alert(1)</script>"


def days(count: int, start: dt.date, kind: str, **more: str) -> list[dict[str, str]]:
    every = [start + dt.timedelta(days=i) for i in range(count)]
    return [
        row(f"{kind}-{day}", CASE=f"{kind}-{day}",
            **{"FROM": f"{day} 09:17:00", "TO": "", "REPORTED": f"{day} 11:00:00", "TYPE": kind}
            | more)
        for day in every
    ]  # fmt: skip


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def city() -> City:
    evil = TOML.replace('label = "Theft"', f'label = "{EVIL}"')
    return parse_city(evil.replace('license = "none"', 'license = "none"\nurl = "javascript:1"'))


@pytest.fixture(scope="module")
def found(city: City, home: Path) -> Described:
    """Describe two deliveries with gaps, ends, a revision and a refused row."""
    start = dt.date(2023, 1, 1)
    rows = days(600, start, "robbery") + days(300, start, "pocket")
    rows += days(500, start, "drug") + days(3, start, EVIL)
    rows = [one for one in rows if not "2023-05-06" <= one["FROM"][:10] <= "2023-05-30"]
    rows = [
        one for one in rows
        if one["TYPE"] != "drug" or not "2023-08-01" <= one["FROM"][:10] <= "2023-09-09"
    ]  # fmt: skip
    for one in rows[:9]:
        one |= {"LON": "-105.123456", "LAT": "39.512345"}
    path = home / "rows.csv"
    bad = row("bad", FROM="?")
    ingest(city, [write_csv(path, [*rows, bad])], home=home, now=NOW, settings=SETTINGS)
    rows[0]["TYPE"] = "pocket"
    later = NOW + dt.timedelta(days=1)
    new = row("new", FROM="2024-08-24 10:00:00", TO="", REPORTED="2024-08-24 12:00:00")
    ingest(city, [write_csv(path, [*rows, new])], home=home, now=later, settings=SETTINGS)
    return describe(city, home, settings=SETTINGS)


@pytest.fixture(scope="module")
def text(city: City, found: Described) -> str:
    return records_page(city, found)


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def test_it_needs_and_asks_nothing(text: str, page: Page) -> None:
    policy = next(v for _, n, v in page.attributes if n == "content" and "default-src" in v)
    style = re.search(r"<style>(.*?)</style>", text, re.DOTALL)
    assert style
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert not {"script", "img", "link", "iframe", "object", "form"} & page.tags
    names = {name for _, name, _ in page.attributes}
    assert not {name for name in names if name.startswith("on")}
    assert "style" not in names  # the policy would leave it out
    assert "src" not in names
    assert all(v.startswith("#") for _, n, v in page.attributes if n == "href")
    assert "url(" not in text.replace("url(#hatch)", "")


def test_names_are_told_as_they_are(text: str, page: Page) -> None:
    assert EVIL in page.text
    assert EVIL not in text
    assert page.row("kinds", EVIL)[1] == "276"
    assert page.row("unmapped", EVIL) == [EVIL, "3"]


def test_headings_are_in_order_and_plots_have_words_and_tables(text: str, page: Page) -> None:
    levels = [int(n) for n in re.findall(r"<h([1-6])[ >]", text)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - before <= 1 for before, later in pairwise(levels))
    panels = re.findall(r"<svg [^>]*role=\"img\"[^>]*>", text)
    assert len(panels) > 10
    assert all(re.search(r'aria-label="[^"]{10,}"', one) for one in panels)
    for body in re.findall(r"<section.*?</section>", text, re.DOTALL):
        assert "<table" in body or 'role="img"' not in body
    ids = [value for _, name, value in page.attributes if name == "id"]
    assert len(set(ids)) == len(ids)
    links = [v[1:] for tag, n, v in page.attributes if tag == "a" and n == "href"]
    assert set(links) <= set(ids)


def test_gaps_beginnings_and_ends_are_told(page: Page) -> None:
    whole, drug = page.tables["gaps"][0][1:]
    assert whole[:4] == ["All categories", "6 May 2023", "30 May 2023", "25"]
    assert drug[:4] == ["Drugs", "1 Aug 2023", "9 Sep 2023", "40"]
    ends = {row[0]: row[1:] for row in page.tables["gaps"][1][1:]}
    assert ends[EVIL] == ["stopped", "27 Oct 2023"]
    assert ends["Drugs"] == ["stopped", "14 May 2024"]


def test_arrivals_revisions_and_refusals_are_told(page: Page, found: Described) -> None:
    newest, first = page.tables["revisions"][0][1:]
    assert newest == ["2 Dec 2024, 00:00 UTC", "1", "1", "0"]
    assert first[0] == "1 Dec 2024, 00:00 UTC"
    assert found.revised == 1
    assert page.tables["ingests"][0][1][-1] == "0"
    assert page.tables["ingests"][0][2][-1] == "1"
    assert page.row("ingests", "bad time", 1)[1:] == [
        "a time that no format of the city's file reads", "1",
    ]  # fmt: skip


def test_months_add_up_and_hours_are_local(page: Page, found: Described) -> None:
    assert sum(sum(counts) for counts in found.months.counts.values()) == found.rows
    assert page.row("months", "2023-01")[-1] == "31"
    nine = page.row("week", "9:00")
    assert sum(int(n.replace(",", "")) for n in nine[1:]) == found.rows - 1
    heaped = [row for row in page.tables["heaps"][0] if row[0] == "17"]
    assert heaped[0][1] == f"{found.rows - 1:,}"


def test_no_place_is_told_closer_than_a_block(text: str, page: Page) -> None:
    assert page.tables["crowds"][0][-1][0] == "39.512, -105.123"
    assert "123456" not in text


def test_source_terms_and_what_it_is_not(page: Page, city: City) -> None:
    assert "reports to police, not danger" in page.text
    assert "Not for directing patrols" in page.text
    for words_ in ("Nobody", "Records", "none", "as made", "no crime"):
        assert words_ in page.text.split("Source and terms")[-1]


def test_the_sentence(city: City, found: Described) -> None:
    told = sentence(city, found)
    assert told.startswith("Testville published ")
    assert "from 1 Jan 2023 to 24 Aug 2024" in told
    assert "nine of ten within 1.7 h" in told
    assert told.endswith("days of the city are missing.")


def test_the_past_is_as_it_was(city: City, home: Path) -> None:
    page = Page(records_page(city, describe(city, home, known_at=NOW, settings=SETTINGS)))
    assert "As known at 1 Dec 2024, 00:00 UTC" in page.text
    assert len(page.tables["ingests"][0]) == len(page.tables["revisions"][0]) == 2


def test_what_is_not_told_has_words(city: City, found: Described) -> None:
    bare = dataclasses.replace(
        found, lateness=None, quarters=(), crowds=(), gaps=(), category_gaps=(), began=(),
        stopped=(), ingests=(), unmapped=0, unmapped_words=(),
        kinds=tuple(dataclasses.replace(k, delay_h=(), early_h=None) for k in found.kinds),
    )  # fmt: skip
    text = Page(records_page(city, bare)).text
    for told in (
        "does not tell when it was reported", "No gap was found", "No category began",
        "No point holds that many", "No row was refused", "Every offense is of",
    ):  # fmt: skip
        assert told in text


def test_one_record_makes_a_page(city: City, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row()])
    ingest(city, [path], home=tmp_path, now=NOW, settings=SETTINGS)
    write_page(tmp_path / "out" / "page.html", city, describe(city, tmp_path, settings=SETTINGS))
    assert [p.name for p in (tmp_path / "out").iterdir()] == ["page.html"]
    assert "Too few quarters" in Page((tmp_path / "out" / "page.html").read_text()).text


@pytest.mark.parametrize(
    ("hours", "told"),
    [(None, "\N{EN DASH}"), (0.0, "0 min"), (0.5, "30 min"), (3.62, "3.6 h"), (47.0, "47 h"),
     (96.0, "4 d")],
)  # fmt: skip
def test_delays_in_words(hours: float | None, told: str) -> None:
    assert words.lag(hours) == told


def test_what_lacks_something_is_not_told_as_whole() -> None:
    assert words.most_of(0.99996) == "over 99.9%"
    assert words.most_of(1.0) == "100%"
    assert words.most_of(0.974) == "97.4%"
