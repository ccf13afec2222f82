"""A month of a host's life in minutes: a portal that grows and fails, readers all the while.

A simulated city behind a local Socrata portal. Each day of a clock that is set it has what was
reported by then; some records are revised, one is withdrawn, and most days it fails in some way. An
update runs daily; a server and readers run throughout. Ends with exit code 1 where a reader met an
error or a forecast that was not whole, where a forecast that was due was not scored, or where
anything published is not as it was. Run with ``python -m benchmarks.pipeline.month [DAYS]``.
"""

from __future__ import annotations

import csv
import datetime as dt
import functools
import gzip
import json
import random
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
FIRST = dt.datetime(2025, 5, 20, 12, 30, tzinfo=dt.UTC)
FAULTS = (None, "503", None, "html", "cut", "broken", None, "429", "short", "gone", None, "retyped")
"""What a day's portal does, in turn: as in the tests, and 99% of its rows gone."""
TYPES = {
    "offense_id": "text", "incident_id": "text", "offense": "text", "from_date": "calendar_date",
    "to_date": "calendar_date", "reported_date": "calendar_date", "lon": "text", "lat": "text",
}  # fmt: skip
CELL = 250
_ISO, _STAMP = "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.000Z"


class Readers:
    """Threads that read what a page reads, and count what they met."""

    def __init__(self, address: str, count: int = 2) -> None:
        self.address, self.met = address, Counter[str]()
        self.errors: list[str] = []
        self._lock, self._ended = threading.Lock(), threading.Event()
        self._threads = [threading.Thread(target=self._read, args=(n,)) for n in range(count)]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """End the threads."""
        self._ended.set()
        for thread in self._threads:
            thread.join()

    def _get(self, path: str) -> bytes | None:
        with urllib.request.urlopen(self.address + path, timeout=30) as answer:
            content: bytes = answer.read()
            return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content

    def _read(self, number: int) -> None:
        rng = random.Random(number)
        city = "/api/cities/simulated"
        while not self._ended.is_set():
            try:
                manifest = json.loads(self._get(f"{city}/forecast") or b"{}")
                name, hours = manifest["id"], manifest["hours"]
                hour = rng.randrange(hours)
                frame = self._get(f"{city}/forecasts/{name}/frames/all/{hour}") or b""
                totals = json.loads(self._get(f"{city}/forecasts/{name}/totals") or b"{}")
                whole = len(frame) == manifest["grid"]["cells"] and len(totals["all"]) == hours
                self._told("whole" if whole else "torn", "" if whole else name)
                for path in (f"{city}/history", f"{city}/archive", "/api/status", "/metrics", "/"):
                    self._get(path)
                    self._told("other", "")
                try:
                    self._get(f"{city}/record")
                    self._told("record", "")
                except urllib.error.HTTPError as error:
                    self._told("no record yet" if error.code == 404 else "error", str(error))
            except (OSError, ValueError, KeyError) as error:
                self._told("error", f"{type(error).__name__}: {error}")
            time.sleep(0.05)

    def _told(self, what: str, words: str) -> None:
        with self._lock:
            self.met[what] += 1
            if what in {"error", "torn"}:
                self.errors.append(words)


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve a home in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "crimecast", "serve", "--home", str(home), "--port", str(port)]
    address = f"http://127.0.0.1:{port}"
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            for _ in range(300):
                try:
                    urllib.request.urlopen(f"{address}/api/health", timeout=5).close()
                    break
                except OSError:
                    time.sleep(0.1)
            yield address
        finally:
            process.terminate()


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Return the simulated records as a portal has them, by the time of their report (UTC)."""
    zone = ZoneInfo("America/Denver")
    found = []
    with path.open(newline="", encoding="utf-8") as file:
        for number, row in enumerate(csv.DictReader(file)):
            at = dt.datetime.strptime(row["REPORTED_DATE"], "%Y-%m-%d %H:%M:%S")  # noqa: DTZ007
            told = {name.lower(): value or None for name, value in row.items()}
            told["offense_id"] = row["OFFENSE_ID"]
            utc = at.replace(tzinfo=zone).astimezone(dt.UTC)
            found.append({**told, ":id": f"row-{number:07d}", "at": utc})
    return sorted(found, key=lambda row: row["at"])


def city_file(url: str, home: Path) -> None:
    """Write the simulated city's file with a portal and daily updates."""
    import crimecast

    shipped = Path(crimecast.__file__).parent / "cities" / "simulated.toml"
    text = shipped.read_text()
    for old in ("OFFENSE_ID", "INCIDENT_ID", "FROM_DATE", "TO_DATE", "REPORTED_DATE", "LON", "LAT"):
        text = text.replace(f'"{old}"', f'"{old.lower()}"')
    text = text.replace('"OFFENSE"', '"offense"')
    text += (
        f'\n[portal]\nkind = "socrata"\nurl = "{url}"\nkey = "offense_id"\n'
        f'updated = ":updated_at"\noptions = {{page = 20000}}\n'
        f"[update]\nevery_h = 20\ncell = {CELL}\nhorizon = 48\n"
    )
    (home / "cities").mkdir(parents=True, exist_ok=True)
    (home / "cities" / "simulated.toml").write_text(text)


class Life:
    """A portal and the home of a host, a day after the other."""

    def __init__(self, days: int) -> None:
        from crimecast.city import load_city
        from crimecast.simulate.city import simulate
        from sources.portals.socrata import Soda

        work = Path(tempfile.mkdtemp(prefix="crimecast-month-"))
        until = FIRST + dt.timedelta(days=days + 2)
        made = simulate(work / "simulated", years=1.0, until=np.datetime64(f"{until:{_ISO}}", "s"))
        self.rows, self.put = rows_of(made.csv), 0
        self.soda, self.home, self.rng = Soda([], TYPES), work / "home", random.Random(7)
        self.outcome: Counter[str] = Counter()
        self.issued: list[tuple[str, dt.datetime]] = []
        city_file("http://127.0.0.1:1/", self.home)
        area = load_city("simulated", self.home).area_path(self.home)
        area.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(made.area, area)

    def day(self, day: int) -> None:
        """Let a day pass at the portal, and update."""
        from crimecast.run import update as updating

        now = FIRST + dt.timedelta(days=day)
        while self.put < len(self.rows) and self.rows[self.put]["at"] <= now:
            row = {k: v for k, v in self.rows[self.put].items() if k != "at"}
            self.soda.put([{**row, ":updated_at": f"{self.rows[self.put]['at']:{_STAMP}}"}])
            self.put += 1
        if day:
            self._revise(now)
        fault = FAULTS[day % len(FAULTS)]
        with self._failing(fault):
            (status,) = updating.update(
                ("simulated",), self.home, private=True, force=True, now=lambda: now
            )
        steps = {name: step.state for name, step in status.steps.items()}
        self.outcome[f"{fault or 'no fault'}: fetch {steps['fetch']}"] += 1
        if steps["forecast"] == "done":
            self.issued.append((status.steps["forecast"].what, now))
        print(f"{now:%d %b} {fault or '-':8} {steps}")
        for name in ("fetch", "score"):
            print(f"    {status.steps[name].what.splitlines()[0][:150]}", flush=True)

    def _revise(self, now: dt.datetime) -> None:
        recent = self.rows[self.put - 3000 : self.put]
        for row in self.rng.sample(recent, 5):
            self.soda.sql(
                'UPDATE t SET offense = ?, ":updated_at" = ? WHERE ":id" = ?',
                "other theft", f"{now:{_STAMP}}", row[":id"],
            )  # fmt: skip
        self.soda.sql('DELETE FROM t WHERE ":id" = ?', self.rng.choice(recent)[":id"])

    @contextmanager
    def _failing(self, fault: str | None) -> Iterator[None]:
        soda = self.soda
        soda.faults, soda.forever = [], None
        if fault == "gone":
            soda.sql("ALTER TABLE t RENAME TO kept")
            soda.sql("CREATE TABLE t AS SELECT * FROM kept LIMIT 300")
        elif fault == "retyped":
            soda.types["reported_date"] = "number"
        elif fault in {"503", "html"}:
            soda.forever = fault
        elif fault:
            soda.faults = [fault]
        yield
        if fault == "gone":
            soda.sql("DROP TABLE t")
            soda.sql("ALTER TABLE kept RENAME TO t")
        elif fault == "retyped":
            soda.types["reported_date"] = "calendar_date"

    def wrong(self, days: int, readers: Readers) -> bool:
        """Tell what came of it, and whether anything is not as it should be."""
        from crimecast.archive.index import index_of
        from crimecast.city import load_city
        from crimecast.record.store import open_current, record_folder
        from crimecast.run.audit import audit
        from crimecast.run.score_kinds import DAY

        city = load_city("simulated", self.home)
        end = FIRST + dt.timedelta(days=days - 1)
        ages = {entry.id: entry.ages for entry in index_of(city.id, self.home)[0]}
        # A forecast's day ends 25 h after it at most; the last fetch may have failed for two days.
        late = [
            name for name, at in self.issued
            if end - at > dt.timedelta(days=DAY.ages[0] + 3.2) and not ages.get(name)
        ]  # fmt: skip
        checked = audit(city, self.home)
        record = open_current(record_folder(city.id, self.home))
        for what, count in sorted(self.outcome.items()):
            print(f"  {what}: {count} days")
        print(f"readers met: {dict(readers.met)}")
        scored = sum(map(bool, ages.values()))
        print(f"issued {len(self.issued)}, scored {scored}; due and not: {late}")
        print(f"audit: {checked}")
        if record is not None:
            told = record.record
            print(f"record: {told.source}, {told.forecasts} forecasts, ledger {told.ledger}")
            print(f"  {told.sentence}")
        print("\n".join(readers.errors[:5]))
        return bool(readers.errors or late or checked.faults or record is None)


def main(days: int) -> int:
    """Live through so many days; return the exit code."""
    from crimecast.run import update as updating
    from crimecast.run.fetch import fetch
    from sources.portals.base import serving
    from sources.portals.socrata import SET

    began = time.perf_counter()
    life = Life(days)
    at_once = functools.partial(fetch, sleep=lambda _seconds: None)
    with serving(life.soda), patch.object(updating, "fetch", at_once):
        city_file(f"{life.soda.url}/resource/{SET}", life.home)
        life.day(0)
        with served(life.home) as address:
            readers = Readers(address)
            try:
                for day in range(1, days):
                    life.day(day)
            finally:
                readers.end()
    print(f"\n{days} days in {(time.perf_counter() - began) / 60:.0f} min; kept: {life.home}")
    return int(life.wrong(days, readers))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 34))
