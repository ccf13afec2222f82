"""How records came: what was new, revised and withdrawn by day, and what each pull refused."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from crimecast import files
from crimecast.errors import InputError
from crimecast.incidents.pulls import instant, stamp
from crimecast.incidents.store import Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from crimecast.incidents.store import Manifest

LATEST: Final = 20
"""So many ingests are told."""


@dataclass(frozen=True)
class Arrival:
    """Versions that came at one instant (UTC)."""

    at: str
    new: int
    revised: int
    withdrawn: int


@dataclass(frozen=True)
class Ingest:
    """What one ingest did with the rows it read, as its report tells; ``at`` is UTC."""

    at: str
    files: int
    rows_read: int
    rows_new: int
    rows_changed: int
    rows_withdrawn: int
    rows_refused: dict[str, int]


def arrivals(
    connection: DuckDBPyConnection, store: Store, manifest: Manifest, known_at: dt.datetime | None
) -> tuple[Arrival, ...]:
    """Return how many versions came when, the oldest first."""
    versions = store.versions_sql(manifest)
    order = "row_number() OVER (PARTITION BY offence_id ORDER BY seen_at)"
    if len(manifest.parts) == 1 and not manifest.former:
        order = "1"  # a part holds no key twice
    found = connection.execute(
        "SELECT seen_at, count(*) FILTER (k = 1), count(*) FILTER (k > 1 AND NOT gone), "
        "count(*) FILTER (k > 1 AND gone) FROM ("
        f"SELECT seen_at, retracted_at IS NOT NULL AS gone, {order} AS k "
        f"FROM ({versions}) {until(known_at)}) GROUP BY seen_at ORDER BY seen_at"
    ).fetchall()
    return tuple(
        Arrival(stamp(seen.replace(tzinfo=dt.UTC)), int(new), int(revised), int(gone))
        for seen, new, revised, gone in found
    )


def until(known_at: dt.datetime | None) -> str:
    """Return the SQL condition of versions that had come by an instant."""
    if known_at is None:
        return ""
    seen = known_at.astimezone(dt.UTC).strftime("%Y-%m-%d %H:%M:%S")
    return f"WHERE seen_at <= TIMESTAMP '{seen}'"


def ingests(store: Store, known_at: dt.datetime | None) -> tuple[Ingest, ...]:
    """Return the latest ingests, the newest first, from their reports.

    Raises
    ------
    InputError
        If a report is damaged.
    """
    found: list[Ingest] = []
    # Their names begin with their time.
    for path in sorted(store.reports_folder.glob("[0-9]*.json"), reverse=True):
        try:
            one = _read(files.read_json(path))
        except (KeyError, TypeError) as error:
            raise InputError(
                f"{path} is no report of an ingest ({error}); restore or remove it"
            ) from error
        at = instant(one.at)
        if known_at is None or (at is not None and at <= known_at):
            found.append(one)
        if len(found) == LATEST:
            break
    return tuple(found)


def _read(told: dict[str, Any]) -> Ingest:
    return Ingest(
        str(told["at"]), len(told["files"]), told["rows_read"], told["rows_new"],
        told["rows_changed"], told.get("rows_withdrawn", 0), dict(told["rows_refused"]),
    )  # fmt: skip
