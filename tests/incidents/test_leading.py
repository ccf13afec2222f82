"""Several offences of one incident: which one it is counted as."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimecast.city import list_cities, load_city
from crimecast.grid import Grid
from crimecast.incidents.cube import HistoryCube, PlacedRows
from crimecast.incidents.history import History
from crimecast.incidents.leading import leading, leading_shares, ranks
from crimecast.incidents.query import CountIndex
from crimecast.taxonomy import HIERARCHY, NIBRS, seriousness

offences = st.lists(st.tuples(st.integers(0, 9), st.integers(0, 3)), max_size=40)
RANK = (2, 0, 3, 1)


@given(offences)
def test_each_incident_is_led_once_by_its_most_serious(rows: list[tuple[int, int]]) -> None:
    incident = np.array([i for i, _ in rows], np.uint64)
    category = np.array([c for _, c in rows], np.int16)
    leads = leading(incident, category, RANK)
    for number in set(incident.tolist()):
        mine = np.flatnonzero(incident == number)
        least = min(RANK[c] for c in category[mine])
        first = next(row for row in mine if RANK[category[row]] == least)
        assert np.flatnonzero(leads & (incident == number)).tolist() == [first]


@given(offences)
def test_counted_together_incidents_are_one_each_and_categories_add_up(
    rows: list[tuple[int, int]],
) -> None:
    rows = rows or [(0, 0)]
    names = ("a", "b", "c", "d")
    incident = np.array([i for i, _ in rows], np.uint64)
    category = np.array([c for _, c in rows], np.int16)
    start = np.full(len(rows), 19_990 * 86_400)
    leads = leading(incident, category, RANK)
    x = np.full(len(rows), 50.0)
    cube = HistoryCube(CountIndex(names, names, category, leads, start, start, x, x, "v"))
    grid = Grid(32613, 100, 0.0, 0.0, np.ones((1, 1), bool))
    placed, on = PlacedRows(cube, grid), np.datetime64(19_990, "D")
    whole = cube.select(on, on, placed, categories=names)
    assert whole.total == whole.cells.sum() == len(set(incident.tolist()))
    apart = cube.select(on, on, placed, categories=names[:2]).total
    assert apart + cube.select(on, on, placed, categories=names[2:]).total == whole.total
    for place, name in enumerate(names):
        alone = cube.select(on, on, placed, categories=[name])
        assert alone.total == alone.cells.sum() == (category == place).sum()
        assert alone.by_category[name] == alone.total


def test_the_hierarchy_is_the_fbis() -> None:
    assert set(HIERARCHY) <= set(NIBRS)
    assert len(set(HIERARCHY)) == len(HIERARCHY)
    order = ["120", "13A", "220", "240", "23F", "200", "13B", "290", "35A"]
    assert sorted(order, key=lambda code: seriousness([code])) == order
    assert seriousness(["290", "120"]) == seriousness(["120"])
    assert seriousness([]) > max(seriousness([code]) for code in NIBRS)


@pytest.mark.parametrize("name", list_cities())
def test_what_is_forecast_leads_what_is_only_counted(name: str) -> None:
    kept = load_city(name).kept_categories
    rank = ranks(kept)
    assert sorted(rank) == list(range(len(kept)))
    order = [kept[place] for place in np.argsort(rank)]
    first = [category.forecast for category in order]
    assert first == sorted(first, reverse=True)
    by_label = {category.label: place for place, category in enumerate(order)}
    assert by_label["Robbery"] == 0
    if "Vandalism" in by_label:
        assert by_label["Aggravated assault"] < by_label["Vandalism"]


def test_a_cut_history_knows_no_later_offence_of_an_incident() -> None:
    at = np.array(["2024-01-01", "2024-01-02", "2024-01-03"], "datetime64[s]")
    history = History(
        origin=at[-1], categories=("robbery", "vandalism"), classes=("person", "property"),
        category=np.array([1, 0, 1], np.int16), occurred_from=at, occurred_to=at, reported_at=at,
        x=np.zeros(3), y=np.zeros(3), time_zone="UTC",
        incident=np.array([7, 7, 8], np.uint64), rank=(0, 1),
    )  # fmt: skip
    full, cut = history.leading_shares(), history.as_of(at[0]).leading_shares()
    assert full == pytest.approx([1.0, 0.5], abs=1e-6)
    assert cut == pytest.approx([1.0, 1.0], abs=1e-6)


def test_shares_follow_the_last_year_where_it_tells() -> None:
    leads = np.array([True] * 900 + [False] * 100)
    recent = np.arange(1000) >= 800
    (share,) = leading_shares(leads, np.zeros(1000, np.int16), recent, 1)
    assert share == pytest.approx((100 + 50 * 0.9) / 250)
