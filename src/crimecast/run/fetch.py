"""Records from a city's portal into its store: the whole table now and then, changes between.

A pull goes into a folder of its own, where a killed one is gone on with; what came as it came is
kept beside the store for a while, so that a doubt can be looked into.
"""

from __future__ import annotations

import datetime as dt
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from crimecast import files
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.incidents.pulls import Delivery, PullNote, instant, stamp
from crimecast.incidents.report import Report
from crimecast.incidents.store import open_store
from crimecast.run.ingest import ingest
from crimecast.settings import Settings
from crimecast.sources.compare import compare
from crimecast.sources.portal import Column
from crimecast.sources.pull import pull
from crimecast.sources.pulled import Pulled, holds_whole

WHOLE_EVERY: Final = dt.timedelta(days=7)
"""After which the whole table is fetched again: only it tells what was withdrawn."""
_LINES: Final = ".jsonl.gz"
_TOGETHER: Final = 8 << 20
"""Bytes, packed, of pages that are read as one file."""
Progress = Callable[[str, float], None]
"""Called with what is being done, and which share of it (0 to 1) is done."""


def fetch(
    city: City,
    *,
    home: Path,
    whole: bool = False,
    accept: bool = False,
    private: bool = False,
    now: dt.datetime | None = None,
    progress: Progress = lambda _what, _share: None,
    settings: Settings | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> Report:
    """Fetch what is new at a city's portal and read it into the store.

    Parameters
    ----------
    whole : bool
        Fetch the whole table though it is not due.
    accept : bool
        Believe a portal that lacks more, or tells other types, than can be believed unseen.
    private : bool
        Allow a portal on this machine or in a private network.
    now : aware datetime, optional
        The time of this pull.
    sleep : callable
        Waits for so many seconds between tries.

    Raises
    ------
    InputError
        If the city's file names no portal; if the portal cannot be reached, fails, or gives what
        cannot be believed. The store is then as before.
    """
    if city.portal is None:
        raise InputError(
            f"the file of {city.name} names no portal; give the publisher's files: "
            f"crimecast ingest {city.id} FILE"
        )
    settings = settings or Settings()
    began = now or dt.datetime.now(dt.UTC)
    store = open_store(city.id, home)
    before = store.manifest().pull
    folder = store.folder / "pull"
    # What was refused lies there still: who accepts it means that, and it is not fetched again.
    since = _since(before, whole or (accept and holds_whole(folder)), began)
    try:
        pulled = pull(
            city.portal, city.required_columns, folder, optional=city.optional_columns,
            also=city.columns.also, since=since, private=private, progress=progress,
            sleep=sleep, again=accept,
        )  # fmt: skip
    except InputError as error:
        raise InputError(
            f"{error}\nThe records of {city.name} are as before. With files of your own: "
            f"crimecast ingest {city.id} FILE"
        ) from error
    _check_types(city, pulled, before, accept=accept)
    note = _note(pulled, before, began)
    if pulled.files:
        report = ingest(
            city, _joined(pulled.files), home=home, now=now, progress=progress, settings=settings,
            delivery=Delivery(note, pulled.whole, city.portal.rolling, accept),
        )  # fmt: skip
    else:
        with store.writing() as manifest:
            store.commit(manifest.with_pull(note))
        report = Report(city.id, at=stamp(began), version=store.manifest().version)
    _keep_raw(folder, store.folder / "raw", began, settings.raw_days)
    return report


def _since(before: PullNote | None, whole: bool, now: dt.datetime) -> dt.datetime | None:
    """Return from where changes are asked; None where the whole table is due."""
    last = instant(before.whole_at) if before else None
    if before is None or whole or last is None or now - last >= WHOLE_EVERY:
        return None
    return instant(before.watermark)


def _check_types(city: City, pulled: Pulled, before: PullNote | None, *, accept: bool) -> None:
    """Refuse a table whose columns are of another type than they were."""
    known = [Column(name, kind) for name, kind in before.columns] if before else []
    found = compare(pulled.columns, city.columns, before=known)
    if found.retyped and not accept:
        told = ", ".join(f"{r.name} ({r.before} before, {r.now} now)" for r in found.retyped)
        raise InputError(
            f"the portal of {city.name} has columns of another type: {told}. The records are as "
            f"before. Look at the portal; if they mean the same, run: crimecast ingest {city.id} "
            "--accept"
        )


def _note(pulled: Pulled, before: PullNote | None, now: dt.datetime) -> PullNote:
    columns = tuple((column.name, column.type) for column in pulled.columns)
    at = stamp(now)
    watermark = pulled.watermark.isoformat() if pulled.watermark else None
    if pulled.whole:
        return PullNote(at, watermark, columns, whole_at=at)
    last = before or PullNote(at, watermark, columns)
    return PullNote(at, watermark, columns, last.whole_at, last.absent)


def _joined(pages: Sequence[Path]) -> list[Path]:
    """Join pages of JSON lines to larger files: reading many small ones takes longer, and memory.

    Gzip members that follow each other are one file. What is left of them goes with the pages.
    """
    found: list[Path] = []
    lot: list[Path] = []
    size = 0
    for page in (*pages, None):
        if page is not None and page.name.endswith(_LINES):
            lot.append(page)
            size += page.stat().st_size
        if lot and (page is None or not page.name.endswith(_LINES) or size >= _TOGETHER):
            target = lot[0].with_name(f"{lot[0].name.removesuffix(_LINES)}-on{_LINES}")
            with files.aside(target) as path, path.open("wb") as out:
                for one in lot:
                    with one.open("rb") as part:
                        shutil.copyfileobj(part, out, 1 << 20)
            found.append(target)
            lot, size = [], 0
        if page is not None and not page.name.endswith(_LINES):
            found.append(page)
    return found


def _keep_raw(folder: Path, kept: Path, now: dt.datetime, days: int) -> None:
    """Keep what came as it came, for some days; the rest of the pull is in the store."""
    if days > 0:
        target = kept / now.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        raw = sorted(
            path for path in folder.iterdir()
            if path.name.endswith((".raw.gz", ".parquet")) or path.name == "pull.json"
            or (path.name.startswith("page-") and path.suffix == ".gz"
                and not path.name.endswith(".jsonl.gz"))
        )  # fmt: skip
        if any(path.name != "pull.json" for path in raw):
            target.mkdir(parents=True, exist_ok=True)
            for path in raw:
                path.replace(target / path.name)
    for path in (*folder.glob("page-*"), folder / "pull.json"):
        files.remove(path)
    if kept.is_dir():
        oldest = (now - dt.timedelta(days=days)).astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        for path in kept.iterdir():
            if path.name < oldest:
                shutil.rmtree(path)
