"""Land lies on the left of a coastline, water on its right."""

import shapely

from crimecast.streets.box import Box
from crimecast.streets.coast import sea

BOX = Box(0.0, 0.0, 1.0, 1.0)


def area(lines: list[list[tuple[float, float]]]) -> float:
    return float(sum(part.area for part in sea([shapely.LineString(xy) for xy in lines], BOX)))


def test_no_coast_is_no_sea() -> None:
    assert sea([], BOX) == []
    assert area([[(5, 5), (6, 6)]]) == 0


def test_direction_decides() -> None:
    assert round(area([[(0.25, -1), (0.25, 2)]]), 6) == 0.75
    assert round(area([[(0.25, 2), (0.25, -1)]]), 6) == 0.25


def test_an_island_is_land_and_a_lagoon_is_not() -> None:
    ring = [(0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6), (0.4, 0.4)]  # land on the left
    assert round(area([ring]), 6) == 0.96
    assert round(area([ring[::-1]]), 6) == 0.04


def test_a_coast_in_pieces_is_one() -> None:
    assert round(area([[(0.25, -1), (0.25, 0.5)], [(0.25, 0.5), (0.25, 2)]]), 6) == 0.75


def test_a_coast_that_ends_parts_nothing() -> None:
    assert area([[(0.25, -1), (0.25, 0.5)]]) == 0
