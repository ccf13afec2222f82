"""Hours by place: how the hours of the week at a place differ from the city's.

Given its place, an incident falls in one of the week's 48 slots (``hours.py``). The chance of each
is the category's own in the whole city, times what past incidents there tell: by how much those of
the category, of its class and of all fall more often in the slot, in the very cell, around it and
in the wider area, each believed the more the more of them there are. A conditional logit (McFadden
1974, "Conditional logit analysis of qualitative choice behavior", in Frontiers in Econometrics),
fitted by Newton's method on incidents later than those it looks at; a category's coefficients are
drawn to those of all together. How many are expected in a cell over the week is not touched.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from crimecast.grid import Floats, Ints
from crimecast.models.hours import NearInHour
from crimecast.models.smoothing import Matrix

BANDWIDTHS = (0.0, 125.0, 500.0)
SOURCES = 3
"""The category itself, its class, all."""
SIZE = 2 * SOURCES * len(BANDWIDTHS)
"""Coefficients: of every source and bandwidth, and what each gains with the log of incidents."""
_AT_ONCE = 1000
_TOGETHER, _OWN = 50.0, 200.0
"""Ridge: incidents' worth of belief in no difference, and in the coefficients of all together."""


@dataclass(frozen=True, eq=False)
class Look:
    """What incidents of one source tell of the hours, by bandwidth.

    Attributes
    ----------
    ratio : float32 (bandwidth, slot, cell)
        Log of how much more often than in the city they fall in or near the slot.
    told : float32 (bandwidth, cell)
        How many there are, as a centered logarithm.
    """

    ratio: Matrix
    told: Matrix

    def at(self, place: Ints) -> Look:
        """Return what it is at some places."""
        return Look(self.ratio[:, :, place], self.told[:, place])


def look(hours: NearInHour, counts: Matrix) -> Look:
    """Look at counts (slot, y, x) of one source, over the cells of the coarse study area."""
    total = counts.sum(axis=(1, 2))
    ratios, told = zip(*(hours.ratio(counts, total, b) for b in BANDWIDTHS), strict=True)
    # Centered at 20 incidents, so that the first coefficient tells of a place with some.
    return Look(np.stack(ratios), (np.log1p(np.stack(told)) - np.float32(3.0)) / np.float32(2.0))


@dataclass(frozen=True, eq=False)
class Cases:
    """Incidents of one category to learn from.

    Attributes
    ----------
    looks : sequence of Look
        Of each source, at the incidents' places.
    slot : float (incident, 48)
        Share of each incident's window in each slot; rows sum to 1.
    """

    looks: Sequence[Look]
    slot: Floats


def fit_place_hours(cases: Sequence[Cases], slot_share: Floats) -> Floats:
    """Fit coefficients (category, SIZE) to incidents of every category.

    Parameters
    ----------
    slot_share : float (category, 48)
        The city's share of each category by slot; rows sum to 1.
    """
    city = np.log(slot_share)

    def of(members: Sequence[int]) -> Callable[[Floats], tuple[Floats, Floats]]:
        def moments(beta: Floats) -> tuple[Floats, Floats]:
            gradient, information = np.zeros(SIZE), np.zeros((SIZE, SIZE))
            for c in members:
                for part in _parts(cases[c]):
                    first, second = _moments(_design(part.looks), part.slot, city[c], beta)
                    gradient += first
                    information += second
            return gradient, information

        return moments

    none = np.zeros(SIZE)
    together = _newton(of(range(len(cases))), none, none, _TOGETHER)
    own = [_newton(of([c]), together, together, _OWN) for c in range(len(cases))]
    return np.stack(own)


def place_hours(
    looks: Sequence[Look], coefficients: Floats, slot_share: Floats, daily: Floats
) -> Matrix:
    """Return factors (slot, cell) of one category that keep every cell's week and the city's hours.

    Parameters
    ----------
    looks : sequence of Look
        Of each source, at the origin.
    coefficients : float (SIZE,)
    slot_share : float (48,)
        The city's share by slot.
    daily : float (cell,)
        What is expected over a whole week, in any unit.
    """
    log = np.zeros(looks[0].ratio.shape[1:], np.float32)
    first = coefficients.reshape(2, SOURCES, len(BANDWIDTHS)).astype(np.float32)
    for s, seen in enumerate(looks):
        for b in range(len(BANDWIDTHS)):
            log += seen.ratio[b] * (first[0, s, b] + first[1, s, b] * seen.told[b])
    factor = np.exp(log, out=log)
    share, mass = slot_share.astype(np.float32), (daily / daily.sum()).astype(np.float32)
    for _ in range(3):  # both sums at once, by iterative proportional fitting
        factor /= share @ factor
        factor /= (factor @ mass)[:, None]
    return factor


def _parts(cases: Cases) -> Iterator[Cases]:
    """Part incidents, so that memory does not grow with their number."""
    for start in range(0, len(cases.slot), _AT_ONCE):
        some = np.arange(start, min(start + _AT_ONCE, len(cases.slot)))
        yield Cases([seen.at(some) for seen in cases.looks], cases.slot[some])


def _design(looks: Sequence[Look]) -> Matrix:
    """Return (incident, slot, SIZE)."""
    ratio = np.concatenate([seen.ratio for seen in looks])
    told = np.concatenate([seen.told for seen in looks])
    both = np.concatenate([ratio, ratio * told[:, None]])
    return np.ascontiguousarray(both.transpose(2, 1, 0))


def _moments(design: Matrix, slot: Floats, city: Floats, beta: Floats) -> tuple[Floats, Floats]:
    """Return gradient and information of the log-likelihood of one category's incidents."""
    log = city + design @ beta
    chance = np.exp(log - log.max(axis=1, keepdims=True))
    chance /= chance.sum(axis=1, keepdims=True)
    flat = design.reshape(-1, SIZE).astype(np.float64)
    gradient = (slot - chance).reshape(-1) @ flat
    mean = np.einsum("ns,nsk->nk", chance, design)
    information = (flat * chance.reshape(-1, 1)).T @ flat - mean.T @ mean
    return gradient, information


def _newton(
    moments: Callable[[Floats], tuple[Floats, Floats]],
    start: Floats,
    prior: Floats,
    ridge: float,
    *,
    rounds: int = 20,
    longest: float = 0.5,
) -> Floats:
    """Climb to the mode with a ridge around ``prior``; the log posterior is concave."""
    beta = start.copy()
    for _ in range(rounds):
        gradient, information = moments(beta)
        gradient = gradient - ridge * (beta - prior)
        step = np.linalg.solve(information + ridge * np.eye(SIZE), gradient)
        beta += np.clip(step, -longest, longest)
        if np.abs(step).max() < 1e-4:
            break
    return beta
