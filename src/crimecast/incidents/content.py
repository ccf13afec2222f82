"""What versions of records hold, as one number: the same in whatever parts and order they lie.

The number of a set of versions is the sum of its rows' MD5, modulo 2 to the 128. Sets are put
together by adding: a compaction, which only moves versions about, leaves it as it is. It tells one
content from another; it is no seal against somebody who makes up rows to fit.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from crimecast.incidents.schema import COLUMNS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_SIZE: Final = 1 << 128
_LOW: Final = (1 << 64) - 1
# A field that is not there differs from an empty one.
_ROW: Final = ", ".join(f"coalesce({name}::VARCHAR, chr(1))" for name in COLUMNS)


def content_of(connection: DuckDBPyConnection, query: str) -> str:
    """Return the number of a query's rows (all of ``schema.COLUMNS``), in hexadecimal."""
    ((low, high),) = connection.execute(
        f"SELECT sum((h & {_LOW}::UHUGEINT)::UBIGINT), sum((h >> 64)::UBIGINT) "
        f"FROM (SELECT md5_number(concat_ws(chr(31), {_ROW})) AS h FROM ({query}))"
    ).fetchall()
    return _written(int(low or 0) + (int(high or 0) << 64))


def added(numbers: Iterable[str]) -> str:
    """Return the number of sets of versions put together."""
    return _written(sum(int(number, 16) for number in numbers))


def digest(city: str, number: str) -> str:
    """Return what a city's content is called: SHA-256 in hexadecimal."""
    return hashlib.sha256(f"crimecast-content/1\n{city}\n{number}".encode()).hexdigest()


def _written(number: int) -> str:
    return f"{number % _SIZE:032x}"
