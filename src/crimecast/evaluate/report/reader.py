"""The tables of a backtest, read with SQL; one that was not written is empty."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from crimecast.errors import InputError
from crimecast.evaluate.tables import SCHEMA, Column
from crimecast.files import read_json
from crimecast.sql import literal

if TYPE_CHECKING:
    from crimecast.grid import Floats

Row = dict[str, Any]

_USED: Final = {
    "scores": "score IN ('log_score', 'expected')",
    "totals": "category = 'all'",
}
"""What is read of tables that can hold millions of rows."""
_KINDS: Final = {
    "text": "VARCHAR",
    "time": "TIMESTAMP",
    "int": "BIGINT",
    "float": "DOUBLE",
    "bool": "BOOLEAN",
}


class Tables:
    """A backtest's folder, open for questions.

    Parameters
    ----------
    folder : Path
        Holds ``protocol.json`` and ``<table>.parquet``.

    Raises
    ------
    InputError
        If there is no protocol, or a table lacks a column.
    """

    def __init__(self, folder: Path) -> None:
        import duckdb  # noqa: PLC0415 -- heavy, and needed here only

        self.folder = folder
        try:
            protocol = read_json(folder / "protocol.json")
        except FileNotFoundError as error:
            raise InputError(
                f"{folder} holds no protocol.json; it is not the folder of a finished backtest"
            ) from error
        if not isinstance(protocol, dict):
            raise InputError(f"{folder / 'protocol.json'} holds no object; restore it")
        self.protocol: dict[str, Any] = protocol
        self._connection = duckdb.connect(config={"threads": 1})  # sums in one order
        self._connection.execute("SET TimeZone = 'UTC'")
        self.missing = tuple(name for name in SCHEMA if not self._open(name, duckdb))

    def _open(self, name: str, duckdb: Any) -> bool:
        path = self.folder / f"{name}.parquet"
        columns = {column: _KINDS[kind] for column, kind in SCHEMA[name].items()}
        if not path.is_file():
            told = ", ".join(f"{column} {kind}" for column, kind in columns.items())
            self._connection.execute(f"CREATE TABLE {name} ({told})")
            return False
        source = f"read_parquet({literal(str(path))})"
        cast = ", ".join(
            f"CAST({column} AS {kind}) AS {column}" for column, kind in columns.items()
        )
        used = _USED.get(name, "true")
        try:
            self._connection.execute(
                f"CREATE TABLE {name} AS SELECT {cast} FROM {source} WHERE {used}"
            )
        except duckdb.Error as error:
            raise InputError(
                f"{path} cannot be read ({error}); its columns are in docs/backtest.md"
            ) from error
        return True

    def rows(self, sql: str, *values: object) -> list[Row]:
        """Return the answer to a question; what is not a finite number is None."""
        cursor = self._connection.execute(sql, list(values))
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, map(_finite, row), strict=True)) for row in cursor.fetchall()]

    def arrays(self, sql: str, *values: object) -> list[Floats]:
        """Return the answer to a question of numbers, a column each; what is missing is NaN."""
        import numpy as np  # noqa: PLC0415 -- not for who reads no report

        found = self._connection.execute(sql, list(values)).fetchnumpy()
        return [np.ma.filled(column.astype(float), np.nan) for column in found.values()]

    def columns(self, sql: str, *values: object) -> dict[str, Column]:
        """Return the answer to a question by column, instants as UTC; text as objects."""
        import numpy as np  # noqa: PLC0415 -- not for who reads no report

        found = self._connection.execute(sql, list(values)).fetchnumpy()
        return {
            name: column.astype("datetime64[s]") if column.dtype.kind == "M" else np.asarray(column)
            for name, column in found.items()
        }

    def first(self, sql: str, *values: object) -> Row | None:
        """Return the first row of an answer, None where it is empty."""
        rows = self.rows(sql, *values)
        return rows[0] if rows else None

    def close(self) -> None:
        """Free what was read."""
        self._connection.close()

    def __enter__(self) -> Tables:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _finite(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value
