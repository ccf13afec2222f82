"""EM finds what a process was simulated with."""

import numpy as np
import pytest

from crimecast.grid import Floats, Ints
from crimecast.models.triggering import (
    BANDWIDTHS,
    DECAYS,
    START,
    Kernels,
    Prior,
    Sample,
    find_pairs,
    fit_alone,
    fit_together,
)

CELL, SIDE, MARGIN, DAYS = 50.0, 120, 20, 300.0
EVEN = np.ones(1)


def simulate(rng: np.random.Generator, truth: Kernels, *, per_day: float) -> tuple[Floats, Ints]:
    """Return times and flat cells of a branching process whose background keeps off the edges.

    It starts 200 days early, so that it is in its stride at time 0.
    """
    low, high = MARGIN * CELL, (SIDE - MARGIN) * CELL
    count = rng.poisson(per_day * (DAYS + 200))
    place = rng.uniform(low, high, (count, 2))
    generation = np.column_stack([rng.uniform(-200, DAYS, count), place])
    born = [generation]
    while len(generation):
        children = []
        for ratio, decay, bandwidth in zip(truth.ratio, truth.decay, truth.bandwidth, strict=True):
            parents = np.repeat(generation, rng.poisson(ratio, len(generation)), axis=0)
            wait = rng.exponential(decay, len(parents))[:, None]
            step = rng.normal(0, bandwidth, (len(parents), 2))
            children.append(parents + np.hstack([wait, step]))
        generation = np.vstack(children)
        generation = generation[generation[:, 0] < DAYS]
        born.append(generation)
    events = np.vstack(born)
    events = events[(events[:, 0] > -90) & (np.abs(events[:, 1:] / CELL - 60) < 60).all(axis=1)]
    events = events[np.argsort(events[:, 0])]
    column, row = (events[:, 1:] // CELL).astype(np.int64).T
    return events[:, 0], row * SIDE + column


def sample_of(time: Floats, cell: Ints) -> Sample:
    target = time >= 0
    pairs = find_pairs(cell[target], time[target], cell, time, width=SIDE, cell=CELL)
    place = np.stack(np.divmod(cell[target], SIDE))
    inner = ((place >= MARGIN) & (place < SIDE - MARGIN)).all(axis=0)
    background = np.where(inner, 1.0 / (SIDE - 2 * MARGIN) ** 2, 1e-12)[:, None]
    return Sample(background, (time[target] // 60).astype(int), np.full(5, 60.0), pairs, time)


def test_em_recovers_one_kernel() -> None:
    rng = np.random.default_rng(7)
    truth = Kernels(np.array([0.4]), np.array([6.0]), np.array([120.0]))
    samples = [sample_of(*simulate(rng, truth, per_day=4.0)) for _ in range(2)]
    start = Kernels(np.array([0.1]), np.array([2.0]), np.array([300.0]))
    fit = fit_together(samples, Prior(start, EVEN, 1.0, 0.0), cell=CELL, rounds=200)
    assert fit.kernels.branching == pytest.approx(0.4, abs=0.04)
    assert fit.kernels.decay[0] == pytest.approx(6.0, rel=0.15)
    assert fit.kernels.bandwidth[0] == pytest.approx(120.0, rel=0.06)
    assert fit.rate == pytest.approx(np.full(5, 4.0), rel=0.2)


def test_em_tells_two_kernels_apart() -> None:
    rng = np.random.default_rng(8)
    truth = Kernels(np.array([0.3, 0.2]), np.array([1.0, 15.0]), np.array([40.0, 250.0]))
    samples = [sample_of(*simulate(rng, truth, per_day=4.0)) for _ in range(4)]
    fit = fit_together(samples, Prior(START, EVEN, 1.0, 0.0), cell=CELL, rounds=300)
    assert fit.kernels.ratio == pytest.approx(truth.ratio, abs=0.06)
    assert fit.kernels.decay == pytest.approx(truth.decay, rel=0.25)
    assert fit.kernels.bandwidth == pytest.approx(truth.bandwidth, rel=0.2)


def test_without_excitation_none_is_found() -> None:
    rng = np.random.default_rng(9)
    none = Kernels(np.zeros(1), np.ones(1), np.ones(1))
    time, cell = simulate(rng, none, per_day=4.0)
    fit = fit_alone(sample_of(time, cell), Prior(START, EVEN, 1.0, 0.0), cell=CELL, iterations=300)
    assert fit.kernels.branching < 0.04
    assert (fit.kernels.decay >= DECAYS[0]).all()
    assert (fit.kernels.bandwidth <= BANDWIDTHS[1] + 1).all()


def test_the_likelihood_rises_with_every_round() -> None:
    rng = np.random.default_rng(10)
    truth = Kernels(np.array([0.4]), np.array([6.0]), np.array([120.0]))
    sample = sample_of(*simulate(rng, truth, per_day=3.0))
    prior = Prior(START, EVEN, 0.0, 0.0)
    rounds = [
        fit_alone(sample, prior, cell=CELL, iterations=k).log_likelihood for k in range(1, 10)
    ]
    assert (np.diff(rounds) > -0.2).all()  # rates lean on each other: nearly, not strictly
    assert rounds[-1] > rounds[0]


def test_a_prior_holds_where_there_is_little_to_learn_from() -> None:
    none = np.zeros(0)
    pairs = find_pairs(none.astype(int), none, none.astype(int), none, width=SIDE, cell=CELL)
    empty = Sample(np.zeros((0, 1)), none.astype(int), np.full(5, 60.0), pairs, none)
    fit = fit_alone(empty, Prior(START, EVEN, 100.0, 0.003), cell=CELL)
    assert fit.kernels.ratio == pytest.approx(START.ratio)
    assert fit.kernels.decay == pytest.approx(START.decay, rel=0.01)
    assert fit.kernels.bandwidth == pytest.approx(START.bandwidth, rel=0.05)


def test_pairs_are_earlier_near_and_in_order() -> None:
    cell = np.array([0, 1, 2 * SIDE, 60])
    time = np.array([0.0, 1.0, 5.0, 5.0])
    pairs = find_pairs(cell, time, cell, time, width=SIDE, cell=CELL)
    assert pairs.target.tolist() == [1, 2, 2]
    assert pairs.lag.tolist() == [1.0, 5.0, 4.0]
    assert pairs.row.tolist() == [0, 2, 2]
    assert pairs.column.tolist() == [1, 0, 1]  # 60 cells of 50 m are too far
    late = find_pairs(cell[:1], np.array([100.0]), cell, time, width=SIDE, cell=CELL)
    assert not len(late.target)
