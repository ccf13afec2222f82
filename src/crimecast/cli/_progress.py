"""A progress bar for commands that go through steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def steps(*, quiet: bool) -> Iterator[Callable[[str, float], None]]:
    """Draw what is being done on standard error where that is a terminal.

    Yields a function of the step's words and the share of it that is done (0: unknown).
    """
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    console = Console(stderr=True)
    if quiet or not console.is_terminal:
        yield lambda _what, _share: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("starting", total=None)

        def told(what: str, share: float) -> None:
            bar.update(
                task, description=what, completed=share or None, total=1.0 if share else None
            )

        yield told


@contextmanager
def counted(*, quiet: bool) -> Iterator[Callable[[str, float], None]]:
    """Draw a long command's progress with an estimate of what remains, on standard error.

    Where that is no terminal, a line is written now and then. Yields a function of the step's words
    and the share of all that is done.
    """
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        Progress,
        TaskProgressColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    console = Console(stderr=True)
    if quiet:
        yield lambda _what, _share: None
        return
    if not console.is_terminal:
        yield _lines()
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn(),
        TextColumn("remaining about"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(
        *columns, console=console, transient=True, speed_estimate_period=24 * 3600
    ) as bar:
        task = bar.add_task("starting", total=1.0)
        yield lambda what, share: bar.update(task, description=what, completed=share)


def _lines(every: float = 30.0) -> Callable[[str, float], None]:
    """Return a function that writes a line with an estimate at most each ``every`` seconds."""
    import sys
    import time

    began = last = time.monotonic()
    first: float | None = None

    def told(what: str, share: float) -> None:
        nonlocal last, first
        first = share if first is None else first
        now = time.monotonic()
        if now - last < every:
            return
        last = now
        remain = (now - began) * (1 - share) / (share - first) if share > first else None
        about = f", about {remain / 60:.0f} min remain" if remain is not None else ""
        print(f"{share:.0%}: {what}{about}", file=sys.stderr, flush=True)  # noqa: T201

    return told
