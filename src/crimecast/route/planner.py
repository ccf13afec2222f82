"""Routes of a city: from places in degrees to an answer that can be shown.

What does not depend on who asks is made once (``prepared.py``); a forecast's hours are read when
they are asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from crimecast.archive import IssuedForecast
from crimecast.archive.manifest import instant, moment
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.grid import project
from crimecast.route.exposure import near_of
from crimecast.route.graph import Mode
from crimecast.route.network import Network, Spot
from crimecast.route.plan import DAY_H, BeyondForecastError, Rates, Route, Trip, plan
from crimecast.route.prepared import Prepared
from crimecast.route.rates import default_categories, rates_of
from crimecast.route.snap import OffNetworkError, Snapper

if TYPE_CHECKING:
    from scipy import sparse

LonLat = tuple[float, float]
LONGEST_H: Final = 6
"""Hours that a route may take at most."""
Kind = Literal[
    "off-network", "outside", "same-place", "no-way", "beyond-forecast", "too-far", "no-category",
    "other-city",
]  # fmt: skip


class RouteError(InputError):
    """A question about a route that has no answer, in words; ``kind`` for machines."""

    def __init__(self, kind: Kind, text: str) -> None:
        super().__init__(text)
        self.kind = kind


@dataclass(frozen=True)
class Question:
    """What is asked for.

    Attributes
    ----------
    start, stop : (lon, lat)
        Degrees.
    mode : Mode
    departure : datetime64[s], UTC, optional
        The forecast's present where absent.
    categories : sequence of str, optional
        Ids of the categories that count; those against people where absent.
    detour : float
        How many times the fastest route's time another may take, 1 to 3.
    """

    start: LonLat
    stop: LonLat
    mode: Mode = Mode.FOOT
    departure: np.datetime64 | None = None
    categories: Sequence[str] | None = None
    detour: float = 1.5


@dataclass(frozen=True, eq=False)
class Answer:
    """Routes, and what they were found with.

    Attributes
    ----------
    question : Question
    departure : datetime64[s], UTC
    hour : int
        The hour of ``rates`` in which the routes begin.
    categories : tuple of str
    start, stop : Spot
    routes : list of Route
        The fastest first.
    """

    question: Question
    departure: np.datetime64
    hour: int
    categories: tuple[str, ...]
    start: Spot
    stop: Spot
    routes: list[Route]
    rates: Rates
    network: Network


class Planner:
    """Finds routes with one forecast over a city's streets. Safe to share between threads.

    Raises
    ------
    RouteError
        If the streets are another city's.
    """

    def __init__(self, city: City, streets: Prepared, issued: IssuedForecast) -> None:
        self.city, self.streets, self.issued = city, streets, issued
        epsg = streets.graph.epsg
        if epsg != issued.grid.epsg:
            raise RouteError(
                "other-city",
                f"the streets of {city.name} are in another projection (EPSG:{epsg}) than "
                f"its forecast (EPSG:{issued.grid.epsg}); run crimecast streets {city.id} again",
            )

    def prepare(self) -> sparse.csr_matrix:
        """Make what every question needs, and return what edges pass."""
        self.streets.mode(Mode.FOOT)
        return self.streets.passes(self.issued.grid, near_of(self.city.places.blur_m))

    def answer(self, question: Question, *, ahead: int = DAY_H) -> Answer:
        """Find the routes that are asked for.

        Raises
        ------
        RouteError
            If there is no answer: it says why.
        """
        which = self._which(question.categories)
        departure, first = self._departure(question.departure)
        network, snapper = self.streets.mode(question.mode)
        start = self._spot(snapper, question.start, question.mode, "start")
        stop = self._spot(snapper, question.stop, question.mode, "destination")
        if start.edge == stop.edge and abs(start.along - stop.along) < 1.0:
            raise RouteError(
                "same-place", "start and destination are the same place; choose two places"
            )
        rates = rates_of(self.issued, self.city, which, first=first, count=ahead + LONGEST_H + 1)
        trip = Trip(start, stop, departure, question.detour)
        try:
            routes = plan(network, self.prepare(), rates, trip, ahead=ahead)
        except BeyondForecastError as error:
            raise self._beyond(departure, first) from error
        except LookupError as error:
            way = "on foot" if question.mode is Mode.FOOT else "by bicycle"
            raise RouteError(
                "no-way", f"the streets that are known have no way {way} between these places"
            ) from error
        ids = tuple(self.issued.manifest.categories[place].id for place in which)
        return Answer(question, departure, 0, ids, start, stop, routes, rates, network)

    def _which(self, categories: Sequence[str] | None) -> list[int]:
        if categories is None:
            return default_categories(self.issued)
        known = [c.id for c in self.issued.manifest.categories]
        for name in categories:
            if name not in known:
                raise RouteError(
                    "no-category", f"{name!r} is no category of this forecast; it has "
                    f"{', '.join(known)}",
                )  # fmt: skip
        if not categories:
            raise RouteError("no-category", "no category is chosen; choose one or more")
        return sorted({known.index(name) for name in categories})

    def _departure(self, wanted: np.datetime64 | None) -> tuple[np.datetime64, int]:
        m = self.issued.manifest
        start = moment(m.first_hour)
        now = start + np.timedelta64(m.now, "h")
        departure = now if wanted is None else wanted.astype("datetime64[s]")
        first = int((departure - start) // np.timedelta64(1, "h"))
        if not 0 <= first < m.hours:
            raise self._beyond(departure, first)
        return departure, first

    def _beyond(self, departure: np.datetime64, first: int) -> RouteError:
        m = self.issued.manifest
        start = moment(m.first_hour)
        if 0 <= first < m.hours:
            return RouteError(
                "beyond-forecast",
                f"whoever departs at {instant(departure)} arrives after the forecast's end "
                f"({instant(start + np.timedelta64(m.hours, 'h'))}), or takes more than "
                f"{LONGEST_H} hours; depart earlier",
            )
        return RouteError(
            "beyond-forecast",
            f"the departure {instant(departure)} lies outside the forecast, which reaches from "
            f"{instant(start)} to {instant(start + np.timedelta64(m.hours, 'h'))}",
        )

    def _spot(self, snapper: Snapper, place: LonLat, mode: Mode, what: str) -> Spot:
        lon, lat = place
        x, y = project(lon, lat, self.streets.graph.epsg)
        if int(self.issued.grid.locate(x, y)) < 0:
            raise RouteError(
                "outside",
                f"the {what} lies outside the area of {self.city.name} that is forecast; choose a "
                "place inside",
            )
        try:
            return snapper.nearest(float(x), float(y))
        except OffNetworkError as error:
            verb = "walk" if mode is Mode.FOOT else "cycle"
            raise RouteError(
                "off-network",
                f"the {what} lies {error.distance:,.0f} m from the next street that one can "
                f"{verb} and that is known here; choose a place nearer to one",
            ) from error
