"""What is told of records: counts worked by hand, and what is odd found where it was put."""

import datetime as dt
from pathlib import Path

import pytest

from crimecast.city import City, parse_city
from crimecast.errors import InputError
from crimecast.incidents.described import Described, describe
from crimecast.run.ingest import ingest
from records_sample import SETTINGS, TOML, row, write_csv

NOW = dt.datetime(2024, 12, 1, tzinfo=dt.UTC)


def at(day: dt.date, hour: int = 9, minute: int = 17) -> str:
    return f"{day} {hour:02}:{minute:02}:00"


@pytest.fixture
def city() -> City:
    return parse_city(TOML)


def told(city: City, home: Path, rows: list[dict[str, str]], now: dt.datetime = NOW) -> Described:
    path = home.parent / "rows.csv"
    ingest(city, [write_csv(path, rows)], home=home, now=now, settings=SETTINGS)
    return describe(city, home)


def made(count: int, start: dt.date, **more: str) -> list[dict[str, str]]:
    """Return a record a day, each its own case."""
    days = [start + dt.timedelta(days=i) for i in range(count)]
    return [
        row(f"{more.get('TYPE', 'robbery')}-{day}", CASE=f"c-{more.get('TYPE')}-{day}",
            **{"FROM": at(day), "TO": "", "REPORTED": at(day, 11), **more})
        for day in days
    ]  # fmt: skip


def test_counts_delays_and_windows_are_those_of_the_rows(city: City, home: Path) -> None:
    day = dt.date(2024, 3, 4)
    rows = [
        row("1", CASE="a", FROM=at(day, 8, 0), TO=at(day, 12), REPORTED=at(day, 14, 0)),
        row("2", CASE="a", FROM=at(day, 8, 0), TO="", REPORTED=at(day, 10, 0)),
        row("3", CASE="b", FROM=at(day, 8, 0), TO="", REPORTED="2024-03-12 08:00:00"),
        row("4", CASE="c", FROM=at(day, 8, 0), TO="", REPORTED=at(day, 9, 0), LON="0", LAT="0"),
        row("5", CASE="d", TYPE="odd", FROM=at(day), TO="", REPORTED=at(day)),
    ]
    found = told(city, home, rows)
    assert (found.rows, found.incidents, found.unmapped) == (5, 4, 1)
    assert found.placed == pytest.approx(0.8)
    robbery = found.kinds[0]
    assert (robbery.id, robbery.rows, robbery.first) == ("robbery", 4, "2024-03-04")
    # The clock goes forward on 10 March, so the third is reported after 191 hours.
    assert robbery.delay_h[0] == pytest.approx((2 + 6) / 2)
    assert (robbery.later_1d, robbery.later_7d) == (0.25, 0.25)
    assert robbery.long_window == 0.25
    assert found.years[0].rows == 5
    assert found.heaped["minute_0"] == pytest.approx(0.8)
    assert found.heaped["midnight"] == 0


def test_a_gap_is_told_and_a_quiet_city_has_none(city: City, home: Path) -> None:
    start = dt.date(2023, 1, 1)
    rows = made(400, start)
    rows = [one for one in rows if not "2023-05-06" <= one["FROM"][:10] <= "2023-05-30"]
    rows = [one for one in rows if one["FROM"][:10] != "2023-08-01"]
    (gap,) = told(city, home, rows).gaps
    assert (gap.first, gap.last, gap.days, gap.expected) == ("2023-05-06", "2023-05-30", 25, 25.0)


def test_a_category_that_stopped_is_told(city: City, home: Path) -> None:
    rows = made(300, dt.date(2023, 1, 1)) + made(200, dt.date(2023, 1, 1), TYPE="pocket")
    found = told(city, home, rows)
    assert found.stopped == (("theft", "2023-07-19"),)
    assert not found.gaps


def test_a_crowded_point_is_told(city: City, home: Path) -> None:
    rows = [
        {**one, "LON": f"{-105 + i % 400 / 1000}"}
        for i, one in enumerate(made(800, dt.date(2022, 1, 1)))
    ]
    for one in rows[:9]:
        one |= {"LON": "-105.5", "LAT": "39.5"}
    (crowd,) = told(city, home, rows).crowds
    assert (crowd.lon, crowd.lat, crowd.rows) == (-105.5, 39.5, 9)
    assert crowd.share == pytest.approx(9 / 800)


def test_revisions_are_counted_and_the_past_is_as_it_was(city: City, home: Path) -> None:
    rows = made(20, dt.date(2024, 1, 1))
    first = told(city, home, rows, now=NOW)
    assert (first.versions, first.revised, first.withdrawn) == (20, 0, 0)
    rows[3]["TYPE"] = "pocket"
    later = told(city, home, [*rows, *made(1, dt.date(2024, 2, 1))], NOW + dt.timedelta(days=1))
    assert (later.rows, later.versions, later.revised) == (21, 22, 1)
    assert describe(city, home, known_at=NOW).kinds == first.kinds
    assert describe(city, home, known_at=NOW).versions == 20
    with pytest.raises(InputError, match="had no records at"):
        describe(city, home, known_at=NOW - dt.timedelta(days=1))
    with pytest.raises(InputError, match="needs a time zone"):
        describe(city, home, known_at=dt.datetime(2024, 1, 1))  # noqa: DTZ001


def test_without_records_it_says_what_to_run(city: City, home: Path) -> None:
    with pytest.raises(InputError, match="crimecast ingest testville"):
        describe(city, home)
