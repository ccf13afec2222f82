"""Columns that a city's file names among those that a publisher has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

Also = Mapping[str, Sequence[str]]
"""From a column to other names it may have."""


def find_columns(there: Iterable[str], asked: Iterable[str], also: Also) -> dict[str, str]:
    """Find columns without regard to case, under their own name or the first other that is there.

    Returns
    -------
    dict
        From each asked column that was found to the publisher's own name for it.
    """
    names = {name.casefold(): name for name in reversed(list(there))}
    found: dict[str, str] = {}
    for name in dict.fromkeys(asked):
        known = (names.get(spelled.casefold()) for spelled in (name, *also.get(name, ())))
        if own := next(filter(None, known), None):
            found[name] = own
    return found
