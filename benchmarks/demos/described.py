"""Rows described by others, never by themselves, so that trees can learn from the description.

Split at random: rows learned from are dealt out to folds, and each is described by the other folds;
a row tested on by all that are learned from.

Split by time: rows of the fourth fifth are described by the first three, and learned from; rows
tested on, the last fifth, are described by the first four. Nothing later is looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from benchmarks.demos.features import Table, folds
from benchmarks.demos.rows import Split

from crimecast.grid import Ints

Describe = Callable[[Ints, Ints], Table]
"""From the rows that tell and the rows to be described to a table of the latter."""

_FOLDS = 5


@dataclass(frozen=True, eq=False)
class Described:
    """Tables of the rows learned from and of those tested on, and which rows these are."""

    train_rows: Ints
    train: Table
    test_rows: Ints
    test: Table


def by_folds(split: Split, describe: Describe) -> Described:
    """Describe the rows of a random split."""
    fold = folds(len(split.train), _FOLDS)
    parts = [describe(split.train[fold != k], split.train[fold == k]) for k in range(_FOLDS)]
    train = np.empty((len(split.train), parts[0].shape[1]), np.float32)
    for k, part in enumerate(parts):
        train[fold == k] = part
    return Described(split.train, train, split.test, describe(split.train, split.test))


def by_time(split: Split, hour: Ints, describe: Describe) -> Described:
    """Describe the rows of a split by time."""
    cut = np.quantile(hour[split.train], 0.75)
    early, late = split.train[hour[split.train] <= cut], split.train[hour[split.train] > cut]
    return Described(late, describe(early, late), split.test, describe(split.train, split.test))
