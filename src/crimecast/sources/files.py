"""A publisher's file as rows of text: CSV, JSON (array or lines), Parquet; plain or gzipped.

Nothing is guessed by the reader of the rows: separator, quotes and names are found here once, from
the head of the file, and then said to DuckDB. While DuckDB parses, a second thread reads the same
file for what DuckDB does not tell: its hash, whether it is whole and its encoding.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import hashlib
import io
import json
import threading
import zlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Literal

from crimecast.errors import InputError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Kind = Literal["csv", "json", "jsonl", "parquet"]
HEAD: Final = 1 << 18
"""Bytes of the beginning that are looked at to tell what a file is."""
_BLOCK: Final = 1 << 20
_EXTRA: Final = "__beyond_the_last_column"
_LONGEST_ROW: Final = 2 << 20
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip


@dataclass(frozen=True)
class FileInfo:
    """What the head of a file tells."""

    path: Path
    kind: Kind
    gzipped: bool
    columns: tuple[str, ...]
    encoding: str = "utf-8"
    delimiter: str = ","
    head: str = field(default="", repr=False)

    @property
    def name(self) -> str:
        """File name without its folder."""
        return self.path.name


@dataclass
class Whole:
    """What reading a file to its end told."""

    sha256: str = ""
    lines: int = 0
    utf8: bool = True
    fault: str | None = None


@dataclass(frozen=True)
class Loaded:
    """What :func:`load` put into a table."""

    info: FileInfo
    sha256: str
    rows: int
    absent: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def _opened(path: Path, gzipped: bool) -> BinaryIO:
    return gzip.open(path, "rb") if gzipped else path.open("rb")  # type: ignore[return-value]


def inspect(path: Path) -> FileInfo:
    """Tell what kind of file this is and which columns it has.

    Raises
    ------
    InputError
        If the file is missing, empty, damaged, a web page, or of no kind that can be read.
    """
    if not path.exists():
        raise InputError(f"there is no file {path}")
    if path.is_dir():
        raise InputError(f"{path} is a folder; give the files in it")
    if path.stat().st_size == 0:
        raise InputError(f"{path} is empty; fetch it again")
    with path.open("rb") as file:
        magic = file.read(4)
    if magic == b"PAR1":
        return FileInfo(path, "parquet", False, _parquet_columns(path))
    if magic[:2] == b"PK":
        raise InputError(
            f"{path} is a zip archive or spreadsheet; unpack it and give the CSV in it"
        )
    gzipped = magic[:2] == b"\x1f\x8b"
    try:
        with _opened(path, gzipped) as stream:
            head = stream.read(HEAD)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise InputError(_truncated(path, error)) from error
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


def _truncated(path: Path, error: BaseException) -> str:
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
    return FileInfo(path, "csv", gzipped, columns, encoding, delimiter, text)


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
            f"{path} is one JSON object with {', '.join(list(rows[0])[:5])}, not rows; give an array "
            "of rows, or one row a line"
        )
    columns = tuple(dict.fromkeys(key for row in rows for key in row))
    return FileInfo(path, kind, gzipped, columns, encoding)


def _parquet_columns(path: Path) -> tuple[str, ...]:
    import duckdb  # noqa: PLC0415

    with duckdb.connect() as connection:
        try:
            found = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)])
            return tuple(str(row[0]) for row in found.fetchall())
        except duckdb.Error as error:
            raise InputError(_truncated(path, error)) from error


class _Hashing(io.RawIOBase):
    """A file that hashes and counts what is read from it."""

    def __init__(self, file: BinaryIO, told: Callable[[int], None]) -> None:
        self._file, self._told, self.hash = file, told, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self.hash.update(data)
        self._told(len(data))
        return len(data)


def read_whole(info: FileInfo, told: Callable[[int], None] = lambda _: None) -> Whole:
    """Read a file to its end: hash, count of lines, encoding, and whether it is whole.

    ``told`` is called with the number of bytes (as stored) after each block.
    """
    whole = Whole()
    check = info.encoding == "utf-8" or info.encoding == "utf-8-sig"
    decoder = codecs.getincrementaldecoder("utf-8")()
    with info.path.open("rb") as file:
        hashing = _Hashing(file, told)
        buffered = io.BufferedReader(hashing, _BLOCK)
        stream: Any = gzip.GzipFile(fileobj=buffered, mode="rb") if info.gzipped else buffered
        try:
            while block := stream.read(_BLOCK):
                whole.lines += block.count(b"\n")
                if check and whole.utf8:
                    try:
                        decoder.decode(block)
                    except UnicodeDecodeError:
                        whole.utf8 = False
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            whole.fault = _truncated(info.path, error)
        while buffered.read(_BLOCK):
            pass  # the hash is that of the whole file, whatever stands behind its end
    whole.sha256 = hashing.hash.hexdigest()
    return whole


def quoted(name: str) -> str:
    """Quote an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Quote an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def match_columns(
    info: FileInfo, required: Sequence[str], optional: Sequence[str]
) -> dict[str, str]:
    """Find the asked columns in a file, without regard to case; absent optional ones are left out.

    Raises
    ------
    InputError
        Naming the columns that are missing, those that are there, and the nearest names.
    """
    there = {name.casefold(): name for name in reversed(info.columns)}
    missing = [name for name in required if name.casefold() not in there]
    if missing:
        raise InputError(_missing(info, missing, required))
    return {
        name: there[name.casefold()] for name in (*required, *optional) if name.casefold() in there
    }


def _missing(info: FileInfo, missing: Sequence[str], required: Sequence[str]) -> str:
    import difflib  # noqa: PLC0415

    lower = {name.casefold(): name for name in info.columns}
    lines = [f"{info.path} lacks {_listed(missing)}."]
    for name in missing:
        near = difflib.get_close_matches(name.casefold(), lower, n=2, cutoff=0.6)
        if near:
            lines.append(f"  Nearest to {name}: {', '.join(lower[n] for n in near)}")
    lines.append(f"  It has: {', '.join(info.columns)}")
    if len(missing) == len(required):
        lines.append("  None of this city's columns is there: is it a file of another city?")
    else:
        lines.append(
            "  If the publisher renamed them, change [columns] in a city file of your own."
        )
    return "\n".join(lines)


def _listed(names: Sequence[str]) -> str:
    return ("column " if len(names) == 1 else "columns ") + ", ".join(names)


def load(
    connection: DuckDBPyConnection,
    info: FileInfo,
    *,
    table: str,
    columns: Iterable[str],
    work: Path,
    told: Callable[[int], None] = lambda _: None,
) -> Loaded:
    """Read a file's rows into a new table of text.

    The table has ``row`` (BIGINT, 1 for the first record after the header), ``extra`` (VARCHAR, not
    NULL where a CSV row has more fields than the header), and the asked columns as the file names
    them (VARCHAR).

    Raises
    ------
    InputError
        If the file is damaged or its rows cannot be told apart; the table may then be there in part.
    """
    import duckdb  # noqa: PLC0415

    names = list(dict.fromkeys(columns))
    result: list[Whole] = []
    reader = threading.Thread(
        target=lambda: result.append(read_whole(info, told)), name="crimecast-whole", daemon=True
    )
    fault: duckdb.Error | None = None
    in_place = info.encoding in ("utf-8", "utf-8-sig")
    reader.start()
    try:
        if in_place:
            _create(connection, info, info.path, info.gzipped, table, names)
    except duckdb.Error as error:
        fault = error
    finally:
        reader.join()
    if not result:
        raise InputError(f"{info.path} could not be read to its end; check the disk")
    whole = result[0]
    if whole.fault:
        raise InputError(whole.fault) from fault
    notes: list[str] = []
    if not in_place or not whole.utf8:
        encoding = info.encoding if not in_place else "cp1252"
        notes.append(f"{info.name} is not UTF-8; read as {encoding}")
        connection.execute(f"DROP TABLE IF EXISTS {quoted(table)}")
        fault = None
        try:
            _transcoded(connection, info, encoding, table, names, work)
        except duckdb.Error as error:
            fault = error
    if fault is not None:
        _raise(info, fault)
    rows = _count(connection, table)
    if info.kind == "csv" and rows + 1 < whole.lines:
        _check_quotes(connection, info, table, rows)
    return Loaded(info, whole.sha256, rows, notes=tuple(notes))


def _count(connection: DuckDBPyConnection, table: str) -> int:
    found = connection.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()
    return int(found[0]) if found else 0


def _raise(info: FileInfo, error: Exception) -> None:
    from crimecast.files import is_full_disk  # noqa: PLC0415

    if is_full_disk(error) or "memory" in type(error).__name__.lower():
        raise error
    raise InputError(f"{info.path} cannot be read: {str(error).splitlines()[0]}") from error


def _create(
    connection: DuckDBPyConnection,
    info: FileInfo,
    path: Path,
    gzipped: bool,
    table: str,
    names: list[str],
) -> None:
    chosen = ", ".join(f"{_as_text(info, name)} AS {quoted(name)}" for name in names)
    source, extra = _reader(info, path, gzipped, names)
    connection.execute(
        f"CREATE TABLE {quoted(table)} AS SELECT row_number() OVER () AS row, {extra} AS extra, "
        f"{chosen} FROM {source}"
    )


def _as_text(info: FileInfo, name: str) -> str:
    if info.kind != "parquet":
        return quoted(name)
    # A typed instant is written so that `clean` knows it from a wall-clock time.
    return (
        f"CASE WHEN typeof({quoted(name)}) = 'TIMESTAMP WITH TIME ZONE' "
        f"THEN strftime(make_timestamp(epoch_us(try_cast({quoted(name)} AS TIMESTAMPTZ))), "
        f"'%Y-%m-%dT%H:%M:%SZ') ELSE CAST({quoted(name)} AS VARCHAR) END"
    )


def _reader(info: FileInfo, path: Path, gzipped: bool, names: list[str]) -> tuple[str, str]:
    file, compression = literal(str(path)), "gzip" if gzipped else "none"
    if info.kind == "parquet":
        return f"read_parquet({file})", "NULL"
    if info.kind in ("json", "jsonl"):
        types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
        form = "array" if info.kind == "json" else "newline_delimited"
        return (
            f"read_json({file}, format='{form}', columns={{{types}}}, compression='{compression}', "
            f"maximum_object_size={8 * _LONGEST_ROW})",
            "NULL",
        )
    header = [name or f"__column_{i}" for i, name in enumerate(info.columns)] + [_EXTRA]
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header)
    # One scanner: rows keep their order, and short rows and quoted line ends may stand together.
    # Declaring one column more than there are shows rows with too many fields.
    return (
        f"read_csv({file}, auto_detect=false, header=true, columns={{{types}}}, "
        f"delim={literal(info.delimiter)}, quote='\"', escape='\"', compression='{compression}', "
        f"null_padding=true, strict_mode=false, parallel=false, max_line_size={_LONGEST_ROW})",
        quoted(_EXTRA),
    )


def _transcoded(
    connection: DuckDBPyConnection,
    info: FileInfo,
    encoding: str,
    table: str,
    names: list[str],
    work: Path,
) -> None:
    copy = work / f"{table}-utf8"
    with (
        _opened(info.path, info.gzipped) as raw,
        copy.open("w", encoding="utf-8", newline="") as out,
    ):
        text = codecs.getreader(encoding)(raw, errors="replace")
        while block := text.read(_BLOCK):
            out.write(block)
    try:
        _create(connection, info, copy, False, table, names)
    finally:
        copy.unlink(missing_ok=True)


def _check_quotes(connection: DuckDBPyConnection, info: FileInfo, table: str, rows: int) -> None:
    """Refuse a file in which a quote that is never closed has swallowed rows."""
    columns = [name for name in info.columns if name]
    marks = max(1, len(columns) // 2)
    swallowed = " OR ".join(
        f"(contains({quoted(name)}, chr(10)) AND "
        f"length({quoted(name)}) - length(replace({quoted(name)}, {literal(info.delimiter)}, '')) "
        f">= {marks})"
        for name in columns
    )
    source, _ = _reader(info, info.path, info.gzipped, columns)
    found = connection.execute(
        f"SELECT row FROM (SELECT row_number() OVER () AS row, * FROM {source}) "
        f"WHERE {swallowed} LIMIT 1"
    ).fetchone()
    if found:
        raise InputError(
            f'{info.path}: in row {found[0]} a quote (") is opened and not closed, so that rows after '
            f"it are swallowed (of {rows} read); close it, or fetch the file again"
        )
