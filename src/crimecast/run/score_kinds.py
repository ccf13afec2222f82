"""What of an issued forecast is scored: its first day by hours and days, its week day by day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from crimecast.archive.index import DAY_H, part_of
from crimecast.evaluate.protocol import Protocol


@dataclass(frozen=True)
class Kind:
    """Hours of a forecast that are scored together, and when.

    Attributes
    ----------
    horizon : int
        Hours from where a forecast is scored from; one that does not reach so far is left out.
    windows : tuple of int
        Lengths of the windows, hours.
    ages : tuple of int
        Days that records have had to arrive since the last of the hours.
    """

    horizon: int
    windows: tuple[int, ...]
    ages: tuple[int, ...]

    @property
    def protocol(self) -> Protocol:
        """How it is scored."""
        return Protocol(horizon=self.horizon, windows=self.windows, refit_hours=0)


DAY: Final = Kind(DAY_H, (1, 24), (1, 7, 30))
WEEK: Final = Kind(168, (24,), (1, 30))
"""Tells by lead: how right a forecast is for the day after tomorrow."""
KINDS: Final = (DAY, WEEK)


@dataclass(frozen=True)
class Due:
    """A forecast that is to be scored at an age (days), and what of it."""

    forecast: str
    age: int
    kind: Kind = DAY


def horizon_of(entry: Mapping[str, Any]) -> int:
    """Return how many hours an entry of the ledger is about."""
    return int(entry.get("horizon", DAY_H))


def part_path(folder: Path, one: Due, model: str) -> Path:
    """Return where what is found of a model is kept, below the folder of a city's scores."""
    return folder / part_of(one.forecast, one.age, one.kind.horizon) / model
