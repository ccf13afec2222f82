"""What the documentation of cities and records says, held to the code."""

import re
from pathlib import Path

from crimecast.city import load_city
from crimecast.incidents.clean import REASONS, REPAIRS
from crimecast.run.check import LEAST_PLACED, MOST_UNMAPPED, MOST_UNREADABLE
from crimecast.taxonomy import CLASSES

DOCS = Path(__file__).resolve().parent.parent / "docs"


def table(page: str, heading: str) -> dict[str, str]:
    """Return the first two columns of the table below a heading."""
    text = (DOCS / page).read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    return dict(re.findall(r"^\| `([\w-]+)` \| (.+?) \|", text, re.MULTILINE))


def test_reasons_and_repairs_are_documented_as_they_are() -> None:
    assert table("records.md", "What is refused") == REASONS
    assert table("records.md", "What is put right") == REPAIRS


def test_classes_are_documented() -> None:
    assert list(table("cities.md", "Classes")) == list(CLASSES)


def test_shipped_cities_are_documented_as_they_are() -> None:
    text = (DOCS / "cities.md").read_text(encoding="utf-8")
    for name, offences, forecast, kept in re.findall(
        r"^\| `(\w+)` \| all (\d+)[^|]* \| (\d+) \| (\d+) \|", text, re.MULTILINE
    ):
        city = load_city(name)
        assert sum(len(c.offences) for c in city.categories) == int(offences)
        assert len(city.forecast_categories) == int(forecast)
        assert len(city.kept_categories) - len(city.forecast_categories) == int(kept)


def test_limits_of_a_check_are_documented() -> None:
    text = (DOCS / "cities.md").read_text(encoding="utf-8")
    assert f"more than {MOST_UNREADABLE:.0%}" in text
    assert f"more than {MOST_UNMAPPED:.0%}" in text
    assert LEAST_PLACED == 0.5
    assert "fewer than half" in text
