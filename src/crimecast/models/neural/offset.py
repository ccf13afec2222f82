"""The baseline a network corrects: a mixture of the stack's fields, fitted by likelihood."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats, Ints
from crimecast.models.components import AROUND, SOURCES, TERMS, term_of
from crimecast.models.mixture import pooled_weights
from crimecast.models.neural.stack import SPECS, Stack, seen_by

_POOLED = 40.0  # incidents' worth of belief in the weights of all categories together
_FLOOR = 0.003  # least share of an even spread

Rows = list[npt.NDArray[np.float32]]
"""For each category the densities (incident, 3 x field + 1) at its incidents; last: even."""


def design_rows(stack: Stack, counts: npt.NDArray[np.float32], class_of: Ints) -> Rows:
    """Evaluate every component at the incidents (category, cell) that came in a window."""
    rows = []
    for c, own in enumerate(counts):
        at = np.repeat(np.arange(len(own)), own.astype(np.int64))
        rows.append(_with_even(seen_by(stack, class_of, c)[:, at], stack.shape[2]).T)
    return rows


def mixture_weights(windows: Sequence[Rows], categories: int) -> Floats:
    """Fit weights (category, 3 x field + 1); each category's are drawn to those of all."""
    size = 3 * len(SPECS) + 1
    designs = [
        np.concatenate([np.zeros((0, size)), *(rows[c] for rows in windows)])
        for c in range(categories)
    ]
    category = np.repeat(np.arange(categories), [len(design) for design in designs])
    return pooled_weights(
        np.concatenate(designs), category, categories=categories, pooled=_POOLED, floor=_FLOOR
    )


def mixed(stack: Stack, class_of: Ints, weights: Floats) -> npt.NDArray[np.float32]:
    """Return the mixture's density (category, cell), which sums to one over the cells."""
    n, (fields, cells) = len(class_of), stack.shape[1:]
    parts = weights.astype(np.float32)
    own, shared, total, even = np.split(parts, [fields, 2 * fields, 3 * fields], axis=1)
    density: npt.NDArray[np.float32] = np.matmul(own[:, None], stack[:n])[:, 0]
    density += np.matmul(shared[:, None], stack[n + class_of])[:, 0]
    density += total @ stack[-1] + even / np.float32(cells)
    density /= density.sum(axis=1, keepdims=True, dtype=np.float64).astype(np.float32)
    return density


def term_maps(stack: Stack, class_of: Ints, weights: Floats) -> npt.NDArray[np.float32]:
    """Split the mixture (category, term, cell) into the terms a person is told."""
    told = [term_of(source, spec) for source in SOURCES for spec in SPECS] + [AROUND]
    member = np.array([[term == t for t in told] for term in TERMS])
    cells = stack.shape[2]
    return np.stack(
        [
            (member * weights[c]).astype(np.float32)
            @ _with_even(seen_by(stack, class_of, c), cells)
            for c in range(len(class_of))
        ]
    )


def _with_even(fields: Stack, cells: int) -> Stack:
    even = np.full((1, fields.shape[1]), 1.0 / cells, np.float32)
    return np.concatenate([fields, even])
