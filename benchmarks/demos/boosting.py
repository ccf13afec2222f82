"""LightGBM as both parts of the test use it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy.typing as npt

if TYPE_CHECKING:
    from benchmarks.demos.features import Table
    from lightgbm import Booster

    from crimecast.grid import Ints

SETTINGS: dict[str, Any] = {
    "deterministic": True, "force_row_wise": True, "num_threads": 1, "seed": 1, "verbosity": -1,
    "num_leaves": 31, "min_data_in_leaf": 200, "feature_fraction": 0.25, "bagging_fraction": 0.5,
    "bagging_freq": 1, "max_bin": 63, "lambda_l2": 5.0, "learning_rate": 0.1,
}  # fmt: skip


def train(
    x: Table, y: Ints | npt.NDArray[Any], settings: Mapping[str, Any], *, rounds: int
) -> Booster:
    """Train trees on a table (row, feature); the same rows give the same trees."""
    import lightgbm as lgb

    return lgb.train(dict(settings), lgb.Dataset(x, y.astype(float)), rounds)
