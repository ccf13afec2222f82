"""The records of a city: versions in Parquet parts, never edited, and one manifest.

``store.json`` alone says which parts make the store. It is replaced whole, last, so a reader or a
crash at any moment meets the store as it was before or as it is after; parts that it does not name
are left-overs, which readers ignore and the next writer removes.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import json
import re
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from crimecast import files
from crimecast.city import list_cities
from crimecast.errors import InputError
from crimecast.incidents.content import added, content_of, digest
from crimecast.incidents.pulls import PullNote
from crimecast.incidents.schema import COLUMNS
from crimecast.sql import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

FORMAT: Final = "crimecast-records/1"
_PENDING: Final = ".pending-"
_ROW_GROUP: Final = 122_880
_GRACE_S: Final = 86_400
_NOTHING: Final = (
    f"SELECT {', '.join(f'NULL::{kind} AS {name}' for name, kind in COLUMNS.items())} WHERE false"
)


@dataclass(frozen=True)
class Part:
    """One appended file of versions. Names sort in the order in which parts were appended.

    ``content`` is the number of its rows (:mod:`crimecast.incidents.content`); parts that older
    versions of crimecast wrote do not tell it.
    """

    name: str
    rows: int
    sha256: str
    report: str | None = None
    content: str | None = None


@dataclass(frozen=True)
class Summary:
    """What the newest versions hold, told at each ingest so that nobody has to count again.

    ``first`` and ``last`` are local dates of occurrence; ``reported_through`` is the last report's
    time in UTC.
    """

    rows: int
    first: str | None
    last: str | None
    reported_through: str | None
    placed_share: float | None


@dataclass(frozen=True)
class Manifest:
    """What ``store.json`` holds.

    ``parts`` make the records as they are known now; in the first of them no key is twice.
    ``former`` hold only versions that others have replaced: a compaction puts them aside.
    """

    city: str
    parts: tuple[Part, ...] = ()
    ingested_at: str | None = None
    summary: Summary | None = None
    pull: PullNote | None = None
    former: tuple[Part, ...] = ()
    format: str = FORMAT

    @property
    def version(self) -> str:
        """SHA-256 over the parts: the same version holds the same bytes."""
        told = [self.format, self.city]
        told += [f"{part.name} {part.sha256}" for part in (*self.former, *self.parts)]
        return hashlib.sha256("\n".join(told).encode()).hexdigest()

    def with_part(self, part: Part) -> Manifest:
        """Return this manifest with one more part."""
        return replace(self, parts=(*self.parts, part))

    def with_pull(self, note: PullNote) -> Manifest:
        """Return this manifest after a pull that brought nothing new."""
        return replace(self, pull=note)

    def to_json(self) -> dict[str, Any]:
        """Return the manifest as JSON values."""
        return {**asdict(self), "version": self.version, "columns": dict(COLUMNS)}


@dataclass(frozen=True)
class Store:
    """The records of one city in a folder."""

    folder: Path
    city: str

    @property
    def path(self) -> Path:
        """The manifest."""
        return self.folder / "store.json"

    @property
    def parts_folder(self) -> Path:
        """Where parts lie."""
        return self.folder / "parts"

    @property
    def reports_folder(self) -> Path:
        """Where the reports of ingests lie."""
        return self.folder / "reports"

    def exists(self) -> bool:
        """Tell whether any records were ever stored."""
        return self.path.is_file()

    def manifest(self) -> Manifest:
        """Read the manifest; that of an empty store where there is none.

        Raises
        ------
        InputError
            If it is damaged, of another city, or of a newer crimecast.
        """
        if not self.exists():
            return Manifest(self.city)
        data = files.read_json(self.path)
        try:
            form = str(data["format"])
            if form != FORMAT:
                raise InputError(self._newer(form))
            summary = Summary(**data["summary"]) if data["summary"] else None
            parts = tuple(Part(**part) for part in data["parts"])
            former = tuple(Part(**part) for part in data.get("former", ()))
            pull = PullNote.from_json(data["pull"]) if data.get("pull") else None
            found = Manifest(str(data["city"]), parts, data["ingested_at"], summary, pull, former)
            told = str(data["version"])
        except (KeyError, TypeError, AttributeError) as error:
            raise InputError(f"{self.path} is damaged ({error}); restore it") from error
        if found.city != self.city:
            raise InputError(
                f"{self.path} holds the records of {found.city!r}, not of {self.city!r}; "
                "use another folder"
            )
        if found.version != told:
            raise InputError(
                f"{self.path} was edited: its version does not fit its parts; restore it"
            )
        return found

    def _newer(self, form: str) -> str:
        if re.fullmatch(r"crimecast-records/\d+", form):
            return (
                f"{self.path} has the format {form}, this crimecast reads {FORMAT}; "
                "use the crimecast that wrote it, or a newer one"
            )
        return f"{self.path} is no manifest of crimecast's records ({form!r})"

    def part_paths(self, manifest: Manifest) -> list[Path]:
        """Return the parts' paths in the order of appending.

        Raises
        ------
        InputError
            If one is missing.
        """
        paths = [self.parts_folder / part.name for part in manifest.parts]
        for path in (*(self.parts_folder / part.name for part in manifest.former), *paths):
            if not path.is_file():
                raise InputError(f"{path} is missing though {self.path} names it; restore it")
        return paths

    def current_sql(
        self, manifest: Manifest, columns: str = "*", *, known_at: dt.datetime | None = None
    ) -> str:
        """Return a query of the newest version of each record, withdrawn ones left out.

        With ``known_at`` (aware) the newest that had come to us by then: what was stored, edited or
        withdrawn later is not in it, or not yet.
        """
        paths = self.part_paths(manifest)
        if not paths:
            return f"SELECT {columns} FROM ({_NOTHING})"
        newest = self._newest(paths)
        if known_at is not None:
            every = [self.parts_folder / part.name for part in manifest.former] + paths
            seen = known_at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
            newest = (
                f"SELECT * FROM read_parquet({_listed(every)}) WHERE seen_at <= TIMESTAMP '{seen}' "
                "QUALIFY row_number() OVER (PARTITION BY offence_id ORDER BY seen_at DESC) = 1"
            )
        return f"SELECT {columns} FROM ({newest}) WHERE retracted_at IS NULL"

    def versions_sql(self, manifest: Manifest) -> str:
        """Return a query of every version of every record."""
        names = [part.name for part in (*manifest.former, *manifest.parts)]
        if not names:
            return _NOTHING
        return f"SELECT * FROM read_parquet({_listed([self.parts_folder / n for n in names])})"

    def content(self, manifest: Manifest) -> str:
        """Return the SHA-256 that tells one content from another.

        Unlike ``Manifest.version`` it does not depend on which parts hold the versions: it stays
        through a compaction.

        Raises
        ------
        InputError
            If a part that does not tell its content is missing.
        """
        every = (*manifest.former, *manifest.parts)
        told = [part.content for part in every if part.content is not None]
        untold = [part for part in every if part.content is None]
        if untold:
            import duckdb  # noqa: PLC0415 -- 0.1 s

            self.part_paths(manifest)
            paths = [self.parts_folder / part.name for part in untold]
            with duckdb.connect(":memory:") as connection:
                told.append(content_of(connection, f"SELECT * FROM read_parquet({_listed(paths)})"))
        return digest(self.city, added(told))

    @staticmethod
    def _newest(paths: list[Path]) -> str:
        if len(paths) == 1:
            return f"SELECT * FROM read_parquet({_listed(paths)})"  # a part holds no key twice
        # Names of parts sort by age. Only what came after the first part can replace anything, and
        # that is little beside it: its keys are the small side of the join.
        return (
            "SELECT a.* EXCLUDE (filename) FROM "
            f"read_parquet({_listed(paths)}, filename=true) a LEFT JOIN "
            "(SELECT offence_id, max(filename) AS newest FROM "
            f"read_parquet({_listed(paths[1:])}, filename=true) GROUP BY offence_id) n "
            "USING (offence_id) WHERE n.newest IS NULL OR n.newest = a.filename"
        )

    @contextlib.contextmanager
    def writing(self) -> Iterator[Manifest]:
        """Hold the store for writing, left-overs of killed writers cleared away.

        Raises
        ------
        InputError
            If another process writes to it.
        """
        busy = f"another ingest of {self.city} is running; wait until it has ended"
        with files.locked(self.folder / ".lock", busy=busy):
            manifest = self.manifest()
            for folder in (self.folder, self.parts_folder, self.reports_folder):
                files.clear_temporaries(folder)
            self._clear(manifest)
            self._settle_reports(manifest)
            yield manifest

    def _clear(self, manifest: Manifest) -> None:
        """Remove parts that a killed writer left, and those that a compaction replaced.

        The latter only after a day: whoever read the manifest before may still read them.
        """
        every = (*manifest.former, *manifest.parts)
        named = {part.name for part in every}
        last = max((part.name[:6] for part in every), default="")
        old = time.time() - _GRACE_S
        for path in self.parts_folder.glob("*.parquet"):
            if path.name not in named and (path.name[:6] > last or path.stat().st_mtime < old):
                path.unlink()
        absent = manifest.pull.absent if manifest.pull else None
        for path in self.folder.glob("absent-*.parquet"):
            if path.name != absent:
                path.unlink()

    def write_part(
        self, connection: DuckDBPyConnection, manifest: Manifest, query: str
    ) -> Part | None:
        """Write a query's rows (``schema.COLUMNS``) as the next part; None if there are none.

        The part belongs to the store only once :meth:`commit` names it.
        """
        every = (*manifest.former, *manifest.parts)
        number = 1 + max((int(part.name[:6]) for part in every), default=0)
        self.parts_folder.mkdir(parents=True, exist_ok=True)
        chosen = ", ".join(f"CAST({name} AS {kind}) AS {name}" for name, kind in COLUMNS.items())
        temporary = files.temporary_beside(self.parts_folder / f"{number:06d}.parquet")
        try:
            done = connection.execute(
                f"COPY (SELECT {chosen} FROM ({query}) ORDER BY reported_at, offence_id) "
                f"TO {literal(str(temporary))} "
                f"(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_ROW_GROUP})"
            ).fetchone()
            rows = int(done[0]) if done else 0
            if rows == 0:
                files.remove(temporary)
                return None
            files.flush(temporary)
            content = content_of(
                connection, f"SELECT * FROM read_parquet({literal(str(temporary))})"
            )
            sha256 = files.sha256(temporary)
            path = self.parts_folder / f"{number:06d}-{sha256[:12]}.parquet"
            temporary.replace(path)
            files.flush(self.parts_folder)
        except BaseException:
            files.remove(temporary)
            raise
        return Part(path.name, rows, sha256, content=content)

    def write_absent(self, connection: DuckDBPyConnection, query: str) -> str | None:
        """Write the keys (``offence_id``) of a query beside the parts; return the file's name.

        None where there are none. It counts once a committed manifest names it.
        """
        temporary = files.temporary_beside(self.folder / "absent.parquet")
        try:
            done = connection.execute(
                f"COPY ({query}) TO {literal(str(temporary))} (FORMAT parquet, COMPRESSION zstd)"
            ).fetchone()
            if not done or not done[0]:
                files.remove(temporary)
                return None
            files.flush(temporary)
            path = self.folder / f"absent-{files.sha256(temporary)[:12]}.parquet"
            temporary.replace(path)
            files.flush(self.folder)
        except BaseException:
            files.remove(temporary)
            raise
        return path.name

    def commit(self, manifest: Manifest) -> None:
        """Make the store what ``manifest`` says."""
        files.write_json(self.path, manifest.to_json())

    def discard(self, part: Part) -> None:
        """Remove a part that was written and not committed."""
        files.remove(self.parts_folder / part.name)

    def write_report(self, content: dict[str, Any], *, now: dt.datetime) -> str:
        """Write the report of an ingest that is not committed yet; return its name.

        It stands under a pending name, so that a crash leaves no report of what did not happen.
        """
        stamp = now.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%SZ")
        text = json.dumps(content, sort_keys=True, ensure_ascii=False)
        name = f"{stamp}-{hashlib.sha256(text.encode()).hexdigest()[:8]}.json"
        files.write_json(self.reports_folder / f"{_PENDING}{name}", content)
        return name

    def finish_report(self, name: str) -> Path:
        """Keep the report of an ingest that is done; return where."""
        path = self.reports_folder / name
        (self.reports_folder / f"{_PENDING}{name}").replace(path)
        files.flush(self.reports_folder)
        return path

    def _settle_reports(self, manifest: Manifest) -> None:
        """Finish the reports of ingests that a crash cut off after their commit, drop others."""
        done = {part.report for part in (*manifest.former, *manifest.parts)}
        for pending in self.reports_folder.glob(f"{_PENDING}*"):
            name = pending.name.removeprefix(_PENDING)
            if name in done:
                self.finish_report(name)
            else:
                pending.unlink()


def _listed(paths: list[Path]) -> str:
    return "[" + ", ".join(literal(str(path)) for path in paths) + "]"


def open_store(city: str, home: Path) -> Store:
    """Return the store of a city in a host's home; nothing is read or made."""
    return Store(home / city / "records", city)


def cities_with_records(home: Path) -> list[str]:
    """Return the ids of the cities that have records."""
    return [name for name in list_cities(home) if open_store(name, home).manifest().parts]
