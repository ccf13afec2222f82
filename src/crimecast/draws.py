"""Worlds that a forecast allows: joint draws of the random factors of a spread.

Two sums that share a block share its factor in every draw, so sums can be compared draw by draw:
how often one is above the other says more than whether their intervals overlap. A factor follows
from the seed, its scale, block and category alone, by a hash: sums that are asked for apart, in any
order, on any machine, meet in the same worlds.

Reference: Salmon, Moraes, Dror & Shaw (2011), "Parallel random numbers: as easy as 1, 2, 3", SC'11,
for random numbers made from counters.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from crimecast.blocks import Ints, place_blocks, time_blocks
from crimecast.calendar import Instants
from crimecast.grid import Floats
from crimecast.spread import Scale, Spread

_STEPS = 4096
"""Equally likely values that stand for a gamma distribution."""
_Hashes = npt.NDArray[np.uint64]


def draw_factors(
    spread: Spread, *, hours: Instants, x: npt.ArrayLike, y: npt.ArrayLike, draws: int, seed: int
) -> Floats:
    """Return the product of all scales' factors (draw, category, item), of mean 1.

    The scales of events have none: they bring records, not intensity.

    Parameters
    ----------
    spread : Spread
    hours : datetime64[s] (item,), UTC
        Hour of each item: a cell at an hour.
    x, y : float (item,)
        Centre of its cell, metres.
    draws : int
        Number of worlds.
    seed : int
        Of all worlds; the first draws of more are the same.

    Raises
    ------
    ValueError
        If shapes do not fit together, or no draw is asked for.
    """
    x, y = np.asarray(x, float), np.asarray(y, float)
    if not len(hours) == len(x) == len(y):
        raise ValueError(f"{len(hours)} hours and {len(x)} x {len(y)} places are not one an item")
    if draws < 1:
        raise ValueError(f"{draws} draws; ask for 1 or more")
    # Draws lie side by side, so that a block's are copied to its items at once.
    out = np.ones((len(spread.categories), len(x), draws))
    worlds = _mixed(np.arange(draws, dtype=np.uint64), np.uint64(seed % 2**64))
    for k, scale in enumerate(spread.scales):
        if scale.is_event or not spread.phi[:, k].any():
            continue
        times = time_blocks(hours, scale.hours, spread.time_zone)
        blocks = np.column_stack([times, place_blocks(x, y, scale.metres)])
        names, back = np.unique(blocks, axis=0, return_inverse=True)
        back = back.reshape(-1)
        keys = _keys(scale, names)
        shared = _chances(worlds, keys) if scale.joint else None
        for c, category in enumerate(spread.categories):
            if spread.phi[c, k] > 0:
                chance = (
                    _chances(worlds, _mixed(keys, _word(category))) if shared is None else shared
                )
                out[c] *= _gamma_values(float(spread.phi[c, k]))[chance][back]
    return out.transpose(2, 0, 1)


def _chances(worlds: _Hashes, keys: _Hashes) -> _Hashes:
    """Return which of the equally likely values holds (key, world)."""
    return _mixed(worlds[None], keys[:, None]) >> np.uint64(52)


def draw_sums(
    values: npt.ArrayLike,
    spread: Spread,
    *,
    hours: Instants,
    x: npt.ArrayLike,
    y: npt.ArrayLike,
    owners: npt.ArrayLike,
    draws: int,
    seed: int,
) -> Floats:
    """Return the expected counts (draw, owner) of all categories, in each world.

    Parameters
    ----------
    values : float (category, item)
        Forecast counts of the spread's categories.
    owners : int (item,)
        Number from 0 of the sum each item belongs to, of two routes for instance.
    """
    expected, owner = np.asarray(values, float), np.asarray(owners)
    if expected.shape != (len(spread.categories), len(hours)) or owner.shape != (len(hours),):
        raise ValueError(
            f"values have shape {expected.shape} and owners {owner.shape}; (category, item) is "
            f"{(len(spread.categories), len(hours))}"
        )
    factors = draw_factors(spread, hours=hours, x=x, y=y, draws=draws, seed=seed)
    items = np.einsum("ci,dci->di", expected, factors)
    member = owner[:, None] == np.arange(int(owner.max(initial=-1)) + 1)
    summed: Floats = items @ member
    return summed


def _keys(scale: Scale, blocks: Ints) -> _Hashes:
    """Return a hash of each block (time, x, y) of a scale."""
    keys = np.full(len(blocks), _word(scale.id))
    for column in blocks.T:
        keys = _mixed(keys, column.astype(np.uint64))
    return keys


def _word(text: str) -> np.uint64:
    return np.uint64(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little"))


def _mixed(a: _Hashes, b: npt.NDArray[np.uint64] | np.uint64) -> _Hashes:
    """Hash two words into one: splitmix64's finalizer over their combination."""
    with np.errstate(over="ignore"):
        z = (a * np.uint64(0x9E3779B97F4A7C15)) ^ (b + np.uint64(0x632BE59BD9B4E019))
        for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
            z = (z ^ (z >> np.uint64(shift))) * np.uint64(factor)
        mixed: _Hashes = z ^ (z >> np.uint64(31))
    return mixed


@lru_cache(maxsize=1024)
def _gamma_values(phi: float) -> Floats:
    """Return equally likely values of a gamma distribution of mean 1 and variance ``phi``."""
    from scipy.special import gammaincinv  # noqa: PLC0415 -- not needed to import this

    middle = (np.arange(_STEPS) + 0.5) / _STEPS
    values: Floats = gammaincinv(1.0 / phi, middle) * phi
    values /= values.mean()
    values.setflags(write=False)
    return values
