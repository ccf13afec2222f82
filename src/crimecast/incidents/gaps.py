"""Stretches without a record where some were due, and categories that began or stopped.

A stretch without any is a gap where its chance is too small under what was usual around it. With
``N`` records in the eight weeks beside the stretch, the count to be expected has a gamma
distribution of shape ``N + 1/2`` (Jeffreys' prior), and the chance of none in the stretch is
``(1 + L / M) ** -(N + 1/2)``: ``L`` and ``M`` are the days of the stretch and of the eight weeks,
each weighted by its day of the week and by the share of its records that have been reported by now.
The side that makes the stretch likelier counts, so that a slow end is no gap.

Days come in clusters: where counts spread more than a Poisson's, by days or by weeks, a negative
binomial of the same mean and variance has an empty day ``log(v) / (v - 1)`` times as often in the
exponent (``v`` is variance over mean), and so many records count as one. Where the same dates of
other years have fewer than the weeks beside them, so much less is expected here.

All stretches of all categories are judged at once: a stretch is told where its chance is below
``CHANCE`` over the number of days times categories (Bonferroni), so that of a hundred cities
without a gap at most one is said to have any.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from crimecast.grid import Bools, Floats, Ints

CHANCE: Final = 0.01
"""That anything is told of a city whose records lack nothing."""
BESIDE: Final = 56
"""Days on either side of a stretch by which it is judged."""
ALMOST_NONE: Final = 0.05
"""Below this share of the rate on the other side, a few strays are no earlier or later life."""
_YEAR: Final = 365.25
_TRUST: Final = 50.0
_STEADY: Final = 0.25


@dataclass(frozen=True)
class Run:
    """Days without a record, both included, counted from the first day; how many were due."""

    first: int
    last: int
    expected: float


@dataclass(frozen=True)
class Found:
    """What was found.

    Attributes
    ----------
    city : tuple of Run
        Days without a record of any category.
    categories : tuple of tuple of Run
        For each category its own; those of the whole city are not repeated.
    began, stopped : tuple of int or None
        For each category the day of its first regular record, and of its last, where there are
        days before, or after, on which it would have been due.
    """

    city: tuple[Run, ...]
    categories: tuple[tuple[Run, ...], ...]
    began: tuple[int | None, ...]
    stopped: tuple[int | None, ...]


def find(counts: Ints, known: Floats, first_weekday: int) -> Found:
    """Find gaps, beginnings and ends.

    Parameters
    ----------
    counts : int64 (category, day)
        Records by local day of occurrence, from the first day with any to the last.
    known : float64 (category, day)
        Share of each day's records that have been reported by now.
    first_weekday : int
        Day of the week of the first day, 0 for Monday.
    """
    categories, days = counts.shape
    limit = float(np.log(CHANCE / (days * (categories + 1))))
    total = counts.sum(axis=0)
    weekday = (np.arange(days) + first_weekday) % 7
    weight = counts.sum(axis=1)
    of_all = weight @ known / max(weight.sum(), 1)
    start = _steady_from(total)
    seen = np.arange(days) >= start
    city = _Series.of(total, of_all * seen, weekday, limit).gaps()
    missing = np.zeros(days, bool)
    for run in city:
        missing[run.first : run.last + 1] = True
    own = [
        _Series.of(counts[k], known[k] * (seen & ~missing), weekday, limit)
        for k in range(categories)
    ]
    began = tuple(series.began(start) for series in own)
    stopped = tuple(series.stopped() for series in own)
    gaps = tuple(
        tuple(
            run
            for run in series.gaps()
            if (b is None or run.first > b) and (s is None or run.last < s)
        )
        for series, b, s in zip(own, began, stopped, strict=True)
    )
    return Found(city, gaps, began, stopped)


def _steady_from(total: Ints) -> int:
    """Return the day from which on the records are whole: strays from before are no beginning."""
    if len(total) < 2 * BESIDE:
        return 0
    month = np.convolve(total, np.ones(28), "valid")
    start = int(np.argmax(month >= _STEADY * np.median(month)))
    return start + int(np.argmax(total[start:] > 0))


@dataclass(frozen=True, eq=False)
class _Series:
    """One series of daily counts.

    Attributes
    ----------
    n, m : float64 (day + 1,)
        Sums, up to each day, of the counts and of the weighted days.
    worth : float
        How many records of a Poisson one record counts as.
    runs : list of (int, int)
        Stretches of zero days, the second day not included.
    """

    n: Floats
    m: Floats
    worth: float
    runs: list[tuple[int, int]]
    limit: float

    @classmethod
    def of(
        cls, counts: Ints, exposure: Floats, weekday: npt.NDArray[np.int64], limit: float
    ) -> _Series:
        by_weekday = np.bincount(weekday, counts * (exposure > 0), 7) + _TRUST / 7
        there = np.bincount(weekday, exposure, 7)
        even = by_weekday.sum() / max(there.sum(), 1.0)
        factor = np.where(there > 0, by_weekday / np.maximum(there * even, 1e-9), 1.0)
        if len(counts) < 2 * BESIDE:
            factor = np.ones(7)
        m = exposure * factor[weekday]
        zero = np.concatenate([[False], counts == 0, [False]]).astype(np.int8)
        edges = np.flatnonzero(np.diff(zero))
        runs = list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))
        v = max(1.0, _spread(counts, m, 1), _spread(counts, m, 7))
        worth = float(np.log(v) / (v - 1)) if v > 1.001 else 1.0
        return cls(_sums(counts), _sums(m), worth, runs, limit)

    def gaps(self) -> tuple[Run, ...]:
        """Find the stretches that had records before and after, and should have had some."""
        found = []
        for a, b in self.runs:
            if a == 0 or b == self._days or not self.n[a] or self.n[b] == self.n[-1]:
                continue
            season = self._season(a, b)
            if max(self._chance(a, b, s, season) for s in (-1, 1)) < self.limit:
                found.append(Run(a, b - 1, self._expected(a, b, season)))
        return tuple(found)

    def began(self, start: int) -> int | None:
        """Find the first day of a category that had none, or strays only, since ``start``."""
        for a, b in reversed(self.runs):
            if b == self._days or b <= start:
                continue
            before = self._rate(0, a)
            if before < ALMOST_NONE * self._rate(b, b + BESIDE) and (
                self._chance(max(a, start), b, 1, self._season(max(a, start), b)) < self.limit
            ):
                return b
        return None

    def stopped(self) -> int | None:
        """Find the last day of a category that has none, or strays only, since."""
        for a, b in self.runs:
            if a == 0:
                continue
            after = self._rate(b, self._days)
            if after < ALMOST_NONE * self._rate(a - BESIDE, a) and (
                self._chance(a, b, -1, self._season(a, b)) < self.limit
            ):
                return a - 1
        return None

    @property
    def _days(self) -> int:
        return len(self.n) - 1

    def _between(self, a: int, b: int) -> tuple[float, float]:
        a, b = min(max(a, 0), self._days), min(max(b, 0), self._days)
        return float(self.n[b] - self.n[a]), float(self.m[b] - self.m[a])

    def _rate(self, a: int, b: int) -> float:
        n, m = self._between(a, b)
        return n / m if m > 0 else 0.0

    def _beside(self, a: int, b: int, side: int) -> tuple[float, float]:
        return self._between(a - BESIDE, a) if side < 0 else self._between(b, b + BESIDE)

    def _chance(self, a: int, b: int, side: int, season: float) -> float:
        """Return the logarithm of the chance of none, by what is on one side."""
        n, m = self._beside(a, b, side)
        length = self._between(a, b)[1] * season
        if m <= 0 or n < 1:
            return 0.0
        # One record ends the stretch by the choice of its end: it is no sign of the rate.
        return -((n - 1) * self.worth + 0.5) * float(np.log1p(length / m))

    def _expected(self, a: int, b: int, season: float) -> float:
        (n, m), (k, o) = self._beside(a, b, -1), self._beside(a, b, 1)
        return self._between(a, b)[1] * season * (n + k) / (m + o)

    def _season(self, a: int, b: int) -> float:
        """Return what the same dates of other years have of what the weeks beside them expect."""
        here = due = 0.0
        reach = int(self._days / _YEAR) + 1
        for year in range(-reach, reach + 1):
            shift = round(year * _YEAR)
            low, high = a + shift - BESIDE, b + shift + BESIDE
            if year == 0 or low < 0 or high > self._days:
                continue
            (n, m), (k, o) = (self._beside(a + shift, b + shift, side) for side in (-1, 1))
            count, length = self._between(a + shift, b + shift)
            if m + o > 0:
                here += count
                due += length * (n + k) / (m + o)
        return min(1.0, (here + 1) / (due + 1))


def _sums(values: npt.NDArray[np.generic]) -> Floats:
    return np.concatenate([[0.0], np.cumsum(values, dtype=float)])


def _spread(counts: Ints, exposure: Floats, length: int) -> float:
    """Return variance over mean of blocks of so many days, against the eight weeks around each."""
    blocks = len(counts) // length
    n = counts[: blocks * length].reshape(blocks, length).sum(axis=1).astype(float)
    m = exposure[: blocks * length].reshape(blocks, length).sum(axis=1)
    reach = BESIDE // 2 // length
    at = np.arange(blocks)
    low, high = np.maximum(at - reach, 0), np.minimum(at + reach + 1, blocks)
    around = _sums(n)[high] - _sums(n)[low] - n
    there = _sums(m)[high] - _sums(m)[low] - m
    used: Bools = (around > 0) & (m > 0.5 * length) & (there > 0)
    if used.sum() < 8:
        return 1.0
    mean = m[used] * around[used] / there[used]
    square = (n[used] - mean) ** 2 / (1 + m[used] / there[used])
    return float(square.sum() / mean.sum())
