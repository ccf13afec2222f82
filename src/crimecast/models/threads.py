"""Work spread over threads, in order: numpy and scipy let other threads run while they compute."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_Job = TypeVar("_Job")
_Done = TypeVar("_Done")


def in_threads(work: Callable[[_Job], _Done], jobs: Iterable[_Job]) -> list[_Done]:
    """Do jobs on all cores; return what they give, in the order of the jobs."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(work, jobs))
