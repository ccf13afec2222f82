"""Estimating the spread of counts from what was expected and what was observed.

A method of moments. For every block of every size and length the squared error less the expected
count has the mean ``sum over scales of phi[scale] * Q[scale]``, where ``Q`` is the sum of the
squared expected counts of the block's own parts. The ``phi`` are those not below zero that fit best
by least squares, each block weighted by how far such a squared error varies where counts are
negative binomial. What categories share is fitted to the products of different categories' errors,
as one ``phi`` for all of them; the city's to those of the city alone, as the many small blocks
would outvote them.

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

import numpy as np

from crimecast.blocks import DAY_LENGTH
from crimecast.grid import Bools, Floats
from crimecast.models.spread_rows import (
    Block,
    CitySeries,
    Part,
    Rows,
    category_share,
    make_rows,
)
from crimecast.spread import Scale, Spread

__all__ = ["SCALES", "Block", "CitySeries", "city_day_spread", "fit_spread"]

SCALES = (
    Scale(0, 0, joint=True),
    Scale(None, 1, joint=True),
    Scale(None, DAY_LENGTH, joint=True),
    Scale(None, None, joint=True),
    Scale(1000, None, joint=True),
    Scale(250, None, joint=True),
    Scale(0, 0),
    Scale(None, 1),
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
        Cells are summed to the smallest size first. Those of hours are of the whole city and are
        left out where no series is of hours.
    time_zone : str
        Zone of the local days.
    pooled : float
        Average categories' worth of belief in the spread of all categories.

    Raises
    ------
    ValueError
        If shapes do not fit together, or a scale is of hours but not of the whole city.
    """
    if {len(block.expected), *(len(s.expected) for s in series)} != {len(categories)}:
        raise ValueError(f"expected counts are not of the {len(categories)} categories named")
    scales = _fittable(scales, series)
    parts = list(dict.fromkeys(_part(scale) for scale in scales))
    place = [parts.index(_part(scale)) for scale in scales]
    joint = [p for p, s in zip(place, scales, strict=True) if s.joint]
    # What a category has at a scale, alone and shared, shows in its own errors.
    each = sorted({p for p, s in zip(place, scales, strict=True) if not (s.is_event and s.joint)})
    rows = make_rows(block, series, parts)
    total = np.zeros((len(categories), len(parts)))
    for _ in range(_ROUNDS):
        before = total[:, each]
        total[:, each] = _fit_each(rows, total, each, pooled)
        if np.abs(total[:, each] - before).max() < _SETTLED:
            break
    shared = np.zeros(len(parts))
    city = np.array([size is None and length != 0 for size, length in parts])[joint]
    for _ in range(_ROUNDS):
        before = shared[joint]
        shared[joint] = _fit_shared(rows, total, shared, joint, city)
        if np.abs(shared[joint] - before).max(initial=0.0) < _SETTLED:
            break
    share = category_share(block)
    phi = [
        _phi(scale, total[:, p], shared[p] if p in joint else 0.0, most, share)
        for scale, p in zip(scales, place, strict=True)
        for most in [_apart(rows, total, parts[p])]
    ]
    return Spread(tuple(categories), tuple(scales), np.column_stack(phi), time_zone)


def _fittable(scales: Sequence[Scale], series: Sequence[CitySeries]) -> list[Scale]:
    """Leave out scales of hours where nothing tells of them."""
    for scale in scales:
        if scale.hours == 1 and scale.metres is not None:
            raise ValueError(f"the scale {scale.id} cannot be fitted: hours are those of the city")
    hourly = any(s.hours == 1 for s in series)
    return [s for s in scales if hourly or s.hours != 1]


def _phi(scale: Scale, total: Floats, shared: float, apart: float, share: Floats) -> Floats:
    """Return phi (category,) of a scale, from what shows in all and what categories share.

    Few blocks are the whole city: that one category's errors show less there than all have in
    common is chance, or put down to another scale, as long as categories vary ``apart`` as much.
    """
    if scale.is_event:
        return shared * share if scale.joint else total
    joint = np.minimum(shared, np.maximum(total, apart))
    return joint if scale.joint else np.maximum(total - joint, 0.0)


def _apart(rows: list[Rows], total: Floats, part: Part) -> float:
    """Return by how much categories vary in the whole city, relative; 0 of smaller blocks."""
    if part[0] is not None:
        return 0.0
    own = [r for r in rows if r.of == part]
    squares = sum(float(np.square(r.expected).sum()) for r in own)
    return sum(float(r.excess(total).sum()) for r in own) / max(squares, 1e-300)


def _part(scale: Scale) -> Part:
    return scale.metres, scale.hours


def _fit_each(rows: list[Rows], total: Floats, each: list[int], pooled: float) -> Floats:
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


def _fit_shared(
    rows: list[Rows], total: Floats, shared: Floats, which: list[int], city: Bools
) -> Floats:
    """Fit the phi of joint scales to the products of different categories' errors.

    Those of the ``city`` to the city's rows, the others to all.
    """
    size = len(which)
    left, right = np.zeros((2, size, size)), np.zeros((2, size))
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
        for k in range(1 + (part.of[0] is None)):
            right[k] += columns @ (weight * product)
            left[k] += (columns * weight) @ columns.T
    found = shared[which]
    for k, own in ((0, ~city), (1, city)):
        if own.any():
            rest = right[k][own] - left[k][np.ix_(own, ~own)] @ found[~own]
            found[own] = _least_squares(left[k][np.ix_(own, own)], rest)
    return found


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
