"""The incidents that origins are scored by: placed, timed and put in order once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crimecast.calendar import HOUR
from crimecast.evaluate.heaped import is_heaped
from crimecast.evaluate.tables import Columns, Rows
from crimecast.grid import Bools, Floats, Grid, Ints
from crimecast.incidents.history import History

YEAR = np.timedelta64(365, "D")


@dataclass(frozen=True, eq=False)
class Window:
    """Incidents to score after one origin, in the order of the history.

    Attributes
    ----------
    origin : datetime64[s], UTC
    row : int
        Place in the history.
    category : int
        Index into the history's categories.
    step : int
        Hours from the origin to the hour that holds the incident's middle.
    cell : int
        Rank of its cell among ``grid.cells``.
    timed : bool
        Whether its hour is known.
    heaped : bool
        Whether its time is one that stands for others.
    """

    origin: np.datetime64
    row: Ints
    category: Ints
    step: Ints
    cell: Ints
    timed: Bools
    heaped: Bools

    def __len__(self) -> int:
        return len(self.row)


@dataclass(frozen=True)
class Shares:
    """Share of each category's incidents with a known hour, and those not heaped besides."""

    timed: Floats
    clear: Floats


class Incidents:
    """All incidents of a history on a grid, with what scoring asks of them.

    Parameters
    ----------
    history : History
        All that is known now.
    grid : Grid
    longest : float
        Hours that an incident's window may span for its hour to be known.
    """

    def __init__(self, history: History, grid: Grid, *, longest: float = 1.0) -> None:
        self.history, self.grid = history, grid
        begin = history.occurred_from.astype(np.int64)
        length = history.occurred_to.astype(np.int64) - begin
        self.flat = grid.locate(history.x, history.y)
        self.hour = (begin + length // 2) // 3600
        self.timed: Bools = length <= longest * 3600
        self.heaped: Bools = is_heaped(history.occurred_from, history.time_zone)
        placed = np.flatnonzero(self.flat >= 0)
        self._order = placed[np.argsort(self.hour[placed], kind="stable")]
        self._sorted = self.hour[self._order]

    def window(self, origin: np.datetime64, horizon: int) -> Window:
        """Return the incidents in ``horizon`` hours after an origin that were unknown at it."""
        first = int(origin.astype("datetime64[h]").astype(np.int64))
        low, high = np.searchsorted(self._sorted, [first, first + horizon])
        rows = np.sort(self._order[low:high])
        rows = rows[self.history.reported_at[rows] > origin]
        return Window(
            origin=origin,
            row=rows,
            category=self.history.category[rows].astype(np.int64),
            step=self.hour[rows] - first,
            cell=self.grid.rank[self.flat[rows]],
            timed=self.timed[rows],
            heaped=self.heaped[rows],
        )

    def shares(self, origin: np.datetime64) -> Shares:
        """Return what share of incidents reported by an origin can be scored by the hour.

        Of those reported in the year before it, as how times are written down changes over the
        years. One incident more of each kind keeps every share above zero.
        """
        history = self.history
        year = slice(*np.searchsorted(history.reported_at, [origin - YEAR, origin], side="right"))
        category, n = history.category[year], len(history.categories)
        whole = np.bincount(category, minlength=n) + 2.0
        timed = self.timed[year]
        clear = timed & ~self.heaped[year]
        return Shares(
            (np.bincount(category[timed], minlength=n) + 1.0) / whole,
            (np.bincount(category[clear], minlength=n) + 1.0) / whole,
        )

    def table(self, windows: list[Window], keys: np.ndarray | None = None) -> Columns:
        """Return the table ``observed`` of some windows; ``keys`` are the rows' offence ids."""
        rows, history = Rows("observed"), self.history
        names = np.array(history.categories, object)
        for window in windows:
            at = window.row
            cell = self.flat[at]
            iy, ix = np.divmod(cell, self.grid.shape[1])
            rows.add(
                incident=at,
                offence_id=keys[at] if keys is not None else "",
                category=names[window.category],
                origin=window.origin,
                occurred_from=history.occurred_from[at],
                occurred_to=history.occurred_to[at],
                reported_at=history.reported_at[at],
                x=history.x[at],
                y=history.y[at],
                cell=cell,
                iy=iy,
                ix=ix,
                time=window.origin.astype("datetime64[h]") + window.step * HOUR,
                hour_known=window.timed,
                heaped=window.heaped,
            )
        return rows.columns()
