"""What a publisher's file is: CSV, JSON (array or lines) or Parquet; plain or gzipped.

Kind, separator, encoding and columns are found here once, from the head of the file, so that the
reader of its rows has nothing to guess.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, Literal

from crimecast.errors import InputError
from crimecast.sources.matching import find_columns

Kind = Literal["csv", "json", "jsonl", "parquet"]
UTF8: Final = ("utf-8", "utf-8-sig")
HEAD: Final = 1 << 18
"""Bytes of the beginning that are looked at to tell what a file is."""
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class FileInfo:
    """What the head of a file tells."""

    path: Path
    kind: Kind
    gzipped: bool
    columns: tuple[str, ...]
    encoding: str = "utf-8"
    delimiter: str = ","
    types: dict[str, str] = field(default_factory=dict, repr=False)

    @property
    def name(self) -> str:
        """File name without its folder."""
        return self.path.name


def opened(path: Path, gzipped: bool) -> BinaryIO:
    """Open a file, unpacking it where it is gzipped."""
    return gzip.open(path, "rb") if gzipped else path.open("rb")  # type: ignore[return-value]


def inspect(path: Path) -> FileInfo:
    """Tell what kind of file this is and which columns it has.

    Raises
    ------
    InputError
        If the file is missing, empty, damaged, a web page, or of no kind that can be read.
    """
    _check_there(path)
    with path.open("rb") as file:
        magic = file.read(4)
    if magic == b"PAR1":
        types = _parquet_types(path)
        return FileInfo(path, "parquet", False, tuple(types), types=types)
    if magic[:2] == b"PK":
        raise InputError(
            f"{path} is a zip archive or spreadsheet; unpack it and give the CSV in it"
        )
    gzipped = magic[:2] == b"\x1f\x8b"
    try:
        with opened(path, gzipped) as stream:
            head = stream.read(HEAD)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(truncated(path, error)) from error
    if not head.strip():
        raise InputError(f"{path} is empty; fetch it again")
    encoding = next((name for bom, name in _BOMS if head.startswith(bom)), "utf-8")
    text = codecs.getincrementaldecoder(encoding)("replace").decode(head)
    start = text.lstrip("\ufeff \t\r\n")
    if start[:1] == "<":
        raise InputError(
            f"{path} is a web page or XML, not records (it begins with {start[:40]!r}); "
            "the portal probably answered with an error page: fetch it again"
        )
    if start[:1] in ("[", "{"):
        return _json_info(path, gzipped, encoding, start)
    if "\x00" in text[:4096]:
        raise InputError(f"{path} is binary; give CSV, JSON or Parquet, plain or gzipped")
    return _csv_info(path, gzipped, encoding, text)


def _check_there(path: Path) -> None:
    if not path.exists():
        raise InputError(f"there is no file {path}")
    if path.is_dir():
        raise InputError(f"{path} is a folder; give the files in it")
    if path.stat().st_size == 0:
        raise InputError(f"{path} is empty; fetch it again")


def truncated(path: Path, error: BaseException) -> str:
    """Say that a file is not whole."""
    return (
        f"{path} is damaged or was not fetched to its end ({error}); fetch it again. "
        "Nothing was stored"
    )


def _csv_info(path: Path, gzipped: bool, encoding: str, text: str) -> FileInfo:
    text = text.lstrip("\ufeff")
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(",;\t|", key=lambda mark: (_unquoted(first, mark), mark == ","))
    header = next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    columns = tuple(name.strip() for name in header)
    if len(columns) < 2:
        raise InputError(
            f"{path}: the first line is {first[:80]!r}, which holds no columns; "
            "give a CSV whose first line names them"
        )
    doubled = sorted({name for name in columns if columns.count(name) > 1 and name})
    if doubled:
        raise InputError(f"{path}: column {doubled[0]!r} occurs twice; rename one of them")
    return FileInfo(path, "csv", gzipped, columns, encoding, delimiter)


def _unquoted(line: str, mark: str) -> int:
    return sum(part.count(mark) for part in line.split('"')[::2])


def _json_info(path: Path, gzipped: bool, encoding: str, text: str) -> FileInfo:
    """Columns of JSON are the keys of its first rows."""
    decoder = json.JSONDecoder()
    kind: Kind = "json" if text[0] == "[" else "jsonl"
    rows: list[dict[str, Any]] = []
    at, end = (1 if kind == "json" else 0), len(text)
    while len(rows) < 500:
        while at < end and text[at] in ", \t\r\n":
            at += 1
        if at >= end or text[at] == "]":
            break
        try:
            row, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            if rows and end >= HEAD // 4:  # the head ends within a row
                break
            raise InputError(f"{path} is not whole JSON ({error}); fetch it again") from error
        if not isinstance(row, dict):
            raise InputError(f"{path}: row {len(rows) + 1} is no JSON object with named fields")
        rows.append(row)
    if not rows:
        raise InputError(f"{path} holds no rows")
    if kind == "jsonl" and len(rows) == 1 and {"features", "error", "rows"} & rows[0].keys():
        raise InputError(
            f"{path} is one JSON object with {', '.join(list(rows[0])[:5])}, not rows; "
            "give an array of rows, or one row a line"
        )
    columns = tuple(dict.fromkeys(key for row in rows for key in row))
    return FileInfo(path, kind, gzipped, columns, encoding)


def _parquet_types(path: Path) -> dict[str, str]:
    import duckdb  # noqa: PLC0415

    with duckdb.connect() as connection:
        try:
            found = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)])
            return {str(row[0]): str(row[1]) for row in found.fetchall()}
        except duckdb.Error as error:
            raise InputError(truncated(path, error)) from error


def match_columns(
    info: FileInfo,
    required: Sequence[str],
    optional: Sequence[str],
    also: Mapping[str, Sequence[str]] | None = None,
) -> dict[str, str]:
    """Find the asked columns in a file, without regard to case; absent optional ones are left out.

    Parameters
    ----------
    also : mapping, optional
        Other names that a column may have; the first that is there is taken.

    Returns
    -------
    dict
        From each asked column to the file's own name for it.

    Raises
    ------
    InputError
        Naming the columns that are missing, those that are there, and the nearest names.
    """
    others = also or {}
    found = find_columns(info.columns, (*required, *optional), others)
    if missing := [name for name in required if name not in found]:
        raise InputError(_missing(info, missing, required, others))
    return found


def _missing(
    info: FileInfo,
    missing: Sequence[str],
    required: Sequence[str],
    also: Mapping[str, Sequence[str]],
) -> str:
    import difflib  # noqa: PLC0415

    lower = {name.casefold(): name for name in info.columns}
    named = [" or ".join((name, *also.get(name, ()))) for name in missing]
    listed = ("column " if len(missing) == 1 else "columns ") + ", ".join(named)
    lines = [f"{info.path} lacks {listed}."]
    for name in missing:
        near = difflib.get_close_matches(name.casefold(), lower, n=2, cutoff=0.6)
        if near:
            lines.append(f"  Nearest to {name}: {', '.join(lower[n] for n in near)}")
    lines.append(f"  It has: {', '.join(info.columns)}")
    if 2 * len(missing) > len(required):
        lines.append("  Most of this city's columns are not there: is it a file of another city?")
    else:
        lines.append(
            "  If the publisher renamed them, change [columns] in a city file of your own."
        )
    return "\n".join(lines)
