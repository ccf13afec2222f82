"""Many small parts made one, so that years of daily deliveries are as fast to read as one file.

Every version stays: those that hold now go into one part, in which no key is twice; those that
others replaced, and records that were withdrawn, into another that only questions of the past read.
Both are written aside, and count once the manifest names them; whoever read the manifest before
finds the old parts for a day.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from crimecast.incidents.store import Manifest, Part, Store

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST_PARTS: Final = 48
"""Parts at which they are made one."""


def is_due(manifest: Manifest) -> bool:
    """Tell whether there are so many parts that reading them all is slow."""
    return len(manifest.parts) >= MOST_PARTS


def compact(store: Store, connection: DuckDBPyConnection, manifest: Manifest) -> Manifest:
    """Make one part of all, and one of what they replaced; return the manifest that says so.

    To be called while the store is held for writing.
    """
    current = store.current_sql(manifest)
    versions = store.versions_sql(manifest)
    replaced = (
        f"SELECT v.* FROM ({versions}) v ANTI JOIN (SELECT offence_id, seen_at FROM ({current})) c "
        "ON v.offence_id = c.offence_id AND v.seen_at = c.seen_at"
    )
    written: list[Part] = []
    try:
        former = store.write_part(connection, manifest, replaced)
        if former is not None:
            written.append(former)
        after = replace(manifest, former=(former,) if former else ())
        kept = store.write_part(connection, replace(after, parts=manifest.parts), current)
        if kept is not None:
            written.append(kept)
            after = replace(after, parts=(kept,))
            store.commit(after)
    except BaseException:
        for part in written:
            store.discard(part)
        raise
    if kept is None:  # all was withdrawn: there is nothing to make one part of
        for part in written:
            store.discard(part)
        return manifest
    for part in (*manifest.former, *manifest.parts):
        (store.parts_folder / part.name).touch()  # their day begins now
    return after
