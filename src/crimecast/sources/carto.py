"""Carto portals: its SQL API over one table, by ``cartodb_id``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, Final

from crimecast.city_parts import Portal
from crimecast.errors import InputError
from crimecast.sources.http import Again, Answer, Fetcher
from crimecast.sources.portal import (
    Adapter,
    Column,
    Cursor,
    Described,
    Page,
    Request,
    Row,
    Wanted,
    text_of,
)
from crimecast.sql import quoted

_ID: Final = "cartodb_id"
_PLACE: Final = {"lon": "ST_X(the_geom)", "lat": "ST_Y(the_geom)"}
_SHAPES: Final = frozenset({"the_geom", "the_geom_webmercator"})
_LOCAL_SLACK: Final = dt.timedelta(days=1)


class Carto(Adapter):
    """A table by the address of the SQL API (``https://NAME.carto.com/api/v2/sql``)."""

    kind = "carto"
    options: ClassVar[dict[str, str]] = {
        "table": "the table's name (needed)",
        "geometry": "true adds the columns lon and lat from the point of each row",
    }
    changes = True

    def __init__(self, portal: Portal, wanted: Wanted, fetch: Fetcher, work: Path) -> None:
        super().__init__(portal, wanted, fetch, work)
        self._table = self.text("table")
        if not self._table:
            raise InputError("portal.options: table is needed: the name of Carto's table")
        self._geometry = self.flag("geometry")
        self._url = portal.url.partition("?")[0]
        self._columns: tuple[Column, ...] = ()

    def describe(self) -> Described:
        """Ask for columns, types and the count of rows."""
        return Described(self._known(), self.total(Request()))

    def total(self, request: Request) -> int:
        """Count the rows of a request."""
        where = self._bounds(request, None)
        rows = self._ask(f"SELECT count(*) AS n FROM {quoted(self._table)}{where}").value["rows"]
        try:
            return int(rows[0]["n"])
        except (LookupError, TypeError, ValueError) as error:
            raise InputError(f"{self._url} does not tell how many rows it has") from error

    def pages(self, request: Request, cursor: Cursor) -> Iterator[Page]:
        """Yield pages in the order of ``cartodb_id``; see :class:`Adapter`."""
        names = self.choose(Described(self._known())).names
        updated = self._updated()
        asked = dict.fromkeys((*names, _ID, *((updated,) if updated else ())))
        select = ", ".join(
            f"{_PLACE[n]} AS {n}" if self._geometry and n in _PLACE else quoted(n) for n in asked
        )
        after = int(cursor["after"]) if cursor else None
        while True:
            answer = self._ask(
                f"SELECT {select} FROM {quoted(self._table)}{self._bounds(request, after)} "
                f"ORDER BY {_ID} LIMIT {self.page_rows}"
            )
            found = answer.value["rows"]
            if not found:
                return
            ids = [int(row[_ID]) for row in found]
            after = max(ids)
            rows: list[Row] = [{n: text_of(row.get(n)) for n in names} for row in found]
            times = [_instant(row[updated]) for row in found if row.get(updated)] if updated else []
            latest = max(times) if times else None
            yield Page(answer.raw, rows, {"after": after}, list(map(str, ids)), latest)

    def _known(self) -> tuple[Column, ...]:
        if not self._columns:
            answer = self._ask(f"SELECT * FROM {quoted(self._table)} LIMIT 0")
            fields = answer.value.get("fields")
            if not isinstance(fields, dict) or _ID not in fields:
                raise InputError(f"{self._table} has no column {_ID}; is it a table of Carto?")
            columns = [
                Column(name, str(about.get("pgtype") or about.get("type", "text")))
                for name, about in fields.items()
                if name not in _SHAPES and isinstance(about, dict)
            ]
            if self._geometry:
                if {column.name for column in columns} & _PLACE.keys():
                    raise InputError("the table has columns lon or lat; take geometry out")
                columns += [Column(name, "float8") for name in _PLACE]
            self._columns = tuple(columns)
        return self._columns

    def _updated(self) -> str | None:
        name = self.portal.updated
        if name and name not in {column.name for column in self._known()}:
            raise InputError(f"{self._table} has no column {name}, which portal.updated names")
        return name

    def _bounds(self, request: Request, after: int | None) -> str:
        parts = []
        if request.since is not None:
            updated = self._updated()
            if updated is None:
                raise InputError("the city's file names no portal.updated")
            since = request.since.astimezone(dt.UTC)
            kind = next(column.type for column in self._known() if column.name == updated)
            if "tz" not in kind and "with time zone" not in kind:
                since -= _LOCAL_SLACK
            parts.append(f"{quoted(updated)} >= '{since:%Y-%m-%dT%H:%M:%SZ}'")
        if after is not None:
            parts.append(f"{_ID} > {after}")
        return f" WHERE {' AND '.join(parts)}" if parts else ""

    def _ask(self, query: str) -> Answer:
        return self.fetch.json(self._url, {"q": query, "format": "json"}, check=_check)


def _check(value: Any) -> None:
    if not isinstance(value, dict):
        raise Again("the answer is no JSON object")
    if "error" in value:
        raise InputError(f"the portal answers {str(value['error'])[:300]}")
    rows = value.get("rows")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Again("the answer holds no rows")


def _instant(text: Any) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(str(text))
    except ValueError as error:
        raise InputError(f"the time of change {str(text)[:60]!r} cannot be read") from error
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
