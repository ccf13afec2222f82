"""A file read to its end: its hash, its encoding, and whether it is whole."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import io
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO, Final

from crimecast.sources.files import UTF8, FileInfo, truncated

BLOCK: Final = 1 << 20
Told = Callable[[int], None]
"""Called with the number of bytes (as stored) that were read since the last call."""


@dataclass
class Whole:
    """What reading a file to its end told."""

    sha256: str = ""
    lines: int = 0
    utf8: bool = True
    fault: str | None = None


class _Hashing(io.RawIOBase):
    """A file that hashes and counts what is read from it."""

    def __init__(self, file: BinaryIO, told: Told) -> None:
        self._file, self._told, self.hash = file, told, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        self.hash.update(data)
        self._told(len(data))
        return len(data)


def read_whole(info: FileInfo, told: Told = lambda _: None) -> Whole:
    """Read a file to its end: hash, count of lines, encoding, and whether it is whole.

    ``told`` is called with the number of bytes (as stored) after each block.
    """
    whole = Whole()
    check = info.kind != "parquet" and info.encoding in UTF8
    decoder = codecs.getincrementaldecoder("utf-8")()
    with info.path.open("rb") as file:
        hashing = _Hashing(file, told)
        buffered = io.BufferedReader(hashing, BLOCK)
        stream: Any = gzip.GzipFile(fileobj=buffered, mode="rb") if info.gzipped else buffered
        try:
            while block := stream.read(BLOCK):
                whole.lines += block.count(b"\n")
                if check and whole.utf8:
                    try:
                        decoder.decode(block)
                    except UnicodeDecodeError:
                        whole.utf8 = False
        except (EOFError, zlib.error, gzip.BadGzipFile) as error:
            whole.fault = truncated(info.path, error)
        while buffered.read(BLOCK):
            pass  # the hash is that of the whole file, whatever stands behind its end
    whole.sha256 = hashing.hash.hexdigest()
    return whole
