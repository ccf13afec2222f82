"""The page of a city's records: one file, all names escaped, a table beside every plot."""

import datetime as dt
import itertools
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crimecast.city import City, load_city
from crimecast.cli import app
from crimecast.incidents.described import describe
from crimecast.records_page.write import records_page
from crimecast.run.ingest import ingest
from records_sample import TOML, row, write_csv

HOSTILE = "<script>alert(1)</script>"
NOW = dt.datetime(2024, 8, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    (home / "cities").mkdir()
    text = TOML.replace('label = "Robbery"', f'label = "{HOSTILE}"', 1)
    (home / "cities" / "testville.toml").write_text(text)
    assert HOSTILE in text
    rows = []
    for number in range(900):
        day = dt.date(2022, 1, 1) + dt.timedelta(days=number)
        if dt.date(2023, 3, 1) <= day <= dt.date(2023, 3, 20):
            continue
        for again in range(3):
            at = f"{day} {9 + again:02}:17:00"
            late = f"{day} {9 + 3 * again:02}:47:00"
            rows.append(row(f"{number}-{again}", FROM=at, TO=at, REPORTED=late))
    ingest(load_city("testville", home), [write_csv(home / "a.csv", rows)], home=home, now=NOW)
    return home


@pytest.fixture(scope="module")
def city(home: Path) -> City:
    return load_city("testville", home)


@pytest.fixture(scope="module")
def text(city: City, home: Path) -> str:
    return records_page(city, describe(city, home))


class Tags(HTMLParser):
    """Tags with their attributes, and whether they nest."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in {"meta", "br", "hr", "col"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def test_it_runs_nothing_fetches_nothing_and_escapes_names(text: str) -> None:
    tags = Tags(text)
    assert tags.open == []
    assert HOSTILE in tags.text  # as text, and so no tag
    names = {tag for tag, _ in tags.found}
    assert not names & {"script", "img", "link", "iframe", "object", "embed", "form", "base"}
    assert "default-src 'none'" in text
    assert not re.search(r'url\((?!"#)|@import', text)
    for _, attributes in tags.found:
        assert not any(name.startswith("on") for name in attributes)
        for name in attributes.keys() & {"href", "src"}:
            assert str(attributes[name]).startswith(("#", "https://"))  # links are followed, if any


def test_headings_go_down_in_order_and_plots_have_words(text: str) -> None:
    tags = Tags(text)
    levels = [int(tag[1]) for tag, _ in tags.found if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))
    drawn = [given for tag, given in tags.found if tag == "svg" and "aria-hidden" not in given]
    assert len(drawn) >= 4
    assert all(given.get("aria-label") or given.get("aria-labelledby") for given in drawn)


def test_it_says_what_is_missing_and_what_the_numbers_are_not(text: str) -> None:
    plain = re.sub(r"<[^>]+>", " ", text)
    assert "20 days of the city are missing" in plain
    assert "1 Mar 2023" in plain
    assert "not danger" in plain
    assert "As known now" in plain
    assert not re.search(r"\b(safe|unsafe|dangerous|hotspot)\b", plain, re.IGNORECASE)


def test_the_command_writes_it_whole_and_says_where(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "records.html"
    found = CliRunner().invoke(
        app, ["records", "testville", "--home", str(home), "--html", str(path), "--json"]
    )
    assert found.exit_code == 0, found.output
    assert path.read_text().startswith("<!doctype html>")
    assert '"category_gaps"' in found.stdout
    early = CliRunner().invoke(
        app,
        ["records", "testville", "--home", str(home), "--html", str(path), "--as-of",
         "2024-09-01T00:00:00Z"],
    )  # fmt: skip
    assert early.exit_code == 0, early.output
    assert "As known at 1 Sep 2024" in re.sub(r"<[^>]+>", " ", path.read_text())
    folder = CliRunner().invoke(
        app, ["records", "testville", "--home", str(home), "--html", str(tmp_path)]
    )
    assert folder.exit_code != 0
