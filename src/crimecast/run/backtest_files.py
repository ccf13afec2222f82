"""The tables of a backtest on disk: parts as they are done, and the whole made of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from crimecast import files
from crimecast.errors import InputError
from crimecast.evaluate.tables import DTYPES, SCHEMA, Column, Columns
from crimecast.sql import literal, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SQL: Final = {
    "text": "VARCHAR", "time": "TIMESTAMP", "int": "BIGINT", "float": "DOUBLE", "bool": "BOOLEAN",
}  # fmt: skip
_PARQUET: Final = "FORMAT parquet, COMPRESSION zstd"
_CSV: Final = "FORMAT csv, HEADER, TIMESTAMPFORMAT '%Y-%m-%dT%H:%M:%SZ'"
PART_TABLES: Final = tuple(name for name in SCHEMA if name not in {"observed", "summary"})
_ABOUT: Final = "part.json"


def connect() -> DuckDBPyConnection:
    """Return a connection of one thread: rows come out in the order they were read in."""
    import duckdb  # noqa: PLC0415 -- 0.1 s

    return duckdb.connect(config={"threads": 1})


def write_table(
    connection: DuckDBPyConnection, name: str, columns: Mapping[str, Column], path: Path
) -> None:
    """Write a table as Parquet to a path, as it is: not aside."""
    given = dict(columns)
    connection.register("given", given)
    chosen = ", ".join(
        f"CAST({quoted(column)} AS {_SQL[kind]}) AS {quoted(column)}"
        for column, kind in SCHEMA[name].items()
    )
    connection.execute(f"COPY (SELECT {chosen} FROM given) TO {literal(str(path))} ({_PARQUET})")
    connection.unregister("given")


def read_table(
    connection: DuckDBPyConnection,
    name: str,
    paths: Sequence[Path],
    *,
    where: str = "true",
) -> Columns:
    """Read a table from Parquet files, in their order."""
    if not paths:
        return {column: np.empty(0, DTYPES[kind]) for column, kind in SCHEMA[name].items()}
    found = connection.execute(
        f"SELECT {', '.join(map(quoted, SCHEMA[name]))} FROM {_files(paths)} WHERE {where}"
    ).fetchnumpy()
    return {
        column: np.ma.filled(found[column], np.nan if kind == "float" else 0).astype(DTYPES[kind])
        for column, kind in SCHEMA[name].items()
    }


def _files(paths: Sequence[Path]) -> str:
    return f"read_parquet([{', '.join(literal(str(path)) for path in paths)}])"


def join_tables(connection: DuckDBPyConnection, paths: Sequence[Path], to: Path) -> None:
    """Put Parquet files of one table one below the other, in their order, whole or not at all."""
    with files.aside(to) as aside:
        connection.execute(
            f"COPY (SELECT * FROM {_files(paths)}) TO {literal(str(aside))} ({_PARQUET})"
        )


def write_csv(connection: DuckDBPyConnection, path: Path) -> None:
    """Write a Parquet file as CSV beside it, whole or not at all."""
    with files.aside(path.with_suffix(".csv")) as aside:
        connection.execute(
            f"COPY (SELECT * FROM {_files([path])}) TO {literal(str(aside))} ({_CSV})"
        )


def replace_table(
    connection: DuckDBPyConnection, name: str, columns: Mapping[str, Column], folder: Path
) -> Path:
    """Write a table as Parquet to a folder, whole or not at all; return where."""
    path = folder / f"{name}.parquet"
    with files.aside(path) as aside:
        write_table(connection, name, columns, aside)
    return path


def write_part(folder: Path, about: Mapping[str, Any], tables: Mapping[str, Columns]) -> None:
    """Write the tables of one block, whole or not at all."""
    if not is_part(folder, about):
        files.remove(folder)  # of another version of the model
    try:
        with files.aside(folder) as aside, connect() as connection:
            aside.mkdir(parents=True)
            for name in PART_TABLES:
                write_table(connection, name, tables[name], aside / f"{name}.parquet")
            (aside / _ABOUT).write_text(json.dumps(about, sort_keys=True), encoding="utf-8")
    except OSError:
        # A worker that was taken for lost, and whose task another did meanwhile, comes second.
        if not is_part(folder, about):
            raise


def is_part(folder: Path, about: Mapping[str, Any]) -> bool:
    """Tell whether a folder holds the block that ``about`` tells of."""
    try:
        return bool(files.read_json(folder / _ABOUT) == dict(about))
    except (FileNotFoundError, InputError):
        return False


def part_tables(folders: Iterable[Path], name: str) -> list[Path]:
    """Return where parts keep a table."""
    return [folder / f"{name}.parquet" for folder in folders]
