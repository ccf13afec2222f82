"""Bringing a city to an address: what is missing there first, the head last."""

from __future__ import annotations

import contextlib
import datetime as dt
import json
from collections.abc import Callable, Set
from dataclasses import dataclass
from pathlib import Path

from crimecast import files
from crimecast.archive import ArchiveError, latest_id, list_ids
from crimecast.archive.manifest import MANIFEST, SUMS
from crimecast.errors import InputError
from crimecast.mirror.address import Address, DamagedError, MissingError, RemoteError
from crimecast.mirror.gather import Found, file_of, gather, gather_archive
from crimecast.mirror.head import File, Head, read_head, read_listing, write_head

Progress = Callable[[str, float], None]


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
    before = read_head(address, city)
    listed = {} if before is None else _listed(address, before)
    arrived = frozenset() if before is None else _arrived(address, before)
    carrier = _Carrier(home, address, progress, listed.keys() | arrived)
    kept = []
    groups = dict(before.groups) if before else {}
    found = dict(gather(city, home, listed))
    folder = home / city / "forecasts"
    latest = latest_id(folder)
    if not found and latest is None:
        raise InputError(
            f"{home} holds nothing of {city}; ingest records or issue a forecast first"
        )
    for name, part in found.items():
        if not replace and name in groups and groups[name].age > part.group.age:
            kept.append(name)
            continue
        carrier.part(part)
        groups[name] = part.group
    forecast = before.forecast if before else None
    if latest is not None:
        lacking = {
            name for name in list_ids(folder) if name != latest
            and not carrier.forecast(f"{city}/forecasts/{name}")
        }  # fmt: skip
        carrier.forecast(f"{city}/forecasts/{latest}", must=True)
        if not replace and forecast is not None and forecast[:14] > latest[:14]:
            kept.append("forecast")
        else:
            forecast = latest
            archive = gather_archive(city, home, lacking)
            if archive is not None:
                carrier.part(archive)
                groups["archive"] = archive.group
    now = f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
    head = Head(city=city, pushed_at=now, groups=groups, forecast=forecast)
    if not head.same(before):
        write_head(address, head)
    return Pushed(city, carrier.objects, carrier.size, tuple(kept))


def _listed(address: Address, head: Head) -> dict[str, File]:
    """Return the files that an earlier push saw arrive and lists: nothing goes away at an address.

    A listing that is damaged is as if it were not there: everything is looked for then.
    """
    found: dict[str, File] = {}
    for group in head.groups.values():
        if group.listing is not None:
            with contextlib.suppress(MissingError, DamagedError):
                listed = read_listing(address, head.city, group.listing)
                found.update((file.path, file) for file in listed)
    return found


def _arrived(address: Address, head: Head) -> frozenset[str]:
    """Return the folders of the forecasts that an earlier push saw arrive."""
    archive = head.groups.get("archive")
    if archive is None:
        return frozenset()
    try:
        content = address.read(archive.pointer.object)
    except MissingError:
        return frozenset()
    try:
        told = json.loads(content)
        there = {str(entry["id"]) for entry in told["forecasts"] if entry["there"]}
        lacking = set(told["lacking"])
    except (ValueError, KeyError, TypeError):
        return frozenset()
    return frozenset(f"{head.city}/forecasts/{name}" for name in there - lacking)


class _Carrier:
    """Writes objects that are not at the address yet."""

    def __init__(self, home: Path, address: Address, progress: Progress, there: Set[str]) -> None:
        self.home, self.address, self.progress, self.there = home, address, progress, there
        self.objects = self.size = 0

    def part(self, part: Found) -> None:
        """Write what makes a part of the state, what names the rest of it last."""
        for file in part.lists:
            if file.path not in self.there:
                self.carry(file.path, file)
        for file in part.group.files:
            self.carry(file.path, file)
        for name, content in part.made.items():
            if self.address.size(name) != len(content):
                self.address.put(name, content)
                self.objects += 1
                self.size += len(content)
        if part.group.pointer.object not in part.made:
            self.carry(part.group.pointer.object, part.group.pointer)

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

    def forecast(self, name: str, *, must: bool = False) -> bool:
        """Write a forecast, its manifest last: where that is, all the rest is.

        Where it ``must`` not and the host's is damaged, tell so.
        """
        folder = self.home / name
        if name in self.there and not must:
            return True
        if self.address.size(f"{name}/{MANIFEST}") == _size(folder / MANIFEST):
            return True
        try:
            sums = (folder / SUMS).read_text(encoding="utf-8")
            for line in sums.splitlines():
                total, _, inner = line.partition("  ")
                path = folder / inner
                file = File(path=f"{name}/{inner}", size=path.stat().st_size, sha256=total)
                self.carry(file.path, file)
            for inner in (SUMS, MANIFEST):
                file = file_of(self.home, folder / inner)
                self.carry(file.path, file)
        except RemoteError:
            raise
        except (OSError, InputError, ValueError) as error:
            if must:
                raise ArchiveError(f"{folder} cannot be pushed ({error})") from error
            return False
        return True


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1
