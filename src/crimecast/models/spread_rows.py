"""Blocks of every size and length: what was expected in each, what came, and its parts' squares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from crimecast.blocks import DAY_LENGTH, Split, place_blocks
from crimecast.grid import Floats, Ints

_TOLD = 0.98
"""Share of what the cells can tell of the smallest scale, for which the others are left out."""
Part = tuple[int | None, int | None]
"""Metres and hours of a scale's blocks."""


@dataclass(frozen=True, eq=False)
class Block:
    """Days and cells that a forecast was made for, and what came.

    Attributes
    ----------
    expected, observed : (category, day, cell)
        Counts of local days in cells; forecasts made before those days.
    x, y : float (cell,)
        Centres of the cells, metres.
    forecast : int (day,)
        Number of the forecast that each day is of: its days share the whole-forecast factors.
    """

    expected: npt.NDArray[Any]
    observed: npt.NDArray[Any]
    x: Floats
    y: Floats
    forecast: Ints

    def __post_init__(self) -> None:
        shape = (self.expected.shape[0], len(self.forecast), len(self.x))
        fit = self.expected.shape == self.observed.shape == shape
        _check_counts(self.expected, self.observed, fit, f"(category, day, cell) is {shape}")


@dataclass(frozen=True, eq=False)
class CitySeries:
    """Totals of the whole city that were forecast, and what came.

    Attributes
    ----------
    expected, observed : (category, n)
        Counts of windows of ``hours`` hours. Windows should not overlap.
    hours : int
        Length of each window: 1; 24 for local days; whole days more from a forecast's start.
    """

    expected: Floats
    observed: Floats
    hours: int = DAY_LENGTH

    def __post_init__(self) -> None:
        if self.hours != 1 and (self.hours < 1 or self.hours % DAY_LENGTH):
            raise ValueError(f"windows of {self.hours} h; use 1, 24 or a multiple of 24")
        fit = self.expected.ndim == 2 and self.expected.shape == self.observed.shape
        _check_counts(self.expected, self.observed, fit, "both must be (category, n)")


@dataclass(frozen=True, eq=False)
class Rows:
    """Blocks of one size and length: expected, observed and ``Q`` of each, by category.

    ``squares`` is (kind, category, row); ``kind[scale]`` says which of them is a scale's. ``of``
    is the size and length of the blocks themselves.
    """

    expected: Floats
    observed: Floats
    squares: Floats
    cross: Floats
    kind: Ints
    of: Part

    def excess(self, phi: Floats) -> Floats:
        """Return what the scales' phi (category, scale) add to the variance (category, row)."""
        by_kind = phi @ (self.kind[:, None] == np.arange(len(self.squares)))
        return sum(
            (w[:, None] * q for w, q in zip(by_kind.T, self.squares, strict=True)),
            start=np.zeros_like(self.expected),
        )


def make_rows(block: Block, series: Sequence[CitySeries], parts: list[Part]) -> list[Rows]:
    """Return the rows of a block and of city series, for scales of these sizes and lengths."""
    uneven = _unevenness(series, len(block.expected))
    return _block_rows(block, parts, uneven) + [_city_rows(s, block, parts, uneven) for s in series]


def category_share(block: Block) -> Floats:
    """Return each category's share of all that was expected."""
    total = block.expected.sum(axis=(1, 2), dtype=float)
    share: Floats = total / max(float(total.sum()), 1e-300)
    return share


def _unevenness(series: Sequence[CitySeries], categories: int) -> Floats:
    """Return the sum of squared shares of a day's hours, by category and of all together.

    Even hours where no series is of hours.
    """
    found = [s for s in series if s.hours == 1]
    if not found:
        return np.full(categories + 1, 1 / DAY_LENGTH)
    hours = found[0].expected
    hours = np.concatenate([hours, hours.sum(axis=0, keepdims=True)])
    mean = np.maximum(hours.mean(axis=1), 1e-300)
    uneven: Floats = (hours**2).mean(axis=1) / (DAY_LENGTH * mean**2)
    return uneven


def _check_counts(
    expected: npt.NDArray[Any], observed: npt.NDArray[Any], fit: bool, due: str
) -> None:
    """Refuse counts whose shapes do not ``fit`` what is ``due``, or that are no counts."""
    if not fit:
        raise ValueError(
            f"expected and observed have shapes {expected.shape} and {observed.shape}; {due}"
        )
    for name, values in (("expected", expected), ("observed", observed)):
        if not np.isfinite(values).all() or (values < 0).any():
            raise ValueError(f"{name} counts must be finite and >= 0")


def _block_rows(block: Block, parts: list[Part], uneven: Floats) -> list[Rows]:
    """Sum a block to every size and length among the parts, finest first."""
    sizes = _finest_first({size for size, length in parts if length != 0} | {None})
    lengths = _finest_first({n for _, n in parts if n not in {0, 1}} | {DAY_LENGTH, None})
    start = _groups(place_blocks(block.x, block.y, sizes[0]))
    cells = Split(start, np.zeros((len(start), 0), np.int64), int(start.max()) + 1)
    fine = [cells.sum(np.asarray(v, float), axis=2) for v in (block.expected, block.observed)]
    x, y = block.x[cells.first], block.y[cells.first]
    share = category_share(block)
    telling = _telling(fine[0].sum(axis=1))
    days = np.arange(len(block.forecast))
    labels = {size: _groups(place_blocks(x, y, size)) for size in sizes}
    times = {length: block.forecast if length is None else days for length in lengths}
    made = []
    for i, size in enumerate(sizes):
        for j, length in enumerate(lengths):
            place = labels[size] if i else np.where(telling, labels[size], -1)
            owner = _Owner(place, _groups(times[length][:, None]))
            squares = {
                (a, b): owner.squares(fine[0], labels[a], times[b])
                for a in sizes[: i + 1]
                for b in lengths[: j + 1]
            }
            squares[size, 1] = squares[size, DAY_LENGTH] * uneven[:, None]
            made.append(
                _rows(
                    owner.sum(fine[0]),
                    owner.sum(fine[1]),
                    squares,
                    here=(size, length),
                    parts=parts,
                    share=share,
                )
            )
    return made


def _telling(expected: Floats) -> npt.NDArray[np.bool_]:
    """Say which cells (category, cell) tell something: nearly empty ones only cost time."""
    share = expected / np.maximum(expected.sum(axis=1, keepdims=True), 1e-300)
    told = (share**2 / np.maximum((share**2).sum(axis=1, keepdims=True), 1e-300)).sum(axis=0)
    order = np.argsort(-told, kind="stable")
    kept = order[: int(np.searchsorted(np.cumsum(told[order]), _TOLD * told.sum())) + 1]
    chosen = np.zeros(len(told), bool)
    chosen[kept] = True
    return chosen


class _Owner:
    """Blocks of one size and length, and the parts of them that smaller scales make."""

    def __init__(self, place: Ints, time: Ints) -> None:
        # Places that are left out have -1.
        kept = place >= 0
        place = np.where(kept, np.cumsum(np.bincount(place[kept]) > 0)[place] - 1, -1)
        self._place, self._time = place, time
        self._counts = int(place.max()) + 1, int(time.max()) + 1

    def _splits(self, place: Ints, time: Ints) -> tuple[Split, Split]:
        return (
            Split(self._place, place[:, None], self._counts[0]),
            Split(self._time, time[:, None], self._counts[1]),
        )

    def sum(self, values: Floats) -> Floats:
        """Sum (category, day, cell) to (category, row)."""
        places, times = self._splits(self._place, self._time)
        summed = times.sum(places.sum(values, axis=2), axis=1)
        return summed.reshape(len(values), -1)

    def squares(self, values: Floats, place: Ints, time: Ints) -> Floats:
        """Sum the squares of each block's parts, and of all categories' sum in it last."""
        places, times = self._splits(place, time)
        part = times.sum(places.sum(values, axis=2), axis=1)
        part = np.square(np.concatenate([part, part.sum(axis=0, keepdims=True)]))
        by_place = places.to_owners(part)
        by_time = times.to_owners(by_place.transpose(0, 2, 1)).transpose(0, 2, 1)
        return by_time.reshape(len(part), -1)


def _city_rows(series: CitySeries, block: Block, parts: list[Part], uneven: Floats) -> Rows:
    """Make rows of a city series; how uneven the city is within, the block tells."""
    sizes = {size for size, length in parts if length != 0} | {None}
    day = np.asarray(block.expected, float).mean(axis=1)
    day = np.concatenate([day, day.sum(axis=0, keepdims=True)])
    expected = np.concatenate([series.expected, series.expected.sum(axis=0, keepdims=True)])
    squares: dict[Part, Floats] = {}
    for size in sizes:
        label = _groups(place_blocks(block.x, block.y, size))
        split = Split(label, np.zeros((len(label), 0), np.int64), int(label.max()) + 1)
        squared = (split.sum(day, axis=1) ** 2).sum(axis=1)
        share = squared / np.maximum(day.sum(axis=1), 1e-12) ** 2
        squares[size, None] = share[:, None] * expected**2
        days = max(series.hours // DAY_LENGTH, 1)
        squares[size, DAY_LENGTH] = squares[size, None] / days
        of_hours = 1.0 if series.hours == 1 else uneven[:, None]
        squares[size, 1] = squares[size, DAY_LENGTH] * of_hours
    length = series.hours if series.hours <= DAY_LENGTH else None
    return _rows(
        series.expected,
        series.observed,
        squares,
        here=(None, length),
        parts=parts,
        share=category_share(block),
    )


def _rows(
    expected: Floats,
    observed: Floats,
    squares: dict[Part, Floats],
    *,
    here: Part,
    parts: list[Part],
    share: Floats,
) -> Rows:
    """Gather the ``Q`` of every part: a coarser one's is that of the block itself."""
    names = list(squares)
    kind = []
    for size, length in parts:
        if length == 0:
            kind.append(len(names))
            continue
        finer = (
            size if _order(size) < _order(here[0]) else here[0],
            length if _order(length) < _order(here[1]) else here[1],
        )
        kind.append(names.index(finer))
    stacked = np.array([squares[name][:-1] for name in names])
    cross = np.array([squares[name][-1] - squares[name][:-1].sum(axis=0) for name in names])
    company = ((1.0 - share)[:, None] * expected).sum(axis=0)
    return Rows(
        expected, observed, np.concatenate([stacked, expected[None]]),
        np.concatenate([np.maximum(cross, 0.0), company[None]]), np.array(kind),
        here,
    )  # fmt: skip


def _order(size: int | None) -> float:
    return np.inf if size is None else float(size)


def _finest_first(sizes: set[int | None]) -> list[int | None]:
    return sorted(sizes, key=_order)


def _groups(labels: Ints) -> Ints:
    """Give the distinct rows of labels numbers from 0."""
    found: Ints = np.unique(labels, axis=0, return_inverse=True)[1].reshape(-1)
    return found
