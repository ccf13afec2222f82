"""Files at an address: kept as they are, read as any file is, never written where they say."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from crimecast.city_parts import Portal
from crimecast.errors import InputError
from crimecast.sources.files import inspect
from crimecast.sources.http import Limits
from crimecast.sources.pull import pull
from crimecast.sources.pulled import Pulled
from sources.portals.base import serving
from sources.portals.others import Files

COLUMNS = ("id", "when")
CSV = b'\xef\xbb\xbfid,when,what\r\n1,2024-03-01,"a, b"\r\n2,2024-03-02,\r\n'


def zipped(members: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def get(content: bytes, folder: Path, **given: Any) -> Pulled:
    served = Files({"/a/b": content})
    served.faults = given.pop("faults", [])
    with serving(served):
        options = given.pop("options", {})
        city = Portal(kind="url", url=f"{served.url}/a/b", options=options)
        return pull(city, COLUMNS, folder, private=True, sleep=lambda _: None, **given)


def parquet() -> bytes:
    with duckdb.connect() as connection:
        connection.execute("CREATE TABLE t AS SELECT 1 AS id, DATE '2024-03-01' AS \"when\"")
        return bytes(_written(connection))


def _written(connection: duckdb.DuckDBPyConnection) -> bytes:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        connection.execute(f"COPY t TO '{folder}/t.parquet' (FORMAT parquet)")
        return Path(folder, "t.parquet").read_bytes()


JSON = json.dumps([{"id": 1, "when": "x"}, {"id": 2, "when": "y"}]).encode()


@pytest.mark.parametrize(
    ("make", "rows", "name"),
    [
        (lambda: CSV, 2, "page-000001.gz"),
        (lambda: gzip.compress(CSV), 2, "page-000001.gz"),
        (lambda: JSON, 2, "page-000001.gz"),
        (lambda: b'{"id": 1, "when": "x"}\n{"id": 2, "when": "y"}\n', 2, "page-000001.gz"),
        (parquet, 1, "page-000001.parquet"),
        (lambda: "id;when\n1;Café".encode("cp1252"), 1, "page-000001.gz"),
    ],
    ids=["csv", "gzip", "json", "jsonl", "parquet", "cp1252"],
)
def test_a_file_is_kept_as_it_is(
    tmp_path: Path, make: Callable[[], bytes], rows: int, name: str
) -> None:
    content = make()
    got = get(content, tmp_path / "a", faults=["cut", "cut"])
    (path,) = got.files
    assert (path.name, got.rows, got.whole, got.expected) == (name, rows, True, None)
    kept = path.read_bytes()
    packed = kept[:2] == b"\x1f\x8b" and content[:2] != b"\x1f\x8b"
    assert (gzip.decompress(kept) if packed else kept) == content
    assert set(COLUMNS) <= set(inspect(path).columns)
    assert {column.name for column in got.columns} >= set(COLUMNS)


def test_an_archive_by_month(tmp_path: Path) -> None:
    """As data.police.uk publishes it: one street file a month and force, others beside it."""
    months = {
        f"2024-{month:02d}/2024-{month:02d}-city-{kind}.csv": b"id,when\n"
        + b"".join(b"%d,2024-%02d\n" % (i, month) for i in range(month))
        for month in (3, 1, 2)
        for kind in ("street", "outcomes", "Street")
    }
    got = get(zipped(months), tmp_path / "a", options={"members": "*-street.csv"})
    assert got.rows == 2 * (1 + 2 + 3)
    assert len(got.files) == 6
    first = gzip.decompress(got.files[0].read_bytes())
    assert first == b"id,when\n0,2024-01\n"


def test_names_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    names = ["../../evil.csv", "/tmp/evil.csv", "a/../../evil.csv", "C:\\evil.csv", "x\x1b[2J.csv"]
    folder = tmp_path / "deep" / "a"
    got = get(zipped(dict.fromkeys(names, CSV)), folder)
    assert got.rows == 10
    assert not list(tmp_path.rglob("*evil*"))
    assert {path.name for path in folder.iterdir()} == {
        "pull.json", ".lock", *(f"page-{i:06d}.gz" for i in range(1, 6)),
    }  # fmt: skip


def test_an_archive_that_unpacks_to_too_much(tmp_path: Path) -> None:
    limits = Limits(file=100_000)
    big = zipped({"a.csv": b"id,when\n" + b"1,2\n" * 100_000})
    assert len(big) < 5_000
    with pytest.raises(InputError, match=r"larger than 0.0 GiB; choose fewer"):
        get(big, tmp_path / "a", limits=limits)
    # one that lies about its size, in the directory and before the content
    size = (8 + 4 * 100_000).to_bytes(4, "little")
    assert big.count(size) == 2
    with pytest.raises(InputError, match="is damaged"):
        get(big.replace(size, (999).to_bytes(4, "little")), tmp_path / "b", limits=limits)


def test_an_archive_that_is_harmed(tmp_path: Path) -> None:
    content = zipped({"a.csv": CSV * 1})
    flipped = bytearray(content)
    flipped[content.index(b"a.csv") + 12] ^= 0xFF
    with pytest.raises(InputError, match=r"a.csv in http.* is damaged"):
        get(bytes(flipped), tmp_path / "a")
    locked = bytearray(content)
    locked[content.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(InputError, match="is encrypted"):
        get(bytes(locked), tmp_path / "a")
    with pytest.raises(InputError, match=r"no file .* fits '\*.csv \*.tsv .*it holds readme.txt"):
        get(zipped({"readme.txt": b"hello"}), tmp_path / "a")
    with pytest.raises(InputError, match=r"damaged or was not fetched|zip archive"):
        get(content[: len(content) // 2], tmp_path / "a")


def test_a_member_with_other_columns_is_named(tmp_path: Path) -> None:
    members = {"1.csv": CSV, "2.csv": b"id,date\n1,2\n"}
    with pytest.raises(InputError, match=r"2.csv in http.* lacks column when"):
        get(zipped(members), tmp_path / "a")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"type": "FeatureCollection", "features": []}', "/a/b is one JSON object with type"),
        (b'id,when\n1,2\n3,"4\n' + b"5,6\n" * 9, "/a/b: in row 2 a quote|/a/b cannot be read"),
        (gzip.compress(CSV * 50)[:-9], "/a/b is damaged or was not fetched to its end"),
        (b"when,what\n1,2\n", "/a/b lacks column id"),
    ],
    ids=["geojson", "quote", "cut", "columns"],
)
def test_files_that_cannot_be_read_are_told_by_address(
    tmp_path: Path, content: bytes, said: str
) -> None:
    with pytest.raises(InputError, match=said) as told:
        get(content, tmp_path / "a")
    assert str(tmp_path) not in str(told.value)


def test_an_archive_goes_on_after_its_last_file_unless_it_was_replaced(tmp_path: Path) -> None:
    good = {f"{i}.csv": CSV for i in range(4)}
    bad = {**good, "2.csv": b"id,date\n1,2\n"}
    served = Files({"/x.zip": zipped(bad)})
    with serving(served):
        city = Portal(kind="url", url=f"{served.url}/x.zip")

        def again() -> Pulled:
            return pull(city, COLUMNS, tmp_path / "a", private=True, sleep=lambda _: None)

        for _ in range(2):
            with pytest.raises(InputError, match=r"2.csv"):
                again()
            assert len(list((tmp_path / "a").glob("page-*"))) == 2
        served.content["/x.zip"] = zipped(good)
        got = again()
    assert (got.rows, len(got.files)) == (8, 4)
