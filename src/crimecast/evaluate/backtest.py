"""Backtests: forecasts that could have been made at past origins, against what came."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from crimecast.calendar import HOUR, Instants
from crimecast.errors import InputError
from crimecast.evaluate.block import Bench, run_block
from crimecast.evaluate.protocol import Protocol, blocks
from crimecast.evaluate.summary import summarize
from crimecast.evaluate.tables import SCHEMA, SUMMED, Columns, concatenate, sum_over_blocks
from crimecast.evaluate.totals import Areas
from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.models.base import Model
from crimecast.models.plugins import installed

Progress = Callable[[str, float], None]
"""Called with what is being done and the share of it that is done (0 to 1)."""


@dataclass(frozen=True, eq=False)
class Backtest:
    """What a backtest found.

    Attributes
    ----------
    tables : mapping of table name to columns
        As in ``docs/backtest.md``: each a dict of arrays of one length.
    protocol : dict
        What was done, as JSON values.
    """

    tables: Mapping[str, Columns]
    protocol: dict[str, Any]

    def __getitem__(self, table: str) -> Columns:
        """Return one table's columns."""
        return self.tables[table]

    def frame(self, table: str = "summary") -> Any:
        """Return one table as a ``pandas.DataFrame``.

        Raises
        ------
        KeyError
            If there is no such table.
        """
        import pandas as pd  # type: ignore[import-untyped]  # noqa: PLC0415 -- heavy, with xarray

        return pd.DataFrame(dict(self.tables[table]))


def backtest(
    history: History,
    models: Sequence[str] | Mapping[str, Callable[[], Model]],
    origins: Instants | Sequence[np.datetime64],
    *,
    grid: Grid,
    horizon: int = 24,
    windows: Sequence[int | str] = ("1h", "24h", "168h"),
    refit: np.timedelta64 | int = 168,
    areas: Areas | None = None,
    progress: Progress = lambda _what, _share: None,
) -> Backtest:
    """Score models over origins, in this process and in memory.

    Parameters
    ----------
    history : History
        All that is known now. Models are given what had been reported by each origin.
    models : sequence of str, or mapping of name to a callable
        Names of models, those of installed plug-ins too, or models of your own by the name they
        are to have in the tables.
    origins : datetime64, UTC
        Ascending, on the hour.
    grid : Grid
    horizon : int
        Hours scored after each origin.
    windows : sequence
        Lengths of the windows scored, such as ``"24h"``, ``"7d"`` or 24; those longer than the
        horizon are left out.
    refit : timedelta64 or int
        Time (hours) between fits; between them models advance. 0 fits at each origin.
    areas : Areas, optional
        Whose totals are told beside the city's, such as ``Areas.neighborhoods(area, grid)``.
    progress : callable, optional

    Returns
    -------
    Backtest

    Raises
    ------
    ValueError
        If an origin is not on the hour, or its horizon ends after what is known, or an option is
        out of range, or there is no model, or none of that name.

    Examples
    --------
    >>> found = backtest(history, ["boosted", "prior_counts"], origins, grid=grid)
    >>> found.frame("summary").query("category == 'all' and lead == 'all'")
    """
    protocol = Protocol(horizon, tuple(_hours(w) for w in windows), _hours(refit))
    if not len(models):
        raise ValueError("there is no model to score; name one or more")
    makers = models if isinstance(models, Mapping) else _named(models)
    instants = np.asarray(origins).astype("datetime64[s]")
    parts = blocks(instants, protocol.refit_hours)
    check_known(instants, horizon, history.origin)
    bench = Bench.of(history, grid, protocol, areas)
    found: list[dict[str, Columns]] = []
    total = len(makers) * len(parts)
    for name, make in makers.items():
        for block in parts:
            progress(f"{name}, {block[0].astype('datetime64[D]')}", len(found) / total)
            found.append(run_block(bench, name, make, block))
    tables = {
        name: concatenate((part[name] for part in found), name)
        for name in SCHEMA
        if name not in {"observed", "summary"}
    }
    for name in SUMMED:
        tables[name] = sum_over_blocks(tables[name], name)
    windowed = [bench.incidents.window(origin, horizon) for origin in instants]
    tables["observed"] = bench.incidents.table(windowed)
    tables["summary"] = summarize(tables["scores"], time_zone=history.time_zone, horizon=horizon)
    told = {
        **protocol.to_json(),
        "models": {name: make().version for name, make in makers.items()},
        "origins": [f"{origin}Z" for origin in instants],
        "categories": list(history.categories),
        "cell_m": grid.cell,
    }
    return Backtest(tables, told)


def check_known(origins: Instants, horizon: int, end: np.datetime64) -> None:
    """Check that what came after every origin is known.

    Raises
    ------
    InputError
        Naming the first origin whose horizon ends later than ``end`` (UTC).
    """
    late = origins[origins + horizon * HOUR > end]
    if len(late):
        raise InputError(
            f"records end at {end}Z: {horizon} h from {late[0]}Z are not known yet; "
            "end earlier or shorten the horizon"
        )


def _named(names: Sequence[str]) -> dict[str, Callable[[], Model]]:
    known = installed()
    for name in names:
        if name not in known:
            raise InputError(f"no model {name!r}; there are: {', '.join(known)}")
    return {name: known[name] for name in names}


def _hours(given: np.timedelta64 | int | str) -> int:
    """Return hours of ``24``, ``"24h"``, ``"7d"`` or a timedelta64."""
    if isinstance(given, np.timedelta64):
        return int(given / np.timedelta64(1, "h"))
    text = str(given).strip().lower()
    number, unit = (text[:-1], text[-1]) if text[-1:] in {"h", "d"} else (text, "h")
    if not number.isdigit():
        raise ValueError(f"{given!r} is no duration; write it as 24h or 7d")
    return int(number) * (24 if unit == "d" else 1)
