"""CKAN, Carto and plain files on this machine."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from sources.portals.base import Asked, Portal, Reply

RESOURCES = ("12cb3883-56f5-47de-afa5-3b1cf61b257b", "aaaaaaaa-56f5-47de-afa5-3b1cf61b257b")


def make_rows(count: int, *, first: int = 1) -> list[dict[str, Any]]:
    """Return rows as Boston and Philadelphia name them."""
    return [
        {
            "_id": first + i,
            "dc_key": f"2024{first + i:08d}",
            "occurred": f"2024-03-{1 + i % 28:02d}T04:05:06Z",
            "text": ("Robbery", 'it\'s "quoted"', None)[i % 3],
            "lat": 42.36 + i / 1000,
        }
        for i in range(count)
    ]


class Ckan(Portal):
    """A portal below a path, with a datastore of resources."""

    def __init__(self, resources: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        super().__init__()
        self.resources = {name: list(rows) for name, rows in resources.items()}
        self.most = 32_000

    def answer(self, asked: Asked) -> Reply:
        if asked.path != "/data/api/3/action/datastore_search":
            return Reply(b"{}", 404)
        rows = self.resources.get(asked.params["resource_id"])
        if rows is None:
            error = {"success": False, "error": {"message": "Not found: Resource was not found."}}
            return Reply(json.dumps(error).encode())
        limit, offset = int(asked.params["limit"]), int(asked.params.get("offset", 0))
        result: dict[str, Any] = {"total": len(rows), "records": []}
        result["fields"] = [{"id": n, "type": "int" if n == "_id" else "text"} for n in rows[0]]
        if limit == 0:
            return Reply(json.dumps({"success": True, "result": result}).encode())
        assert asked.params["sort"] == "_id asc"

        def made() -> dict[str, Any]:
            found = sorted(rows, key=lambda row: int(row["_id"]))[offset:][: min(limit, self.most)]
            names = asked.params["fields"].split(",")
            result["records"] = [{name: row[name] for name in names} for row in found]
            result["total"] = len(rows)
            return {"success": True, "result": result}

        return self.page(made, lambda page: page["result"]["records"])


class Carto(Portal):
    """The SQL API over SQLite."""

    def __init__(self, rows: Iterable[Mapping[str, Any]], clock: str = "timestamptz") -> None:
        super().__init__()
        self.clock = clock
        self.table = sqlite3.connect(":memory:", check_same_thread=False)
        self.table.row_factory = sqlite3.Row
        self.table.create_function("ST_X", 1, lambda text: float(text.split()[0]))
        self.table.create_function("ST_Y", 1, lambda text: float(text.split()[1]))
        self.table.execute(
            "CREATE TABLE incidents (cartodb_id INTEGER, dc_key TEXT, occurred TEXT, text TEXT, "
            "the_geom TEXT)"
        )
        for row in rows:
            values = [row["_id"] * 2, row["dc_key"], row["occurred"], row["text"]]
            self.table.execute(
                "INSERT INTO incidents VALUES (?, ?, ?, ?, ?)", [*values, f"-75.1 {row['lat']}"]
            )

    def answer(self, asked: Asked) -> Reply:
        query = asked.params["q"]
        try:
            if query.endswith("LIMIT 0"):
                kinds = {"cartodb_id": "int4", "occurred": self.clock, "the_geom": "geometry"}
                names = [d[0] for d in self.table.execute(query).description]
                fields = {n: {"type": "string", "pgtype": kinds.get(n, "text")} for n in names}
                return Reply(json.dumps({"rows": [], "fields": fields}).encode())
            if query.startswith("SELECT count"):
                (count,) = self.table.execute(query).fetchone()
                return Reply(json.dumps({"rows": [{"n": count}]}).encode())
            return self.page(
                lambda: {"rows": [dict(row) for row in self.table.execute(query)]},
                lambda page: page["rows"],
            )
        except sqlite3.OperationalError as error:
            return Reply(json.dumps({"error": [str(error)]}).encode(), 400)


class Files(Portal):
    """Files by their paths."""

    def __init__(self, content: Mapping[str, bytes]) -> None:
        super().__init__()
        self.content = dict(content)

    def answer(self, asked: Asked) -> Reply:
        if asked.path not in self.content:
            return Reply(b"nothing here", 404, type="text/plain")
        content = self.content[asked.path]
        fault = self.faults.pop(0) if self.faults else None
        return Reply(content, type="application/octet-stream", cut=fault == "cut")
