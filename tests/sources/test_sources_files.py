import gzip
import json
from pathlib import Path

import duckdb
import pytest

from crimecast.errors import InputError
from crimecast.sources.files import inspect, match_columns


def put(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_a_csv_tells_its_separator_and_columns(tmp_path: Path, mark: str) -> None:
    path = put(tmp_path / "a.csv", mark.join(["id", '"a, b; c"', " when "]) + "\n1\n")
    info = inspect(path)
    assert (info.kind, info.delimiter, info.encoding) == ("csv", mark, "utf-8")
    assert info.columns == ("id", "a, b; c", "when")


def test_gzip_is_known_by_its_content_and_bom_is_no_column(tmp_path: Path) -> None:
    info = inspect(put(tmp_path / "a.csv", gzip.compress(b"\xef\xbb\xbfid,b\n1,2\n")))
    assert (info.gzipped, info.encoding, info.columns) == (True, "utf-8-sig", ("id", "b"))


def test_utf16_is_known_by_its_bom(tmp_path: Path) -> None:
    info = inspect(put(tmp_path / "a.csv", "id,b\n1,é\n".encode("utf-16")))
    assert (info.encoding, info.columns) == ("utf-16", ("id", "b"))


def test_json_columns_are_the_keys_of_its_rows(tmp_path: Path) -> None:
    rows = [{"id": "1"}, {"id": "2", "b": None}]
    array = inspect(put(tmp_path / "a.json", json.dumps(rows)))
    lines = inspect(put(tmp_path / "b.jsonl", "\n".join(map(json.dumps, rows))))
    assert (array.kind, lines.kind) == ("json", "jsonl")
    assert array.columns == lines.columns == ("id", "b")


def test_parquet_columns_and_types(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 1 AS id, TIMESTAMP '2020-01-01' AS t) TO '{path}'")
    info = inspect(path)
    assert (info.kind, info.columns, info.types["t"]) == ("parquet", ("id", "t"), "TIMESTAMP")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (gzip.compress(b"", mtime=0), "is empty"),
        (b"<!DOCTYPE html>\n<html>", "is a web page or XML"),
        (b"\n  <?xml version='1.0'?>", "is a web page or XML"),
        (gzip.compress(b"<html>", mtime=0), "is a web page or XML"),
        (b"PK\x03\x04....", "zip archive or spreadsheet"),
        (gzip.compress(b"id,b\n1,2\n", mtime=0)[:15], "not fetched to its end"),
        (b"only one column\n1\n", "holds no columns"),
        (b"a,b,a\n1,2,3\n", "column 'a' occurs twice"),
        (b"id\x00,b\n", "is binary"),
        (b"[]", "holds no rows"),
        (b'[{"id": 1}, {"id"', "not whole JSON"),
        (b"[1, 2]", "row 1 is no JSON object"),
        (b'{"error": {"code": 400}}', "one JSON object with error"),
        (b'{"type": "FeatureCollection", "features": []}', "one JSON object with type, features"),
        (b"PAR1 and nothing more", "is damaged"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, content: bytes, words: str) -> None:
    path = put(tmp_path / "file", content)
    with pytest.raises(InputError, match=words) as error:
        inspect(path)
    assert str(path) in str(error.value)


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no file"):
        inspect(tmp_path / "nothing")
    with pytest.raises(InputError, match="is a folder"):
        inspect(tmp_path)


def test_columns_match_without_regard_to_case(tmp_path: Path) -> None:
    info = inspect(put(tmp_path / "a.csv", "Id,WHEN,other\n"))
    assert match_columns(info, ["ID"], ["when", "absent"]) == {"ID": "Id", "when": "WHEN"}


def test_a_column_is_found_by_its_other_names_its_own_first(tmp_path: Path) -> None:
    also = {"when": ["start", "begin"], "end": ["until"]}
    old = inspect(put(tmp_path / "a.csv", "id,Begin\n"))
    assert match_columns(old, ["id", "when"], ["end"], also) == {"id": "id", "when": "Begin"}
    both = inspect(put(tmp_path / "b.csv", "begin,start,when,id,until\n"))
    assert match_columns(both, ["id", "when"], ["end"], also)["when"] == "when"
    assert match_columns(both, ["id", "when"], ["end"], also)["end"] == "until"
    middle = inspect(put(tmp_path / "c.csv", "begin,START,id\n"))
    assert match_columns(middle, ["when"], [], also) == {"when": "START"}
    with pytest.raises(InputError, match=r"lacks columns when or start or begin, size\."):
        match_columns(inspect(put(tmp_path / "d.csv", "id,x\n")), ["when", "size", "id"], [], also)


def test_missing_columns_are_told_with_the_nearest(tmp_path: Path) -> None:
    info = inspect(put(tmp_path / "a.csv", "offense_date,id,lat,lon\n"))
    with pytest.raises(InputError) as error:
        match_columns(info, ["offense_start_date", "id", "lat", "lon"], [])
    assert "lacks column offense_start_date" in str(error.value)
    assert "Nearest to offense_start_date: offense_date" in str(error.value)
    assert "city file of your own" in str(error.value)
    with pytest.raises(InputError, match="file of another city"):
        match_columns(info, ["x", "y"], [])
