"""A route told stretch by stretch: along which street, how long, and what is expected there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from crimecast.grid import Floats, Ints
from crimecast.route.exposure import expected_on
from crimecast.route.graph import KINDS, StreetGraph
from crimecast.route.network import Network
from crimecast.route.pieces import Leg, leg_line
from crimecast.route.plan import Rates, Route

SHORT: Final = 25.0
"""Metres below which a stretch, a crossing mostly, is told with the one before it."""
PART: Final = 60.0
"""Metres of a part that is drawn in one color, about."""


@dataclass(frozen=True)
class Stretch:
    """A part of a route along one street.

    Attributes
    ----------
    name : str
        Empty where it has none.
    kind : str
        One of :data:`crimecast.route.graph.KINDS`.
    above, below : bool
        On a bridge, in a tunnel, for most of it.
    metres, seconds : float
    expected : float
        Reported incidents expected within the distance while passing it.
    """

    name: str
    kind: str
    above: bool
    below: bool
    metres: float
    seconds: float
    expected: float


@dataclass(frozen=True, eq=False)
class Part:
    """A few metres of a route that are drawn in one color.

    Attributes
    ----------
    line : float (point, 2)
        Metres, in the direction of travel.
    rate : float
        Incidents expected within the distance in an hour of being there.
    """

    line: Floats
    rate: float


def stretches_of(network: Network, route: Route, rates: Rates, hour: int) -> list[Stretch]:
    """Return the stretches of a route in the order they are traveled.

    Parameters
    ----------
    hour : int
        The hour of the forecast in which the route begins.
    """
    graph, legs = network.graph, route.path.legs
    if not legs:
        return []
    metres = np.array([leg.metres for leg in legs])
    seconds = np.array([network.leg_seconds(leg) for leg in legs])
    expected = np.bincount(
        route.items.leg, expected_on(route.items, rates.together, hour), minlength=len(legs)
    )
    of = _stretch_of(graph, legs)
    found = []
    for number in range(int(of[-1]) + 1):
        own = np.flatnonzero(of == number)
        edges = np.array([legs[i].edge for i in own])
        weight = metres[own]
        names, kinds = np.asarray(graph.name)[edges], np.asarray(graph.kind)[edges]
        found.append(
            Stretch(
                name=graph.names[_most(names, weight)],
                kind=KINDS[_most(kinds, weight)],
                above=_mostly(np.asarray(graph.above)[edges], weight),
                below=_mostly(np.asarray(graph.below)[edges], weight),
                metres=float(weight.sum()),
                seconds=float(seconds[own].sum()),
                expected=float(expected[own].sum()),
            )
        )
    return found


def parts_of(network: Network, route: Route, rates: Rates, hour: int) -> list[Part]:
    """Return a route in short parts, each with the rate at which incidents are expected near it."""
    legs = route.path.legs
    expected = np.bincount(
        route.items.leg, expected_on(route.items, rates.together, hour), minlength=len(legs)
    )
    found: list[Part] = []
    lines: list[Floats] = []
    length = hours = total = 0.0
    for number, leg in enumerate(legs):
        lines.append(leg_line(network.graph, leg))
        length += leg.metres
        hours += network.leg_seconds(leg) / 3600
        total += float(expected[number])
        if length >= PART or number == len(legs) - 1:
            found.append(Part(np.concatenate(lines), total / max(hours, 1e-12)))
            lines, length, hours, total = [], 0.0, 0.0, 0.0
    return found


def _stretch_of(graph: StreetGraph, legs: tuple[Leg, ...]) -> Ints:
    """Return the number of each leg's stretch: a new one begins where name or kind change.

    What is short goes with the stretch before it, stairs aside.
    """
    runs: list[tuple[tuple[int, int], list[int]]] = []
    for i, leg in enumerate(legs):
        name = int(graph.name[leg.edge])
        # A named street is one stretch, whatever it is made of; what has no name, by its kind.
        key = (name, 0) if name else (0, 1 + int(graph.kind[leg.edge]))
        if runs and runs[-1][0] == key:
            runs[-1][1].append(i)
        else:
            runs.append((key, [i]))
    steps = 1 + KINDS.index("steps")
    found = np.zeros(len(legs), np.int64)
    number, before = -1, (-1, -1)
    for key, own in runs:
        short = key[1] != steps and sum(legs[i].metres for i in own) < SHORT
        if number < 0 or not (short or key == before):
            number, before = number + 1, key
        found[own] = number
    return found


def _most(values: Ints, weight: Floats) -> int:
    names, back = np.unique(values, return_inverse=True)
    return int(names[np.bincount(back, weight).argmax()])


def _mostly(flags: Floats, weight: Floats) -> bool:
    return bool(weight[np.asarray(flags, bool)].sum() > weight.sum() / 2)
