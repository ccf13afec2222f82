"""Local streets between the main roads: a lattice for each pattern, fitted into each face."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import shapely

from crimecast.grid import Floats
from crimecast.simulate import plan
from crimecast.simulate.ground import Ground, Line, metres
from crimecast.simulate.names import street_name

CLEAR = 46.0
"""Metres a local street keeps from one it runs along."""
REACH = 150.0
"""Metres it is drawn on to meet the street it ends at."""
OVERSHOOT = 0.6
REACH_OUT = 6600.0


def _bend(points: Floats, amplitude: float, seed: float) -> Floats:
    """Swing places of a lattice (own coordinates, metres) by up to ``amplitude`` metres."""
    if not amplitude:
        return points
    u, v = points[..., 0] / 1000, points[..., 1] / 1000
    du = np.sin(5.1 * v + seed) + 0.55 * np.sin(3.3 * u + 6.7 * v + 2 * seed)
    dv = np.sin(4.6 * u + 1.7 * seed) + 0.55 * np.sin(6.1 * u - 3.1 * v + 0.5 * seed)
    return points + amplitude * np.stack([du, dv], axis=-1)


def lattice(name: str) -> list[Line]:
    """Return all streets of a pattern's lattice, far beyond where it is used."""
    pattern = plan.PATTERNS[name]
    origin = metres((pattern.origin,))[0]
    cos, sin = np.cos(np.radians(pattern.angle)), np.sin(np.radians(pattern.angle))
    turn = np.array([[cos, sin], [-sin, cos]])
    step = 20.0 if pattern.bend else 60.0
    along = np.arange(-REACH_OUT, REACH_OUT + 1, step)
    lines = []
    for family, spacing in enumerate(pattern.spacing):
        count = int(REACH_OUT / spacing)
        for i in range(-count, count + 1):
            across = np.full_like(along, i * spacing)
            local = np.stack([across, along] if family == 0 else [along, across], axis=-1)
            points = _bend(local, pattern.bend, 0.7 + pattern.angle) @ turn + origin
            lines.append(Line(street_name(pattern.names[family], i), 3, points, pattern=name))
    return lines


@lru_cache(maxsize=32)
def _lattice(name: str) -> tuple[tuple[Line, ...], shapely.STRtree]:
    lines = tuple(lattice(name))
    return lines, shapely.STRtree([line.shape for line in lines])


def _meet(end: Floats, before: Floats, border: shapely.Geometry) -> Floats | None:
    """Draw a street on from ``end`` to the border it heads for; None if that is too far."""
    way = (end - before) / np.hypot(*(end - before))
    ray = shapely.linestrings([end, end + way * REACH])
    hits = shapely.get_coordinates(shapely.intersection(ray, border))
    if not len(hits):
        return None
    distance = np.hypot(*(hits - end).T)
    nearest = hits[int(np.argmin(distance))]
    return np.asarray(nearest + way * OVERSHOOT, float)


def _fit(points: Floats, border: shapely.Geometry) -> Floats:
    """Draw both ends of a piece on to the border."""
    head = _meet(points[0], points[1], border)
    tail = _meet(points[-1], points[-2], border)
    parts = [points]
    if head is not None:
        parts.insert(0, head[None])
    if tail is not None:
        parts.append(tail[None])
    return np.vstack(parts)


def local_streets(ground: Ground) -> list[Line]:
    """Lay out the local streets of every face."""
    roads = shapely.unary_union([road.shape for road in ground.roads])
    lakes = shapely.unary_union(ground.lakes).buffer(25)
    found: list[Line] = []
    for face, owner in zip(ground.faces, ground.neighborhood, strict=True):
        name = plan.NEIGHBORHOODS[owner].pattern
        # main roads keep local ones clear; at the city's limits these just end
        inner = face.buffer(-CLEAR).difference(ground.corridor).difference(lakes)
        if inner.area < 4000:
            continue
        border = shapely.intersection(roads, face.buffer(2))
        lines, tree = _lattice(name)
        hits = np.sort(tree.query(inner, predicate="intersects"))
        pieces = shapely.intersection(np.array([lines[i].shape for i in hits]), inner)
        for i, piece in zip(hits, pieces, strict=True):
            for part in shapely.get_parts(piece):
                if part.geom_type == "LineString" and part.length > 25:
                    points = _fit(shapely.get_coordinates(part), border)
                    found.append(Line(lines[i].name, 3, points, pattern=name))
    return found


def keep_share(patterns: list[str]) -> Floats:
    """Return the share of dispensable segments kept for each pattern name ('' keeps all)."""
    return np.array([plan.PATTERNS[name].keep if name else 1.0 for name in patterns])
