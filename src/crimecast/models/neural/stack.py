"""The fields a network sees: past incidents smoothed and faded, as they stood at a past day.

A stack of a day holds only what had been reported by its start, so that an incident of the day
never looks at itself.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats, Grid, Ints
from crimecast.models.fields import FieldSpec, Smoother
from crimecast.models.neural.events import Events
from crimecast.models.smoothing import kernel_matrix

SPECS: Final = (
    *(FieldSpec(b, inf) for b in (0.0, 125.0, 250.0, 500.0, 1000.0)),
    *(FieldSpec(b, 365.0) for b in (0.0, 125.0, 500.0)),
    *(FieldSpec(b, 100.0) for b in (0.0, 250.0)),
    *(FieldSpec(b, 30.0) for b in (0.0, 250.0)),
    FieldSpec(250.0, 10.0),
)
"""Bandwidth (m) and decay time (days) of the fields of every source."""

_Real = TypeVar("_Real", np.float32, np.float64)
_SCALE = np.float32(3.0)
_PSEUDO = 1.0  # incidents' worth of an even spread in every field, so that none is empty

Stack = npt.NDArray[np.float32]
"""(source, field, cell of the study area): densities that sum to one over the cells.

Sources are the categories, then the classes, then all together.
"""


@dataclass(frozen=True, eq=False)
class Stacks:
    """Makes the stack of any day at or before the origin."""

    grid: Grid
    smoother: Smoother
    events: Events
    class_of: Ints
    specs: Sequence[FieldSpec] = SPECS

    @property
    def sources(self) -> int:
        """Number of sources: categories, classes, and all."""
        return len(self.class_of) + int(self.class_of.max()) + 2

    def at(self, day: float) -> Stack:
        """Return the stack (source, field, cell) of what had been reported by a day.

        Parameters
        ----------
        day : float
            Days after the origin, 0 or negative.
        """
        return next(self.walk([day]))

    def walk(self, days: Sequence[float]) -> Iterator[Stack]:
        """Yield the stacks of ascending days, each made from the one before it.

        What is older fades by one factor a field; only what was reported since is smoothed.
        """
        near = np.zeros(0, np.float32)
        before, seen = -np.inf, 0
        for day in days:
            known = int(np.searchsorted(self.events.reported, day, side="right"))
            if not near.size:
                near = self._smoothed(day, known)
            else:
                fade = [np.exp(-(day - before) / spec.decay) for spec in self.specs]
                near *= np.array(fade, np.float32)[:, None]
                self._add(near, day, seen, known)
            before, seen = day, known
            yield self._densities(near, day, known)

    def _densities(self, near: Stack, day: float, known: int) -> Stack:
        """Divide smoothed counts (category, field, cell) of all sources by their mass."""
        decays = [spec.decay for spec in self.specs]
        weights = {decay: self._faded(day, slice(known), decay) for decay in set(decays)}
        n, category = len(self.class_of), self.events.category[:known]
        counts = {d: np.bincount(category, w, minlength=n) for d, w in weights.items()}
        own: Floats = np.stack([counts[decay] for decay in decays], axis=1).astype(np.float64)
        mass = self._sources(own) + _PSEUDO
        out = self._sources(near)
        out += np.float32(_PSEUDO / len(self.grid.cells))
        out /= mass[:, :, None].astype(np.float32)
        return out

    def _smoothed(self, day: float, known: int) -> Stack:
        """Smooth all that is known by a day: (category, field, cell)."""
        n, size, cells = len(self.class_of), self.grid.mask.size, self.grid.cells
        flat = self.events.category[:known] * size + self.events.cell[:known]
        decays = sorted({spec.decay for spec in self.specs})
        counts = np.empty((n, len(decays), *self.grid.shape), np.float32)
        for d, decay in enumerate(decays):
            faded = np.bincount(flat, self._faded(day, slice(known), decay), minlength=n * size)
            counts[:, d] = faded.reshape(n, *self.grid.shape)
        near = np.empty((n, len(self.specs), len(cells)), np.float32)
        for bandwidth in sorted({spec.bandwidth for spec in self.specs}):
            at = [k for k, spec in enumerate(self.specs) if spec.bandwidth == bandwidth]
            of = [decays.index(self.specs[k].decay) for k in at]
            smoothed = self.smoother(counts[:, of], bandwidth)
            near[:, at] = smoothed.reshape(n, len(at), -1)[:, :, cells]
        return near

    def _add(self, near: Stack, day: float, seen: int, known: int) -> None:
        """Add what was reported between two days to smoothed counts (category, field, cell)."""
        new = np.arange(seen, known)
        height, width = self.grid.shape
        for k, spec in enumerate(self.specs):
            faded = self._faded(day, slice(seen, known), spec.decay)
            if spec.bandwidth > 0:
                faded /= self.smoother.kept(spec.bandwidth).reshape(-1)[self.events.cell[new]]
            rows = kernel_matrix(height, self.grid.cell, spec.bandwidth)
            columns = kernel_matrix(width, self.grid.cell, spec.bandwidth)
            weights = faded.astype(np.float32)
            for c in range(len(self.class_of)):
                own = self.events.category[new] == c
                if not own.any():
                    continue
                # A few points smoothed: a product of thin matrices, not of whole maps.
                row, column = np.divmod(self.events.cell[new[own]], width)
                added = rows[:, row] @ (weights[own, None] * columns[column])
                near[c, k] += added.reshape(-1)[self.grid.cells]

    def _faded(self, day: float, which: slice, decay: float) -> Floats:
        """Weigh incidents by their age."""
        age = np.maximum(day - self.events.occurred[which], 0.0)
        weights: Floats = np.exp(-age / decay)
        return weights

    def _sources(self, own: npt.NDArray[_Real]) -> npt.NDArray[_Real]:
        """Add the sums over classes and over all to what is known by category (first axis)."""
        parts: list[npt.NDArray[_Real]] = [own]
        for k in range(self.class_of.max() + 1):
            parts.append(own[self.class_of == k].sum(axis=0, keepdims=True))  # noqa: PERF401
        parts.append(own.sum(axis=0, keepdims=True))
        return np.concatenate(parts)


def seen_by(stack: Stack, class_of: Ints, category: int) -> Stack:
    """Return the fields (3 x field, cell) of a category: its own, its class's, of all."""
    sources = [category, len(class_of) + int(class_of[category]), stack.shape[0] - 1]
    return stack[sources].reshape(-1, stack.shape[-1])


def log_relative(density: Stack) -> Stack:
    """Return logs of densities over an even spread, cut at -6 and scaled to the order of one."""
    cells = np.float32(density.shape[-1])
    logs: Stack = np.log(np.maximum(density * cells, np.float32(2.5e-3))) / _SCALE
    return logs


def relative(logs: Stack) -> Stack:
    """Return the densities that :func:`log_relative` was given, but for its cut."""
    density: Stack = np.exp(logs * _SCALE) / np.float32(logs.shape[-1])
    return density
