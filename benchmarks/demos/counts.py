"""How many offences in a block's hour, given that there is one: the demo's regressor and ours."""

from __future__ import annotations

import numpy as np
from benchmarks.demos.boosting import SETTINGS, train
from benchmarks.demos.described import Described, by_folds, by_time
from benchmarks.demos.features import Around, NearInTime, Table, shares, when, where
from benchmarks.demos.rows import Rows, Split, random_split, time_split

from crimecast.grid import Floats, Ints
from crimecast.models.demos.denver import features, train_counts

_PRIOR = 3.0  # rows' worth of belief in the mean
#: First and last hour about a row's own, and blocks on each side.
_NEAR = (
    (-1, 1, 0),
    (-3, 3, 0),
    (-24, 24, 0),
    (-168, 168, 0),
    (-720, 720, 0),
    (-1, 1, 2),
    (-12, 12, 2),
)
_CITY = (0, 3, 24, 168, 720)
_MIX = (0.0, 100.0, 300.0)  # m
_STRIDE = 10**7


def r_squared(count: Ints, told: Floats) -> float:
    """Return the share of the variance that is explained."""
    return float(1 - ((count - told) ** 2).sum() / ((count - count.mean()) ** 2).sum())


class CountTest:
    """Block-hours with at least one offence, and what is told of how many."""

    def __init__(self, rows: Rows) -> None:
        self.grid = rows.grid
        self.block, self.hour, self.count = rows.block_hours()
        self._where = np.concatenate([when(self.hour), where(self.grid, self.block)], axis=1)
        # Offences by category in each row.
        key = self.block * _STRIDE + self.hour
        row = np.searchsorted(key, rows.block * _STRIDE + rows.hour)
        self._mix = np.zeros((len(key), len(rows.names)), np.float32)
        np.add.at(self._mix, (row, rows.label), 1.0)
        # Rows, and offences beyond the first.
        self._values = np.stack([np.ones(len(self.count)), self.count - 1.0], axis=1).astype(
            np.float32
        )

    def demo(self, split: Split) -> float:
        """Return the R2 of the demo's regressor."""
        width = self.grid.shape[1]
        x = features(self.block % width, self.block // width, self.hour)
        model = train_counts(x[split.train], self.count[split.train])
        return r_squared(self.count[split.test], np.asarray(model.predict(x[split.test])))

    def truncated(self, split: Split) -> float:
        """Return the R2 of an intensity's mean given at least one, scaled to the rows."""
        told = by_folds(split, self._intensity)
        x, y = told.train[:, 0].astype(float), self.count[told.train_rows]
        slope, level = np.polyfit(x, y, 1)
        return r_squared(self.count[told.test_rows], level + slope * told.test[:, 0])

    def ours(self, *, near: bool) -> float:
        """Return the R2 of trees on what rows learned from tell, on the random split."""
        split = random_split(len(self.block))
        described = by_folds(split, self._describe)
        parts = [self._where]
        if near:
            parts += [self._near(split), self._city(split)]
        return self._boosted(described, np.concatenate(parts, axis=1))

    def ours_by_time(self) -> float:
        """Return the R2 of trees on the split by time."""
        split = time_split(self.hour)
        # The day since 1970 says nothing of days to come.
        return self._boosted(
            by_time(split, self.hour, self._describe), np.delete(self._where, 4, axis=1)
        )

    def _boosted(self, told: Described, shared: Table) -> float:
        x = np.concatenate([told.train, shared[told.train_rows]], axis=1)
        model = train(
            x, self.count[told.train_rows],
            SETTINGS | {"objective": "regression", "learning_rate": 0.03, "lambda_l2": 20.0,
                        "bagging_fraction": 0.7, "max_bin": 127},
            rounds=400,
        )  # fmt: skip
        test = np.concatenate([told.test, shared[told.test_rows]], axis=1)
        return r_squared(self.count[told.test_rows], np.asarray(model.predict(test)))

    def _describe(self, source: Ints, at: Ints) -> Table:
        """Rows about a block, offences beyond the first in each, categories, its intensity."""
        sums = Around.of(self.grid, self.block[source], self._values[source]).at(self.block[at])
        rows, more = sums[:, :, 0], sums[:, :, 1]
        mean = float(self.count[source].mean()) - 1
        rate = (more + _PRIOR * mean) / (rows + _PRIOR)
        mix = Around.of(self.grid, self.block[source], self._mix[source], _MIX).at(self.block[at])
        mean_mix = self._mix[source].mean(axis=0)
        kinds = shares(mix, mean_mix / mean_mix.sum(), _PRIOR).reshape(len(at), -1)
        return np.concatenate([np.log1p(rows), rate, kinds, self._intensity(source, at)], axis=1)

    def _intensity(self, source: Ints, at: Ints) -> Table:
        """Mean of a Poisson count given at least one: places times hours of the week."""
        offences = self.count[source].astype(np.float32)
        about = Around.of(self.grid, self.block[source], offences[:, None], (0.0, 100.0))
        place = about.at(self.block[at])[:, :, 0] @ np.array([0.5, 0.5])
        week = np.bincount(_of_week(self.hour[source]), offences, minlength=168)
        # Each hour of the week comes once a week; the rows' weeks are as many as there are.
        weeks = (self.hour[source].max() - self.hour[source].min()) / 168
        share = week[_of_week(self.hour[at])] / week.sum()
        rate = np.maximum(place * share / max(weeks, 1.0), 1e-9)
        return (rate / -np.expm1(-rate)).astype(np.float32)[:, None]

    def _near(self, split: Split) -> Table:
        own = self._own(split)
        near = NearInTime(
            self.grid, self.block[split.train], self.hour[split.train], self._values[split.train]
        )
        return np.concatenate(
            [near.within(self.block, self.hour, a, z, reach=r) - own for a, z, r in _NEAR], axis=1
        )

    def _city(self, split: Split) -> Table:
        """Offences beyond the first in the rows of all blocks within some hours."""
        own, flat = self._own(split), np.zeros_like(self.block)
        near = NearInTime(
            self.grid, flat[split.train], self.hour[split.train], self._values[split.train]
        )
        told = [near.within(flat, self.hour, -w, w) - own for w in _CITY]
        return np.stack([t[:, 1] / (t[:, 0] + 20.0) for t in told], axis=1)

    def _own(self, split: Split) -> Table:
        own = np.zeros_like(self._values)
        own[split.train] = self._values[split.train]
        return own


def _of_week(hour: Ints) -> Ints:
    return (hour + 3 * 24) % 168
