"""No count of 1 or 2 follows from the counts that stand beside each other."""

import itertools
from collections import defaultdict
from functools import cache

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimecast.incidents.small import withheld
from crimecast.web.told import years_can_be_told

DAYS = 9
MOST = 7
"""No more incidents than that in a world."""
SPARE = 3
"""Worlds so close to the most are not looked at: those like them may be missing."""

Days = frozenset[int]
Row = str | int


@cache
def worlds(pieces: int) -> list[tuple[int, ...]]:
    every = itertools.product(range(MOST + 1), repeat=pieces)
    return [world for world in every if sum(world) <= MOST]


def answer(world: dict[Days, int], years: list[Days], periods: list[Days]) -> tuple[Row, ...]:
    """Return what the page shows of a world: its rows."""

    def count(days: Days) -> int:
        return sum(many for piece, many in world.items() if piece <= days)

    shared = [[count(p & y) if p & y else None for y in years] for p in periods]
    able = years_can_be_told([count(y) for y in years], [count(p) for p in periods], shared)

    def row(days: Days) -> Row:
        return "under 3" if withheld(count(days)) else count(days)

    apart = [not any(y & p for p in periods) for y in years]
    rows = [row(y) if able or alone else "not told" for y, alone in zip(years, apart, strict=True)]
    return (*map(row, periods), *rows)


def follows(years: list[Days], periods: list[Days]) -> list[tuple[Row, ...]]:
    """Return the answers of which only one small count of some days can be."""
    marks = defaultdict(set)
    for day in range(DAYS):
        marks[tuple(day in span for span in (*years, *periods))].add(day)
    pieces = [frozenset(days) for days in marks.values()]
    alike: dict[tuple[Row, ...], list[tuple[int, ...]]] = defaultdict(list)
    for world in worlds(len(pieces)):
        alike[answer(dict(zip(pieces, world, strict=True)), years, periods)].append(world)
    unions = np.array(list(itertools.product([0, 1], repeat=len(pieces)))).T
    found = []
    for rows, like in alike.items():
        if min(map(sum, like)) > MOST - SPARE:
            continue
        sums: npt.NDArray[np.int64] = np.array(like) @ unions
        low, high = sums.min(axis=0), sums.max(axis=0)
        if np.any((low == high) & (low > 0) & (low < 3)):
            found.append(rows)
    return found


def span(first: int, last: int) -> Days:
    return frozenset(range(first, last + 1))


YEARS = [span(0, 3), span(4, 6), span(7, 8)]


@st.composite
def periods(draw: st.DrawFn) -> list[Days]:
    ends = sorted(draw(st.sets(st.integers(0, DAYS), min_size=2, max_size=4)))
    spans = [span(a, b - 1) for a, b in itertools.pairwise(ends)]
    chosen = draw(st.sampled_from([spans[:1], spans[-1:], [spans[0], spans[-1]]]))
    return chosen if len(set(chosen)) == len(chosen) else chosen[:1]


@settings(max_examples=25, deadline=None)
@given(periods())
def test_nothing_small_follows_from_a_place_s_rows(chosen: list[Days]) -> None:
    assert follows(YEARS, chosen) == []


@pytest.mark.parametrize(
    "chosen",
    [
        [span(0, 8)],  # all that there is
        [span(0, 3)],  # a year
        [span(0, 1), span(2, 3)],  # its halves
        [span(0, 5)],  # a year and a part of the next
        [span(5, 6), span(2, 3)],
        [span(4, 5), span(2, 3)],
    ],
)
def test_nothing_small_follows_where_periods_and_years_meet(chosen: list[Days]) -> None:
    assert follows(YEARS, chosen) == []


@pytest.mark.parametrize(
    ("years", "periods", "shared", "told"),
    [
        ([6], [5, 1], [[5], [1]], False),  # two halves of a year, the other one withheld
        ([11], [9], [[9]], False),  # January to November
        ([14], [1], [[1]], True),  # a quiet month of a year that is not
        ([12], [9], [[9]], True),
        ([9], [9], [[9]], True),
        ([8, 2], [10], [[8, 2]], False),  # all that there is
        ([8, 3], [11], [[8, 3]], True),
        ([4], [2, 2], [[2], [2]], False),
        ([5], [2, 2], [[2], [2]], True),
        ([2, 9], [5], [[None, 5]], True),
        ([5.4], [5.2], [[5.2]], False),  # sums of shares
    ],
)
def test_years_are_told_beside_periods(
    years: list[float], periods: list[float], shared: list[list[float | None]], told: bool
) -> None:
    assert years_can_be_told(years, periods, shared) is told
