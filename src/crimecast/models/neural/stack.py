"""The fields a network sees: past incidents smoothed and faded, as they stood at a past day.

A stack of a day holds only what had been reported by its start, so that an incident of the day
never looks at itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf
from typing import Final, TypeVar

import numpy as np
import numpy.typing as npt

from crimecast.grid import Floats, Grid, Ints
from crimecast.models.fields import FieldSpec, Smoother
from crimecast.models.neural.events import Events

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
        n = len(self.class_of)
        decays = sorted({spec.decay for spec in self.specs})
        counts = np.stack([self._counts(day, decay) for decay in decays], axis=1)
        mass = self._sources(counts.sum(axis=2, dtype=np.float64))
        cells, even = self.grid.cells, np.float32(_PSEUDO / len(self.grid.cells))
        out = np.empty((self.sources, len(self.specs), len(cells)), np.float32)
        shaped = counts.reshape(n, len(decays), *self.grid.shape)
        for bandwidth in sorted({spec.bandwidth for spec in self.specs}):
            at = [k for k, spec in enumerate(self.specs) if spec.bandwidth == bandwidth]
            of = [decays.index(self.specs[k].decay) for k in at]
            smoothed = self.smoother(shaped[:, of], bandwidth)
            near = self._sources(smoothed.reshape(n, len(at), -1)[:, :, cells])
            out[:, at] = (near + even) / (mass[:, of, None] + _PSEUDO).astype(np.float32)
        return out

    def _counts(self, day: float, decay: float) -> npt.NDArray[np.float32]:
        """Count faded incidents (category, flat cell)."""
        events, size, n = self.events, self.grid.mask.size, len(self.class_of)
        stop = int(np.searchsorted(events.reported, day, side="right"))
        age = np.maximum(day - events.occurred[:stop], 0.0)
        faded: Floats = np.ones(stop) if np.isinf(decay) else np.exp(-age / decay)
        flat = events.category[:stop] * size + events.cell[:stop]
        counts = np.bincount(flat, faded, minlength=n * size)
        return counts.reshape(n, size).astype(np.float32)

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
