"""What a host has of a city, but for its forecasts: the files that belong together, with hashes."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from crimecast import files, published
from crimecast.archive.index import COPIED, SCORED, SCORES, index_of, score_path
from crimecast.city import list_cities
from crimecast.errors import InputError
from crimecast.incidents.store import open_store
from crimecast.mirror.head import File, Group, Pointer, write_listing
from crimecast.record import store as records_of_rightness
from crimecast.record.document import is_record_id
from crimecast.record.ledger import LEDGER, read_ledger
from crimecast.route import store as graphs
from crimecast.status import STATUS, CityStatus, parsed, read_status
from crimecast.streets import manifest as maps

logger = logging.getLogger("crimecast.mirror")


@dataclass(frozen=True)
class Found:
    """A part of a city's state.

    Attributes
    ----------
    group : Group
    made : mapping of str to bytes
        Objects that are no files of the host, by name.
    lists : tuple of File
        What its listing names.
    """

    group: Group
    made: Mapping[str, bytes] = field(default_factory=dict)
    lists: tuple[File, ...] = ()


def cities_to_push(home: Path) -> list[str]:
    """Return the cities of which a host has something."""
    return [city for city in list_cities(home) if (home / city).is_dir()]


def file_of(home: Path, path: Path) -> File:
    """Return what tells of a file of a host's folder."""
    return File(
        path=path.relative_to(home).as_posix(), size=path.stat().st_size, sha256=files.sha256(path)
    )


def gather(city: str, home: Path, listed: Mapping[str, File]) -> Iterator[tuple[str, Found]]:
    """Yield the parts of a city's state that a host has, by name.

    Parameters
    ----------
    listed : mapping of str to File
        What an earlier push listed, by path. Such files never change: they are not read again.
    """
    yield from ((name, Found(group)) for name, group in _stored(city, home))
    ledger = home / city / SCORES / LEDGER
    if ledger.is_file():
        try:
            yield "scores", _scores(city, home, ledger, listed)
        except InputError as error:  # no reason to keep a forecast from readers
            logger.warning("%s: scores are not pushed: %s", city, error)
    status = read_status(city, home)
    if status != CityStatus(city):
        yield "status", _status(status)


def _stored(city: str, home: Path) -> Iterator[tuple[str, Group]]:
    own = home / "cities" / f"{city}.toml"
    if own.is_file():
        yield "city", Group(pointer=_pointer(home, own))
    area = home / city / "area.geojson"
    if area.is_file():
        yield "area", Group(pointer=_pointer(home, area))
    records = _records(city, home)
    if records is not None:
        yield "records", records
    for name, about, shape in (
        (maps.FOLDER, maps.MANIFEST, published.is_id),
        (graphs.FOLDER, graphs.MANIFEST, published.is_id),
        (records_of_rightness.FOLDER, records_of_rightness.DOCUMENT, is_record_id),
    ):
        folder = home / city / name
        used = published.current_id(folder, again="what made it", is_id=shape)
        if used is not None:
            pointer = _pointer(home, folder / published.CURRENT)
            yield name, Group(pointer=pointer, files=tuple(_listed(home, folder / used, about)))


def _records(city: str, home: Path) -> Group | None:
    store = open_store(city, home)
    if not store.exists():
        return None
    for _ in range(5):
        pointer = _pointer(home, store.path)
        manifest = store.manifest()
        if _pointer(home, store.path) == pointer:  # no ingest ended in between
            break
    parts = (*manifest.former, *manifest.parts)
    found = [
        File(path=path.relative_to(home).as_posix(), size=path.stat().st_size, sha256=part.sha256)
        for part in parts
        if (path := store.parts_folder / part.name).is_file()
    ]
    if len(found) < len(parts):
        store.part_paths(manifest)  # names the one that is missing
        raise InputError(f"the records of {city} were changed meanwhile; push again")
    if manifest.pull is not None and manifest.pull.absent:
        found.append(file_of(home, store.folder / manifest.pull.absent))
    newest = max((part.name[:6] for part in parts), default="")
    age = (newest, manifest.ingested_at or "")
    return Group(pointer=pointer, files=tuple(found), age=age)


def _pointer(home: Path, path: Path) -> Pointer:
    return Pointer(**file_of(home, path).model_dump())


def _listed(home: Path, folder: Path, about: str) -> Iterable[File]:
    """Yield the files that a folder's own manifest lists, and the manifest."""
    told: dict[str, Any] = files.read_json(folder / about)
    for name, file in told["files"].items():
        path = (folder / name).relative_to(home).as_posix()
        yield File(path=path, size=file["size"], sha256=file["sha256"])
    yield file_of(home, folder / about)


def _made(path: str, content: bytes) -> Pointer:
    return Pointer(path=path, size=len(content), sha256=hashlib.sha256(content).hexdigest())


def _scores(city: str, home: Path, path: Path, known: Mapping[str, File]) -> Found:
    """Return the ledger, and a list of all that it tells the hashes of.

    Lines that a scorecard adds meanwhile are left for the next push.
    """
    ledger = read_ledger(path)
    content = b"".join(path.read_bytes().splitlines(keepends=True)[: len(ledger.entries)])
    folder = path.parent
    listed = []
    for entry in ledger.of_kind(SCORED):
        for model in entry["parts"]:
            part = folder / score_path(entry) / str(model)
            listed += [
                known.get(p.relative_to(home).as_posix()) or file_of(home, p)
                for p in sorted(part.rglob("*")) if p.is_file()
            ]  # fmt: skip
    listing = write_listing(listed)
    pointer = _made(f"{city}/{SCORES}/{LEDGER}", content)
    other = _made(f"{city}/{SCORES}/files.json", listing)
    group = Group(pointer=pointer, listing=other, age=(f"{len(ledger.entries):09d}",))
    return Found(group, {pointer.object: content, other.object: listing}, tuple(listed))


def _status(status: CityStatus) -> Found:
    """Return how a city's updates go; the push that brings it has ended for whoever reads it."""
    step = status.steps["push"]
    if step.state == "running":
        at = parsed(step.at) if step.at else datetime.now(UTC)
        status = status.ended("push", "done", "", now=at, seconds=0.0)
    content = json.dumps(status.to_json(), ensure_ascii=False).encode()
    pointer = _made(f"{status.city}/{STATUS}", content)
    age = max((step.at for step in status.steps.values() if step.at), default="")
    return Found(Group(pointer=pointer, age=(age,)), {pointer.object: content})


def gather_archive(city: str, home: Path, lacking: Iterable[str]) -> Found | None:
    """Return what the archive ever held; None where the ledger was changed.

    Parameters
    ----------
    lacking : iterable of str
        Forecasts of it that could not be pushed.
    """
    try:
        entries, ledger = index_of(city, home)
    except InputError:
        return None
    told = {
        "forecasts": [entry.to_json() for entry in entries],
        "entries": len(ledger.entries),
        "head": ledger.head,
        "lacking": sorted(lacking),
    }
    content = json.dumps(told).encode()
    pointer = _made(f"{city}/{COPIED}", content)
    newest = entries[0].id if entries else ""
    return Found(Group(pointer=pointer, age=(newest,)), {pointer.object: content})
