"""The model card: the parts that Mitchell et al. ask for, and numbers from the tables."""

import re
from pathlib import Path

import pytest

from crimecast.evaluate.report import write_report
from html_page import Page
from report_sample import NASTY, Sample


@pytest.fixture(scope="module")
def card(folder: Path) -> str:
    return (folder / "model_card.md").read_text(encoding="utf-8")


def test_it_has_its_parts(card: str) -> None:
    assert re.findall(r"^## (.+)$", card, re.MULTILINE) == [
        "What it is", "What it is for", "What it must not be used for", "Data", "How right it was",
        "How sure it is", "Where it fails", "Terms of use", "How to repeat it",
    ]  # fmt: skip


def test_numbers_are_those_of_the_tables(card: str) -> None:
    assert "| Gain over prior\\_counts, hours x 250 m | +0.37 | 0.31 to 0.42 |" in card
    assert "| Expected over observed, hours x 250 m | 0.97 | 0.93 to 1.02 |" in card
    assert "| Expected over observed, days x 250 m | 1.02 | 0.97 to 1.08 |" in card
    assert "123,456 records" in card
    assert "- Data up to 30 November 2024: " in card
    assert "98.7%" in card
    assert "81% within 1 day, 94% within 7 days and 98% within 30 days" in card
    assert "Records: CC BY 4.0. As is." in card
    assert "| Rare kind | " in card


def test_table_rows_have_as_many_cells_as_their_head(card: str) -> None:
    for block in re.findall(r"(?:^\|.*\n)+", card, re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(widths) == 1, block


def test_names_are_escaped(card: str) -> None:
    assert NASTY not in card
    assert "\\<script\\>" in card
    assert "# Model card: additive for Oakville \\<b\\>" in card


def test_the_worst_is_told(card: str) -> None:
    sample = Sample()
    outside = [
        row for row in sample.tables["totals"]
        if row["model"] == "additive" and row["category"] == "all" and row["hours"] == 24
        and row["area"] == "city" and not row["lower90"] <= row["observed"] <= row["upper90"]
    ]  # fmt: skip
    assert ("Days furthest outside" in card) == bool(outside)
    for row in sorted(outside, key=lambda r: -abs(r["observed"] - r["expected"]))[:3]:
        said = f"{row['observed']} came where {row['lower90']:.0f} to {row['upper90']:.0f}"
        assert said in card
    assert "Its worst forecasts against prior\\_counts:" in card
    assert "heaped time" in card


def test_a_day_ahead_is_named_by_its_own_date(tmp_path: Path) -> None:
    """From 28 October on: the fall of the clocks on 3 November lies between."""
    sample = Sample(days=1)
    city = next(
        row for row in sample.tables["totals"]
        if (row["model"], row["category"], row["area"], row["hours"])
        == ("additive", "all", "city", 24)
    )  # fmt: skip
    sample.tables["totals"].remove(city)
    sample.tables["totals"] += [city | {"lead": 24 * ahead, "observed": 14} for ahead in range(7)]
    sample.tables["totals"].append(city | {"lead": 168, "observed": 99})
    folder = write_report(sample.write(tmp_path)).parent
    card = (folder / "model_card.md").read_text(encoding="utf-8")
    assert "of the city: 4 November 2024, 99 came where" in card


def test_classes_that_police_start_are_named_as_such(tmp_path: Path) -> None:
    sample = Sample(days=2)
    sample.protocol["about"]["not_forecast"] = ["Robbery", "Drugs"]
    folder = write_report(sample.write(tmp_path)).parent
    card = (folder / "model_card.md").read_text(encoding="utf-8")
    assert "Not forecast, since such records say where police look: drugs." in card
    assert "for comparison only and never issued" in card


def test_the_page_holds_the_same(card: str, page: Page) -> None:
    assert [(tag, name) for tag, name, _ in page.attributes if name == "open"] == [
        ("details", "open")  # source, terms and prohibited uses need no click
    ]
    sentences = re.findall(r"^- (.+)$", card, re.MULTILINE)
    assert len(sentences) > 8
    for sentence in sentences:
        assert re.sub(r"\\(.)", r"\1", sentence) in page.text
