"""Socrata portals: SODA 2 by default, SODA 3 by option.

Pages are asked by what stands after the last row (``key``, then ``:id``), never by offset: rows
that come or go while it is read shift an offset, and unordered pages repeat and drop rows.
"""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from crimecast.city_parts import Portal
from crimecast.errors import InputError
from crimecast.sources.http import Again, Answer, Fetcher
from crimecast.sources.matching import find_columns
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

TOKEN: Final = "CRIMECAST_SOCRATA_TOKEN"  # noqa: S105 -- the variable's name
_ID: Final = ":id"
_SYSTEM: Final = (
    Column(_ID, "text"),
    Column(":created_at", "fixed_timestamp"),
    Column(":updated_at", "fixed_timestamp"),
)
_PLAIN: Final = re.compile(r":?[a-z_][a-z0-9_]*", re.IGNORECASE)
_FLOATING_SLACK: Final = dt.timedelta(days=1)
"""A time without a zone may be read as UTC if a day is taken off: no zone is further away."""


class Socrata(Adapter):
    """A data set of a Socrata portal, by its address in any form that holds its ``xxxx-xxxx``."""

    kind = "socrata"
    options: ClassVar[dict[str, str]] = {
        "soda": f"3 asks by SODA 3, for which {TOKEN} has to be set; 2 by default",
    }
    changes = True

    def __init__(self, portal: Portal, wanted: Wanted, fetch: Fetcher, work: Path) -> None:
        super().__init__(portal, wanted, fetch, work)
        parts = urlsplit(portal.url)
        found = re.findall(r"(?<![a-z0-9])[a-z0-9]{4}-[a-z0-9]{4}(?![a-z0-9])", parts.path)
        if not found:
            raise InputError(
                f"portal.url {portal.url} names no data set; a Socrata address holds its id, "
                "like https://data.example.org/resource/abcd-1234"
            )
        self._base, self._set = f"{parts.scheme}://{parts.netloc}", found[-1]
        self._soda = self.number("soda", 2, least=2, most=3)
        token = os.environ.get(TOKEN, "").strip()
        if self._soda == 3 and not token:
            raise InputError(f"SODA 3 asks for an application token; set {TOKEN}")
        self._headers = {"X-App-Token": token} if token else {}
        self._types: dict[str, str] = {}

    def describe(self) -> Described:
        """Ask for columns, types and the count of rows."""
        url = f"{self._base}/api/views/{self._set}.json"
        answer = self.fetch.json(url, headers=self._headers, check=_check_view)
        columns = tuple(
            Column(str(column["fieldName"]), str(column.get("dataTypeName", "text")))
            for column in answer.value["columns"]
            if not str(column["fieldName"]).startswith(":@")  # regions that the portal computes
        )
        self._types = {column.name: column.type for column in (*columns, *_SYSTEM)}
        return Described(columns, self._count(None))

    def total(self, request: Request) -> int:
        """Count the rows of a request; those without a key cannot be asked for and do not count."""
        self._known()
        column = self._order(request)[0]
        return self._count(self._bounds(request), f"count({_name(column)})")

    def pages(self, request: Request, cursor: Cursor) -> Iterator[Page]:
        """Yield pages in the order of the key, or of the last change; see :class:`Adapter`.

        A page that is shorter than asked is no sign of the end; an empty one is.
        """
        known = self._known()
        names = self.choose(Described(known)).names
        order = self._order(request)
        updated = self._updated()
        select = tuple(dict.fromkeys((*names, *order, *((updated,) if updated else ()))))
        while True:
            where = [self._bounds(request), _after(order, cursor, self._types) if cursor else None]
            answer = self._ask(
                ", ".join(map(_name, select)),
                where=" AND ".join(filter(None, where)),
                order=", ".join(map(_name, order)),
                limit=self.page_rows,
            )
            found: list[dict[str, Any]] = answer.value
            if not found:
                return
            if any(row.get(column) is None for row in found for column in order):
                raise InputError(
                    f"{self.portal.url} answers with rows without {' or '.join(order)}"
                )
            rows: list[Row] = [{n: text_of(row.get(n)) for n in names} for row in found]
            cursor = self._last(found, order)
            times = [str(row[updated]) for row in found if row.get(updated)] if updated else []
            latest = max(map(_instant, times)) if times else None
            yield Page(answer.raw, rows, cursor, [str(row[_ID]) for row in found], latest)

    def _known(self) -> tuple[Column, ...]:
        if not self._types:
            self.describe()
        own = {column.name for column in _SYSTEM}
        return tuple(Column(n, t) for n, t in self._types.items() if n not in own)

    def _actual(self, name: str) -> str:
        """Return a column as the portal writes it."""
        found = find_columns(self._types, [name], self.wanted.also)
        if not found:
            raise InputError(f"{self.portal.url} has no column {name}, which [portal] names")
        return found[name]

    def _updated(self) -> str | None:
        return self._actual(self.portal.updated) if self.portal.updated else None

    def _order(self, request: Request) -> tuple[str, str]:
        updated = self._updated()
        if request.since is None:
            return self._actual(self.key), _ID
        if updated is None:
            raise InputError("the city's file names no portal.updated; changes cannot be asked for")
        return updated, _ID

    def _bounds(self, request: Request) -> str:
        column = self._order(request)[0]
        if request.since is None:
            # Rows without a key come last or first, as the portal pleases, and are refused anyway.
            return f"{_name(column)} IS NOT NULL"
        since = request.since.astimezone(dt.UTC)
        if "fixed" in self._types[column]:
            text = since.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        else:
            text = (since - _FLOATING_SLACK).strftime("%Y-%m-%dT%H:%M:%S.000")
        return f"{_name(column)} >= '{text}'"

    def _count(self, where: str | None, what: str = "count(*)") -> int:
        answer = self._ask(f"{what} AS n", where=where)
        try:
            return int(answer.value[0]["n"])
        except (LookupError, TypeError, ValueError) as error:
            raise InputError(f"{self.portal.url} does not tell how many rows it has") from error

    def _ask(
        self, select: str, *, where: str | None = None, order: str = "", limit: int | None = None
    ) -> Answer:
        if self._soda == 3:
            parts = [
                f"SELECT {select}",
                f"WHERE {where}" if where else "",
                f"ORDER BY {order}" if order else "",
                f"LIMIT {limit}" if limit else "",
            ]
            return self.fetch.json(
                f"{self._base}/api/v3/views/{self._set}/query.json",
                headers=self._headers,
                body={"query": " ".join(filter(None, parts))},
                check=_check_rows,
            )
        params = {"$select": select}
        params |= {"$where": where} if where else {}
        params |= {"$order": order} if order else {}
        params |= {"$limit": str(limit)} if limit else {}
        return self.fetch.json(
            f"{self._base}/resource/{self._set}.json",
            params,
            headers=self._headers,
            check=_check_rows,
        )

    def _last(self, found: Sequence[dict[str, Any]], order: tuple[str, str]) -> Cursor:
        """Return where the rows after these begin.

        Where it is known how the portal compares, it is the greatest row, else the last one: text
        is ordered by the portal's own rules. Of a page that is shuffled that is one in the middle,
        and the next page overlaps with it.
        """
        column = order[0]
        if _is_number(self._types[column]):
            best = max(found, key=lambda row: _decimal(str(row[column])))
            ties = [row for row in found if row[column] == best[column]]
            best = ties[-1]
        else:
            best = found[-1]
        return {"after": [str(best[column]), str(best[_ID])]}


def _check_view(value: Any) -> None:
    if not isinstance(value, dict) or not isinstance(value.get("columns"), list):
        raise Again("the answer tells no columns")


def _check_rows(value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(row, dict) for row in value):
        raise Again("the answer is no array of rows")


def _name(column: str) -> str:
    if _PLAIN.fullmatch(column):
        return column
    if "`" in column:
        raise InputError(f"the portal's column {column!r} cannot be asked for")
    return f"`{column}`"


def _is_number(kind: str) -> bool:
    return kind.casefold() in {"number", "double", "money", "percent"}


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise InputError(
            f"the key {text[:60]!r} is no number, though the portal says so"
        ) from error


def _literal(column: str, text: str, types: dict[str, str]) -> str:
    """Write a value as SoQL compares it with a column: numbers bare, all else quoted."""
    if _is_number(types[column]):
        return format(_decimal(text), "f")
    return "'" + text.replace("'", "''") + "'"


def _after(order: tuple[str, str], cursor: Cursor, types: dict[str, str]) -> str:
    """Write the condition for rows behind the cursor; equal first values are told by ``:id``."""
    first, row = (str(part) for part in cursor["after"])
    column, value = _name(order[0]), _literal(order[0], first, types)
    return (
        f"({column} > {value} OR "
        f"({column} = {value} AND {_name(order[1])} > {_literal(order[1], row, types)}))"
    )


def _instant(text: str) -> dt.datetime:
    try:
        found = dt.datetime.fromisoformat(text)
    except ValueError as error:
        raise InputError(f"the time of change {text[:60]!r} cannot be read") from error
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
