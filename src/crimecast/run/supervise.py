"""Several commands of crimecast as processes of their own, each started again when it dies."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from types import FrameType
from typing import Final

FIRST_S, LAST_S = 1.0, 60.0
"""Seconds before a process that died is started again: at first, and at most."""
STEADY_S: Final = 300.0
"""A process that ran so long before it died is started again as at first."""
GRACE_S: Final = 15.0
"""Seconds that processes get to end before they are killed."""
logger = logging.getLogger("crimecast.up")


class _Child:
    def __init__(self, name: str, arguments: Sequence[str]) -> None:
        self.name, self.arguments = name, list(arguments)
        self.process: subprocess.Popen[bytes] | None = None
        self.began, self.wait, self.again_at = 0.0, FIRST_S, 0.0

    def start(self, now: float) -> None:
        # In a group of its own: Ctrl-C reaches us, and we end it in order.
        self.process = subprocess.Popen(  # noqa: S603 -- our own commands
            [sys.executable, "-m", "crimecast", *self.arguments], start_new_session=True
        )
        self.began = now

    def look(self, now: float) -> None:
        """Start it where it does not run and may again."""
        if self.process is None:
            if now >= self.again_at:
                self.start(now)
            return
        code = self.process.poll()
        if code is None:
            return
        self.process = None
        if now - self.began >= STEADY_S:
            self.wait = FIRST_S
        logger.error("%s ended with code %s; it is started again in %g s",
                     self.name, code, self.wait)  # fmt: skip
        self.again_at = now + self.wait
        self.wait = min(2 * self.wait, LAST_S)


def supervise(commands: Mapping[str, Sequence[str]]) -> int:
    """Run commands until this process is told to end; return its exit code.

    Parameters
    ----------
    commands : mapping of name to sequence of str
        Arguments of ``crimecast``.
    """
    children = [_Child(name, arguments) for name, arguments in commands.items()]
    ended = False

    def end(_signal: int, _frame: FrameType | None) -> None:
        nonlocal ended
        ended = True

    former = {which: signal.signal(which, end) for which in (signal.SIGINT, signal.SIGTERM)}
    try:
        while not ended:
            for child in children:
                child.look(time.monotonic())
            time.sleep(0.2)
    finally:
        _end([child.process for child in children if child.process is not None])
        for which, handler in former.items():
            signal.signal(which, handler)
    return 0


def _end(processes: Sequence[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        process.terminate()
    last = time.monotonic() + GRACE_S
    for process in processes:
        try:
            process.wait(max(0.1, last - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
