"""The page at its addresses: ``/``, each city's, and the files it is made of."""

from __future__ import annotations

import re
from typing import Final

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from crimecast.city import ID_PATTERN
from crimecast.web.page import INDEX, NOT_BUILT, TYPES, Page, wanted_language
from crimecast.web.problem import Problem
from crimecast.web.respond import IMMUTABLE, NO_CACHE, Payload, json_payload, respond
from crimecast.web.site import Site

VARY: Final = "Accept-Encoding, Accept-Language"
INSTALLED: Final = {
    "en": ("{}: reported incidents", "An hourly forecast of reported incidents on a map."),
    "es": (
        "{}: incidentes reportados",
        "Un pronóstico por hora de incidentes reportados, en un mapa.",
    ),
}
"""What the page is called where it is installed, and what it is, by language."""


class Pages:
    """Answers at the addresses that people see."""

    def __init__(self, page: Page, site: Site) -> None:
        self.page, self.site = page, site

    def shell(self, request: Request, status: int) -> Response:
        """Give the page, whatever its address: it looks there for what to show."""
        asked = request.query_params.get("lang")
        built = self.page.shell(asked, request.headers.get("accept-language"))
        answer = respond(request, built or NOT_BUILT, NO_CACHE, vary=VARY)
        if answer.status_code == 200:
            answer.status_code = 503 if built is None else status
        return answer

    def index(self, request: Request) -> Response:
        """Give the page."""
        return self.shell(request, 200)

    def asset(self, request: Request, path: str) -> Response:
        """Give a part of the page whose name holds its content's hash."""
        found = self.page.get(f"assets/{path}")
        if found is None:
            raise Problem(404, "no-file", "The page has no such file; load the page anew.")
        return respond(request, found, IMMUTABLE)

    def named(self, request: Request, name: str) -> Response:
        """Give a file of the page, else the page of a city."""
        found = self.page.get(name)
        if found is not None and name != INDEX:
            return respond(request, found, NO_CACHE)
        return self.city(request, name)

    def city(self, request: Request, name: str) -> Response:
        """Give the page of a city; of one that is unknown it tells people which there are."""
        if not re.fullmatch(ID_PATTERN, name):
            raise HTTPException(404)
        try:
            self.site.city(name)
        except Problem as problem:
            return self.shell(request, problem.status)
        return self.shell(request, 200)

    def manifest(self, request: Request) -> Response:
        """Tell how the page is installed, of no city in particular."""
        return self._installed(request, None, None)

    def city_manifest(self, request: Request, name: str) -> Response:
        """Tell how the page of a city is installed."""
        if not re.fullmatch(ID_PATTERN, name):
            raise HTTPException(404)
        city = self.site.city(name)
        return self._installed(request, city.id, city.name)

    def _installed(self, request: Request, city: str | None, name: str | None) -> Response:
        asked = request.query_params.get("lang")
        language = wanted_language(asked, request.headers.get("accept-language"), INSTALLED)
        # Only a language that was chosen goes with the page; else the browser's is asked again.
        fixed = asked == language
        return respond(request, app_manifest(city, name, language, fixed), NO_CACHE, vary=VARY)


def app_manifest(city: str | None, name: str | None, language: str, fixed: bool) -> Payload:
    """Return a web application manifest; its icons are made with the page."""
    title, description = INSTALLED[language]
    whole = "crimecast" if name is None else title.format(name)
    start = "/" if city is None else f"/{city}"
    icons = [
        {"src": "/favicon.svg", "sizes": "any", "type": "image/svg+xml"},
        {"src": "/icon-192.png", "sizes": "192x192", "type": "image/png"},
        {"src": "/icon-512.png", "sizes": "512x512", "type": "image/png"},
        {"src": "/icon-full-512.png", "sizes": "512x512", "type": "image/png",
         "purpose": "maskable"},
    ]  # fmt: skip
    content = {
        "id": start, "name": whole, "short_name": name or "crimecast",
        "description": description, "lang": language,
        "start_url": f"{start}?lang={language}" if fixed else start, "scope": "/",
        "display": "standalone",
        "theme_color": "#0b7a75", "background_color": "#f7f7f5", "icons": icons,
    }  # fmt: skip
    ready = json_payload(content)
    return Payload(ready.body, TYPES[".webmanifest"])


def add_pages(app: FastAPI, page: Page, site: Site) -> None:
    """Serve the page's files; the page itself at ``/`` and at cities' addresses."""
    pages = Pages(page, site)
    for path, answer in (
        ("/", pages.index),
        ("/app.webmanifest", pages.manifest),
        ("/{name}/app.webmanifest", pages.city_manifest),
        ("/assets/{path:path}", pages.asset),
        ("/{name}", pages.named),
        ("/{name}/record", pages.city),
        ("/embed/{name}", pages.city),
    ):
        app.add_api_route(path, answer, include_in_schema=False, response_class=Response)
