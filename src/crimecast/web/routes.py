"""Routes on foot and by bicycle, with the reported incidents expected along them.

Places are asked for in the body, so that no address, no log and no history of a browser holds them;
answers are kept by nobody.
"""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime
from typing import Annotated, Any, Final, Literal

import numpy as np
from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from starlette.responses import Response

from crimecast.errors import InputError
from crimecast.route.answer import to_geojson
from crimecast.route.graph import Mode
from crimecast.route.planner import Planner, Question, RouteError
from crimecast.web.common import INVALID, NOT_FOUND, SENT, TOO_MANY, CityId, site
from crimecast.web.problem import Problem
from crimecast.web.respond import NO_STORE, json_payload, respond

router = APIRouter(prefix="/api/cities/{city}", tags=["routes"])

Degrees = Annotated[
    tuple[
        Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)],
        Annotated[float, Field(ge=-85, le=85, allow_inf_nan=False)],
    ],
    Field(examples=[(-122.3132, 47.6612)]),
]
_INSTANT: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ]")
AT_ONCE: Final = 2
WAITS_S: Final = 20.0
MOST_WAITING: Final = 10
"""Each that waits holds one of the forty threads that answer everything."""
_BUSY: Final = "The server looks for many routes just now; ask again soon."
_STATUS: Final = {"no-way": 404, "other-city": 503}


def _written(given: object) -> object:
    """Take an instant as text alone: a number would be one of seconds since 1970."""
    if given is not None and not (isinstance(given, str) and _INSTANT.match(given)):
        raise ValueError("write an instant as 2024-07-02T04:00:00Z")
    return given


class RouteQuestion(BaseModel):
    """From where to where, when and how."""

    model_config = ConfigDict(extra="forbid")

    start: Degrees = Field(description="Longitude and latitude, degrees.")
    stop: Degrees = Field(description="Longitude and latitude, degrees.")
    mode: Literal["foot", "bicycle"] = "foot"
    departure: Annotated[datetime | None, BeforeValidator(_written)] = Field(
        default=None,
        description="An instant with its offset; the forecast's present where absent.",
        examples=["2024-07-02T04:00:00Z"],
    )
    categories: list[str] | None = Field(
        default=None, max_length=300,
        description="Ids of the manifest's categories; those against people where absent.",
    )  # fmt: skip
    detour: float = Field(
        default=1.5, ge=1, le=3,
        description="How many times the fastest route's time another may take.",
    )  # fmt: skip


class Spot(BaseModel):
    """A place on the streets that are known, next to the one that was asked for."""

    lon: float
    lat: float
    off_m: float = Field(description="Metres from the place that was asked for.")
    street: str = Field(description="Empty where it has no name.")


class RouteDifference(BaseModel):
    """How much less is expected than on the fastest route, of one trip."""

    less: float
    lower: float
    upper: float
    apart: bool = Field(description="False: no meaningful difference; say so.")


class RouteStretch(BaseModel):
    """A part of a route along one street."""

    name: str
    kind: str
    above: bool
    below: bool
    metres: int
    seconds: int
    expected: float = Field(description="Reported incidents near while passing, of one trip.")


class RoutePart(BaseModel):
    """Points of a route that are drawn in one color."""

    start: int
    stop: int
    rate: float = Field(description="Reported incidents near in an hour of being there.")


class RouteProperties(BaseModel):
    """What is told of a route. Counts are of one trip."""

    seconds: int
    metres: int
    expected: float
    lower: float
    upper: float
    outside: float = Field(description="Share of the time outside the area, where nothing is told.")
    against: RouteDifference | None = Field(description="Null of the fastest.")
    leaving: list[tuple[float, float, float]] = Field(
        description="Expected, lower and upper for departures in this hour and those that follow."
    )
    stretches: list[RouteStretch]
    parts: list[RoutePart]


class RouteLine(BaseModel):
    """A route's line."""

    type: Literal["LineString"]
    coordinates: list[tuple[float, float]]


class RouteFeature(BaseModel):
    """A route."""

    type: Literal["Feature"]
    geometry: RouteLine
    properties: RouteProperties


class Routes(BaseModel):
    """Routes from one place to another, the fastest first."""

    type: Literal["FeatureCollection"]
    city: str
    forecast: str
    mode: Literal["foot", "bicycle"]
    departure: str
    time_zone: str
    detour: float
    categories: list[str]
    near_m: float = Field(description="Metres within which incidents are counted.")
    blur_m: float = Field(description="Metres by which the publisher blurs places.")
    trips: int = Field(description="Of so many trips alike counts may be told.")
    level: float = Field(description="Chance that a range holds what is truly expected.")
    apart_level: float
    start: Spot
    stop: Spot
    streets: str
    notes: list[str]
    features: list[RouteFeature]


class Desk:
    """Lets a few questions be worked on at a time, so that others are not kept waiting by them."""

    def __init__(self, *, at_once: int = AT_ONCE, waiting: int = MOST_WAITING) -> None:
        self._free = threading.BoundedSemaphore(at_once)
        self._places = threading.BoundedSemaphore(at_once + waiting)

    def answer(self, planner: Planner, question: Question) -> dict[str, Any]:
        """Return the answer as GeoJSON.

        Raises
        ------
        Problem
            503 where too many ask, else what the question lacks.
        """
        if not self._places.acquire(blocking=False):
            raise Problem(503, "busy", _BUSY)
        try:
            if not self._free.acquire(timeout=WAITS_S):
                raise Problem(503, "busy", _BUSY)
            try:
                return to_geojson(planner, planner.answer(question))
            except RouteError as error:
                raise Problem(_STATUS.get(error.kind, 422), error.kind, _sentence(error)) from error
            finally:
                self._free.release()
        finally:
            self._places.release()


@router.post(
    "/routes", response_model=Routes, responses={**NOT_FOUND, **INVALID, **TOO_MANY, **SENT}
)
def routes(request: Request, city: CityId, asked: Annotated[RouteQuestion, Body()]) -> Response:
    """Compare ways from one place to another: time, and reported incidents expected along them."""
    found = site(request)
    known = found.city(city)
    try:
        planner = found.planner(known)
    except InputError as error:
        raise Problem(404, "no-routes", _sentence(error)) from error
    question = Question(
        start=asked.start, stop=asked.stop, mode=Mode(asked.mode),
        departure=_instant(asked.departure), categories=asked.categories, detour=asked.detour,
    )  # fmt: skip
    desk: Desk = request.app.state.desk
    return respond(request, json_payload(desk.answer(planner, question), level=1), NO_STORE)


def _instant(departure: datetime | None) -> np.datetime64 | None:
    if departure is None:
        return None
    if departure.tzinfo is None:
        raise Problem(422, "invalid", "departure: give an instant with its offset, such as Z.")
    return np.datetime64(departure.astimezone(UTC).replace(tzinfo=None), "s")


def _sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}."
