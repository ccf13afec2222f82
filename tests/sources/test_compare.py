"""What a portal has against what a city's file names."""

from typing import Any

import pytest

from crimecast.city_parts import Columns
from crimecast.sources.compare import Comparison, Retyped, compare
from crimecast.sources.portal import Column, family

SEATTLE = Columns(
    offence_id="offense_id",
    incident_id="report_number",
    occurred_from=("offense_start_datetime",),
    occurred_to=("offense_end_datetime",),
    reported_at=("report_datetime",),
    lon="longitude",
    lat="latitude",
    offence="offense",
    nibrs="offense_code",
)
WAS = (
    Column("offense_id", "number"),
    Column("report_number", "text"),
    Column("offense_start_datetime", "calendar_date"),
    Column("offense_end_datetime", "calendar_date"),
    Column("report_datetime", "calendar_date"),
    Column("longitude", "text"),
    Column("latitude", "text"),
    Column("offense", "text"),
    Column("offense_code", "text"),
    Column("precinct", "text"),
)


def changed(**new: Column | None) -> tuple[Column, ...]:
    found = [new.get(column.name, column) for column in WAS]
    return tuple(column for column in found if column is not None)


def test_the_same_is_no_difference() -> None:
    assert compare(WAS, SEATTLE, before=WAS) == Comparison(renamed={})
    upper = tuple(Column(column.name.upper(), column.type) for column in WAS)
    assert compare(upper, SEATTLE, before=WAS).fits


@pytest.mark.parametrize("before", [(), WAS])
def test_what_seattle_did(before: tuple[Column, ...]) -> None:
    """It renamed two columns and dropped one."""
    there = changed(
        offense_start_datetime=Column("offense_date", "calendar_date"),
        offense_end_datetime=None,
        report_datetime=Column("report_date_time", "calendar_date"),
    )
    found = compare(there, SEATTLE, before=before)
    assert not found.fits
    assert found.missing == ("offense_start_datetime", "report_datetime")
    assert found.absent == ("offense_end_datetime",)
    assert found.renamed
    assert found.renamed["offense_start_datetime"][0] == "offense_date"
    assert found.renamed["report_datetime"][0] == "report_date_time"
    assert found.added == (("offense_date", "report_date_time") if before else ())


def test_a_new_name_has_the_type_of_the_old() -> None:
    there = (*changed(latitude=None), Column("latitude_text", "point"), Column("lat_y", "text"))
    found = compare(there, SEATTLE)
    assert found.renamed == {"latitude": ("lat_y",)}
    nothing = compare(changed(latitude=None), SEATTLE)
    assert nothing.renamed == {}
    assert nothing.missing == ("latitude",)


def test_another_type_is_told_where_it_was_known() -> None:
    there = changed(offense_id=Column("offense_id", "text"))
    assert compare(there, SEATTLE, before=WAS).retyped == (Retyped("offense_id", "number", "text"),)
    assert compare(there, SEATTLE).fits


@pytest.mark.parametrize(
    ("name", "kind", "role"),
    [
        ("longitude", "point", "coordinate"),
        ("offense_start_datetime", "checkbox", "time"),
        ("offense", "calendar_date", "word"),
        ("offense_id", "location", "key"),
    ],
)
def test_a_type_that_cannot_be_is_told(name: str, kind: str, role: str) -> None:
    new: Any = {name: Column(name, kind)}
    found = compare(changed(**new), SEATTLE)
    assert found.retyped == (Retyped(name, role, kind),)
    assert not found.fits


def test_other_columns_that_are_needed() -> None:
    assert compare(WAS, SEATTLE, others=["updated_on"]).missing == ("updated_on",)
    assert compare(WAS, SEATTLE, others=["Precinct"]).fits


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("text esriFieldTypeString varchar esriFieldTypeGlobalID url", "text"),
        ("number esriFieldTypeDouble int4 float8 BIGINT esriFieldTypeOID numeric", "number"),
        (
            "calendar_date fixed_timestamp esriFieldTypeDate timestamptz esriFieldTypeDateOnly",
            "time",
        ),
        ("point location esriFieldTypeGeometry multipolygon", "place"),
        ("checkbox esriFieldTypeBlob", "other"),
    ],
)
def test_types_of_all_kinds_of_portals(words: str, found: str) -> None:
    assert {word: family(word) for word in words.split()} == dict.fromkeys(words.split(), found)
