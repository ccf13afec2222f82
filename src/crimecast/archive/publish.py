"""Folders that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from crimecast.archive.manifest import LATEST, ArchiveError
from crimecast.files import TEMPORARY, flush, flush_tree, is_full_disk, write_json

_OLD_FILE: Final = 3600.0
_DISK: Final = {
    errno.EROFS: "the disk is read-only",
    errno.EACCES: "crimecast may not write there",
    errno.EPERM: "crimecast may not write there",
    errno.EIO: "the disk failed",
}


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Turn what a disk can do to a writer into an :class:`ArchiveError` that says what to do."""
    try:
        yield
    except OSError as error:
        full = is_full_disk(error)
        reason = "the disk is full" if full else _DISK.get(error.errno or 0)
        if reason is None:
            raise
        raise ArchiveError(
            f"cannot issue a forecast into {folder}: {reason}. The forecast issued before is "
            f"untouched. {'Make room' if full else 'Put that right'} and run the command again."
        ) from error


def _claim(folder: Path) -> int | None:
    """Lock a folder for as long as the returned descriptor is open; None if another holds it."""
    import fcntl  # noqa: PLC0415 -- absent where there is no POSIX; reading needs no lock

    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor


def clear_leftovers(folder: Path) -> list[Path]:
    """Remove what killed writers left in ``folder`` and return what that was.

    A living writer holds a lock on its temporary folder, so it is never taken for a dead one, and
    several may write at once.
    """
    removed = []
    for path in sorted(folder.glob(f"{TEMPORARY}*")):
        with suppress(OSError):  # gone meanwhile, or not ours to remove: the next write tries again
            if not path.is_dir():
                if time.time() - path.stat().st_mtime > _OLD_FILE:
                    path.unlink()
                    removed.append(path)
                continue
            descriptor = _claim(path)
            if descriptor is None:
                continue
            try:
                shutil.rmtree(path)
                removed.append(path)
            finally:
                os.close(descriptor)
    return removed


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Give a fresh locked folder beside the issued ones; whatever is left of it is removed."""
    folder.mkdir(parents=True, exist_ok=True)
    clear_leftovers(folder)
    stage, descriptor = _fresh(folder)
    try:
        yield stage
    finally:
        os.close(descriptor)
        shutil.rmtree(stage, ignore_errors=True)


def _fresh(folder: Path) -> tuple[Path, int]:
    while True:
        stage = folder / f"{TEMPORARY}{os.getpid()}-{os.urandom(4).hex()}-forecast"
        stage.mkdir()
        with suppress(FileNotFoundError):  # another writer cleared it before it was locked
            descriptor = _claim(stage)
            if descriptor is not None:
                if stage.exists():
                    return stage, descriptor
                os.close(descriptor)


def commit(stage: Path, target: Path) -> None:
    """Flush a staged folder and rename it to its place.

    A place that is taken holds the same content by name; the caller found it damaged, so it steps
    aside and goes.
    """
    flush_tree(stage)
    if target.exists():
        aside, descriptor = _fresh(target.parent)
        try:
            target.rename(aside / "damaged")
            stage.rename(target)
        finally:
            os.close(descriptor)
            shutil.rmtree(aside, ignore_errors=True)
    else:
        stage.rename(target)
    flush(target.parent)


def point_latest(folder: Path, forecast_id: str) -> None:
    """Make ``forecast_id`` the latest forecast of ``folder``, in one step."""
    write_json(folder / LATEST, {"id": forecast_id})
