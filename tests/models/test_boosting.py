"""Boosting a density: it finds what a sum cannot say, and nothing where there is nothing."""

from dataclasses import replace

import numpy as np
import pytest

from crimecast.models.boosting import Boosted, fit_boosted
from crimecast.models.snapshots import SIZE, Rows

CELLS = 400


def world(
    bent: float, seed: int = 1, weeks: int = 40, per_week: int = 400
) -> tuple[Rows, np.ndarray, np.ndarray]:
    """Return all cells as rows, the densities of a cell, and the true density.

    Two fields; the true one is a mixture of them, times ``exp(bent)`` where both are high.
    """
    rng = np.random.default_rng(seed)
    first, second = rng.lognormal(0, 1, (2, CELLS))
    densities = np.tile(np.full(CELLS, 1.0 / CELLS), (SIZE, 1))
    densities[0], densities[9] = first / first.sum(), second / second.sum()
    true = 0.5 * densities[0] + 0.5 * densities[9]
    both = (first > 1) & (second > 1)
    true = true * np.exp(bent * both)
    true /= true.sum()
    counts = rng.poisson(per_week * true, (weeks, CELLS))
    week = np.repeat(-7 * np.arange(weeks, 0, -1), CELLS)
    rows = Rows(
        week, np.zeros(len(week), np.int64), counts.ravel(), np.full(len(week), 7.0),
        np.tile(densities.T, (weeks, 1)).astype(np.float32),
    )  # fmt: skip
    return rows, densities.astype(np.float32), true


def loss(true: np.ndarray, said: np.ndarray) -> float:
    """Return nats per incident lost against the truth."""
    return float((true * np.log(true / said)).sum())


def fitted(rows: Rows) -> Boosted:
    return fit_boosted(rows, categories=1, cells=CELLS)


def test_it_learns_what_a_sum_cannot_say() -> None:
    rows, densities, true = world(1.5)
    boosted = fitted(rows)
    assert boosted.booster is not None
    mixture = Boosted(boosted.weights, None).density(0, densities)
    learned = boosted.density(0, densities)
    assert learned.sum() == pytest.approx(1.0)
    assert loss(true, mixture) > 0.05
    assert loss(true, learned) < 0.3 * loss(true, mixture)


def test_where_the_sum_is_true_it_leaves_it_nearly_alone() -> None:
    rows, densities, true = world(0.0)
    assert loss(true, fitted(rows).density(0, densities)) < 0.01


def test_too_few_incidents_grow_no_trees() -> None:
    rows, densities, _ = world(1.5, per_week=20)
    assert fitted(rows).booster is None
    assert fitted(rows).density(0, densities).sum() == pytest.approx(1.0)


@pytest.mark.parametrize("held", [True, False])
def test_records_of_a_few_weeks_grow_no_trees(held: bool) -> None:
    """Many incidents, all in the weeks kept back to choose the rounds on, or all before them."""
    rows, densities, _ = world(1.5)
    young = rows.week >= -49
    rows = replace(rows, count=np.where(young == held, rows.count, 0))
    assert rows.count.sum() > 2000
    assert fitted(rows).booster is None
    assert fitted(rows).density(0, densities).sum() == pytest.approx(1.0)


def test_the_same_rows_give_the_same_bytes() -> None:
    rows, densities, _ = world(1.5)
    assert np.array_equal(fitted(rows).density(0, densities), fitted(rows).density(0, densities))


def test_weighted_rows_stand_for_all() -> None:
    """A tenth of the empty cells, weighted tenfold, teach about the same."""
    rows, densities, true = world(1.5, weeks=60)
    keep = (rows.count > 0) | (np.random.default_rng(5).random(len(rows.count)) < 0.1)
    some = Rows(
        rows.week[keep], rows.category[keep], rows.count[keep],
        np.where(rows.count > 0, 7.0, 70.0)[keep], rows.densities[keep],
    )  # fmt: skip
    mixture = Boosted(fitted(some).weights, None).density(0, densities)
    assert loss(true, fitted(some).density(0, densities)) < 0.5 * loss(true, mixture)
