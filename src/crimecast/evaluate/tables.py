"""Tidy tables as columns: what a backtest hands out. Their meaning is in ``docs/backtest.md``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Column = npt.NDArray[Any]
Columns = dict[str, Column]
"""One table: column name to array, all of one length."""

_SCORE = {"score": "text", "value": "float"}
SCHEMA: Final[dict[str, dict[str, str]]] = {
    "scores": {
        "model": "text", "category": "text", "origin": "time", "lead": "int",
        "resolution": "text", **_SCORE, "unit": "text", "n": "int",
    },
    "summary": {
        "model": "text", "category": "text", "lead": "text", "resolution": "text", **_SCORE,
        "low": "float", "high": "float", "unit": "text", "n": "int",
    },
    "observed": {
        "incident": "int", "offence_id": "text", "category": "text", "origin": "time",
        "occurred_from": "time", "occurred_to": "time", "reported_at": "time",
        "x": "float", "y": "float", "cell": "int", "iy": "int", "ix": "int", "time": "time",
        "hour_known": "bool", "heaped": "bool",
    },
    "rates": {
        "model": "text", "origin": "time", "incident": "int", "resolution": "text",
        "log_intensity": "float",
    },
    "totals": {
        "model": "text", "category": "text", "area": "text", "origin": "time", "lead": "int",
        "hours": "int", "expected": "float", "variance": "float", "lower50": "float",
        "upper50": "float", "lower90": "float", "upper90": "float", "observed": "int",
        "crps": "float", "pit_low": "float", "pit_high": "float",
    },
    "curves": {
        "model": "text", "category": "text", "resolution": "text", "area_share": "float",
        "hits": "float", "oracle": "float", "n": "int",
    },
    "reliability": {
        "model": "text", "category": "text", "resolution": "text", "bin": "int", "low": "float",
        "high": "float", "expected": "float", "observed": "int", "cells": "int",
    },
    "murphy": {
        "model": "text", "category": "text", "resolution": "text", "threshold": "float",
        "score": "float", "cells": "int",
    },
    "confusion": {
        "model": "text", "resolution": "text", "category": "text", "most_likely": "text",
        "incidents": "int",
    },
    "timings": {
        "model": "text", "origin": "time", "step": "text", "seconds": "float", "peak_mb": "float",
    },
}  # fmt: skip
"""Table to column to kind (text, time, int, float, bool)."""

SUMMED: Final[dict[str, tuple[str, ...]]] = {
    "curves": ("hits", "oracle", "n"),
    "reliability": ("expected", "observed", "cells"),
    "murphy": ("score", "cells"),
    "confusion": ("incidents",),
}
"""Tables whose rows are sums over origins, and the columns that add up."""

DTYPES: Final = {
    "text": np.dtype(object), "time": np.dtype("datetime64[s]"), "int": np.dtype(np.int64),
    "float": np.dtype(np.float64), "bool": np.dtype(np.bool_),
}  # fmt: skip


class Rows:
    """A table in the making: rows are added in runs, with what is the same in a run said once."""

    def __init__(self, table: str) -> None:
        self._schema = SCHEMA[table]
        self._runs: dict[str, list[Column]] = {name: [] for name in self._schema}

    def add(self, **columns: object) -> None:
        """Add rows: each column an array of one length, or one value for all of them."""
        if columns.keys() != self._schema.keys():
            raise TypeError(f"columns {sorted(columns)} are not {sorted(self._schema)}")
        size = max((len(v) for v in columns.values() if isinstance(v, np.ndarray)), default=1)
        for name, value in columns.items():
            kind = DTYPES[self._schema[name]]
            run = (
                value.astype(kind) if isinstance(value, np.ndarray) else np.full(size, value, kind)
            )
            self._runs[name].append(run)

    def columns(self) -> Columns:
        """Return the table."""
        return {
            name: np.concatenate(runs) if runs else np.empty(0, DTYPES[self._schema[name]])
            for name, runs in self._runs.items()
        }


def concatenate(tables: Iterable[Mapping[str, Column]], table: str) -> Columns:
    """Put tables of one kind one below the other."""
    parts = list(tables)
    return {
        name: np.concatenate([part[name] for part in parts] or [np.empty(0, DTYPES[kind])])
        for name, kind in SCHEMA[table].items()
    }


def codes_of(values: Column) -> tuple[list[Any], npt.NDArray[np.int64]]:
    """Return the distinct values in the order they first come, and the index of each.

    Text is looked up, not sorted: a sort of a million Python strings takes seconds.
    """
    import pandas as pd  # type: ignore[import-untyped]  # noqa: PLC0415 -- heavy, with xarray

    codes, names = pd.factorize(values)
    return list(names), codes.astype(np.int64)


def sum_over_blocks(table: Mapping[str, Column], name: str) -> Columns:
    """Add up the rows of a table of sums that differ in nothing but what adds up.

    Rows keep the order in which they first came.
    """
    added = SUMMED[name]
    keys = [column for column in SCHEMA[name] if column not in added]
    size = len(table[keys[0]])
    if not size:
        return {column: table[column] for column in SCHEMA[name]}
    code = np.zeros(size, np.int64)
    for key in keys:
        values, inverse = codes_of(table[key])
        code = code * len(values) + inverse
        code = np.unique(code, return_inverse=True)[1]  # keeps codes small
    _, first, group = np.unique(code, return_index=True, return_inverse=True)
    order = np.argsort(first)
    out: Columns = {}
    for column, kind in SCHEMA[name].items():
        if column in added:
            sums = np.bincount(group, table[column].astype(float))
            out[column] = sums[order].astype(DTYPES[kind])
        else:
            out[column] = table[column][first[order]]
    return out
