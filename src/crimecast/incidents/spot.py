"""Incidents of one cell or one polygon: of a period, and year by year."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from crimecast.grid import Bools, Floats, Ints

if TYPE_CHECKING:
    import shapely

    from crimecast.incidents.cube import HistoryCube


def rows_within(cube: HistoryCube, polygon: shapely.Geometry) -> Ints:
    """Return which incidents lie in a polygon in metres, in the order of the cube."""
    import shapely  # noqa: PLC0415

    number, x, y = cube.points
    west, south, east, north = polygon.bounds
    near = np.flatnonzero((x >= west) & (x <= east) & (y >= south) & (y <= north))
    shapely.prepare(polygon)
    inside = np.zeros(len(x) + 1, bool)  # the last one is for incidents without a place: -1
    inside[near] = shapely.contains_xy(polygon, x[near], y[near])
    return np.flatnonzero(inside[number])


def count_between(
    cube: HistoryCube,
    rows: Ints,
    spans: list[tuple[np.datetime64, np.datetime64]],
    wanted: Bools,
    weights: Floats | None,
) -> list[float]:
    """Count incidents by spans of local days, ends included.

    Parameters
    ----------
    rows : int64
        The incidents to count, ascending.
    wanted : bool
        By kind whether it counts, see :meth:`HistoryCube.which`.
    weights : float64, optional
        What each of the cube's incidents counts; one by default.
    """
    kept = rows[wanted[cube.kind[rows]]]
    share = np.ones(len(kept)) if weights is None else weights[kept]
    before = np.concatenate([[0.0], np.cumsum(share)])
    found = []
    for first, last in spans:
        low, high = cube.rows(
            int(first.astype("datetime64[D]").astype(np.int64)),
            int(last.astype("datetime64[D]").astype(np.int64)),
        )
        from_, to = np.searchsorted(kept, [low, high])
        found.append(float(before[to] - before[from_]))
    return found


def calendar_years(
    first: np.datetime64, last: np.datetime64
) -> list[tuple[np.datetime64, np.datetime64]]:
    """Return the years from one local day to another, the first and last as far as they go."""
    years = range(int(str(first)[:4]), int(str(last)[:4]) + 1)
    ends = [(np.datetime64(f"{y}-01-01", "D"), np.datetime64(f"{y}-12-31", "D")) for y in years]
    return [(max(a, first), min(b, last)) for a, b in ends]
