"""Boxes in degrees: of a study area, with what lies around it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from crimecast.area import Area
from crimecast.grid import unproject

AROUND: Final = 2000.0
"""Metres around a study area that are drawn as well."""


@dataclass(frozen=True)
class Box:
    """A box in degrees."""

    west: float
    south: float
    east: float
    north: float

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north."""
        return self.west, self.south, self.east, self.north

    @property
    def rounded(self) -> tuple[float, float, float, float]:
        """The bounds to six decimals."""
        return (
            round(self.west, 6), round(self.south, 6), round(self.east, 6), round(self.north, 6),
        )  # fmt: skip

    def touches(self, other: Box) -> bool:
        """Tell whether the boxes have a point in common."""
        across = self.west <= other.east and other.west <= self.east
        return across and self.south <= other.north and other.south <= self.north

    def common(self, other: Box) -> Box | None:
        """Return what lies in both boxes; None where nothing does."""
        west, south = max(self.west, other.west), max(self.south, other.south)
        east, north = min(self.east, other.east), min(self.north, other.north)
        return Box(west, south, east, north) if west < east and south < north else None

    def joined(self, other: Box) -> Box:
        """Return the box around both."""
        return Box(
            min(self.west, other.west), min(self.south, other.south),
            max(self.east, other.east), max(self.north, other.north),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"{self.west:.4f}, {self.south:.4f} to {self.east:.4f}, {self.north:.4f}"


def box_of(area: Area, around: float = 0.0) -> Box:
    """Return the box in degrees of a study area and so many metres around it."""
    west, south, east, north = area.polygon.bounds
    xs = np.array([west - around, east + around])[[0, 1, 0, 1]]
    ys = np.array([south - around, north + around])[[0, 0, 1, 1]]
    lon, lat = unproject(xs, ys, area.epsg)
    return Box(float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max()))
