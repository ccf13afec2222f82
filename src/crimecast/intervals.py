"""How many reports to expect in any part of a cube, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from crimecast.counts import CountInterval
from crimecast.forecast import NAME, categories_of, hours_of, spread_of
from crimecast.spread import Moments, Spread, variance_of_sum

if TYPE_CHECKING:
    import xarray as xr


def interval_of(
    cube: xr.Dataset,
    *,
    mask: npt.ArrayLike | None = None,
    hours: slice | npt.ArrayLike | None = None,
    categories: Sequence[str] | None = None,
    level: float = 0.9,
) -> CountInterval:
    """Return expected count and range of any cells, hours and categories of a cube.

    Parameters
    ----------
    cube : xr.Dataset
        An intensity cube; where it carries no spread, counts are taken as Poisson.
    mask : bool (y, x), optional
        Which cells; all of the study area where absent. Cells outside it count nothing.
    hours : slice, or bool or int array over the hours, optional
        Which hours; all where absent.
    categories : sequence of str, optional
        Which categories, counted together; all where absent.
    level : float
        Chance that the count lies in the range.

    Raises
    ------
    ValueError
        If the selection fits no cube of this shape, is empty, or names an unknown category.
    """
    moments = moments_of(cube, mask=mask, hours=hours, categories=categories)
    mean, variance = float(moments.all_mean[0, 0]), float(moments.all_variance[0, 0])
    return CountInterval.of(mean, variance, level)


def moments_of(
    cube: xr.Dataset,
    *,
    mask: npt.ArrayLike | None = None,
    hours: slice | npt.ArrayLike | None = None,
    categories: Sequence[str] | None = None,
) -> Moments:
    """Return mean and variance of a selection's counts, by category and together.

    Parameters and errors are those of :func:`interval_of`.
    """
    known = categories_of(cube)
    wanted = known if categories is None else tuple(categories)
    unknown = [c for c in wanted if c not in known]
    if unknown or not wanted:
        raise ValueError(f"the cube has the categories {known}, not {unknown or 'none'}")
    spread = spread_of(cube)
    spread = Spread.poisson(wanted) if spread is None else spread.select(wanted)
    values = cube[NAME].values
    chosen = _hours(hours, values.shape[1])
    starts = hours_of(cube)[chosen]
    if not len(starts):
        raise ValueError("the selection has no hour")
    inside = np.isfinite(values[0, 0])
    if mask is not None:
        picked = np.asarray(mask)
        if picked.shape != inside.shape or picked.dtype != bool:
            raise ValueError(
                f"the mask is {picked.dtype} {picked.shape}; bool {inside.shape} (y, x) is due"
            )
        inside &= picked
    cells = np.flatnonzero(inside)
    if not len(cells):
        raise ValueError("the selection has no cell of the study area")
    rows, columns = np.divmod(cells, inside.shape[1])

    def layers() -> Iterator[npt.NDArray[Any]]:
        for category in wanted:
            layer = values[known.index(category)].reshape(values.shape[1], -1)[chosen]
            yield layer if len(cells) == layer.shape[1] else layer.take(cells, axis=1)

    return variance_of_sum(
        layers(), spread, hours=starts, x=cube["x"].values[columns], y=cube["y"].values[rows]
    )


def _hours(hours: slice | npt.ArrayLike | None, count: int) -> slice | npt.NDArray[Any]:
    if hours is None:
        return slice(None)
    if isinstance(hours, slice):
        return hours
    chosen = np.asarray(hours)
    if chosen.dtype == bool and chosen.shape != (count,):
        raise ValueError(f"{chosen.size} hours are marked; the cube has {count}")
    if chosen.dtype != bool:
        if not np.issubdtype(chosen.dtype, np.integer) or chosen.ndim != 1:
            raise ValueError("hours are a slice, or numbers or marks on one axis")
        if len(chosen) and not 0 <= chosen.min() <= chosen.max() < count:
            raise ValueError(f"hours must be numbers from 0 to {count - 1}")
        if len(np.unique(chosen)) != len(chosen):
            raise ValueError("an hour is named twice")
    return chosen
