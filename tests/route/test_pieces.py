"""Streets in pieces: lengths add up, places lie on the line, legs go both ways."""

import numpy as np
import pytest
import shapely

from crimecast.route.pieces import STEP, Leg, edge_pieces, leg_line, leg_pieces
from route_sample import make_graph

GRAPH = make_graph()


def test_pieces_are_short_and_add_up() -> None:
    pieces = edge_pieces(GRAPH)
    assert pieces.metres.max() <= STEP + 1e-6
    summed = np.bincount(pieces.owner, pieces.metres)
    np.testing.assert_allclose(summed, GRAPH.metres, rtol=1e-6)
    for edge in (0, 17, len(GRAPH.metres) - 1):
        line = shapely.LineString(GRAPH.line(edge))
        own = pieces.owner == edge
        points = shapely.points(pieces.x[own], pieces.y[own])
        assert shapely.distance(line, points).max() < 1e-6
        at = shapely.line_locate_point(line, points)
        if not line.is_ring:
            np.testing.assert_allclose(
                at, (np.arange(own.sum()) + 0.5) * pieces.metres[own][0], atol=1e-3
            )


def test_a_leg_is_part_of_its_edge_in_the_direction_of_travel() -> None:
    length = float(GRAPH.metres[3])
    whole, part = Leg(3, 0.0, length), Leg(3, 0.75 * length, 0.25 * length)
    np.testing.assert_allclose(leg_line(GRAPH, whole), GRAPH.line(3), atol=1e-3)
    line = leg_line(GRAPH, part)
    assert shapely.LineString(line).length == pytest.approx(length / 2, rel=1e-5)
    start = shapely.line_interpolate_point(shapely.LineString(GRAPH.line(3)), 0.75 * length)
    assert line[0] == pytest.approx([start.x, start.y], abs=1e-3)
    assert (part.way, whole.way) == (1, 0)


def test_pieces_of_a_route_come_in_its_order() -> None:
    legs = [Leg(3, float(GRAPH.metres[3]), 0.0), Leg(9, 0.0, 55.0)]
    pieces = leg_pieces(GRAPH, legs)
    assert list(np.bincount(pieces.owner, pieces.metres)) == pytest.approx(
        [leg.metres for leg in legs], rel=1e-5
    )
    forward = edge_pieces(GRAPH)
    own = forward.owner == 3
    np.testing.assert_allclose(pieces.x[pieces.owner == 0], forward.x[own][::-1], atol=1e-3)
