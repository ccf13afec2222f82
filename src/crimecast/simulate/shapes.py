"""Curves and ribbons drawn through a few hand-placed points, in metres."""

from __future__ import annotations

import numpy as np
import shapely

from crimecast.grid import Floats


def curve(points: Floats, step: float = 25.0) -> Floats:
    """Draw a centripetal Catmull-Rom curve through ``points``.

    Parameters
    ----------
    points : float (n, 2), n >= 2
        Places the curve passes through, metres.
    step : float
        Distance between the returned places, metres, about.

    Returns
    -------
    float (m, 2)
        The curve; its first and last places are those of ``points``.
    """
    points = np.asarray(points, float)
    ends = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    pieces = []
    for i in range(len(points) - 1):
        p0, p1, p2, p3 = ends[i : i + 4]
        t1 = np.hypot(*(p1 - p0)) ** 0.5
        t2 = t1 + np.hypot(*(p2 - p1)) ** 0.5
        t3 = t2 + np.hypot(*(p3 - p2)) ** 0.5
        count = max(2, int(np.hypot(*(p2 - p1)) / step) + 1)
        t = np.linspace(t1, t2, count, endpoint=False)[:, None]
        a1 = (t1 - t) / t1 * p0 + t / t1 * p1
        a2 = (t2 - t) / (t2 - t1) * p1 + (t - t1) / (t2 - t1) * p2
        a3 = (t3 - t) / (t3 - t2) * p2 + (t - t2) / (t3 - t2) * p3
        b1 = (t2 - t) / t2 * a1 + t / t2 * a2
        b2 = (t3 - t) / (t3 - t1) * a2 + (t - t1) / (t3 - t1) * a3
        pieces.append((t2 - t) / (t2 - t1) * b1 + (t - t1) / (t2 - t1) * b2)
    return np.vstack([*pieces, points[-1:]])


def ribbon(line: Floats, width: Floats) -> shapely.Geometry:
    """Return the polygon of a curve with a width that varies along it.

    Parameters
    ----------
    line : float (n, 2)
        Centre line, metres.
    width : float (n,)
        Width at each place, metres.
    """
    middle = (width[1:] + width[:-1]) / 2
    pieces = shapely.linestrings(np.stack([line[:-1], line[1:]], axis=1))
    return shapely.unary_union(shapely.buffer(pieces, middle / 2, quad_segs=8))


def blob(center: tuple[float, float], radii: tuple[float, float], angle: float) -> shapely.Geometry:
    """Return an uneven oval, as lakes are: ``radii`` in metres, ``angle`` in degrees."""
    turn = np.linspace(0, 2 * np.pi, 97)[:-1]
    wobble = 1 + 0.13 * np.sin(2 * turn + 0.6) + 0.08 * np.sin(3 * turn + 2.0)
    x, y = radii[0] * wobble * np.cos(turn), radii[1] * wobble * np.sin(turn)
    cos, sin = np.cos(np.radians(angle)), np.sin(np.radians(angle))
    return shapely.polygons(
        np.column_stack([center[0] + cos * x - sin * y, center[1] + sin * x + cos * y])
    )
