"""A stack: several models' intensities added up, weighted by how right each has been.

The members are fitted as of four weeks before the origin and advanced a week at a time. From what
came in those weeks, as far as it is reported, the weights are found by maximum likelihood (EM), per
category and drawn to those of all categories together. Then the members are fitted anew. Source:
Yao, Vehtari, Simpson & Gelman (2018), "Using stacking to average Bayesian predictive
distributions", Bayesian Analysis 13(3).
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import numpy.typing as npt

from crimecast.calendar import DAY, HOUR, Instants, hours_from
from crimecast.grid import Floats
from crimecast.incidents.history import History
from crimecast.models.additive import Additive
from crimecast.models.aoristic import midpoint
from crimecast.models.base import Model, Term
from crimecast.models.boosted import BoostedAdditive
from crimecast.models.mixture import em_weights
from crimecast.models.rff import RandomFourier
from crimecast.spread import Spread

_WEEKS = 4
_POOLED = 200.0  # incidents' worth of belief, per category, in the weights of all categories


class Stack(Model):
    """Linear pool of the boosted intensity and of random Fourier features.

    Weights of every category add up to one; the first member gives terms and spread.
    """

    name: ClassVar[str] = "stack"
    version: ClassVar[str] = "2"
    remainder: ClassVar[Term] = Term("pooled", "At this hour, and what other models add")

    def _fit(self, history: History) -> None:
        members = _members()
        self._weights = self._learn(history)
        self._members = [
            member.fit(history, grid=self.grid, origin=self.origin) for member in members
        ]

    def _advance(self, history: History) -> None:
        """Advance the members; weights are kept."""
        for member in self._members:
            member.advance(history, origin=self.origin)

    def _learn(self, history: History) -> Floats:
        """Return weights (category, member) from the last weeks' forecasts; even where too few."""
        members = _members()
        starts = self.origin - 7 * DAY * np.arange(_WEEKS, 0, -1)
        first = starts[0].astype("datetime64[h]").astype("datetime64[s]")
        middle = midpoint(history.occurred_from, history.occurred_to)
        cell = self.grid.locate(history.x, history.y)
        rank = np.where(cell >= 0, self.grid.rank[np.maximum(cell, 0)], -1)
        if not (history.reported_at <= first).any():
            return np.full((len(self.categories), len(members)), 1.0 / len(members))
        said: list[list[Floats]] = [[] for _ in self.categories]
        for week in range(_WEEKS):
            start = first + 7 * DAY * week
            hours = hours_from(start, 7 * 24)
            for member in members:
                if week:
                    member.advance(history, origin=start)
                else:
                    member.fit(history, grid=self.grid, origin=start)
            after = ((middle - start) / HOUR).astype(np.int64)
            came = (middle >= start) & (after < 7 * 24) & (rank >= 0)
            came &= history.reported_at > start
            for c in range(len(self.categories)):
                own = came & (history.category == c)
                said[c].append(
                    np.stack(
                        [m._intensity(c, hours)[after[own], rank[own]] for m in members], axis=1
                    )
                )
        cases = [np.concatenate(parts).astype(np.float64) for parts in said]
        together = em_weights(np.concatenate(cases), prior=np.ones(len(members)))
        return np.stack([em_weights(case, prior=_POOLED * together) for case in cases])

    def terms(self) -> tuple[Term, ...]:
        """Return the first member's terms."""
        return self._members[0].terms()

    def term_maps(self, category: str) -> npt.NDArray[np.float32]:
        """Return the first member's maps, times its weight."""
        weight = np.float32(self._weights[self._index(category), 0])
        maps: npt.NDArray[np.float32] = self._members[0].term_maps(category) * weight
        return maps

    def term_hours(self, category: str, hours: Instants) -> Floats:
        """Return the first member's series."""
        return self._members[0].term_hours(category, hours)

    def spread(self) -> Spread | None:
        """Return the first member's spread."""
        return self._members[0].spread()

    def _city_total(self, hours: Instants) -> Floats:
        totals = np.stack([member.city_total(hours) for member in self._members])
        mixed: Floats = np.einsum("cm,mch->ch", self._weights, totals)
        return mixed

    def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
        weights = self._weights[category].astype(np.float32)
        mixed: npt.NDArray[np.float32] = self._members[0]._intensity(category, hours)
        mixed *= weights[0]
        for weight, member in zip(weights[1:], self._members[1:], strict=True):
            mixed += weight * member._intensity(category, hours)
        return mixed


def _members() -> tuple[Additive, RandomFourier]:
    return BoostedAdditive(), RandomFourier()
