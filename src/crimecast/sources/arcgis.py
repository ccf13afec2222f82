"""ArcGIS servers: a layer of a FeatureServer or MapServer, or several that make one table.

Pages are asked by what stands after the last object id, so that rows that come or go meanwhile
shift nothing; by offset where a layer has no object id; by ranges of ids where it cannot order.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
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
    Wanted,
    text_of,
)

_PLACE: Final = (Column("lon", "double"), Column("lat", "double"))
_DATE: Final = "esriFieldTypeDate"
_LOCAL_SLACK: Final = dt.timedelta(days=1)
"""Where a layer's clock is not UTC, a day more is asked for: no zone is further away."""
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LAYER: Final = re.compile(r"/(?:Feature|Map)Server/(\d+)$", re.IGNORECASE)
_MOST_LAYERS: Final = 200


@dataclass(frozen=True)
class Layer:
    """What a layer tells of itself."""

    url: str
    columns: tuple[Column, ...]
    oid: str | None
    most: int
    pages: bool
    orders: bool
    local: bool
    zone: str | None

    @property
    def dates(self) -> frozenset[str]:
        """Columns whose values are milliseconds since 1970."""
        return frozenset(column.name for column in self.columns if column.type == _DATE)


class ArcGIS(Adapter):
    """A layer by its address (``.../FeatureServer/0``), or a service and the option ``layers``."""

    kind = "arcgis"
    options: ClassVar[dict[str, str]] = {
        "layers": 'layers of the service that make one table, like "8, 10-14"',
        "epoch": '"utc" or "local": what dates count from 1970; by default as the layer says',
        "geometry": "true adds the columns lon and lat (WGS 84) from the point of each row",
        "paging": '"offset" or "ids" instead of what the layer can do best',
    }
    changes = True
    page = 2_000

    def __init__(self, portal: Portal, wanted: Wanted, fetch: Fetcher, work: Path) -> None:
        super().__init__(portal, wanted, fetch, work)
        parts = urlsplit(portal.url)
        self._url = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}".removesuffix(
            "/query"
        )
        self._epoch = self.text("epoch", among=("utc", "local"))
        self._geometry = self.flag("geometry")
        self._paging = self.text("paging", among=("offset", "ids"))
        self._urls = self._addresses(self.text("layers"))
        self._known: dict[str, Layer] = {}

    def describe(self) -> Described:
        """Ask every layer for its columns, and for its count of rows."""
        columns: dict[str, Column] = {}
        notes: list[str] = []
        for layer in map(self._layer, self._urls):
            columns.update((column.name, column) for column in layer.columns)
            if layer.dates:
                clock = "local" if self._local(layer) else "UTC"
                said = layer.zone or "UTC"
                notes.append(f"{layer.url} says its dates are {said}; they are read as {clock}")
        if self._geometry:
            columns.update((column.name, column) for column in _PLACE)
        return Described(tuple(columns.values()), self.total(Request()), tuple(notes))

    def total(self, request: Request) -> int:
        """Count the rows of a request over all layers."""
        return sum(self._count(layer, self._filter(layer, request)) for layer in self._layers())

    def pages(self, request: Request, cursor: Cursor) -> Iterator[Page]:
        """Yield pages, layer by layer; see :class:`Adapter`."""
        first = int(cursor["layer"]) if cursor else 0
        for number, layer in enumerate(self._layers()):
            if number < first:
                continue
            there = cursor if cursor and number == first else {"layer": number}
            if self._paging == "ids" or not (layer.orders or self._paging == "offset"):
                yield from self._by_ids(layer, request, there)
            else:
                yield from self._by_order(layer, request, there)

    def _layers(self) -> list[Layer]:
        return [self._layer(url) for url in self._urls]

    def _addresses(self, layers: str) -> tuple[str, ...]:
        if not layers:
            if not _LAYER.search(self._url):
                raise InputError(
                    f"portal.url {self.portal.url} names no layer; add its number "
                    "(like /FeatureServer/0), or name several in portal.options: layers"
                )
            return (self._url,)
        service = _LAYER.sub(lambda found: found[0].rpartition("/")[0], self._url)
        numbers: list[int] = []
        for part in re.split(r"[,\s]+", layers.strip()):
            found = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", part)
            if not found:
                raise InputError(f'portal.options: layers = {layers!r}; write it like "8, 10-14"')
            last = int(found[2] or found[1])
            numbers += range(int(found[1]), min(last, int(found[1]) + _MOST_LAYERS) + 1)
        return tuple(f"{service}/{number}" for number in dict.fromkeys(numbers))

    def _layer(self, url: str) -> Layer:
        if url not in self._known:
            value = self._json(url, {}, "fields").value
            if not isinstance(value.get("fields"), list) or not value["fields"]:
                raise InputError(f"{url} is no layer with columns; is its number right?")
            can = value.get("advancedQueryCapabilities") or {}
            fields = [field for field in value["fields"] if isinstance(field, dict)]
            ids = [str(f["name"]) for f in fields if f.get("type") == "esriFieldTypeOID"]
            reference = value.get("dateFieldsTimeReference") or {}
            columns = tuple(Column(str(f["name"]), str(f.get("type", "text"))) for f in fields)
            if self._geometry and {c.name.casefold() for c in columns} & {"lon", "lat"}:
                raise InputError(f"{url} has columns lon or lat; take portal.options: geometry out")
            self._known[url] = Layer(
                url,
                columns,
                value.get("objectIdField") or (ids[0] if ids else None),
                _whole(value.get("maxRecordCount"), 1000),
                bool(can.get("supportsPagination", value.get("supportsPagination", False))),
                bool(can.get("supportsOrderBy", True)),
                bool(value.get("datesInUnknownTimezone", False)),
                reference.get("timeZone"),
            )
        return self._known[url]

    def _local(self, layer: Layer) -> bool:
        return self._epoch == "local" or (not self._epoch and layer.local)

    def _json(self, url: str, params: dict[str, str], needed: str) -> Answer:
        def check(value: Any) -> None:
            if not isinstance(value, dict):
                raise Again("the answer is no JSON object")
            if error := value.get("error"):
                _raise(url, error)
            if needed not in value:
                raise Again(f"the answer holds no {needed}")

        return self.fetch.json(url, {"f": "json", **params}, check=check)

    def _filter(self, layer: Layer, request: Request) -> str:
        if request.since is None:
            return "1=1"
        updated = self._updated(layer)
        if updated is None:
            raise InputError("the city's file names no portal.updated; changes cannot be asked for")
        since = request.since.astimezone(dt.UTC)
        if self._local(layer) or (layer.zone or "UTC").upper() != "UTC":
            since -= _LOCAL_SLACK
        return f"{updated} >= TIMESTAMP '{since:%Y-%m-%d %H:%M:%S}'"

    def _updated(self, layer: Layer) -> str | None:
        if not self.portal.updated:
            return None
        lower = {column.name.casefold(): column.name for column in layer.columns}
        if self.portal.updated.casefold() not in lower:
            raise InputError(
                f"{layer.url} has no column {self.portal.updated}, which portal.updated names"
            )
        return lower[self.portal.updated.casefold()]

    def _count(self, layer: Layer, where: str) -> int:
        params = {"where": where, "returnCountOnly": "true"}
        return _whole(self._json(f"{layer.url}/query", params, "count").value["count"], 0)

    def _by_order(self, layer: Layer, request: Request, there: Cursor) -> Iterator[Page]:
        """Yield pages ordered by object id; the end is an empty page that claims no more."""
        oid = layer.oid if self._paging != "offset" else None
        after, skip = there.get("after"), int(there.get("skip", 0))
        size, empty = min(self.page_rows, layer.most), 0
        while True:
            where = self._filter(layer, request)
            params = self._asking(layer) | {
                "where": f"{where} AND {oid} > {int(after)}" if oid and after is not None else where
            }
            if order := oid or layer.oid:
                params["orderByFields"] = order
            if layer.pages:
                params |= {"resultOffset": str(skip), "resultRecordCount": str(size)}
            answer = self._json(f"{layer.url}/query", params, "features")
            found = answer.value["features"]
            if not found:
                empty += 1
                # Seen: an empty page with more rows behind it.
                if not answer.value.get("exceededTransferLimit") or empty > 1000:
                    return
                if not layer.pages:
                    raise InputError(f"{layer.url} says it has more rows and gives none")
                skip += size
                continue
            empty = 0
            if oid:
                ids = [_whole(_attributes(row).get(oid), -1) for row in found]
                after, skip = max(ids), 0
            elif layer.pages:
                skip += len(found)
            cursor = {"layer": there["layer"], "after": after, "skip": skip}
            yield self._page(layer, answer, cursor)
            if not oid and not layer.pages:
                return  # it gives what it gives; the count tells whether that was all

    def _by_ids(self, layer: Layer, request: Request, there: Cursor) -> Iterator[Page]:
        """Yield pages by ranges of object ids, all of which are asked for first."""
        if layer.oid is None:
            raise InputError(f"{layer.url} can neither order its rows nor has it object ids")
        where, after = self._filter(layer, request), there.get("after")
        answer = self._json(
            f"{layer.url}/query", {"where": where, "returnIdsOnly": "true"}, "objectIds"
        )
        ids = sorted({_whole(text, -1) for text in answer.value["objectIds"] or ()})
        ids = [one for one in ids if after is None or one > int(after)]
        size = min(self.page_rows, layer.most)
        for start in range(0, len(ids), size):
            first, last = ids[start], ids[min(start + size, len(ids)) - 1]
            limits = f"{layer.oid} >= {first} AND {layer.oid} <= {last}"
            params = self._asking(layer) | {"where": f"{where} AND {limits}"}
            answer = self._json(f"{layer.url}/query", params, "features")
            if answer.value["features"]:
                cursor = {"layer": there["layer"], "after": last, "skip": 0}
                yield self._page(layer, answer, cursor)

    def _asking(self, layer: Layer) -> dict[str, str]:
        names = [*self._names(layer), layer.oid, self._updated(layer)]
        own = {column.name for column in layer.columns}
        fields = dict.fromkeys(name for name in names if name in own)
        params = {"outFields": ",".join(filter(None, fields)), "returnGeometry": "false"}
        if self._geometry:
            params |= {"returnGeometry": "true", "outSR": "4326"}
        return params

    def _names(self, layer: Layer) -> tuple[str, ...]:
        added = _PLACE if self._geometry else ()
        try:
            return self.choose(Described((*layer.columns, *added))).names
        except InputError as error:
            raise InputError(str(error).replace(self.portal.url, layer.url, 1)) from error

    def _page(self, layer: Layer, answer: Answer, cursor: Cursor) -> Page:
        found, names = answer.value["features"], self._names(layer)
        rows: list[Row] = []
        ids: list[str] = []
        updated, latest = self._updated(layer), None
        number = layer.url.rpartition("/")[2]
        for feature in found:
            values = _attributes(feature)
            row = {name: self._text(layer, name, values.get(name)) for name in names}
            if self._geometry:
                point = feature.get("geometry") or {}
                row["lon"], row["lat"] = text_of(point.get("x")), text_of(point.get("y"))
            rows.append(row)
            if layer.oid is not None:
                ids.append(f"{number}/{values.get(layer.oid)}")
            if updated and (instant := _instant(values.get(updated))):
                latest = max(latest or instant, instant)
        return Page(answer.raw, rows, cursor, ids, latest)

    def _text(self, layer: Layer, name: str, value: Any) -> str | None:
        if name not in layer.dates or value is None:
            return text_of(value)
        instant = _instant(value)
        if instant is None:
            return text_of(value)
        text = instant.replace(tzinfo=None).isoformat(
            timespec="milliseconds" if instant.microsecond else "seconds"
        )
        return text if self._local(layer) else f"{text}Z"


def _attributes(feature: Any) -> dict[str, Any]:
    found = feature.get("attributes") if isinstance(feature, dict) else None
    if not isinstance(found, dict):
        raise InputError("an ArcGIS answer holds a row without attributes")
    return found


def _raise(url: str, error: Any) -> None:
    """Tell a fault that may pass from one that will not; both come with status 200."""
    code = _whole(error.get("code"), 0) if isinstance(error, dict) else 0
    said = str(error.get("message") or error) if isinstance(error, dict) else str(error)
    details = error.get("details") if isinstance(error, dict) else None
    if isinstance(details, list) and details:
        said += f" ({'; '.join(map(str, details))})"
    said = " ".join(said.split())[:300]
    if code >= 500 or code in {408, 429}:
        raise Again(f"it answers with the error {code}: {said}")
    raise InputError(f"{url} answers with the error {code}: {said}")


def _whole(value: Any, default: int) -> int:
    try:
        return int(str(value))
    except ValueError:
        return default


def _instant(value: Any) -> dt.datetime | None:
    """Read milliseconds since 1970, which may be negative or written with an exponent."""
    try:
        return _EPOCH + dt.timedelta(milliseconds=int(Decimal(str(value))))
    except (InvalidOperation, OverflowError, ValueError):
        return None
