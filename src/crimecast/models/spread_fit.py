"""Estimating the spread of counts from what was expected and what was observed.

A method of moments. For every block of every size and length the squared error less the expected
count has the mean ``sum over scales of phi[scale] * Q[scale]``, where ``Q`` is the sum of the
squared expected counts of the block's own parts. The ``phi`` are those not below zero that fit best
by least squares, each block weighted by how far such a squared error varies where counts are
negative binomial. What categories share is fitted to the products of different categories' errors.

Rare categories lend from all: each is fitted together with all categories' data scaled to the
weight that ``pooled`` average categories have. An error counts no further than ``REACH`` standard
deviations (three records more on top), widened until it settles: one odd day does not make the
spread, wide days do.

References: Breslow (1984), "Extra-Poisson variation in log-linear models", Applied Statistics
33(1); Gelman & Hill (2007), "Data analysis using regression and multilevel/hierarchical models",
chapter 12, for partial pooling; Huber (1964), "Robust estimation of a location parameter", Annals
of Mathematical Statistics 35(1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from crimecast.blocks import DAY_LENGTH, Split, place_blocks
from crimecast.grid import Floats, Ints
from crimecast.spread import Scale, Spread

SCALES = (
    Scale(0, 0, joint=True),
    Scale(None, DAY_LENGTH, joint=True),
    Scale(None, None, joint=True),
    Scale(1000, None, joint=True),
    Scale(250, None, joint=True),
    Scale(0, 0),
    Scale(None, DAY_LENGTH),
    Scale(None, None),
    Scale(1000, DAY_LENGTH),
    Scale(1000, None),
    Scale(250, DAY_LENGTH),
    Scale(250, None),
)
"""Scales that are fitted. Sizes are metres, not cells, so that they mean the same on any grid."""
POOLED = 0.5
"""Average categories' worth of belief in the spread of all categories."""
REACH = 5.0
"""Standard deviations beyond which an error counts no further."""
_ROUNDS, _SETTLED = 15, 1e-3
_TOLD = 0.98
"""Share of what the cells can tell of the smallest scale, for which the others are left out."""
_Part = tuple[int | None, int | None]


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
        if self.expected.shape != shape or self.observed.shape != shape:
            raise ValueError(
                f"expected and observed have shapes {self.expected.shape} and "
                f"{self.observed.shape}; (category, day, cell) is {shape}"
            )
        _check_counts(self.expected, self.observed)


@dataclass(frozen=True, eq=False)
class CitySeries:
    """Totals of the whole city that were forecast, and what came.

    Attributes
    ----------
    expected, observed : (category, n)
        Counts of windows of ``days`` days. Windows should not overlap.
    days : int
        Length of each window: 1 for days, more for windows from a forecast's start.
    """

    expected: Floats
    observed: Floats
    days: int = 1

    def __post_init__(self) -> None:
        if self.days < 1:
            raise ValueError(f"windows of {self.days} days; use 1 or more")
        if self.expected.ndim != 2 or self.expected.shape != self.observed.shape:
            raise ValueError(
                f"expected and observed have shapes {self.expected.shape} and "
                f"{self.observed.shape}; both must be (category, n)"
            )
        _check_counts(self.expected, self.observed)


@dataclass(frozen=True, eq=False)
class _Rows:
    """Blocks of one size and length: expected, observed and ``Q`` of each, by category.

    ``squares`` is (kind, category, row); ``kind[scale]`` says which of them is a scale's.
    """

    expected: Floats
    observed: Floats
    squares: Floats
    cross: Floats
    kind: Ints

    def excess(self, phi: Floats) -> Floats:
        """Return what the scales' phi (category, scale) add to the variance (category, row)."""
        by_kind = phi @ (self.kind[:, None] == np.arange(len(self.squares)))
        return sum(
            (w[:, None] * q for w, q in zip(by_kind.T, self.squares, strict=True)),
            start=np.zeros_like(self.expected),
        )


def fit_spread(
    categories: Sequence[str],
    block: Block,
    *,
    series: Sequence[CitySeries] = (),
    scales: Sequence[Scale] = SCALES,
    time_zone: str,
    pooled: float = POOLED,
) -> Spread:
    """Estimate the spread of counts around forecasts.

    Parameters
    ----------
    categories : sequence of str
    block : Block
        Days and cells after the records that the forecasts were fitted on.
    series : sequence of CitySeries
        Longer series of city totals: they tell more of the city's scales than the block can.
    scales : sequence of Scale
        Of local days or whole forecasts; cells are summed to the smallest size first.
    time_zone : str
        Zone of the local days.
    pooled : float
        Average categories' worth of belief in the spread of all categories.

    Raises
    ------
    ValueError
        If shapes do not fit together, or a scale is of hours.
    """
    if {len(block.expected), *(len(s.expected) for s in series)} != {len(categories)}:
        raise ValueError(f"expected counts are not of the {len(categories)} categories named")
    own = [s for s in scales if not s.joint]
    joint = [s for s in scales if s.joint]
    parts = list(dict.fromkeys(_part(s) for s in scales))
    rows = _block_rows(block, parts) + [_city_rows(s, block, parts) for s in series]
    place = [parts.index(_part(s)) for s in scales]
    at_own = [place[scales.index(s)] for s in own]
    at_joint = [place[scales.index(s)] for s in joint]
    # What a category has at a scale, alone and shared, shows in its own errors.
    each = sorted(
        {p for p, s in zip(place, scales, strict=True) if not (s.is_event and s.joint)}
        | set(at_own)
    )
    total = np.zeros((len(categories), len(parts)))
    shared = np.zeros(len(parts))
    events = [p for p, s in zip(at_joint, joint, strict=True) if s.is_event]
    for _ in range(_ROUNDS):
        before = total[:, each]
        total[:, each] = _fit_each(rows, total, each, pooled)
        if np.abs(total[:, each] - before).max() < _SETTLED:
            break
    for _ in range(_ROUNDS):
        before = shared[at_joint]
        shared[at_joint] = _fit_shared(rows, total, shared, at_joint)
        if np.abs(shared[at_joint] - before).max(initial=0.0) < _SETTLED:
            break
    phi, share = np.zeros((len(categories), len(scales))), _share(block)
    for k, (scale, p) in enumerate(zip(scales, place, strict=True)):
        if not scale.joint:
            taken = shared[p] if p in at_joint and p not in events else 0.0
            phi[:, k] = np.maximum(total[:, p] - taken, 0.0)
        elif scale.is_event:
            phi[:, k] = shared[p] * share
        else:
            phi[:, k] = np.minimum(shared[p], total[:, p])
    return Spread(tuple(categories), tuple(scales), phi, time_zone)


def _part(scale: Scale) -> _Part:
    if scale.hours == 1:
        raise ValueError("scales of hours cannot be fitted to days; use days or whole forecasts")
    return scale.metres, scale.hours


def _fit_each(rows: list[_Rows], total: Floats, each: list[int], pooled: float) -> Floats:
    """Fit the phi (category, scale) of each category's own errors."""
    count = len(total)
    left, right = np.zeros((count, len(each), len(each))), np.zeros((count, len(each)))
    for part in rows:
        extra = part.excess(total)
        variance = part.expected + extra
        error = _reached(part.observed - part.expected, variance)
        relative = extra / np.maximum(part.expected**2, 1e-30)
        weight = 1.0 / np.maximum(variance**2 * (2 + 6 * relative) + variance, 1e-30)
        kinds = part.kind[each]
        weighted = (part.squares * weight).transpose(1, 0, 2)  # (category, kind, row)
        moment = (weighted @ (error**2 - part.expected)[:, :, None])[:, :, 0]
        gram = weighted @ part.squares.transpose(1, 2, 0)
        right += moment[:, kinds]
        left += gram[:, kinds][:, :, kinds]
    prior = left.sum(axis=0) * (pooled / count)
    middle = _least_squares(left.sum(axis=0), right.sum(axis=0))
    return np.array(
        [_least_squares(a + prior, b + prior @ middle) for a, b in zip(left, right, strict=True)]
    )


def _fit_shared(rows: list[_Rows], total: Floats, shared: Floats, which: list[int]) -> Floats:
    """Fit the phi of joint scales to the products of different categories' errors."""
    if not which:
        return np.zeros(0)
    left, right = np.zeros((len(which), len(which))), np.zeros(len(which))
    for part in rows:
        variance = part.expected + part.excess(total)
        both = shared[which] @ part.cross[part.kind[which]]
        whole = variance.sum(axis=0)
        error = _reached(part.observed - part.expected, variance)
        together = _reached(error.sum(axis=0), whole + both)
        product = together**2 - (error**2).sum(axis=0)
        apart = whole**2 - (variance**2).sum(axis=0)
        least = 0.01 * part.expected.sum(axis=0)  # an event with two records is never impossible
        weight = 1.0 / np.maximum(2 * (apart + (both + least) ** 2) + 2 * (both + least), 1e-30)
        columns = part.cross[part.kind[which]]
        right += columns @ (weight * product)
        left += (columns * weight) @ columns.T
    return _least_squares(left, right)


def _reached(error: Floats, variance: Floats) -> Floats:
    """Hold errors to ``REACH`` standard deviations, three records more above."""
    reach = REACH * np.sqrt(variance)
    return np.clip(error, -reach, reach + 3.0)


def _least_squares(left: Floats, right: Floats) -> Floats:
    """Solve the normal equations ``left @ x = right`` for x >= 0."""
    from scipy.optimize import nnls  # noqa: PLC0415 -- half a second

    size = np.sqrt(np.maximum(np.diag(left), 1e-300))
    values, vectors = np.linalg.eigh(left / np.outer(size, size))
    root = np.sqrt(np.maximum(values, 1e-10))
    found: Floats = nnls(root[:, None] * vectors.T, (vectors.T @ (right / size)) / root)[0]
    return found / size


def _check_counts(expected: npt.NDArray[Any], observed: npt.NDArray[Any]) -> None:
    for name, values in (("expected", expected), ("observed", observed)):
        if not np.isfinite(values).all() or (values < 0).any():
            raise ValueError(f"{name} counts must be finite and >= 0")


def _block_rows(block: Block, parts: list[_Part]) -> list[_Rows]:
    """Sum a block to every size and length among the parts, finest first."""
    sizes = _finest_first({size for size, length in parts if length != 0} | {None})
    lengths = _finest_first({length for _, length in parts if length != 0} | {None})
    start = _groups(place_blocks(block.x, block.y, sizes[0]))
    cells = Split(start, np.zeros((len(start), 0), np.int64), int(start.max()) + 1)
    fine = [cells.sum(np.asarray(v, float), axis=2) for v in (block.expected, block.observed)]
    x, y = block.x[cells.first], block.y[cells.first]
    share = _share(block)
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


def _share(block: Block) -> Floats:
    """Return each category's share of all that was expected."""
    total = block.expected.sum(axis=(1, 2), dtype=float)
    share: Floats = total / max(float(total.sum()), 1e-300)
    return share


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


def _city_rows(series: CitySeries, block: Block, parts: list[_Part]) -> _Rows:
    """Make rows of a city series; how uneven the city is within, the block tells."""
    sizes = {size for size, length in parts if length != 0} | {None}
    day = np.asarray(block.expected, float).mean(axis=1)
    day = np.concatenate([day, day.sum(axis=0, keepdims=True)])
    expected = np.concatenate([series.expected, series.expected.sum(axis=0, keepdims=True)])
    squares: dict[_Part, Floats] = {}
    for size in sizes:
        label = _groups(place_blocks(block.x, block.y, size))
        split = Split(label, np.zeros((len(label), 0), np.int64), int(label.max()) + 1)
        uneven = (split.sum(day, axis=1) ** 2).sum(axis=1)
        share = uneven / np.maximum(day.sum(axis=1), 1e-12) ** 2
        squares[size, None] = share[:, None] * expected**2
        squares[size, DAY_LENGTH] = squares[size, None] / series.days
    length = DAY_LENGTH if series.days == 1 else None
    return _rows(
        series.expected,
        series.observed,
        squares,
        here=(None, length),
        parts=parts,
        share=_share(block),
    )


def _rows(
    expected: Floats,
    observed: Floats,
    squares: dict[_Part, Floats],
    *,
    here: _Part,
    parts: list[_Part],
    share: Floats,
) -> _Rows:
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
    return _Rows(
        expected, observed, np.concatenate([stacked, expected[None]]),
        np.concatenate([np.maximum(cross, 0.0), company[None]]), np.array(kind),
    )  # fmt: skip


def _order(size: int | None) -> float:
    return np.inf if size is None else float(size)


def _finest_first(sizes: set[int | None]) -> list[int | None]:
    return sorted(sizes, key=_order)


def _groups(labels: Ints) -> Ints:
    """Give the distinct rows of labels numbers from 0."""
    found: Ints = np.unique(labels, axis=0, return_inverse=True)[1].reshape(-1)
    return found


def city_day_spread(
    categories: Sequence[str], per_day: Floats, dispersion: Floats, *, time_zone: str
) -> Spread:
    """Return the spread that gives daily city totals the dispersions they were measured to have.

    Parameters
    ----------
    categories : sequence of str
    per_day : float (category,)
        Expected count of a day.
    dispersion : float (category + 1,)
        Of daily totals: variance is ``m + dispersion * m**2``; last that of all together.
    time_zone : str
        Zone of the local days.
    """
    single, together = dispersion[:-1], float(dispersion[-1])
    squares = per_day**2
    pairs = max(float(per_day.sum() ** 2 - squares.sum()), 1e-12)
    excess = together * float(per_day.sum() ** 2) - float((single * squares).sum())
    joint = np.minimum(single, max(0.0, excess / pairs))
    phi = np.column_stack([joint, single - joint])
    return Spread(
        tuple(categories), (Scale(None, DAY_LENGTH, joint=True), Scale(None, DAY_LENGTH)), phi,
        time_zone,
    )  # fmt: skip
