"""The web application: the API and the page of one host's folder."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import Response

from crimecast import __version__
from crimecast.settings import Settings
from crimecast.web import (
    change,
    cities,
    forecasts,
    history,
    image,
    place,
    record,
    routes,
    server,
    streets,
    typical,
)
from crimecast.web.common import LIMITED
from crimecast.web.headers import Headers
from crimecast.web.limits import Limits
from crimecast.web.page import Page
from crimecast.web.pages import add_pages
from crimecast.web.problem import add_handlers
from crimecast.web.quick import Quick
from crimecast.web.respond import NO_CACHE, Payload, json_payload, respond
from crimecast.web.schemas import ProblemDetails
from crimecast.web.shelf import Shelf
from crimecast.web.site import Bring, Site

STATIC = Path(__file__).parent / "static"
DESCRIPTION = """An hourly forecast of reported crime, from the records a city publishes.

Counts are of incidents reported to police. They say nothing about a person, and they are not a
measure of danger. Instants are ISO 8601 in UTC, lengths metres, degrees WGS 84."""
TAGS = [
    {"name": "cities", "description": "What cities there are, and what is known of each."},
    {"name": "forecasts", "description": "Issued forecasts. What belongs to an id never changes."},
    {"name": "history", "description": "What was reported. Counts below 3 in a cell are not told."},
    {"name": "routes", "description": "Ways from one place to another. Nothing asked is kept."},
    {"name": "record", "description": "How right the forecasts were, as far as was published."},
    {"name": "streets", "description": "The base map's tiles and names."},
    {"name": "server", "description": "The server itself."},
]


_GRACE = 10.0
"""Seconds that a server which ends waits for what it was loading ahead."""


def create_app(
    home: Path,
    *,
    static: Path = STATIC,
    warm: bool = False,
    settings: Settings | None = None,
    bring: Bring | None = None,
    freshness: Callable[[], dict[str, Any]] | None = None,
) -> FastAPI:
    """Make the application.

    Parameters
    ----------
    home : Path
        The host's folder, see ``docs/architecture.md``. Read only, and read again when it changes.
    static : Path
        Folder of the built page.
    warm : bool
        Whether to load, once the server runs, what the first visitor would wait for.
    settings : Settings, optional
        Where the map's ground comes from; by default what the environment says.
    bring : callable, optional
        Fetches a forecast that is asked for and not in the folder.
    freshness : callable, optional
        Tells when the folder was last in step with where it comes from; for ``/api/health``.
    """
    settings = settings or Settings()
    site = Site(home, style_url=settings.style_url, bring=bring)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        ended = threading.Event()
        warming = threading.Thread(target=site.warm, args=(ended,), name="warm", daemon=True)
        if warm:
            warming.start()
        yield
        ended.set()
        app.state.studio.pictures.close()
        if warm:
            # A process that ends amid a query of DuckDB's aborts.
            warming.join(_GRACE)

    app = FastAPI(
        title="crimecast",
        summary="An hourly forecast of reported crime on a map",
        description=DESCRIPTION,
        version=__version__,
        license_info={"name": "MIT", "identifier": "MIT"},
        openapi_tags=TAGS,
        openapi_url=None,  # served below, with an ETag
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
        redirect_slashes=False,
        responses=LIMITED,
    )
    app.state.site = site
    app.state.freshness = freshness
    app.state.shelf = Shelf(home)
    app.state.desk = routes.Desk()
    app.state.studio = image.Studio(static / "assets")
    app.add_middleware(Quick, site=site)
    app.add_middleware(Limits, rate=settings.rate, burst=settings.rate_burst)
    app.add_middleware(Headers, origins=settings.map_origins)  # outermost: added last
    add_handlers(app)
    for router in (
        forecasts.router,
        place.router,
        typical.router,
        change.router,
        image.router,
        cities.router,
        history.router,
        streets.router,
        routes.router,
        record.router,
        server.router,
        server.metrics_router,
    ):
        app.include_router(router)
    _add_openapi(app)
    add_pages(app, Page(static), site, public=settings.public_url)
    return app


def openapi_document(app: FastAPI) -> dict[str, Any]:
    """Return the OpenAPI document, with the schema of problems, which no route returns."""
    content = app.openapi()
    schemas = content["components"]["schemas"]
    schemas[ProblemDetails.__name__] = ProblemDetails.model_json_schema()
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    return content


def _add_openapi(app: FastAPI) -> None:
    """Serve the OpenAPI document."""
    lock = threading.Lock()
    ready: list[Payload] = []

    def document(request: Request) -> Response:
        with lock:
            if not ready:
                ready.append(json_payload(openapi_document(app)))
        return respond(request, ready[0], NO_CACHE)

    app.get("/api/openapi.json", include_in_schema=False, response_class=Response)(document)
