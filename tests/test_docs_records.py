"""What the documentation of cities and records says, held to the code."""

import re
from pathlib import Path

from crimecast.city import City, list_cities, load_city
from crimecast.city_parts import Columns, Places, Portal, Rule, Source, Times
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
    rows = re.findall(
        r"^\| `([\w-]+)` \| (.+?) \| (\d+) \| (\d+) \| .+ \|$", text, re.MULTILINE
    )  # fmt: skip
    assert {row[0] for row in rows} == set(list_cities())
    for name, words, forecast, kept in rows:
        city = load_city(name)
        counts = {kind: int(n) for n, kind in re.findall(r"(\d+) (offences|groups)\b", words)}
        assert counts.get("offences", 0) == sum(len(c.offences) for c in city.categories), name
        if "groups" in counts:
            assert counts["groups"] == sum(len(c.groups) for c in city.categories), name
        assert len(city.forecast_categories) == int(forecast), name
        assert len(city.kept_categories) - len(city.forecast_categories) == int(kept), name


def test_keys_of_a_city_are_documented() -> None:
    text = (DOCS / "cities.md").read_text(encoding="utf-8").split("## Classes")[0]
    named = set(re.findall(r"[a-z_]+", " ".join(re.findall(r"`([^`\n]+)`", text))))
    for model in (City, Columns, Places, Portal, Rule, Source, Times):
        keys = {field.alias or name for name, field in model.model_fields.items()}
        assert keys - {"simulated"} <= named, model


def test_limits_of_a_check_are_documented() -> None:
    text = (DOCS / "cities.md").read_text(encoding="utf-8")
    assert f"more than {MOST_UNREADABLE:.0%}" in text
    assert f"more than {MOST_UNMAPPED:.0%}" in text
    assert LEAST_PLACED == 0.5
    assert "fewer than half" in text
