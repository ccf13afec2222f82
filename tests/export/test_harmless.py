"""Text in cells of CSV: no formula, and to be had back as it was."""

import csv
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimecast.export.harmless import RULE, harmless, harmless_sql, is_harmful_sql, original
from crimecast.export.table import Column, Kind

START = st.text(alphabet="'=+-@\t\r\n＝＋－＠a\" ,", max_size=5)  # noqa: RUF001
texts = st.builds("".join, st.tuples(START, st.text(st.characters(exclude_categories=["Cs"]))))


@given(texts)
def test_a_cell_is_no_formula_and_gives_the_text_back(text: str) -> None:
    cell = harmless(text)
    assert original(cell) == text
    assert cell[:1] not in set("=+-@\t\r\n＝＋－＠")  # noqa: RUF001
    assert cell in {text, f"'{text}"}


@pytest.mark.parametrize("text", ["a=1", "", "'s Gravenhage", "1-2", "O'Hare"])
def test_other_text_is_left_alone(text: str) -> None:
    assert harmless(text) == text == original(text)


@given(st.lists(texts.filter(lambda text: "\0" not in text), min_size=1, max_size=20))
def test_a_query_does_the_same(found: list[str]) -> None:
    with duckdb.connect() as connection:
        rows = connection.execute(
            f"SELECT {harmless_sql('t')}, {is_harmful_sql('t')} FROM (SELECT unnest(?) AS t)",
            [found],
        ).fetchall()
    assert rows == [(harmless(text), harmless(text) != text) for text in found]


def test_numbers_are_no_text_and_nothing_stays_nothing() -> None:
    assert Column("lon", Kind.NUMBER, "").csv == '"lon"'
    with duckdb.connect() as connection:
        found = connection.execute(f"SELECT {harmless_sql('t')} FROM (SELECT NULL AS t)")
        assert found.fetchall() == [(None,)]


def test_the_page_has_the_same_rule() -> None:
    script = Path(__file__).resolve().parents[2] / "frontend" / "src" / "share" / "csv.ts"
    assert f"/{RULE}/" in script.read_text(encoding="utf-8")


@given(st.lists(texts.filter(lambda text: "\0" not in text), min_size=1, max_size=8))
def test_any_text_goes_through_a_file(tmp_path_factory: pytest.TempPathFactory,
                                      found: list[str]) -> None:  # fmt: skip
    from crimecast.export.formats import FORMATS
    from crimecast.export.table import Table

    path = tmp_path_factory.mktemp("csv") / "a.csv"
    columns = (Column("n", Kind.INTEGER, ""), Column("t", Kind.TEXT, ""))
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE a (n INTEGER, t VARCHAR)")
        connection.executemany(
            "INSERT INTO a VALUES (?, ?)", [[-n, t] for n, t in enumerate(found)]
        )
        table = Table("SELECT * FROM a", columns, "n DESC", "Point", (), len(found))
        source = {"publisher": "", "url": None, "title": "", "license": ""}
        about = {"what": "", "not": "", "source": source}
        written = FORMATS[".csv"](connection, table, about, path, path.name)
    with path.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, strict=True))
    assert rows[0] == ["n", "t"]
    assert [(int(n), original(cell)) for n, cell in rows[1:]] == [
        (-n, text) for n, text in enumerate(found)
    ]
    assert written.harmless == sum(harmless(text) != text for text in found)
    assert path.read_bytes().startswith(b"n,t\r\n")
