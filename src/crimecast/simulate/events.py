"""What happens: incidents drawn from the world's intensity, a month at a time.

Each chunk of four weeks of absolute time has a generator of its own, from which the incidents that
begin in it are drawn together with all that they set off, however much later. So a simulation that
runs on a week holds the same incidents as before, and those of the week.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np
import numpy.typing as npt

from crimecast.grid import Bools, Floats
from crimecast.simulate import hours as clock
from crimecast.simulate.citymap import Blocks
from crimecast.simulate.world import World, generator

Integers = npt.NDArray[np.int64]

CHUNK = 672
"""Hours of a chunk, counted from 1970."""
BURN_IN = 140 * 24
"""Hours before the first: what happened earlier has been forgotten."""


@dataclass(frozen=True, eq=False)
class Incidents:
    """Incidents, as arrays of one length.

    Attributes
    ----------
    chunk, number : int
        Together the key of an incident.
    hour : int
        UTC hours since 1970.
    second : int
        Seconds into the hour.
    category : int
        Index into ``categories.IDS``.
    block : int
        Block it happened on.
    parent : int
        ``number`` of the incident of the same chunk that set it off, -1 for none.
    generation : int
        0 for those that began of themselves.
    """

    chunk: Integers
    number: Integers
    hour: Integers
    second: Integers
    category: Integers
    block: Integers
    parent: Integers
    generation: Integers

    def __len__(self) -> int:
        return len(self.hour)

    def take(self, keep: Bools | Integers) -> Incidents:
        """Return some of them."""
        return replace(self, **{f.name: getattr(self, f.name)[keep] for f in fields(self)})


def join(parts: list[Incidents]) -> Incidents:
    """Put incidents one after another."""
    return Incidents(
        *(np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Incidents))
    )


class Draw:
    """Draws incidents of a world; what all chunks share is worked out once."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.seed = world, seed
        self.pairs = np.argwhere(world.weight > 0)  # (category, component), category ascending
        size = np.diff(world.component_start)
        owner = np.repeat(np.arange(len(size)), size)
        total = np.cumsum(world.share)
        before = np.concatenate([[0.0], total])[world.component_start[:-1]]
        # shares of component k rise from k to k + 1: one search finds a block in any component
        self.ladder = np.minimum(total - before[owner], 1.0) + owner
        self.kernels: dict[float, tuple[Integers, Floats]] = {}

    def _blocks(self, component: Integers, chance: Floats) -> Integers:
        at = np.searchsorted(self.ladder, component + chance, side="right")
        last = self.world.component_start[component + 1] - 1
        return np.asarray(self.world.block[np.minimum(at, last)], np.int64)

    def _next_blocks(self, category: int, block: Integers, chance: Floats) -> Integers:
        """Return where incidents on ``block`` set others off."""
        kernel = self.world.kernel(category)
        reach = float(self.world.reach[category])
        if reach not in self.kernels:
            owner = np.repeat(np.arange(kernel.shape[0]), np.diff(kernel.indptr))
            total = np.cumsum(kernel.data)
            before = np.concatenate([[0.0], total])[kernel.indptr[:-1]]
            self.kernels[reach] = kernel.indptr, np.minimum(total - before[owner], 1.0) + owner
        start, ladder = self.kernels[reach]
        at = np.searchsorted(ladder, block + chance, side="right")
        return np.asarray(kernel.indices[np.minimum(at, start[block + 1] - 1)], np.int64)

    def _first(self, index: int, rng: np.random.Generator) -> tuple[Integers, Integers, Integers]:
        """Draw what begins of itself in a chunk: hour, category, block."""
        hours = np.arange(index * CHUNK, (index + 1) * CHUNK)
        level = self.world.level(hours)
        rates = np.concatenate(
            [self.world.rates(hours, c, level=level) for c in range(len(level))]
        ).ravel()
        steps = np.cumsum(rates)
        count = int(rng.poisson(steps[-1]))
        at = np.searchsorted(steps, rng.random(count) * steps[-1], side="right")
        pair, offset = np.divmod(np.minimum(at, len(steps) - 1), CHUNK)
        category, component = self.pairs[pair].T
        return hours[offset], category, self._blocks(component, rng.random(count))

    def _offspring(
        self, hour: Integers, category: Integers, block: Integers, rng: np.random.Generator
    ) -> tuple[Integers, Integers, Integers, Integers]:
        """Draw what incidents set off directly: position of the parent, hour, category, block."""
        curves = clock.category_curves()
        top = curves.max(axis=1)
        count = rng.poisson(self.world.branching[category] * top[category])
        parent = np.repeat(np.arange(len(hour)), count)
        kind = category[parent]
        later = hour[parent] + rng.geometric(1 - self.world.stay[kind])
        comes = rng.random(len(parent)) * top[kind] < curves[kind, clock.week_hours(later)]
        chance = rng.random(len(parent))
        parent, kind, later, chance = parent[comes], kind[comes], later[comes], chance[comes]
        where = np.empty(len(parent), np.int64)
        for c in np.unique(kind):
            of = kind == c
            where[of] = self._next_blocks(int(c), block[parent[of]], chance[of])
        return parent, later, kind, where

    def chunk(self, index: int) -> Incidents:
        """Draw the incidents that begin of themselves in a chunk, and all that follow from them."""
        rng = generator(self.seed, 3, index)
        hour, category, block = self._first(index, rng)
        order = np.argsort(hour, kind="stable")
        hour, category, block = hour[order], category[order], block[order]
        parts = [(hour, category, block, np.full(len(hour), -1), np.zeros(len(hour), np.int64))]
        first, generation = 0, 0
        while len(parts[-1][0]):
            generation += 1
            parent, later, kind, where = self._offspring(*parts[-1][:3], rng)
            ages = np.full(len(parent), generation)
            parts.append((later, kind, where, parent + first, ages))
            first += len(parts[-2][0])
        hour, category, block, parent, ages = (np.concatenate(x) for x in zip(*parts, strict=True))
        return Incidents(
            np.full(len(hour), index), np.arange(len(hour)), hour,
            rng.integers(0, 3600, len(hour)), category, block, parent, ages,
        )  # fmt: skip


def true_places(blocks: Blocks, block: Integers, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return where on their blocks incidents truly happen, metres; publishers tell the middle."""
    along = rng.random(len(block))[:, None]
    points = blocks.start[block] + along * (blocks.stop[block] - blocks.start[block])
    points = points + rng.normal(0, 6, (len(block), 2))
    return points[:, 0], points[:, 1]
