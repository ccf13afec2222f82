"""Files of records into a city's store, whole or not at all."""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crimecast import files
from crimecast.calendar import zone
from crimecast.city import City, list_cities, load_city
from crimecast.errors import InputError
from crimecast.incidents import clean
from crimecast.incidents.compaction import compact, is_due
from crimecast.incidents.connection import connected
from crimecast.incidents.pulls import Delivery, PullNote
from crimecast.incidents.report import FileReport, Report
from crimecast.incidents.schema import CONTENT, PLACES
from crimecast.incidents.store import Manifest, Store, Summary, open_store
from crimecast.incidents.withdrawal import find_missing, find_withdrawn
from crimecast.settings import Settings
from crimecast.sources.files import FileInfo, inspect, match_columns
from crimecast.sources.load import load

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Progress = Callable[[str, float], None]
"""Called with what is being done, and which share of it (0 to 1) is done."""
_TOP: int = 50


def _quiet(_what: str, _share: float) -> None:
    pass


def ingest(
    city: City,
    paths: Sequence[Path],
    *,
    home: Path,
    now: dt.datetime | None = None,
    progress: Progress = _quiet,
    settings: Settings | None = None,
    delivery: Delivery | None = None,
) -> Report:
    """Read files of a city's records into its store.

    Parameters
    ----------
    paths
        Files in the publisher's layout; together they are one delivery.
    now : aware datetime, optional
        The time of this ingest.
    delivery : Delivery, optional
        How the files came from a portal: by the whole table it is told what was withdrawn.

    Returns
    -------
    Report
        Also kept as JSON beside the records.

    Raises
    ------
    InputError
        If a file cannot be read, a column is missing, the store is of another city or newer,
        another ingest runs, the disk is full, or a portal's table lacks more than can be believed.
        The store is then as before.
    """
    if not paths:
        raise InputError("give at least one file")
    settings = settings or Settings()
    store = open_store(city.id, home)
    sources = [_source(city, Path(path), home) for path in paths]
    try:
        with (
            store.writing() as manifest,
            tempfile.TemporaryDirectory(prefix=files.TEMPORARY, dir=store.folder) as work,
            connected(Path(work), settings) as connection,
        ):
            run = _Run(
                connection, city, home, store, manifest, Path(work),
                now or dt.datetime.now(dt.UTC), delivery,
            )  # fmt: skip
            return run.all(sources, progress)
    except Exception as error:
        if files.is_full_disk(error):
            raise InputError(
                f"the disk that holds {store.folder} is full; free some space and try again. "
                "The records are as before"
            ) from error
        if type(error).__name__ == "OutOfMemoryException":
            raise InputError(
                f"{settings.memory} of memory are not enough; set CRIMECAST_MEMORY to more "
                "(such as 2GB). The records are as before"
            ) from error
        raise


def _source(city: City, path: Path, home: Path) -> tuple[FileInfo, dict[str, str]]:
    """Look at a file and find the city's columns in it."""
    info = inspect(path)
    try:
        return info, city_columns(city, info)
    except InputError as error:
        others = [name for name in list_cities(home) if name != city.id and _fits(name, home, info)]
        if not others:
            raise
        raise InputError(
            f"{error}\n  It has the columns of {others[0]!r}: crimecast ingest {others[0]} {path}"
        ) from error


def city_columns(city: City, info: FileInfo) -> dict[str, str]:
    """Find a city's columns in a file.

    Raises
    ------
    InputError
        If one without which nothing can be read is missing.
    """
    return match_columns(info, city.required_columns, city.optional_columns, also=city.columns.also)


def _fits(name: str, home: Path, info: FileInfo) -> bool:
    try:
        city_columns(load_city(name, home), info)
    except InputError:
        return False
    return True


@dataclass
class _Run:
    """One ingest; its state are the tables ``kept`` (cleaned rows) and ``fresh`` (to store)."""

    connection: DuckDBPyConnection
    city: City
    home: Path
    store: Store
    manifest: Manifest
    work: Path
    now: dt.datetime
    delivery: Delivery | None = None

    def __post_init__(self) -> None:
        self.began = time.perf_counter()
        stamp = self.now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.report = Report(self.city.id, at=stamp)

    def all(self, sources: list[tuple[FileInfo, dict[str, str]]], progress: Progress) -> Report:
        """Do everything, in order."""
        for number, (info, there) in enumerate(sources):
            self.read(number, info, there, progress)
        progress("comparing with the store", 0.0)
        self.choose()
        self.withdraw()
        self.compare()
        self.describe()
        progress("storing", 0.0)
        self.keep()
        return self.report

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.connection.execute(query).fetchall()

    def _row(self, query: str) -> tuple[Any, ...]:
        return self._rows(query)[0]

    def read(self, number: int, info: FileInfo, there: dict[str, str], progress: Progress) -> None:
        """Append a file's rows, cleaned, to ``kept``."""
        size, done = max(1, info.path.stat().st_size), 0

        def told(count: int) -> None:
            nonlocal done
            done += count
            progress(f"reading {info.name}", min(1.0, done / size))

        loaded = load(
            self.connection, info, table="raw", columns=there.values(), work=self.work, told=told
        )
        progress(f"cleaning {info.name}", 0.0)
        source = clean.Source("raw", there, number, info.name)
        found = clean.clean_rows(self.connection, self.city, source, into="kept", now=self.now)
        self.connection.execute("DROP TABLE raw")
        if found.rows != loaded.rows:
            raise RuntimeError(f"{info.name}: {loaded.rows} rows were read, {found.rows} came out")
        absent = [name for name in self.city.columns.optional if name not in there]
        notes = [f"{info.name} has no column {name}: read without it" for name in absent]
        notes += loaded.notes
        self.report.files.append(FileReport(info.name, loaded.sha256, loaded.rows, tuple(notes)))
        self.report.add(found)

    def choose(self) -> None:
        """Keep one row for each key, the same one whatever the order of rows and files."""
        rows, keys = self._row("SELECT count(*), count(DISTINCT offence_id) FROM kept")
        self.report.rows_duplicate = rows - keys
        if rows == keys:
            return
        # The latest report is the newest word; among equals the content decides, not its position.
        order = ", ".join(f"{name} DESC NULLS LAST" for name in ("reported_at", *CONTENT))
        self._rows(
            "CREATE TEMP TABLE doubled AS "
            "SELECT offence_id FROM kept GROUP BY offence_id HAVING count(*) > 1"
        )
        self._rows(
            "CREATE TEMP TABLE losers AS "
            "SELECT file, row FROM kept SEMI JOIN doubled USING (offence_id) QUALIFY "
            f"row_number() OVER (PARTITION BY offence_id ORDER BY {order}, file, row) > 1"
        )
        self._rows(
            "DELETE FROM kept USING losers WHERE kept.file = losers.file AND kept.row = losers.row"
        )

    def withdraw(self) -> None:
        """Leave in ``gone`` what is stored and was taken back; refuse a table that lacks too much.

        Files alone tell of what is in them, not of what is not.
        """
        stored = self.store.current_sql(self.manifest)
        delivery = self.delivery
        whole = delivery is not None and delivery.whole
        if delivery is not None and whole:
            note = self.manifest.pull
            before = self.store.folder / note.absent if note and note.absent else None
            missing = find_missing(self.connection, stored, before, rolling=delivery.rolling)
            if not (missing.believed or delivery.accept):
                raise InputError(
                    f"the portal of {self.city.name} lacks {missing.fresh:,} of the "
                    f"{missing.stored:,} records that are stored "
                    f"({missing.fresh / missing.stored:.1%}); that so many were withdrawn at once "
                    "is not believed. The records are as before. Look at the portal; if it is "
                    f"right, run: crimecast ingest {self.city.id} --accept"
                )
        self.report.rows_withdrawn = find_withdrawn(self.connection, stored, whole=whole)
        if whole:
            (self.report.rows_absent,) = self._row("SELECT count(*) FROM missing WHERE NOT again")

    def compare(self) -> None:
        """Leave in ``fresh`` what the store does not hold yet, or holds with other content."""
        report = self.report
        (kept,) = self._row("SELECT count(*) FROM kept")
        if not self.manifest.parts:
            self._rows("CREATE TEMP VIEW fresh AS SELECT * FROM kept")
            report.rows_new = kept
            return
        different = " OR ".join(
            f"k.{name} IS DISTINCT FROM s.{name}" for name in CONTENT if name != "offence_id"
        )
        stored = self.store.current_sql(self.manifest, ", ".join(CONTENT))
        self._rows(
            "CREATE TEMP TABLE fresh AS SELECT k.*, s.offence_id IS NULL AS is_new "
            f"FROM kept k LEFT JOIN ({stored}) s USING (offence_id) "
            f"WHERE s.offence_id IS NULL OR {different}"
        )
        report.rows_new, report.rows_changed = self._row(
            "SELECT count(*) FILTER (is_new), count(*) FILTER (NOT is_new) FROM fresh"
        )
        report.rows_unchanged = kept - report.rows_new - report.rows_changed

    def describe(self) -> None:
        """Tell what the delivery's rows hold."""
        from crimecast.area import area_of  # noqa: PLC0415 -- shapely, 0.1 s

        report = self.report
        report.unmapped_rows = sum(report.unmapped.values())
        top = sorted(report.unmapped.items(), key=lambda item: (-item[1], item[0]))
        report.unmapped = dict(top[:_TOP])
        counts = dict(self._rows("SELECT place, count(*) FROM kept GROUP BY place"))
        report.placed = {name: int(counts.get(name, 0)) for name in PLACES}
        total = sum(report.placed.values())
        if total:
            report.placed_share = report.placed["point"] / total
            first, last = self._row("SELECT min(occurred_from), max(occurred_from) FROM kept")
            report.first, report.last = _local(first, self.city), _local(last, self.city)
        area = area_of(self.city, self.home)
        if area is not None:
            found = self.connection.execute("SELECT lon, lat FROM kept WHERE place = 'point'")
            places = found.fetchnumpy()
            report.outside_area = int((~area.inside(places["lon"], places["lat"])).sum())

    def keep(self) -> None:
        """Store what is fresh, and the report."""
        report, store = self.report, self.store
        part = None
        if report.rows_new + report.rows_changed + report.rows_withdrawn:
            seen = self.now.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
            content = ", ".join(CONTENT)
            part = store.write_part(
                self.connection,
                self.manifest,
                f"SELECT {content}, TIMESTAMP '{seen}' AS seen_at, NULL AS retracted_at FROM fresh "
                f"UNION ALL SELECT {content}, TIMESTAMP '{seen}', TIMESTAMP '{seen}' FROM gone",
            )
        after = self.manifest if part is None else self.manifest.with_part(part)
        report.version, report.changed_store = after.version, part is not None
        after = replace(after, pull=self.note())
        if part is None:
            report.seconds = round(time.perf_counter() - self.began, 3)
            name = store.write_report(report.to_json(), now=self.now)
            if self.delivery is not None:
                store.commit(after)
            store.finish_report(name)
            return
        try:
            summary = summarize(self.connection, self.city, store.current_sql(after))
            report.seconds = round(time.perf_counter() - self.began, 3)
            name = store.write_report(report.to_json(), now=self.now)
            done = self.manifest.with_part(replace(part, report=name))
            done = replace(done, ingested_at=report.at, summary=summary, pull=after.pull)
            store.commit(done)
        except BaseException:
            store.discard(part)
            raise
        store.finish_report(name)
        self.compact(done)

    def compact(self, manifest: Manifest) -> None:
        """Make one part of many. What was read is stored already: a full disk does not undo it."""
        if not is_due(manifest):
            return
        try:
            compact(self.store, self.connection, manifest)
        except Exception as error:
            if not files.is_full_disk(error):
                raise

    def note(self) -> PullNote | None:
        """Return what the next pull has to know."""
        if self.delivery is None:
            return self.manifest.pull
        if not self.delivery.whole:
            return self.delivery.note
        waiting = "SELECT offence_id FROM missing WHERE NOT again ORDER BY offence_id"
        absent = self.store.write_absent(self.connection, waiting)
        return replace(self.delivery.note, absent=absent)


def _local(instant: dt.datetime | None, city: City) -> str | None:
    if instant is None:
        return None
    local = instant.replace(tzinfo=dt.UTC).astimezone(zone(city.time_zone))
    return local.date().isoformat()


def summarize(connection: DuckDBPyConnection, city: City, query: str) -> Summary:
    """Count what the rows of ``query`` (all of ``schema.COLUMNS``) hold."""
    rows, first, last, reported, placed = connection.execute(
        "SELECT count(*), min(occurred_from), max(occurred_from), "
        "max(coalesce(reported_at, occurred_to, occurred_from)), "
        f"count(*) FILTER (place = 'point') FROM ({query})"
    ).fetchall()[0]
    return Summary(
        rows=rows,
        first=_local(first, city),
        last=_local(last, city),
        reported_through=reported.strftime("%Y-%m-%dT%H:%M:%SZ") if reported else None,
        placed_share=placed / rows if rows else None,
    )
