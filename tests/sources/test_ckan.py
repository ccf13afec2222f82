"""CKAN by its faults."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from crimecast.city_parts import Portal
from crimecast.errors import InputError
from crimecast.sources.pull import pull
from crimecast.sources.pulled import Pulled
from sources.portals.base import serving
from sources.portals.others import RESOURCES, Ckan, make_rows
from sources.portals.rows import rows_of

COLUMNS = ("dc_key", "occurred", "text")


@pytest.fixture
def ckan() -> Iterator[Ckan]:
    portal = Ckan({RESOURCES[0]: make_rows(70), RESOURCES[1]: make_rows(25, first=1)})
    with serving(portal):
        yield portal


def get(ckan: Ckan, folder: Path, **options: Any) -> Pulled:
    path = options.pop("path", f"dataset/crime/resource/{RESOURCES[0]}")
    city = Portal(kind="ckan", url=f"{ckan.url}/data/{path}", options={"page": 20, **options})
    return pull(city, COLUMNS, folder, private=True, sleep=lambda _: None)


@pytest.mark.parametrize(
    "fault", [None, "503", "cut", "broken", "repeat", "shuffle", "short", "empty", "holes"]
)
def test_all_rows_come_whatever_happens_once(ckan: Ckan, tmp_path: Path, fault: str | None) -> None:
    ckan.faults = [None, fault]
    got = get(ckan, tmp_path / "a")
    assert sorted(str(row["dc_key"]) for row in rows_of(got)) == [
        row["dc_key"] for row in make_rows(70)
    ]
    assert (got.expected, got.whole, got.watermark) == (70, True, None)
    assert list(rows_of(got)[0]) == list(COLUMNS)


def test_several_resources_make_one_table(ckan: Ckan, tmp_path: Path) -> None:
    """Their rows' numbers are the same and mean other rows."""
    got = get(ckan, tmp_path / "a", path="", resources=" ".join(RESOURCES))
    assert (got.rows, got.expected) == (95, 95)


def test_a_server_that_gives_less_than_asked(ckan: Ckan, tmp_path: Path) -> None:
    ckan.most = 7
    assert get(ckan, tmp_path / "a").rows == 70


def test_a_table_that_changes_while_it_is_read_is_read_anew(ckan: Ckan, tmp_path: Path) -> None:
    def change() -> None:
        del ckan.resources[RESOURCES[0]][:5]

    ckan.faults = [None, None, change]
    got = get(ckan, tmp_path / "a")
    assert {row["dc_key"] for row in rows_of(got)} == {r["dc_key"] for r in make_rows(70)[5:]}
    assert got.rows == 65
    ckan.faults = [change if i % 3 == 1 else None for i in range(30)]
    with pytest.raises(InputError, match=r"changed from 65 to 60|changed from 60 to 55"):
        get(ckan, tmp_path / "b")


def test_what_is_wrong_is_told(ckan: Ckan, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="names no resource"):
        get(ckan, tmp_path / "a", path="dataset/crime")
    with pytest.raises(InputError, match="Resource was not found"):
        get(ckan, tmp_path / "a", resources="nothing")
