"""One part of many: the same records now and at every instant before, whenever it is killed."""

import datetime as dt
import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from crimecast.incidents import compaction
from crimecast.incidents.store import Store, open_store
from crimecast.run.ingest import ingest
from records_sample import SETTINGS, row, sample_city, write_csv

HERE = Path(__file__).resolve().parent.parent
START = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import duckdb
from crimecast.incidents.compaction import compact
from crimecast.incidents.store import open_store
store = open_store("testville", Path(sys.argv[2]))
print("go", flush=True)
with store.writing() as manifest, duckdb.connect() as connection:
    compact(store, connection, manifest)
"""


def deliver(home: Path, day: int, rows: list[dict[str, str]]) -> None:
    path = write_csv(home.parent / "one.csv", rows)
    now = START + dt.timedelta(days=day)
    ingest(sample_city(), [path], home=home, now=now, settings=SETTINGS)


def days(home: Path, count: int) -> Store:
    """Deliver new rows each day, some of them of the days before with another offence."""
    chance = random.Random(5)
    for day in range(count):
        rows = [row(f"{day}-{i}") for i in range(20)]
        rows += [
            row(
                f"{chance.randrange(day)}-{chance.randrange(20)}",
                TYPE="pocket",
                TO=f"2020-06-01 12:{day % 60:02}:00",
            )
            for _ in range(3 if day else 0)
        ]
        deliver(home, day, rows)
    return open_store("testville", home)


def read(store: Store, day: float | None = None) -> list[tuple[object, ...]]:
    known = None if day is None else START + dt.timedelta(days=day)
    query = store.current_sql(store.manifest(), known_at=known)
    return duckdb.sql(f"SELECT * FROM ({query}) ORDER BY offence_id").fetchall()


def compacted(store: Store) -> None:
    with store.writing() as manifest, duckdb.connect() as connection:
        compaction.compact(store, connection, manifest)


def test_the_same_records_are_there_now_and_at_every_instant(home: Path) -> None:
    store = days(home, 12)
    past = {day: read(store, day) for day in (0, 0.5, 3, 7, 11)}
    now = read(store)
    assert past[0] != past[11]
    compacted(store)
    manifest = store.manifest()
    assert (len(manifest.parts), len(manifest.former)) == (1, 1)
    assert read(store) == now
    assert {day: read(store, day) for day in past} == past
    deliver(home, 20, [row("0-0", TYPE="robbery", TO="2020-06-01 11:00:00"), row("new")])
    assert len(read(store)) == len(now) + 1
    assert read(store, 11) == past[11]
    compacted(store)
    assert read(store, 11) == past[11]
    assert len(store.manifest().former) == 1


def test_an_ingest_makes_one_of_many(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compaction, "MOST_PARTS", 5)
    store = days(home, 9)
    assert len(store.manifest().parts) <= 5
    assert len({str(values[0]) for values in read(store)}) == 9 * 20
    reports = [json.loads(path.read_text()) for path in store.reports_folder.glob("*.json")]
    assert len(reports) == 9


def test_old_parts_stay_for_who_reads_them_and_go_after_a_day(home: Path) -> None:
    store = days(home, 4)
    before = store.manifest()
    for path in store.part_paths(before):
        os.utime(path, (time.time() - 90_000,) * 2)
    compacted(store)
    deliver(home, 8, [row("soon")])
    assert all(path.is_file() for path in store.part_paths(before))
    for path in store.part_paths(before):
        os.utime(path, (time.time() - 90_000,) * 2)
    deliver(home, 9, [row("later")])
    assert not any((store.parts_folder / part.name).exists() for part in before.parts)
    assert len(read(store)) == 4 * 20 + 2


def test_killed_at_any_moment_nothing_is_lost(home: Path) -> None:
    chance = random.Random(3)
    store = days(home, 6)
    now, past = read(store), read(store, 2)
    for _ in range(12):
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, str(HERE), str(home)], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        with child, child.stdout as output:
            assert output.readline() == "go\n"
            time.sleep(chance.uniform(0, 0.15))
            child.kill()
            child.wait()
        assert read(store) == now
        assert read(store, 2) == past
    compacted(store)
    assert (read(store), read(store, 2)) == (now, past)
