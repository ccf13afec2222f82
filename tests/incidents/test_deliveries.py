"""Deliveries in any order, doubled, overlapping and split make one and the same store.

A case is what a portal says of a few keys at a few arrivals. Its rows are dealt out to ingests and
their files, doubled and shuffled as drawn; parts are compacted in between. The store must hold what
a model in plain Python holds, which never sees how they were dealt: each version, what is known
now, what was known at each arrival, and the same content. Cases are of different keys and so lie in
one store, many at a time. ``CRIMECAST_DELIVERIES=10000`` tries so many cases.
"""

import datetime as dt
import os
import random
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crimecast.incidents import compaction
from crimecast.incidents.content import content_of, digest
from crimecast.incidents.pulls import Delivery, PullNote
from crimecast.incidents.schema import COLUMNS, CONTENT
from crimecast.incidents.store import Store, open_store
from crimecast.run.ingest import ingest
from records_sample import SETTINGS, row, sample_city, write_csv

CASES, KEYS = 100, 3
EXAMPLES = max(4, -(-int(os.environ.get("CRIMECAST_DELIVERIES", "0")) // CASES))
START = dt.datetime(2021, 1, 1)  # noqa: DTZ001 -- as it is stored, UTC
WITHHELD = "rape"
#: What may be said of a record: changes to a good row.
STATES: tuple[dict[str, str], ...] = (
    {},
    {"TYPE": "pocket", "GROUP": "larceny"},
    {"TO": "2020-06-01 12:30:00"},
    {"REPORTED": "2020-06-02 13:00:00"},
    {"LON": "", "LAT": ""},
    {"TYPE": WITHHELD},
)
#: What a delivery holds of a key: nothing, one state, or two (it changed while it was read).
SAID = (
    (), *((one,) for one in range(len(STATES))),
    *((one, two) for one in range(len(STATES)) for two in range(one)),
)  # fmt: skip


@dataclass(frozen=True)
class Arrival:
    """What comes at one instant: of the whole table or not, and how it is dealt out."""

    whole: bool
    ingests: int
    files: int
    shuffle: int
    compact: int
    said: tuple[tuple[int, ...], ...]
    dealt: tuple[int, ...]


def arrivals() -> st.SearchStrategy[Arrival]:
    size = CASES * KEYS
    return st.builds(
        Arrival,
        whole=st.booleans(),
        ingests=st.integers(1, 3),
        files=st.integers(1, 3),
        shuffle=st.integers(0, 2**16),
        compact=st.integers(0, 3),
        said=st.lists(st.sampled_from(SAID), min_size=size, max_size=size).map(tuple),
        dealt=st.lists(st.integers(0, 2**12 - 1), min_size=size, max_size=size).map(tuple),
    )


def key_of(number: int) -> str:
    return f"{number // KEYS}-{number % KEYS}"


def kept(key: str, state: int) -> tuple[Any, ...] | None:
    """Return what is stored of a state, by hand; None where it is withheld."""
    said = row(key, **STATES[state])
    if said["TYPE"] == WITHHELD:
        return None
    category, nibrs = {"robbery": ("robbery", "120"), "pocket": ("theft", "23A")}[said["TYPE"]]
    times = [
        dt.datetime.fromisoformat(said[name]) + dt.timedelta(hours=6)  # Denver's summer
        for name in ("FROM", "TO", "REPORTED")
    ]
    lon, lat = (float(said[name]) if said[name] else None for name in ("LON", "LAT"))
    place = "missing" if lon is None else "point"
    return (key, said["CASE"], *times, lon, lat, said["TYPE"], category, nibrs, place)


def best(found: list[tuple[Any, ...]]) -> tuple[Any, ...]:
    """Return the one that is reported last, then the one whose content sorts last."""
    reported = CONTENT.index("reported_at")
    return max(found, key=lambda one: [(v is not None, v) for v in (one[reported], *one)])


class Model:
    """What a store must hold, from what was said alone."""

    def __init__(self) -> None:
        self.versions: list[tuple[Any, ...]] = []
        self.now: dict[str, tuple[Any, ...]] = {}
        self.waiting: set[str] = set()
        self.then: list[dict[str, tuple[Any, ...]]] = []

    def take(self, arrival: Arrival, at: dt.datetime) -> None:
        came: dict[str, tuple[Any, ...]] = {}
        refused: set[str] = set()
        for number, states in enumerate(arrival.said):
            key = key_of(number)
            good = [one for one in (kept(key, state) for state in states) if one]
            if good:
                came[key] = best(good)
            elif states:
                refused.add(key)
        gone = {key for key in self.now if key in refused}
        if arrival.whole:
            missing = set(self.now) - set(came) - refused
            gone |= missing & self.waiting
            self.waiting = missing - self.waiting
        for key in gone:
            last = self.now.pop(key)
            if key in refused:
                last = (*last[:5], None, None, None, "unmapped", None, "missing")
            self.versions.append((*last, at, at))
        for key, content in came.items():
            if self.now.get(key) != content:
                self.now[key] = content
                self.versions.append((*content, at, None))
        self.then.append(dict(self.now))


def rows_of(arrival: Arrival) -> list[list[list[dict[str, str]]]]:
    """Deal an arrival's rows out: by ingest, by file.

    A key of which two states are told is in one ingest: which of two ingests is the later word is
    for them to say, and does change the store.
    """
    ingests = 1 if arrival.whole else arrival.ingests
    dealt: list[list[list[dict[str, str]]]] = [
        [[] for _ in range(arrival.files)] for _ in range(ingests)
    ]
    for number, states in enumerate(arrival.said):
        bits = arrival.dealt[number]
        for copy in range(1 + bits % 3):
            into = (bits >> 2) + (copy if len(states) == 1 else 0)
            for place, state in enumerate(states):
                file = (bits >> (4 + 2 * copy + place)) % arrival.files
                said = row(key_of(number), **STATES[state])
                dealt[into % ingests][file].append(said)
    chance = random.Random(arrival.shuffle)
    for files in dealt:
        for rows in files:
            chance.shuffle(rows)
        chance.shuffle(files)
    return dealt


def deliver(store: Store, home: Path, arrival: Arrival, at: dt.datetime) -> None:
    now = at.replace(tzinfo=dt.UTC)
    note = PullNote(f"{now:%Y-%m-%dT%H:%M:%SZ}", None, ())
    delivery = Delivery(note, whole=True, accept=True) if arrival.whole else None
    for number, files in enumerate(rows_of(arrival)):
        paths = [write_csv(home / f"{place}.csv", rows) for place, rows in enumerate(files)]
        ingest(
            sample_city(), paths, home=home, now=now, settings=SETTINGS, delivery=delivery
        )  # fmt: skip
        if arrival.compact == number + 1:
            with store.writing() as manifest, duckdb.connect() as connection:
                compaction.compact(store, connection, manifest)


def ordered(rows: Any) -> list[tuple[Any, ...]]:
    return sorted(rows, key=lambda one: [(v is not None, v) for v in one])


def content(rows: list[tuple[Any, ...]]) -> str:
    with duckdb.connect() as connection:
        named = ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items())
        connection.execute(f"CREATE TABLE v ({named})")
        for begin in range(0, len(rows), 200):
            part = rows[begin : begin + 200]
            marks = ", ".join([f"({', '.join('?' * len(COLUMNS))})"] * len(part))
            connection.execute(f"INSERT INTO v VALUES {marks}", [v for one in part for v in one])
        return digest("testville", content_of(connection, "SELECT * FROM v"))


@settings(
    max_examples=EXAMPLES, database=None,
    suppress_health_check=[
        HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example,
    ],
)  # fmt: skip
@given(said=st.lists(arrivals(), min_size=2, max_size=4))
def test_however_rows_come_they_make_one_and_the_same_store(said: list[Arrival]) -> None:
    model = Model()
    instants = [START + dt.timedelta(days=day) for day in range(len(said))]
    with TemporaryDirectory() as folder:
        home = Path(folder)
        store = open_store("testville", home)
        for at, arrival in zip(instants, said, strict=True):
            model.take(arrival, at)
            deliver(store, home, arrival, at)
        manifest = store.manifest()
        with duckdb.connect() as connection:

            def read(query: str) -> list[tuple[Any, ...]]:
                return ordered(connection.execute(query).fetchall())

            chosen = ", ".join(CONTENT)
            assert read(store.versions_sql(manifest)) == ordered(model.versions)
            assert read(store.current_sql(manifest, chosen)) == ordered(model.now.values())
            for at, known in zip(instants, model.then, strict=True):
                asked = store.current_sql(manifest, chosen, known_at=at.replace(tzinfo=dt.UTC))
                assert read(asked) == ordered(known.values())
        assert store.content(manifest) == content(model.versions)
