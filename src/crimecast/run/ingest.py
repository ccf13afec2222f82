"""Files of records into a city's store, whole or not at all."""

from __future__ import annotations

import datetime as dt
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from crimecast import files
from crimecast.city import City
from crimecast.errors import InputError
from crimecast.incidents import clean
from crimecast.incidents.report import FileReport, Report
from crimecast.incidents.schema import CONTENT, PLACES
from crimecast.incidents.store import Manifest, Part, Store, Summary, open_store
from crimecast.settings import Settings
from crimecast.sources import files as sources

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

Progress = Callable[[str, float], None]
"""Called with what is being done, and which share of it (0 to 1) is done."""


def _quiet(_what: str, _share: float) -> None:
    pass


@contextmanager
def connected(work: Path, settings: Settings) -> Iterator[DuckDBPyConnection]:
    """Open a DuckDB in memory that goes on in ``work`` where memory ends."""
    import duckdb  # noqa: PLC0415 -- 0.1 s

    options = {
        "threads": settings.threads,
        "memory_limit": settings.memory,
        "temp_directory": str(work / "spill"),
        "autoinstall_known_extensions": False,
        "TimeZone": "UTC",
    }
    connection = duckdb.connect(
        ":memory:", config={k: v for k, v in options.items() if k != "TimeZone"}
    )
    try:
        yield connection
    finally:
        connection.close()


def ingest(
    city: City,
    paths: Sequence[Path],
    *,
    home: Path,
    now: dt.datetime | None = None,
    progress: Progress = _quiet,
    settings: Settings | None = None,
) -> Report:
    """Read files of a city's records into its store.

    Parameters
    ----------
    paths
        Files in the publisher's layout; together they are one delivery.
    now : aware datetime, optional
        The time of this ingest.

    Returns
    -------
    Report
        Also kept as JSON beside the records.

    Raises
    ------
    InputError
        If a file cannot be read, a column is missing, the store is of another city or newer, another
        ingest runs, or the disk is full. The store is then as before.
    """
    if not paths:
        raise InputError("give at least one file")
    began = time.perf_counter()
    now = now or dt.datetime.now(dt.UTC)
    settings = settings or Settings()
    store = open_store(city.id, home)
    infos = [sources.inspect(Path(path)) for path in paths]
    rules = [rule.column for rule in city.exclude]
    theres = [
        sources.match_columns(info, city.columns.required, (*city.columns.optional, *rules))
        for info in infos
    ]
    try:
        with (
            store.writing() as manifest,
            tempfile.TemporaryDirectory(prefix=files.TEMPORARY, dir=store.folder) as work,
            connected(Path(work), settings) as connection,
        ):
            report = Report(city.id, at=now.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
            for number, (info, there) in enumerate(zip(infos, theres, strict=True)):
                _read(connection, city, number, info, there, Path(work), now, report, progress)
            progress("comparing with the store", 0.0)
            _choose(connection, report)
            _compare(connection, store, manifest, report)
            _describe(connection, city, home, report)
            progress("storing", 0.0)
            _store(connection, city, store, manifest, report, now, began)
    except Exception as error:
        if files.is_full_disk(error):
            raise InputError(
                f"the disk that holds {store.folder} is full; free some space and try again. "
                "The records are as before"
            ) from error
        raise
    return report


def _read(
    connection: DuckDBPyConnection,
    city: City,
    number: int,
    info: sources.FileInfo,
    there: dict[str, str],
    work: Path,
    now: dt.datetime,
    report: Report,
    progress: Progress,
) -> None:
    size = max(1, info.path.stat().st_size)
    done = 0

    def told(count: int) -> None:
        nonlocal done
        done += count
        progress(f"reading {info.name}", min(1.0, done / size))

    loaded = sources.load(
        connection, info, table="raw", columns=there.values(), work=work, told=told
    )
    progress(f"cleaning {info.name}", 0.0)
    found = clean.clean_rows(
        connection,
        city,
        table="raw",
        there=there,
        into="kept",
        now=now,
        file=number,
        name=info.name,
    )
    connection.execute("DROP TABLE raw")
    if found.rows != loaded.rows:
        raise RuntimeError(f"{info.name}: {loaded.rows} rows were read, {found.rows} came out")
    report.files.append(FileReport(info.name, loaded.sha256, loaded.rows, loaded.notes))
    report.rows_read += loaded.rows
    report.odd_times += found.odd_times
    for mine, new in (
        (report.rows_refused, found.refused),
        (report.repaired, found.repaired),
        (report.unmapped, found.unmapped),
    ):
        for name, count in new.items():
            mine[name] = mine.get(name, 0) + count
    for reason, examples in found.examples.items():
        mine_examples = report.examples.setdefault(reason, [])
        mine_examples += examples[: clean.EXAMPLES - len(mine_examples)]


def _one(connection: DuckDBPyConnection, query: str) -> tuple[int, ...]:
    row = connection.execute(query).fetchone()
    return tuple(row) if row else ()


def _choose(connection: DuckDBPyConnection, report: Report) -> None:
    """Keep one row for each key, the same one whatever the order of rows and files."""
    rows, keys = _one(connection, "SELECT count(*), count(DISTINCT offence_id) FROM kept")
    report.rows_duplicate = rows - keys
    if not report.rows_duplicate:
        return
    # The latest report is the newest word; among equals the content decides, not its position.
    order = ", ".join(f"{name} DESC NULLS LAST" for name in ("reported_at", *CONTENT))
    connection.execute(
        "CREATE TEMP TABLE doubled AS SELECT offence_id FROM kept GROUP BY 1 HAVING count(*) > 1"
    )
    connection.execute(
        "CREATE TEMP TABLE losers AS SELECT file, row FROM kept SEMI JOIN doubled USING (offence_id) "
        f"QUALIFY row_number() OVER (PARTITION BY offence_id ORDER BY {order}, file, row) > 1"
    )
    connection.execute(
        "DELETE FROM kept USING losers WHERE kept.file = losers.file AND kept.row = losers.row"
    )


def _compare(
    connection: DuckDBPyConnection, store: Store, manifest: Manifest, report: Report
) -> None:
    """Leave in ``fresh`` what the store does not hold yet, or holds with other content."""
    if not manifest.parts:
        connection.execute("CREATE TEMP VIEW fresh AS SELECT * FROM kept")
        (report.rows_new,) = _one(connection, "SELECT count(*) FROM kept")
        return
    columns = ", ".join(CONTENT)
    different = " OR ".join(
        f"k.{name} IS DISTINCT FROM s.{name}" for name in CONTENT if name != "offence_id"
    )
    connection.execute(
        f"CREATE TEMP TABLE fresh AS SELECT k.*, s.offence_id IS NULL AS is_new FROM kept k LEFT JOIN "
        f"({store.current_sql(manifest, columns)}) s USING (offence_id) "
        f"WHERE s.offence_id IS NULL OR {different}"
    )
    (kept,) = _one(connection, "SELECT count(*) FROM kept")
    new, changed = _one(
        connection, "SELECT count(*) FILTER (is_new), count(*) FILTER (NOT is_new) FROM fresh"
    )
    report.rows_new, report.rows_changed = new, changed
    report.rows_unchanged = kept - new - changed


def _describe(connection: DuckDBPyConnection, city: City, home: Path, report: Report) -> None:
    from crimecast.area import area_of, count_outside  # noqa: PLC0415 -- shapely, 0.1 s

    report.unmapped_rows = sum(report.unmapped.values())
    report.unmapped = dict(
        sorted(report.unmapped.items(), key=lambda item: (-item[1], item[0]))[:50]
    )
    counts = dict(connection.execute("SELECT place, count(*) FROM kept GROUP BY 1").fetchall())
    report.placed = {name: int(counts.get(name, 0)) for name in PLACES}
    total = sum(report.placed.values())
    if total:
        report.placed_share = report.placed["point"] / total
        first, last = connection.execute(
            "SELECT min(occurred_from), max(occurred_from) FROM kept"
        ).fetchall()[0]
        report.first, report.last = _local(first, city), _local(last, city)
    area = area_of(city, home)
    if area is not None:
        columns = connection.execute("SELECT lon, lat FROM kept WHERE place = 'point'").fetchnumpy()
        report.outside_area = count_outside(area, columns["lon"], columns["lat"])


def _local(instant: dt.datetime | None, city: City) -> str | None:
    if instant is None:
        return None
    from crimecast.calendar import zone  # noqa: PLC0415

    return instant.replace(tzinfo=dt.UTC).astimezone(zone(city.time_zone)).date().isoformat()


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


def _store(
    connection: DuckDBPyConnection,
    city: City,
    store: Store,
    manifest: Manifest,
    report: Report,
    now: dt.datetime,
    began: float,
) -> None:
    seen = now.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
    part: Part | None = None
    if report.rows_new + report.rows_changed:
        part = store.write_part(
            connection,
            manifest,
            f"SELECT *, TIMESTAMP '{seen}' AS seen_at, NULL AS retracted_at FROM fresh",
        )
    if part is None:
        report.version = manifest.version
        report.seconds = round(time.perf_counter() - began, 3)
        store.write_report(report.to_json(), now=now)
        return
    try:
        after = replace(manifest, parts=(*manifest.parts, part))
        report.version, report.changed_store = after.version, True
        summary = summarize(connection, city, store.current_sql(after))
        report.seconds = round(time.perf_counter() - began, 3)
        kept = store.write_report(report.to_json(), now=now)
        done = replace(part, report=kept.name)
    except BaseException:
        store.discard(part)
        raise
    try:
        store.commit(manifest, done, now=now, summary=summary)
    except BaseException:
        store.discard(part)
        files.remove(kept)
        raise
