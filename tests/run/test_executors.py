"""Tasks are top-level objects: other processes import them."""

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from crimecast.errors import InputError
from crimecast.run.executors import Executor, Processes, Serial, TaskError, executor

# Functions of an installed module: test files cannot be imported by other processes.
ABS, FLOAT, KILL = abs, float, os._exit


@pytest.mark.parametrize("who", [Serial(), Processes(2)])
def test_every_task_is_done_once(who: Executor) -> None:
    assert sorted(who.run(ABS, [-3, 2, -1])) == [(0, 3), (1, 2), (2, 1)]
    assert list(who.run(ABS, [])) == []


@pytest.mark.parametrize("who", [Serial(), Processes(2)])
def test_a_failed_task_names_itself(who: Executor) -> None:
    with pytest.raises(TaskError, match=r"^three failed: ValueError: could not convert") as caught:
        list(who.run(FLOAT, ["1", "three", "3"]))
    assert isinstance(caught.value.__cause__, ValueError)
    assert not multiprocessing.active_children()


def test_a_process_that_dies_is_told() -> None:
    with pytest.raises(TaskError, match="7 failed: its process died"):
        list(Processes(1).run(KILL, [7]))
    assert not multiprocessing.active_children()


def test_processes_end_with_a_caller_that_leaves() -> None:
    began = time.monotonic()
    found = Processes(2).run(time.sleep, [0.01, 60.0, 60.0])
    assert next(found) == (0, None)
    found.close()  # type: ignore[attr-defined]
    assert time.monotonic() - began < 30
    assert not multiprocessing.active_children()


def test_ctrl_c_ends_it_all_at_once(tmp_path: Path) -> None:
    script = tmp_path / "sleep.py"
    script.write_text(
        "import signal, time\n"
        "from crimecast.run.executors import Processes\n"
        "if __name__ == '__main__':\n"
        # A shell's background job is begun with Ctrl-C turned off.
        "    signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "    for done in Processes(2).run(time.sleep, [0.01, 60.0, 60.0]):\n"
        "        print('begun', flush=True)\n"
    )
    with subprocess.Popen(
        [sys.executable, str(script)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "begun\n"
            os.killpg(process.pid, signal.SIGINT)  # as a terminal does: to all of them
            _, errors = process.communicate(timeout=120)
        finally:
            process.kill()
    assert errors.count("Traceback") == 1
    assert errors.rstrip().endswith("KeyboardInterrupt")


def test_how_many() -> None:
    assert isinstance(executor(1), Serial)
    assert isinstance(executor(3), Processes)
    with pytest.raises(InputError, match="use 1 or more"):
        executor(0)
    with pytest.raises(ValueError, match="use 1 or more"):
        Processes(0)
