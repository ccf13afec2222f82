"""A Socrata portal: SODA 2 and 3 over SQLite, with its rules about types."""

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from sources.portals.base import Asked, Portal, Reply

SET = "abcd-1234"
TYPES = {
    "offense_id": "number",
    "report_number": "text",
    "offense_date": "calendar_date",
    "report_date_time": "calendar_date",
    "offense": "text",
    "longitude": "text",
    "latitude": "text",
    "_100_block_address": "text",
}
SYSTEM = {":id": "text", ":updated_at": "fixed_timestamp"}
DAY = "2024-03-01T10:00:00.000Z"


def make_rows(count: int, *, updated: str = DAY) -> list[dict[str, Any]]:
    """Return rows whose keys are numbers of different lengths, in an order of their own."""
    found = []
    for i in range(count):
        key = (i * 7919 + 3) % 100_003
        found.append(
            {
                ":id": f"row-{(i * 31337) % 65_536:04x}_{i:05d}",
                ":updated_at": updated,
                "offense_id": str(key),
                "report_number": f"2024-{key:06d}",
                "offense_date": "2024-02-28T22:15:00.000",
                "report_date_time": "2024-02-29T08:00:00.000",
                "offense": ("Robbery", "Simple Assault", "O'Neill's \"quoted\" \u00e9")[i % 3],
                "longitude": f"{-122.3 - (i % 50) / 1000:.9f}",
                "latitude": f"{47.6 + (i % 40) / 1000:.9f}",
                "_100_block_address": None if i % 5 == 0 else f"{i % 90}XX BLOCK OF PINE ST",
            }
        )
    return found


class Soda(Portal):
    """One data set. Text compares by its bytes, numbers as numbers, and never with each other."""

    def __init__(
        self,
        rows: Iterable[Mapping[str, Any]],
        types: Mapping[str, str] = TYPES,
        *,
        token: str | None = None,
    ) -> None:
        super().__init__()
        self.types, self.token = dict(types), token
        self.table = sqlite3.connect(":memory:", check_same_thread=False)
        self.table.row_factory = sqlite3.Row
        names = ", ".join(
            f'"{name}" {"NUMERIC" if kind == "number" else "TEXT"}'
            for name, kind in {**SYSTEM, **self.types}.items()
        )
        self.table.execute(f"CREATE TABLE t ({names})")
        self.table.execute('CREATE INDEX i ON t (":id")')
        self.put(rows)
        self.count_says: int | None = None

    def put(self, rows: Iterable[Mapping[str, Any]]) -> None:
        """Add rows, in the place of those with the same ``:id``."""
        names = [*SYSTEM, *self.types]
        listed = ", ".join(f'"{name}"' for name in names)
        with self.lock:
            for row in rows:
                self.table.execute('DELETE FROM t WHERE ":id" = ?', [row[":id"]])
                self.table.execute(
                    f"INSERT INTO t ({listed}) VALUES ({', '.join('?' * len(names))})",
                    [row.get(name) for name in names],
                )

    def sql(self, text: str, *values: Any) -> None:
        """Change the table."""
        with self.lock:
            self.table.execute(text, values)

    def answer(self, asked: Asked) -> Reply:
        if self.token and asked.headers.get("X-App-Token") != self.token:
            return Reply(b'{"message": "no token"}', 403)
        if asked.path == f"/api/views/{SET}.json":
            return Reply(json.dumps(self.view()).encode())
        if asked.path == f"/resource/{SET}.json" and asked.body is None:
            return self.query(asked.params)
        if asked.path == f"/api/v3/views/{SET}/query.json" and asked.body is not None:
            parts = re.fullmatch(
                r"SELECT (.+?)(?: WHERE (.+?))?(?: ORDER BY (.+?))?(?: LIMIT (\d+))?",
                asked.body["query"],
            )
            assert parts
            names = ("$select", "$where", "$order", "$limit")
            return self.query({n: p for n, p in zip(names, parts.groups(), strict=True) if p})
        return Reply(b'{"message": "not found"}', 404)

    def view(self) -> dict[str, Any]:
        columns = [
            {"fieldName": name, "dataTypeName": kind, "name": name.title()}
            for name, kind in self.types.items()
        ]
        columns.append({"fieldName": ":@computed_region_1", "dataTypeName": "number"})
        return {"id": SET, "columns": columns}

    def query(self, params: dict[str, str]) -> Reply:
        where = params.get("$where", "1=1")
        if fault := self.typed_wrongly(where):
            return Reply(json.dumps({"message": fault}).encode(), 400)
        select = params.get("$select", "*")
        if self.count_says is not None and select.startswith("count("):
            return Reply(json.dumps([{"n": str(self.count_says)}]).encode())
        sql = f"SELECT {columns(select)} FROM t WHERE {columns(where)}"
        if "$order" in params:
            sql += f" ORDER BY {columns(params['$order'])}"
        sql += f" LIMIT {int(params.get('$limit', 1000))}"

        def made() -> list[dict[str, Any]]:
            return [
                {k: str(row[k]) for k in row.keys() if row[k] is not None}  # noqa: SIM118
                for row in self.table.execute(sql)
            ]

        try:
            if select.startswith("count("):
                return Reply(json.dumps(made()).encode())
            return self.page(made, lambda rows: rows)
        except sqlite3.OperationalError as error:
            return Reply(json.dumps({"message": f"no-such-column: {error}"}).encode(), 400)

    def typed_wrongly(self, where: str) -> str | None:
        for name, value in re.findall(r"(:?\w+) (?:>=|>|=) ('|[-\d])", where):
            kind = {**SYSTEM, **self.types}.get(name)
            if kind and (kind == "number") != (value != "'"):
                return f"type-mismatch on {name}, which is a {kind}"
        return None


def columns(text: str) -> str:
    """Write SoQL's system fields as SQLite writes names; text in quotes is left as it is."""
    parts = re.split(r"('(?:[^']|'')*')", text)
    return "".join(
        part if part.startswith("'") else re.sub(r":(id|updated_at)\b", r'":\1"', part)
        for part in parts
    )
