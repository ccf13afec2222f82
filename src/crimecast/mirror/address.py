"""An address of fsspec's, with the few things asked of it. Nothing is read from caches of lists."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from crimecast.errors import InputError
from crimecast.files import TEMPORARY

HEADS: Final = "heads"
_WHOLE: Final = frozenset(
    {"s3", "s3a", "gs", "gcs", "az", "abfs", "abfss", "adl", "memory", "oci", "oss"}
)
"""Protocols whose objects appear whole; elsewhere a file is renamed into its place."""


class RemoteError(InputError):
    """The address does not answer, refuses, or holds what cannot be right."""


class MissingError(RemoteError):
    """There is no such object."""


class DamagedError(RemoteError):
    """An object is not as it was pushed."""


class Address:
    """A place that holds cities.

    Parameters
    ----------
    url : str
        Such as ``s3://bucket/path`` or a folder. Credentials and endpoints are taken from fsspec's
        own configuration and environment, and from that of its S3 client; none are kept or shown.

    Raises
    ------
    InputError
        If fsspec, or what it needs for the address, is not installed.
    """

    def __init__(self, url: str) -> None:
        self.shown = re.sub(r"//[^/@]*@", "//", url)
        try:
            from fsspec.core import url_to_fs  # noqa: PLC0415 -- an extra

            self._fs, root = url_to_fs(url, use_listings_cache=False, skip_instance_cache=True)
        except ImportError as error:
            raise InputError(
                f"{self.shown} cannot be opened ({error}); install crimecast with what it needs: "
                "pip install 'crimecast[s3]'"
            ) from error
        except ValueError as error:
            raise InputError(f"{self.shown} is no address that fsspec knows: {error}") from error
        self._root = str(root).rstrip("/")
        protocols = {self._fs.protocol} if isinstance(self._fs.protocol, str) else self._fs.protocol
        self._whole = bool(_WHOLE & set(protocols))

    def read(self, name: str) -> bytes:
        """Return an object's content.

        Raises
        ------
        MissingError
            If there is none.
        RemoteError
            If it cannot be read.
        """
        with self._told(name):
            return bytes(self._fs.cat_file(self._path(name)))

    def size(self, name: str) -> int | None:
        """Return an object's size in bytes; None where there is none."""
        try:
            with self._told(name):
                return int(self._fs.info(self._path(name))["size"])
        except MissingError:
            return None

    def put(self, name: str, content: bytes) -> None:
        """Write an object, whole or not at all."""
        with self._told(name), self._placed(name) as path:
            self._fs.pipe_file(path, content)

    def put_file(self, name: str, path: Path) -> None:
        """Write a file as an object, whole or not at all; look whether all of it arrived.

        Raises
        ------
        RemoteError
            If it did not.
        """
        with self._told(name), self._placed(name) as there:
            self._fs.put_file(str(path), there)
        if self.size(name) != path.stat().st_size:
            raise RemoteError(f"{self.shown}/{name} did not arrive whole; push again")

    def fetch(self, name: str, path: Path) -> None:
        """Write an object to a file."""
        with self._told(name):
            self._fs.get_file(self._path(name), str(path))

    def heads(self) -> dict[str, str]:
        """Return what changes with each city's head, by city."""
        try:
            with self._told(HEADS):
                found = self._fs.ls(self._path(HEADS), detail=True)
        except MissingError:
            return {}
        return {
            name.removesuffix(".json"): _mark(info)
            for info in found
            if (name := str(info["name"]).rpartition("/")[2]).endswith(".json")
            and not name.startswith(".")
        }

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    @contextlib.contextmanager
    def _placed(self, name: str) -> Iterator[str]:
        """Give the path to write to, and put what was written there in its place."""
        path = self._path(name)
        if self._whole:
            yield path
            return
        folder, _, last = path.rpartition("/")
        self._fs.makedirs(folder, exist_ok=True)
        aside = f"{folder}/{TEMPORARY}{os.getpid()}-{os.urandom(4).hex()}-{last}"
        try:
            yield aside
            self._fs.mv(aside, path)
        except BaseException:
            with contextlib.suppress(Exception):
                self._fs.rm_file(aside)
            raise

    @contextlib.contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """Say of what went wrong where it did; each kind of address has errors of its own."""
        try:
            yield
        except InputError:
            raise
        except FileNotFoundError as error:
            raise MissingError(f"there is no {self.shown}/{name}") from error
        except PermissionError as error:
            raise RemoteError(
                f"{self.shown} refuses {name} ({error}); look at the rights of the key in use"
            ) from error
        except Exception as error:
            raise RemoteError(
                f"{self.shown}/{name} cannot be reached ({type(error).__name__}: {error})"
            ) from error


def _mark(info: dict[str, Any]) -> str:
    for key in ("ETag", "etag", "md5", "content_md5"):
        if info.get(key):
            return str(info[key])
    when = [info.get(key) for key in ("mtime", "created", "LastModified", "ino", "size")]
    return " ".join(map(str, when))
