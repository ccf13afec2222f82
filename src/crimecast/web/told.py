"""Which counts may stand beside each other: none of 1 or 2 must follow from those that do."""

from __future__ import annotations

from collections.abc import Sequence

from crimecast.incidents.small import MINIMUM, withheld

NONE = 1e-6
"""Sums of shares below this are of nothing: they are differences of long sums."""


def years_can_be_told(
    years: Sequence[float], periods: Sequence[float], shared: Sequence[Sequence[float | None]]
) -> bool:
    """Tell whether the years that share days with the periods can be told beside them.

    All of them or none, so that what is left out is no puzzle. The periods that are told cut the
    years into pieces. Whatever can be added or subtracted is made of such pieces, so where none is
    small nothing small follows. A period that is withheld lies somewhere in a piece, which must
    hold more than that period (two of them: than both) can have.

    Parameters
    ----------
    years, periods : sequence of float
        Counts. Periods share no day with each other, and years do not.
    shared : sequence of sequence of float or None
        By period, then year, the count of the days that both hold; None where there are none.
    """
    for year, of_periods in zip(years, zip(*shared, strict=True), strict=True):
        touching = [
            (count, part)
            for count, part in zip(periods, of_periods, strict=True)
            if part is not None
        ]
        parts = [part for count, part in touching if not withheld(count)]
        hidden = len(touching) - len(parts)
        if any(_is_small(part) for part in parts):
            return False
        if touching and _is_small(year - sum(parts), max(hidden, 1) * (MINIMUM - 1)):
            return False
    return True


def _is_small(count: float, largest: int = MINIMUM - 1) -> bool:
    return count > NONE and round(count) <= largest
