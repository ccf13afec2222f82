"""DuckDB within the memory and the threads that the host allows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from crimecast.settings import Settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


@contextmanager
def connected(work: Path, settings: Settings) -> Iterator[DuckDBPyConnection]:
    """Open a DuckDB in memory that goes on in the folder ``work`` where memory ends."""
    import duckdb  # noqa: PLC0415 -- 0.1 s

    config: dict[str, str | int | float | list[str]] = {
        "threads": settings.threads,
        "memory_limit": settings.memory,
        "temp_directory": str(work / "spill"),
        "autoinstall_known_extensions": "false",
    }
    connection = duckdb.connect(":memory:", config=config)
    try:
        yield connection
    finally:
        connection.close()
