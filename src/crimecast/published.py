"""Folders of which one is in use: built aside, put in place whole, the others removed after.

A city's base maps and street graphs are kept so: each in a folder named by its id, and beside them
a file that names the one in use.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from crimecast import files
from crimecast.errors import InputError

CURRENT: Final = "current.json"
ID_PATTERN: Final = r"^[0-9]{8}-[0-9a-f]{8}$"
_ID: Final = re.compile(ID_PATTERN[1:-1])


def is_id(text: str) -> bool:
    """Whether a text has the shape of an id (and so is safe as a folder's name)."""
    return _ID.fullmatch(text) is not None


def current_id(folder: Path, *, again: str, is_id: Callable[[str], bool] = is_id) -> str | None:
    """Return the id of the folder in use; None where there is none.

    Parameters
    ----------
    again : str
        What to run where the file that says so is damaged.
    is_id : callable
        Whether a text has the shape of an id.

    Raises
    ------
    InputError
        If it is.
    """
    path = folder / CURRENT
    try:
        told = files.read_json(path)
    except FileNotFoundError:
        return None
    found = told.get("id") if isinstance(told, dict) else None
    if not isinstance(found, str) or not is_id(found):
        raise InputError(f"{path} is damaged; run {again} again")
    return found


@contextlib.contextmanager
def staging(folder: Path, *, busy: str) -> Iterator[Path]:
    """Give an empty folder to build in; what is left of it, and of killed builds, is removed.

    Raises
    ------
    InputError
        If another process builds there; ``busy`` says so.
    """
    with files.locked(folder / ".lock", busy=busy):
        files.clear_temporaries(folder)
        stage = files.temporary_beside(folder / "build")
        stage.mkdir()
        try:
            yield stage
        finally:
            files.remove(stage)


def put(stage: Path, target: Path) -> None:
    """Put what was built in its place; what was there is gone with the next clearing."""
    files.flush_tree(stage)
    if target.exists():
        target.rename(files.temporary_beside(target))
    stage.rename(target)
    files.flush(target.parent)


def use(folder: Path, name: str, *, stage: Path) -> None:
    """Make a folder the one in use, and remove the others and what they left."""
    files.write_json(folder / CURRENT, {"id": name})
    for path in folder.iterdir():
        ours = is_id(path.name) or path.name.startswith(files.TEMPORARY)
        if ours and path.is_dir() and path.name not in (stage.name, name):
            files.remove(path)
