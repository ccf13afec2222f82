"""Dask: the same results as in one process, whatever becomes of a worker."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from crimecast.city import City, load_city
from crimecast.errors import InputError
from crimecast.evaluate.protocol import Protocol
from crimecast.run import dask_executor
from crimecast.run.backtest import run_backtest
from crimecast.run.dask_executor import Dask
from crimecast.run.executors import Executor, TaskError, executor
from crimecast.run.ingest import ingest
from crimecast.run.origins import origins_between
from crimecast.simulate.city import simulate
from dask_sample import Cluster, cluster
from records_sample import snapshot

#: A function of an installed module that ends its process.
KILL = os._exit
ORIGINS = origins_between("2025-06-01", "2025-06-07", 24, "America/Denver")
#: What says how long it took, and what is made of it.
TIMED = ("timings", "report.html", "model_card.md", "protocol.json", ".lock")


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with cluster(tmp_path_factory.mktemp("dask"), 2) as found:
        yield found


def test_every_task_is_done_once(two: Cluster) -> None:
    who = Dask(two.address)
    assert sorted(who.run(abs, [-3, 2, -1, -1])) == [(0, 3), (1, 2), (2, 1), (3, 1)]
    assert list(who.run(abs, [])) == []


def test_a_failed_task_names_itself(two: Cluster) -> None:
    with pytest.raises(TaskError, match=r"^three failed: ValueError: could not convert") as caught:
        list(Dask(two.address).run(float, ["1", "three", "3"]))
    assert isinstance(caught.value.__cause__, ValueError)


def test_input_errors_come_as_they_were_raised(two: Cluster) -> None:
    with pytest.raises(InputError, match="0 jobs cannot do anything"):
        list(Dask(two.address).run(executor, [0]))


def test_a_caller_that_leaves_drops_what_was_not_begun(two: Cluster) -> None:
    found = Dask(two.address).run(time.sleep, [0.01, *[3.0] * 100])
    assert next(found) == (0, None)
    found.close()  # type: ignore[attr-defined]
    began = time.monotonic()
    assert list(Dask(two.address).run(abs, [-1])) == [(0, 1)]
    assert time.monotonic() - began < 120  # not the 150 s that two workers would have slept


def test_other_software_on_a_worker_is_refused(
    two: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dask_executor, "software", lambda: (("crimecast", "9.9"),))
    with pytest.raises(InputError, match=r"has crimecast \S+, not 9\.9: results would differ"):
        list(Dask(two.address).run(abs, [-1]))


def test_no_scheduler_and_no_worker_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:1 "):
        list(Dask("tcp://127.0.0.1:1", patience=0.5).run(abs, [1]))
    with (
        cluster(tmp_path, 0) as empty,
        pytest.raises(InputError, match="has no worker left; start some with dask worker tcp"),
    ):
        list(Dask(empty.address, patience=1.0).run(abs, [1]))


def test_options_that_do_not_fit_are_refused() -> None:
    assert isinstance(executor(scheduler="tcp://127.0.0.1:1"), Dask)
    for options, words in (
        ({"kind": "dask"}, "needs --scheduler"),
        ({"kind": "serial", "scheduler": "tcp://127.0.0.1:1"}, "of no use to --executor serial"),
        ({"kind": "serial", "jobs": 2}, "one job at a time"),
        ({"jobs": 2, "scheduler": "tcp://127.0.0.1:1"}, "leave out --jobs"),
        ({"kind": "threads"}, "no executor 'threads'; there are: serial, processes, dask"),
    ):
        with pytest.raises(InputError, match=words):
            executor(**options)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def city() -> City:
    return load_city("simulated")


@pytest.fixture(scope="module")
def home(city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    until = np.datetime64("2025-06-10T12:00:00", "s")
    made = simulate(tmp_path_factory.mktemp("simulated"), years=0.2, until=until)
    home = tmp_path_factory.mktemp("stored")
    ingest(city, [made.csv], home=home)
    shutil.copy(made.area, city.area_path(home))
    return home


def tables(city: City, home: Path, out: Path, who: Executor | None = None) -> dict[str, bytes]:
    """Run a backtest; return the files that must be the same to the bit."""
    run_backtest(
        city, home, ORIGINS, models=("prior_counts", "uniform"), cell=500, out=out,
        protocol=Protocol(refit_hours=24), executor=who,
    )  # fmt: skip
    kept = {
        name: content
        for name, content in snapshot(out).items()
        if not any(word in name for word in TIMED)
    }
    assert len(kept) > 10
    return kept


def test_a_backtest_is_the_same_to_the_bit_though_a_worker_is_killed(
    city: City, home: Path, tmp_path: Path
) -> None:
    serial = tables(city, home, tmp_path / "serial")
    out = tmp_path / "dask"
    with cluster(tmp_path, 2) as two:

        def kill() -> None:
            while len(list((out / "parts").glob("*__*"))) < 3:
                time.sleep(0.02)
            two.workers[0].send_signal(signal.SIGKILL)

        killer = threading.Thread(target=kill, daemon=True)
        killer.start()
        assert tables(city, home, out, Dask(two.address)) == serial
        killer.join(timeout=60)
        assert two.workers[0].wait(timeout=60) == -signal.SIGKILL
        assert two.workers[1].poll() is None


def test_a_task_that_loses_every_worker_is_given_up(tmp_path: Path) -> None:
    with (
        cluster(tmp_path, 5) as found,
        pytest.raises(TaskError, match=r"^7 failed: each worker that had it was lost"),
    ):
        list(Dask(found.address).run(KILL, [7]))


def test_a_folder_that_workers_do_not_see_is_told(
    city: City, home: Path, tmp_path: Path, two: Cluster
) -> None:
    class Elsewhere(Dask):
        def run(self, function, tasks):  # type: ignore[no-untyped-def]
            tasks[0].folder.joinpath("parts/protocol.json").unlink()  # as on another disk
            return super().run(function, tasks)

    with pytest.raises(InputError, match=r"is not seen on .*: whoever works at a backtest needs"):
        tables(city, home, tmp_path / "out", Elsewhere(two.address))
