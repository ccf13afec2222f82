"""Names are found as people type them."""

import time

import pytest

from crimecast.streets.fold import fold
from crimecast.streets.kinds import clean, zoom_of_size
from crimecast.streets.search import LIMIT, NameIndex

NAMES = [
    "Main Street", "Maine Avenue", "North Main Street", "Café Avenue", "Straße der Ærø",
    "O\N{RIGHT SINGLE QUOTATION MARK}Hara Place", "Northeast 45th Street",
    "East Martin Luther King Junior Boulevard",
    "<script>alert(1)</script>", "Øster Łódź", "Domain Road",
]  # fmt: skip


@pytest.fixture(scope="module")
def index() -> NameIndex:
    entries = [{"name": name} for name in NAMES]
    entries[0]["also"] = ["US 6"]  # type: ignore[assignment]
    return NameIndex(entries)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("main", ["Main Street", "Maine Avenue", "North Main Street"]),
        ("MAIN st", ["Main Street", "North Main Street"]),
        ("st main", ["Main Street", "North Main Street"]),
        ("us 6", ["Main Street"]),
        ("cafe", ["Café Avenue"]),
        ("CAFE\u0301", ["Café Avenue"]),
        ("strasse aero", ["Straße der Ærø"]),
        ("ohara", ["O\N{RIGHT SINGLE QUOTATION MARK}Hara Place"]),
        ("o'hara", ["O\N{RIGHT SINGLE QUOTATION MARK}Hara Place"]),
        ("ne 45th st", ["Northeast 45th Street"]),
        ("king blvd", ["East Martin Luther King Junior Boulevard"]),
        ("<script>", ["<script>alert(1)</script>"]),
        ("oster lodz", ["Øster Łódź"]),
        ("ain", []),
        ("main zzz", []),
        (" .,-", []),
        ("\x00", []),
    ],
)
def test_finds(index: NameIndex, query: str, names: list[str]) -> None:
    assert [entry["name"] for entry in index.find(query)] == names


def test_the_name_itself_comes_before_what_begins_so() -> None:
    index = NameIndex([{"name": n} for n in ("Old Park", "Park Avenue", "Park")])
    assert [e["name"] for e in index.find("park")] == ["Park", "Park Avenue", "Old Park"]


def test_twenty_thousand_names_are_searched_in_milliseconds() -> None:
    entries = [{"name": f"North {i} Street {i % 97}"} for i in range(20_000)]
    index = NameIndex(entries)
    began = time.perf_counter()
    for query in ("n", "north 1", "st 19", "north street 5"):
        assert len(index.find(query)) == LIMIT
    assert (time.perf_counter() - began) / 4 < 0.2


def test_folding_and_cleaning() -> None:
    assert fold("  ÀÉÎ--õü  ") == "aei ou"
    assert clean("a\n\tb\u200b\x00c") == "a b c"
    assert clean(" ") is None
    assert len(clean("x" * 500) or "") == 100


def test_zooms_of_sizes() -> None:
    assert zoom_of_size(1e6, 40.0) == 9
    assert zoom_of_size(0.0, 40.0) == 15
    assert zoom_of_size(20.0, 40.0) > zoom_of_size(200.0, 40.0)
