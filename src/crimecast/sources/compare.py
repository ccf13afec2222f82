"""A portal's columns against a city's file: what is missing, renamed, of another type."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from crimecast.city_parts import Columns
from crimecast.sources.matching import find_columns
from crimecast.sources.portal import Column, Family

_FITS: Final[dict[str, frozenset[Family]]] = {
    "key": frozenset({"text", "number", "other"}),
    # The year 2024 and the hour 2130 are numbers in some tables.
    "time": frozenset({"time", "text", "number"}),
    "coordinate": frozenset({"number", "text"}),
    "word": frozenset({"text", "number", "other"}),
}
_LIKE: Final = 0.8
"""How much two names look like each other, of 2, for one to be the other's new name."""


@dataclass(frozen=True)
class Retyped:
    """A column whose type is not the one it had, or none that can be what it is used for."""

    name: str
    before: str
    now: str


@dataclass(frozen=True)
class Comparison:
    """What differs between a portal and a city's file.

    Attributes
    ----------
    missing : tuple of str
        Columns of the city's file that the portal has not, without which nothing can be read.
    absent : tuple of str
        Those that may be missing.
    renamed : dict
        For each missing or absent one what it may be called now, likeliest first.
    retyped : tuple of Retyped
    added : tuple of str
        Columns that were not there before, where it is known what was.
    """

    missing: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    renamed: dict[str, tuple[str, ...]] | None = None
    retyped: tuple[Retyped, ...] = ()
    added: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        """Whether records can be read: nothing needed is missing, nothing has another type."""
        return not self.missing and not self.retyped


def compare(
    there: Sequence[Column],
    columns: Columns,
    *,
    others: Sequence[str] = (),
    before: Sequence[Column] = (),
) -> Comparison:
    """Compare what a portal describes with what a city's file names.

    Parameters
    ----------
    there : sequence of Column
        As the portal describes them now.
    columns : Columns
        Of the city's file.
    others : sequence of str
        Further columns that have to be there: the portal's ``key`` and ``updated``, those of
        rules that exclude rows.
    before : sequence of Column
        As they were described at an earlier pull (``Pulled.columns``), if there was one.

    Notes
    -----
    Names match without regard to case. A new name is looked for among the columns that the city's
    file does not use, first among those that were not there before: by what the names have in
    common, and by type.
    """
    now = {column.name.casefold(): column for column in reversed(there)}
    old = {column.name.casefold(): column for column in before}
    roles = _roles(columns)
    needed = dict.fromkeys((*columns.required, *others))
    known = find_columns([c.name for c in there], (*needed, *columns.optional), columns.also)
    missing = tuple(name for name in needed if name not in known)
    absent = tuple(name for name in columns.optional if name not in known)
    used = {name.casefold() for name in (*needed, *columns.optional, *known.values())}
    free = [column for name, column in now.items() if name not in used]
    added = [column for column in free if old and column.name.casefold() not in old]
    renamed = {}
    for name in (*missing, *absent):
        role, was = roles.get(name, "word"), old.get(name.casefold())
        found = _likely(name, role, was, added) + _likely(name, role, was, free)
        if found:
            renamed[name] = tuple(dict.fromkeys(found))[:2]
    retyped = []
    for name in dict.fromkeys((*needed, *columns.optional)):
        if name not in known:
            continue
        column, was = now[known[name].casefold()], old.get(known[name].casefold())
        if was is not None and was.type.casefold() != column.type.casefold():
            retyped.append(Retyped(column.name, was.type, column.type))
        elif column.family not in _FITS[roles.get(name, "word")] and name in roles:
            retyped.append(Retyped(column.name, roles[name], column.type))
    return Comparison(
        missing, absent, renamed, tuple(retyped), tuple(column.name for column in reversed(added))
    )


def _roles(columns: Columns) -> dict[str, str]:
    """Tell what each column of a city's file is used for."""
    times = (*columns.occurred_from, *(columns.occurred_to or ()), *(columns.reported_at or ()))
    words = (*columns.offence, *(columns.group or ()), columns.nibrs, columns.incident_id)
    return {
        **{name: "word" for name in words if name},
        **dict.fromkeys(times, "time"),
        columns.lon: "coordinate",
        columns.lat: "coordinate",
        **dict.fromkeys(columns.offence_id, "key"),
    }


def _likely(name: str, role: str, was: Column | None, among: Sequence[Column]) -> list[str]:
    """Return columns that may be ``name`` under a new name, likeliest first."""
    fitting = [
        column.name
        for column in among
        if (column.family == was.family if was else column.family in _FITS[role])
    ]
    scores = {other: _likeness(name, other) for other in fitting}
    found = [other for other in fitting if scores[other] >= _LIKE]
    return sorted(found, key=lambda other: -scores[other])


def _likeness(one: str, other: str) -> float:
    """Return from 0 to 2 how much two names look like each other: by letters, and by words.

    "offense_start_datetime" and "offense_date" share words more than letters, "latitude" and "lat"
    how they begin.
    """
    from difflib import SequenceMatcher  # noqa: PLC0415

    first, second = one.casefold(), other.casefold()
    letters = SequenceMatcher(None, first, second, autojunk=False).ratio()
    mine, theirs = _words(first), _words(second)
    words = 2 * len(mine & theirs) / (len(mine) + len(theirs)) if mine and theirs else 0.0
    begins = first[:3] == second[:3]
    return letters + max(words, 0.4 if begins else 0.0)


def _words(name: str) -> set[str]:
    return {word for word in name.replace("datetime", "date_time").split("_") if word}
