"""The contract between a portal's adapter and whoever pulls records through it.

An adapter is told the city's portal and the wanted columns. It knows how its kind of portal is
asked; it knows nothing of folders, retries of a whole pull, or of what becomes of the rows.
"""

from __future__ import annotations

import datetime as dt
import difflib
import json
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

from crimecast.city_parts import Portal
from crimecast.errors import InputError
from crimecast.sources.matching import Also, find_columns

if TYPE_CHECKING:
    from crimecast.sources.http import Fetcher

Row = dict[str, str | None]
"""A record in the publisher's own column names; every value is text or absent."""
Cursor = Any
"""From where to go on: any JSON value, of which only the adapter knows the meaning."""
Family = Literal["text", "number", "time", "place", "other"]
COMMON: Final = {
    "hosts": "other hosts that the portal may redirect to, with spaces between them",
    "page": "rows asked for at once",
    "select": '"all" fetches every column; by default those that the city\'s file names',
}
"""Options that every adapter knows."""
MOST_PAGE: Final = 50_000
"""Rows of one page, at most: a page is held in memory."""


@dataclass(frozen=True)
class Column:
    """A column as the portal tells it: its name, and its type in the portal's words."""

    name: str
    type: str = "text"

    @property
    def family(self) -> Family:
        """What the type amounts to, whatever the kind of portal calls it."""
        return family(self.type)


@dataclass(frozen=True)
class Described:
    """What a portal tells of its data set.

    Attributes
    ----------
    columns : tuple of Column
        In the portal's order.
    total : int, optional
        Rows in all, where the portal tells.
    notes : tuple of str
        What a person should know, a sentence each.
    """

    columns: tuple[Column, ...]
    total: int | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Request:
    """What is wanted: the whole table, or what changed at or after ``since`` (aware, UTC)."""

    since: dt.datetime | None = None


@dataclass(frozen=True)
class Page:
    """A part of the answer.

    Attributes
    ----------
    raw : bytes or Path
        As received. A path is a file in the publisher's layout that
        :func:`crimecast.sources.files.inspect` reads; it is moved away by whoever pulls, ``rows``
        is empty then and ``count`` tells how many rows are in it.
    rows : sequence of Row
    cursor : JSON value
        From where the rows after these are asked.
    ids : sequence of str
        The portal's own unique name of each row, as long as ``rows``; empty where there is none.
        By them it is told whether all rows came.
    latest : datetime, optional
        The latest change among the rows, in the portal's own clock read as UTC.
    count : int, optional
        Rows in a file.
    """

    raw: bytes | Path
    rows: Sequence[Row]
    cursor: Cursor
    ids: Sequence[str] = ()
    latest: dt.datetime | None = None
    count: int | None = None


@dataclass(frozen=True)
class Wanted:
    """Columns without which nothing can be done with a row, and those that may be absent.

    ``also`` gives other names that some of them may have.
    """

    columns: tuple[str, ...]
    optional: tuple[str, ...] = ()
    also: Also = field(default_factory=dict)


@dataclass(frozen=True)
class Chosen:
    """Wanted columns as the portal writes them, and the wanted ones that it has not."""

    names: tuple[str, ...]
    absent: tuple[str, ...] = field(default=())


class Stale(Exception):  # noqa: N818 -- no error: the table changed below the reader
    """Raised by an adapter when going on would mix two states of a table: start anew."""


class Adapter(ABC):
    """Base of all adapters: one data set of one portal.

    Parameters
    ----------
    portal : Portal
    wanted : Wanted
    fetch : Fetcher
        Everything from the network comes through it.
    work : Path
        An existing folder for temporary files; it is removed after the pull.

    Raises
    ------
    InputError
        If the portal has an option that this kind does not know, or one of the wrong type.
    """

    kind: ClassVar[str]
    options: ClassVar[dict[str, str]] = {}
    """Options beyond :data:`COMMON`: name, and a sentence."""
    changes: ClassVar[bool] = False
    """Whether it can ask for what changed since an instant."""
    page: ClassVar[int] = 10_000
    """Rows asked for at once, where the city's file does not say."""

    def __init__(self, portal: Portal, wanted: Wanted, fetch: Fetcher, work: Path) -> None:
        self.portal, self.wanted, self.fetch, self.work = portal, wanted, fetch, work
        known = {**COMMON, **self.options}
        for name in portal.options:
            if name not in known:
                raise InputError(
                    f"portal.options: {portal.kind} knows no option {name!r}; "
                    f"it knows {', '.join(sorted(known))}"
                )
        self.page_rows = self.number("page", self.page, least=1, most=MOST_PAGE)

    @abstractmethod
    def describe(self) -> Described:
        """Ask for columns, types and the count of rows.

        Raises
        ------
        InputError
            If the portal cannot be reached or is not of this kind.
        """

    @abstractmethod
    def pages(self, request: Request, cursor: Cursor) -> Iterator[Page]:
        """Yield the pages after ``cursor`` (None: from the beginning), none of them empty.

        Each page's cursor, given to another adapter of the same portal on another day, goes on
        after that page.

        Raises
        ------
        InputError
            If the portal refuses, or goes on failing.
        Stale
            If the table was replaced since the cursor was made.
        """

    def total(self, request: Request) -> int | None:  # noqa: ARG002 -- for those who can tell
        """Return how many rows the request has now, or None where the portal does not tell."""
        return None

    @property
    def key(self) -> str:
        """The column by which pages are ordered, as the city's file writes it."""
        return self.portal.key or self.wanted.columns[0]

    @property
    def can_ask_changes(self) -> bool:
        """Whether this portal can be asked for changes, by kind and by the city's file."""
        return self.changes and self.portal.updated is not None

    def choose(self, described: Described) -> Chosen:
        """Find the wanted columns, the key and the column of changes among the described ones.

        Raises
        ------
        InputError
            If one that is needed is missing; the nearest names are told.
        """
        there = [column.name for column in described.columns]
        needed = list(dict.fromkeys([self.key, *self.wanted.columns]))
        asked = (*needed, *self.wanted.optional)
        found = find_columns(there, asked, self.wanted.also)
        if missing := [name for name in needed if name not in found]:
            raise InputError(_missing(self.portal.url, missing, there))
        names = dict.fromkeys(found.values())
        absent = tuple(name for name in self.wanted.optional if name not in found)
        if self.text("select", "wanted") == "all":
            names.update(dict.fromkeys(column.name for column in described.columns))
        return Chosen(tuple(names), absent)

    def text(self, name: str, default: str = "", *, among: Sequence[str] = ()) -> str:
        """Return an option that is text.

        Raises
        ------
        InputError
            If it is of another type, or not one of ``among``.
        """
        value = self.portal.options.get(name, default)
        if not isinstance(value, str) or (among and value not in (*among, default)):
            allowed = f"one of {', '.join(map(repr, among))}" if among else "text"
            raise InputError(f"portal.options: {name} = {value!r} should be {allowed}")
        return value

    def number(self, name: str, default: int, *, least: int, most: int) -> int:
        """Return an option that is a whole number.

        Raises
        ------
        InputError
            If it is of another type or out of range.
        """
        value = self.portal.options.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise InputError(
                f"portal.options: {name} = {value!r} should be a whole number "
                f"from {least} to {most}"
            )
        return value

    def flag(self, name: str) -> bool:
        """Return an option that is true or false; false where it is not given.

        Raises
        ------
        InputError
            If it is of another type.
        """
        value = self.portal.options.get(name, False)
        if not isinstance(value, bool):
            raise InputError(f"portal.options: {name} = {value!r} should be true or false")
        return value


def nearest(name: str, names: Iterable[str], count: int = 2) -> tuple[str, ...]:
    """Return the names that look most like ``name``, best first, without regard to case."""
    lower = {other.casefold(): other for other in names}
    found = difflib.get_close_matches(name.casefold(), lower, n=count, cutoff=0.6)
    return tuple(lower[other] for other in found)


def _missing(url: str, missing: Sequence[str], names: Sequence[str]) -> str:
    listed = ("column " if len(missing) == 1 else "columns ") + ", ".join(missing)
    lines = [f"{url} lacks {listed}."]
    lines += [
        f"  Nearest to {name}: {', '.join(near)}"
        for name in missing
        if (near := nearest(name, names))
    ]
    lines += [
        f"  It has: {', '.join(names)}",
        "  If the publisher renamed them, change [columns] in a city file of your own.",
    ]
    return "\n".join(lines)


def text_of(value: Any) -> str | None:
    """Write a JSON value as text; numbers are expected as text already (see ``http.parse``)."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_FAMILIES: Final[dict[Family, tuple[str, ...]]] = {
    "time": ("date", "time"),
    "number": ("int", "num", "double", "float", "decimal", "real", "serial", "oid", "single"),
    "place": ("point", "geom", "location", "polygon", "line"),
    "text": ("text", "string", "char", "guid", "globalid", "uuid", "url", "html", "email"),
}


def family(word: str) -> Family:
    """Tell what a portal's word for a type amounts to."""
    lower = word.casefold().removeprefix("esrifieldtype")
    if lower in {"point", "multipoint", "linestring"}:  # "point" holds "int"
        return "place"
    for name, parts in _FAMILIES.items():
        if any(part in lower for part in parts):
            return name
    return "other"
