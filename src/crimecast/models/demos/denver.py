"""Denver's demo: boosted trees that count, trained only where something happened.

Its rows are the hours of 50 m blocks that held at least one incident, its target how many there
were, which is 1 in 93% of them. An hour without incidents never enters, so whatever the trees
answer is a count given that there is one: used as a forecast it expects at least one incident in
every block at every hour. A second model, trained on the incidents, says which category. The map
multiplied the two ("Combined").

The weekday was coded differently in training and in use. Which codes is not known; here training
counts from Monday, use from Sunday, as two common libraries do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

import numpy as np
import numpy.typing as npt

from crimecast.calendar import Instants, utc_to_local
from crimecast.grid import Floats, Ints
from crimecast.incidents.history import History
from crimecast.models.base import Model, Term

if TYPE_CHECKING:
    from lightgbm import Booster

FEATURES: Final = ("block_x", "block_y", "hour", "weekday", "month")
_PARAMETERS: Final[dict[str, Any]] = {
    # LightGBM's defaults otherwise, as a demo leaves them. The same trees on any machine:
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "seed": 42,
    "verbosity": -1,
}
_ROUNDS = 100


def features(column: Ints, row: Ints, local_hour: Ints, *, in_use: bool = False) -> Floats:
    """Return the demo's features (case, 5), columns as in ``FEATURES``.

    Parameters
    ----------
    column, row : int
        Block along x and y.
    local_hour : int
        Hours of the local wall clock since 1970.
    in_use : bool
        Whether for a forecast, where weekdays are counted from Sunday, not Monday.
    """
    day = local_hour // 24
    weekday = (day + (4 if in_use else 3)) % 7  # 1970-01-01 was a Thursday
    month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 + 1
    return np.stack([column, row, local_hour % 24, weekday, month], axis=1).astype(np.float64)


def block_hours(block: Ints, local_hour: Ints) -> tuple[Ints, Ints, Ints]:
    """Return block, hour and count of every block-hour with at least one incident."""
    pairs, count = np.unique(np.stack([block, local_hour]), axis=1, return_counts=True)
    return pairs[0], pairs[1], count


def train_counts(x: Floats, count: Ints) -> Booster:
    """Train the regressor of counts on the features of block-hours (case, 5)."""
    import lightgbm as lgb  # noqa: PLC0415 -- a second

    data = lgb.Dataset(x, count.astype(float), feature_name=list(FEATURES))
    return lgb.train({**_PARAMETERS, "objective": "regression"}, data, _ROUNDS)


def train_categories(x: Floats, category: Ints, categories: int) -> Booster:
    """Train the classifier of categories on the features of incidents (case, 5)."""
    import lightgbm as lgb  # noqa: PLC0415

    data = lgb.Dataset(x, category.astype(float), feature_name=list(FEATURES))
    several = {"objective": "multiclass", "num_class": categories}
    return lgb.train({**_PARAMETERS, **several}, data, _ROUNDS)


class PositiveCells(Model):
    """The demo as a model, its blocks the grid's cells. Its counts are far too high, as they were.

    Every hour of a large city takes seconds.
    """

    name: ClassVar[str] = "demo_denver"
    remainder: ClassVar[Term] = Term("trees", "What the demo's trees answer")

    def _fit(self, history: History) -> None:
        cell = self.grid.locate(history.x, history.y)
        inside = cell >= 0
        self._time_zone = history.time_zone
        local = _local_hours(history.occurred_from, history.time_zone)
        block, hour, count = block_hours(cell[inside], local[inside])
        width = self.grid.shape[1]
        self._counts = train_counts(features(block % width, block // width, hour), count)
        # A classifier knows only the categories that there were.
        self._known, label = np.unique(history.category[inside], return_inverse=True)
        x = features(cell[inside] % width, cell[inside] // width, local[inside])
        self._categories = (
            train_categories(x, label, len(self._known)) if len(self._known) > 1 else None
        )
        self._last: tuple[bytes, npt.NDArray[np.float32]] | None = None

    def _answers(self, hours: Instants) -> npt.NDArray[np.float32]:
        """Return expected counts (category, hour, cell); the last asked for is kept."""
        asked = hours.tobytes()
        if self._last is not None and self._last[0] == asked:
            return self._last[1]
        cells, width = self.grid.cells, self.grid.shape[1]
        out = np.zeros((len(self.categories), len(hours), len(cells)), np.float32)
        for i, hour in enumerate(_local_hours(hours, self._time_zone)):
            x = features(cells % width, cells // width, np.full(len(cells), hour), in_use=True)
            count = np.maximum(np.asarray(self._counts.predict(x)), 1e-9)
            share = np.ones((len(cells), 1))
            if self._categories is not None:
                share = np.asarray(self._categories.predict(x))
            out[self._known, i] = (count[:, None] * share).T
        # Of a category that never was the demo knew nothing; a forecast has to be positive.
        np.maximum(out, np.float32(1e-12), out=out)
        self._last = (asked, out)
        return out

    def _intensity(self, category: int, hours: Instants) -> npt.NDArray[np.float32]:
        values: npt.NDArray[np.float32] = self._answers(hours)[category]
        return values

    def _city_total(self, hours: Instants) -> Floats:
        total: Floats = self._answers(hours).sum(axis=2, dtype=np.float64)
        return total


def _local_hours(instants: Instants, time_zone: str) -> Ints:
    return utc_to_local(instants, time_zone).astype("datetime64[h]").astype(np.int64)
