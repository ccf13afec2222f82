"""The cubes that a backtest scored, as Zarr: one for each model and origin."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from crimecast import files
from crimecast.calendar import Instants
from crimecast.forecast import NAME, Singles, intensity_attrs
from crimecast.grid import Grid

DIMENSIONS = ("category", "time", "y", "x")


def cube_name(model: str, origin: np.datetime64) -> str:
    """Return the folder's name, such as ``additive__20240805T060000Z.zarr``."""
    return f"{model}__{stamp(origin)}.zarr"


def stamp(origin: np.datetime64) -> str:
    """Return an instant as ``20240805T060000Z``."""
    return str(origin.astype("datetime64[s]")).replace("-", "").replace(":", "") + "Z"


class _Cube:
    """A Zarr store (version 3) that is filled one category at a time."""

    def __init__(
        self, path: Path, categories: Sequence[str], hours: Instants, grid: Grid, attrs: Any
    ) -> None:
        import zarr  # noqa: PLC0415 -- 0.3 s
        from zarr.codecs import BloscCodec  # noqa: PLC0415

        self._grid = grid
        group = zarr.open_group(path, mode="w", zarr_format=3, attributes=attrs)
        time: dict[str, Any] = {
            "standard_name": "time", "long_name": "start of the hour, UTC",
            "units": "seconds since 1970-01-01", "calendar": "proleptic_gregorian",
        }  # fmt: skip
        metres: dict[str, Any] = {"units": "m", "long_name": "centre of the cell"}
        with warnings.catch_warnings():
            # Text of any length has no agreed form in Zarr 3 yet; of one length all readers know.
            warnings.filterwarnings("ignore", message=".*Zarr V3 specification")
            names: dict[str, Any] = {"long_name": "offence category"}
            for dimension, values, told in (
                ("category", np.array(categories, str), names),
                ("time", hours.astype("datetime64[s]").astype(np.int64), time),
                ("y", grid.y, {"standard_name": "projection_y_coordinate", **metres}),
                ("x", grid.x, {"standard_name": "projection_x_coordinate", **metres}),
            ):
                group.create_array(
                    dimension, data=values, dimension_names=(dimension,), attributes=told
                )
        shape = (len(categories), len(hours), *grid.shape)
        self._array: zarr.Array[Any] = group.create_array(
            NAME,
            shape=shape,
            dtype="float32",
            chunks=(1, min(24, len(hours)), *grid.shape),
            compressors=BloscCodec(cname="zstd", clevel=1, shuffle="shuffle", typesize=4),
            fill_value=float("nan"),
            dimension_names=DIMENSIONS,
            attributes=intensity_attrs(),
        )

    def write(self, category: int, values: Singles) -> None:
        """Write one category's values (hour, cell)."""
        self._array[category] = self._grid.expand(values)


@contextmanager
def cube_file(  # noqa: PLR0917
    folder: Path, model: str, hours: Instants, categories: Sequence[str], grid: Grid, time_zone: str
) -> Iterator[_Cube]:
    """Give a cube to fill; it stands in the folder, whole, once left without an exception."""
    path = folder / cube_name(model, hours[0])
    attrs = {
        "Conventions": "CF-1.11", "crs": f"EPSG:{grid.epsg}", "time_zone": time_zone,
        "model": model, "origin": f"{hours[0]}Z",
    }  # fmt: skip
    with files.aside(path) as aside:
        yield _Cube(aside, categories, hours, grid, attrs)
        files.remove(path)  # of a run that was killed before its block was done
