"""Routes as GeoJSON, with everything that must be said of them."""

from __future__ import annotations

from typing import Any, Final

import numpy as np

from crimecast.archive.manifest import instant
from crimecast.grid import unproject
from crimecast.route.compare import APART, LEVEL, Difference
from crimecast.route.network import Spot
from crimecast.route.pieces import Leg, leg_line
from crimecast.route.plan import Route
from crimecast.route.planner import Answer, Planner
from crimecast.route.stretches import Stretch, parts_of, stretches_of

TRIPS: Final = 10_000
"""Numbers are told of so many trips alike."""
NOTES: Final = (
    "Counts are of reports to police, not of danger.",
    "Busy streets have more reports because more people are there.",
    "Only this publisher's records count: other police, such as a campus's, keep their own.",
    "Not known: lighting, crowds, who is about, hills, waiting at lights, what is closed today.",
)


def to_geojson(planner: Planner, answer: Answer) -> dict[str, Any]:
    """Return a FeatureCollection of the routes, the fastest first, in degrees.

    Expected counts are of one trip; ``trips`` says of how many they may be told.
    """
    m = planner.issued.manifest
    return {
        "type": "FeatureCollection",
        "city": planner.city.id,
        "forecast": planner.issued.id,
        "mode": answer.question.mode.value,
        "departure": instant(answer.departure),
        "time_zone": m.time_zone,
        "detour": answer.question.detour,
        "categories": list(answer.categories),
        "near_m": answer.rates.near,
        "blur_m": answer.rates.blur,
        "trips": TRIPS,
        "level": LEVEL,
        "apart_level": APART,
        "start": _spot(answer, answer.start),
        "stop": _spot(answer, answer.stop),
        "streets": planner.streets.graph.id,
        "notes": list(NOTES),
        "features": [_feature(answer, route) for route in answer.routes],
    }


def _spot(answer: Answer, spot: Spot) -> dict[str, Any]:
    graph = answer.network.graph
    line = leg_line(graph, Leg(spot.edge, 0.0, max(spot.along, 1e-6)))
    lon, lat = unproject(line[-1, 0], line[-1, 1], graph.epsg)
    return {
        "lon": round(float(lon), 6), "lat": round(float(lat), 6),
        "off_m": round(spot.distance, 1), "street": graph.names[int(graph.name[spot.edge])],
    }  # fmt: skip


def _feature(answer: Answer, route: Route) -> dict[str, Any]:
    parts = parts_of(answer.network, route, answer.rates, answer.hour)
    points = np.concatenate([part.line for part in parts])
    lon, lat = unproject(points[:, 0], points[:, 1], answer.network.graph.epsg)
    coordinates = np.round(np.column_stack([lon, lat]), 6).tolist()
    stops = np.cumsum([len(part.line) for part in parts])
    along = [
        {"start": int(stop - len(part.line)), "stop": int(stop - 1), "rate": _short(part.rate)}
        for part, stop in zip(parts, stops, strict=True)
    ]
    return {
        "type": "Feature",
        "geometry": {"type": "LineString", "coordinates": coordinates},
        "properties": {
            "seconds": round(route.path.seconds),
            "metres": round(route.path.metres),
            "expected": _short(route.expected),
            "lower": _short(route.lower),
            "upper": _short(route.upper),
            "outside": round(route.items.outside, 4),
            "against": None if route.against is None else _difference(route.against),
            "leaving": [[_short(value) for value in hour] for hour in route.leaving.tolist()],
            "stretches": [
                _stretch(stretch)
                for stretch in stretches_of(answer.network, route, answer.rates, answer.hour)
            ],
            "parts": along,
        },
    }


def _difference(against: Difference) -> dict[str, Any]:
    return {
        "less": _short(against.less), "lower": _short(against.lower),
        "upper": _short(against.upper), "apart": against.apart,
    }  # fmt: skip


def _stretch(stretch: Stretch) -> dict[str, Any]:
    return {
        "name": stretch.name, "kind": stretch.kind, "above": stretch.above,
        "below": stretch.below, "metres": round(stretch.metres), "seconds": round(stretch.seconds),
        "expected": _short(stretch.expected),
    }  # fmt: skip


def _short(value: float) -> float:
    return float(f"{value:.5g}")
