"""The plan of Alder Falls, drawn by hand: what no rule would draw well.

Coordinates are kilometres east and north of the city's centre. Streets between the main roads are
laid out by rule, see :mod:`crimecast.simulate.streets`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

CITY_ID: Final = "simulated"
CITY_NAME: Final = "Alder Falls (simulated)"
TIME_ZONE: Final = "America/Denver"
EPSG: Final = 32614
CENTER: Final = (-98.50, 39.00)
"""Degrees WGS 84."""
ORIGIN: Final = (543_300.0, 4_317_000.0)
"""Metres of EPSG:32614 of the plan's (0, 0)."""

Points = tuple[tuple[float, float], ...]

OUTLINE: Final[Points] = (
    (-3.95, 3.30), (-3.25, 3.30), (-3.25, 3.85), (-1.15, 3.85), (-1.15, 3.55), (0.85, 3.55),
    (0.85, 4.00), (2.20, 4.00), (2.20, 3.45), (3.05, 3.45), (3.05, 2.45), (3.45, 2.32),
    (3.90, 2.55), (4.05, 2.95), (4.05, 3.55), (5.35, 3.80), (5.60, 2.75), (4.60, 2.35),
    (4.05, 1.90), (4.05, 0.70), (4.30, 0.70), (4.30, -1.15), (3.75, -1.15), (3.75, -2.30),
    (3.25, -2.30), (3.25, -3.25), (2.35, -3.25), (2.35, -3.90), (-0.75, -3.90), (-0.75, -3.55),
    (-2.15, -3.55), (-2.15, -3.20), (-3.40, -3.20), (-3.40, -2.45), (-4.10, -2.30), (-4.35, -1.50),
    (-4.35, 0.45), (-4.10, 0.45), (-4.10, 1.70), (-3.95, 1.70),
)  # fmt: skip

RIVER: Final[Points] = (
    (-3.70, 6.40), (-3.00, 5.25), (-2.30, 4.40), (-2.02, 3.45), (-2.32, 2.55), (-1.98, 1.65),
    (-1.10, 1.22), (-0.28, 0.80), (0.02, 0.02), (-0.42, -0.75), (-0.62, -1.55), (-0.12, -2.25),
    (0.75, -2.48), (1.45, -2.95), (1.72, -3.70), (2.20, -4.60), (3.10, -5.60), (3.60, -6.60),
)  # fmt: skip
RIVER_WIDTH: Final = (70.0, 135.0)
"""Metres at its upper and its lower end."""
ISLAND: Final = (-0.245, -2.10)
"""A place in the river where it parts around an island."""

LAKES: Final = (
    ((-3.28, 2.44), (330.0, 190.0), 60.0),
    ((2.36, 1.36), (190.0, 100.0), 10.0),
    ((2.32, -2.16), (95.0, 60.0), 30.0),
)
"""Centre (km), radii (m), angle (degrees)."""


@dataclass(frozen=True)
class Road:
    """A main road: a curve through ``points``; ``bridge`` says whether it may cross the river."""

    name: str
    rank: int
    points: Points
    bridge: bool = False


ROADS: Final = (
    Road("Grand Avenue", 1, (
        (-6.40, -0.62), (-4.35, -0.30), (-2.70, -0.26), (-1.35, -0.24), (-0.55, -0.10),
        (0.30, 0.12), (1.32, 0.30), (2.70, 0.32), (4.30, 0.30), (6.50, 0.10)), bridge=True),
    Road("Harvest Avenue", 1, (
        (-6.20, 2.30), (-3.95, 1.93), (-2.90, 1.88), (-1.90, 1.90), (-0.60, 1.93), (1.42, 1.90),
        (2.74, 1.90)), bridge=True),
    Road("Airport Boulevard", 1, (
        (2.74, 1.90), (3.40, 1.98), (3.95, 2.24), (4.40, 2.62), (5.00, 2.94), (5.48, 3.12),
        (7.20, 3.40))),
    Road("Terminal Way", 2, ((3.84, 2.66), (3.98, 2.26), (4.28, 1.94))),
    Road("Mill Road", 1, (
        (-6.20, -1.95), (-4.35, -1.74), (-2.60, -1.72), (-1.40, -1.74), (-0.60, -1.66),
        (0.55, -1.66), (1.22, -1.70), (2.66, -1.70), (3.75, -1.68), (5.60, -1.95)), bridge=True),
    Road("Alder Avenue", 1, (
        (1.72, 6.20), (1.52, 4.00), (1.46, 2.80), (1.42, 1.90), (1.38, 1.05), (1.32, 0.30),
        (1.26, -0.75), (1.22, -1.70), (1.12, -2.62), (0.98, -3.25), (0.92, -3.90), (0.70, -6.10)),
        bridge=True),
    Road("Fort Street", 1, (
        (-4.10, 6.00), (-3.35, 4.90), (-2.99, 3.85), (-2.94, 2.90), (-2.90, 1.88), (-2.80, 0.85),
        (-2.70, -0.26), (-2.62, -1.00), (-2.60, -1.72), (-2.55, -2.60), (-2.50, -3.30),
        (-2.42, -5.60))),
    Road("Prairie Road", 1, (
        (2.80, 5.80), (2.76, 3.45), (2.75, 2.60), (2.74, 1.90), (2.70, 0.32), (2.68, -0.75),
        (2.66, -1.70), (2.62, -2.55), (2.58, -3.25), (2.85, -4.10), (3.75, -5.60))),
    Road("Quarry Road", 2, (
        (-1.35, -0.24), (-1.90, -0.78), (-2.62, -1.55), (-3.10, -2.10), (-3.62, -2.42))),
    Road("Old Fort Road", 2, ((1.38, 1.05), (2.00, 1.55), (2.74, 2.16), (3.05, 2.42))),
    Road("Cedar Avenue", 2, (
        (-3.95, 2.92), (-2.94, 2.90), (-2.10, 2.95), (-1.20, 2.92), (0.25, 2.86), (1.46, 2.80),
        (2.75, 2.80), (3.05, 2.80)), bridge=True),
    Road("Union Avenue", 2, (
        (-4.10, 0.92), (-2.80, 0.85), (-1.75, 0.86), (-1.05, 0.80), (-0.20, 0.62))),
    Road("Foundry Street", 2, ((-0.52, 1.02), (0.25, 1.16), (1.38, 1.05), (2.72, 1.02),
                               (4.05, 1.02))),
    Road("Linden Avenue", 2, ((-0.18, -0.72), (0.42, -0.74), (1.26, -0.75), (2.68, -0.75),
                              (4.30, -0.72))),
    Road("Ferry Avenue", 2, ((-4.35, -0.98), (-2.62, -1.00), (-1.62, -1.00), (-0.95, -0.94),
                             (-0.50, -0.92), (0.42, -0.74)), bridge=True),
    Road("Southfield Avenue", 2, ((-3.40, -2.60), (-2.55, -2.62), (-1.60, -2.70), (-0.62, -2.86),
                                  (0.20, -3.00), (1.06, -3.08))),
    Road("Meadow Avenue", 2, ((1.17, -2.26), (1.90, -2.44), (2.62, -2.55), (3.25, -2.52))),
    Road("Western Avenue", 2, ((-3.68, 3.30), (-3.64, 2.10), (-3.62, 0.90), (-3.60, -0.30),
                               (-3.58, -1.74), (-3.62, -2.42))),
    Road("College Avenue", 2, ((0.28, 3.55), (0.25, 2.86), (0.24, 1.92), (0.25, 1.16),
                               (0.34, 0.66))),
    Road("Fairview Street", 2, ((2.06, 4.00), (2.06, 2.80), (2.06, 1.90), (2.04, 1.03),
                                (2.02, 0.31), (2.00, -0.75), (1.98, -1.70), (1.94, -2.52))),
    Road("Station Street", 2, ((-1.62, -0.24), (-1.62, -1.00), (-1.62, -1.73), (-1.60, -2.62),
                               (-1.58, -3.55))),
    Road("Mulberry Street", 2, ((0.42, -0.74), (0.44, -1.66), (0.38, -2.42))),
    Road("Rockwell Street", 2, ((-1.20, 3.85), (-1.20, 2.92), (-1.22, 1.92), (-1.30, 1.25))),
    Road("Tanner Street", 2, ((-1.62, -0.24), (-1.70, 0.30), (-1.75, 0.86), (-1.80, 1.62))),
    Road("Eastgate Street", 2, ((3.46, 1.98), (3.44, 1.02), (3.42, 0.31), (3.40, -0.73),
                                (3.38, -1.69), (3.22, -2.53))),
)  # fmt: skip

BANKS: Final = (
    ("Riverside Drive", 1, (3.80, -2.64)),
    ("West Bank Road", -1, (3.80, -2.95)),
)
"""Drives along the river: name, side (1 is the left bank, east), north and south ends (km)."""


@dataclass(frozen=True)
class Pattern:
    """How local streets are laid out.

    Attributes
    ----------
    angle : float
        Degrees the lattice is turned by, counter-clockwise.
    spacing : tuple of float
        Metres between its streets along (u, v).
    origin : tuple of float
        A crossing of the lattice, km.
    bend : float
        Metres by which streets swing (0: straight).
    keep : float
        Share of the local segments not needed for connection that are kept.
    names : tuple of str
        Theme of names along (u, v), see :mod:`crimecast.simulate.names`.
    """

    angle: float
    spacing: tuple[float, float]
    origin: tuple[float, float]
    bend: float
    keep: float
    names: tuple[str, str]


PATTERNS: Final = {
    "downtown": Pattern(12.0, (92.0, 118.0), (0.62, 0.22), 0, 1.0, ("numbered street", "founders")),
    "oldtown": Pattern(-38.0, (96.0, 132.0), (-0.95, 0.10), 0, 1.0, ("trades", "minerals")),
    "cardinal": Pattern(0.0, (104.0, 158.0), (1.30, 0.31), 0, 0.97, ("trees", "numbered avenue")),
    "heron": Pattern(14.0, (118.0, 150.0), (-3.3, 2.6), 75, 0.62, ("birds", "waters")),
    "quarry": Pattern(-20.0, (124.0, 150.0), (-3.2, -2.0), 85, 0.60, ("stones", "herbs")),
    "south": Pattern(6.0, (116.0, 148.0), (-0.5, -3.1), 60, 0.66, ("orchard", "pioneers")),
    "meadow": Pattern(25.0, (122.0, 152.0), (2.6, -2.3), 80, 0.62, ("meadow", "winds")),
    "park": Pattern(-8.0, (112.0, 156.0), (-0.4, 2.7), 45, 0.7, ("scholars", "towns")),
    "mall": Pattern(30.0, (230.0, 210.0), (4.7, 2.9), 25, 0.8, ("trade", "aviators")),
}


@dataclass(frozen=True)
class Neighborhood:
    """A neighborhood: the faces of the plan that lie nearest to one of ``seeds`` (km).

    ``density`` weighs its dwellings by metre of street.
    """

    name: str
    pattern: str
    seeds: Points
    density: float


NEIGHBORHOODS: Final = (
    Neighborhood("Downtown", "downtown", ((0.75, 0.55), (0.80, -0.25), (0.20, -0.45)), 1.3),
    Neighborhood("Old Town", "oldtown", ((-0.85, 0.25), (-0.95, -0.55), (-1.40, 0.30)), 1.4),
    Neighborhood("Warehouse Row", "downtown", ((0.30, 1.50), (-0.60, 1.50), (0.85, 1.50)), 0.5),
    Neighborhood("Linden Hill", "cardinal", ((1.65, 0.65), (1.65, -0.25), (2.35, 0.66),
                                             (2.35, -0.25)), 1.5),
    Neighborhood("College Park", "park", ((-0.45, 2.40), (-0.45, 3.25), (-1.65, 2.40),
                                          (-1.65, 3.35)), 1.3),
    Neighborhood("Northgate", "cardinal", ((0.85, 2.40), (0.85, 3.30), (1.75, 3.30),
                                           (1.75, 2.35)), 1.0),
    Neighborhood("Fairview", "cardinal", ((2.40, 3.20), (2.40, 2.45), (1.90, 1.75), (2.90, 3.10),
                                          (2.35, 1.45), (1.85, 1.20), (2.50, 2.06)), 0.9),
    Neighborhood("Prairie Crossing", "mall", ((3.35, 2.20), (2.85, 2.65), (2.95, 2.00)), 0.3),
    Neighborhood("Airfield", "mall", ((4.90, 2.60), (4.60, 3.20), (5.20, 2.80)), 0.2),
    Neighborhood("Eastgate", "cardinal", ((3.10, 0.65), (3.10, -0.25), (3.90, 0.65),
                                          (3.90, -0.25), (3.80, 1.50), (3.80, -0.95),
                                          (3.10, 1.50)), 0.9),
    Neighborhood("Garfield", "cardinal", ((0.85, -1.20), (1.65, -1.20), (2.35, -1.20),
                                          (0.10, -1.20), (0.80, -2.00), (0.10, -1.90),
                                          (3.05, -1.20)), 1.2),
    Neighborhood("Meadowlark", "meadow", ((2.20, -2.10), (3.00, -2.10), (2.30, -2.95),
                                          (2.95, -2.90), (1.60, -2.10), (1.90, -2.80),
                                          (3.60, -2.00), (2.20, -3.40)), 0.7),
    Neighborhood("Southfield", "south", ((-0.30, -3.20), (-1.10, -3.10), (0.60, -3.30),
                                         (1.25, -3.50), (-1.85, -3.10)), 0.8),
    Neighborhood("Millrace", "cardinal", ((-1.10, -1.35), (-1.10, -2.15), (0.10, -2.70),
                                          (-2.10, -1.30), (-2.10, -2.15), (-2.40, -1.60)), 1.0),
    Neighborhood("Cottonwood", "cardinal", ((-3.20, 0.30), (-3.20, -0.65), (-3.90, 0.30),
                                            (-3.90, -0.65), (-3.30, 1.40), (-3.85, 1.30)), 1.0),
    Neighborhood("Union Bend", "cardinal", ((-2.25, 1.40), (-2.25, 0.30), (-2.15, -0.45),
                                            (-1.20, 1.05), (-1.80, -0.85), (-2.20, -0.75)), 1.1),
    Neighborhood("Heron Lake", "heron", ((-3.30, 2.40), (-3.30, 3.10), (-3.80, 2.50),
                                         (-2.60, 2.40), (-2.60, 3.40), (-3.80, 3.10)), 0.7),
    Neighborhood("Quarry Hill", "quarry", ((-3.10, -1.40), (-3.90, -1.35), (-3.00, -2.90),
                                           (-3.85, -2.05), (-2.80, -2.30), (-3.20, -2.05)), 0.6),
)  # fmt: skip


@dataclass(frozen=True)
class Park:
    """A park: the street blocks whose middle lies within the oval around ``center`` (km)."""

    name: str
    center: tuple[float, float]
    radii: tuple[float, float]


PARKS: Final = (
    Park("City Park", (2.36, 1.36), (0.36, 0.36)),
    Park("Heron Lake Park", (-3.28, 2.40), (0.34, 0.42)),
    Park("Quarry Hill Nature Area", (-3.34, -1.96), (0.34, 0.34)),
    Park("College Green", (-0.50, 2.38), (0.28, 0.16)),
    Park("Meadowlark Golf Course", (2.30, -2.12), (0.30, 0.30)),
    Park("Garfield Park", (1.62, -1.25), (0.17, 0.17)),
    Park("Cottonwood Park", (-3.22, 0.32), (0.22, 0.17)),
    Park("Courthouse Square", (0.85, 0.46), (0.06, 0.06)),
    Park("Fountain Square", (-1.02, 0.18), (0.075, 0.075)),
    Park("Linden Hill Park", (1.67, -0.28), (0.12, 0.15)),
    Park("Northgate Commons", (0.83, 3.08), (0.12, 0.14)),
    Park("Southfield Park", (-0.55, -3.15), (0.20, 0.18)),
    Park("Eastgate Park", (3.72, -0.25), (0.16, 0.16)),
    Park("Millrace Park", (-2.05, -2.15), (0.16, 0.15)),
    Park("Orchard Park", (0.05, -3.40), (0.01, 0.01)),
    Park("Union Park", (-2.20, 0.38), (0.10, 0.12)),
)
