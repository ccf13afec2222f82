import pytest

from crimecast.city import list_cities, load_city, parse_city
from crimecast.city_taxonomy import Line, taxonomy
from crimecast.taxonomy import NIBRS
from records_sample import TOML


def of(lines: tuple[Line, ...], words: str) -> Line:
    (found,) = (line for line in lines if line.words == words)
    return found


def test_every_word_of_a_city_has_a_line() -> None:
    table = taxonomy(parse_city(TOML))
    assert [line.words for line in table.lines] == [
        "robbery", "pocket", "other", "larceny", "drug", "rape",
    ]  # fmt: skip
    assert [line.use for line in table.lines] == [
        "forecast", "forecast", "forecast", "forecast", "kept", "withheld",
    ]  # fmt: skip
    pocket = of(table.lines, "pocket")
    assert (pocket.category, pocket.nibrs, pocket.nibrs_name) == ("theft", "23A", NIBRS["23A"][0])
    assert (pocket.source, pocket.offence_class, pocket.rows) == ("offence", "property", None)
    assert of(table.lines, "larceny").source == "group"
    assert (table.records, table.unmapped_rows, table.uncoded_rows) == (None, None, None)


def test_rows_are_counted_and_words_beyond_the_file_are_told() -> None:
    table = taxonomy(
        parse_city(TOML),
        [
            ("robbery", "robbery", "120", 5), ("ROBBERY ", "robbery", "120", 2),
            ("theft of a boat", "theft", None, 3), ("new", "unmapped", None, 7),
            (None, "unmapped", None, 1),
        ],
    )  # fmt: skip
    assert of(table.lines, "robbery").rows == 7
    assert of(table.lines, "pocket").rows == 0
    assert of(table.lines, "larceny").rows is None
    assert of(table.lines, "rape").rows is None  # withheld rows are nowhere to be counted
    beyond = [line for line in table.lines if line.source == "records"]
    assert [(line.words, line.category, line.use, line.rows) for line in beyond] == [
        ("new", "unmapped", "kept", 7), ("theft of a boat", "theft", "forecast", 3),
        ("(none)", "unmapped", "kept", 1),
    ]  # fmt: skip
    assert (table.records, table.unmapped_rows, table.uncoded_rows) == (18, 8, 3)


@pytest.mark.parametrize("name", list_cities())
def test_what_is_withheld_is_told_as_such(name: str) -> None:
    for line in taxonomy(load_city(name)).lines:
        assert (line.use == "withheld") == (line.offence_class == "withheld"), line.words
        assert line.to_json()["class"] == line.offence_class
        if line.source == "offence":
            assert line.nibrs_name, line.words
