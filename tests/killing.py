"""Runs killed at drawn moments, and what must hold of a store after each.

Shared by tests, which draw a few moments, and ``benchmarks/pipeline/kills.py``, which draws
hundreds. A runner imports all that runs need once and forks a child for each; a child is killed
from outside after a time, or kills itself (``SIGKILL`` as well) just before its n-th touch of a
file in the host's folder, which is where half-done things are.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from crimecast import files
from crimecast.city import City, load_city
from crimecast.city_parts import Portal
from crimecast.incidents import compaction
from crimecast.incidents.store import Manifest, Store, open_store
from crimecast.run.fetch import fetch
from crimecast.run.update import update
from records_sample import SETTINGS
from sources.portals.base import serving
from sources.portals.socrata import SET, Soda, make_rows

HERE = Path(__file__).resolve().parent
CITY = "seattle"
START = dt.datetime(2024, 3, 2, 6, tzinfo=dt.UTC)
ROWS, PAGE = 300, 40
_TOUCHES = frozenset({"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.utime"})


def city_at(url: str) -> City:
    """Return Seattle with its portal at another address."""
    portal = Portal(
        kind="socrata", url=f"{url}/resource/{SET}", key="offense_id", updated=":updated_at",
        options={"page": PAGE},
    )  # fmt: skip
    return load_city(CITY).model_copy(update={"portal": portal})


def do(task: Mapping[str, Any]) -> None:
    """Do one run: ``pull`` at a time, with ``most_parts`` before a compaction; or ``compact``.

    Or ``update`` of the simulated city at a time.
    """
    home = Path(task["home"])
    if task["do"] == "update":
        now = dt.datetime.fromisoformat(task["now"])
        update(("simulated",), home, force=True, now=lambda: now)
        return
    if task["do"] == "pull":
        compaction.MOST_PARTS = task.get("most_parts", compaction.MOST_PARTS)  # type: ignore[misc]
        fetch(
            city_at(task["url"]), home=home, now=dt.datetime.fromisoformat(task["now"]),
            private=True, settings=SETTINGS, sleep=lambda _seconds: None,
        )  # fmt: skip
        return
    store = open_store(CITY, home)
    with store.writing() as manifest, duckdb.connect(config={"threads": 1}) as connection:
        if len(manifest.parts) > 1:
            compaction.compact(store, connection, manifest)


def zygote() -> None:
    """Fork a child for each task on standard input, and tell of it on standard output."""
    import httpx  # noqa: F401

    import crimecast.area  # noqa: F401 -- whatever a run imports late

    for line in sys.stdin:
        task = json.loads(line)
        child = os.fork()
        if child == 0:
            code = 1
            try:
                _watch(task)
                os.write(1, f"go {os.getpid()}\n".encode())
                do(task)
                code = 0
            finally:
                sys.stderr.flush()
                os._exit(code)
        _, status = os.waitpid(child, 0)
        os.write(1, f"ended {os.waitstatus_to_exitcode(status)}\n".encode())


def _watch(task: Mapping[str, Any]) -> None:
    """Tell of the first touch of a file in the home; kill this process before the n-th.

    With a ``fault``, an error number, whatever writes from the n-th on fails with that instead.
    """
    done, last, fault = 0, task.get("touch"), task.get("fault")

    def hook(event: str, args: tuple[Any, ...]) -> None:
        nonlocal done
        if event not in _TOUCHES or not isinstance(args[0], str | os.PathLike):
            return
        if not os.fspath(args[0]).startswith(task["home"]):
            return
        done += 1
        if last is not None and done >= last:
            if fault is None:
                os.kill(os.getpid(), signal.SIGKILL)
            elif _writes(event, args):
                raise OSError(fault, os.strerror(fault), os.fspath(args[0]))
        if done == 1 or task.get("count"):
            os.write(1, b"touch\n")

    sys.addaudithook(hook)


def _writes(event: str, args: tuple[Any, ...]) -> bool:
    """Tell whether a touch of a file writes: all but reading, removing and setting a time."""
    if event != "open":
        return event in {"os.rename", "os.mkdir"}
    mode, flags = args[1], args[2]
    if isinstance(mode, str):
        return any(letter in mode for letter in "wax+")
    return bool(flags & (os.O_WRONLY | os.O_RDWR))


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code (-9: killed), its touches as far as told, its seconds."""

    code: int
    touches: int
    seconds: float


class Runner:
    """Runs tasks in children of one process that has all modules at hand."""

    def __enter__(self) -> Runner:
        words = f"import sys; sys.path.insert(0, {str(HERE)!r}); import killing; killing.zygote()"
        self._process = subprocess.Popen(
            [sys.executable, "-c", words], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()

    def run(self, task: Mapping[str, Any], *, after: float | None = None) -> Ended:
        """Run a task; kill it ``after`` some seconds."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps(task), file=self._process.stdin, flush=True)
        word, number = self._process.stdout.readline().split()
        assert word == "go"
        began, touches = time.perf_counter(), 0
        if after is not None:
            time.sleep(after)
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(number), signal.SIGKILL)
        while (line := self._process.stdout.readline()) == "touch\n":
            touches += 1
        return Ended(int(line.split()[1]), touches, time.perf_counter() - began)

    def done(self, task: Mapping[str, Any], **options: Any) -> Ended:
        """Run a task that must end well."""
        ended = self.run(task, **options)
        if ended.code != 0:
            raise Violation(f"a run that nobody disturbed ended with {ended.code}")
        return ended


class Violation(AssertionError):  # noqa: N818 -- what it is
    """Something that a kill must not do."""


@dataclass(frozen=True)
class Look:
    """All that a store answers: now, its versions, what was known at instants, its content."""

    now: tuple[Any, ...]
    versions: tuple[Any, ...]
    then: tuple[tuple[Any, ...], ...]
    content: str


def look(store: Store, instants: tuple[dt.datetime, ...]) -> Look:
    """Ask a store for everything."""
    manifest = store.manifest()
    with duckdb.connect(config={"threads": 1}) as connection:

        def rows(query: str) -> tuple[Any, ...]:
            return tuple(connection.execute(f"SELECT * FROM ({query}) ORDER BY ALL").fetchall())

        return Look(
            rows(store.current_sql(manifest)),
            rows(store.versions_sql(manifest)),
            tuple(rows(store.current_sql(manifest, known_at=instant)) for instant in instants),
            store.content(manifest),
        )


def check_whole(store: Store) -> Manifest:
    """Look whether a store is whole: its manifest, and each file that it names, byte by byte."""
    manifest = store.manifest()
    for part in (*manifest.former, *manifest.parts):
        path = store.parts_folder / part.name
        if not path.is_file() or files.sha256(path) != part.sha256:
            raise Violation(f"{part.name} is not what the manifest says")
    absent = manifest.pull.absent if manifest.pull else None
    if absent and not (store.folder / absent).is_file():
        raise Violation(f"{absent} is missing though the manifest names it")
    return manifest


def check_equal(seen: Look, wanted: Look) -> None:
    """Look whether a store answers as another does."""
    if seen != wanted:
        raise Violation("the next run did not make what an undisturbed one makes")


def check_tidy(store: Store) -> None:
    """Look whether nothing is left of what was killed, once the next writer has cleared up."""
    with store.writing() as manifest:
        pass
    named = {part.name for part in (*manifest.former, *manifest.parts)}
    last = max(name[:6] for name in named)
    left = [p.name for p in store.parts_folder.glob("*.parquet") if p.name not in named]
    left = [name for name in left if name[:6] > last]  # the others stay for a day, for readers
    left += [p.name for p in store.folder.rglob("*") if p.name.startswith((".aside-", ".pending-"))]
    left += [p.name for p in (store.folder / "pull").glob("page-*")]
    left += [
        p.name for p in store.folder.glob("absent-*")
        if not manifest.pull or p.name != manifest.pull.absent
    ]  # fmt: skip
    if left:
        raise Violation(f"left over: {', '.join(sorted(left))}")


@dataclass
class Scenario:
    """A store before a run, the run, and the store after it that nobody disturbed."""

    name: str
    home: Path
    task: dict[str, Any]
    instants: tuple[dt.datetime, ...]
    before: Look
    after: Look
    seconds: float
    touches: int


@dataclass
class Found:
    """How many moments were how, and what was wrong."""

    moments: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    finished: int = 0


def prepare(runner: Runner, name: str, home: Path, task: dict[str, Any]) -> Scenario:
    """Run a task undisturbed on copies of a home, to know what it takes and what it makes."""
    store = open_store(CITY, home)
    instants = (
        *(START + dt.timedelta(days=day) for day in (0.5, 1, 2, 9, 16.5)),
        START + dt.timedelta(days=30),
    )
    before, seconds, touches = look(store, instants), [], 0
    for count in (True, False, False):
        with copied(home) as copy:
            ended = runner.done({**task, "home": str(copy), "count": count})
            after = look(open_store(CITY, copy), instants)
        if count:
            touches = ended.touches
        else:
            seconds.append(ended.seconds)
    return Scenario(name, home, task, instants, before, after, min(seconds), touches)


@contextlib.contextmanager
def copied(home: Path) -> Iterator[Path]:
    """Give a copy of a home, and remove it."""
    copy = home.with_name(f"{home.name}-{os.urandom(4).hex()}")
    shutil.copytree(home, copy)
    try:
        yield copy
    finally:
        shutil.rmtree(copy)


def kill_often(runner: Runner, scenario: Scenario, moments: int, chance: random.Random) -> Found:
    """Kill a run at so many moments, half of them by time; up to three in a row hit one store.

    After each the store must be as before the run or as after it. After the last of a row the run
    is done anew, and must leave what a run that nobody disturbed leaves.
    """
    found, left = Found(), moments
    while left:
        with copied(scenario.home) as home:
            try:
                for _ in range(min(left, chance.randint(1, 3))):
                    left -= 1
                    found.moments[_kill_once(runner, scenario, home, chance)] += 1
                runner.done({**scenario.task, "home": str(home)})
                store = open_store(CITY, home)
                check_whole(store)
                check_equal(look(store, scenario.instants), scenario.after)
                check_tidy(store)
                found.finished += 1
            except Exception as error:  # whatever it is, it must be told and the rest be seen
                found.violations.append(f"{type(error).__name__}: {error}")
    return found


def _kill_once(runner: Runner, scenario: Scenario, home: Path, chance: random.Random) -> str:
    """Kill a run once; return in which moment it was hit."""
    task, after = {**scenario.task, "home": str(home)}, None
    if chance.random() < 0.5:
        task["touch"] = chance.randint(1, scenario.touches)
    else:
        after = chance.uniform(0, 1.1 * scenario.seconds)
    ended = runner.run(task, after=after)
    if ended.code not in {0, -signal.SIGKILL}:
        raise Violation(f"a run ended with {ended.code} by itself")
    store = open_store(CITY, home)
    check_whole(store)
    seen = look(store, scenario.instants)
    if seen not in {scenario.before, scenario.after}:
        raise Violation("the store is neither as before nor as after")
    if ended.code == 0:
        return "after its end"
    if not ended.touches:
        return "before its first file"
    # A compaction changes no answer: only the manifest tells whether it was done.
    if scenario.before == scenario.after:
        done = len(store.manifest().parts) == 1
    else:
        done = seen == scenario.after
    return "within, store as after" if done else "within, store as before"


@contextlib.contextmanager
def scenarios(folder: Path, runner: Runner) -> Iterator[dict[str, Scenario]]:
    """Make the stores, with edits, withdrawals and what is absent once, and serve their portal."""
    soda = Soda(make_rows(ROWS))
    home = folder / "home"
    with serving(soda):
        task = {"do": "pull", "home": str(home), "url": soda.url}

        def pull(day: float) -> str:
            now = (START + dt.timedelta(days=day)).isoformat()
            runner.done({**task, "now": now})
            return now

        def change(day: float, remainder: int) -> None:
            stamp = f"{START + dt.timedelta(days=day):%Y-%m-%dT%H:%M:%S.000Z}"
            soda.sql(
                "UPDATE t SET longitude = longitude || '1', \":updated_at\" = ? "
                "WHERE offense_id % 15 = ?",
                stamp, remainder,
            )  # fmt: skip

        def drop(count: int) -> None:
            soda.sql(
                'DELETE FROM t WHERE ":id" IN (SELECT ":id" FROM t ORDER BY ":id" LIMIT ?)', count
            )

        home.mkdir()
        pull(0)
        for day in (1, 2, 3, 4):
            change(day, day)
            pull(day)
        drop(3)
        pull(8)  # the whole table: three are absent
        change(9, 9)
        drop(2)
        soda.put(make_rows(ROWS + 30)[ROWS:])
        compacted = folder / "compacted"
        shutil.copytree(home, compacted)
        runner.done({"do": "compact", "home": str(compacted)})
        late = (START + dt.timedelta(days=16)).isoformat()  # the whole table is due again
        run = {**task, "now": late}
        made = {"pull": prepare(runner, "pull", home, run)}
        # What is compacted was compacted before, and has withdrawn records and edits since.
        runner.done({**run, "home": str(compacted)})
        made["compaction"] = prepare(runner, "compaction", compacted, {"do": "compact"})
        made["pull that compacts"] = prepare(
            runner, "pull that compacts", home, {**run, "most_parts": 4}
        )
        yield made
