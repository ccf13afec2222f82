"""The forecast's field as the page's map draws it: codes of cells to colors of pixels.

Below zoom 14 the page interpolates codes between the cells of the mask and looks the result up in
its palette; from there on cells are crisp. Here the same is done for a picture, so the same count
has the same color at every size.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from crimecast.archive.manifest import GridInfo
from crimecast.grid import Bools
from crimecast.picture.colors import Bytes8, Colors, rgb
from crimecast.picture.view import View

Singles = npt.NDArray[np.float32]

CRISP_ZOOM: Final = 14.0
_FADE: Final = 0.3


@dataclass(frozen=True, eq=False)
class Frame:
    """An hour's codes, one for each cell of the mask.

    Attributes
    ----------
    codes : uint8 (cell,)
        Counts, or changes against the usual.
    kind : str
        ``counts``, ``change`` (code 0 is not drawn), or ``likeliest``.
    which : uint8 (cell,), optional
        Of the likeliest categories their numbers, from 1; 0 is none.
    palette : list of str or None
        The categories' own colors, None where they have none.
    """

    codes: Bytes8
    kind: str = "counts"
    which: Bytes8 | None = None
    palette: tuple[str | None, ...] = ()


def painted(frame: Frame, grid: GridInfo, mask: Bools, view: View, colors: Colors) -> Singles:
    """Return what the field lays over the ground: (height, width, 4), times its cover, 0 to 1."""
    height, width = mask.shape
    drawn = mask.reshape(-1).copy()
    values = np.zeros(mask.size, np.uint8)
    values[drawn] = frame.codes
    if frame.kind == "change":
        drawn &= values > 0
    out = np.zeros((view.height, view.width, 4), np.float32)
    column, row = view.cells(grid)
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    column, row = column[inside], row[inside]
    own = row.astype(np.int64) * width + column.astype(np.int64)
    seen = drawn[own]
    inside[inside] = seen
    column, row, own = column[seen], row[seen], own[seen]
    code = values[own].astype(np.float32)
    crisp = min(max(1 + (view.zoom - CRISP_ZOOM) / _FADE, 0.0), 1.0)
    if crisp < 1:
        even = _smooth(values, drawn, (height, width), column, row)
        code = even + np.float32(crisp) * (code - even)
    below = code.astype(np.int64)
    part = code - below
    above = np.minimum(below + 1, 255)
    if frame.kind == "likeliest" and frame.which is not None:
        numbers = np.zeros(mask.size, np.uint8)
        numbers[mask.reshape(-1)] = frame.which
        table = np.array([colors.other, *(rgb(c) if c else colors.other for c in frame.palette)])
        strength = colors.strength.astype(np.float32) / 255
        cover = strength[below] * (1 - part) + strength[above] * part
        number = np.minimum(numbers[own], len(table) - 1)
        cover[number == 0] = 0
        out[inside, :3] = table[number].astype(np.float32) / 255 * cover[:, None]
        out[inside, 3] = cover
        return out
    texels = (colors.change if frame.kind == "change" else colors.counts).astype(np.float32) / 255
    out[inside] = texels[below] * (1 - part[:, None]) + texels[above] * part[:, None]
    return out


def _smooth(
    values: Bytes8,
    drawn: Bools,
    shape: tuple[int, int],
    column: npt.NDArray[np.float64],
    row: npt.NDArray[np.float64],
) -> Singles:
    """Return codes between the cells' middles, weighed by what is drawn: nothing bleeds in."""
    height, width = shape
    left, low = np.floor(column - 0.5), np.floor(row - 0.5)
    fx, fy = (column - 0.5 - left).astype(np.float32), (row - 0.5 - low).astype(np.float32)
    codes = np.zeros(len(column), np.float32)
    weights = np.zeros(len(column), np.float32)
    for dy, wy in ((0, 1 - fy), (1, fy)):
        at_row = np.clip(low + dy, 0, height - 1).astype(np.int64) * width
        for dx, wx in ((0, 1 - fx), (1, fx)):
            at = at_row + np.clip(left + dx, 0, width - 1).astype(np.int64)
            weight = wx * wy * drawn[at]
            codes += weight * values[at]
            weights += weight
    return np.divide(codes, weights, out=np.zeros_like(codes), where=weights > 0)
