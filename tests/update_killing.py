"""Updates killed, or failing to write, at drawn moments, and what must hold after each."""

from __future__ import annotations

import datetime as dt
import random
import shutil
import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from crimecast.archive.index import index_of
from crimecast.archive.read import latest_id, open_forecast
from crimecast.city import load_city
from crimecast.record.store import open_current, record_folder
from crimecast.run import update as updating
from crimecast.run.audit import audit
from crimecast.run.forecast import forecasts_folder, issue_forecast
from crimecast.run.ingest import ingest
from crimecast.simulate.city import simulate
from crimecast.status import read_status
from killing import Runner, Violation, copied

CITY = "simulated"
NOW = dt.datetime(2025, 6, 10, 12, 30, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Home:
    """A home before an update, what the update takes, and what it leaves."""

    folder: Path
    task: dict[str, str]
    before: str
    after: tuple[object, ...]
    seconds: float
    touches: int


def make_home(folder: Path) -> Path:
    """Make a home whose next update issues a forecast and scores two of those that it has."""
    home = folder / "home"
    until = np.datetime64("2025-06-10T12:00:00", "s")
    made = simulate(folder / "simulated", years=0.12, until=until)
    shipped = Path(updating.__file__).parents[1] / "cities" / f"{CITY}.toml"
    (home / "cities").mkdir(parents=True)
    (home / "cities" / f"{CITY}.toml").write_text(
        shipped.read_text() + '\n[update]\ncell = 500\nhorizon = 24\nmodel = "kde"\n'
    )
    city = load_city(CITY, home)
    ingest(city, [made.csv], home=home)
    shutil.copy(made.area, city.area_path(home))
    for days in (33, 5, 1):
        at = until - days * np.timedelta64(1, "D")
        issue_forecast(city, home, at=at, horizon=24, cell=500, model="kde", now=until)
    return home


def answers(home: Path) -> tuple[object, ...]:
    """Return all that readers are told of a home, times of writing aside."""
    index, ledger = index_of(CITY, home)
    record = open_current(record_folder(CITY, home))
    told = None if record is None else record.record.model_dump(
        exclude={"id", "published_at", "ledger", "files"}
    )  # fmt: skip
    scores = tuple((e["forecast"], e["age"]) for e in ledger.entries)
    return latest_id(home / CITY / "forecasts"), tuple((e.id, e.ages) for e in index), scores, told


def prepare(runner: Runner, home: Path) -> Home:
    """Update a copy undisturbed, to know what it takes and what it makes."""
    task = {"do": "update", "now": NOW.isoformat()}
    with copied(home) as copy:
        touches = runner.done({**task, "home": str(copy), "count": True}).touches
        after = answers(copy)
    with copied(home) as copy:
        seconds = runner.done({**task, "home": str(copy)}).seconds
    before = latest_id(home / CITY / "forecasts")
    assert before is not None
    return Home(home, task, before, after, seconds, touches)


def check_readable(home: Path) -> str:
    """Look whether readers have one whole forecast, and all that was published is as it was."""
    city = load_city(CITY, home)
    name = latest_id(forecasts_folder(city, home))
    if name is None:
        raise Violation("no forecast is the latest")
    open_forecast(forecasts_folder(city, home), name).verify()
    open_current(record_folder(CITY, home))
    found = audit(city, home, forecasts=False)
    if found.faults:
        raise Violation(f"not as it was published: {found.faults}")
    return name


def disturb(
    runner: Runner, home: Home, chance: random.Random, *, fault: int | None = None
) -> Counter[str]:
    """Disturb an update once, look, and update anew: that must leave what it leaves undisturbed."""
    with copied(home.folder) as copy:
        task: dict[str, object] = {**home.task, "home": str(copy)}
        after = None
        if fault is not None or chance.random() < 0.5:
            task["touch"] = chance.randint(1, home.touches)
        else:
            after = chance.uniform(0, 1.1 * home.seconds)
        if fault is not None:
            task["fault"] = fault
        ended = runner.run(task, after=after)
        if fault is None and ended.code not in {0, -signal.SIGKILL}:
            raise Violation(f"it ended with {ended.code} by itself")
        name = check_readable(copy)
        if name not in {home.before, home.after[0]}:
            raise Violation(f"the latest forecast is {name}")
        runner.done({**home.task, "home": str(copy)})
        failed = read_status(CITY, copy).failed
        if failed:
            raise Violation(f"the next update failed: {failed}")
        if answers(copy) != home.after:
            raise Violation("the next update did not leave what an undisturbed one leaves")
        check_readable(copy)
        return Counter({"latest as before" if name == home.before else "latest as after": 1})
