"""Errors as ``application/problem+json`` (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from crimecast.errors import InputError
from crimecast.web.headers import SECURITY

MEDIA_TYPE = "application/problem+json"
logger = logging.getLogger("crimecast.web")


class Problem(Exception):  # noqa: N818 -- named as the standard names it
    """An answer that is an error, with a sentence that says what to do."""

    def __init__(self, status: int, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail = status, kind, detail


def problem_response(
    status: int,
    detail: str,
    *,
    kind: str | None = None,
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> JSONResponse:
    """Return a problem as a response that no cache keeps."""
    body = {
        "type": f"urn:crimecast:problem:{kind}" if kind else "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        **more,
    }
    return JSONResponse(
        body,
        status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        media_type=MEDIA_TYPE,
    )


def _where(location: tuple[Any, ...]) -> str:
    return ".".join(str(part) for part in location[1:]) or "the request"


def add_handlers(app: FastAPI) -> None:
    """Make every error of an app a problem."""

    async def on_problem(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Problem)  # noqa: S101 -- registered for this class only
        return problem_response(error.status, error.detail, kind=error.kind)

    async def on_http(request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)  # noqa: S101
        details = {
            404: "There is nothing at this address; see /api/openapi.json for what there is.",
            405: f"{request.method} is not possible here; use GET.",
        }
        detail = details.get(error.status_code, str(error.detail))
        return problem_response(error.status_code, detail, headers=error.headers)

    async def on_invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        errors = [
            {"where": _where(tuple(item["loc"])), "message": str(item["msg"])}
            for item in error.errors()
        ]
        detail = "; ".join(f"{item['where']}: {item['message']}" for item in errors)
        return problem_response(422, f"{detail}.", kind="invalid", errors=errors)

    async def on_input(_: Request, error: Exception) -> JSONResponse:
        # The host's files are wrong, not the request. The message may name paths: for the log.
        logger.error("%s", error)
        return problem_response(
            503, "The host's data cannot be read; its log says why.", kind="host-data"
        )

    async def on_crash(_: Request, __: Exception) -> JSONResponse:
        # Answered outside of all middleware, so the headers are told here.
        headers = {name.decode(): value.decode() for name, value in SECURITY}
        detail = "The server failed on this request; its log says why."
        return problem_response(500, detail, kind="crash", headers=headers)

    app.add_exception_handler(Problem, on_problem)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(InputError, on_input)
    app.add_exception_handler(Exception, on_crash)
