"""A Dask scheduler and workers in processes of their own, as people start them."""

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Cluster:
    """A scheduler's address, and its workers' processes, which no nanny starts again."""

    address: str
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add_worker(self) -> subprocess.Popen[bytes]:
        """Start one more worker."""
        worker = _start(
            "worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
            "--local-directory", str(self.folder), log=self.folder / f"worker-{len(self.workers)}",
        )  # fmt: skip
        self.workers.append(worker)
        return worker


def _start(kind: str, *options: str, log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", f"distributed.cli.dask_{kind}", *options]
    with log.open("wb") as out:
        return subprocess.Popen(command, stdout=out, stderr=out)


@contextlib.contextmanager
def cluster(folder: Path, workers: int) -> Iterator[Cluster]:
    """Run a scheduler and so many workers until the block ends."""
    told = folder / "scheduler.json"
    scheduler = _start(
        "scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
        "--scheduler-file", str(told), log=folder / "scheduler.log",
    )  # fmt: skip
    found = Cluster("", folder)
    try:
        for _ in range(1200):
            if told.is_file() or scheduler.poll() is not None:
                break
            time.sleep(0.1)
        found.address = str(json.loads(told.read_text())["address"])
        for _ in range(workers):
            found.add_worker()
        yield found
    finally:
        for process in (*found.workers, scheduler):
            process.kill()
        for process in (*found.workers, scheduler):
            process.wait(timeout=60)
