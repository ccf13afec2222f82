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
