"""The expected rate ahead, against sums over simulated or worked-out offspring."""

import numpy as np
import pytest

from crimecast.models.branching import unreported, weights_ahead
from crimecast.models.triggering import Kernels

KERNELS = Kernels(np.array([0.3, 0.2]), np.array([1.0, 12.0]), np.array([50.0, 200.0]))
TIMES = np.linspace(0, 7, 57)


def test_in_balance_it_stays_in_balance() -> None:
    """With the offspring of ten incidents a day under way, ten a day are expected at every lead."""
    going = 10.0 * KERNELS.ratio
    weights = weights_ahead(KERNELS, 10.0 * (1 - 0.5), going, TIMES)
    mass = np.concatenate([[1.0], np.zeros(2), np.ones(2), np.zeros(4)])
    assert weights @ mass == pytest.approx(np.full(len(TIMES), 10.0))


def test_nothing_unreported_where_all_is_known() -> None:
    assert unreported(KERNELS, 10.0, np.zeros(91)) == pytest.approx(np.zeros(2))
    # Nothing known at all: what is under way is what was ever set off.
    assert unreported(KERNELS, 10.0, np.ones(2000)) == pytest.approx(10.0 * KERNELS.ratio)


def test_offspring_of_one_incident_by_simulation() -> None:
    """One incident at the origin, no background: mean counts of all generations by lead."""
    rng = np.random.default_rng(3)
    trees, horizon = 40_000, 7.0
    generation, times = np.zeros(trees), []
    while len(generation):
        children = []
        for ratio, decay in zip(KERNELS.ratio, KERNELS.decay, strict=True):
            parents = np.repeat(generation, rng.poisson(ratio, len(generation)))
            children.append(parents + rng.exponential(decay, len(parents)))
        generation = np.concatenate(children)
        generation = generation[generation < horizon]
        times.append(generation)
    born = np.concatenate(times)
    counted = np.histogram(born, np.arange(8.0))[0] / trees
    fine = (np.arange(7 * 48) + 0.5) / 48
    weights = weights_ahead(KERNELS, 0.0, np.zeros(2), fine)
    set_off = KERNELS.ratio / KERNELS.decay  # the mass of what one incident sets off at once
    mass = np.concatenate([[1.0], set_off, np.ones(2), np.tile(set_off, 2)])
    expected = (weights @ mass).reshape(7, 48).mean(axis=1)
    assert counted == pytest.approx(expected, rel=0.04)


def test_it_starts_with_what_is_known_and_fades() -> None:
    weights = weights_ahead(KERNELS, 2.0, np.array([0.5, 0.1]), np.array([0.0, 500.0]))
    assert weights[0] == pytest.approx([2.0, 1, 1, 0.5, 0.1, 0, 0, 0, 0])
    later = weights[1]
    assert later[1:3] == pytest.approx([0.0, 0.0], abs=1e-9)
    assert later[3:5].sum() == pytest.approx(2.0)  # 2 a day of background, branching one half
