"""How late reports are, by category: within which time they come, and whether that changed.

From the table ``told`` of :mod:`crimecast.incidents.described`. The newest records are those that
were reported soon, for the others are not there yet. So a quarter counts once it is over for
``LONGEST`` days, and then the reports of those days only: every quarter is followed as long. The
shares by age are of the records that the forecast's own estimate uses.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from crimecast.grid import Floats
from crimecast.lateness import BINS, ENOUGH, LONGEST, OLD_ENOUGH, WINDOW, from_counts

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AGES: Final[dict[str, int]] = {
    "0": 0, "6 h": 6, "12 h": 12, "1 d": 24, "2 d": 48, "3 d": 72, "7 d": 168, "14 d": 336,
    "30 d": 720, "90 d": 2160,
}  # fmt: skip
"""Hours from the middle of the window to the report, by what they are called."""
ALL: Final = "all"
_DAY_S: Final = 86_400


@dataclass(frozen=True)
class Late:
    """How much of what happened is known, by age.

    Attributes
    ----------
    id : str
        A category, or ``all`` of them.
    rows : int
        Records it is made from.
    within : dict of str to float
        Share of them reported by ``AGES``.
    known : tuple of float
        Share known of what happened ``a`` to ``a + 1`` days ago, for each ``a`` to ``LONGEST``, as
        the forecast estimates it.
    """

    id: str
    rows: int
    within: dict[str, float]
    known: tuple[float, ...]


@dataclass(frozen=True)
class Lateness:
    """Shares known by age.

    Attributes
    ----------
    from_days, to_days : int
        Age, at the last report, of the records that they are made from.
    """

    from_days: int
    to_days: int
    kinds: tuple[Late, ...]


@dataclass(frozen=True)
class Quarter:
    """Delays of what happened in a quarter, and was reported within ``LONGEST`` days.

    Attributes
    ----------
    id : str
        A category, or ``all`` of them.
    first : str
        First day of the quarter, local.
    median_h, most_h : float
        Hours from the start of the window within which half, and nine of ten, were reported.
    """

    id: str
    first: str
    rows: int
    median_h: float
    most_h: float


def lateness(connection: DuckDBPyConnection, names: Sequence[str], end: int) -> Lateness | None:
    """Return the share known by age; None where no report's time is told.

    Parameters
    ----------
    names : sequence of str
        Categories, in the order of their numbers in ``told``.
    end : int
        UTC seconds of the last report, or a day after the last occurrence if that is sooner.
    """
    age = f"({end} - middle) / {_DAY_S}.0"
    counted = ", ".join(f"count(*) FILTER ({age} > {least})" for least in OLD_ENOUGH)
    (sizes,) = connection.execute(
        f"SELECT {counted} FROM told WHERE delay IS NOT NULL AND {age} <= {LONGEST + WINDOW}"
    ).fetchall()
    if not sizes[-1]:
        return None
    least = next((d for d, n in zip(OLD_ENOUGH, sizes, strict=True) if n >= ENOUGH), OLD_ENOUGH[-1])
    old = f"delay IS NOT NULL AND {age} > {least} AND {age} <= {LONGEST + WINDOW}"
    late = "greatest(0, started + delay - middle)"
    found = connection.execute(
        f"SELECT c, least({late} // 3600, {BINS - 1}) AS hours, count(*) AS n FROM told "
        f"WHERE {old} GROUP BY ALL"
    ).fetchnumpy()
    counts = np.zeros((len(names), BINS))
    counts[found["c"].astype(int), found["hours"].astype(int)] = found["n"]
    within = ", ".join(f"count(*) FILTER ({late} <= {3600 * hours})" for hours in AGES.values())
    rows = np.zeros((len(names), len(AGES)))
    for of, *each in connection.execute(
        f"SELECT c, {within} FROM told WHERE {old} GROUP BY c"
    ).fetchall():
        rows[of] = each
    share = from_counts(counts).share
    every = from_counts(counts.sum(axis=0, keepdims=True)).share
    kinds = [_late(ALL, counts.sum(), rows.sum(axis=0), every[0])]
    kinds += [
        _late(name, counts[k].sum(), rows[k], share[k])
        for k, name in enumerate(names)
        if counts[k].any()
    ]
    return Lateness(least, LONGEST + WINDOW, tuple(kinds))


def _late(name: str, total: float, within: Floats, known: Floats) -> Late:
    shares = (within / total).tolist()
    return Late(
        name, int(total), {age: round(s, 4) for age, s in zip(AGES, shares, strict=True)},
        tuple(round(s, 4) for s in known.tolist()),
    )  # fmt: skip


def known_by_day(late: Lateness | None, names: Sequence[str], days: int) -> Floats:
    """Return the share (category, day) that has been reported of each of the last ``days``."""
    known = np.ones((len(names), days))
    if late is None:
        return known
    shares = {one.id: one.known for one in late.kinds}
    for k, name in enumerate(names):
        newest = np.asarray(shares.get(name, shares[ALL]))[:days]
        known[k, days - len(newest) :] = newest[::-1]
    return known


def quarters(connection: DuckDBPyConnection, names: Sequence[str], end: int) -> tuple[Quarter, ...]:
    """Return median and 90% of the delays by quarter of occurrence, for all and by category."""
    settled = f"delay IS NOT NULL AND delay <= {LONGEST * _DAY_S}"
    # A quarter's last local day is over at most a day after it is in UTC.
    over = f"epoch(quarter + INTERVAL 3 MONTH) + {(LONGEST + 1) * _DAY_S} <= {end}"
    found = connection.execute(
        "SELECT c, quarter, count(*), quantile_cont(delay / 3600.0, [0.5, 0.9]) FROM ("
        "SELECT c, delay, date_trunc('quarter', make_timestamp(local * 1000000)) AS quarter "
        f"FROM told WHERE {settled}) WHERE {over} "
        "GROUP BY GROUPING SETS ((c, quarter), (quarter)) ORDER BY c NULLS FIRST, quarter"
    ).fetchall()
    return tuple(
        Quarter(
            ALL if of is None else names[of], str(first)[:10], int(rows), round(half, 2),
            round(most, 2),
        )
        for of, first, rows, (half, most) in found
    )  # fmt: skip
