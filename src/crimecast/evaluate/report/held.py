"""How often intervals held what was counted."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from crimecast.evaluate.report.data import ALL, CITY, Backtest
from crimecast.evaluate.report.reader import Row


@dataclass(frozen=True)
class Kind:
    """Totals that are judged together.

    Attributes
    ----------
    label, short : str
        Their words, and those of a column's head.
    resolution : str
    where : str
        Which rows of the table ``totals`` they are, as SQL.
    """

    label: str
    short: str
    resolution: str
    where: str


_CITY, _PARTS = f"area = '{CITY}'", f"area <> '{CITY}'"
KINDS: Final = (
    Kind("The city by hour", "City's hours", "1h x city", f"{_CITY} AND hours = 1"),
    Kind("The city by day", "City's days", "24h x city", f"{_CITY} AND hours = 24"),
    Kind("The city by week", "City's weeks", "168h x city", f"{_CITY} AND hours = 168"),
    Kind("Neighborhoods by day", "Neighborhoods' days", "24h x neighborhood",
         f"{_PARTS} AND hours = 24"),
    Kind("Neighborhoods by week", "Neighborhoods' weeks", "168h x neighborhood",
         f"{_PARTS} AND hours = 168"),
)  # fmt: skip


def told_first(resolutions: Collection[str]) -> Kind | None:
    """Return the kind of totals whose coverage a first table tells, of those that there are.

    The city's days, the same wherever there are any; without them its weeks, its hours.
    """
    order = [KINDS[i] for i in (1, 2, 0, 3, 4)]
    return next((kind for kind in order if kind.resolution in resolutions), None)


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
