"""How up to date cities are, for watchers; what was ever issued, for anyone who checks."""

import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from crimecast.archive.index import ledger_of
from crimecast.status import CityStatus, write_status
from crimecast.web.server import Archive, ServerStatus
from web_sample import Client

SECRET = "/srv/somewhere/secret"


def watched(shared_home: Path, tmp_path: Path) -> Path:
    home = tmp_path / "watched"
    shutil.copytree(shared_home, home)
    now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    status = CityStatus("testville", due="2026-01-03T00:00:00Z").begun("fetch", now)
    status = status.ended("fetch", "failed", f"{SECRET}: full", now=now, seconds=1.234)
    status = status.begun("forecast", now).ended("forecast", "done", "x", now=now, seconds=60)
    write_status(status, home)
    return home


def test_status_tells_how_far_cities_are_behind_and_no_path(
    shared_home: Path, tmp_path: Path, client_of: Callable[[Path], Client], forecast_id: str
) -> None:
    answer = client_of(watched(shared_home, tmp_path)).get("/api/status")
    told = ServerStatus.model_validate(answer.json())
    by_id = {city.id: city for city in told.cities}
    assert "boston" not in by_id  # shipped, and never used here
    city = by_id["testville"]
    assert city.forecast == forecast_id
    assert city.stale  # its records end in 2024
    assert city.hours_behind is not None
    assert city.hours_behind > 24 * 365
    assert city.steps["fetch"].model_dump() == {
        "state": "failed", "at": "2026-01-02T03:04:05Z", "seconds": 1.23, "succeeded": None,
        "failures": 1,
    }  # fmt: skip
    assert city.steps["score"].state == "never"
    assert SECRET not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_metrics_are_prometheus_text(
    shared_home: Path, tmp_path: Path, client_of: Callable[[Path], Client]
) -> None:
    answer = client_of(watched(shared_home, tmp_path)).get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = answer.text.splitlines()
    sample = re.compile(r'crimecast_[a-z_]+(\{[a-z]+="[^"]*"(,[a-z]+="[^"]*")*\})? [0-9.e+-]+')
    assert all(line.startswith(("# HELP ", "# TYPE ")) or sample.fullmatch(line) for line in lines)
    assert 'crimecast_stale{city="testville"} 1' in lines
    assert 'crimecast_step_failures{city="testville",step="fetch"} 1' in lines
    when = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC).timestamp()
    assert (
        f'crimecast_step_succeeded_seconds{{city="testville",step="forecast"}} {when:.0f}' in lines
    )
    assert answer.text.endswith("\n")


def test_the_archive_tells_all_that_was_ever_issued(
    shared_home: Path, tmp_path: Path, client_of: Callable[[Path], Client], forecast_id: str
) -> None:
    home = tmp_path / "home"
    shutil.copytree(shared_home, home)
    scored = {"forecast": "20240101T0000Z-00000000", "issued_at": "2024-01-01T00:00:00Z",
              "content": "c" * 64}  # fmt: skip
    ledger = ledger_of("testville", home).append("scored", {**scored, "age": 1})
    ledger = ledger.append("scored", {**scored, "age": 30})
    ledger = ledger.append("thinned", scored)
    client = client_of(home)
    answer = client.get("/api/cities/testville/archive")
    found = Archive.model_validate(answer.json())
    assert (found.entries, found.head) == (3, ledger.head)
    first, last = found.forecasts[0], found.forecasts[-1]
    assert (first.id, first.ages, first.there) == (forecast_id, [], True)
    assert (last.id, last.ages, last.there) == (scored["forecast"], [1, 30], False)
    assert client.get("/api/cities/emptyville/archive").json()["forecasts"] == []
    assert client.get("/api/cities/nowhere/archive").status_code == 404
    path = home / "testville" / "scores" / "ledger.jsonl"
    path.write_bytes(path.read_bytes().replace(b'"age":1', b'"age":2', 1))
    changed = client.get("/api/cities/testville/archive")
    assert changed.status_code == 503
    assert str(home) not in changed.text
