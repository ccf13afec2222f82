"""Forecasts that could have been made, scored against what came to be known.

Each model is fitted at each origin on what had been reported by then; the incidents of the hours
that follow are scored wherever they were reported later. Hourly scores use incidents whose window
is at most an hour.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass

import numpy as np

from crimecast.calendar import HOUR, hours_from
from crimecast.evaluate.bootstrap import ratio_interval
from crimecast.evaluate.log_score import information_gain, log_score
from crimecast.forecast import cells_of
from crimecast.grid import Grid
from crimecast.incidents.history import History
from crimecast.models.base import Model


@dataclass(frozen=True)
class HindcastRow:
    """One model, category and origin.

    Attributes
    ----------
    score : float
        Log score (nats) of the incidents with a known hour.
    n : int
        How many those are.
    expected, observed : float
        Placed incidents of the window, all of them, known hour or not.
    """

    model: str
    category: str
    origin: np.datetime64
    score: float
    n: int
    expected: float
    observed: int


def hindcast(
    history: History,
    models: Mapping[str, Callable[[], Model]],
    origins: Iterable[np.datetime64],
    *,
    grid: Grid,
    horizon: int = 24,
    longest: float = 1.0,
) -> Iterator[HindcastRow]:
    """Fit and score models at origins.

    Parameters
    ----------
    history : History
        All that is known now; what is fitted is cut at each origin.
    origins : datetime64[s], UTC
        On the hour.
    horizon : int
        Hours scored after each origin.
    longest : float
        Hours that the window of a scored incident may span.

    Yields
    ------
    HindcastRow
        For each origin, model and category.

    Raises
    ------
    ValueError
        If an origin is not on the hour, or its window ends after what is known.
    """
    rank = np.full(len(history), -1)
    flat = grid.locate(history.x, history.y)
    rank[flat >= 0] = grid.rank[flat[flat >= 0]]
    short = (history.occurred_to - history.occurred_from) / HOUR <= longest
    for origin in origins:
        hours = hours_from(origin, horizon)
        if hours[0] != origin:
            raise ValueError(f"the origin {origin} is not on the hour: its first hour is known")
        if hours[-1] + HOUR > history.origin:
            raise ValueError(
                f"what is known ends at {history.origin}; {origin} is too late to score"
            )
        after = (history.occurred_from - hours[0]) / HOUR
        known = history.reported_at <= origin
        ahead = (after >= 0) & (after < horizon) & (rank >= 0) & ~known
        for name, make in models.items():
            model = make().fit(history, grid=grid, origin=origin)
            for c, category in enumerate(history.categories):
                own = history.category == c
                thinning = _share(short[known & own])
                cube = model.predict(hours, categories=[category])
                values = cells_of(cube, grid)[0]
                scored = ahead & own & short
                at = values[after[scored].astype(int), rank[scored]]
                total = float(values.sum(dtype=np.float64))
                yield HindcastRow(
                    name, category, origin, log_score(at, total, thinning=thinning),
                    int(scored.sum()), total, int((ahead & own).sum()),
                )  # fmt: skip


def _share(flags: np.ndarray) -> float:
    return float((flags.sum() + 1) / (len(flags) + 2))


def gains(rows: Iterable[HindcastRow], reference: str) -> list[dict[str, float | int | str]]:
    """Sum hindcast rows by model and category and compare them with a reference model.

    Returns
    -------
    list of dict
        model, category (``all`` for the sum), n, gain (nats per incident over the reference),
        expected, observed, ratio (expected over observed).
    """
    sums: dict[tuple[str, str], list[float]] = {}
    for row in rows:
        for category in (row.category, "all"):
            total = sums.setdefault((row.model, category), [0.0, 0.0, 0.0, 0.0])
            values = (row.score, row.n, row.expected, row.observed)
            for i, value in enumerate(values):
                total[i] += value
    table: list[dict[str, float | int | str]] = []
    for (model, category), (score, n, expected, observed) in sums.items():
        base = sums[reference, category]
        table.append(
            {
                "model": model,
                "category": category,
                "n": int(n),
                "gain": information_gain(score, base[0], int(n)),
                "expected": expected,
                "observed": int(observed),
                "ratio": expected / observed if observed else float("nan"),
            }
        )
    return table


def gain_interval(
    rows: Iterable[HindcastRow],
    model: str,
    reference: str,
    *,
    level: float = 0.95,
    draws: int = 10_000,
    seed: int = 1,
    block: int = 1,
) -> tuple[float, float]:
    """Return an interval of a model's gain over a reference, all categories together.

    Origins are drawn with replacement (:mod:`crimecast.evaluate.bootstrap`): incidents of a day
    depend on each other, so that days, not incidents, are what repeats.

    Parameters
    ----------
    level : float
        Chance that the interval is to hold.
    block : int
        Consecutive origins that are drawn together.

    Returns
    -------
    low, high : float
        Nats per incident; NaN with fewer than two blocks of origins.

    Raises
    ------
    ValueError
        If a model has no rows.
    """
    scores: dict[str, dict[np.datetime64, list[float]]] = {model: {}, reference: {}}
    for row in rows:
        if row.model in scores:
            day = scores[row.model].setdefault(row.origin, [0.0, 0.0])
            day[0] += row.score
            day[1] += row.n
    ours, theirs = scores[model], scores[reference]
    if not ours or ours.keys() != theirs.keys():
        raise ValueError(f"{model!r} and {reference!r} have no common origins to be compared on")
    days = sorted(ours)
    gain = np.array([ours[o][0] - theirs[o][0] for o in days])
    count = np.array([ours[o][1] for o in days])
    low, high = ratio_interval(gain, count, level=level, draws=draws, seed=seed, block=block)
    return float(low), float(high)


def as_table(rows: Iterable[HindcastRow]) -> list[dict[str, object]]:
    """Return rows as dicts, for a DataFrame or a file."""
    return [asdict(row) for row in rows]
