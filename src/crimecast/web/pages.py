"""The page at its addresses: ``/``, each city's, and the files it is made of."""

from __future__ import annotations

import logging
import re
from typing import Final

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from crimecast.city import ID_PATTERN, City
from crimecast.languages import LANGUAGES
from crimecast.web.ahead import asked_at_once, with_requests
from crimecast.web.greeting import greeting_of, with_greeting
from crimecast.web.headers import EMBED
from crimecast.web.page import INDEX, NOT_BUILT, TYPES, Page, wanted_language
from crimecast.web.problem import Problem
from crimecast.web.respond import IMMUTABLE, NO_CACHE, Payload, json_payload, respond
from crimecast.web.site import Site
from crimecast.web.social import base_address, preview_of, with_preview

logger = logging.getLogger("crimecast.web")

VARY: Final = "Accept-Encoding, Accept-Language"


class Pages:
    """Answers at the addresses that people see."""

    def __init__(self, page: Page, site: Site, public: str | None) -> None:
        self.page, self.site, self.public = page, site, public

    def shell(self, request: Request, status: int, city: City | None = None) -> Response:
        """Give the page, whatever its address: it looks there for what to show.

        Of a city it says what the address shows, for those who read no script or wait for it, and
        what is to be fetched for it at once; not where ``plain`` is asked for, as the service
        worker does, which keeps one page for all addresses.
        """
        asked = request.query_params.get("lang")
        built = self.page.shell(asked, request.headers.get("accept-language"))
        if built is not None and city is not None and "plain" not in request.query_params:
            built = self._previewed(built, request, city)
        answer = respond(request, built or NOT_BUILT, NO_CACHE, vary=VARY)
        if answer.status_code == 200:
            answer.status_code = 503 if built is None else status
        return answer

    def _previewed(self, built: Payload, request: Request, city: City) -> Payload:
        try:
            language = self._language(request)
            preview = preview_of(self.site, city, request, language)
            ahead = asked_at_once(self.site, city, request)
            greeting = greeting_of(self.site, city, request, language)
        except Exception:  # the page itself is worth more than its preview
            logger.exception("a link to %s has no preview", city.id)
            return built
        body = with_preview(built.body, preview, base_address(request, self.public))
        body = with_requests(body, ahead)
        if greeting is not None:
            body = with_greeting(body, greeting)
        return Payload(body, built.media_type, level=1)

    def index(self, request: Request) -> Response:
        """Give the page: it shows the first city with a forecast."""
        cities = self.site.cities()
        first = next((city for city in cities if self.site.latest(city.id) is not None), None)
        return self.shell(request, 200, first)

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
            city = self.site.city(name)
        except Problem as problem:
            return self.shell(request, problem.status)
        # What stands in others' pages is no page to be linked to.
        return self.shell(request, 200, None if request.url.path.startswith(EMBED) else city)

    def manifest(self, request: Request) -> Response:
        """Tell how the page is installed, of no city in particular."""
        return self._installed(request, None, None)

    def city_manifest(self, request: Request, name: str) -> Response:
        """Tell how the page of a city is installed."""
        if not re.fullmatch(ID_PATTERN, name):
            raise HTTPException(404)
        city = self.site.city(name)
        return self._installed(request, city.id, city.name)

    @staticmethod
    def _language(request: Request) -> str:
        asked = request.query_params.get("lang")
        return wanted_language(asked, request.headers.get("accept-language"), LANGUAGES)

    def _installed(self, request: Request, city: str | None, name: str | None) -> Response:
        language = self._language(request)
        # Only a language that was chosen goes with the page; else the browser's is asked again.
        fixed = request.query_params.get("lang") == language
        return respond(request, app_manifest(city, name, language, fixed), NO_CACHE, vary=VARY)


def app_manifest(city: str | None, name: str | None, language: str, fixed: bool) -> Payload:
    """Return a web application manifest; its icons are made with the page."""
    speech = LANGUAGES[language]
    name = None if name is None else speech.label(name)
    whole = "crimecast" if name is None else speech.installed.format(city=name)
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
        "description": speech.description, "lang": language,
        "start_url": f"{start}?lang={language}" if fixed else start, "scope": "/",
        "display": "standalone",
        "theme_color": "#0b7a75", "background_color": "#f7f7f5", "icons": icons,
    }  # fmt: skip
    ready = json_payload(content)
    return Payload(ready.body, TYPES[".webmanifest"])


def add_pages(app: FastAPI, page: Page, site: Site, *, public: str | None = None) -> None:
    """Serve the page's files; the page itself at ``/`` and at cities' addresses.

    ``public`` is how the world reaches the server, where the host says so.
    """
    pages = Pages(page, site, public)
    for path, answer in (
        ("/", pages.index),
        ("/app.webmanifest", pages.manifest),
        ("/{name}/app.webmanifest", pages.city_manifest),
        ("/assets/{path:path}", pages.asset),
        ("/{name}", pages.named),
        ("/{name}/record", pages.city),
        ("/{name}/status", pages.city),
        ("/embed/{name}", pages.city),
    ):
        app.add_api_route(path, answer, include_in_schema=False, response_class=Response)
