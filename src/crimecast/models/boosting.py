"""Gradient boosting of a density over cells, with the loss of a point process.

A first guess, a mixture of the rows' densities, enters as offset. Trees learn the log of what it is
to be multiplied with, from the log-likelihood of a Poisson process: the sum over incidents of the
log intensity, less the intensity's sum over all cells and days, which weighted rows stand for.
Rounds are chosen on the last weeks, then all weeks are learned from. Source: Friedman (2001),
"Greedy function approximation: a gradient boosting machine", Ann. Stat. 29(5); LightGBM, Ke et al.
(2017), NeurIPS 30.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats, Ints
from crimecast.models.mixture import pooled_weights
from crimecast.models.smoothing import Matrix
from crimecast.models.snapshots import SIZE, Rows

if TYPE_CHECKING:
    import lightgbm

_TREES: Final[dict[str, Any]] = {
    "objective": "poisson",
    "metric": "poisson",
    "learning_rate": 0.1,
    "num_leaves": 15,
    "min_data_in_leaf": 200,
    "lambda_l2": 10.0,
    "feature_fraction": 0.3,
    # Without it a leaf of weighted empty rows takes a step that no later tree makes good.
    "poisson_max_delta_step": 0.1,
    "boost_from_average": False,
    # The same bytes on any machine: a fixed number of threads, sums by row. One, for its threads
    # wait for each other many times a tree, which takes forever where a core is shared.
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "seed": 1,
    "verbose": -1,
}
_ROUNDS, _PATIENCE = 500, 40


@dataclass(frozen=True, eq=False)
class Boosted:
    """A learned density.

    Attributes
    ----------
    weights : (category, SIZE + 1)
        The first guess: a mixture of a row's densities and an even spread.
    booster : lightgbm.Booster or None
        Log of the factor; None where there was too little to learn from.
    """

    weights: Floats
    booster: lightgbm.Booster | None

    def density(self, category: int, densities: Matrix) -> Floats:
        """Return the density (cell,), of sum one, from densities (SIZE, cell) of all cells."""
        cells = densities.shape[1]
        guess = _mixed(densities.T, self.weights[category], cells)
        if self.booster is not None:
            of = np.full(cells, category)
            factor = self.booster.predict(
                _features(densities.T, guess, of, cells), raw_score=True, num_threads=1
            )
            guess = guess * np.exp(np.asarray(factor, float))
        density: Floats = guess / guess.sum()
        return density


def fit_boosted(
    rows: Rows,
    *,
    categories: int,
    cells: int,
    hold_weeks: int = 7,
    least: int = 2000,
    pooled: float = 40.0,
    floor: float = 0.003,
) -> Boosted:
    """Learn from weeks before the origin.

    Parameters
    ----------
    cells : int
        Cells of the study area.
    hold_weeks : int
        Last weeks that the number of rounds is chosen on.
    least : int
        Incidents below which no trees are grown.
    pooled : float
        Incidents' worth of belief, per category, in the weights fitted on all categories.
    floor : float
        Least share of an even spread.
    """
    weights = _first_guess(rows, categories, cells, pooled, floor)
    if rows.count.sum() < least:
        return Boosted(weights, None)
    guess = np.empty(len(rows.week))
    for c in range(categories):
        own = rows.category == c
        guess[own] = _mixed(rows.densities[own], weights[c], cells)
    return Boosted(weights, _grow(rows, guess, cells, hold_weeks))


def _mixed(densities: Matrix, weights: Floats, cells: int) -> Floats:
    mixed: Floats = densities.astype(np.float64) @ weights[:SIZE] + weights[SIZE] / cells
    return mixed


def _first_guess(rows: Rows, categories: int, cells: int, pooled: float, floor: float) -> Floats:
    """Fit mixtures of the rows' densities, each category's drawn to that of all together."""
    some = np.flatnonzero(rows.count > 0)
    case = np.repeat(some, rows.count[some])
    even = np.full((len(case), 1), 1.0 / cells)
    design = np.hstack([rows.densities[case].astype(np.float64), even])
    return pooled_weights(
        design, rows.category[case], categories=categories, pooled=pooled, floor=floor
    )


def _features(densities: Matrix, guess: Floats, category: Ints, cells: int) -> Matrix:
    """Return logs of densities over an even spread, the same of the guess, and the category."""
    out = np.empty((len(guess), SIZE + 2), np.float32)
    np.log(densities * np.float32(cells), out=out[:, :SIZE])
    out[:, SIZE] = np.log(guess * cells)
    out[:, SIZE + 1] = category
    return out


def _grow(rows: Rows, guess: Floats, cells: int, hold_weeks: int) -> lightgbm.Booster | None:
    import lightgbm  # noqa: PLC0415 -- a second, and tens of MB

    days = -rows.week.min()
    number = np.bincount(rows.category, rows.count)
    start = np.log(guess) + np.log((number[rows.category] + 0.5) / days)
    features = _features(rows.densities, guess, rows.category, cells)

    def dataset(keep: npt.NDArray[np.bool_], like: lightgbm.Dataset | None) -> lightgbm.Dataset:
        # With weight e and label n / e the Poisson loss is e * intensity - n * log intensity.
        return lightgbm.Dataset(
            features[keep], rows.count[keep] / rows.exposure[keep], weight=rows.exposure[keep],
            init_score=start[keep], categorical_feature=[SIZE + 1], reference=like,
            free_raw_data=False, params=_TREES,
        )  # fmt: skip

    held = rows.week >= -7 * hold_weeks
    # Records of a few weeks may all be held, or none of them.
    if not (rows.count[~held].any() and rows.count[held].any()):
        return None
    learned = dataset(~held, None)
    tried = lightgbm.train(
        _TREES, learned, _ROUNDS, valid_sets=[dataset(held, learned)],
        callbacks=[lightgbm.early_stopping(_PATIENCE, verbose=False)],
    )  # fmt: skip
    best = tried.best_iteration
    without = _loss(start[held], rows, held)
    with_trees = _loss(
        start[held] + tried.predict(features[held], raw_score=True, num_iteration=best), rows, held
    )
    if best < 1 or with_trees >= without:
        return None
    return lightgbm.train(_TREES, dataset(np.ones(len(held), bool), None), best)


def _loss(log_intensity: Floats, rows: Rows, keep: npt.NDArray[np.bool_]) -> float:
    expected = rows.exposure[keep] * np.exp(log_intensity)
    return float((expected - rows.count[keep] * log_intensity).sum())
