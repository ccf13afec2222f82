"""Arrays in files of numpy's own form, read by several threads at once."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

_READING = threading.Lock()
"""numpy has Python parse a file's header, which CPython 3.11 does not do right in two threads at
once ("AST constructor recursion depth mismatch", python/cpython issue 106905)."""


def read_array(path: Path, *, mapped: bool = True) -> npt.NDArray[Any]:
    """Return an array of a file, mapped into memory where that is asked for; read-only then.

    Raises
    ------
    OSError
        If there is no such file, or it cannot be read.
    ValueError
        If it holds no array, or one of Python objects.
    """
    with _READING:
        found: npt.NDArray[Any] = np.load(
            path, mmap_mode="r" if mapped else None, allow_pickle=False
        )
    return found
