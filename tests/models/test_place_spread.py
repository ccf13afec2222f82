"""The lasting error of a map's places: found where there is one, not where chance alone is."""

import numpy as np
import pytest

from crimecast.models.place_spread import MOST, PERIODS, lasting_variance

RNG = np.random.default_rng(3)
CELLS, CATEGORIES = 4000, 6
DENSITY = RNG.gamma(1.0, 1.0, (CATEGORIES, CELLS))
DENSITY /= DENSITY.sum(axis=1, keepdims=True)


def drawn(phi: float, *, cluster: float = 0.0, incidents: float = 2000.0) -> np.ndarray:
    """Draw counts around rates that differ from the map for good, records in clusters."""
    rng = np.random.default_rng(7)
    factor = rng.gamma(1 / phi, phi, DENSITY.shape) if phi else np.ones_like(DENSITY)
    mean = incidents / PERIODS * DENSITY * factor
    counts = rng.poisson(mean, (PERIODS, *mean.shape))
    if cluster:
        counts = counts + rng.binomial(counts, cluster) * 2
    return counts.astype(float)


@pytest.mark.parametrize("phi", [0.3, 0.8])
def test_it_finds_the_variance_that_lasts(phi: float) -> None:
    assert lasting_variance(DENSITY, drawn(phi)) == pytest.approx(phi, rel=0.25)


@pytest.mark.parametrize("cluster", [0.0, 0.3])
def test_chance_and_clusters_are_no_lasting_error(cluster: float) -> None:
    assert lasting_variance(DENSITY, drawn(0.0, cluster=cluster)) < 0.05


def test_it_stays_within_bounds() -> None:
    assert lasting_variance(DENSITY, np.zeros((PERIODS, CATEGORIES, CELLS))) == 0
    one = np.zeros((PERIODS, CATEGORIES, CELLS))
    one[:, :, 5] = 50.0
    assert lasting_variance(np.full(DENSITY.shape, 1 / CELLS), one) == MOST
