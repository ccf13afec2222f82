"""What was made of files, kept in memory as long as the files stay the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
Stamp = tuple[int, int, int] | None


def stamp(path: Path) -> Stamp:
    """Return what changes when a file is replaced; None where there is none."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size, status.st_ino


class Memo:
    """Values by key, made anew when their stamp changes; the least recently used go first."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._entries: OrderedDict[Hashable, tuple[Any, Any]] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}
        self._lock = threading.Lock()

    def ready(self, key: Hashable, mark: object) -> Any | None:
        """Return the value of ``key`` at ``mark`` where it is there; make nothing."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is None or entry[0] != mark:
                return None
            self._entries.move_to_end(key)
            return entry[1]

    def get(self, key: Hashable, mark: object, make: Callable[[], T]) -> T:
        """Return the value of ``key`` at ``mark``; of several threads only one makes it."""
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None and entry[0] == mark:
                self._entries.move_to_end(key)
                return entry[1]  # type: ignore[no-any-return]
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                entry = self._entries.get(key)
            if entry is not None and entry[0] == mark:
                return entry[1]  # type: ignore[no-any-return]
            try:
                value = make()
            except BaseException:
                with self._lock:  # keys of which nothing can be made come from anywhere
                    self._making.pop(key, None)
                raise
            with self._lock:
                self._entries[key] = (mark, value)
                self._making.pop(key, None)
                while len(self._entries) > self._limit:
                    self._entries.popitem(last=False)
        return value
