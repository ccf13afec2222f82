"""Records in a host's folder: published whole, never edited, the one in use named by a file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from crimecast import files
from crimecast.errors import InputError
from crimecast.published import CURRENT, current_id
from crimecast.record.document import Record, is_record_id

FOLDER: Final = "record"
DOCUMENT: Final = "record.json"
REPORT: Final = "report.html"
_COMMAND: Final = "crimecast record publish"
_AGAIN: Final = f"run {_COMMAND} again"


@dataclass(frozen=True, eq=False)
class Published:
    """A published record."""

    folder: Path
    record: Record

    def read(self, name: str) -> bytes:
        """Return a file of the record.

        Raises
        ------
        KeyError
            If the record has no such file.
        InputError
            If it is not as it was written.
        """
        file = self.record.files[name]
        path = self.folder / name
        try:
            if files.sha256(path) == file.sha256:
                return path.read_bytes()
        except OSError as error:
            raise InputError(f"{path} cannot be read ({error}); {_AGAIN}") from error
        raise InputError(f"{path} is damaged (it is not as it was written); {_AGAIN}")


def record_folder(city_id: str, home: Path) -> Path:
    """Return where a city's records are."""
    return home / city_id / FOLDER


def open_record(folder: Path, record_id: str) -> Published:
    """Open a record by its id.

    Raises
    ------
    KeyError
        If there is none of that id.
    InputError
        If it is damaged.
    """
    if not is_record_id(record_id) or not (folder / record_id).is_dir():
        raise KeyError(record_id)
    path = folder / record_id / DOCUMENT
    try:
        record = Record.model_validate(files.read_json(path))
    except (OSError, ValidationError, InputError) as error:
        raise InputError(f"{path} is damaged ({error}); {_AGAIN}") from error
    if record.id != record_id:
        raise InputError(f"{path} is damaged (its id is {record.id}); {_AGAIN}")
    return Published(path.parent, record)


def open_current(folder: Path) -> Published | None:
    """Open the record in use; None where there is none.

    Raises
    ------
    InputError
        If it, or the file that names it, is damaged or gone.
    """
    found = current_id(folder, again=_COMMAND, is_id=is_record_id)
    if found is None:
        return None
    try:
        return open_record(folder, found)
    except KeyError as error:
        raise InputError(f"{folder / found} is gone; {_AGAIN}") from error


def publish(record: Record, content: Mapping[str, bytes], folder: Path) -> Published:
    """Put a record in its place and make it the one in use. Former ones stay.

    Parameters
    ----------
    record : Record
        Its ``files`` tell size and hash of each file of ``content``.
    content : mapping of str to bytes
        Files by name.

    Raises
    ------
    InputError
        If another process publishes a record of this city.
    """
    busy = f"another process publishes a record in {folder}; try again when it is done"
    with files.locked(folder / ".lock", busy=busy):
        files.clear_temporaries(folder)
        if not _intact(folder, record.id):
            target = folder / record.id
            with files.aside(target) as stage:
                stage.mkdir()
                for name, body in content.items():
                    (stage / name).write_bytes(body)
                files.write_json(stage / DOCUMENT, record.model_dump(mode="json"))
                if target.exists():
                    target.rename(files.temporary_beside(target))  # damaged; cleared next time
        files.write_json(folder / CURRENT, {"id": record.id})
        files.clear_temporaries(folder)
        return open_record(folder, record.id)


def _intact(folder: Path, record_id: str) -> bool:
    """Tell whether the same record is there, byte for byte."""
    try:
        found = open_record(folder, record_id)
        for name in found.record.files:
            found.read(name)
    except (KeyError, InputError):
        return False
    return True
