"""What every section of the report asks of a backtest: who leads, what things are called."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

from crimecast.calendar import zone
from crimecast.errors import InputError
from crimecast.evaluate.report.reader import Row, Tables
from crimecast.models.registry import DEFAULT
from crimecast.taxonomy import CLASSES

ALL: Final = "all"
CITY: Final = "city"
REFERENCES: Final = ("prior_counts", "kde", "uniform")
"""What a gain is counted over: the first of these that was run."""
BASELINES: Final = frozenset({"prior_counts", "uniform", "same_hour_last_year"})
"""Models that are there to be compared with, never the subject."""
_OF_CELLS: Final = re.compile(r"\d+h x \d+m")
"""Resolutions of cells; others are of totals, such as ``24h x city``."""
DRAWN: Final = 6
"""Models that are told apart by color and dash; others are thin and gray."""


@dataclass(frozen=True)
class Category:
    """A category, or a class of them."""

    id: str
    label: str
    offence_class: str | None = None


class Backtest:
    """The tables of a backtest with their words and their order.

    Raises
    ------
    InputError
        If no model left a score.
    """

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.protocol: Mapping[str, Any] = tables.protocol
        self.rows = tables.rows
        if not self.models:
            raise InputError(
                f"{tables.folder} holds no scores; run the backtest to its end, then write "
                "the report"
            )

    # -- what it was ---------------------------------------------------------------------------

    @cached_property
    def city(self) -> str:
        """The city's name."""
        city = self.protocol.get("city", "")
        if isinstance(city, Mapping):
            return str(city.get("name") or city.get("id") or "the city")
        return str(self.protocol.get("city_name") or _words(str(city)) or "the city")

    @cached_property
    def zone(self) -> ZoneInfo:
        """The city's time zone; UTC where the protocol names none."""
        city = self.protocol.get("city")
        name = self.protocol.get("time_zone") or (
            city.get("time_zone") if isinstance(city, Mapping) else None
        )
        return zone(str(name or "UTC"))

    @cached_property
    def horizon(self) -> int:
        """Hours scored after each origin; a day where the protocol does not tell."""
        told = self.protocol.get("horizon")
        return told if isinstance(told, int) else 24

    @cached_property
    def origins(self) -> list[datetime]:
        """Instants at which forecasts were made, in local time."""
        return [self.local(row["origin"]) for row in self.rows(
            "SELECT DISTINCT origin FROM scores UNION SELECT DISTINCT origin FROM totals ORDER BY 1"
        ) if row["origin"] is not None]  # fmt: skip

    def local(self, instant: datetime) -> datetime:
        """Return an instant (naive, UTC) in the city's time."""
        return instant.replace(tzinfo=UTC).astimezone(self.zone)

    @cached_property
    def window(self) -> str:
        """The days of the origins, in words: ``1 to 28 July 2024``."""
        return days(self.origins)

    # -- models --------------------------------------------------------------------------------

    @cached_property
    def _by_gain(self) -> list[str]:
        found = [
            str(row["model"])
            for row in self.rows(
                "SELECT DISTINCT model FROM scores UNION SELECT model FROM summary "
                "UNION SELECT model FROM totals ORDER BY 1"
            )
        ]
        gains = {row["model"]: row["value"] for row in self._log_scores}
        worst = float("-inf")
        return sorted(
            found, key=lambda m: (-g if (g := gains.get(m, worst)) is not None else -worst, m)
        )

    @cached_property
    def _log_scores(self) -> list[Row]:
        return self.rows(
            "SELECT model, sum(value) AS value FROM scores WHERE score = 'log_score' "
            "AND category = ? AND resolution = ? GROUP BY ALL", ALL, self.resolution,
        )  # fmt: skip

    @cached_property
    def lead(self) -> str:
        """The model that the report is about: the default where it was run."""
        subjects = [m for m in self._by_gain if m not in BASELINES] or self._by_gain
        return DEFAULT if DEFAULT in subjects else subjects[0]

    @cached_property
    def models(self) -> list[str]:
        """All models, the lead first, then by log score."""
        if not self._by_gain:
            return []
        return [self.lead, *(m for m in self._by_gain if m != self.lead)]

    @cached_property
    def reference(self) -> str | None:
        """The model that gains are counted over."""
        return next((m for m in REFERENCES if m in self.models and m != self.lead), None)

    @cached_property
    def drawn(self) -> list[str]:
        """Models that are told apart in plots: the lead, the reference, the best."""
        first = [self.lead, *([self.reference] if self.reference else [])]
        rest = [m for m in self.models if m not in first]
        return [*first, *rest][:DRAWN]

    @cached_property
    def shown(self) -> list[str]:
        """The same models in the order of all tables."""
        return [m for m in self.models if m in self.drawn]

    def series(self, model: str) -> str:
        """Return the class of style by which a model is drawn."""
        return f"s{self.drawn.index(model)}" if model in self.drawn else "other"

    # -- categories and resolutions --------------------------------------------------------------

    @cached_property
    def categories(self) -> list[Category]:
        """Classes, each followed by its categories, in the city's order, as far as scored."""
        given = self.protocol.get("categories") or []
        told: dict[str, Category] = {}
        for item in given:
            if isinstance(item, Mapping) and item.get("id"):
                name = str(item["id"])
                told[name] = Category(
                    name, str(item.get("label") or _words(name)), item.get("class")
                )
        scored = {
            str(row["category"])
            for row in self.rows(
                "SELECT DISTINCT category FROM scores UNION SELECT category FROM summary"
            )
        }
        for name in sorted(scored - {ALL}):
            if not name.startswith("class:"):
                told.setdefault(name, Category(name, _words(name)))
        ordered: list[Category] = []
        for kind, words in [*CLASSES.items(), (None, "")]:
            if f"class:{kind}" in scored:
                ordered.append(Category(f"class:{kind}", words))
            ordered += [c for c in told.values() if c.offence_class == kind and c.id in scored]
        return ordered

    @cached_property
    def classes(self) -> list[Category]:
        """Classes that were scored."""
        return [c for c in self.categories if c.id.startswith("class:")]

    def label(self, category: str) -> str:
        """Return a category's words."""
        if category == ALL:
            return "All categories"
        return next((c.label for c in self.categories if c.id == category), _words(category))

    @cached_property
    def resolutions(self) -> list[str]:
        """Resolutions, the shortest window first."""
        found = self.rows(
            "SELECT DISTINCT resolution FROM scores UNION SELECT resolution FROM curves"
        )
        names = {name for row in found if _OF_CELLS.fullmatch(name := str(row["resolution"]))}
        return sorted(names, key=lambda name: (hours_of(name), name))

    @cached_property
    def resolution(self) -> str:
        """The finest resolution: what the first table is about."""
        return self.resolutions[0] if self.resolutions else ""

    @cached_property
    def whole(self) -> str:
        """The resolution that counts all incidents: of those by days or longer the finest."""
        return of_all(self.resolutions)

    # -- scores --------------------------------------------------------------------------------

    def summary(
        self, score: str, *, category: str = ALL, resolution: str | None = None, lead: str = ALL
    ) -> dict[str, Row]:
        """Return a score over all origins by model."""
        rows = self.rows(
            "SELECT * FROM summary WHERE score = ? AND category = ? AND resolution = ? "
            "AND lead = ?", score, category, resolution or self.resolution, lead,
        )  # fmt: skip
        return {str(row["model"]): row for row in rows}

    def gains(self, *, category: str = ALL, resolution: str | None = None) -> dict[str, Row]:
        """Return gains over the reference by model, in nats per incident."""
        if self.reference is None:
            return {}
        return self.summary(gain_over(self.reference), category=category, resolution=resolution)


def gain_over(reference: str) -> str:
    """Return the name of the score that is a gain over a model."""
    return f"gain_over_{reference}"


def hours_of(resolution: str) -> int:
    """Return the hours of a resolution such as ``24h x 250m``."""
    return int(resolution.partition("h")[0])


def of_all(resolutions: Sequence[str]) -> str:
    """Return the finest resolution of days or longer, which counts incidents of unknown hour too.

    Parameters
    ----------
    resolutions : sequence of str
        The shortest window first. Where none is of days or longer, it is the first of these; empty
        text where there is none at all.
    """
    whole = (name for name in resolutions if counts_all(name))
    return next(whole, resolutions[0] if resolutions else "")


def counts_all(resolution: str) -> bool:
    """Tell whether a resolution counts all incidents, not only those whose hour is known."""
    return not resolution or hours_of(resolution) >= 24


def resolution_words(resolution: str) -> str:
    """Return a resolution in words: ``hours x 250 m``."""
    window, _, cell = resolution.partition(" x ")
    told = {"1h": "hours", "24h": "days", "168h": "weeks"}.get(
        window, window.replace("h", " hours")
    )
    return f"{told} x {cell.removesuffix('m')} m"


def _words(name: str) -> str:
    """Return an id as words: ``theft-from-vehicle`` is ``Theft from vehicle``."""
    text = name.removeprefix("class:").replace("-", " ").replace("_", " ").strip()
    return text[:1].upper() + text[1:]


def day(when: datetime, *, year: bool = True) -> str:
    """Return a date in words: ``1 July 2024``."""
    return f"{when.day} {when:%B}" + (f" {when.year}" if year else "")


def days(origins: Sequence[datetime]) -> str:
    """Return the span of dates in words."""
    if not origins:
        return "no day"
    first, last = min(origins), max(origins)
    if first.date() == last.date():
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day(last)}"
    return f"{day(first, year=first.year != last.year)} to {day(last)}"
