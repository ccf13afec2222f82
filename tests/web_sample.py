"""A client without a socket, and places in the sample's city."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
from fastapi import FastAPI

#: Cells of the sample's grid, in degrees: five robberies, two, and one of a day before the year.
FIVE, TWO, OLD = ("-104.98", "39.74"), ("-104.95", "39.75"), ("-104.93", "39.73")


class Client:
    """Answers of an app, one at a time."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def once() -> httpx.Response:
            transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await client.request(method, path, **options)

        return asyncio.run(once())

    def get(self, path: str, **headers: str) -> httpx.Response:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.request("GET", path, headers=given)

    def post(self, path: str, content: object) -> httpx.Response:
        """Send JSON."""
        return self.request("POST", path, json=content)
