"""How often intervals held what was counted."""

from __future__ import annotations

from dataclasses import dataclass

from crimecast.evaluate.report.data import ALL, CITY, Backtest
from crimecast.evaluate.report.reader import Row

KINDS = (
    ("The city by hour", f"area = '{CITY}' AND hours = 1"),
    ("The city by day", f"area = '{CITY}' AND hours = 24"),
    ("The city by week", f"area = '{CITY}' AND hours = 168"),
    ("Neighborhoods by day", f"area <> '{CITY}' AND hours = 24"),
    ("Neighborhoods by week", f"area <> '{CITY}' AND hours = 168"),
)
"""Totals that are judged together, and which rows they are."""


def chances(data: Backtest, model: str, category: str, where: str) -> list[Row]:
    """Return the chances of fewer than, and of no more than, what was counted, by total."""
    return data.rows(
        "SELECT origin, greatest(0, pit_low) AS low, least(1, pit_high) AS high, "
        "observed BETWEEN lower50 AND upper50 AS in50, "
        "observed BETWEEN lower90 AND upper90 AS in90 "
        f"FROM totals WHERE model = ? AND category = ? AND {where} AND pit_low <= pit_high "
        "AND isfinite(expected)", model, category,
    )  # fmt: skip


@dataclass(frozen=True)
class Held:
    """How often intervals held what was counted.

    ``inside`` counts whole numbers as they are. ``evened`` takes off what an interval holds beyond
    its level because counts are whole: it is the level where the chances are right; ``low`` and
    ``high`` are its 95% interval by days.
    """

    counts: int
    inside50: float
    inside90: float
    evened: float
    low: float
    high: float


def held(data: Backtest, model: str, where: str, *, category: str = ALL) -> Held | None:
    """Return how often a model's intervals held; None where there are no such totals.

    Parameters
    ----------
    where
        Which totals: one of the conditions of ``KINDS``.
    """
    import numpy as np  # noqa: PLC0415 -- not for who reads no report

    from crimecast.evaluate.bootstrap import ratio_interval, sums_by  # noqa: PLC0415
    from crimecast.evaluate.coverage import randomized_coverage  # noqa: PLC0415

    rows = chances(data, model, category, where)
    if not rows:
        return None
    exact = randomized_coverage([r["low"] for r in rows], [r["high"] for r in rows])
    origins = np.array([r["origin"] for r in rows], "datetime64[s]")
    _, (inside, number) = sums_by(origins, np.stack([exact, np.ones(len(rows))]))
    low, high = ratio_interval(inside, number)
    return Held(
        len(rows), _mean(rows, "in50"), _mean(rows, "in90"), float(exact.mean()), float(low),
        float(high),
    )  # fmt: skip


def _mean(rows: list[Row], name: str) -> float:
    return sum(bool(row[name]) for row in rows) / len(rows)
