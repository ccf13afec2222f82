"""The intensity cube: what every model returns and every consumer reads.

A cube is an xarray Dataset with one variable, ``intensity``: float32, axes (category, hour, y, x),
expected reported incidents per cell and hour, NaN outside the study area. ``hour`` is the start of
an hour in UTC, ``x`` and ``y`` are cell centres in metres, y growing north. Where the model tells
how far counts spread around it, the cube carries that too: ``dispersion`` (category, scale), see
``crimecast.spread``; without it counts are Poisson.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from crimecast.calendar import HOUR, Instants
from crimecast.grid import Grid
from crimecast.spread import Scale, Spread

if TYPE_CHECKING:
    import xarray as xr

Singles = npt.NDArray[np.float32]

DIMENSIONS = ("category", "hour", "y", "x")
NAME = "intensity"
DISPERSION = "dispersion"
_WHOLE = -1


class CubeError(ValueError):
    """A dataset that is no intensity cube; the message says what is wrong with it."""


def cube_coords(
    categories: Sequence[str], hours: Instants, grid: Grid
) -> dict[str, tuple[Any, Any, dict[str, Any]]]:
    """Return a cube's coordinates as ``{name: (dimensions, values, attributes)}``, CF 1.11."""
    from pyproj import CRS  # noqa: PLC0415 -- 0.1 s

    metres = {"units": "m", "comment": "centres of the cells"}
    starts = np.asarray(hours).astype("datetime64[ns]")
    return {
        "category": ("category", np.array(categories, object), {"long_name": "offence category"}),
        "hour": (
            "hour",
            starts,
            {
                "standard_name": "time", "long_name": "start of the hour, UTC", "axis": "T",
                "bounds": "hour_bounds",
            },
        ),
        "hour_bounds": (
            ("hour", "bounds"),
            np.stack([starts, starts + HOUR.astype("timedelta64[ns]")], axis=-1),
            {"long_name": "start and end of the hour, UTC"},
        ),
        "y": ("y", grid.y, {"standard_name": "projection_y_coordinate", "axis": "Y", **metres}),
        "x": ("x", grid.x, {"standard_name": "projection_x_coordinate", "axis": "X", **metres}),
        "crs": ((), np.int32(0), {**CRS.from_epsg(grid.epsg).to_cf(), "epsg": grid.epsg}),
    }  # fmt: skip


def intensity_attrs() -> dict[str, Any]:
    """Return the attributes of the variable ``intensity``."""
    return {
        "long_name": "expected reported incidents per cell and hour",
        "units": "1",
        "cell_methods": "hour: sum area: sum",
        "grid_mapping": "crs",
    }


def make_cube(
    values: Mapping[str, Singles],
    hours: Instants,
    grid: Grid,
    *,
    attrs: Mapping[str, Any] | None = None,
) -> xr.Dataset:
    """Make a cube of values over the study area's cells.

    Parameters
    ----------
    values : mapping of category id to float32 (hour, cell)
        Expected reported incidents per cell and hour, cells in the order of ``grid.cells``.
    hours : datetime64[s], UTC
        Starts of consecutive hours.
    grid : Grid
    attrs : mapping, optional
        Attributes of the dataset (title, source, history).

    Raises
    ------
    CubeError
        If shapes do not fit ``hours`` and ``grid``, or the hours are not consecutive.
    """
    import xarray as xr  # noqa: PLC0415 -- 0.5 s

    _check_hours(np.asarray(hours))
    if not values:
        raise CubeError("a cube needs a category; none was given")
    height, width = grid.shape
    full = np.full((len(values), len(hours), height * width), np.nan, np.float32)
    for target, (category, part) in zip(full, values.items(), strict=True):
        if part.shape != (len(hours), len(grid.cells)):
            raise CubeError(
                f"values of {category!r} have shape {part.shape}; (hour, cell) is "
                f"{(len(hours), len(grid.cells))}"
            )
        target[:, grid.cells] = part
    return xr.Dataset(
        {NAME: (DIMENSIONS, full.reshape(-1, len(hours), height, width), intensity_attrs())},
        coords=cube_coords(list(values), hours, grid),
        attrs={"Conventions": "CF-1.11", **(attrs or {})},
    )


def spread_coords(spread: Spread) -> dict[str, tuple[Any, Any, dict[str, Any]]]:
    """Return the coordinates of a spread's scales as ``{name: (dimensions, values, attributes)}``.

    A spread comes into a cube as the variable ``dispersion`` (category, scale).
    """

    def sizes(values: list[int | None]) -> npt.NDArray[np.int32]:
        return np.array([_WHOLE if v is None else v for v in values], np.int32)

    return {
        "scale": (
            "scale",
            np.array([s.id for s in spread.scales], object),
            {"long_name": "blocks of cells and hours that share a random factor"},
        ),
        "scale_metres": (
            "scale",
            sizes([s.metres for s in spread.scales]),
            {"units": "m", "comment": "side of a block; -1: the whole city, 0: a cell"},
        ),
        "scale_hours": (
            "scale",
            sizes([s.hours for s in spread.scales]),
            {
                "units": "h",
                "comment": "length of a block; 24: a local day, -1: the whole forecast, 0: an event"
                " that brings several records",
            },
        ),
        "scale_joint": (
            "scale",
            np.array([s.joint for s in spread.scales], np.int8),
            {"flag_values": np.array([0, 1], np.int8), "flag_meanings": "own shared_by_categories"},
        ),
    }


def dispersion_attrs(spread: Spread) -> dict[str, Any]:
    """Return the attributes of the variable ``dispersion``."""
    return {
        "long_name": "variance of the random factor of a block, of mean 1",
        "units": "1",
        "time_zone": spread.time_zone,
        "comment": "A count's variance is its mean plus, for each scale, dispersion times the sum "
        "of its blocks' squared means.",
    }


def with_spread(cube: xr.Dataset, spread: Spread | None) -> xr.Dataset:
    """Return a cube that carries the spread of its categories, without a copy of its values.

    Raises
    ------
    ValueError
        If the spread lacks one of the cube's categories.
    """
    if spread is None or not spread.scales:
        return cube
    own = spread.select(categories_of(cube))
    return cube.assign_coords(spread_coords(own)).assign(
        {DISPERSION: (("category", "scale"), own.phi, dispersion_attrs(own))}
    )


def spread_of(cube: xr.Dataset) -> Spread | None:
    """Return the spread that a cube carries; None where it has none and counts are Poisson.

    Raises
    ------
    CubeError
        If what it carries is no spread.
    """
    if DISPERSION not in cube:
        return None
    data = cube[DISPERSION]
    if data.dims != ("category", "scale"):
        raise CubeError(f"{DISPERSION} has axes {data.dims}; they must be ('category', 'scale')")
    names = ("scale_metres", "scale_hours", "scale_joint")
    missing = [name for name in names if name not in cube.coords]
    if missing or "time_zone" not in data.attrs:
        raise CubeError(f"{DISPERSION} lacks {', '.join(missing or ['the attribute time_zone'])}")
    rows = zip(*(cube[name].values.tolist() for name in names), strict=True)
    try:
        scales = tuple(
            Scale(None if m == _WHOLE else m, None if h == _WHOLE else h, bool(j))
            for m, h, j in rows
        )
        phi = np.asarray(data.values, float)
        return Spread(categories_of(cube), scales, phi, str(data.attrs["time_zone"]))
    except ValueError as error:
        raise CubeError(f"{DISPERSION}: {error}") from error


def cells_of(cube: xr.Dataset, grid: Grid) -> Singles:
    """Return a cube's values over the study area, a new float32 (category, hour, cell)."""
    values: Singles = cube[NAME].values
    taken: Singles = np.take(values.reshape(*values.shape[:2], -1), grid.cells, axis=2)
    return taken


def categories_of(cube: xr.Dataset) -> tuple[str, ...]:
    """Return a cube's category ids, in order."""
    return tuple(str(name) for name in cube["category"].values)


def hours_of(cube: xr.Dataset) -> Instants:
    """Return the starts of a cube's hours, ``datetime64[s]`` in UTC."""
    return np.asarray(cube["hour"].values).astype("datetime64[s]")


def validate_cube(cube: xr.Dataset, grid: Grid | None = None) -> None:
    """Check that a dataset is an intensity cube, of ``grid`` where one is given.

    Raises
    ------
    CubeError
        With what is wrong and where.
    """
    if NAME not in cube:
        raise CubeError(f"a cube needs a variable {NAME!r}; this has {sorted(map(str, cube))}")
    data = cube[NAME]
    if data.dims != DIMENSIONS:
        raise CubeError(f"{NAME} has axes {data.dims}; they must be {DIMENSIONS}")
    if data.dtype != np.float32:
        raise CubeError(f"{NAME} is {data.dtype}; it must be float32")
    missing = [name for name in (*DIMENSIONS, "crs") if name not in cube.coords]
    if missing:
        raise CubeError(f"the cube lacks the coordinates {missing}")
    if not np.issubdtype(cube["hour"].dtype, np.datetime64):
        raise CubeError(f"hour is {cube['hour'].dtype}; it must be datetime64 in UTC")
    _check_hours(hours_of(cube))
    names = categories_of(cube)
    if len(set(names)) != len(names):
        raise CubeError(f"categories are named twice: {names}")
    _check_axis(cube["y"].values, "y, growing north")
    _check_axis(cube["x"].values, "x, growing east")
    if grid is not None:
        _check_place(cube, grid)
    spread_of(cube)
    _check_values(cube, grid)


def _check_hours(hours: Instants) -> None:
    if hours.ndim != 1 or not len(hours):
        raise CubeError("a cube needs at least one hour, on one axis")
    starts = hours.astype("datetime64[s]")
    if np.isnat(starts).any() or (starts.astype(np.int64) % 3600).any():
        raise CubeError("a cube's hours must be starts of full hours in UTC")
    if (np.diff(starts) != HOUR).any():
        raise CubeError("a cube's hours must follow one another without a gap")


def _check_axis(values: npt.NDArray[np.float64], name: str) -> None:
    steps = np.diff(values)
    if not np.isfinite(values).all() or (steps <= 0).any() or _spread(steps) > 1e-6 * values.size:
        raise CubeError(f"the cube's cell centres must be even along {name}")


def _spread(steps: npt.NDArray[np.float64]) -> float:
    """Return the largest less the smallest step; zero where there is one cell or two."""
    return float(np.ptp(steps)) if steps.size else 0.0


def _check_place(cube: xr.Dataset, grid: Grid) -> None:
    if cube[NAME].shape[2:] != grid.shape:
        raise CubeError(f"the cube has {cube[NAME].shape[2:]} cells (y, x), its grid {grid.shape}")
    for name, centres in (("y", grid.y), ("x", grid.x)):
        if not np.allclose(cube[name].values, centres, rtol=0, atol=1e-3):
            raise CubeError(f"the cube's {name} does not lie on the grid's cell centres")
    epsg = cube["crs"].attrs.get("epsg")
    if epsg is not None and int(epsg) != grid.epsg:
        raise CubeError(f"the cube is in EPSG:{epsg}, its grid in EPSG:{grid.epsg}")


def _check_values(cube: xr.Dataset, grid: Grid | None) -> None:
    """Look at every value, an hour at a time, so that no copy of the cube is made."""
    values = cube[NAME].values
    hours = hours_of(cube)
    for index, category in enumerate(categories_of(cube)):
        for hour in range(len(hours)):
            layer = values[index, hour]
            known = ~np.isnan(layer)
            where = f"{category!r} at {hours[hour]}Z"
            if grid is not None and not np.array_equal(known, grid.mask):
                inside = int((grid.mask & ~known).sum())
                outside = int((known & ~grid.mask).sum())
                raise CubeError(
                    f"intensity of {where} is NaN in {inside} cells of the study area and given "
                    f"in {outside} cells outside it"
                )
            low, high = layer.min(initial=0, where=known), layer.max(initial=0, where=known)
            if low < 0 or not np.isfinite(high):
                raise CubeError(
                    f"intensity of {where} must be finite and >= 0, not {low} or {high}"
                )
