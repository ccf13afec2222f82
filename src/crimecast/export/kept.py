"""The records themselves, as the store keeps them: for the analysis of whoever holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np

from crimecast.city import City
from crimecast.export.points import each_place
from crimecast.export.table import Column, Kind, Table
from crimecast.grid import Floats
from crimecast.incidents.localtime import wall_clock_sql

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

COLUMNS: Final = (
    Column("offence_id", Kind.TEXT, "the publisher's key of the offense"),
    Column("incident_id", Kind.TEXT, "the incident that the offense belongs to"),
    Column("category", Kind.TEXT, "id of the category, by the city's file"),
    Column("offence", Kind.TEXT, "the publisher's words"),
    Column("nibrs", Kind.TEXT, "NIBRS offense code, empty where not known"),
    Column("occurred_from", Kind.INSTANT, "start of the window in which it happened, UTC"),
    Column("occurred_to", Kind.INSTANT, "end of it, UTC; empty where one time is known"),
    Column("occurred_from_local", Kind.LOCAL, "start of the window, the city's wall clock"),
    Column("occurred_to_local", Kind.LOCAL, "end of it, the city's wall clock"),
    Column("reported_at", Kind.INSTANT, "when it was reported, UTC; empty where not published"),
    Column("seen_at", Kind.INSTANT, "when this version of the record came to this store, UTC"),
    Column("place", Kind.TEXT, "point, or why there is none: missing, sentinel, far"),
    Column("lon", Kind.NUMBER, "longitude as published, degrees WGS 84; empty without a point"),
    Column("lat", Kind.NUMBER, "latitude as published, degrees WGS 84; empty without a point"),
)


def records(connection: DuckDBPyConnection, city: City, *, geometry: bool) -> Table:
    """Return the records of the view ``asked``, ordered by start, then by key.

    Parameters
    ----------
    geometry : bool
        Whether points are needed as WKB.
    """
    source, wkb = "asked a", "NULL::BLOB"
    if geometry:
        each_place(connection, "asked", "placed", _wkb)
        source, wkb = "asked a LEFT JOIN placed p ON a.lon = p.lon AND a.lat = p.lat", "p.wkb"
    own = ", ".join(f"a.{c.name}" for c in COLUMNS if c.kind is not Kind.LOCAL)
    query = (
        f"SELECT {own}, a.local AS occurred_from_local, "
        f"{wall_clock_sql('a.occurred_to', city.time_zone)} AS occurred_to_local, {wkb} AS wkb "
        f"FROM {source}"
    )
    ((rows, placed, *bounds),) = connection.execute(
        "SELECT count(*), count(lon), min(lon), min(lat), max(lon), max(lat) FROM asked"
    ).fetchall()
    facts = {"rows": int(rows), "unplaced": int(rows) - int(placed)}
    return Table(
        query, COLUMNS, "occurred_from, offence_id", "Point",
        tuple(map(float, bounds)) if placed else (), int(rows), facts,
    )  # fmt: skip


def _wkb(lon: Floats, lat: Floats) -> dict[str, Any]:
    import shapely  # noqa: PLC0415

    return {"wkb": np.asarray(shapely.to_wkb(shapely.points(lon, lat)), object)}
