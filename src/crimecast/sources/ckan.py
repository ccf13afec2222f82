"""CKAN portals: ``datastore_search`` over one resource, or several that make one table."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar, Final
from urllib.parse import urlsplit

from crimecast.city_parts import Portal
from crimecast.errors import InputError
from crimecast.sources.http import Again, Answer, Fetcher
from crimecast.sources.portal import (
    Adapter,
    Column,
    Cursor,
    Described,
    Page,
    Request,
    Row,
    Stale,
    Wanted,
    text_of,
)

_ID: Final = "_id"
_UUID: Final = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_MOST: Final = 32_000
"""Rows of one answer, by CKAN's default."""


class Ckan(Adapter):
    """A resource by an address that ends in its id, or the portal's and the option ``resources``.

    It can be paged by offset alone: rows that go meanwhile shift the others. Where the count of
    rows changes between two pages, the pull is begun anew.
    """

    kind = "ckan"
    options: ClassVar[dict[str, str]] = {
        "resources": "ids of resources that make one table, with spaces between them",
    }

    def __init__(self, portal: Portal, wanted: Wanted, fetch: Fetcher, work: Path) -> None:
        super().__init__(portal, wanted, fetch, work)
        parts = urlsplit(portal.url)
        named = self.text("resources").replace(",", " ").split()
        self._resources = tuple(dict.fromkeys(named)) or tuple(_UUID.findall(portal.url)[-1:])
        if not self._resources:
            raise InputError(
                f"portal.url {portal.url} names no resource; end it with the resource's id, or "
                "give ids in portal.options: resources"
            )
        # A portal may live below a path; what follows it is the data set's page or the API.
        path = re.split(r"/(?:api|dataset|resource|datastore)(?:/|$)", parts.path)[0].rstrip("/")
        self._url = f"{parts.scheme}://{parts.netloc}{path}/api/3/action/datastore_search"
        self._columns: dict[str, tuple[Column, ...]] = {}

    def describe(self) -> Described:
        """Ask every resource for its columns and its count of rows."""
        columns = {c.name: c for one in self._resources for c in self._of(one)}
        return Described(tuple(columns.values()), self.total(Request()))

    def total(self, request: Request) -> int:  # noqa: ARG002 -- it is always the whole
        """Count the rows of all resources."""
        return sum(_total(self._ask(one, limit="0")) for one in self._resources)

    def pages(self, request: Request, cursor: Cursor) -> Iterator[Page]:  # noqa: ARG002
        """Yield pages ordered by ``_id``, resource by resource; see :class:`Adapter`."""
        first = int(cursor["resource"]) if cursor else 0
        size = min(self.page_rows, _MOST)
        for number, resource in enumerate(self._resources):
            if number < first:
                continue
            there = cursor if cursor and number == first else {}
            offset, total = int(there.get("offset", 0)), int(there.get("total", 0))
            names = self.choose(Described(self._of(resource))).names
            fields = ",".join(dict.fromkeys((_ID, *names)))
            while True:
                answer = self._ask(
                    resource, limit=str(size), offset=str(offset), sort=f"{_ID} asc", fields=fields
                )
                found, now = answer.value["result"]["records"], _total(answer)
                if offset and now != total:
                    raise Stale(f"changed from {total:,} to {now:,} rows while it was read")
                if not found:
                    break
                ids = [int(row[_ID]) for row in found]
                offset, total = offset + len(found), now
                state = {"resource": number, "offset": offset, "total": total}
                rows: list[Row] = [{n: text_of(row.get(n)) for n in names} for row in found]
                yield Page(answer.raw, rows, state, [f"{number}/{one}" for one in ids])

    def _of(self, resource: str) -> tuple[Column, ...]:
        if resource not in self._columns:
            fields = self._ask(resource, limit="0").value["result"].get("fields") or []
            self._columns[resource] = tuple(
                Column(str(field["id"]), str(field.get("type", "text")))
                for field in fields
                if field["id"] != _ID
            )
        return self._columns[resource]

    def _ask(self, resource: str, **params: str) -> Answer:
        return self.fetch.json(self._url, {"resource_id": resource, **params}, check=_check)


def _check(value: Any) -> None:
    if not isinstance(value, dict):
        raise Again("the answer is no JSON object")
    if not value.get("success"):
        raise InputError(f"the portal answers {json.dumps(value.get('error'))[:300]}")
    result = value.get("result")
    if not isinstance(result, dict) or not isinstance(result.get("records"), list):
        raise Again("the answer holds no records")
    if not all(isinstance(row, dict) for row in result["records"]):
        raise Again("the records are no objects; does portal.url lead to another API?")


def _total(answer: Answer) -> int:
    try:
        return int(answer.value["result"]["total"])
    except (KeyError, TypeError, ValueError) as error:
        raise InputError("the portal does not tell how many rows a resource has") from error
