"""Who does the work: this process, several processes, or machines (Dask).

A task and the function that does it are picklable objects of a module's top level, and a task
carries all that it needs to know or where to find it: nothing is shared but the disk.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Final, Protocol, TypeVar

from crimecast.errors import InputError

Task = TypeVar("Task")
Result = TypeVar("Result")


KINDS: Final = ("serial", "processes", "dask")


class TaskError(RuntimeError):
    """A task that failed, by its name; the reason is the cause."""


class Executor(Protocol):
    """Does tasks, in whatever order, and hands results back as they are done."""

    def run(
        self, function: Callable[[Task], Result], tasks: Sequence[Task]
    ) -> Iterator[tuple[int, Result]]:
        """Yield each task's index and what ``function`` made of it.

        Raises
        ------
        TaskError
            If a task fails, with its ``str`` as its name. What was not begun is not done then.
        InputError
            If it fails because of input that somebody has to put right: as it was raised.
        """


class Serial:
    """One task after the other, in this process."""

    def run(
        self, function: Callable[[Task], Result], tasks: Sequence[Task]
    ) -> Iterator[tuple[int, Result]]:
        """Yield results in the order of the tasks; see :class:`Executor`."""
        for index, task in enumerate(tasks):
            try:
                result = function(task)
            except Exception as error:
                raise named(task, error) from error
            yield index, result


class Processes:
    """Several processes of this machine, each fresh: nothing is inherited by a fork.

    Parameters
    ----------
    count : int
        How many.

    Raises
    ------
    ValueError
        If ``count`` is less than 1.
    """

    def __init__(self, count: int) -> None:
        if count < 1:
            raise ValueError(f"{count} processes cannot do anything; use 1 or more")
        self.count = count

    def run(
        self, function: Callable[[Task], Result], tasks: Sequence[Task]
    ) -> Iterator[tuple[int, Result]]:
        """Yield results as they are done; see :class:`Executor`.

        Where the caller leaves early, by an exception or Ctrl-C, the processes are ended.
        """
        if not tasks:
            return
        context = multiprocessing.get_context("spawn")
        before = set(multiprocessing.active_children())
        pool = ProcessPoolExecutor(
            min(self.count, len(tasks)), mp_context=context, initializer=_ignore_interrupts
        )
        finished = False
        try:
            futures = {pool.submit(function, task): i for i, task in enumerate(tasks)}
            for future in as_completed(futures):
                index = futures.pop(future)
                try:
                    result = future.result()
                except Exception as error:
                    raise named(tasks[index], error) from error
                yield index, result
            finished = True
        finally:
            if not finished:
                for process in set(multiprocessing.active_children()) - before:
                    process.terminate()
            pool.shutdown(wait=True, cancel_futures=True)


def executor(
    jobs: int | None = None, *, kind: str | None = None, scheduler: str | None = None
) -> Executor:
    """Return who does the work.

    Parameters
    ----------
    jobs : int, optional
        How many tasks at a time on this machine; 1 where absent, or one a core for ``processes``.
    kind : str, optional
        One of :data:`KINDS`; told by the others where absent.
    scheduler : str, optional
        Address of a Dask scheduler.

    Raises
    ------
    InputError
        If these do not fit together.
    """
    if jobs is not None and jobs < 1:
        raise InputError(f"{jobs} jobs cannot do anything; use 1 or more")
    if kind is None:
        kind = "dask" if scheduler else "serial" if jobs in {None, 1} else "processes"
    if kind not in KINDS:
        raise InputError(f"no executor {kind!r}; there are: {', '.join(KINDS)}")
    if kind == "dask":
        if not scheduler:
            raise InputError("--executor dask needs --scheduler, such as tcp://127.0.0.1:8786")
        if jobs is not None:
            raise InputError("how many jobs run at once is up to Dask's workers; leave out --jobs")
        from crimecast.run.dask_executor import Dask  # noqa: PLC0415 -- an extra

        return Dask(scheduler)
    if scheduler:
        raise InputError(f"a scheduler is of no use to --executor {kind}; use --executor dask")
    if kind == "serial":
        if jobs not in {None, 1}:
            raise InputError(f"--executor serial does one job at a time, not {jobs}")
        return Serial()
    return Processes(jobs or os.cpu_count() or 1)


def _ignore_interrupts() -> None:
    """Leave Ctrl-C to the parent, which ends its processes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def named(task: object, error: Exception) -> Exception:
    """Return what to raise for a task that failed: :class:`Executor` tells."""
    if isinstance(error, InputError):
        return error
    if isinstance(error, BrokenProcessPool):
        return TaskError(f"{task} failed: its process died, perhaps for want of memory")
    return TaskError(f"{task} failed: {type(error).__name__}: {error}")
