"""The formats, by a file's ending: each writes a table to a path, with what it is about."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from crimecast.errors import InputError
from crimecast.export.about import HARMLESS, csvw, geoparquet
from crimecast.export.table import Table
from crimecast.sql import literal, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_ROW_GROUP: Final = 122_880
_AT_ONCE: Final = 10_000


@dataclass(frozen=True)
class Written:
    """What a writer did: cells made harmless, and what belongs into a file beside it."""

    harmless: int = 0
    beside: dict[str, Any] | None = None


Writer = Callable[["DuckDBPyConnection", Table, dict[str, Any], Path, str], Written]
"""Of a connection, a table, what it is about, the path to write to, and the file's name at last."""


def _parquet(
    connection: DuckDBPyConnection, table: Table, about: dict[str, Any], path: Path, _name: str
) -> Written:
    values = [f"{c.parquet} AS {quoted(c.name)}" for c in table.columns]
    meta = ", ".join(
        f"{name}: {literal(json.dumps(content, ensure_ascii=False))}"
        for name, content in (("geo", geoparquet(table)), ("crimecast", about))
    )
    connection.execute(
        f"COPY ({table.select(*values, 'wkb AS geometry')}) TO {literal(str(path))} (FORMAT "
        f"parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP}, KV_METADATA {{{meta}}})"
    )
    return Written()


def _csv(compression: str) -> Writer:
    def write(
        connection: DuckDBPyConnection, table: Table, about: dict[str, Any], path: Path, name: str
    ) -> Written:
        values = [f"{c.csv} AS {quoted(c.name)}" for c in table.columns]
        harmful = table.harmful(connection)
        connection.execute(
            f"COPY ({table.select(*values)}) TO {literal(str(path))} "
            f"(FORMAT csv, HEADER, NEW_LINE E'\\r\\n', COMPRESSION {compression})"
        )
        told = {**about, "harmless": HARMLESS, "harmless_cells": harmful}
        return Written(harmful, csvw(name, told, table))

    return write


def _geojson(
    connection: DuckDBPyConnection, table: Table, about: dict[str, Any], path: Path, _name: str
) -> Written:
    found = connection.execute(table.select(table.json, "outline"))
    head = {"type": "FeatureCollection", "bbox": list(table.bounds), "about": about}
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(json.dumps(head, ensure_ascii=False)[:-1] + ', "features": [\n')
        before = ""
        while rows := found.fetchmany(_AT_ONCE):
            for properties, outline in rows:
                file.write(
                    f'{before}{{"type":"Feature","properties":{properties},"geometry":{outline}}}'
                )
                before = ",\n"
        file.write("\n]}\n")
    return Written()


FORMATS: Final[dict[str, Writer]] = {
    ".csv.gz": _csv("gzip"),
    ".csv": _csv("none"),
    ".parquet": _parquet,
    ".geojson": _geojson,
}
"""By ending."""


def ending_of(path: Path) -> str:
    """Return the ending by which a file's format is known.

    Raises
    ------
    InputError
        If it is none of ``FORMATS``.
    """
    for ending in FORMATS:
        if path.name.casefold().endswith(ending) and len(path.name) > len(ending):
            return ending
    known = ", ".join(sorted(FORMATS))
    raise InputError(f"{path}: its ending names no format; give it one of {known}")
