"""The publisher's file, read as an ingest would read it."""

from __future__ import annotations

import csv
from collections import Counter

import numpy as np
import pytest

from crimecast.calendar import local_to_utc, utc_to_local
from crimecast.grid import project
from crimecast.simulate import plan
from crimecast.simulate.categories import CATEGORIES
from crimecast.simulate.city import SimulatedFiles
from crimecast.simulate.citymap import CityMap
from crimecast.simulate.publish import COLUMNS
from crimecast.simulate.truth import TrueEvents, Truth

DAY = np.timedelta64(86400, "s")
HOUR = np.timedelta64(3600, "s")


@pytest.fixture(scope="module")
def table(files: SimulatedFiles) -> dict[str, np.ndarray]:
    with files.csv.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == COLUMNS
    assert len(rows) == files.rows
    return dict(zip(header, np.array(rows).T, strict=True))


@pytest.fixture(scope="module")
def events(known: Truth) -> TrueEvents:
    return known.events(stop=known.until)


def times(column: np.ndarray) -> np.ndarray:
    return np.array([v.replace(" ", "T") or "NaT" for v in column], "datetime64[s]")


def test_words_are_the_city_files(table: dict[str, np.ndarray]) -> None:
    assert set(table["OFFENSE"]) == {category.words for category in CATEGORIES}


def test_times_are_local_and_in_order(table: dict[str, np.ndarray], files: SimulatedFiles) -> None:
    begins, ends, reported = (times(table[f"{n}_DATE"]) for n in ("FROM", "TO", "REPORTED"))
    has_end = ~np.isnat(ends)
    assert (ends[has_end] >= begins[has_end]).all()
    assert (reported >= begins).all()
    assert (reported[has_end] >= ends[has_end]).all()
    last = utc_to_local(np.array([files.until]), plan.TIME_ZONE)[0]
    assert reported.max() <= last
    assert reported.max() > last - DAY


def test_clock_changes(table: dict[str, np.ndarray], events: TrueEvents) -> None:
    for name in ("FROM", "TO", "REPORTED"):
        local = times(table[f"{name}_DATE"])
        local = local[~np.isnat(local)]
        # 2024-03-10 02:00 to 03:00 does not exist; 2024-11-03 01:00 to 02:00 occurs twice
        gap = (local >= np.datetime64("2024-03-10T02:00")) & (
            local < np.datetime64("2024-03-10T03:00")
        )
        assert not gap.any()
    twice = np.datetime64("2024-11-03T07:00", "s")  # UTC, the first of the two
    first = events.time[(events.time >= twice) & (events.time < twice + HOUR)]
    second = events.time[(events.time >= twice + HOUR) & (events.time < twice + 2 * HOUR)]
    assert len(first)
    assert len(second)
    for instants in (first, second):
        local = utc_to_local(instants, plan.TIME_ZONE)
        assert (local.astype("datetime64[h]") == np.datetime64("2024-11-03T01", "h")).all()


def test_delays_are_those_stated(events: TrueEvents) -> None:
    delay = events.reported_at - events.occurred_from
    for index, category in enumerate(CATEGORIES):
        of = delay[(events.category == index) & events.primary]
        for share, days in ((category.late, 1), (category.later, 7)):
            spread = 3.5 * np.sqrt(share * (1 - share) / len(of)) + 0.15 * share
            assert abs((of > days * DAY).mean() - share) < spread, (category.id, days)


def test_windows_hold_the_time_and_are_as_common_as_stated(events: TrueEvents) -> None:
    window = ~np.isnat(events.occurred_to)
    assert (events.occurred_from <= events.time).all()
    assert (events.time[window] <= events.occurred_to[window]).all()
    # one time told: the hour is right, so that hourly scores mean what they say
    told, true = events.occurred_from[~window], events.time[~window]
    assert (told.astype("datetime64[h]") == true.astype("datetime64[h]")).all()
    for index, category in enumerate(CATEGORIES):
        of = window[(events.category == index) & events.primary]
        assert abs(of.mean() - category.window) < 4 * np.sqrt(0.25 / len(of)), category.id
    parked = window & (events.category == 3)
    local = [utc_to_local(t[parked], plan.TIME_ZONE) for t in (events.occurred_from,
                                                              events.occurred_to)]  # fmt: skip
    hours = [(t.astype(np.int64) // 3600 % 24) for t in local]
    overnight = (hours[0] >= 16) & (hours[1] <= 11)
    assert 0.3 < overnight.mean() < 0.8


def test_times_are_heaped(events: TrueEvents) -> None:
    told = events.occurred_from[np.isnat(events.occurred_to)].astype(np.int64)
    minute = told // 60 % 60
    assert 0.2 < (minute == 0).mean() < 0.35
    assert 0.06 < (minute == 30).mean() < 0.2
    assert (minute == 17).mean() > 0.002
    assert (told % 60 == 0).all()


def test_places_are_blocks_or_missing(
    table: dict[str, np.ndarray], city: CityMap, known: Truth
) -> None:
    zero = (table["LON"] == "0") & (table["LAT"] == "0")
    empty = (table["LON"] == "") & (table["LAT"] == "")
    assert 0.01 < (zero | empty).mean() < 0.04
    assert zero.sum() > 20
    assert empty.sum() > 20
    lon, lat = (table[n][~zero & ~empty].astype(float) for n in ("LON", "LAT"))
    blocks = set(zip(city.blocks.lon.tolist(), city.blocks.lat.tolist(), strict=True))
    assert set(zip(lon.tolist(), lat.tolist(), strict=True)) <= blocks
    events = known.events()
    placed = ~np.isnan(events.published_x)
    off = np.hypot(events.x - events.published_x, events.y - events.published_y)[placed]
    assert 15 < np.median(off) < 60
    assert off.max() < 150
    x, y = project(lon, lat, plan.EPSG)
    assert np.isin(x, events.published_x).all()
    assert np.isin(y, events.published_y).all()


def test_some_incidents_have_more_offences(table: dict[str, np.ndarray]) -> None:
    pairs = set(zip(table["INCIDENT_ID"], table["OFFENSE_ID"], strict=True))
    sizes = Counter(incident for incident, _ in pairs)
    assert 0.02 < sum(n > 1 for n in sizes.values()) / len(sizes) < 0.10
    assert max(sizes.values()) == 3


def test_a_handful_of_rows_come_twice(table: dict[str, np.ndarray]) -> None:
    rows = list(zip(*(table[name] for name in COLUMNS), strict=True))
    seen: dict[str, set[tuple[str, ...]]] = {}
    same = 0
    for row in rows:
        versions = seen.setdefault(row[0], set())
        same += row in versions
        versions.add(row)
    corrected = sum(len(versions) > 1 for versions in seen.values())
    assert 0.0003 < same / len(rows) < 0.0018
    assert 0.0003 < corrected / len(rows) < 0.0018
    for versions in seen.values():
        if len(versions) == 2:
            one, two = versions
            assert [a == b for a, b in zip(one, two, strict=True)].count(False) == 1
            assert one[4] != two[4]


def test_published_local_times_come_back_to_the_told_instants(
    table: dict[str, np.ndarray], events: TrueEvents
) -> None:
    told = dict(zip(events.offence_id.tolist(), events.occurred_from, strict=True))
    instants, odd = local_to_utc(times(table["FROM_DATE"]), plan.TIME_ZONE)
    true = np.array([told[key] for key in table["OFFENSE_ID"]])
    assert (instants[~odd] == true[~odd]).all()
    assert set((true[odd] - instants[odd]).tolist()) <= {
        np.timedelta64(0, "s").item(), HOUR.item()
    }  # fmt: skip
