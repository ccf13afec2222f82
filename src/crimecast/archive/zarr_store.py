"""The cube as Zarr, for others' tools."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from concurrent.futures import Executor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from crimecast.calendar import Instants
from crimecast.forecast import DIMENSIONS, NAME, cube_coords, intensity_attrs, with_spread
from crimecast.grid import Grid
from crimecast.spread import Spread

if TYPE_CHECKING:
    import zarr

CHUNK_HOURS = 24
CHUNK_SIDE = 512
"""Cells a side that a chunk holds at most: a day's chunk stays below 25 MB before compression."""


def _tile(size: int) -> int:
    """Return the side of even tiles of at most ``CHUNK_SIDE`` cells."""
    tiles = -(-size // CHUNK_SIDE)
    return -(-size // tiles)


class ZarrCube:
    """A Zarr store (version 3) that is filled one category at a time."""

    def __init__(
        self,
        path: Path,
        *,
        categories: Sequence[str],
        hours: Instants,
        grid: Grid,
        attrs: Mapping[str, Any],
        spread: Spread | None = None,
    ) -> None:
        import xarray as xr  # noqa: PLC0415 -- 0.5 s
        import zarr  # noqa: PLC0415 -- 0.3 s
        from zarr.codecs import BloscCodec  # noqa: PLC0415

        self._path, self._grid = path, grid
        epoch = {"units": "seconds since 1970-01-01", "calendar": "proleptic_gregorian"}
        coords = xr.Dataset(
            coords=cube_coords(categories, hours, grid),
            attrs={"Conventions": "CF-1.11", **attrs},
        )
        coords = with_spread(coords, spread)
        for name in ("hour", "hour_bounds"):
            coords[name].encoding = {**epoch, "dtype": "int64"}
        coords.to_zarr(path, mode="w", zarr_format=3, consolidated=False)
        height, width = grid.shape
        self._array: zarr.Array[Any] = zarr.open_group(path, mode="r+").create_array(
            NAME,
            shape=(len(categories), len(hours), height, width),
            dtype="float32",
            chunks=(1, min(CHUNK_HOURS, len(hours)), _tile(height), _tile(width)),
            compressors=BloscCodec(cname="zstd", clevel=1, shuffle="shuffle", typesize=4),
            fill_value=float("nan"),
            dimension_names=DIMENSIONS,
            attributes=intensity_attrs(),
        )

    def write(self, category: int, values: npt.NDArray[np.float32], pool: Executor) -> None:
        """Write one category's values (hour, cell), a day at a time and several days at once."""

        def day(start: int) -> None:
            stop = min(start + CHUNK_HOURS, len(values))
            full = np.full((stop - start, self._grid.mask.size), np.nan, np.float32)
            full[:, self._grid.cells] = values[start:stop]
            self._array[category, start:stop] = full.reshape(-1, *self._grid.shape)

        list(pool.map(day, range(0, len(values), CHUNK_HOURS)))

    def finish(self) -> None:
        """Write the consolidated metadata, so that one read opens the store."""
        import zarr  # noqa: PLC0415

        with warnings.catch_warnings():
            # Consolidated metadata are an agreed extension that readers may ignore.
            warnings.filterwarnings("ignore", message="Consolidated metadata", category=UserWarning)
            zarr.consolidate_metadata(str(self._path))
