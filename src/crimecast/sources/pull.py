"""A portal's records into a folder, page by page; killed at any moment, it can go on.

.. code-block:: text

    pull.json               what was asked, how far it came, each page and its SHA-256
    page-000001.raw.gz      as received
    page-000001.jsonl.gz    its rows, one JSON object a line, as ``sources.files`` reads them
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gzip
import hashlib
import json
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from crimecast import files
from crimecast.city_parts import Portal
from crimecast.errors import InputError
from crimecast.sources.adapters import Adapters, installed
from crimecast.sources.http import Fetcher, Limits
from crimecast.sources.matching import Also
from crimecast.sources.portal import Adapter, Chosen, Page, Request, Stale, Wanted
from crimecast.sources.pulled import (
    NAME,
    PARTS,
    Pulled,
    State,
    distinct,
    names_of_rows,
    read_state,
    request_of,
)

Progress = Callable[[str, float], None]
"""Called with what is being done, and which share of it (0 to 1) is done."""
OVERLAP: Final = dt.timedelta(hours=1)
"""So much before the watermark is asked for again: portals commit changes late."""
KEEPS: Final = dt.timedelta(days=1)
"""An unfinished pull that is older is begun anew, as its first pages tell of another day."""
SHRINKS: Final = 0.01
"""The share of a table that may go while it is read."""
STRIKES: Final = 4
"""Times that a page may come again, or rows be missing, before the portal is refused."""


def _quiet(_what: str, _share: float) -> None:
    pass


def pull(
    portal: Portal,
    columns: Sequence[str],
    folder: Path,
    *,
    optional: Sequence[str] = (),
    also: Also | None = None,
    since: dt.datetime | None = None,
    progress: Progress = _quiet,
    adapters: Adapters | None = None,
    private: bool = False,
    limits: Limits | None = None,
    sleep: Callable[[float], None] = time.sleep,
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC),
    again: bool = False,
) -> Pulled:
    """Fetch a portal's records into a folder.

    The same request on a folder whose pull was not finished goes on after its last whole page;
    any other request, a finished pull and one older than a day begin anew.

    Parameters
    ----------
    columns, optional : sequence of str
        Columns without which nothing can be done, and those that may be absent. Where the portal
        names no key, the first of ``columns`` is it.
    also : mapping, optional
        Other names that some of them may have.
    folder : Path
        For this pull alone; made where there is none. What an earlier pull left in it is removed.
    since : aware datetime, optional
        Ask only for what changed since then, less an hour. Where the portal cannot be asked so,
        the whole table is fetched: see ``Pulled.whole``.
    private : bool
        Allow addresses of this machine and of private networks.
    again : bool
        Give once more what an ended pull of the same request brought, if that began less than a day
        ago and still lies in the folder. The portal is asked for its columns alone.
    limits, sleep, now
        How often and how long is tried; ``time.sleep`` and a clock, for tests.

    Raises
    ------
    InputError
        If the portal lacks a column, refuses, goes on failing, repeats itself or gives fewer rows
        than it promised; if another pull writes to the folder, or the disk is full. What came is
        kept and the next pull goes on with it, unless rows were missing.
    """
    if not columns:
        raise InputError("name at least one column to pull")
    if since is not None and since.tzinfo is None:
        raise InputError(f"since = {since} needs a time zone")
    kind = (installed() if adapters is None else adapters).find(portal.kind)
    wanted = Wanted(tuple(columns), tuple(optional), dict(also or {}))
    busy = f"another pull writes to {folder}; wait for it to end"
    try:
        with (
            files.locked(folder / ".lock", busy=busy),
            Fetcher(portal.hosts, private=private, limits=limits, sleep=sleep) as fetch,
        ):
            files.clear_temporaries(folder)
            with tempfile.TemporaryDirectory(prefix=files.TEMPORARY, dir=folder) as work:
                adapter = kind(portal, wanted, fetch, Path(work))
                asked = Request(since - OVERLAP if since and adapter.can_ask_changes else None)
                return _Pull(adapter, folder, asked, progress, now).all(since, again=again)
    except OSError as error:
        if not files.is_full_disk(error):
            raise
        raise InputError(
            f"the disk that holds {folder} is full; free some space and pull again: "
            "it goes on where it stopped"
        ) from error


class _Pull:
    """One pull; what it has done so far is in ``state``, which is on disk after every page."""

    def __init__(
        self,
        adapter: Adapter,
        folder: Path,
        request: Request,
        progress: Progress,
        now: Callable[[], dt.datetime],
    ) -> None:
        self.adapter, self.folder, self.request = adapter, folder, request
        self.progress, self.now = progress, now
        self.what = f"fetching from {adapter.portal.hosts[0]}"
        self.adapter.fetch.waits = self.waits
        self.strikes = 0
        self.state = State()
        self.chosen = Chosen(())

    def waits(self, why: str, seconds: float) -> None:
        """Tell what is waited for."""
        told = f", as {why}" if why else ""
        self.progress(f"{self.what}: asking again in {seconds:.0f} s{told}", 0.0)

    def all(self, since: dt.datetime | None, *, again: bool = False) -> Pulled:
        """Do everything, in order."""
        self.progress(self.what, 0.0)
        described = self.adapter.describe()
        self.chosen = self.adapter.choose(described)
        asked = request_of(
            self.adapter.portal, self.adapter.wanted, self.request, self.chosen.names
        )
        found = read_state(self.folder, asked, not_before=self.now() - KEEPS, ended=again)
        resumed = found is not None and bool(found.pages)
        if found is None:
            self.begin(asked)
        else:
            self.state = found
            self.clear({page[f"{part}_file"] for page in found.pages for part in PARTS})
        self.state.columns = [[column.name, column.type] for column in described.columns]
        self.state.absent = list(self.chosen.absent)
        state = self.state
        if not state.complete:
            while not self.read():
                pass
            state = self.state
            state.ended, state.complete = _stamp(self.now()), True
        watermark = self.watermark(since)
        state.watermark = _stamp(watermark) if watermark else None
        state.write(self.folder)
        self.progress(self.what, 1.0)
        return Pulled(
            folder=self.folder,
            files=tuple(self.folder / page["rows_file"] for page in state.pages),
            rows=state.rows,
            expected=state.expected,
            whole=self.request.since is None,
            since=since,
            watermark=watermark,
            columns=described.columns,
            absent=self.chosen.absent,
            started=_instant(state.started),
            ended=_instant(state.ended or state.started),
            resumed=resumed,
            notes=described.notes,
        )

    def begin(self, asked: dict[str, Any]) -> None:
        """Clear the folder and write down what is asked."""
        attempt = self.state.attempt
        self.clear()
        self.state = State(request=asked, started=_stamp(self.now()), attempt=attempt)
        self.state.expected = self.adapter.total(self.request)
        self.state.write(self.folder)

    def clear(self, kept: Collection[str] = ()) -> None:
        """Remove what earlier pulls left, but for the files that are named."""
        if not kept:
            (self.folder / NAME).unlink(missing_ok=True)  # first: it tells of the others
        for path in self.folder.glob("page-*"):
            if path.name not in kept:
                files.remove(path)

    def read(self) -> bool:
        """Read pages to the end; tell whether all is there, else it has to be gone on."""
        try:
            for page in self.adapter.pages(self.request, self.state.cursor):
                if not self.keep(page):
                    return False
        except Stale as error:
            return self.anew(str(error))
        return self.check()

    def keep(self, page: Page) -> bool:
        """Store a page; False for one that was there before, after which it is asked again."""
        state = self.state
        print_ = _fingerprint(page)
        if any(print_ == other["fingerprint"] for other in state.pages):
            self.strike("sends the same page again and again")
            return False
        self.strikes = 0
        state.pages.append({**self.store(page, len(state.pages) + 1), "fingerprint": print_})
        state.cursor = page.cursor
        if page.latest is not None:
            before = _instant(state.latest) if state.latest else page.latest
            state.latest = _stamp(max(before, page.latest))
        state.write(self.folder)
        if state.expected is not None:
            if state.rows > 3 * state.expected + 10 * self.adapter.page_rows:
                raise InputError(
                    f"{self.adapter.portal.url} promised {state.expected:,} rows and has sent "
                    f"{state.rows:,}, with no end; try again later"
                )
            share = min(1.0, state.rows / max(1, state.expected))
            self.progress(f"{self.what}: {state.rows:,} of {state.expected:,} rows", share)
        else:
            self.progress(f"{self.what}: {state.rows:,} rows", 0.0)
        return True

    def store(self, page: Page, number: int) -> dict[str, Any]:
        """Write a page's files and return what is noted of it."""
        name = f"page-{number:06d}"
        if isinstance(page.raw, Path):
            return self.store_file(page, page.raw, name)
        raw, rows = self.folder / f"{name}.raw.gz", self.folder / f"{name}.jsonl.gz"
        with files.aside(raw) as path, _gzip(path) as out:
            out.write(page.raw)
        with files.aside(rows) as path, _gzip(path) as out:
            for row in page.rows:
                values = {column: row.get(column) for column in self.chosen.names}
                out.write(json.dumps(values, ensure_ascii=False).encode() + b"\n")
        names = self.folder / f"{name}.names" if page.ids else None
        if names:
            files.write_bytes(names, names_of_rows(page.ids))
        noted = {"rows": len(page.rows), "cursor": page.cursor}
        return noted | _files(rows=rows, raw=raw, names=names)

    def store_file(self, page: Page, given: Path, name: str) -> dict[str, Any]:
        """Keep a file as it is, gzipped where it is not packed already: it is its own rows."""
        with given.open("rb") as file:
            packed = file.read(4)
        ready = packed[:2] == b"\x1f\x8b" or packed == b"PAR1"
        kept = self.folder / f"{name}{'.parquet' if packed == b'PAR1' else '.gz'}"
        with files.aside(kept) as path, given.open("rb") as file:
            if ready:
                with path.open("wb") as plain:
                    shutil.copyfileobj(file, plain, 1 << 20)
            else:
                with _gzip(path) as out:
                    shutil.copyfileobj(file, out, 1 << 20)
        given.unlink()
        noted = {"rows": page.count or 0, "cursor": page.cursor}
        return noted | _files(rows=kept, raw=kept, names=None)

    def check(self) -> bool:
        """Compare what came with what the portal promised, before and now."""
        state = self.state
        if state.expected is None:
            return True
        now = self.adapter.total(self.request)
        if now is None:
            return True
        came = state.rows
        if all(page["names_file"] for page in state.pages):
            came = distinct([self.folder / page["names_file"] for page in state.pages])
        if now < state.expected * (1 - SHRINKS):
            return self.anew(
                f"had {state.expected:,} rows at first and {now:,} at the end; it is being changed"
            )
        if came >= min(now, state.expected):
            return True
        why = f"promised {min(now, state.expected):,} rows and gave {came:,}"
        self.strike(why)
        # Going on may bring the rest, where a page was empty by mistake; in the end only a new
        # beginning can.
        return self.anew(why) if self.strikes == STRIKES else False

    def strike(self, why: str) -> None:
        """Wait after a fault; refuse the portal after too many in a row."""
        self.strikes += 1
        if self.strikes > STRIKES:
            raise self.refusal(why)
        self.adapter.fetch.wait(self.strikes)

    def anew(self, why: str) -> bool:
        """Begin again from the first page; refuse the portal if that was done before."""
        if self.state.attempt >= 1:
            self.clear()  # it is not the table; going on with it another day would not mend it
            raise self.refusal(why)
        self.adapter.fetch.wait(STRIKES)
        self.state.attempt += 1
        self.begin(self.state.request)
        return False

    def refusal(self, why: str) -> InputError:
        """Say that this portal's answer is not taken."""
        return InputError(
            f"{self.adapter.portal.url} {why}. Nothing of it is used; try again later"
        )

    def watermark(self, since: dt.datetime | None) -> dt.datetime | None:
        """Return from where to ask next time.

        Rows that change while a pull runs are seen by the next one: it is never later than the
        start.
        """
        if not self.adapter.can_ask_changes:
            return None
        started, latest = _instant(self.state.started), self.state.latest
        seen = [*([_instant(latest)] if latest else []), *([since] if since else [])]
        return min(max(seen), started) if seen else started


def _files(**parts: Path | None) -> dict[str, str | None]:
    """Note the files of a page."""
    noted: dict[str, str | None] = {}
    for part, path in parts.items():
        noted[f"{part}_file"] = path.name if path else None
        noted[f"{part}_sha256"] = files.sha256(path) if path else None
    return noted


def _fingerprint(page: Page) -> str:
    """Tell a page from another by its rows, in whatever order they came."""
    if isinstance(page.raw, Path):
        return files.sha256(page.raw) + f" {json.dumps(page.cursor)}"
    told: Sequence[str] = page.ids or [""] * len(page.rows)
    lines = sorted(
        f"{one} {json.dumps(row, sort_keys=True)}" for one, row in zip(told, page.rows, strict=True)
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@contextlib.contextmanager
def _gzip(path: Path) -> Iterator[gzip.GzipFile]:
    """Open a gzip file whose bytes depend on nothing but what is written to it."""
    with (
        path.open("wb") as file,
        gzip.GzipFile(filename="", fileobj=file, mode="wb", mtime=0, compresslevel=6) as out,
    ):
        yield out


def _stamp(instant: dt.datetime) -> str:
    return instant.astimezone(dt.UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def _instant(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)
