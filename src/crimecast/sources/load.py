"""A file's rows as a DuckDB table of text.

While DuckDB parses, a second thread reads the same file for what DuckDB does not tell: its hash,
whether it is whole and its encoding.
"""

from __future__ import annotations

import codecs
import threading
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

from crimecast.errors import InputError
from crimecast.files import is_full_disk
from crimecast.sources.files import UTF8, FileInfo, opened
from crimecast.sources.whole import BLOCK, Told, Whole, read_whole
from crimecast.sql import literal, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_EXTRA: Final = "__beyond_the_last_column"
_LONGEST_ROW: Final = 2 << 20


@dataclass(frozen=True)
class Loaded:
    """What :func:`load` put into a table."""

    sha256: str
    rows: int
    notes: tuple[str, ...] = ()


def load(
    connection: DuckDBPyConnection,
    info: FileInfo,
    *,
    table: str,
    columns: Iterable[str],
    work: Path,
    told: Told = lambda _: None,
) -> Loaded:
    """Read a file's rows into a new table of text.

    The table has ``row`` (BIGINT, 1 for the first record after the header), ``extra`` (VARCHAR, not
    NULL where a CSV row has more fields than the header), and the asked columns as the file names
    them (VARCHAR).

    Raises
    ------
    InputError
        If the file is damaged or its rows cannot be told apart; the table may be there in part.
    """
    import duckdb  # noqa: PLC0415 -- 0.1 s

    names = list(dict.fromkeys(columns))
    result: list[Whole] = []
    reader = threading.Thread(
        target=lambda: result.append(read_whole(info, told)), name="crimecast-whole", daemon=True
    )
    fault: duckdb.Error | None = None
    reader.start()
    try:
        if info.encoding in UTF8:
            _create(connection, info, table, names)
    except duckdb.Error as error:
        fault = error
    finally:
        reader.join()
    if not result:
        raise InputError(f"{info.path} could not be read to its end; check the disk")
    whole = result[0]
    if whole.fault:
        raise InputError(whole.fault) from fault
    notes: tuple[str, ...] = ()
    read = info
    if info.encoding not in UTF8 or not whole.utf8:
        encoding = info.encoding if info.encoding not in UTF8 else "cp1252"
        notes = (f"{info.name} is not UTF-8; read as {encoding}",)
        connection.execute(f"DROP TABLE IF EXISTS {quoted(table)}")
        read, fault = _transcoded(info, encoding, work), None
        try:
            _create(connection, read, table, names)
        except duckdb.Error as error:
            fault = error
    if fault is not None:
        _raise(info, fault)
    counted = connection.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()
    rows = int(counted[0]) if counted else 0
    if info.kind == "csv" and rows + 1 < whole.lines:
        _check_quotes(connection, read, info)
    if read is not info:
        read.path.unlink()
    return Loaded(whole.sha256, rows, notes)


def _raise(info: FileInfo, error: Exception) -> NoReturn:
    if is_full_disk(error) or "memory" in type(error).__name__.lower():
        raise error
    first = str(error).splitlines()[0].rstrip(".")
    hint = "; is a quote opened and not closed?" if "line size" in first.lower() else ""
    raise InputError(f"{info.path} cannot be read: {first}{hint}") from error


def _create(
    connection: DuckDBPyConnection, info: FileInfo, table: str, names: Iterable[str]
) -> None:
    chosen = ", ".join(f"{_as_text(info, name)} AS {quoted(name)}" for name in names)
    source, extra = _reader(info, names)
    connection.execute(
        f"CREATE TABLE {quoted(table)} AS SELECT row_number() OVER () AS row, {extra} AS extra, "
        f"{chosen} FROM {source}"
    )


def _as_text(info: FileInfo, name: str) -> str:
    if info.kind != "parquet":
        return quoted(name)
    if info.types.get(name) == "TIMESTAMP WITH TIME ZONE":
        # An instant, not a wall-clock time: the Z tells the two apart.
        return f"strftime(make_timestamp(epoch_us({quoted(name)})), '%Y-%m-%dT%H:%M:%SZ')"
    return f"CAST({quoted(name)} AS VARCHAR)"


def _reader(info: FileInfo, names: Iterable[str]) -> tuple[str, str]:
    """Return SQL for a file's rows, and for what stands beyond the last column."""
    file, compression = literal(str(info.path)), "gzip" if info.gzipped else "none"
    if info.kind == "parquet":
        return f"read_parquet({file})", "NULL::VARCHAR"
    if info.kind in {"json", "jsonl"}:
        types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
        form = "array" if info.kind == "json" else "newline_delimited"
        query = (
            f"read_json({file}, format='{form}', columns={{{types}}}, compression='{compression}', "
            f"maximum_object_size={8 * _LONGEST_ROW})"
        )
        return query, "NULL::VARCHAR"
    header = [name or f"__column_{i}" for i, name in enumerate(info.columns)] + [_EXTRA]
    types = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in header)
    # One scanner: rows keep their order, and short rows and quoted line ends may stand together.
    # Declaring one column more than there are shows rows with too many fields.
    query = (
        f"read_csv({file}, auto_detect=false, header=true, columns={{{types}}}, "
        f"delim={literal(info.delimiter)}, quote='\"', escape='\"', compression='{compression}', "
        f"null_padding=true, strict_mode=false, parallel=false, max_line_size={_LONGEST_ROW})"
    )
    return query, quoted(_EXTRA)


def _transcoded(info: FileInfo, encoding: str, work: Path) -> FileInfo:
    """Write a copy in UTF-8 for the parser, which reads nothing else."""
    copy = work / "utf8"
    with (
        opened(info.path, info.gzipped) as raw,
        copy.open("w", encoding="utf-8", newline="") as out,
    ):
        text = codecs.getreader(encoding)(raw, "replace")
        while block := text.read(BLOCK):
            out.write(block)
    return replace(info, path=copy, gzipped=False, encoding="utf-8")


def _check_quotes(connection: DuckDBPyConnection, read: FileInfo, info: FileInfo) -> None:
    """Refuse a file in which a quote that is never closed has swallowed rows.

    A field may hold line ends; one that holds a whole row's separators as well holds rows.
    """
    names = [name for name in read.columns if name]
    marks, mark = len(read.columns) - 1, literal(read.delimiter)
    swallowed = " OR ".join(
        f"(contains({name}, chr(10)) AND "
        f"length({name}) - length(replace({name}, {mark}, '')) >= {marks})"
        for name in map(quoted, names)
    )
    source, _ = _reader(read, names)
    found = connection.execute(
        f"SELECT row FROM (SELECT row_number() OVER () AS row, * FROM {source}) "
        f"WHERE {swallowed} ORDER BY row LIMIT 1"
    ).fetchone()
    if found:
        raise InputError(
            f'{info.path}: in row {found[0]} a quote (") is opened and not closed, and swallows '
            "the rows after it; close it, or fetch the file again"
        )
