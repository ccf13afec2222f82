"""A table to be written: a query, and what its columns are."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from crimecast.export.harmless import harmless_sql, is_harmful_sql
from crimecast.sql import literal, quoted

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class Kind(StrEnum):
    """What a column holds, by the name that CSV on the Web has for it."""

    TEXT = "string"
    INTEGER = "integer"
    NUMBER = "double"
    YES = "boolean"
    DATE = "date"
    INSTANT = "dateTimeStamp"
    """TIMESTAMP in UTC."""
    LOCAL = "dateTime"
    """TIMESTAMP, the city's wall clock."""


@dataclass(frozen=True)
class Column:
    """A column: its name, what it holds, what that means."""

    name: str
    kind: Kind
    about: str

    @property
    def plain(self) -> str:
        """SQL for what text formats write: times as ISO 8601."""
        name = quoted(self.name)
        if self.kind is Kind.INSTANT:
            return f"strftime({name}, '%Y-%m-%dT%H:%M:%SZ')"
        return f"strftime({name}, '%Y-%m-%dT%H:%M:%S')" if self.kind is Kind.LOCAL else name

    @property
    def csv(self) -> str:
        """SQL for a cell of CSV."""
        return harmless_sql(quoted(self.name)) if self.kind is Kind.TEXT else self.plain

    @property
    def parquet(self) -> str:
        """SQL for a value in Parquet, where an instant says that it is in UTC."""
        name = quoted(self.name)
        return f"make_timestamptz(epoch_us({name}))" if self.kind is Kind.INSTANT else name


@dataclass(frozen=True)
class Table:
    """Rows in the order in which they are written.

    Attributes
    ----------
    query : str
        Gives ``columns``, ``wkb`` (the geometry, NULL where there is none) and, where the geometry
        is a polygon, ``outline`` (the same as GeoJSON).
    order : str
        Of the rows, as SQL.
    geometry : str
        ``Polygon`` or ``Point``.
    bounds : tuple of float
        West, south, east, north of the geometries, degrees; empty where there are none.
    rows : int
        How many there are.
    facts : dict
        What was counted on the way, and may be told.
    """

    query: str
    columns: tuple[Column, ...]
    order: str
    geometry: str
    bounds: tuple[float, ...]
    rows: int
    facts: dict[str, Any] = field(default_factory=dict)

    def select(self, *values: str) -> str:
        """Return the query of some values of every row, in order."""
        return f"SELECT {', '.join(values)} FROM ({self.query}) ORDER BY {self.order}"

    @property
    def json(self) -> str:
        """SQL for a row as a JSON object."""
        pairs = ", ".join(f"{literal(c.name)}, {c.plain}" for c in self.columns)
        return f"json_object({pairs})"

    def harmful(self, connection: DuckDBPyConnection) -> int:
        """Count the cells that get an apostrophe in CSV."""
        texts = [quoted(c.name) for c in self.columns if c.kind is Kind.TEXT]
        sums = " + ".join(f"coalesce(sum({is_harmful_sql(t)}::INTEGER), 0)" for t in texts)
        found = connection.execute(f"SELECT {sums} FROM ({self.query})").fetchone()
        return int(found[0]) if found else 0
