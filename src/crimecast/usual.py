"""The usual: how many reported incidents a city counts in an hour of the week, week of the year.

It is no forecast. It knows the last year's level, the yearly season and the hours of the week, and
nothing of the last days, of a holiday or of a trend to come.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt

from crimecast.calendar import HOURS_PER_WEEK

Floats = npt.NDArray[np.float64]

WEEKS: Final = 53
"""Weeks of the year as ISO 8601 numbers them; the 53rd comes in some years only."""


@dataclass(frozen=True, eq=False)
class Usual:
    """A city's usual counts, records without a place included.

    Attributes
    ----------
    categories : tuple of str
    first, last : datetime64[D], local
        Days of the records it was learned from.
    per_day : float (category,)
        Reported incidents a day over the last year of them, late reports reckoned in.
    season : float (category, 53)
        Factor of each week of the year, about 1 on average.
    week : float (category, 168)
        Factor of each local hour of the week, Monday first, 1 on average.
    """

    categories: tuple[str, ...]
    first: np.datetime64
    last: np.datetime64
    per_day: Floats
    season: Floats
    week: Floats

    def __post_init__(self) -> None:
        n = len(self.categories)
        for name, shape in (
            ("per_day", (n,)),
            ("season", (n, WEEKS)),
            ("week", (n, HOURS_PER_WEEK)),
        ):
            values = np.asarray(getattr(self, name))
            if values.shape != shape:
                raise ValueError(f"usual: {name} has shape {values.shape}; {shape} is due")
            if not np.isfinite(values).all() or (values < 0).any():
                raise ValueError(f"usual: {name} must be finite and >= 0")

    def per_hour(self, week: int) -> Floats:
        """Return usual counts (category, 168) of the local hours of a week of the year.

        Parameters
        ----------
        week : int
            ISO week of the year, 1 to 53.

        Raises
        ------
        ValueError
            If there is no such week.
        """
        if not 1 <= week <= WEEKS:
            raise ValueError(f"weeks of the year are 1 to {WEEKS}, not {week}")
        found: Floats = (self.per_day * self.season[:, week - 1])[:, None] * self.week / 24
        return found

    def to_json(self) -> dict[str, Any]:
        """Return what :meth:`from_json` reads; numbers have five digits."""
        return {
            "from": str(self.first),
            "to": str(self.last),
            "categories": {
                name: {
                    "per_day": _short(self.per_day[c]),
                    "season": [_short(v) for v in self.season[c]],
                    "week": [_short(v) for v in self.week[c]],
                }
                for c, name in enumerate(self.categories)
            },
        }

    @classmethod
    def from_json(cls, content: dict[str, Any], categories: Sequence[str]) -> Self:
        """Read what :meth:`to_json` gave.

        Raises
        ------
        ValueError
            If it is something else, or not of these categories.
        """
        try:
            told = content["categories"]
            if list(told) != list(categories):
                raise ValueError(f"usual: it is of {list(told)}, not of {list(categories)}")
            rows = [told[name] for name in categories]
            return cls(
                tuple(categories),
                np.datetime64(content["from"], "D"),
                np.datetime64(content["to"], "D"),
                *(
                    np.array([row[name] for row in rows], float)
                    for name in ("per_day", "season", "week")
                ),
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"usual: {error!r} is missing or of a wrong kind") from error


def _short(value: float) -> float:
    return float(f"{value:.5g}")
