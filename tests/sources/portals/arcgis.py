"""An ArcGIS server: layers over SQLite, with the manners of different versions."""

import datetime as dt
import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from sources.portals.base import Asked, Portal, Reply

FIELDS = {
    "OBJECTID": "esriFieldTypeOID",
    "OFFENSE_ID": "esriFieldTypeString",
    "FIRST_OCCURRENCE_DATE": "esriFieldTypeDate",
    "REPORTED_DATE": "esriFieldTypeDate",
    "OFFENSE_TYPE_ID": "esriFieldTypeString",
    "GEO_LON": "esriFieldTypeDouble",
    "GEO_LAT": "esriFieldTypeDouble",
    "EDITED": "esriFieldTypeDate",
}
#: Ten at night, the last of February 2024, UTC.
NIGHT = 1_709_244_000_000


def make_rows(count: int, *, first: int = 1) -> list[dict[str, Any]]:
    """Return rows of a layer; object ids have gaps."""
    return [
        {
            "OBJECTID": (first + i) * 3,
            "OFFENSE_ID": f"2024{first + i:06d}-{i % 4}",
            "FIRST_OCCURRENCE_DATE": NIGHT + i * 60_000,
            "REPORTED_DATE": None if i % 9 == 0 else NIGHT + i * 3_600_000,
            "OFFENSE_TYPE_ID": ("robbery-street", "theft-other")[i % 2],
            "GEO_LON": -104.99 + i / 10_000,
            "GEO_LAT": 39.74 - i / 10_000,
            "EDITED": NIGHT + 86_400_000,
        }
        for i in range(count)
    ]


class Arc(Portal):
    """A service with layers.

    ``most`` rows come at once; ``pages``, ``orders`` say what the layers can do. What they cannot
    do they ignore, as old servers did. ``claims`` makes full pages claim no more rows.
    """

    def __init__(
        self,
        layers: Mapping[int, Iterable[Mapping[str, Any]]],
        fields: Mapping[str, str] = FIELDS,
        *,
        most: int = 40,
        pages: bool = True,
        orders: bool = True,
        about: Mapping[str, Any] | None = None,
        service: str = "FeatureServer",
    ) -> None:
        super().__init__()
        self.fields, self.most, self.pages, self.orders = dict(fields), most, pages, orders
        self.about = {"dateFieldsTimeReference": {"timeZone": "UTC"}, **(about or {})}
        self.root = f"/arcgis/rest/services/crime/{service}"
        self.count_says: int | None = None
        self.claims = True
        self.table = sqlite3.connect(":memory:", check_same_thread=False)
        self.table.row_factory = sqlite3.Row
        self.layers = sorted(layers)
        for layer, rows in layers.items():
            names = ", ".join(
                f"{name} {'TEXT' if kind == 'esriFieldTypeString' else 'NUMERIC'}"
                for name, kind in self.fields.items()
            )
            self.table.execute(f"CREATE TABLE t{layer} ({names})")
            self.put(layer, rows)

    def put(self, layer: int, rows: Iterable[Mapping[str, Any]]) -> None:
        with self.lock:
            for row in rows:
                values = [row[name] for name in self.fields]
                marks = ", ".join("?" * len(values))
                self.table.execute(f"INSERT INTO t{layer} VALUES ({marks})", values)

    def sql(self, text: str) -> None:
        with self.lock:
            self.table.execute(text)

    def answer(self, asked: Asked) -> Reply:
        found = re.fullmatch(rf"{re.escape(self.root)}/(\d+)(/query)?", asked.path)
        if not found or int(found[1]) not in self.layers or asked.params.get("f") != "json":
            return self.error(404, "Layer not found")
        if not found[2]:
            return Reply(json.dumps(self.layer()).encode())
        return self.query(int(found[1]), asked.params)

    @staticmethod
    def error(code: int, said: str) -> Reply:
        """Answer as they do: the fault comes with status 200."""
        body = {"error": {"code": code, "message": said, "details": []}}
        return Reply(json.dumps(body).encode())

    def layer(self) -> dict[str, Any]:
        fields = [{"name": name, "type": kind} for name, kind in self.fields.items()]
        return {
            "fields": fields,
            "objectIdField": "OBJECTID" if "OBJECTID" in self.fields else None,
            "maxRecordCount": self.most,
            "advancedQueryCapabilities": {
                "supportsPagination": self.pages,
                "supportsOrderBy": self.orders,
            },
            **self.about,
        }

    def query(self, layer: int, params: dict[str, str]) -> Reply:
        try:
            where = re.sub(r"TIMESTAMP '([^']+)'", _milliseconds, params["where"])
            if params.get("returnCountOnly") == "true":
                (count,) = self.table.execute(
                    f"SELECT count(*) FROM t{layer} WHERE {where}"
                ).fetchone()
                count = count if self.count_says is None else self.count_says
                return Reply(json.dumps({"count": count}).encode())
            if params.get("returnIdsOnly") == "true":
                ids = [
                    row[0]
                    for row in self.table.execute(f"SELECT OBJECTID FROM t{layer} WHERE {where}")
                ]
                return Reply(
                    json.dumps({"objectIdFieldName": "OBJECTID", "objectIds": ids}).encode()
                )
            return self.page(
                lambda: self.features(layer, where, params), lambda page: page["features"]
            )
        except sqlite3.OperationalError as error:
            return self.error(400, f"Invalid query: {error}")

    def features(self, layer: int, where: str, params: dict[str, str]) -> dict[str, Any]:
        limit, offset = self.most, 0
        if self.pages:
            limit = min(self.most, int(params.get("resultRecordCount", self.most)))
            offset = int(params.get("resultOffset", 0))
        order = "OFFENSE_ID DESC"
        if self.orders:
            order = params.get("orderByFields", "OFFENSE_ID DESC")
        fields = params["outFields"]
        rows = self.table.execute(
            f"SELECT {fields}, GEO_LON AS _x, GEO_LAT AS _y FROM t{layer} WHERE {where} "
            f"ORDER BY {order} LIMIT {limit + 1} OFFSET {offset}"
        ).fetchall()
        made: dict[str, Any] = {"features": []}
        for row in rows[:limit]:
            feature: dict[str, Any] = {
                "attributes": {name: row[name] for name in fields.split(",")}
            }
            if params.get("returnGeometry") == "true":
                assert params["outSR"] == "4326"
                feature["geometry"] = {"x": row["_x"], "y": row["_y"]}
            made["features"].append(feature)
        if len(rows) > limit and self.claims:
            made["exceededTransferLimit"] = True
        return made


def _milliseconds(found: re.Match[str]) -> str:
    instant = dt.datetime.fromisoformat(found[1]).replace(tzinfo=dt.UTC)
    return str(int(instant.timestamp() * 1000))
