"""Forecasts of the last weeks and what came: what the spread of the next ones is learned from.

The level is followed as it was at the start of each of those weeks; places come from maps as they
stood at the starts of two spans, on cells of about 250 m. What happened lately is not all reported
yet, so the last two weeks are left out and the rest is expected in part, as the delays tell.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from crimecast.calendar import DAY, HOUR, Instants, hours_from
from crimecast.grid import Floats, Grid
from crimecast.incidents.history import History
from crimecast.lateness import Completeness
from crimecast.models.aoristic import midpoint
from crimecast.models.level import Level
from crimecast.models.span import span_days
from crimecast.models.spread_fit import Block, CitySeries, fit_spread
from crimecast.spread import Spread

_GAP = 2
_WEEK = 7 * 24

Densities = Callable[[History, Grid, np.datetime64], npt.NDArray[np.float32]]
"""Gives densities (category, hour of a week from the origin, cell) as known at an origin."""


@dataclass(frozen=True, eq=False)
class City:
    """How a city's totals are followed.

    Attributes
    ----------
    level_at : callable
        Level as known at an origin, from a history cut there.
    known : Completeness
        Share known by age, at the origin.
    placed : float (category,)
        Share of incidents with a place in the study area.
    """

    level_at: Callable[[History, np.datetime64], Level]
    known: Completeness
    placed: Floats


def learned_spread(
    history: History,
    grid: Grid,
    city: City,
    densities: Densities,
    *,
    series_weeks: int = 26,
    block_weeks: int = 8,
) -> Spread | None:
    """Learn the spread of forecasts from those of the last weeks; None where records are too few.

    Parameters
    ----------
    history : History
        Cut at the origin of the forecast whose spread is wanted.
    grid : Grid
        Of cells of about 250 m.
    series_weeks, block_weeks : int
        Weeks of city totals, and of counts by cell and day.
    """
    origin = history.origin
    middle = midpoint(history.occurred_from, history.occurred_to)
    # The hour of a longer window is not known: its middle would say of hours what is not so.
    timed = history.occurred_to - history.occurred_from <= HOUR
    weeks = int(span_days(middle, origin) // 7) - _GAP - 26  # half a year to follow a level from
    series_weeks, block_weeks = min(series_weeks, weeks), min(block_weeks, weeks)
    if block_weeks < 4:
        return None
    # Whole hours: profiles and forecasts know no others.
    starts = hours_from(origin, 1) - (np.arange(series_weeks, 0, -1) + _GAP) * 7 * DAY
    hourly, expected, observed = [], [], []
    cell = grid.locate(history.x, history.y)
    rank = np.where(cell >= 0, grid.rank[np.maximum(cell, 0)], -1)
    maps = np.empty(0, np.float32)
    for number, start in enumerate(starts):
        hours = hours_from(start, _WEEK)
        known = history.as_of(start)
        share = _share_known(city.known, origin, hours)
        total = city.level_at(known, start).per_hour(hours) * share
        after = np.floor((middle - start) / HOUR).astype(np.int64)
        came: npt.NDArray[np.bool_] = (after >= 0) & (after < _WEEK)
        sure = came & timed
        hourly.append(
            (
                total,
                _counts(history.category[came], after[came], total.shape),
                _counts(history.category[sure], after[sure], total.shape),
            )
        )
        left = series_weeks - number
        if left > block_weeks:
            continue
        if left == block_weeks or left == block_weeks // 2:
            maps = densities(known, grid, start)
        # A day is the same hours times the same maps: no cell-hours need be kept.
        hours_of = (total * city.placed[:, None]).reshape(-1, 7, 24)
        by_hour = maps.reshape(len(total), 7, 24, -1)
        expected.append(np.einsum("cdh,cdhg->cdg", hours_of, by_hour))
        came &= rank >= 0
        flat = after[came] // 24 * len(grid.cells) + rank[came]
        counted = _counts(history.category[came], flat, (len(total), 7 * len(grid.cells)))
        observed.append(counted.reshape(len(total), 7, -1))
    at = np.stack([grid.x[grid.cells % grid.shape[1]], grid.y[grid.cells // grid.shape[1]]])
    block = Block(
        np.concatenate(expected, axis=1), np.concatenate(observed, axis=1), at[0], at[1],
        np.repeat(np.arange(block_weeks), 7),
    )  # fmt: skip
    total, counted, sure_counted = (
        np.concatenate(part, axis=1) for part in zip(*hourly, strict=True)
    )
    # One of each is added: where nothing came all hours count as known, and none counts as nought.
    thin = (sure_counted.sum(axis=1) + 1.0) / (counted.sum(axis=1) + 1.0)
    series = [
        CitySeries(total * thin[:, None], sure_counted, hours=1),
        *(CitySeries(_summed(total, n), _summed(counted, n), hours=n) for n in (24, _WEEK)),
    ]
    return fit_spread(history.categories, block, series=series, time_zone=history.time_zone)


def _share_known(known: Completeness, origin: np.datetime64, hours: Instants) -> Floats:
    ages = ((origin - hours) / DAY).astype(np.int64)
    days, back = np.unique(ages, return_inverse=True)
    shares: Floats = np.stack([known.known(int(age)) for age in days], axis=1)[:, back]
    return shares


def _counts(
    category: npt.NDArray[np.integer], place: npt.NDArray[np.integer], shape: tuple[int, ...]
) -> Floats:
    flat = category.astype(np.int64) * shape[1] + place
    return np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape[:2]).astype(float)


def _summed(values: Floats, hours: int) -> Floats:
    summed: Floats = values.reshape(len(values), -1, hours).sum(axis=2)
    return summed
