"""Something worked out for each place of a table, some of them at a time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from crimecast.grid import Floats

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_AT_ONCE: Final = 250_000


def each_place(
    connection: DuckDBPyConnection,
    source: str,
    into: str,
    work: Callable[[Floats, Floats], dict[str, Any]],
    *,
    at_once: int = _AT_ONCE,
) -> None:
    """Make the table ``into``: each place of ``source`` once (``lon``, ``lat``), with ``work``.

    Parameters
    ----------
    work
        Of longitudes and latitudes, degrees, arrays of the same length by name.
    """
    connection.execute(
        f"CREATE TEMP TABLE place AS SELECT DISTINCT lon, lat FROM {source} WHERE lon IS NOT NULL"
    )
    ((count,),) = connection.execute("SELECT count(*) FROM place").fetchall()
    for low in range(0, max(count, 1), at_once):
        found = connection.execute(
            f"SELECT lon, lat FROM place WHERE rowid BETWEEN {low} AND {low + at_once - 1}"
        ).fetchnumpy()
        lon, lat = (np.asarray(found[name], float) for name in ("lon", "lat"))
        connection.register("place_found", {"lon": lon, "lat": lat, **work(lon, lat)})
        verb = f"CREATE TEMP TABLE {into} AS" if low == 0 else f"INSERT INTO {into}"
        connection.execute(f"{verb} SELECT * FROM place_found")
        connection.unregister("place_found")
    connection.execute("DROP TABLE place")
