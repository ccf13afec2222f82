"""Bringing a city to an address: what is missing there first, the head last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from crimecast import files, published
from crimecast.archive import ArchiveError, latest_id, list_ids
from crimecast.archive.manifest import MANIFEST, SUMS
from crimecast.city import list_cities
from crimecast.errors import InputError
from crimecast.incidents.store import open_store
from crimecast.mirror.address import Address, RemoteError
from crimecast.mirror.head import File, Group, Head, Pointer, read_head, write_head
from crimecast.record import store as records_of_rightness
from crimecast.record.document import is_record_id
from crimecast.route import store as graphs
from crimecast.streets import manifest as maps

Progress = Callable[[str, float], None]

_FORMERS: Final = 48
"""How many forecasts before the latest a push looks for at the address, the newest of the host."""


@dataclass(frozen=True)
class Pushed:
    """What a push did.

    Attributes
    ----------
    city : str
    objects, size : int
        What was written, and its bytes; 0 where the address had all.
    kept : tuple of str
        Parts of the state that stay as they are because the address has newer ones.
    """

    city: str
    objects: int
    size: int
    kept: tuple[str, ...]


def push(
    city: str,
    home: Path,
    address: Address,
    *,
    replace: bool = False,
    progress: Progress = lambda _what, _share: None,
) -> Pushed:
    """Bring a city's state to an address.

    It may be stopped at any moment and run again, and several may run at once: objects never
    change, and the head is replaced in one step when all that it names is there. Where the address
    has newer records or a forecast of a later origin, those stay. Two that end in the same moment
    may set the head back to the older of their states; the next push of the newer puts it right.

    Parameters
    ----------
    city : str
        Id of a city.
    replace : bool
        Put the host's records and forecast in the place of newer ones.

    Raises
    ------
    InputError
        If the city has nothing to push, or something of it is damaged.
    RemoteError
        If the address refuses or fails.
    """
    carrier = _Carrier(home, address, progress)
    before = read_head(address, city)
    kept = []
    groups = dict(before.groups) if before else {}
    found = dict(_groups(city, home))
    folder = home / city / "forecasts"
    latest = latest_id(folder)
    if not found and latest is None:
        raise InputError(
            f"{home} holds nothing of {city}; ingest records or issue a forecast first"
        )
    for name, group in found.items():
        if not replace and name in groups and groups[name].age > group.age:
            kept.append(name)
            continue
        for file in group.files:
            carrier.carry(file.path, file)
        carrier.carry(group.pointer.object, group.pointer)
        groups[name] = group
    forecast = before.forecast if before else None
    if latest is not None:
        ids = [name for name in list_ids(folder)[-_FORMERS:] if name != latest]
        for name in (*ids, latest):
            carrier.forecast(f"{city}/forecasts/{name}", must=name == latest)
        if not replace and forecast is not None and forecast[:14] > latest[:14]:
            kept.append("forecast")
        else:
            forecast = latest
    now = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    head = Head(city=city, pushed_at=now, groups=groups, forecast=forecast)
    if not head.same(before):
        write_head(address, head)
    return Pushed(city, carrier.objects, carrier.size, tuple(kept))


def cities_to_push(home: Path) -> list[str]:
    """Return the cities of which a host has something."""
    return [city for city in list_cities(home) if (home / city).is_dir()]


class _Carrier:
    """Writes objects that are not at the address yet."""

    def __init__(self, home: Path, address: Address, progress: Progress) -> None:
        self.home, self.address, self.progress = home, address, progress
        self.objects = self.size = 0

    def carry(self, name: str, file: File) -> None:
        """Write a file as an object unless that is there in full."""
        if self.address.size(name) == file.size:
            return
        path = self.home / file.path
        self.progress(file.path, 0.0)
        if not path.is_file():
            raise InputError(f"{path} went away meanwhile; push again")
        if files.sha256(path) != file.sha256:
            raise InputError(f"{path} is not as it was written; restore it, then push again")
        self.address.put_file(name, path)
        self.objects += 1
        self.size += file.size

    def forecast(self, name: str, *, must: bool) -> None:
        """Write a forecast, its manifest last: where that is, all the rest is."""
        folder = self.home / name
        if self.address.size(f"{name}/{MANIFEST}") == _size(folder / MANIFEST):
            return
        try:
            sums = (folder / SUMS).read_text(encoding="utf-8")
            for line in sums.splitlines():
                total, _, inner = line.partition("  ")
                path = folder / inner
                file = File(path=f"{name}/{inner}", size=path.stat().st_size, sha256=total)
                self.carry(file.path, file)
            for inner in (SUMS, MANIFEST):
                file = _file(self.home, folder / inner)
                self.carry(file.path, file)
        except RemoteError:
            raise
        except (OSError, InputError, ValueError) as error:
            if must:
                raise ArchiveError(f"{folder} cannot be pushed ({error})") from error


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


def _file(home: Path, path: Path) -> File:
    return File(
        path=path.relative_to(home).as_posix(), size=path.stat().st_size, sha256=files.sha256(path)
    )


def _groups(city: str, home: Path) -> Iterator[tuple[str, Group]]:
    """Yield the parts of a city's state that a host has, by name."""
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
        found.append(_file(home, store.folder / manifest.pull.absent))
    newest = max((part.name[:6] for part in parts), default="")
    age = (newest, manifest.ingested_at or "")
    return Group(pointer=pointer, files=tuple(found), age=age)


def _pointer(home: Path, path: Path) -> Pointer:
    return Pointer(**_file(home, path).model_dump())


def _listed(home: Path, folder: Path, about: str) -> Iterable[File]:
    """Yield the files that a folder's own manifest lists, and the manifest."""
    told: dict[str, Any] = files.read_json(folder / about)
    for name, file in told["files"].items():
        path = (folder / name).relative_to(home).as_posix()
        yield File(path=path, size=file["size"], sha256=file["sha256"])
    yield _file(home, folder / about)
