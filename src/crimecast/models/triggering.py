"""Self-excitation: how much each incident raises the rate nearby and soon after, fitted by EM.

The rate of a cell is a background plus, for every earlier incident, a sum of kernels: each sends
``ratio`` expected offspring, exponential in time with mean ``decay`` and Gaussian in space with
standard deviation ``bandwidth``, integrated over cells. Who set off whom is what expectation
maximization leaves open. Sources: Mohler, Short, Brantingham, Schoenberg & Tita (2011),
"Self-exciting point process modeling of crime", JASA 106(493); Veen & Schoenberg (2008),
"Estimation of space-time branching process models in seismology using an EM-type algorithm",
JASA 103(482); Reinhart (2018), "A review of self-exciting spatio-temporal point processes and
their applications", Statist. Sci. 33(3).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar

from crimecast.grid import Floats, Ints
from crimecast.models.smoothing import axis_shares

DECAYS: Final = (0.5, 30.0)
"""Least and greatest mean decay time, days: shorter says nothing of the day ahead."""
BANDWIDTHS: Final = (10.0, 400.0)
"""Least and greatest bandwidth, metres."""
_REACH: Final = 1000.0  # metres along each axis beyond which pairs are left out: 2.5 bandwidths
_LONGEST: Final = 90.0  # days beyond which pairs are left out: three of the greatest decay times
_CEILING: Final = 0.9  # greatest branching ratio: at one, incidents would never end
_TINY: Final = 1e-30


@dataclass(frozen=True, eq=False)
class Kernels:
    """Triggering kernels.

    Attributes
    ----------
    ratio : (kernel,)
        Expected offspring of one incident; their sum is the branching ratio.
    decay : (kernel,)
        Mean time to an offspring, days.
    bandwidth : (kernel,)
        Standard deviation of the offspring's place along each axis, metres.
    """

    ratio: Floats
    decay: Floats
    bandwidth: Floats

    @property
    def branching(self) -> float:
        """Expected direct offspring of one incident."""
        return float(self.ratio.sum())


START: Final = Kernels(np.array([0.1, 0.1]), np.array([2.0, 15.0]), np.array([50.0, 250.0]))
"""Where EM starts: a short, close kernel and a longer, wider one."""


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of a target and an earlier incident within the cut-offs, ordered by target.

    ``lag`` is in days, ``row`` and ``column`` are the cells between them along each axis.
    """

    target: Ints
    lag: Floats
    row: npt.NDArray[np.int16]
    column: npt.NDArray[np.int16]


@dataclass(frozen=True, eq=False)
class Sample:
    """What one category's process is fitted on.

    Attributes
    ----------
    background : (target, component)
        Density per cell of each background component at each target.
    block : int (target,)
        Which stretch of the time fitted on the target fell into.
    span : (block,)
        Length of each stretch, days.
    pairs : Pairs
    source : (incident,)
        Times of all that can set off a target, in days from the start of what is fitted on;
        negative before it.
    weight : float
        How many targets each stands for, where only some are fitted on.
    """

    background: Floats
    block: Ints
    span: Floats
    pairs: Pairs
    source: Floats
    weight: float = 1.0


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted process: its kernels, the background's mixture and its rate by block (per day)."""

    kernels: Kernels
    mixture: Floats
    rate: Floats
    log_likelihood: float


@dataclass(frozen=True, eq=False)
class Prior:
    """Belief before the data: a fit, how many incidents it is worth, and the least even share."""

    kernels: Kernels
    mixture: Floats
    worth: float
    floor: float


def find_pairs(
    target_cell: Ints,
    target_time: Floats,
    source_cell: Ints,
    source_time: Floats,
    *,
    width: int,
    cell: float,
) -> Pairs:
    """Find the earlier incidents that may have set off each target.

    Parameters
    ----------
    target_cell, source_cell : int
        Flat cells of a grid ``width`` cells wide.
    target_time, source_time : float
        Days; only what is strictly earlier can set off a target.
    cell : float
        Side of a cell, metres.
    """
    from scipy.spatial import cKDTree  # noqa: PLC0415

    reach = max(1, int(_REACH / cell))
    here = np.stack(np.divmod(target_cell, width), axis=1)
    there = np.stack(np.divmod(source_cell, width), axis=1)
    if not len(here) or not len(there):
        none = np.zeros(0, np.int64)
        return Pairs(none, none.astype(float), none.astype(np.int16), none.astype(np.int16))
    # Time is a third axis, on a scale on which the cut-offs of all three are alike.
    scale = (reach + 0.5) / _LONGEST
    found = cKDTree(np.column_stack([here, target_time * scale])).sparse_distance_matrix(
        cKDTree(np.column_stack([there, source_time * scale])), reach + 0.5, p=np.inf,
        output_type="ndarray",
    )  # fmt: skip
    i, j = found["i"].astype(np.int64), found["j"].astype(np.int64)
    earlier = target_time[i] > source_time[j]
    i, j = i[earlier], j[earlier]
    order = np.lexsort((j, i))  # the tree's own order is nobody's promise; sums depend on it
    i, j = i[order], j[order]
    gap = np.abs(here[i] - there[j]).astype(np.int16)
    return Pairs(i, target_time[i] - source_time[j], gap[:, 0], gap[:, 1])


def fit_alone(sample: Sample, prior: Prior, *, cell: float, iterations: int = 40) -> Fit:
    """Fit one category's process, drawn to a prior."""
    return _expect_and_maximize([sample], prior, cell, iterations)[0]


def fit_together(samples: Sequence[Sample], prior: Prior, *, cell: float, rounds: int = 40) -> Fit:
    """Fit kernels and mixture that all categories share; each keeps its own rates.

    What is returned has the first sample's rates.
    """
    return _expect_and_maximize(samples, prior, cell, rounds)[0]


@dataclass(frozen=True, eq=False)
class _Expected:
    """Sums that the maximization needs, of one sample."""

    offspring: Floats  # (kernel,)
    waited: Floats  # (kernel,) sum of lags
    gaps: Floats  # (kernel, gap) along both axes
    mixed: Floats  # (component,)
    rate: Floats  # (block,)
    log_likelihood: float


def _expect_and_maximize(
    samples: Sequence[Sample], prior: Prior, cell: float, iterations: int
) -> list[Fit]:
    kernels, mixture = prior.kernels, prior.mixture
    rates = [_even_rate(sample, kernels.branching) for sample in samples]
    targets = max(1.0, sum(len(sample.block) * sample.weight for sample in samples))
    gaps = max(1, int(_REACH / cell)) + 1
    before = -np.inf
    for step in range(iterations):
        shares = np.stack([axis_shares(gaps, cell, float(b)) for b in kernels.bandwidth])
        told = [
            _expect(sample, kernels, mixture, rate, shares)
            for sample, rate in zip(samples, rates, strict=True)
        ]
        rates = [t.rate for t in told]
        mixed = sum(t.mixed for t in told) + prior.worth * prior.mixture
        mixed[-1] += prior.floor * mixed.sum() + 0.5
        mixture = mixed / mixed.sum()
        kernels = _maximize(samples, told, prior, cell, gaps)
        now = sum(t.log_likelihood for t in told) / targets
        if step > 10 and abs(now - before) < 1e-6:
            break
        before = now
    return [Fit(kernels, mixture, t.rate, t.log_likelihood) for t in told]


def _even_rate(sample: Sample, branching: float) -> Floats:
    counts = np.bincount(sample.block, minlength=len(sample.span))
    return (1 - branching) * (sample.weight * counts + 0.1) / sample.span


def _expect(
    sample: Sample, kernels: Kernels, mixture: Floats, rate: Floats, shares: Floats
) -> _Expected:
    """Work out who set off whom, and sum it."""
    pairs, n = sample.pairs, len(sample.block)
    spread = sample.background @ mixture
    background = rate[sample.block] * spread
    total = background + _TINY
    triggered = []
    for ratio, decay, share in zip(kernels.ratio, kernels.decay, shares, strict=True):
        value = np.exp(pairs.lag * (-1.0 / decay))
        value *= share[pairs.row]
        value *= share[pairs.column]
        value *= ratio / decay
        triggered.append(value)
        total += np.bincount(pairs.target, value, minlength=n)
    inverse = 1.0 / total
    at = inverse[pairs.target]
    offspring, waited, gaps = [], [], []
    for value in triggered:
        chance = np.multiply(value, at, out=value)
        offspring.append(chance.sum())
        waited.append(float(chance @ pairs.lag))
        gaps.append(
            np.bincount(pairs.row, chance, minlength=shares.shape[1])
            + np.bincount(pairs.column, chance, minlength=shares.shape[1])
        )
    weight = sample.weight
    mixed = weight * mixture * (sample.background.T @ (rate[sample.block] * inverse))
    own = weight * np.bincount(sample.block, background * inverse, minlength=len(sample.span))
    mean = (own.sum() + 0.1) / sample.span.sum()
    # A stretch with few incidents leans on the others: twenty days' worth.
    new_rate = (own + 20.0 * mean) / (sample.span + 20.0)
    end = sample.span.sum()
    integral = float(rate @ sample.span) + sum(
        ratio * _exposure(sample.source, decay, end)
        for ratio, decay in zip(kernels.ratio, kernels.decay, strict=True)
    )
    return _Expected(
        weight * np.array(offspring), weight * np.array(waited), weight * np.stack(gaps), mixed,
        new_rate, weight * float(np.log(total).sum()) - integral,
    )  # fmt: skip


def _exposure(source: Floats, decay: float, end: float) -> float:
    """Return how many incidents' whole offspring fall between time 0 and ``end``."""
    started = np.exp(np.minimum(source, 0.0) / decay)
    return float((started - np.exp(-(end - source) / decay)).sum())


def _maximize(
    samples: Sequence[Sample],
    told: Sequence[_Expected],
    prior: Prior,
    cell: float,
    gaps: int,
) -> Kernels:
    ratio, decay, bandwidth = [], [], []
    for k in range(len(prior.kernels.ratio)):
        # The prior is worth some incidents with their offspring, at its own lags and gaps.
        born = prior.worth * float(prior.kernels.ratio[k])
        offspring = sum(float(t.offspring[k]) for t in told) + born
        waited = sum(float(t.waited[k]) for t in told) + born * float(prior.kernels.decay[k])
        before = axis_shares(gaps, cell, float(prior.kernels.bandwidth[k]))
        before = before * np.where(np.arange(gaps) > 0, 2.0, 1.0)
        seen = sum((t.gaps[k] for t in told), np.zeros(gaps)) + 2 * born * before / before.sum()
        time = _best_decay(samples, offspring, waited, prior.worth)
        exposed = sum(_exposure(s.source, time, float(s.span.sum())) for s in samples)
        decay.append(time)
        ratio.append(offspring / max(exposed + prior.worth, 1e-9))
        bandwidth.append(_best_bandwidth(seen, cell))
    ratios = np.array(ratio)
    ratios *= min(1.0, _CEILING / max(float(ratios.sum()), 1e-12))
    return Kernels(ratios, np.array(decay), np.array(bandwidth))


def _best_decay(samples: Sequence[Sample], offspring: float, waited: float, worth: float) -> float:
    """Return the decay time of highest expected likelihood, the ratio being free."""

    def loss(log_decay: float) -> float:
        decay = float(np.exp(log_decay))
        exposed = sum(_exposure(s.source, decay, float(s.span.sum())) for s in samples) + worth
        return float(offspring * (log_decay + np.log(max(exposed, 1e-9))) + waited / decay)

    return float(np.exp(_least(loss, *np.log(DECAYS))))


def _best_bandwidth(seen: Floats, cell: float) -> float:
    """Return the bandwidth of highest expected likelihood of gaps along the axes."""

    def loss(log_bandwidth: float) -> float:
        share = axis_shares(len(seen), cell, float(np.exp(log_bandwidth)))
        return -float(seen @ np.log(share + _TINY))

    return float(np.exp(_least(loss, *np.log(BANDWIDTHS))))


def _least(loss: Callable[[float], float], low: float, high: float) -> float:
    found = minimize_scalar(loss, bounds=(low, high), method="bounded", options={"xatol": 1e-3})
    return float(found.x)
