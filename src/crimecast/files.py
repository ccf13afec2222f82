"""Writing so that a reader, a crash or a full disk never meets half a file.

A file is written under a temporary name in its own folder, flushed to disk, and renamed.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from crimecast.errors import InputError

TEMPORARY: Final = ".aside-"
"""Prefix of every name that is being written; readers ignore it, the next writer clears it."""

_NO_SPACE: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


def temporary_beside(path: Path) -> Path:
    """Return an unused temporary name in the folder of ``path``."""
    return path.with_name(f"{TEMPORARY}{os.getpid()}-{os.urandom(4).hex()}-{path.name}")


def flush(path: Path) -> None:
    """Make what was written to a file or folder survive a power cut."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def flush_tree(folder: Path) -> None:
    """Flush every file below a folder, then the folders."""
    for root, _, names in os.walk(folder, topdown=False):
        for name in names:
            flush(Path(root, name))
        flush(Path(root))


@contextlib.contextmanager
def aside(path: Path) -> Iterator[Path]:
    """Give a temporary path to write; on leaving, flush it and rename it to ``path``.

    On an exception what was written is removed and ``path`` is left as it was. What is written may
    be a file or a folder; a folder cannot take the place of one that exists.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = temporary_beside(path)
    try:
        yield temporary
        if temporary.is_dir():
            flush_tree(temporary)
        else:
            flush(temporary)
        temporary.replace(path)
        flush(path.parent)
    except BaseException:
        remove(temporary)
        raise


def write_bytes(path: Path, content: bytes) -> None:
    """Replace a file by ``content``, whole or not at all."""
    with aside(path) as temporary:
        temporary.write_bytes(content)


def write_text(path: Path, content: str) -> None:
    """Replace a text file (UTF-8), whole or not at all."""
    write_bytes(path, content.encode())


def write_json(path: Path, content: Any) -> None:
    """Replace a JSON file (UTF-8, indented), whole or not at all."""
    write_text(path, json.dumps(content, indent=1, ensure_ascii=False, allow_nan=False) + "\n")


def read_json(path: Path) -> Any:
    """Read a JSON file.

    Raises
    ------
    FileNotFoundError
        If it does not exist.
    InputError
        If it is not JSON.
    """
    try:
        return json.loads(path.read_bytes())
    except ValueError as error:
        raise InputError(f"{path} is not readable as JSON ({error}); restore it") from error


def sha256(path: Path) -> str:
    """Return a file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def remove(path: Path) -> None:
    """Remove a file or a folder with all it holds; nothing happens where there is none."""
    if path.is_dir() and not path.is_symlink():
        import shutil  # noqa: PLC0415 -- rarely needed

        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def clear_temporaries(folder: Path) -> list[Path]:
    """Remove what killed writers left in a folder; call it only while holding the folder's lock."""
    left = sorted(folder.glob(f"{TEMPORARY}*")) if folder.is_dir() else []
    for path in left:
        remove(path)
    return left


def is_full_disk(error: BaseException) -> bool:
    """Tell whether an exception means that no space was left to write to."""
    if isinstance(error, OSError) and error.errno in _NO_SPACE:
        return True
    text = str(error).lower()
    return "no space left" in text or "disk quota" in text or "file too large" in text


@contextlib.contextmanager
def locked(path: Path, *, busy: str) -> Iterator[None]:
    """Hold a lock file, so that one process writes at a time. The system frees it at any death.

    Raises
    ------
    InputError
        With the words of ``busy`` if another process holds it.
    """
    import fcntl  # noqa: PLC0415 -- absent where there is no POSIX; reading needs no lock

    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError(busy) from error
        yield
