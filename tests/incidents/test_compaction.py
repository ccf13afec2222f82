"""One part of many: the same records now and at every instant before.

That kills do no harm is in ``tests/run/test_kills.py``.
"""

import datetime as dt
import json
import os
import random
import time
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from crimecast.incidents import compaction
from crimecast.incidents.store import Store, open_store
from crimecast.run.ingest import ingest
from records_sample import SETTINGS, row, sample_city, write_csv

START = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)


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


def test_it_leaves_the_content_as_it_was_though_not_the_bytes(home: Path) -> None:
    store = days(home, 6)
    before = store.manifest()
    content = store.content(before)
    compacted(store)
    after = store.manifest()
    assert store.content(after) == content
    assert after.version != before.version
    # As crimecast told it before parts had a content of their own: read from the rows.
    untold = replace(
        after,
        parts=tuple(replace(part, content=None) for part in after.parts),
        former=tuple(replace(part, content=None) for part in after.former),
    )
    assert store.content(untold) == content
    deliver(home, 9, [row("0-0", TYPE="robbery", TO="2020-06-01 11:00:00")])
    assert store.content(store.manifest()) != content


def test_versions_of_a_key_have_an_order_whatever_the_clock_says(home: Path) -> None:
    deliver(home, 5, [row("a"), row("b")])
    deliver(home, 5, [row("a", TO="2020-06-01 11:00:00"), row("c")])  # in the same second
    deliver(home, 3, [row("a", TO="2020-06-01 11:30:00")])  # the clock was set back
    store = open_store("testville", home)
    second = 1 / 86_400

    def ended(day: float) -> list[str]:
        return [f"{one[3]:%H:%M}" for one in read(store, day) if one[0] == "a"]  # type: ignore[str-bytes-safe]

    expected = {4: [], 5: ["18:00"], 5 + second: ["17:00"], 5 + 2 * second: ["17:30"]}
    assert {day: ended(day) for day in expected} == expected
    assert {one[0] for one in read(store, 5)} == {"a", "b", "c"}
    content, now = store.content(store.manifest()), read(store)
    compacted(store)
    assert {day: ended(day) for day in expected} == expected
    assert (store.content(store.manifest()), read(store)) == (content, now)
