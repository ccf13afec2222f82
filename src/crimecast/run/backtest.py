"""A city's backtest, from its store to a folder of tables that anyone can check.

What can be done alone is a task: one model over one block of origins. Each leaves a part, so that a
run that was stopped goes on where it was.
"""

from __future__ import annotations

import re
import socket
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np

from crimecast import files
from crimecast.area import area_of
from crimecast.calendar import Instants
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.evaluate.backtest import check_known
from crimecast.evaluate.block import Bench, CubeSink, no_cubes, run_block
from crimecast.evaluate.protocol import Protocol, blocks
from crimecast.evaluate.totals import Areas
from crimecast.grid import MAX_CELL, MIN_CELL
from crimecast.incidents.query import load_history
from crimecast.incidents.store import open_store
from crimecast.models.plugins import installed
from crimecast.models.registry import DEFAULT, Lazy, Maker
from crimecast.run import backtest_files as tables_on_disk
from crimecast.run.backtest_assemble import assemble
from crimecast.run.backtest_cubes import cube_file, cube_name, stamp
from crimecast.run.backtest_protocol import Plan, difference
from crimecast.run.executors import Executor, Serial
from crimecast.run.fingerprint import code_digest
from crimecast.run.knowledge import end_of_records
from crimecast.study import study_grid

Progress = Callable[[str, float], None]
"""Called with what is being done and the share of it that is done (0 to 1)."""

DEFAULT_MODELS: Final = (DEFAULT, "prior_counts", "kde", "uniform")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
PARTS, CUBES = "parts", "cubes"
_SCORING: Final = "crimecast.evaluate.block"
"""The module whose code, and that of what it imports, decides what a part holds besides a model."""


@dataclass(frozen=True)
class Finished:
    """A backtest that is done.

    Attributes
    ----------
    folder : Path
    made, kept : int
        Blocks that were scored now, and those that an earlier run had left.
    """

    folder: Path
    made: int
    kept: int


@dataclass(frozen=True)
class MadeBy:
    """A model's version, and the digest of the code that makes and scores its forecasts."""

    version: str
    code: str


@dataclass(frozen=True)
class BlockTask:
    """One model over one block of origins; all that another process has to know."""

    plan: Plan
    folder: Path
    model: str
    made_by: MadeBy
    maker: Maker
    origins: tuple[np.datetime64, ...]
    save_cubes: bool

    def __str__(self) -> str:
        return f"{self.model}, {len(self.origins)} origins from {self.origins[0]}Z"

    @property
    def part(self) -> Path:
        """Where its tables go."""
        return self.folder / PARTS / f"{self.model}__{stamp(self.origins[0])}"

    @property
    def about(self) -> dict[str, Any]:
        """What makes its tables what they are."""
        return {
            "protocol": self.plan.digest,
            "model": self.model,
            "version": self.made_by.version,
            "code": self.made_by.code,
            "origins": [f"{origin}Z" for origin in self.origins],
        }

    def is_done(self) -> bool:
        """Tell whether an earlier run left all that this one would."""
        cubes = (self.folder / CUBES / cube_name(self.model, o) for o in self.origins)
        return tables_on_disk.is_part(self.part, self.about) and (
            not self.save_cubes or all(path.is_dir() for path in cubes)
        )


@lru_cache(maxsize=3)
def _bench(plan: Plan) -> Bench:
    """Read a plan's records once in each process, where it works for few cities in turn."""
    store = open_store(plan.city.id, plan.home)
    if not store.exists():
        raise InputError(_unseen(store.path))
    if store.content(store.manifest()) != plan.store_version:
        raise InputError(
            f"the records of {plan.city.name} changed since the backtest began; run it again"
        )
    history = load_history(plan.city, plan.home, categories=plan.categories)
    grid = study_grid(plan.city, plan.home, cell=plan.cell, reported_by=plan.origins[0])
    area = area_of(plan.city, plan.home)
    areas = Areas.none(grid) if area is None else Areas.neighborhoods(area, grid)
    return Bench.of(history, grid, plan.protocol, areas)


def _unseen(path: Path) -> str:
    return (
        f"{path} is not seen on {socket.gethostname()}: whoever works at a backtest needs the "
        "host's folder and the backtest's under the same paths, on a disk that all share"
    )


def do_block(task: BlockTask) -> float:
    """Score one model over one block and write its part; return the seconds it took."""
    began = time.perf_counter()
    begun = task.folder / PARTS / "protocol.json"
    if not begun.is_file() or files.read_json(begun).get("digest") != task.plan.digest:
        raise InputError(_unseen(begun))
    bench = _bench(task.plan)
    grid, history = bench.incidents.grid, bench.incidents.history

    def open_cube(model: str, hours: Instants) -> AbstractContextManager[CubeSink]:
        return cube_file(
            task.folder / CUBES, model, hours, history.categories, grid, history.time_zone
        )

    found = run_block(
        bench,
        task.model,
        task.maker,
        np.array(task.origins, "datetime64[s]"),
        open_sink=open_cube if task.save_cubes else no_cubes,
    )
    tables_on_disk.write_part(task.part, task.about, found)
    return time.perf_counter() - began


def run_backtest(
    city: City,
    home: Path,
    origins: Instants,
    *,
    models: Sequence[str] = DEFAULT_MODELS,
    protocol: Protocol | None = None,
    cell: int = 250,
    categories: Sequence[str] | None = None,
    out: Path | None = None,
    save_cubes: bool = False,
    fresh: bool = False,
    executor: Executor | None = None,
    registry: Mapping[str, Maker] | None = None,
    command: Sequence[str] = (),
    progress: Progress = lambda _what, _share: None,
) -> Finished:
    """Score models on a city's records and write the tables of ``docs/backtest.md``.

    Parameters
    ----------
    origins : datetime64[s], UTC
        Ascending, on the hour; see ``crimecast.run.origins``.
    models : sequence of str
        Names of models.
    protocol : Protocol, optional
        How origins are scored.
    cell : int
        Side of a cell, metres.
    categories : sequence of str, optional
        Ids; those that are forecast where absent.
    out : Path, optional
        The folder; one below the city's where absent. What an earlier run of the same protocol left
        there is kept, so that models can be added to it.
    save_cubes : bool
        Keep every forecast as Zarr.
    fresh : bool
        Begin anew: remove what an earlier run left.
    executor : Executor, optional
        Who does the work; this process where absent.
    registry : Registry, optional
        Where models are looked up; those that are installed where absent. Picklable where other
        processes do the work.
    command : sequence of str
        What was typed, told in the protocol.
    progress : callable, optional

    Raises
    ------
    InputError
        If something given cannot be done; nothing is written then.
    TaskError
        If a model fails; parts that are done stay for the next run.
    """
    progress("reading the records", 0.0)
    plan, makers = _plan(
        city, home, origins, models, protocol or Protocol(), cell, categories, registry
    )
    folder = out if out is not None else default_folder(plan)
    if folder.exists() and not folder.is_dir():
        raise InputError(f"{folder} is a file; give a folder to --out")
    busy = (
        f"another backtest is writing to {folder}; wait until it has ended, or give another --out"
    )
    with files.locked(folder / ".lock", busy=busy):
        _open_folder(folder, plan, fresh=fresh)
        tasks = _tasks(plan, folder, makers, save_cubes)
        due = [task for task in tasks if not task.is_done()]
        kept = len(tasks) - len(due)
        for number, what in _done(executor or Serial(), due, progress, kept, len(tasks)):
            progress(what, number / len(tasks))
        files.clear_temporaries(folder / PARTS)  # of workers that were lost
        progress("putting the tables together", 1.0)
        parts = {name: [task.part for task in tasks if task.model == name] for name in makers}
        versions = {name: made_by.version for name, (_, made_by) in makers.items()}
        extras = [maker.extra for maker, _ in makers.values() if isinstance(maker, Lazy)]
        libraries = sorted({name for name in extras if name is not None})
        assemble(folder, plan, _bench(plan), parts, plan.told(versions, command, libraries))
    return Finished(folder, len(due), kept)


def default_folder(plan: Plan) -> Path:
    """Return where a backtest goes by default: the same place for the same protocol."""
    first, last = (str(plan.origins[i])[:10] for i in (0, -1))
    name = f"{first}_{last}_{plan.cell}m_{plan.digest[:8]}"
    return plan.city.folder(plan.home) / "backtests" / name


def _plan(  # noqa: PLR0917
    city: City, home: Path, origins: Instants, models: Sequence[str], protocol: Protocol, cell: int,
    categories: Sequence[str] | None, registry: Mapping[str, Maker] | None,
) -> tuple[Plan, dict[str, tuple[Maker, MadeBy]]]:  # fmt: skip
    """Check everything that can be checked before anything is written."""
    if not MIN_CELL <= cell <= MAX_CELL:
        raise InputError(f"the cell is {cell} m; use {MIN_CELL} to {MAX_CELL} m")
    if not len(origins):
        raise InputError("there is no origin between those times; make the window longer")
    makers = _makers(models, registry)
    chosen = tuple(categories or (c.id for c in city.forecast_categories))
    if len(set(chosen)) != len(chosen):
        raise InputError(f"a category is named twice: {', '.join(chosen)}")
    kept = {c.id for c in city.kept_categories}
    withheld = [c for c in chosen if c in city.category_by_id and c not in kept]
    if withheld:
        raise InputError(
            f"records of {withheld[0]!r} are withheld: they are neither kept nor scored"
        )
    history = load_history(city, home, categories=chosen)
    if not len(history):
        raise InputError(f"{city.name} has no record of {', '.join(chosen)}")
    if origins[0] < history.reported_at[0]:
        raise InputError(
            f"the first origin is {origins[0]}Z but nothing was reported before "
            f"{history.reported_at[0]}Z; begin later"
        )
    check_known(origins, protocol.horizon, end_of_records(history)[0])
    plan = Plan.of(city, home, history, origins, protocol, cell)
    return plan, makers


def _makers(
    models: Sequence[str], registry: Mapping[str, Maker] | None
) -> dict[str, tuple[Maker, MadeBy]]:
    """Return each model's maker and version."""
    if not models:
        raise InputError("there is no model to score; name one or more")
    known = registry if registry is not None else installed()
    found = {}
    for name in models:
        if name not in known:
            raise InputError(f"no model {name!r}; there are: {', '.join(known)}")
        if name in found:
            raise InputError(f"the model {name!r} is named twice")
        if not _NAME.fullmatch(name):
            raise InputError(f"the model's name {name!r} cannot be part of a file's name")
        kind = type(known[name]())
        found[name] = (
            known[name],
            MadeBy(str(kind.version), code_digest((_SCORING, kind.__module__))),
        )
    return found


def _open_folder(folder: Path, plan: Plan, *, fresh: bool) -> None:
    """Take up what an earlier run left, or refuse it; clear away what a killed one left half."""
    parts, cubes = folder / PARTS, folder / CUBES
    begun = parts / "protocol.json"
    if fresh:
        files.remove(parts)
        files.remove(cubes)
    for place in (folder, parts, cubes):
        files.clear_temporaries(place)
    if begun.is_file():
        other = difference(files.read_json(begun), plan.to_json())
        if other:
            raise InputError(
                f"{folder} holds a backtest of another protocol ({other}); give another --out, or "
                "--fresh to begin anew"
            )
        return
    files.write_json(begun, plan.to_json())


def _tasks(
    plan: Plan, folder: Path, makers: dict[str, tuple[Maker, MadeBy]], save_cubes: bool
) -> list[BlockTask]:
    """Return the tasks by model, then by time."""
    split = blocks(np.array(plan.origins, "datetime64[s]"), plan.protocol.refit_hours)
    return [
        BlockTask(plan, folder, name, made_by, maker, tuple(block), save_cubes)
        for name, (maker, made_by) in makers.items()
        for block in split
    ]


def _done(
    executor: Executor, due: list[BlockTask], progress: Progress, kept: int, total: int
) -> Iterator[tuple[int, str]]:
    """Do tasks; yield how many of all are done, and which was last."""
    if due:
        progress(str(due[0]), kept / total)
    for number, (index, _) in enumerate(executor.run(do_block, due), kept + 1):
        yield number, str(due[min(index + 1, len(due) - 1)])
