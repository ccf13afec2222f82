"""Which category an incident most likely is of, by place and hour, and how likely one is at all.

Expected counts per cell and hour are small, so the chance that an incident there and then is of a
category is the category's share of what is expected. It says nothing of how likely an incident is:
that is ``some``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import xarray as xr

Singles = npt.NDArray[np.float32]
Places = npt.NDArray[np.int16]

NONE = -1
"""In place of a category where nothing is expected."""


@dataclass(frozen=True, eq=False)
class Mix:
    """Most likely category by place and hour; arrays of one shape, (hour, cell) for instance.

    Attributes
    ----------
    likeliest : int16
        Index of the category; -1 where nothing is expected of any. The first of equals.
    chance : float32
        Chance that an incident, given there is one, is of it; 0 where there is none.
    some : float32
        Chance of at least one incident of any category, taken as Poisson.
    """

    likeliest: Places
    chance: Singles
    some: Singles


class Mixer:
    """Finds the mix, one category at a time."""

    def __init__(self, shape: tuple[int, ...]) -> None:
        self._most = np.zeros(shape, np.float32)
        self._which: Places = np.full(shape, NONE, np.int16)
        self._sum = np.zeros(shape, np.float32)
        self._done = 0

    def add(self, layer: npt.NDArray[np.floating[Any]]) -> None:
        """Take in the next category's expected counts."""
        more = layer > self._most
        np.copyto(self._most, layer, where=more, casting="same_kind")
        self._which[more] = self._done
        self._sum += layer
        self._done += 1

    def mix(self) -> Mix:
        """Return the mix of the categories taken in."""
        chance = np.divide(
            self._most, self._sum, out=np.zeros_like(self._sum), where=self._which != NONE
        )
        return Mix(self._which, np.minimum(chance, np.float32(1)), -np.expm1(-self._sum))


def mix(values: Iterable[npt.NDArray[np.floating[Any]]]) -> Mix:
    """Return the mix of expected counts.

    Parameters
    ----------
    values : array (category, ...), or an iterable of arrays of one shape
        Expected counts per cell and hour. One that makes them one at a time saves memory.

    Raises
    ------
    ValueError
        If there is no category.
    """
    if isinstance(values, np.ndarray) and len(values):
        return _mix_at_once(values.astype(np.float32))
    mixer: Mixer | None = None
    for layer in values:
        mixer = mixer or Mixer(layer.shape)
        mixer.add(layer)
    if mixer is None:
        raise ValueError("a mix needs a category; none was given")
    return mixer.mix()


def _mix_at_once(values: Singles) -> Mix:
    likeliest = values.argmax(axis=0).astype(np.int16)
    most, summed = values.max(axis=0), values.sum(axis=0, dtype=np.float32)
    likeliest[most <= 0] = NONE
    chance = np.divide(most, summed, out=np.zeros_like(summed), where=most > 0)
    return Mix(likeliest, np.minimum(chance, np.float32(1)), -np.expm1(-summed))


def mix_of(cube: xr.Dataset) -> xr.Dataset:
    """Return the mix of a cube as a Dataset over (hour, y, x).

    ``likeliest`` is the index of a category, -1 where nothing is expected and outside the study
    area; ``chance`` and ``some`` are NaN outside it.
    """
    from crimecast.forecast import NAME, categories_of  # noqa: PLC0415 -- not needed by arrays

    values = cube[NAME].values
    outside = np.isnan(values[0])
    found = mix(np.nan_to_num(layer, copy=True) for layer in values)
    axes = cube[NAME].dims[1:]
    names = categories_of(cube)
    about = {
        "flag_values": np.arange(len(names), dtype=np.int16),
        "flag_meanings": " ".join(names),
        "long_name": "most likely category of an incident, -1 for none",
    }
    chance, some = (np.where(outside, np.float32("nan"), v) for v in (found.chance, found.some))
    return (
        cube[["crs"]]
        .assign_coords({n: cube[n] for n in axes})
        .assign(
            {
                "likeliest": (axes, found.likeliest, about),
                "chance": (
                    axes,
                    chance,
                    {"long_name": "its chance, given an incident", "units": "1"},
                ),
                "some": (
                    axes,
                    some,
                    {"long_name": "chance of at least one incident", "units": "1"},
                ),
            }
        )
    )


__all__ = ["NONE", "Mix", "Mixer", "mix", "mix_of"]
