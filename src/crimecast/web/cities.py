"""What cities there are, and what is known of each."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from crimecast import __version__
from crimecast.city import City
from crimecast.web import schemas, streets
from crimecast.web.common import DEFAULTS, NOT_MODIFIED, CityId, shelf, site
from crimecast.web.respond import NO_CACHE, json_payload, respond

router = APIRouter(prefix="/api", tags=["cities"])


def _summary(request: Request, city: City) -> dict[str, Any]:
    found = site(request)
    records = found.records(city)
    return {
        "id": city.id,
        "name": city.name,
        "simulated": city.simulated,
        "time_zone": city.time_zone,
        "center": city.center,
        "bounds": found.bounds(city),
        "has_records": bool(records and records["rows"]),
        "has_forecast": found.latest(city.id) is not None,
        "has_record": shelf(request).has(city),
    }


@router.get("/health", response_model=schemas.Health, responses=NOT_MODIFIED, tags=["server"])
async def health(request: Request) -> Response:
    """Tell that the server answers."""
    freshness = request.app.state.freshness
    content = {
        "status": "ok", "version": __version__, "mirror": freshness() if freshness else None,
    }  # fmt: skip
    return respond(request, json_payload(content), NO_CACHE)


@router.get("/cities", response_model=schemas.Cities, responses=NOT_MODIFIED)
def cities(request: Request) -> Response:
    """List all cities."""
    found = site(request)
    content = {"cities": [_summary(request, city) for city in found.cities()]}
    return respond(request, json_payload(content), NO_CACHE)


@router.get("/cities/{city}", response_model=schemas.City, responses=DEFAULTS)
def city(request: Request, city: CityId) -> Response:
    """Tell what a city is: its categories, its source and its records."""
    found = site(request)
    known = found.city(city)
    base = found.base_map(known)
    content = {
        **_summary(request, known),
        "downtown": known.downtown,
        "source": known.source.model_dump(),
        "place_exactness": known.places.exactness,
        "blur_m": known.places.blur_m,
        "categories": [
            {
                "id": category.id, "label": category.label, "class": category.offence_class,
                "color": category.color, "forecast": category.forecast,
            }
            for category in known.kept_categories
        ],
        "classes": known.classes,
        "not_shown": known.not_shown,
        "records": found.records(known),
        "streets": None if base is None else streets.summary(known.id, base.manifest),
        "style_url": found.style_url,
    }  # fmt: skip
    return respond(request, json_payload(content), NO_CACHE)


@router.get("/cities/{city}/area", response_model=schemas.FeatureCollection, responses=DEFAULTS)
def area(request: Request, city: CityId) -> Response:
    """Give the study area and its neighborhoods as GeoJSON."""
    found = site(request)
    return respond(request, found.area(found.city(city)), NO_CACHE)
