"""The web application: the API and the page of one host's folder."""

from __future__ import annotations

import re
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from crimecast import __version__
from crimecast.city import ID_PATTERN
from crimecast.settings import Settings
from crimecast.web import cities, forecasts, history, streets, typical
from crimecast.web.headers import Headers, security
from crimecast.web.page import INDEX, NOT_BUILT, Page
from crimecast.web.problem import Problem, add_handlers
from crimecast.web.quick import QuickFrames
from crimecast.web.respond import IMMUTABLE, NO_CACHE, Payload, json_payload, respond
from crimecast.web.schemas import ProblemDetails
from crimecast.web.site import Site

STATIC = Path(__file__).parent / "static"
DESCRIPTION = """An hourly forecast of reported crime, from the records a city publishes.

Counts are of incidents reported to police. They say nothing about a person, and they are not a
measure of danger. Instants are ISO 8601 in UTC, lengths metres, degrees WGS 84."""
TAGS = [
    {"name": "cities", "description": "What cities there are, and what is known of each."},
    {"name": "forecasts", "description": "Issued forecasts. What belongs to an id never changes."},
    {"name": "history", "description": "What was reported. Counts below 3 in a cell are not told."},
    {"name": "streets", "description": "The base map's tiles and names."},
    {"name": "server", "description": "The server itself."},
]


def create_app(
    home: Path, *, static: Path = STATIC, warm: bool = False, settings: Settings | None = None
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
    """
    settings = settings or Settings()
    site = Site(home, style_url=settings.style_url)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if warm:
            threading.Thread(target=site.warm, name="warm", daemon=True).start()
        yield

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
    )
    app.state.site = site
    app.add_middleware(QuickFrames, site=site)
    app.add_middleware(Headers, pairs=security(settings.map_origins))  # outermost: added last
    add_handlers(app)
    for router in (
        forecasts.router,
        typical.router,
        cities.router,
        history.router,
        streets.router,
    ):
        app.include_router(router)
    _add_openapi(app)
    _add_page(app, Page(static))
    return app


def _add_page(app: FastAPI, page: Page) -> None:
    """Serve the page's files; the page itself at ``/`` and at a city's address."""

    def shell(request: Request, status: int) -> Response:
        built = page.get(INDEX)
        answer = respond(request, built or NOT_BUILT, NO_CACHE)
        if answer.status_code == 200:
            answer.status_code = 503 if built is None else status
        return answer

    def index(request: Request) -> Response:
        return shell(request, 200)

    def asset(request: Request, path: str) -> Response:
        found = page.get(f"assets/{path}")
        if found is None:
            raise Problem(404, "no-file", "The page has no such file; load the page anew.")
        return respond(request, found, IMMUTABLE)

    def named(request: Request, name: str) -> Response:
        found = page.get(name)
        if found is not None and name != INDEX:
            return respond(request, found, NO_CACHE)
        if not re.fullmatch(ID_PATTERN, name):
            raise HTTPException(404)
        try:
            app.state.site.city(name)
        except Problem as problem:
            return shell(request, problem.status)  # the page tells people which cities there are
        return shell(request, 200)

    options = {"include_in_schema": False, "response_class": Response}
    app.get("/", **options)(index)  # type: ignore[arg-type]
    app.get("/assets/{path:path}", **options)(asset)  # type: ignore[arg-type]
    app.get("/{name}", **options)(named)  # type: ignore[arg-type]


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
