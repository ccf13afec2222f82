"""Records that a publisher took back: which stored ones a delivery lacks, and what is believed.

A record is withdrawn once it was missing from two pulls of the whole table in a row, or at once
where its row came and is of a kind that is never kept. A pull that lacks more than :data:`MOST` of
what is stored is not believed at all: portals lose rows by mistake. Where a portal keeps only some
years, what is older than what it gives is none of its business.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from crimecast.incidents.clean import REFUSED
from crimecast.incidents.schema import UNMAPPED
from crimecast.sql import literal

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST: Final = 0.01
"""Share of the stored records that a pull may newly lack."""
FEW: Final = 10
"""So many may be missing whatever their share is."""
_OLDEST: Final = 0.001
"""Share of a rolling portal's rows that may be older than the span it is held to give."""
KNOWN: Final = "coalesce(reported_at, occurred_to, occurred_from)"


@dataclass(frozen=True)
class Missing:
    """Counts: stored records in the portal's span, and those of them that newly are not there."""

    stored: int
    fresh: int

    @property
    def believed(self) -> bool:
        """Whether so many may have been withdrawn at once."""
        return self.fresh <= max(FEW, MOST * self.stored)


def find_missing(
    connection: DuckDBPyConnection, stored: str, before: Path | None, *, rolling: bool
) -> Missing:
    """Find the stored records that a pull of the whole table lacks, into the table ``missing``.

    Parameters
    ----------
    stored : str
        A query of the records as they are known.
    before : Path, optional
        Keys that the pull of the whole table before this one lacked.
    rolling : bool
        Whether the portal drops old records: only what is younger than its oldest is looked for.

    The delivery's rows are the table ``kept``, keys of refused ones ``clean.REFUSED``.
    """
    (first,) = connection.execute(f"SELECT quantile_disc({KNOWN}, {_OLDEST}) FROM kept").fetchall()[
        0
    ]
    within = f"WHERE {KNOWN} >= TIMESTAMP '{first}'" if rolling and first is not None else ""
    earlier = "false"
    if before is not None:
        earlier = f"offence_id IN (SELECT offence_id FROM read_parquet({literal(str(before))}))"
    held = f"(SELECT * FROM ({stored}) {within})"
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE missing AS SELECT offence_id, {earlier} AS again "
        f"FROM {held} ANTI JOIN kept USING (offence_id) ANTI JOIN {REFUSED} USING (offence_id)"
    )
    ((total,),) = connection.execute(f"SELECT count(*) FROM {held}").fetchall()
    ((fresh,),) = connection.execute("SELECT count(*) FROM missing WHERE NOT again").fetchall()
    return Missing(int(total), int(fresh))


def find_withdrawn(connection: DuckDBPyConnection, stored: str, *, whole: bool) -> int:
    """Put the records that are withdrawn now into the table ``gone``, and return how many.

    Of those whose rows came and are never kept, nothing but key and times stays. With ``whole`` the
    table ``missing`` is looked at; what is missing for the first time waits.
    """
    again = "UNION SELECT offence_id FROM missing WHERE again" if whole else ""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE gone AS SELECT s.* REPLACE ("
        "CASE WHEN never THEN NULL ELSE lon END AS lon, "
        "CASE WHEN never THEN NULL ELSE lat END AS lat, "
        "CASE WHEN never THEN NULL ELSE offence END AS offence, "
        "CASE WHEN never THEN NULL ELSE nibrs END AS nibrs, "
        "CASE WHEN never THEN 'missing' ELSE place END AS place, "
        f"CASE WHEN never THEN '{UNMAPPED}' ELSE category END AS category) "
        f"FROM (SELECT *, offence_id IN (SELECT offence_id FROM {REFUSED}) AS never "
        f"FROM ({stored})) s SEMI JOIN "
        f"(SELECT offence_id FROM {REFUSED} {again}) USING (offence_id) "
        "ANTI JOIN kept USING (offence_id)"
    )
    ((count,),) = connection.execute("SELECT count(*) FROM gone").fetchall()
    return int(count)
