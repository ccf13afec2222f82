"""Carto by its faults."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crimecast.city_parts import Portal
from crimecast.errors import InputError
from crimecast.sources.pull import pull
from crimecast.sources.pulled import Pulled
from sources.portals.base import serving
from sources.portals.others import Carto, make_rows
from sources.portals.rows import rows_of

COLUMNS = ("dc_key", "occurred", "text")


@pytest.fixture
def carto() -> Iterator[Carto]:
    portal = Carto(make_rows(70))
    with serving(portal):
        yield portal


def get(carto: Carto, folder: Path, **given: Any) -> Pulled:
    options = {"page": 20, "table": "incidents", **given.pop("options", {})}
    url = f"{carto.url}/api/v2/sql"
    city = Portal(kind="carto", url=url, updated=given.pop("updated", None), options=options)
    columns = given.pop("columns", COLUMNS)
    return pull(city, columns, folder, private=True, sleep=lambda _: None, **given)


@pytest.mark.parametrize(
    "fault", [None, "503", "cut", "broken", "repeat", "shuffle", "short", "empty", "holes"]
)
def test_all_rows_come_whatever_happens_once(
    carto: Carto, tmp_path: Path, fault: str | None
) -> None:
    carto.faults = [None, fault]
    got = get(carto, tmp_path / "a")
    rows = {row["dc_key"]: row for row in rows_of(got)}
    assert rows == {row["dc_key"]: {n: row[n] for n in COLUMNS} for row in make_rows(70)}
    assert (got.expected, {c.name: c.type for c in got.columns}["occurred"]) == (70, "timestamptz")


def test_places_come_from_the_geometry_by_option(carto: Carto, tmp_path: Path) -> None:
    columns = (*COLUMNS, "lon", "lat")
    got = get(carto, tmp_path / "a", columns=columns, options={"geometry": True})
    assert [rows_of(got)[1][name] for name in ("lon", "lat")] == ["-75.1", "42.361"]


def test_a_clock_without_a_zone_is_asked_for_a_day_more(tmp_path: Path) -> None:
    carto = Carto(make_rows(70), "timestamp")
    with serving(carto):
        since = dt.datetime(2024, 3, 28, 5, tzinfo=dt.UTC)
        got = get(carto, tmp_path / "a", updated="occurred", since=since)
    assert got.rows == 4


def test_changes_since_an_instant(carto: Carto, tmp_path: Path) -> None:
    since = dt.datetime(2024, 3, 28, 5, tzinfo=dt.UTC)
    got = get(carto, tmp_path / "a", updated="occurred", since=since)
    assert (got.whole, got.rows, got.watermark) == (False, 2, since)
    whole = get(carto, tmp_path / "a", updated="occurred")
    assert whole.watermark == dt.datetime(2024, 3, 28, 4, 5, 6, tzinfo=dt.UTC)


def test_what_is_wrong_is_told(carto: Carto, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="table is needed"):
        get(carto, tmp_path / "a", options={"table": ""})
    with pytest.raises(InputError, match=r"answers 400: .*no such table"):
        get(carto, tmp_path / "a", options={"table": "x'; DROP TABLE incidents"})
    with pytest.raises(InputError, match=r"has no column edited, which portal.updated names"):
        get(carto, tmp_path / "a", updated="edited")
    assert get(carto, tmp_path / "a").rows == 70
