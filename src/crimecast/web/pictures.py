"""Pictures that were asked for: made aside, a few at a time, and kept within bounds."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final

from crimecast.picture.make import Drawn
from crimecast.web.problem import Problem

KEPT_BYTES: Final = 32 << 20
WORKERS: Final = 2
MOST_WAITING: Final = 24


class Pictures:
    """Pictures by key, the least recently asked for go first. Safe to share between threads.

    A picture takes a processor a tenth of a second and more, so it is made neither in the event
    loop nor by the threads that answer everything else; where many wait, more are turned away.
    """

    def __init__(
        self, *, kept: int = KEPT_BYTES, workers: int = WORKERS, waiting: int = MOST_WAITING
    ) -> None:
        self._most, self._workers, self._waiting = kept, workers, waiting
        self._kept: OrderedDict[str, Drawn] = OrderedDict()
        self._size = 0
        self._making: dict[str, Future[Drawn]] = {}
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None

    @property
    def held(self) -> int:
        """Bytes of all that is kept."""
        return self._size

    def close(self) -> None:
        """Begin no other picture: what waits is given up."""
        with self._lock:
            if self._pool is not None:
                self._pool.shutdown(wait=False, cancel_futures=True)
                self._pool = None
            self._making.clear()

    async def get(self, key: str, make: Callable[[], Drawn]) -> Drawn:
        """Return what is kept under a key, or make it; of several who ask only one has it made.

        Raises
        ------
        Problem
            503 where too many are waiting.
        """
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
            making = self._making.get(key)
            if making is None:
                if len(self._making) >= self._waiting:
                    raise Problem(
                        503, "busy", "The server draws many pictures just now; ask again shortly."
                    )
                if self._pool is None:
                    self._pool = ThreadPoolExecutor(self._workers, "picture")
                making = self._making[key] = self._pool.submit(self._made, key, make)
        # Who goes away does not stop what others may be waiting for.
        return await asyncio.shield(asyncio.wrap_future(making))

    def _made(self, key: str, make: Callable[[], Drawn]) -> Drawn:
        try:
            found = make()
        except BaseException:
            with self._lock:
                self._making.pop(key, None)
            raise
        with self._lock:  # at no moment it is neither kept nor being made
            self._making.pop(key, None)
            if found.whole and len(found.png) <= self._most and key not in self._kept:
                self._kept[key] = found
                self._size += len(found.png)
            while self._size > self._most:
                self._size -= len(self._kept.popitem(last=False)[1].png)
        return found
