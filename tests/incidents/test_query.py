import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimecast.area import import_area
from crimecast.calendar import hour_of_week
from crimecast.errors import InputError
from crimecast.incidents.query import (
    CountIndex,
    load_history,
    places,
    records_summary,
    spread_over_week,
)
from crimecast.run.ingest import ingest
from crimecast.study import study_grid
from records_sample import SETTINGS, row, sample_city, write_csv

CITY = sample_city()
ROWS = [
    row("1", FROM="2020-06-01 10:00:00", REPORTED="2020-06-03 10:00:00"),
    row("2", FROM="2020-06-02 23:30:00", TO="2020-06-03 00:30:00", REPORTED="2020-06-03 01:00:00"),
    row("3", TYPE="pocket", FROM="2020-06-03 08:00:00", TO="", REPORTED="", LON="", LAT=""),
    row("4", TYPE="drug", FROM="2020-06-04 08:00:00", TO="", REPORTED="2020-06-04 09:00:00"),
    row("5", TYPE="?", FROM="2020-06-05 08:00:00", TO="", REPORTED="2020-06-05 09:00:00"),
    row(
        "6",
        TYPE="pocket",
        LON="-105.2",
        FROM="2020-06-03 09:00:00",
        TO="",
        REPORTED="2020-06-03 10:00:00",
    ),
]


def utc(text: str) -> np.datetime64:
    return np.datetime64(text, "s")


@pytest.fixture
def full(home: Path, tmp_path: Path) -> Path:
    """Return a home with six records."""
    path = write_csv(tmp_path / "a.csv", ROWS)
    ingest(CITY, [path], home=home, settings=SETTINGS, now=dt.datetime(2021, 1, 1, tzinfo=dt.UTC))
    return home


def day(number: int) -> np.datetime64:
    return np.datetime64(f"2020-06-{number:02d}", "D")


def test_a_history_is_ordered_by_report_then_key(full: Path) -> None:
    history = load_history(CITY, full)
    assert history.categories == ("robbery", "theft")
    assert history.classes == ("person", "property")
    assert history.category.tolist() == [0, 1, 0, 1]  # 2, 3 (no report: its start), 1, 6
    assert history.reported_at.tolist() == [
        utc(t).item() for t in
        ("2020-06-03T07:00", "2020-06-03T14:00", "2020-06-03T16:00", "2020-06-03T16:00")
    ]  # fmt: skip
    assert history.origin == history.data_through == utc("2020-06-03T16:00")
    assert history.occurred_to[1] == history.occurred_from[1] == utc("2020-06-03T14:00")
    assert np.isnan(history.x).tolist() == [False, True, False, False]
    assert history.time_zone == "America/Denver"


def test_a_history_is_cut_by_report_time(full: Path) -> None:
    cut = load_history(CITY, full, origin=utc("2020-06-03T15:59:59"))
    assert len(cut) == 2
    assert cut.origin == utc("2020-06-03T15:59:59")
    whole = load_history(CITY, full).as_of(utc("2020-06-03T15:59:59"))
    assert cut.reported_at.tolist() == whole.reported_at.tolist()
    assert len(load_history(CITY, full, origin=utc("2000-01-01"))) == 0


def test_categories_and_places_can_be_chosen(full: Path) -> None:
    assert len(load_history(CITY, full, include_unplaced=False)) == 3
    drugs = load_history(CITY, full, categories=["drugs", "robbery"])
    assert (drugs.categories, drugs.category.tolist()) == (("drugs", "robbery"), [1, 1, 0])
    with pytest.raises(InputError, match="no category 'x'; there are robbery, theft"):
        load_history(CITY, full, categories=["x"])


def test_the_newest_version_counts(full: Path, tmp_path: Path) -> None:
    changed = write_csv(tmp_path / "b.csv", [ROWS[0] | {"TYPE": "pocket"}, row("7")])
    ingest(CITY, [changed], home=full, settings=SETTINGS)
    history = load_history(CITY, full)
    assert len(history) == 5
    assert history.category.tolist() == [0, 0, 1, 1, 1]


def test_without_records(home: Path) -> None:
    with pytest.raises(InputError, match="crimecast ingest testville FILE"):
        load_history(CITY, home)
    with pytest.raises(InputError, match="has no records yet"):
        CountIndex.load(CITY, home)
    assert records_summary(CITY, home) is None
    assert len(places(CITY, home)[0]) == 0


def test_the_summary_tells_local_dates(full: Path) -> None:
    found = records_summary(CITY, full)
    assert found is not None
    version = found.pop("version")
    assert len(version) == 16
    assert found == {
        "first": "2020-06-01", "last": "2020-06-05", "rows": 6, "placed_share": 5 / 6,
        "ingested_at": "2021-01-01T00:00:00Z", "reported_through": "2020-06-05T15:00:00Z",
    }  # fmt: skip


def test_counts(full: Path, tmp_path: Path) -> None:
    area = tmp_path / "area.geojson"
    ring = [[-105.02, 39.7], [-105.0, 39.7], [-105.0, 39.72], [-105.02, 39.72], [-105.02, 39.7]]
    area.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    import_area(CITY, area, full)
    grid = study_grid(CITY, full, cell=250)
    index = CountIndex.load(CITY, full)
    assert index.days == (day(1), day(4))  # what has no category is not counted
    found = index.counts(day(1), day(4), grid)
    assert (found.total, found.unplaced, found.outside) == (4, 1, 1)
    assert found.cells.sum() == 2
    assert found.cells[grid.locate_lonlat([-105.01], [39.71])[0]] == 2
    assert found.by_day.tolist() == [1, 1, 2, 0]
    assert found.days.tolist() == [day(n).item() for n in range(1, 5)]
    week = found.by_hour_of_week
    assert week.sum() == pytest.approx(4)
    assert (week[10], week[11]) == (0.5, 0.5)  # Monday 10:00 to 12:00
    assert (week[24 + 23], week[48]) == (0.5, 0.5)  # Tuesday 23:30 to Wednesday 00:30
    assert index.counts(day(2), day(2), grid, category="robbery").total == 1
    assert index.counts(day(4), day(4), grid, category="drugs").total == 1
    assert index.counts(day(4), day(4), grid).total == 0
    assert index.counts(day(10), day(12), grid).by_hour_of_week.sum() == 0
    with pytest.raises(InputError, match="there is no category 'x'"):
        index.counts(day(1), day(2), grid, category="x")
    with pytest.raises(InputError, match=r"ends .* before it begins"):
        index.counts(day(2), day(1), grid)


WINDOWS = st.lists(
    st.tuples(st.integers(0, 10**9), st.integers(-3600, 20 * 86400)), min_size=1, max_size=20
)


@given(WINDOWS)
def test_spreading_agrees_with_going_minute_by_minute(windows: list[tuple[int, int]]) -> None:
    start = np.array([a // 60 * 60 for a, _ in windows])
    stop = np.array([a // 60 * 60 + n // 60 * 60 for a, n in windows])
    expected = np.zeros(168)
    for a, b in zip(start, stop, strict=True):
        n = int(np.clip(b - a, 0, 168 * 3600)) // 60
        minutes = a + 60 * np.arange(n) if n else np.array([a])
        hours = hour_of_week(minutes.astype("datetime64[s]"), "UTC")
        expected += np.bincount(hours, minlength=168) / len(minutes)
    assert np.allclose(spread_over_week(start, stop), expected)
