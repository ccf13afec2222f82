import csv
import gzip
import hashlib
import json
from pathlib import Path

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimecast.errors import InputError
from crimecast.sources.files import inspect
from crimecast.sources.load import Loaded, load

Rows = list[tuple[object, ...]]


def read(path: Path, work: Path, columns: list[str] | None = None) -> tuple[Loaded, Rows]:
    info = inspect(path)
    with duckdb.connect(config={"threads": 1}) as connection:
        names = columns or list(info.columns)
        loaded = load(connection, info, table="raw", columns=names, work=work)
        return loaded, connection.execute("SELECT * FROM raw ORDER BY row").fetchall()


def test_rows_are_numbered_text_in_the_order_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"id,b\r\n007,x\r\n8,\r\n")
    loaded, rows = read(path, tmp_path)
    assert rows == [(1, None, "007", "x"), (2, None, "8", None)]
    assert loaded == Loaded(hashlib.sha256(path.read_bytes()).hexdigest(), 2)


def test_short_rows_are_padded_and_long_ones_are_marked(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,b,c\n1,2\n3,4,5,6\n7,"8\n9",10\n11,12,13,\n')
    _, rows = read(path, tmp_path)
    assert [r[1] for r in rows] == [None, "6", None, None]
    assert [r[2:] for r in rows] == [
        ("1", "2", None), ("3", "4", "5"), ("7", "8\n9", "10"), ("11", "12", "13"),
    ]  # fmt: skip


def test_a_quote_that_is_never_closed_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    lines = [f"{i},x,y,z" for i in range(100)]
    lines[40] = '40,"x,y,z'
    path.write_text("\n".join(["id,b,c,d", *lines]) + "\n")
    with pytest.raises(InputError, match="in row 41 a quote"):
        read(path, tmp_path, ["id"])


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-8-sig"])
def test_other_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress("id,b\n1,Café \u2014 Zoë\n".encode(encoding)))
    loaded, rows = read(path, tmp_path)
    assert rows == [(1, None, "1", "Café \u2014 Zoë")]
    assert bool(loaded.notes) == (encoding != "utf-8-sig")
    assert [p.name for p in tmp_path.iterdir()] == ["a.csv.gz"]


@pytest.mark.parametrize("cut", [1, 8, 200])
def test_a_truncated_gzip_is_told(tmp_path: Path, cut: int) -> None:
    whole = gzip.compress(("id,b\n" + "".join(f"{i},{i * i}\n" for i in range(2000))).encode())
    path = tmp_path / "a.csv.gz"
    path.write_bytes(whole[:-cut])
    with pytest.raises(InputError, match="not fetched to its end"):
        read(path, tmp_path)


def test_a_damaged_gzip_is_told(tmp_path: Path) -> None:
    whole = bytearray(gzip.compress(b"id,b\n" + b"1,2\n" * 20_000, mtime=0))
    whole[-6] ^= 0xFF  # the checksum
    path = tmp_path / "a.csv.gz"
    path.write_bytes(whole)
    with pytest.raises(InputError, match="is damaged"):
        read(path, tmp_path)


def test_json_values_become_text_and_absent_keys_null(tmp_path: Path) -> None:
    rows = [{"id": 1, "b": 2.5}, {"id": "x"}]
    for name, text in (("a.json", json.dumps(rows)), ("b.json", "\n".join(map(json.dumps, rows)))):
        path = tmp_path / name
        path.write_text(text)
        loaded, found = read(path, tmp_path)
        assert found == [(1, None, "1", "2.5"), (2, None, "x", None)]
        assert loaded.rows == 2


def test_json_that_breaks_off_is_told(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    text = json.dumps([{"id": i, "b": "x" * 50} for i in range(20_000)])
    path.write_text(text[: len(text) // 2])
    with pytest.raises(InputError, match="cannot be read"):
        read(path, tmp_path)


def test_parquet_instants_say_that_they_are_utc(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with duckdb.connect() as connection:
        connection.execute(
            "COPY (SELECT 7 AS id, TIMESTAMP '2020-01-01 10:00:00' AS wall, "
            f"make_timestamptz(1577872800000000) AS instant) TO '{path}'"
        )
    _, rows = read(path, tmp_path)
    assert rows == [(1, None, "7", "2020-01-01 10:00:00", "2020-01-01T10:00:00Z")]


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\ufeff"), max_size=8)


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 9), TEXT, TEXT), min_size=1, max_size=20))
def test_what_csv_writes_is_what_is_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[int, str, str]]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    path = folder / "written.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_ALL)
        writer.writerows([("id", "b", "c"), *rows])
    _, found = read(path, folder)
    assert [r[2:] for r in found] == [(str(a), b or None, c or None) for a, b, c in rows]


def test_a_field_with_line_ends_and_commas_is_no_open_quote(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('id,b,c,d\n1,"12 Main St\nDenver, CO",x,y\n')
    _, rows = read(path, tmp_path)
    assert rows == [(1, None, "1", "12 Main St\nDenver, CO", "x", "y")]
