"""Blocks of hours and cells: which share a factor, which belong to one window and area.

Pure array functions: labels in, groups and their sums out.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from crimecast.calendar import Instants, local_date
from crimecast.grid import Floats

Ints = npt.NDArray[np.int64]

DAY_LENGTH = 24


def time_blocks(hours: Instants, length: int | None, time_zone: str) -> Ints:
    """Return the number (hour,) of the block that holds each UTC hour start.

    ``length`` is a scale's: 1 counts hours and 24 local days since 1970, None is block 0.
    """
    if length is None:
        return np.zeros(len(hours), np.int64)
    if length == DAY_LENGTH:
        return local_date(hours, time_zone).astype(np.int64)
    if length == 1:
        return hours.astype("datetime64[h]").astype(np.int64)
    raise ValueError(f"blocks of {length} h are not known; use None, 1 or 24")


def place_blocks(x: Floats, y: Floats, metres: int | None) -> Ints:
    """Return the block (cell, 2) of cell centres in metres: numbers along x and y.

    ``metres`` is a scale's: None is block (0, 0); 0 gives every cell one of its own.
    """
    if metres is None:
        return np.zeros((len(x), 2), np.int64)
    side = metres or 0.5  # centres lie on half metres at the finest
    return np.stack([np.floor(x / side), np.floor(y / side)], axis=1).astype(np.int64)


class Split:
    """Cells (or hours) in groups: those of one owner (area or window) and one block.

    Parameters
    ----------
    owner : int (n,)
        Number of each item's owner, -1 where it has none and is left out.
    blocks : int (n, any)
        What names each item's block.
    owners : int
        Number of owners; some may have no item.
    """

    def __init__(self, owner: Ints, blocks: Ints, owners: int) -> None:
        keys = np.column_stack([owner, blocks])
        kept = np.flatnonzero(owner >= 0)
        order = kept[np.lexsort(keys[kept].T[::-1])]
        keys = keys[order]
        new = np.ones(len(order), bool)
        new[1:] = (keys[1:] != keys[:-1]).any(axis=1)
        self.starts = np.flatnonzero(new)
        self.first = order[self.starts]
        self.owner = keys[self.starts, 0]
        self.owners = owners
        self._order = None if np.array_equal(order, np.arange(len(owner))) else order
        self._single = bool(new.all())

    def sum(self, values: npt.NDArray[Any], axis: int) -> npt.NDArray[Any]:
        """Sum within each group."""
        if self._order is not None:
            values = values.take(self._order, axis=axis)
        if self._single:
            return values
        out: npt.NDArray[Any] = np.add.reduceat(values, self.starts, axis=axis, dtype=np.float64)
        return out

    def to_owners(self, values: npt.NDArray[Any]) -> Floats:
        """Sum the groups (last axis) of each owner."""
        out: Floats = np.zeros((*values.shape[:-1], self.owners))
        if len(self.owner):
            at = np.flatnonzero(np.diff(self.owner, prepend=-1))
            out[..., self.owner[at]] = np.add.reduceat(values, at, axis=-1, dtype=np.float64)
        return out


def sum_of_squares(block: npt.NDArray[Any], times: Split, places: Split) -> Floats:
    """Sum the squares of blocks (time, place) for each (window, area)."""
    if places.owners == 1:
        row = np.einsum("tp,tp->t", block, block, dtype=np.float64)[:, None]
    else:
        row = places.to_owners(np.square(block, dtype=np.float64))
    summed: Floats = times.to_owners(row.T).T
    return summed


def labels_of(given: npt.ArrayLike | None, count: int, name: str) -> tuple[Ints, int]:
    """Return owners' numbers and how many there are; one owner of all where none are given.

    Raises
    ------
    ValueError
        If there are not ``count`` of them.
    """
    labels = np.zeros(count, np.int64) if given is None else np.asarray(given).astype(np.int64)
    if labels.shape != (count,):
        raise ValueError(f"{name} has shape {labels.shape}; {(count,)} is due")
    return labels, max(int(labels.max(initial=0)) + 1, 1)
