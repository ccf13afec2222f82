"""Counts out of the cube agree with going through the incidents one by one."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crimecast.errors import InputError
from crimecast.grid import Grid
from crimecast.incidents.brush import HourBrush
from crimecast.incidents.cube import HistoryCube, PlacedRows
from crimecast.incidents.leading import leading
from crimecast.incidents.query import CountIndex, spread_over_week
from crimecast.incidents.spot import calendar_years, count_between, rows_within

GRID = Grid(32613, 250, 0.0, 0.0, np.array([[1, 1, 0], [1, 1, 1]], bool))
DAY = 86_400
NAMES = ("robbery", "theft", "drugs")
RANK = (1, 0, 2)
#: Where an incident may lie: two points of one cell, another cell, outside, without a place.
PLACES = [(10.0, 10.0), (200.0, 10.0), (600.0, 400.0), (700.0, 100.0), (np.nan, np.nan)]

incidents = st.lists(
    st.tuples(
        st.integers(0, 40 * 24 * 60), st.integers(-60, 12 * 24 * 60), st.integers(0, 2),
        st.integers(0, len(PLACES) - 1),
    ),
    min_size=1, max_size=25,
)  # fmt: skip
brushes = st.builds(
    lambda days, hours: HourBrush(tuple(sorted(days)), tuple(sorted(hours))),
    st.sets(st.integers(1, 7), min_size=1), st.sets(st.integers(0, 23), min_size=1),
)  # fmt: skip


def cube_of(rows: list[tuple[int, int, int, int]]) -> HistoryCube:
    rows = sorted(rows)
    base = 19_990 * DAY
    start = np.array([base + 60 * minute for minute, *_ in rows])
    stop = start + np.array([60 * length for _, length, *_ in rows])
    category = np.array([which for *_, which, _ in rows], np.int16)
    x, y = np.array([PLACES[place] for *_, place in rows]).T
    incident = np.array([minute % 11 for minute, *_ in rows], np.uint64)
    leads = leading(incident, category, RANK)
    return HistoryCube(CountIndex(NAMES, NAMES[:2], category, leads, start, stop, x, y, "v"))


def day(number: int) -> np.datetime64:
    return np.datetime64(number, "D")


@settings(max_examples=60)
@given(incidents, brushes, st.integers(-3, 42), st.integers(0, 45), st.sets(st.sampled_from(NAMES)))
def test_any_selection_is_the_sum_over_its_incidents(
    rows: list[tuple[int, int, int, int]], brush: HourBrush, first: int, length: int,
    categories: set[str],
) -> None:  # fmt: skip
    cube = cube_of(rows)
    index = cube.index
    low, high = 19_990 + first, 19_990 + first + length
    found = cube.select(
        day(low), day(high), PlacedRows(cube, GRID), categories=sorted(categories), brush=brush
    )
    inside = (index.start // DAY >= low) & (index.start // DAY <= high)
    wanted = np.isin(np.array(NAMES)[index.category], sorted(categories))
    share = np.array([
        spread_over_week(index.start[i : i + 1], index.stop[i : i + 1])[brush.mask].sum()
        for i in range(len(rows))
    ])  # fmt: skip
    both = inside & wanted & (index.leads | (len(categories) == 1))
    assert found.total == pytest.approx(share[both].sum(), abs=1e-9)
    cell = GRID.locate(index.x, index.y)
    lost = np.isnan(index.x)
    assert found.unplaced == pytest.approx(share[both & lost].sum(), abs=1e-9)
    assert found.outside == pytest.approx(share[both & ~lost & (cell < 0)].sum(), abs=1e-9)
    for flat in range(GRID.mask.size):
        here = both & (cell == flat)
        assert found.cells[flat] == pytest.approx(share[here].sum(), abs=1e-9)
        points = [share[here & (index.x == x) & (index.y == y)].sum() for x, y in PLACES[:4]]
        assert found.largest[flat] == pytest.approx(max(points), abs=1e-9)
    assert found.days.astype(int).tolist() == list(range(low, high + 1))
    for i, number in enumerate(range(low, high + 1)):
        mine = share[both & (index.start // DAY == number)].sum()
        assert found.by_day[i] == pytest.approx(mine, abs=1e-9)
    week = spread_over_week(index.start[both], index.stop[both])
    np.testing.assert_allclose(found.by_hour_of_week, week, atol=1e-5)
    for place, name in enumerate(NAMES):
        mine = share[inside & (index.category == place)].sum()
        assert found.by_category[name] == pytest.approx(mine, abs=1e-9)


@given(incidents, brushes)
def test_weeks_of_the_records_begin_on_mondays(
    rows: list[tuple[int, int, int, int]], brush: HourBrush
) -> None:
    cube = cube_of(rows)
    weeks = cube.by_week(cube.which(NAMES), brush)
    assert cube.first_monday.item().isoweekday() == 1
    days = cube.index.start // DAY
    assert 0 <= days[0] - cube.first_monday.astype(int) < 7
    assert len(weeks) == (days[-1] - cube.first_monday.astype(int)) // 7 + 1
    share = cube.weights(brush)
    for i, count in enumerate(weeks):
        first = cube.first_monday.astype(int) + 7 * i
        mine = share[cube.index.leads & (days >= first) & (days < first + 7)].sum()
        assert count == pytest.approx(mine, abs=1e-4)


@given(incidents, brushes)
def test_shares_of_a_brush_and_of_the_rest_make_one(
    rows: list[tuple[int, int, int, int]], brush: HourBrush
) -> None:
    cube = cube_of(rows)
    rest = tuple(sorted(set(range(24)) - set(brush.hours)))
    days = tuple(sorted(set(range(1, 8)) - set(brush.weekdays)))
    total = cube.weights(brush)
    middle = len(total) // 2
    assert np.array_equal(cube.weights(brush, (1, middle + 1)), total[1 : middle + 1])
    if rest:
        total = total + cube.weights(HourBrush(brush.weekdays, rest))
    if days:
        total = total + cube.weights(HourBrush(days))
    np.testing.assert_allclose(total, 1.0, atol=1e-9)


def test_a_place_is_counted_by_period_and_year() -> None:
    import shapely

    rows = [(60 * 24 * d, 0, d % 2, d % 5) for d in range(0, 400, 10)]
    cube = cube_of(rows)
    assert cube.index.days is not None
    years = calendar_years(*cube.index.days)
    first, last = cube.index.days
    assert (years[0][0], years[-1][1]) == (first, last)
    assert all(b + 1 == a for (_, b), (a, _) in itertools.pairwise(years))
    here = rows_within(cube, shapely.box(0, 0, 250, 250))
    assert here.tolist() == np.flatnonzero((cube.index.x < 250) & (cube.index.y < 250)).tolist()
    assert PlacedRows(cube, GRID).rows_of(0).tolist() == here.tolist()
    wanted = cube.which(["robbery"])
    counts = count_between(cube, here, [*years, (first, last)], wanted, None)
    assert sum(counts[:-1]) == counts[-1] == (cube.index.category[here] == 0).sum()
    half = np.full(len(rows), 0.5)
    assert count_between(cube, here, [(first, last)], wanted, half) == [counts[-1] / 2]


def test_wrong_questions_are_told() -> None:
    cube = cube_of([(0, 0, 0, 0)])
    placed = PlacedRows(cube, GRID)
    with pytest.raises(InputError, match="there is no category 'x'"):
        cube.select(day(0), day(1), placed, categories=["x"])
    with pytest.raises(InputError, match=r"ends .* before it begins"):
        cube.select(day(2), day(1), placed, categories=["robbery"])


def test_a_city_whose_incidents_have_no_place() -> None:
    cube = cube_of([(0, 0, 0, 4), (60, 60, 1, 4)])
    found = cube.select(day(19_990), day(19_991), PlacedRows(cube, GRID), categories=NAMES)
    assert (found.total, found.unplaced, found.cells.sum(), found.largest.sum()) == (2, 2, 0, 0)
