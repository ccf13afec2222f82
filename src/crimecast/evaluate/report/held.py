"""How often intervals held what was counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from crimecast.evaluate.report.data import ALL, CITY, Backtest
from crimecast.evaluate.report.reader import Row


@dataclass(frozen=True)
class Kind:
    """Totals that are judged together: their words, their resolution, and which rows they are."""

    label: str
    resolution: str
    where: str


KINDS: Final = (
    Kind("The city by hour", "1h x city", f"area = '{CITY}' AND hours = 1"),
    Kind("The city by day", "24h x city", f"area = '{CITY}' AND hours = 24"),
    Kind("The city by week", "168h x city", f"area = '{CITY}' AND hours = 168"),
    Kind("Neighborhoods by day", "24h x neighborhood", f"area <> '{CITY}' AND hours = 24"),
    Kind("Neighborhoods by week", "168h x neighborhood", f"area <> '{CITY}' AND hours = 168"),
)


@dataclass(frozen=True)
class Held:
    """Shares of counts inside their intervals.

    ``inside50`` and ``inside90`` count whole numbers as they are. ``evened`` takes off what an
    interval of 90% holds beyond that because counts are whole: it is 90% where the chances are
    right; ``low`` and ``high`` are its 95% interval by days.
    """

    counts: int
    inside50: float | None
    inside90: float | None
    evened: float | None
    low: float | None
    high: float | None


def held(data: Backtest, kind: Kind) -> dict[str, Held]:
    """Return how often intervals held by model, of all categories together."""
    half, most, exact = (
        data.summary(score, resolution=kind.resolution)
        for score in ("coverage_50", "coverage_90", "coverage_90_exact")
    )
    return {
        model: Held(
            row["n"], half.get(model, {}).get("value"), most.get(model, {}).get("value"),
            row["value"], row["low"], row["high"],
        )
        for model, row in exact.items()
    }  # fmt: skip


def chances(data: Backtest, kind: Kind, model: str) -> list[Row]:
    """Return the chances of fewer than, and of no more than, what was counted, of each total."""
    return data.rows(
        "SELECT greatest(0, pit_low) AS low, least(1, pit_high) AS high FROM totals "
        f"WHERE model = ? AND category = ? AND {kind.where} AND pit_low <= pit_high",
        model, ALL,
    )  # fmt: skip
