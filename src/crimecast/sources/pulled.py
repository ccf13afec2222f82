"""What a pull brought, what it notes down in its folder, and whether another can go on with it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from crimecast import files
from crimecast.city_parts import Portal
from crimecast.errors import InputError
from crimecast.sources.portal import Column, Request, Wanted

NAME: Final = "pull.json"
FORMAT: Final = 1
PARTS: Final = ("rows", "raw", "names")
"""What is kept of a page: ``<part>_file`` and ``<part>_sha256`` are noted of each."""


@dataclass(frozen=True)
class Pulled:
    """What a pull brought.

    Attributes
    ----------
    folder : Path
    files : tuple of Path
        To be ingested, in order, as one delivery; none where nothing changed.
    rows, expected : int, int or None
        Rows in the files (one may be in two of them), and rows that the portal promised.
    whole : bool
        Whether the whole table was asked for: only then a row that is not there is gone.
    since, watermark : datetime, optional
        From where was asked, and what to give as ``since`` next time (aware, UTC).
    columns : tuple of Column
        All that the portal has, with their types.
    absent : tuple of str
        Optional columns that it does not have.
    started, ended : datetime
        Aware, UTC; ``started`` is that of the first try of a pull that was resumed.
    resumed : bool
    notes : tuple of str
        What a person should know.
    """

    folder: Path
    files: tuple[Path, ...]
    rows: int
    expected: int | None
    whole: bool
    since: dt.datetime | None
    watermark: dt.datetime | None
    columns: tuple[Column, ...]
    absent: tuple[str, ...]
    started: dt.datetime
    ended: dt.datetime
    resumed: bool
    notes: tuple[str, ...]


@dataclass
class State:
    """How far a pull is; ``pull.json`` holds it as it stands here. Instants are ISO 8601, UTC."""

    format: int = FORMAT
    request: dict[str, Any] = field(default_factory=dict)
    started: str = ""
    ended: str | None = None
    complete: bool = False
    attempt: int = 0
    expected: int | None = None
    cursor: Any = None
    latest: str | None = None
    watermark: str | None = None
    columns: list[list[str]] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    pages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Rows of all pages; one that came twice counts twice."""
        return sum(int(page["rows"]) for page in self.pages)

    def write(self, folder: Path) -> None:
        """Replace what the folder says."""
        files.write_json(folder / NAME, {**asdict(self), "rows": self.rows})


def request_of(
    portal: Portal, wanted: Wanted, request: Request, names: Sequence[str]
) -> dict[str, Any]:
    """Write down what is asked, so that two requests can be compared.

    ``names`` are the columns that the portal has of the wanted ones: all pages hold the same.
    """
    return {
        "portal": portal.model_dump(mode="json"),
        "columns": list(wanted.columns),
        "optional": list(wanted.optional),
        "names": list(names),
        "since": request.since.isoformat() if request.since else None,
    }


def read_state(
    folder: Path, request: dict[str, Any], *, not_before: dt.datetime, ended: bool = False
) -> State | None:
    """Read how far an unfinished pull of the same request came; None where there is none.

    With ``ended`` one that came to its end counts as well. Pages from the first damaged one on are
    left out; then it has not ended.
    """
    try:
        found = files.read_json(folder / NAME)
        found.pop("rows")
        state = State(**found)
        started = dt.datetime.fromisoformat(state.started)
        if (
            state.format != FORMAT
            or (state.complete and not ended)
            or state.request != request
            or started < not_before
        ):
            return None
        whole = 0
        for page in state.pages:
            if not _is_whole(folder, page):
                break
            whole += 1
    except (OSError, InputError, TypeError, ValueError, LookupError, AttributeError):
        return None  # whatever it is, it cannot be gone on with
    if whole < len(state.pages):
        state.pages, state.complete = state.pages[:whole], False
        state.cursor = state.pages[-1]["cursor"] if state.pages else None
    return state


def holds_whole(folder: Path) -> bool:
    """Tell whether a pull of a whole table came to its end and still lies in a folder."""
    try:
        found = files.read_json(folder / NAME)
        return bool(found["complete"]) and found["request"]["since"] is None
    except (OSError, InputError, TypeError, LookupError):
        return False


def _is_whole(folder: Path, page: dict[str, Any]) -> bool:
    for part in PARTS:
        if page[f"{part}_file"] is None:
            continue
        path = folder / Path(str(page[f"{part}_file"])).name
        if not path.is_file() or files.sha256(path) != page[f"{part}_sha256"]:
            return False
    return True


def names_of_rows(ids: Sequence[str]) -> bytes:
    """Shorten a page's names of rows to 8 bytes each."""
    return b"".join(hashlib.blake2b(one.encode(), digest_size=8).digest() for one in ids)


def distinct(paths: Sequence[Path]) -> int:
    """Count the rows named in files of :func:`names_of_rows`, one that came twice once.

    Eight bytes a row are held in memory. Of ten million rows, none is taken for another with a
    chance of 99.9997%.
    """
    import numpy as np  # noqa: PLC0415 -- 0.1 s

    sizes = [path.stat().st_size // 8 for path in paths]
    names, at = np.empty(sum(sizes), dtype=np.uint64), 0
    for path, size in zip(paths, sizes, strict=True):
        names[at : at + size] = np.fromfile(path, dtype=np.uint64, count=size)
        at += size
    names.sort()
    return int(len(names) > 0) + int(np.count_nonzero(names[1:] != names[:-1]))
