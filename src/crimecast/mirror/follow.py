"""Keeping a folder in step with an address, so that a server needs nothing of its own.

What comes is written aside, looked at by its hashes, and put in place before what names it. While
the address is away, or holds something damaged, what was there last goes on being served.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import random
import re
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Final

from crimecast import files, published
from crimecast.archive import list_ids
from crimecast.archive.index import COPIED
from crimecast.archive.manifest import LATEST, MANIFEST, SUMS, content_hash, is_forecast_id
from crimecast.archive.publish import commit, staging
from crimecast.city_parts import ID_PATTERN as CITY_ID
from crimecast.errors import InputError
from crimecast.mirror.address import Address, MissingError, RemoteError
from crimecast.mirror.head import GROUPS, File, Group, Head, read_head, read_listing

logger = logging.getLogger("crimecast.mirror")

MARKER: Final = ".mirror.json"
FORMAT: Final = "crimecast-mirrored/1"
_LONGEST: Final = 600.0
"""Seconds between two looks at an address that fails."""
_UNKNOWN_S: Final = 30.0
"""Seconds for which a forecast that the address does not have is not asked for again."""
_GRACE_S: Final = 86_400.0
_CUBE: Final = "cube.zarr/"
"""For others' tools; no server reads it, and it is a good part of a forecast."""
_SUM: Final = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9._-]+)*)")


class Follower:
    """Keeps a folder in step with an address.

    Parameters
    ----------
    address : Address
    cache : Path
        A folder that is empty, or was kept in step with the same address before.
    keep : int, optional
        How many forecasts of a city stay: the latest, and those that came last; all where None.
    whole : bool
        Whether forecasts come with their cubes for others' tools, and ledgers with what they tell
        the hashes of.

    Raises
    ------
    InputError
        If the folder holds something else.
    """

    def __init__(
        self, address: Address, cache: Path, *, keep: int | None = 8, whole: bool = False
    ) -> None:
        if keep is not None and keep < 1:
            raise InputError(f"{keep} forecasts cannot be kept; use 1 or more")
        self.address, self.cache, self.keep, self.whole = address, cache, keep, whole
        self.reached_at: dt.datetime | None = None
        self._marks: dict[str, str] = {}
        self._unknown: dict[tuple[str, str], float] = {}
        self._ended = threading.Event()
        self._bringing = threading.Lock()
        self._thread: threading.Thread | None = None
        self._claim()

    def _claim(self) -> None:
        """Take a folder that is empty or ours, no other."""
        path = self.cache / MARKER
        told = files.read_json(path) if path.is_file() else None
        if told is None and self.cache.is_dir() and any(self.cache.iterdir()):
            raise InputError(
                f"{self.cache} holds something already; give an empty folder to --home"
            )
        if told is not None and told.get("address") != self.address.shown:
            raise InputError(
                f"{self.cache} is kept in step with {told.get('address')}; give another --home"
            )
        if told is None:
            files.write_json(path, {"format": FORMAT, "address": self.address.shown})

    def alone(self) -> AbstractContextManager[None]:
        """Hold the folder, so that no second one writes to it.

        Raises
        ------
        InputError
            If another process does.
        """
        busy = f"another process keeps {self.cache} in step; give each server a --home of its own"
        return files.locked(self.cache / ".mirror.lock", busy=busy)

    # -- taking up ------------------------------------------------------------------------------

    def once(self) -> list[str]:
        """Take up what changed; return in words what could not be.

        Raises
        ------
        RemoteError
            If the address cannot be reached at all.
        """
        marks = self.address.heads()
        wrong = []
        for city, mark in sorted(marks.items()):
            if self._marks.get(city) == mark or not re.fullmatch(CITY_ID, city):
                continue
            try:
                head = read_head(self.address, city)
                found = self._take(head) if head is not None else []
            except (InputError, OSError) as error:
                found = [str(error)]
            wrong += [f"{city}: {text}" for text in found]
            if not found:
                self._marks[city] = mark
        self.reached_at = dt.datetime.now(dt.UTC)
        return wrong

    def _take(self, head: Head) -> list[str]:
        """Take up a city's state, each part of it if it can be."""
        wrong = []
        for name in GROUPS:
            if name in head.groups:
                try:
                    self._group(head.groups[name])
                except (InputError, OSError) as error:
                    wrong.append(str(error))
        if head.forecast is not None:
            folder = self.cache / head.city / "forecasts"
            try:
                with self._bringing:
                    self._forecast(head.city, head.forecast)
                    if _content(folder / LATEST) != {"id": head.forecast}:
                        files.write_json(folder / LATEST, {"id": head.forecast})
                    self._drop_forecasts(folder, head.forecast)
            except (InputError, OSError) as error:
                wrong.append(str(error))
        return wrong

    def _group(self, group: Group) -> None:
        for file in group.files:
            path = self.cache / file.path
            if not path.is_file() or path.stat().st_size != file.size:
                self._fetch(file.path, file, path)
        if self.whole and group.listing is not None:
            city = group.pointer.path.partition("/")[0]
            for file in read_listing(self.address, city, group.listing):
                path = self.cache / file.path
                if not path.is_file() or path.stat().st_size != file.size:
                    self._fetch(file.path, file, path)
        pointer = self.cache / group.pointer.path
        if not pointer.is_file() or files.sha256(pointer) != group.pointer.sha256:
            self._fetch(group.pointer.object, group.pointer, pointer)
        self._drop_former(group)

    def _fetch(self, name: str, file: File, path: Path) -> None:
        with files.aside(path) as aside:
            self.address.fetch(name, aside)
            if aside.stat().st_size != file.size or files.sha256(aside) != file.sha256:
                raise RemoteError(f"{self.address.shown}/{name} is not as it was pushed")

    def _drop_former(self, group: Group) -> None:
        """Remove what a day ago was in use last; somebody may be reading what was until now."""
        named = {self.cache / file.path for file in group.files}
        used = {path.parent for path in named}
        old = time.time() - _GRACE_S
        for folder in used:
            if published.is_id(folder.name):
                others = [p for p in folder.parent.iterdir() if p.is_dir() and p not in used]
            else:
                others = [p for p in folder.glob("*.parquet") if p not in named]
            for path in others:
                if path.stat().st_mtime < old:
                    files.remove(path)

    # -- forecasts ------------------------------------------------------------------------------

    def bring(self, city: str, forecast: str) -> bool:
        """Fetch a forecast that is asked for and not here; tell whether it is here now."""
        key = (city, forecast)
        if not is_forecast_id(forecast) or not re.fullmatch(CITY_ID, city):
            return False
        with self._bringing:
            if time.monotonic() < self._unknown.get(key, 0.0):
                return False
            try:
                self._forecast(city, forecast)
            except (InputError, OSError) as error:
                if not isinstance(error, MissingError):
                    logger.warning("a forecast could not be brought: %s", error)
                if len(self._unknown) > 10_000:
                    self._unknown.clear()
                self._unknown[key] = time.monotonic() + _UNKNOWN_S
                return False
            return True

    def bring_all(self, progress: Callable[[str, float], None]) -> list[str]:
        """Fetch every forecast that the hosts still had; return in words what could not be."""
        wrong = []
        for path in sorted(self.cache.glob(f"*/{COPIED}")):
            city = path.parent.name
            ids = [entry["id"] for entry in files.read_json(path)["forecasts"] if entry["there"]]
            for number, forecast in enumerate(ids):
                progress(f"{city}: {forecast}", number / len(ids))
                try:
                    self._forecast(city, forecast)
                except (InputError, OSError) as error:
                    wrong.append(f"{city}: {error}")
        return wrong

    def _forecast(self, city: str, forecast: str) -> None:
        """Fetch a forecast whole, by its own sums, unless it is here."""
        folder = self.cache / city / "forecasts"
        target = folder / forecast
        if (target / MANIFEST).is_file() and (not self.whole or (target / _CUBE).is_dir()):
            return
        name = f"{city}/forecasts/{forecast}"
        manifest, sums = (self.address.read(f"{name}/{inner}") for inner in (MANIFEST, SUMS))
        if not _issued(forecast, manifest, sums):
            raise RemoteError(f"{self.address.shown}/{name} is not as it was issued")
        with staging(folder) as stage:
            for line in sums.decode("utf-8", "replace").splitlines():
                found = _SUM.fullmatch(line)
                if found is None or ".." in found[2]:
                    raise RemoteError(f"{self.address.shown}/{name}/{SUMS} cannot be understood")
                if found[2].startswith(_CUBE) and not self.whole:
                    continue
                path = stage / found[2]
                path.parent.mkdir(parents=True, exist_ok=True)
                self.address.fetch(f"{name}/{found[2]}", path)
                if files.sha256(path) != found[1]:
                    raise RemoteError(
                        f"{self.address.shown}/{name}/{found[2]} is not as it was issued"
                    )
            (stage / SUMS).write_bytes(sums)
            (stage / MANIFEST).write_bytes(manifest)
            commit(stage, target)

    def _drop_forecasts(self, folder: Path, latest: str) -> None:
        if self.keep is None:
            return
        ids = [name for name in list_ids(folder) if name != latest]
        ids.sort(key=lambda name: (folder / name).stat().st_mtime)
        for name in ids[: max(0, len(ids) - self.keep + 1)]:
            files.remove(folder / name)

    # -- going on -------------------------------------------------------------------------------

    def start(self, every: float) -> None:
        """Look again and again, each about ``every`` seconds, in a thread of its own."""
        self._thread = threading.Thread(
            target=self._go_on, args=(every,), name="mirror", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """End that thread."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(10)

    def _go_on(self, every: float) -> None:
        pause = every
        while not self._ended.wait(pause * random.uniform(0.8, 1.2)):  # noqa: S311 -- no secret
            try:
                wrong = self.once()
            except Exception as error:  # whatever it is: serving goes on
                wrong = [str(error)]
            for text in wrong:
                logger.warning("%s (%s)", text, self.told())
            pause = min(max(pause * 2, every), max(every, _LONGEST)) if wrong else every

    def told(self) -> str:
        """Say how far behind the folder may be."""
        if self.reached_at is None:
            return "the address was not reached since the start; what was kept is served"
        return f"what is served is as of {self.reached_at:%Y-%m-%d %H:%M:%S} UTC"

    def freshness(self) -> dict[str, Any]:
        """Return when the address was last reached, in UTC, and how many seconds ago."""
        at = self.reached_at
        ago = None if at is None else round((dt.datetime.now(dt.UTC) - at).total_seconds())
        when = None if at is None else f"{at:%Y-%m-%dT%H:%M:%SZ}"
        return {"reached_at": when, "seconds_ago": ago}


def _issued(forecast: str, manifest: bytes, sums: bytes) -> bool:
    """Tell whether a manifest and sums are those of a forecast, by its id."""
    try:
        told = json.loads(manifest)
    except ValueError:
        return False
    return (
        isinstance(told, dict)
        and told.get("id") == forecast
        and content_hash(told, sums)[:8] == forecast[-8:]
    )


def _content(path: Path) -> Any:
    try:
        return files.read_json(path)
    except (FileNotFoundError, InputError):
        return None
