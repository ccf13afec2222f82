"""The Incident: one reported offence, as crimecast keeps it.

An *incident* may hold several *offences*; a row is an offence. Instants are UTC, stored as naive
timestamps to the second. Rows are versions: a record that its publisher changes gets a new row
with a later ``seen_at``, and the newest version of an ``offence_id`` is what we know now.
"""

from __future__ import annotations

from typing import Final

COLUMNS: Final[dict[str, str]] = {
    "offence_id": "VARCHAR",  # unique key of the publisher's row
    "incident_id": "VARCHAR",  # groups the offences of one incident; the offence_id where absent
    "occurred_from": "TIMESTAMP",  # start of the window in which it happened
    "occurred_to": "TIMESTAMP",  # end of the window; NULL where the publisher gives one time only
    "reported_at": "TIMESTAMP",  # when it was reported; NULL where the publisher does not say
    "lon": "DOUBLE",  # degrees WGS 84, NULL unless `place` is 'point'
    "lat": "DOUBLE",
    "offence": "VARCHAR",  # the publisher's words, finest level
    "category": "VARCHAR",  # id of a category of the city's file, or UNMAPPED
    "nibrs": "VARCHAR",  # NIBRS offence code, NULL where unknown
    "place": "VARCHAR",  # one of PLACES
    "seen_at": "TIMESTAMP",  # when this version came to us
    "retracted_at": "TIMESTAMP",  # when its publisher was seen to have withdrawn it, else NULL
}
"""Column name to DuckDB type, in order."""

CONTENT: Final = tuple(name for name in COLUMNS if name not in {"seen_at", "retracted_at"})
"""The columns whose change makes a new version."""

UNMAPPED: Final = "unmapped"
"""Category of an offence that the city's file does not name: kept and counted, never forecast."""

PLACES: Final = (
    "point",  # a usable coordinate, inside the study area or not
    "missing",  # none given
    "sentinel",  # a value that stands for "unknown" (0,0; -1,-1; as the city's file lists)
    "far",  # more than 100 km from the city: an error, not a place
)
