"""The ground Alder Falls stands on: its limits, water, main roads and the faces between them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely

from crimecast.grid import Floats
from crimecast.simulate import plan
from crimecast.simulate.shapes import blob, curve, ribbon

BANK = 62.0
"""Metres between the river's edge and the drives along it."""


@dataclass(frozen=True)
class Line:
    """A street's centre line before crossings are cut: ``points`` float (n, 2), metres."""

    name: str
    rank: int
    points: Floats
    bridge: bool = False
    pattern: str = ""

    @property
    def shape(self) -> shapely.Geometry:
        """The line as a geometry."""
        return shapely.linestrings(self.points)


@dataclass(frozen=True)
class Ground:
    """What streets are laid out on; all in metres of the city's CRS.

    Attributes
    ----------
    area : Polygon
        The study area.
    river_line : LineString
        Centre of the river, within and beyond the area.
    river : Polygon
        Its water, beyond the area as well, around its island.
    lakes : tuple of Polygon
        Standing water.
    corridor : Polygon
        The river and its banks between the drives: no local street is in it.
    roads : tuple of Line
        Main roads, beyond the area as well.
    faces : tuple of Polygon
        What main roads, the river's centre and the city's limits part the area into.
    neighborhood : int (faces,)
        Index into ``plan.NEIGHBORHOODS`` of each face.
    """

    area: shapely.Geometry
    river_line: shapely.Geometry
    river: shapely.Geometry
    lakes: tuple[shapely.Geometry, ...]
    corridor: shapely.Geometry
    roads: tuple[Line, ...]
    faces: tuple[shapely.Geometry, ...]
    neighborhood: tuple[int, ...]

    @property
    def water(self) -> shapely.Geometry:
        """All water."""
        return shapely.unary_union([self.river, *self.lakes])


def metres(points: plan.Points) -> Floats:
    """Turn places of the plan (km) into metres of the city's CRS, float (n, 2)."""
    return np.asarray(points, float) * 1000 + plan.ORIGIN


def _river() -> tuple[Floats, Floats]:
    """Return the river's centre line and its width along it, metres."""
    line = curve(metres(plan.RIVER), 30)
    along = np.linspace(0, 1, len(line))
    low, high = plan.RIVER_WIDTH
    width = low + (high - low) * along + 12 * np.sin(23 * along) + 7 * np.sin(57 * along + 1)
    island = metres((plan.ISLAND,))[0]
    width += 75 * np.exp(-0.5 * (np.hypot(*(line - island).T) / 150) ** 2)
    return line, width


def _island(line: Floats) -> shapely.Geometry:
    """Return the island: a spindle along the river."""
    center = metres((plan.ISLAND,))[0]
    distance = np.hypot(*(line - center).T)
    near = np.flatnonzero(distance < 150)
    part = line[near[0] : near[-1] + 1]
    width = 78 * np.sqrt(np.maximum(1 - (distance[near[0] : near[-1] + 1] / 165) ** 2, 0.02))
    return ribbon(part, width)


def _bank_roads(line: Floats, width: Floats) -> list[Line]:
    """Draw the drives along both banks, at an even distance from the water's edge."""
    middle = shapely.linestrings(line)
    roads = []
    for name, side, (north, south) in plan.BANKS:
        offset = float(np.median(width)) / 2 + BANK
        drive = shapely.offset_curve(middle, side * offset, join_style="round")
        points = shapely.get_coordinates(drive)
        top, bottom = metres(((0, north), (0, south)))[:, 1]
        points = points[(points[:, 1] < top) & (points[:, 1] > bottom)]
        points = curve(points[:: max(1, len(points) // 60)], 30)
        roads.append(Line(name, 2, points))
    return roads


def make_ground() -> Ground:
    """Draw the ground from the plan; the same every time."""
    area = shapely.polygons(metres(plan.OUTLINE))
    line, width = _river()
    river = shapely.difference(ribbon(line, width), _island(line))
    river = shapely.simplify(river, 0.7)
    river_line = shapely.linestrings(line)
    lakes = tuple(
        blob(tuple(metres((center,))[0]), radii, angle) for center, radii, angle in plan.LAKES
    )
    banks = _bank_roads(line, width)
    roads = [
        Line(road.name, road.rank, curve(metres(road.points)), road.bridge) for road in plan.ROADS
    ]
    roads += banks
    corridor = shapely.unary_union([
        river_line.buffer(np.median(width) / 2 + BANK - 4), river.buffer(BANK * 0.7)
    ])  # fmt: skip
    lines = shapely.unary_union(
        [*(road.shape for road in roads), river_line, area.exterior], grid_size=0.05
    )
    parts = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    inside = shapely.contains(area, shapely.point_on_surface(parts))
    faces = tuple(parts[inside])
    owners = _assign(faces, river_line)
    return Ground(area, river_line, river, lakes, corridor, tuple(roads), faces, owners)


def _assign(faces: tuple[shapely.Geometry, ...], river_line: shapely.Geometry) -> tuple[int, ...]:
    """Give each face the neighborhood whose seed is nearest.

    Narrow faces (banks, slivers) join the neighbor with which they share most of their border,
    never across the river.
    """
    seeds: list[tuple[float, float]] = []
    owner: list[int] = []
    for index, neighborhood in enumerate(plan.NEIGHBORHOODS):
        seeds.extend(neighborhood.seeds)
        owner.extend([index] * len(neighborhood.seeds))
    places = metres(tuple(seeds))
    found = []
    for face in faces:
        wide = face.buffer(-90)
        inside = shapely.contains_xy(face, places[:, 0], places[:, 1])
        if inside.any():
            found.append(owner[int(np.flatnonzero(inside)[0])])
        elif wide.is_empty:
            found.append(-1)
        else:
            middle = shapely.get_coordinates(shapely.centroid(wide))[0]
            found.append(owner[int(np.argmin(np.hypot(*(places - middle).T)))])
    waiting = [i for i, value in enumerate(found) if value < 0]
    across = river_line.buffer(1)
    shared = {
        (i, j): float(shapely.length(border.difference(across)))
        for i in waiting
        for j, face in enumerate(faces)
        if i != j and not (border := faces[i].boundary.intersection(face.boundary)).is_empty
    }
    while waiting:
        best: tuple[float, int, int] = (-1.0, 0, 0)
        for i in waiting:
            length = [0.0] * len(plan.NEIGHBORHOODS)
            for j, owner_of in enumerate(found):
                if owner_of >= 0:
                    length[owner_of] += shared.get((i, j), 0.0)
            best = max(best, (max(length), i, int(np.argmax(length))))
        found[best[1]] = best[2]
        waiting.remove(best[1])
    return tuple(found)
