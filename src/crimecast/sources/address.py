"""A file at an address: CSV, JSON or Parquet, plain, gzipped, or as members of a zip archive.

What is fetched is kept as it is: :mod:`crimecast.sources.files` reads it. Names inside an archive
choose members and are shown to people; nothing is ever written under them.
"""

from __future__ import annotations

import shutil
import zipfile
import zlib
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from typing import ClassVar, Final

from crimecast import files
from crimecast.errors import InputError
from crimecast.sources.files import FileInfo, inspect
from crimecast.sources.load import load
from crimecast.sources.portal import Adapter, Column, Cursor, Described, Page, Request, Stale

_MEMBERS: Final = "*.csv *.tsv *.json *.jsonl *.ndjson *.parquet *.csv.gz *.json.gz"
_BLOCK: Final = 1 << 20
_MEMORY: Final = {"csv": "90MB"}
_MEMORY_ELSE: Final = "200MB"
"""What counting the rows of a file may take, before it goes on with temporary files: DuckDB reads
JSON and Parquet in larger pieces than CSV.
"""


class Address(Adapter):
    """A file, or an archive of files of one layout. It is fetched whole each time."""

    kind = "url"
    options: ClassVar[dict[str, str]] = {
        "members": 'which files of a zip archive are read, like "*-street.csv"; patterns with '
        "spaces between them",
    }

    _fetched: Path | None = None

    def describe(self) -> Described:
        """Fetch it, and tell the columns of (the archive's first) file."""
        path = self._file()
        if zipfile.is_zipfile(path):
            path = self._unpacked(path, self._members(path)[0])
        return Described(self._columns(self._inspected(path, "")))

    def pages(self, request: Request, cursor: Cursor) -> Iterator[Page]:  # noqa: ARG002
        """Yield a page for each file; see :class:`Adapter`. Its raw bytes are a file on disk."""
        path = self._file()
        digest = files.sha256(path)
        if cursor and cursor["sha256"] != digest:
            raise Stale("was replaced while it was read")
        done = int(cursor["done"]) if cursor else 0
        if not zipfile.is_zipfile(path):
            if not done:
                yield self._page(path, "", {"sha256": digest, "done": 1})
                self._fetched = None  # whoever pulls has moved it away
            return
        for number, member in enumerate(self._members(path), 1):
            if number > done:
                unpacked = self._unpacked(path, member)
                yield self._page(unpacked, member.filename, {"sha256": digest, "done": number})

    def _file(self) -> Path:
        if self._fetched is None:
            path = self.work / "fetched"
            self.fetch.download(self.portal.url, path)
            self._fetched = path
        return self._fetched

    def _members(self, path: Path) -> list[zipfile.ZipInfo]:
        """Return the members that are wanted, by name, so that their order is the same each day."""
        patterns = self.text("members", _MEMBERS).casefold().split()
        try:
            with zipfile.ZipFile(path) as archive:
                there = [m for m in archive.infolist() if not m.is_dir()]
        except (zipfile.BadZipFile, OSError, ValueError) as error:
            raise InputError(f"{self.portal.url} is no whole zip archive ({error})") from error
        found = [
            member
            for member in there
            if any(fnmatchcase(member.filename.casefold(), pattern) for pattern in patterns)
            and not member.filename.startswith("__MACOSX/")
        ]
        if not found:
            names = ", ".join(sorted(_shown(m.filename) for m in there)[:8]) or "nothing"
            raise InputError(
                f"no file in the archive {self.portal.url} fits {' '.join(patterns)!r} "
                f"(portal.options: members); it holds {names}"
            )
        if sum(member.file_size for member in found) > self.fetch.limits.file:
            raise InputError(
                f"the files in {self.portal.url} are larger than "
                f"{self.fetch.limits.file / (1 << 30):,.1f} GiB; choose fewer "
                "(portal.options: members)"
            )
        return sorted(found, key=lambda member: (member.filename, member.header_offset))

    def _unpacked(self, path: Path, member: zipfile.ZipInfo) -> Path:
        """Write a member to a file of our own name, no more of it than the archive says it is."""
        out = self.work / "member"
        shown = f"{_shown(member.filename)} in {self.portal.url}"
        if member.flag_bits & 1:
            raise InputError(f"{shown} is encrypted")
        try:
            with (
                zipfile.ZipFile(path) as archive,
                archive.open(member) as packed,
                out.open("wb") as file,
            ):
                # It reads no further than the size that the archive tells, which was looked at.
                shutil.copyfileobj(packed, file, _BLOCK)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
            raise InputError(f"{shown} is damaged or of an unknown kind ({error})") from error
        return out

    def _inspected(self, path: Path, name: str) -> FileInfo:
        """Look at a file; what is wrong is told by its address."""
        shown = f"{_shown(name)} in {self.portal.url}" if name else self.portal.url
        try:
            return inspect(path)
        except InputError as error:
            raise InputError(str(error).replace(str(path), shown)) from error

    @staticmethod
    def _columns(info: FileInfo) -> tuple[Column, ...]:
        return tuple(Column(name, info.types.get(name, "text")) for name in info.columns if name)

    def _page(self, path: Path, name: str, cursor: Cursor) -> Page:
        import duckdb  # noqa: PLC0415 -- 0.1 s

        info = self._inspected(path, name)
        config: dict[str, str | int | float | list[str]] = {
            "threads": 1,
            "memory_limit": _MEMORY.get(info.kind, _MEMORY_ELSE),
            "temp_directory": str(self.work / "spill"),
            "autoinstall_known_extensions": "false",
        }
        shown = f"{_shown(name)} in {self.portal.url}" if name else self.portal.url
        try:
            names = self.choose(Described(self._columns(info))).names
            with duckdb.connect(":memory:", config=config) as connection:
                loaded = load(connection, info, table="t", columns=names[:1], work=self.work)
        except InputError as error:
            told = str(error).replace(str(path), shown)
            if name and name not in told:
                told = told.replace(self.portal.url, shown)
            raise InputError(told) from error
        except duckdb.OutOfMemoryException as error:
            raise InputError(
                f"{shown} has rows too large to be read with {config['memory_limit']} of memory"
            ) from error
        return Page(path, (), cursor, count=loaded.rows)


def _shown(name: str) -> str:
    """Make a stranger's file name fit for a message."""
    return "".join(c if c.isprintable() else "?" for c in name)[:120]
