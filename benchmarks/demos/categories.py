"""Which category an offence is of, from its block and hour: the demo's classifier and ours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from benchmarks.demos.boosting import SETTINGS, train
from benchmarks.demos.described import Described, by_folds, by_time
from benchmarks.demos.features import Around, NearInTime, Table, shares, when, where
from benchmarks.demos.rows import Rows, Split, random_split, time_split

from crimecast.evaluate.category_mix import accuracy, f1
from crimecast.grid import Ints
from crimecast.models.demos.denver import features, train_categories

_SCALES = (0.0, 60.0, 200.0, 600.0)  # m
_BY_BAND = (0.0, 200.0)  # m; also by six hours of the day
_NEAR = ((0, 0, 0), (-24, 24, 0), (-168, 168, 0), (-720, 720, 0), (0, 0, 3), (-24, 24, 3))
_PRIOR = 2.0  # offences' worth of belief in the wider shares


@dataclass(frozen=True)
class Hits:
    """How often the likeliest category is right.

    Attributes
    ----------
    accuracy : float
    macro, weighted : float
        F1, the mean over categories: plain, and weighted by how many of each there are.
    """

    accuracy: float
    macro: float
    weighted: float


def hits(label: Ints, told: Ints, names: int) -> Hits:
    """Score answers (row,) as scikit-learn's ``accuracy_score`` and ``f1_score`` do.

    A category that neither is nor is told in any row is left out of the means.
    """
    matrix = np.bincount(label * names + told, minlength=names**2).reshape(names, names)
    return Hits(accuracy(matrix), f1(matrix), f1(matrix, average="weighted"))


class CategoryTest:
    """Offences, and what is told of their category."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows
        self.names = len(rows.names)
        self._where = np.concatenate([when(rows.hour), where(rows.grid, rows.block)], axis=1)
        self._one = np.eye(self.names, dtype=np.float32)[rows.label]

    def demo(self, split: Split) -> Hits:
        """Score the demo's classifier."""
        rows, width = self.rows, self.rows.grid.shape[1]
        x = features(rows.block % width, rows.block // width, rows.hour)
        model = train_categories(x[split.train], rows.label[split.train], self.names)
        return self._scored(split.test, np.asarray(model.predict(x[split.test])))

    def commonest(self, split: Split) -> Hits:
        """Score the answer that is always the commonest category."""
        most = int(np.bincount(self.rows.label[split.train]).argmax())
        told = np.full(len(split.test), most)
        return hits(self.rows.label[split.test], told, self.names)

    def ours(self, *, near: bool) -> Hits:
        """Score trees on what rows learned from tell, on the random split."""
        split = random_split(len(self.rows.block))
        parts = [self._where, self._city(split)]
        if near:
            parts.append(self._near(split))
        return self._boosted(by_folds(split, self._describe), np.concatenate(parts, axis=1))

    def ours_by_time(self) -> Hits:
        """Score trees on the split by time."""
        told = by_time(time_split(self.rows.hour), self.rows.hour, self._describe)
        return self._boosted(told, np.delete(self._where, 4, axis=1))

    def _boosted(self, told: Described, shared: Table) -> Hits:
        x = np.concatenate([told.train, shared[told.train_rows]], axis=1)
        several = {"objective": "multiclass", "num_class": self.names}
        model = train(x, self.rows.label[told.train_rows], SETTINGS | several, rounds=100)
        test = np.concatenate([told.test, shared[told.test_rows]], axis=1)
        return self._scored(told.test_rows, np.asarray(model.predict(test)))

    def _scored(self, at: Ints, chance: Table) -> Hits:
        return hits(self.rows.label[at], chance.argmax(axis=1), self.names)

    def _describe(self, source: Ints, at: Ints) -> Table:
        """Log shares of the categories about a block, all day and at like hours."""
        rows, one = self.rows, self._one
        mean = (one[source].sum(axis=0) + 1.0) / (len(source) + self.names)
        about = Around.of(rows.grid, rows.block[source], one[source], _SCALES)
        sums = about.at(rows.block[at])
        day = shares(sums, mean, _PRIOR)
        band, told = rows.hour // 6 % 4, np.empty((len(at), len(_BY_BAND), self.names), np.float32)
        for k in range(4):
            feed, here = source[band[source] == k], band[at] == k
            like = Around.of(rows.grid, rows.block[feed], one[feed], _BY_BAND)
            told[here] = like.at(rows.block[at[here]])
        by_band = shares(told, day[:, [_SCALES.index(s) for s in _BY_BAND]], _PRIOR + 1)
        flat = [np.log(part).reshape(len(at), -1) for part in (day, by_band)]
        return np.concatenate([*flat, np.log1p(sums.sum(axis=2))], axis=1).astype(np.float32)

    def _city(self, split: Split) -> Table:
        """Log shares of the categories in the city within fifteen days."""
        flat = np.zeros_like(self.rows.block)
        near = NearInTime(
            self.rows.grid, flat[split.train], self.rows.hour[split.train], self._one[split.train]
        )
        told = near.within(flat, self.rows.hour, -360, 360) - self._own(split)
        return np.log(shares(told, self._one[split.train].mean(axis=0), 50.0))

    def _near(self, split: Split) -> Table:
        rows, own = self.rows, self._own(split)
        near = NearInTime(
            rows.grid, rows.block[split.train], rows.hour[split.train], self._one[split.train]
        )
        return np.concatenate(
            [near.within(rows.block, rows.hour, a, z, reach=r) - own for a, z, r in _NEAR], axis=1
        )

    def _own(self, split: Split) -> Table:
        own = np.zeros_like(self._one)
        own[split.train] = self._one[split.train]
        return own
