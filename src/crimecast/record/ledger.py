"""What was scored, line after line: nothing can be taken out of it without a trace.

Each line is a JSON object that holds the SHA-256 of the line before. A line that is changed, moved
or taken out breaks the chain from there on; of lines cut off at the end the head tells, which is
published with every record.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from crimecast import files
from crimecast.errors import InputError

LEDGER: Final = "ledger.jsonl"
START: Final = "0" * 64
"""What the first line holds in place of the hash of a line before."""
PREVIOUS: Final = "previous"


@dataclass(frozen=True)
class Ledger:
    """A city's ledger as it was read.

    Attributes
    ----------
    entries : tuple of mapping
        Oldest first.
    head : str
        SHA-256 of the last line; ``START`` of an empty one.
    """

    path: Path
    entries: tuple[Mapping[str, Any], ...]
    head: str

    def of_kind(self, kind: str) -> list[Mapping[str, Any]]:
        """Return the entries of a kind, oldest first."""
        return [entry for entry in self.entries if entry.get("kind") == kind]

    def append(self, kind: str, content: Mapping[str, Any]) -> Ledger:
        """Return the ledger with one more line, which is on the disk then.

        The caller holds whatever lock keeps others from appending. A line that a killed writer left
        half is cut off first.
        """
        entry = {"n": len(self.entries) + 1, "kind": kind, **content, PREVIOUS: self.head}
        line = _line(entry)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        whole = sum(len(_line(known)) for known in self.entries)
        with self.path.open("ab") as file:
            file.truncate(whole)
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        return Ledger(self.path, (*self.entries, entry), hashlib.sha256(line).hexdigest())


def _line(entry: Mapping[str, Any]) -> bytes:
    text = json.dumps(entry, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text.encode() + b"\n"


def read_ledger(path: Path) -> Ledger:
    """Read a ledger and follow its chain; an empty one where there is no file.

    Raises
    ------
    InputError
        Naming the first line that is not as it was written. A last line without its end is what a
        killed writer left: it is as if it were not there.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Ledger(path, (), START)
    entries: list[Mapping[str, Any]] = []
    head = START
    lines = data.split(b"\n")
    for number, raw in enumerate(lines[:-1], 1):
        try:
            entry = json.loads(raw)
        except ValueError:
            entry = None
        if not isinstance(entry, dict) or entry.get(PREVIOUS) != head:
            raise InputError(
                f"{path}, line {number}: it does not follow the line before; the ledger was "
                "changed by hand. Bring it back from a backup"
            )
        entries.append(entry)
        head = hashlib.sha256(raw + b"\n").hexdigest()
    return Ledger(path, tuple(entries), head)


def folder_hash(folder: Path) -> str:
    """Return the SHA-256 over the names and contents of a folder's files."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(f"{path.relative_to(folder).as_posix()} {files.sha256(path)}\n".encode())
    return digest.hexdigest()
