"""The sea, of which OpenStreetMap holds the coast only: land on its left, water on its right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely

from crimecast.streets.box import Box


def sea(coast: Sequence[Any] | np.ndarray[Any, Any], box: Box) -> list[shapely.Geometry]:
    """Return the parts of a box that are sea.

    Parameters
    ----------
    coast : sequence of LineString
        Coastlines in degrees, in their direction.
    box : Box
        What is known: coasts that end within it part nothing.

    Returns
    -------
    list of Polygon, degrees
        Empty where no coastline is in the box.
    """
    whole = shapely.box(*box.bounds)
    lines = shapely.intersection(np.asarray(coast, object), whole)
    parts = shapely.get_parts(shapely.get_parts(lines))
    parts = parts[shapely.get_type_id(parts) == 1]
    if not len(parts):
        return []
    noded = shapely.unary_union([shapely.unary_union(parts), whole.boundary])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    tree = shapely.STRtree(faces)
    vote, touched = np.zeros(len(faces)), np.zeros(len(faces))
    # On each side of each stretch a point, a millionth of a degree off: whose face is it?
    xy, owner = shapely.get_coordinates(parts, return_index=True)
    same = owner[1:] == owner[:-1]
    start, step = xy[:-1][same], np.diff(xy, axis=0)[same]
    length = np.hypot(step[:, 0], step[:, 1])
    start, step, length = start[length > 0], step[length > 0], length[length > 0]
    right = np.column_stack([step[:, 1], -step[:, 0]]) / length[:, None] * 1e-6
    for side, sign in ((right, 1.0), (-right, -1.0)):
        point, face = tree.query(shapely.points(start + step / 2 + side), predicate="within")
        np.add.at(vote, face, sign * length[point])
        np.add.at(touched, face, length[point])
    # A coast that ends in a face has it on both sides, and says nothing of it.
    return [face for face, mostly in zip(faces, vote > 0.1 * touched, strict=True) if mostly]
