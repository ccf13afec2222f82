"""Workers of a Dask cluster, on this machine or on others (``crimecast[dask]``).

Tasks and results travel pickled, as between processes of one machine: whoever can reach a scheduler
can run code on its workers. Keep it in a network of its own, or give it TLS.
"""

from __future__ import annotations

import os
import queue
import socket
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, Final, TypeVar

from crimecast import __version__
from crimecast.errors import InputError
from crimecast.run.executors import TaskError, named

if TYPE_CHECKING:
    from distributed import Client
    from distributed import Future as _Future

    Future = _Future[Any]

Task = TypeVar("Task")
Result = TypeVar("Result")

LIBRARIES: Final = ("numpy", "scipy", "lightgbm", "duckdb")
"""Dependencies whose versions decide the last digits of results."""
_GLANCE: Final = 5.0
"""Seconds between two looks at whether any worker is left."""


class Dask:
    """The workers of a Dask scheduler.

    A task whose worker is lost is done again by another one, as often as the scheduler's
    ``allowed-failures`` says (3 where nothing is set).

    Parameters
    ----------
    scheduler : str
        Its address, such as ``tcp://10.0.0.1:8786``.
    patience : float
        Seconds to wait for the scheduler, and for a worker where there is none.
    """

    def __init__(self, scheduler: str, *, patience: float = 60.0) -> None:
        self.scheduler, self.patience = scheduler, patience

    def run(
        self, function: Callable[[Task], Result], tasks: Sequence[Task]
    ) -> Iterator[tuple[int, Result]]:
        """Yield results as they are done; see :class:`crimecast.run.executors.Executor`.

        Where the caller leaves early, what was not begun is not done; a task that a worker is at
        runs to its end there.

        Raises
        ------
        InputError
            If the scheduler cannot be reached, no worker comes, or a worker has other versions of
            crimecast or of what decides the last digits.
        """
        if not tasks:
            return
        client = self._connect()
        futures: dict[Future, int] = {}
        done: queue.SimpleQueue[Future] = queue.SimpleQueue()
        try:
            here = software()
            mark = os.urandom(4).hex()
            for index, task in enumerate(tasks):
                # The name is ours: a task is done because it was asked for, never because another
                # of the same arguments was.
                future = client.submit(
                    _do, function, task, here, key=f"crimecast-{mark}-{index}", pure=False
                )
                futures[future] = index
                future.add_done_callback(done.put)  # type: ignore[no-untyped-call]
            while futures:
                future = self._next(client, done)
                index = futures.pop(future)
                yield index, self._result(future, tasks[index])
        finally:
            if futures and client.status == "running":
                client.cancel(list(futures), force=True)  # type: ignore[no-untyped-call]
            client.close(timeout=5)  # type: ignore[no-untyped-call]

    def _connect(self) -> Client:
        try:
            from distributed import Client  # noqa: PLC0415 -- an extra
        except ImportError as error:
            raise InputError(
                "Dask is not installed; install crimecast with it: pip install 'crimecast[dask]'"
            ) from error
        try:
            return Client(self.scheduler, timeout=self.patience, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TypeError) as error:
            raise InputError(
                f"no Dask scheduler answers at {self.scheduler} ({type(error).__name__}: {error}); "
                "start one with dask scheduler, and workers with dask worker ADDRESS"
            ) from error

    def _next(self, client: Client, done: queue.SimpleQueue[Future]) -> Future:
        """Wait for the next future that is done, as long as somebody works at them."""
        waited = 0.0
        while True:
            try:
                return done.get(timeout=_GLANCE)
            except queue.Empty:
                if client.status not in {"running", "connecting"}:
                    raise self._gone() from None
                waited = 0.0 if client.scheduler_info(-1)["workers"] else waited + _GLANCE
                if waited >= self.patience:
                    raise InputError(
                        f"the scheduler at {self.scheduler} has no worker left; start some with "
                        f"dask worker {self.scheduler} --nthreads 1"
                    ) from None

    def _result(self, future: Future, task: object) -> Any:
        from distributed.scheduler import KilledWorker  # noqa: PLC0415

        try:
            return future.result(timeout=self.patience)
        except CancelledError as error:
            raise self._gone() from error
        except KilledWorker as error:
            raise TaskError(
                f"{task} failed: each worker that had it was lost, perhaps for want of memory"
            ) from error
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] == "crimecast":
                raise InputError(
                    f"a worker of {self.scheduler} has no crimecast, or an older one ({error}); "
                    f"install crimecast {__version__} where scheduler and workers run"
                ) from error
            raise named(task, error) from error
        except Exception as error:
            raise named(task, error) from error

    def _gone(self) -> TaskError:
        return TaskError(f"the scheduler at {self.scheduler} went away")


@lru_cache(maxsize=1)
def software() -> tuple[tuple[str, str], ...]:
    """Return the versions that must be the same wherever tasks are done."""
    return (("crimecast", __version__), *((name, version(name)) for name in LIBRARIES))


def _do(
    function: Callable[[Task], Result], task: Task, wanted: tuple[tuple[str, str], ...]
) -> Result:
    """Do a task on a worker that has the software of whoever asks."""
    own = dict(software())
    other = [f"{name} {own[name]}, not {told}" for name, told in wanted if own[name] != told]
    if other:
        raise InputError(
            f"the worker on {socket.gethostname()} has {'; '.join(other)}: results would differ. "
            "Install the same versions there"
        )
    return function(task)
