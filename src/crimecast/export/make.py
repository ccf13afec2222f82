"""An export from question to file: written aside and renamed, whole or not at all."""

from __future__ import annotations

import errno
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from crimecast import files
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.export.about import about
from crimecast.export.counts import counted
from crimecast.export.formats import FORMATS, ending_of
from crimecast.export.kept import records
from crimecast.export.known import look_up
from crimecast.export.question import Question
from crimecast.scratch import is_out_of_memory, scratch
from crimecast.settings import Settings

Progress = Callable[[str, float], None]
"""Called with what is being done, and which share of it (0: unknown) is done."""


@dataclass(frozen=True)
class Exported:
    """What was written.

    Attributes
    ----------
    file, metadata_file : str, optional
        Paths; what a file is about lies beside CSV, and inside of the others.
    size : int
        Bytes.
    harmless_cells : int
        Cells of text that got an apostrophe.
    about : dict
        What the file is, as it says itself.
    """

    file: str
    metadata_file: str | None
    size: int
    rows: int
    harmless_cells: int
    about: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)


def _quiet(_what: str, _share: float) -> None:
    pass


def export(
    city: City,
    home: Path,
    path: Path,
    question: Question,
    *,
    force: bool = False,
    progress: Progress = _quiet,
    settings: Settings | None = None,
) -> Exported:
    """Write what was asked for to ``path``, in the format of its ending.

    Parameters
    ----------
    force : bool
        Whether a file that exists is replaced.

    Raises
    ------
    InputError
        If the ending names no format, the file exists, its folder cannot be written to, there is
        nothing to write, or disk or memory do not suffice. Nothing is left behind then.
    """
    settings = settings or Settings()
    ending = ending_of(path)
    if question.records and ending == ".geojson":
        raise InputError(
            "GeoJSON is written of counts by cell, not of records: their points do not belong on "
            "a map; use .parquet or .csv"
        )
    beside = path.with_name(f"{path.name}-metadata.json") if ".csv" in ending else None
    _check_free([path, *([beside] if beside else [])], force=force)
    with _writing(path, settings) as work, scratch(work, settings) as connection:
        progress("reading the records", 0.0)
        known = look_up(connection, city, home, question)
        if question.records:
            table = records(connection, city, geometry=ending == ".parquet")
        else:
            progress("counting", 0.3)
            table = counted(connection, city, home, question, known)
        progress(f"writing {table.rows:,} rows", 0.6)
        told = about(city, question, known, table)
        with files.aside(path) as temporary:
            written = FORMATS[ending](connection, table, told, temporary, path.name)
            if beside is not None:
                files.write_json(beside, written.beside)
            size = temporary.stat().st_size
    return Exported(
        str(path), str(beside) if beside else None, size, table.rows, written.harmless, told
    )


def _check_free(paths: list[Path], *, force: bool) -> None:
    folder = paths[0].parent
    if not folder.is_dir():
        raise InputError(f"there is no folder {folder}; make it first")
    for path in paths:
        if path.is_dir():
            raise InputError(f"{path} is a folder; name a file")
        if path.exists() and not force:
            raise InputError(f"{path} exists; give --force to replace it")


@contextmanager
def _writing(path: Path, settings: Settings) -> Iterator[Path]:
    """Give a folder to work in beside ``path``; say what the disk and memory lacked."""
    try:
        with tempfile.TemporaryDirectory(prefix=files.TEMPORARY, dir=path.parent) as work:
            yield Path(work)
    except Exception as error:
        if isinstance(error, InputError):
            raise
        if files.is_full_disk(error):
            raise InputError(
                f"the disk that holds {path.parent} is full; free some space and try again. "
                "Nothing was written"
            ) from error
        if is_out_of_memory(error):
            raise InputError(
                f"{settings.memory} of memory are not enough; set CRIMECAST_MEMORY to more "
                "(such as 2GB). Nothing was written"
            ) from error
        if isinstance(error, PermissionError) or getattr(error, "errno", None) == errno.EROFS:
            raise InputError(f"{path.parent} cannot be written to: {error}") from error
        raise
