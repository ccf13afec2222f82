"""Where offences gather: dwellings, main streets, and sites of all sizes that come and go."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from crimecast.grid import Bools, Floats
from crimecast.simulate import plan
from crimecast.simulate.citymap import Blocks
from crimecast.simulate.ground import metres

ROB, AGG, ASL, TFV, CAR, BUR, VAN, OTH, DRU = (
    "robbery", "aggravated-assault", "simple-assault", "theft-from-vehicle", "vehicle-theft",
    "burglary", "vandalism", "other-theft", "drugs",
)  # fmt: skip


@dataclass(frozen=True)
class Theme:
    """A sort of site.

    Attributes
    ----------
    name : str
        What it is.
    type : str
        Hours of the week, one of ``hours.TYPES``.
    count : int
        Lasting sites of this sort.
    passing : float
        Weight among the sites that come and go.
    radius : tuple of float
        Range of its size in metres (one standard deviation); (0, 0) is a single address.
    along : float
        How many times longer it is along its street than across.
    where : str
        Which blocks it may be on.
    weights : dict of category id to float
        What gathers there.
    """

    name: str
    type: str
    count: int
    passing: float
    radius: tuple[float, float]
    along: float
    where: str
    weights: dict[str, float]


THEMES: Final = (
    Theme("bar street", "night", 4, 0.5, (60, 120), 3, "nightlife",
          {ROB: 2.5, AGG: 4, ASL: 4, VAN: 1.5, TFV: 1, OTH: 1, DRU: 1.5}),
    Theme("bar", "night", 8, 1.5, (0, 0), 1, "busy",
          {ROB: 0.5, AGG: 1.6, ASL: 1.8, VAN: 0.4, DRU: 0.4}),
    Theme("mall", "shops", 1, 0, (0, 0), 1, "mall",
          {OTH: 16, TFV: 3, CAR: 2.5, ASL: 1.5, ROB: 0.8}),
    Theme("big store", "shops", 8, 0, (0, 0), 1, "major",
          {OTH: 4, TFV: 0.8, CAR: 0.6, ROB: 0.4, ASL: 0.5}),
    Theme("downtown core", "office", 1, 0, (330, 400), 1, "core",
          {OTH: 10, ASL: 3, ROB: 1.5, TFV: 4, AGG: 1.5, VAN: 2}),
    Theme("parking", "office", 7, 1, (40, 80), 1, "center", {TFV: 3, CAR: 1.2, VAN: 0.4}),
    Theme("trailhead", "leisure", 6, 1.5, (30, 80), 1, "park", {TFV: 2.6, VAN: 0.7, CAR: 0.4}),
    Theme("apartments", "home", 16, 2.5, (50, 110), 1, "dwellings",
          {CAR: 1.8, TFV: 1.8, BUR: 1.2, ASL: 1.3, AGG: 0.8, VAN: 1}),
    Theme("station", "travel", 5, 0, (50, 90), 1, "major",
          {ROB: 1.8, ASL: 1.8, OTH: 1.4, AGG: 1, DRU: 1.4}),
    Theme("motel strip", "home", 3, 0.4, (120, 200), 4, "outer major",
          {CAR: 3.5, TFV: 2, DRU: 3, ROB: 1.4, AGG: 1.2, BUR: 0.7}),
    Theme("school", "school", 8, 0, (0, 0), 1, "dwellings", {ASL: 1.1, VAN: 0.4, OTH: 0.7}),
    Theme("hospital", "always", 1, 0, (0, 0), 1, "busy", {ASL: 3, OTH: 1.5, CAR: 0.5}),
    Theme("long-stay parking", "always", 1, 0, (120, 160), 1, "airfield",
          {CAR: 5, TFV: 4, VAN: 0.5}),
    Theme("works", "home", 6, 1.5, (180, 400), 1, "industry",
          {BUR: 2.5, VAN: 2, CAR: 1.2, TFV: 1, OTH: 1}),
    Theme("corner", "night", 4, 2.0, (30, 60), 1, "center", {DRU: 3.5, ROB: 0.8, AGG: 0.8}),
    Theme("break-ins", "home", 0, 3.0, (150, 350), 1, "dwellings", {BUR: 3.0, VAN: 0.4}),
    Theme("car thefts", "home", 0, 2.5, (200, 400), 1, "dwellings", {CAR: 2.8, TFV: 2.0}),
    Theme("graffiti", "night", 0, 2.0, (150, 300), 2, "busy", {VAN: 3.2}),
)  # fmt: skip
DOWNTOWN: Final = (0.85, 0.30)
"""Its middle, km of the plan."""


def _near(blocks: Blocks, place: tuple[float, float], metres_off: float) -> Bools:
    x, y = metres((place,))[0]
    return np.asarray(np.hypot(blocks.x - x, blocks.y - y) < metres_off, bool)


def _in(blocks: Blocks, *names: str) -> Bools:
    wanted = [i for i, n in enumerate(plan.NEIGHBORHOODS) if n.name in names]
    return np.isin(blocks.neighborhood, wanted)


@lru_cache(maxsize=4)
def _everywhere(blocks: Blocks) -> dict[str, Bools]:
    """Return for each sort of place the blocks (s,) that are one."""
    center = _near(blocks, DOWNTOWN, 1900)
    return {
        "nightlife": (blocks.rank < 3)
        & (
            _near(blocks, DOWNTOWN, 800)
            | _near(blocks, (-0.9, -0.1), 600)
            | _near(blocks, (0.1, 2.1), 500)
        ),
        "busy": (blocks.rank < 3) & _near(blocks, DOWNTOWN, 3500),
        "mall": _near(blocks, (3.45, 2.10), 250),
        "major": blocks.rank == 1,
        "core": _near(blocks, DOWNTOWN, 120),
        "center": center,
        "park": (blocks.park < 80) & (blocks.rank > 1),
        "dwellings": (blocks.rank > 1) & ~_in(blocks, "Airfield", "Prairie Crossing"),
        "outer major": (blocks.rank == 1) & ~_near(blocks, DOWNTOWN, 2600),
        "airfield": _near(blocks, (4.9, 2.95), 450),
        "industry": _in(blocks, "Warehouse Row", "Millrace", "Airfield", "Union Bend"),
    }


def allowed(where: str, blocks: Blocks) -> Bools:
    """Return the blocks (s,) a site of that sort may be on."""
    return _everywhere(blocks)[where]


def spread(theme: Theme, blocks: Blocks, rng: np.random.Generator) -> tuple[np.ndarray, Floats]:
    """Place a site of a theme: its blocks and their shares (sum 1)."""
    weight = allowed(theme.where, blocks) * np.array(
        [n.density for n in plan.NEIGHBORHOODS]
    )[blocks.neighborhood]  # fmt: skip
    center = int(rng.choice(len(blocks), p=weight / weight.sum()))
    low, high = theme.radius
    radius = low + (high - low) * rng.random()
    if radius == 0:
        return np.array([center]), np.ones(1)
    dx, dy = blocks.x - blocks.x[center], blocks.y - blocks.y[center]
    way = blocks.stop[center] - blocks.start[center]
    way /= np.hypot(*way)
    ahead, aside = dx * way[0] + dy * way[1], dy * way[0] - dx * way[1]
    across = radius / theme.along if theme.along > 1 else radius
    far = np.hypot(ahead / (radius * theme.along**0.5), aside / across)
    share = np.exp(-0.5 * far**2) * blocks.length * rng.lognormal(0, 0.5, len(blocks))
    chosen = np.flatnonzero((far < 3) & (share > 0))
    return chosen, share[chosen] / share[chosen].sum()
