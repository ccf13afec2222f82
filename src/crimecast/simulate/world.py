"""The intensity of the simulated city: where, when and how often incidents begin.

An incident begins on a block ``s`` in an hour ``h`` with the expected number

    background[c, s, h] + curve[c, h] * memory[c, s, h]

- The background is a sum over components (dwellings, main streets, sites): its share of the block
  times its weight in the category times its hours of the week, season, trend, level and life.
- The memory is what earlier incidents left: an incident of the category on block ``r`` adds
  ``branching * (1 - stay) * kernel[r, s]`` from the next hour on, fading by ``stay`` each hour.
  The category's own hour-of-week curve says when it comes out.

Time is in whole hours: nothing sets off another in its own hour. So the expected number given all
that happened before an hour is exact, with no integral left over.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from crimecast.grid import Floats
from crimecast.simulate import hours as clock
from crimecast.simulate import plan
from crimecast.simulate.categories import CATEGORIES, IDS, INDEX
from crimecast.simulate.citymap import Blocks
from crimecast.simulate.ground import metres
from crimecast.simulate.sites import DOWNTOWN, THEMES, Theme, spread

Integers = npt.NDArray[np.int64]

SITE_SHARE = 0.38
"""Of each category's incidents, those that lasting sites draw."""
SPAN = 2190
"""Hours of a quarter of a year: sites that come and go do so by quarters of absolute time."""
PASSING = 5.0
"""Sites that come up in a quarter, on average."""
LONGEST = 6
"""Quarters a passing site may last, at most."""
FOREVER = 1 << 40


def generator(seed: int, *purpose: int) -> np.random.Generator:
    """Return the generator of one purpose of a seed; purposes do not disturb each other."""
    return np.random.Generator(np.random.PCG64(np.random.SeedSequence([seed, *purpose])))


@dataclass(frozen=True, eq=False)
class World:
    """All that the intensity is made of, as arrays (c categories, s blocks, k components).

    Attributes
    ----------
    x, y : float (s,)
        Where a block's offences are published, metres of the city's CRS.
    component_start : int (k + 1,)
        Component ``k`` covers ``block[component_start[k]:component_start[k + 1]]``.
    block, share : int, float (entries,)
        Blocks of the components and what falls to each; shares of a component add up to 1.
    kind : int (k,)
        Type of each component, index into ``hours.TYPES``.
    begin, end, ramp : int (k,)
        Life in UTC hours since 1970; it fades in and out over ``ramp`` hours.
    weight : float (c, k)
        Incidents an hour at the component, on average over a week.
    waves : float (c, m, 3)
        The level's waves: amplitude (log), period (hours), phase.
    length : float (s,)
        Metres of street in each block.
    reach : float (c,)
        Metres (one standard deviation) to which an incident sets off others.
    branching, stay : float (c,)
        Incidents set off by one, and the memory's share left after an hour.
    also : float (c, c)
        Chance that an incident of the row's category holds an offence of the column's.
    placed : float (c,)
        Share of offences published with a usable place.
    """

    x: Floats
    y: Floats
    length: Floats
    component_start: Integers
    block: Integers
    share: Floats
    kind: Integers
    begin: Integers
    end: Integers
    ramp: Integers
    weight: Floats
    waves: Floats
    reach: Floats
    branching: Floats
    stay: Floats
    also: Floats
    placed: Floats

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return the arrays by name, for ``numpy.savez``."""
        return {item.name: getattr(self, item.name) for item in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: dict[str, npt.NDArray[Any]]) -> World:
        """Rebuild a world from :meth:`to_arrays`."""
        return cls(**{item.name: arrays[item.name] for item in fields(cls)})

    @cached_property
    def _kernels(self) -> dict[float, csr_array]:
        places = np.column_stack([self.x, self.y])
        tree = cKDTree(places)
        return {
            float(reach): _kernel(tree, self.length, float(reach))
            for reach in np.unique(self.reach)
        }

    def kernel(self, category: int) -> csr_array:
        """Return the matrix (from block, to block) of what an incident sets off; rows sum to 1."""
        return self._kernels[float(self.reach[category])]

    def components(self, category: int) -> tuple[csr_array, Integers]:
        """Return the matrix (block, component) of a category's components, and their numbers."""
        used = np.flatnonzero(self.weight[category] > 0)
        sizes = np.diff(self.component_start)[used]
        take = np.concatenate(
            [np.arange(self.component_start[k], self.component_start[k + 1]) for k in used]
        )
        column = np.repeat(np.arange(len(used)), sizes)
        shape = (len(self.x), len(used))
        return csr_array((self.share[take], (self.block[take], column)), shape), used

    def life(self, hours: Integers, components: Integers) -> Floats:
        """Return how much of some components is there, 0 to 1, float (component, hour)."""
        there = np.ones((len(components), len(hours)))
        passing = np.flatnonzero(self.end[components] < FOREVER)
        k = components[passing]
        age = (hours[None, :] - self.begin[k, None]) / self.ramp[k, None]
        left = (self.end[k, None] - hours[None, :]) / self.ramp[k, None]
        there[passing] = np.clip(np.minimum(age, left), 0, 1)
        school = self.kind[components] == clock.TYPES.index("school")
        there[school] *= np.where(clock.school_out(hours), 0.25, 1.0)
        return np.asarray(there, float)

    def level(self, hours: Integers) -> Floats:
        """Return season, trend, holidays and the slow swings, as factors, float (c, hour)."""
        size, period, phase = (self.waves[:, :, i, None] for i in range(3))
        swing = (size * np.sin(2 * np.pi * hours / period + phase)).sum(axis=1)
        return np.asarray(clock.season(hours) * np.exp(swing), float)

    def rates(
        self,
        hours: Integers,
        category: int,
        components: Integers | None = None,
        level: Floats | None = None,
    ) -> Floats:
        """Return incidents an hour that begin of themselves at each component.

        Parameters
        ----------
        hours : int (hour,)
            UTC hours since 1970.
        category : int
            Index into ``categories.IDS``.
        components : int (n,), optional
            All that the category has by default.
        level : float (c, hour), optional
            :meth:`level` of the hours, where it is at hand.

        Returns
        -------
        float (n, hour)
        """
        used = np.flatnonzero(self.weight[category] > 0) if components is None else components
        curves = clock.place_curves()[category]
        week = clock.week_hours(hours)
        hourly = curves[self.kind[used]][:, week] * self.life(hours, used)
        swing = (self.level(hours) if level is None else level)[category]
        return np.asarray(self.weight[category, used, None] * hourly * swing, float)


def _field(blocks: Blocks, rng: np.random.Generator, scale: float, waves: int = 48) -> Floats:
    """Return a smooth Gaussian field of variance 1 on the blocks; ``scale`` in metres."""
    way = rng.normal(0, 1 / scale, (waves, 2))
    phase = rng.uniform(0, 2 * np.pi, waves)
    place = np.column_stack([blocks.x - plan.ORIGIN[0], blocks.y - plan.ORIGIN[1]])
    return np.asarray(np.sqrt(2 / waves) * np.cos(place @ way.T + phase).sum(axis=1), float)


def _normal(values: Floats) -> Floats:
    return np.asarray(values / values.sum(), float)


def _base(blocks: Blocks, rng: np.random.Generator) -> list[tuple[str, dict[str, float], Floats]]:
    """Return the components that cover the whole city: (type, weights, shares on all blocks)."""
    dense = np.array([n.density for n in plan.NEIGHBORHOODS])[blocks.neighborhood]
    x, y = metres((DOWNTOWN,))[0]
    far = np.hypot(blocks.x - x, blocks.y - y)
    main = np.array([0, 3.5, 1.4, 0.15])[blocks.rank]
    shared, shared_fine = _field(blocks, rng, 900), rng.normal(0, 1, len(blocks))
    persons, persons_fine = _field(blocks, rng, 700), rng.normal(0, 1, len(blocks))
    found = []
    for category in CATEGORIES:
        person = category.id in _PERSON
        latent = 0.45 * shared + 0.35 * _field(blocks, rng, 600) + (0.4 * persons if person else 0)
        fine = 0.55 * shared_fine + 0.55 * rng.normal(0, 1, len(blocks))
        fine += 0.35 * persons_fine if person else 0
        home = dense * blocks.length * np.exp(latent + 1.6 * fine)
        shops = (
            blocks.length * main * (0.25 + np.exp(-far / 1800)) * np.exp(0.6 * latent + 1.35 * fine)
        )
        core = blocks.length * np.exp(-0.5 * (far / 620) ** 2) * np.exp(1.2 * fine)
        homes, streets, middle = _BASE_SHARES[category.id]
        found.append(("home", {category.id: homes}, _normal(home)))
        found.append(("shops", {category.id: streets}, _normal(shops)))
        found.append(("night" if person else "office", {category.id: middle}, _normal(core)))
    return found


_PERSON = {"robbery", "aggravated-assault", "simple-assault", "drugs"}
_BASE_SHARES: dict[str, tuple[float, float, float]] = {
    "robbery": (0.30, 0.45, 0.25), "aggravated-assault": (0.5, 0.28, 0.22),
    "simple-assault": (0.5, 0.32, 0.18), "theft-from-vehicle": (0.75, 0.15, 0.10),
    "vehicle-theft": (0.78, 0.17, 0.05), "burglary": (0.75, 0.19, 0.06),
    "vandalism": (0.62, 0.25, 0.13), "other-theft": (0.35, 0.5, 0.15), "drugs": (0.2, 0.5, 0.3),
}  # fmt: skip


def _kernel(tree: cKDTree, length: Floats, reach: float) -> csr_array:
    """Return where incidents set others off: Gaussian in the distance, by metre of street."""
    pairs = tree.query_pairs(2.6 * reach, output_type="ndarray")
    own = np.arange(tree.n)
    row = np.concatenate([pairs[:, 0], pairs[:, 1], own])
    column = np.concatenate([pairs[:, 1], pairs[:, 0], own])
    far = np.hypot(*(tree.data[row] - tree.data[column]).T)
    share = np.exp(-0.5 * (far / reach) ** 2) * length[column]
    share /= np.bincount(row, share, tree.n)[row]
    kernel = csr_array((share, (row, column)), (tree.n, tree.n))
    kernel.sort_indices()
    return kernel


def _passing(
    blocks: Blocks, seed: int, first: int, last: int
) -> list[tuple[Theme, float, int, int, Any, Any]]:
    """Return the sites that come up in the quarters that hold hours ``first`` to ``last``."""
    chance = _normal(np.array([theme.passing for theme in THEMES]))
    found = []
    for quarter in range(first // SPAN - LONGEST - 1, last // SPAN + 1):
        rng = generator(seed, 2, quarter)
        for _ in range(rng.poisson(PASSING)):
            theme = THEMES[int(rng.choice(len(THEMES), p=chance))]
            begin = quarter * SPAN + int(rng.integers(SPAN))
            stop = begin + int(min(1000 + rng.exponential(2600), LONGEST * SPAN))
            where, share = spread(theme, blocks, rng)
            found.append((theme, float(rng.lognormal(0.25, 0.5)), begin, stop, where, share))
    return found


def make_world(blocks: Blocks, *, seed: int, rate: float, first: int, last: int) -> World:
    """Make the world of a seed between two UTC hours since 1970.

    Another span of the same seed gives the same intensity where both reach.
    """
    rng = generator(seed, 1)
    parts = [
        (kind, weights, np.arange(len(blocks)), share, -FOREVER, FOREVER)
        for kind, weights, share in _base(blocks, rng)
    ]
    base = len(parts)
    for theme in THEMES:
        for _ in range(theme.count):
            where, share = spread(theme, blocks, rng)
            size = float(rng.lognormal(0, 0.4))
            weights = {name: size * value for name, value in theme.weights.items()}
            parts.append((theme.type, weights, where, share, -FOREVER, FOREVER))
    lasting = len(parts)
    waves = np.stack(
        [
            rng.normal(0, 0.035, (len(CATEGORIES), 4)),
            rng.uniform(60, 420, (len(CATEGORIES), 4)) * 24,
            rng.uniform(0, 2 * np.pi, (len(CATEGORIES), 4)),
        ],
        axis=-1,
    )
    for theme, size, begin, stop, where, share in _passing(blocks, seed, first, last):
        weights = {name: size * value for name, value in theme.weights.items()}
        parts.append((theme.type, weights, where, share, begin, stop))
    weight = np.zeros((len(CATEGORIES), len(parts)))
    for column, part in enumerate(parts):
        for name, value in part[1].items():
            weight[INDEX[name], column] = value
    also = np.array([[c.also.get(name, 0.0) for name in IDS] for c in CATEGORIES])
    branching = np.array([c.branching for c in CATEGORIES])
    # what begins of itself: the wanted total less what other incidents bring along or set off
    total = np.linalg.solve(
        (np.eye(len(IDS)) + also).T, [c.per_day * rate / 24 for c in CATEGORIES]
    )
    total *= 1 - branching
    site = slice(base, lasting)
    weight[:, base:] *= (SITE_SHARE * total / weight[:, site].sum(axis=1))[:, None]
    weight[:, :base] *= ((1 - SITE_SHARE) * total)[:, None]
    return World(
        blocks.x, blocks.y, blocks.length,
        np.concatenate([[0], np.cumsum([len(part[2]) for part in parts])]).astype(np.int64),
        np.concatenate([part[2] for part in parts]).astype(np.int64),
        np.concatenate([part[3] for part in parts]),
        np.array([clock.TYPES.index(part[0]) for part in parts]),
        np.array([part[4] for part in parts]), np.array([part[5] for part in parts]),
        np.full(len(parts), 21 * 24), weight, waves,
        np.array([c.reach for c in CATEGORIES], float), branching,
        np.exp(-1 / (24 * np.array([c.days for c in CATEGORIES]))), also,
        np.array([c.placed for c in CATEGORIES]),
    )  # fmt: skip
