"""What the server says in English of what is shipped has words in each of the page's languages."""

import json
import re
from pathlib import Path

import pytest

from crimecast.archive.write import ALL_LABEL
from crimecast.city import list_cities, load_city
from crimecast.taxonomy import CLASSES

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ROOT / "src" / "crimecast" / "languages"
STRINGS = ROOT / "frontend" / "src" / "strings"
TABLES = [
    LANGUAGES / f"{path.stem}.json"
    for path in sorted(STRINGS.glob("*.ts"))
    if re.fullmatch("[a-z]{2,3}", path.stem) and path.stem != "en"
]


def told() -> set[str]:
    """Return labels of categories, of classes, of what numbers are made of, and cities' own words.

    What a publisher says of its records is the publisher's; of a simulated city the words are ours.
    """
    cities = [load_city(name) for name in list_cities()]
    labels = {category.label for city in cities for category in city.categories}
    for path in (ROOT / "src" / "crimecast" / "models").rglob("*.py"):
        labels |= set(re.findall(r'Term\(\s*"\w+",\s*"([^"]+)"', path.read_text()))
    hidden = {words for city in cities for words in city.not_shown}
    exactness = {city.places.exactness for city in cities if city.places.exactness}
    ours = {
        words
        for city in cities
        if city.simulated
        for words in (city.name, city.source.title, city.source.notice)
        if words
    }
    return labels | hidden | exactness | ours | set(CLASSES.values()) | {ALL_LABEL}


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_shipped_names_are_translated(path: Path) -> None:
    assert told() - set(json.loads(path.read_text())) == set()
