"""ArcGIS by its faults: all rows of all layers, times as the layer means them, or nothing."""

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crimecast.city_parts import Portal
from crimecast.errors import InputError
from crimecast.sources.arcgis import ArcGIS
from crimecast.sources.http import Fetcher, Limits
from crimecast.sources.portal import Wanted
from crimecast.sources.pull import pull
from crimecast.sources.pulled import Pulled
from sources.portals.arcgis import FIELDS, NIGHT, Arc, make_rows
from sources.portals.base import serving
from sources.portals.rows import rows_of

COLUMNS = ("OFFENSE_ID", "FIRST_OCCURRENCE_DATE", "REPORTED_DATE", "OFFENSE_TYPE_ID")
PLACES = ("GEO_LON", "GEO_LAT")
Puller = Callable[..., Pulled]


def get(arc: Arc, folder: Path, **given: Any) -> Pulled:
    portal = Portal(
        kind="arcgis",
        url=given.pop("url", f"{arc.url}{arc.root}/{arc.layers[0]}"),
        updated=given.pop("updated", "EDITED"),
        options=given.pop("options", {}),
    )
    return pull(
        portal,
        given.pop("columns", (*COLUMNS, *PLACES)),
        folder,
        private=True,
        sleep=given.pop("sleep", lambda _: None),
        limits=Limits(tries=3),
        **given,
    )


@pytest.fixture
def arc() -> Iterator[Arc]:
    portal = Arc({324: make_rows(110)})
    with serving(portal):
        yield portal


def ids(pulled: Pulled) -> list[str]:
    return sorted(str(row["OFFENSE_ID"]) for row in rows_of(pulled))


def held(arc: Arc) -> list[str]:
    found: list[str] = []
    for layer in arc.layers:
        found += [row[0] for row in arc.table.execute(f"SELECT OFFENSE_ID FROM t{layer}")]
    return sorted(found)


def test_all_rows_come_once_in_pages(arc: Arc, tmp_path: Path) -> None:
    told: list[float] = []
    got = get(arc, tmp_path / "a", progress=lambda _, share: told.append(share))
    assert ids(got) == held(arc)
    assert (got.rows, got.expected, len(got.files)) == (110, 110, 3)
    assert told == sorted(told)
    row = rows_of(got)[1]
    assert row["FIRST_OCCURRENCE_DATE"] == "2024-02-29T22:01:00Z"
    assert float(row["GEO_LON"] or 0) == pytest.approx(-104.9899)
    assert rows_of(got)[0]["REPORTED_DATE"] is None
    assert {column.name: column.type for column in got.columns} == FIELDS
    assert got.notes == (f"{arc.url}{arc.root}/324 says its dates are UTC; they are read as UTC",)
    # the row before the page is named, and no row is skipped by its place
    asked = [a.params for a in arc.log if "resultOffset" in a.params]
    assert {a["resultOffset"] for a in asked} == {"0"}
    assert [a["where"] for a in asked][1] == "1=1 AND OBJECTID > 120"


@pytest.mark.parametrize(
    ("can", "options"),
    [
        ({}, {"paging": "offset"}),
        ({}, {"paging": "ids"}),
        ({"pages": False}, {}),
        ({"pages": False, "orders": False}, {}),
        ({"orders": False}, {}),
        ({}, {"page": 7}),
    ],
)
def test_every_way_to_page_brings_all_rows(
    tmp_path: Path, can: dict[str, Any], options: dict[str, Any]
) -> None:
    arc = Arc({0: make_rows(95)}, **can)
    with serving(arc):
        got = get(arc, tmp_path / "a", options=options)
    assert ids(got) == held(arc)
    assert got.rows == 95


def test_a_layer_without_object_ids_is_paged_by_offset(tmp_path: Path) -> None:
    fields = {name: kind for name, kind in FIELDS.items() if name != "OBJECTID"}
    arc = Arc({0: make_rows(95)}, fields, service="MapServer")
    with serving(arc):
        got = get(arc, tmp_path / "a")
        assert ids(got) == held(arc)
        assert [a.params["resultOffset"] for a in arc.log if "resultOffset" in a.params][:4] == [
            "0", "40", "80", "95",
        ]  # fmt: skip


def test_one_layer_a_year_makes_one_table(tmp_path: Path) -> None:
    """Object ids begin anew in each layer: they are no key of the table."""
    arc = Arc({8: make_rows(50), 10: make_rows(45, first=1000), 11: make_rows(2, first=2000)},
              service="MapServer")  # fmt: skip
    with serving(arc):
        url = f"{arc.url}{arc.root}"
        got = get(arc, tmp_path / "a", url=url, options={"layers": "8, 10-11"})
        assert (ids(got), got.expected) == (held(arc), 97)
        with pytest.raises(InputError, match="names no layer; add its number"):
            get(arc, tmp_path / "b", url=url)
        with pytest.raises(InputError, match="error 404: Layer not found"):
            get(arc, tmp_path / "b", url=url, options={"layers": "8-9"})
        with pytest.raises(InputError, match="write it like"):
            get(arc, tmp_path / "b", url=url, options={"layers": "8;9"})


@pytest.mark.parametrize(
    ("about", "epoch", "told"),
    [
        ({}, "utc", "2024-02-29T22:00:00Z"),
        ({}, "local", "2024-02-29T22:00:00"),
        ({"datesInUnknownTimezone": True}, "", "2024-02-29T22:00:00"),
        ({"datesInUnknownTimezone": True}, "utc", "2024-02-29T22:00:00Z"),
        (
            {"dateFieldsTimeReference": {"timeZone": "Mountain Standard Time"}},
            "",
            "2024-02-29T22:00:00Z",
        ),
    ],
)
def test_what_dates_count_is_the_citys_word_before_the_layers(
    tmp_path: Path, about: dict[str, Any], epoch: str, told: str
) -> None:
    arc = Arc({0: make_rows(3)}, about=about)
    with serving(arc):
        got = get(arc, tmp_path / "a", options={"epoch": epoch} if epoch else {})
    assert rows_of(got)[0]["FIRST_OCCURRENCE_DATE"] == told


def test_dates_before_1970_and_milliseconds(tmp_path: Path) -> None:
    rows = make_rows(2)
    rows[0]["FIRST_OCCURRENCE_DATE"], rows[1]["FIRST_OCCURRENCE_DATE"] = -1000, NIGHT + 5
    arc = Arc({0: rows})
    with serving(arc):
        got = rows_of(get(arc, tmp_path / "a"))
    assert [row["FIRST_OCCURRENCE_DATE"] for row in got] == [
        "1969-12-31T23:59:59Z",
        "2024-02-29T22:00:00.005Z",
    ]


def test_geometry_makes_columns_by_option(arc: Arc, tmp_path: Path) -> None:
    columns = (*COLUMNS, "lon", "lat")
    with pytest.raises(InputError, match="lacks columns lon, lat"):
        get(arc, tmp_path / "a", columns=columns)
    got = rows_of(get(arc, tmp_path / "a", columns=columns, options={"geometry": True}))
    assert len(got) == 110
    place = float(got[1]["lon"] or 0), float(got[1]["lat"] or 0)
    assert place == pytest.approx((-104.9899, 39.7399))
    assert "GEO_LON" not in got[0]


FAULTS: list[list[Any]] = [
    ["503", None, "503"],
    ["429"],
    [None, "cut"],
    [None, "broken"],
    ["html"],
    [None, "repeat"],
    ["shuffle", "shuffle", "shuffle"],
    ["short", "short"],
    [None, "empty"],
    [None, "holes"],
]


@pytest.mark.parametrize("faults", FAULTS, ids=lambda faults: "-".join(map(str, faults)))
def test_faults_that_pass_do_no_harm(arc: Arc, tmp_path: Path, faults: list[Any]) -> None:
    arc.faults = list(faults)
    got = get(arc, tmp_path / "a")
    assert ids(got) == held(arc)
    assert not arc.faults


def test_a_full_page_that_claims_no_more_is_not_the_end(arc: Arc, tmp_path: Path) -> None:
    arc.claims = False
    assert ids(get(arc, tmp_path / "a")) == held(arc)


def test_an_empty_page_that_claims_more_is_not_the_end(arc: Arc, tmp_path: Path) -> None:
    """Then the offset is moved, as no row tells from where to go on."""
    made = arc.features

    def gap(layer: int, where: str, params: dict[str, str]) -> dict[str, Any]:
        if where.endswith("> 240"):
            if params["resultOffset"] == "0":
                return {"features": [], "exceededTransferLimit": True}
            params = {**params, "resultOffset": "0"}
        return made(layer, where, params)

    arc.features = gap  # type: ignore[method-assign]
    assert ids(get(arc, tmp_path / "a")) == held(arc)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("holes", r"promised 110 rows and gave \d+"),
        ("repeat", "the same page again and again"),
        ("cut", "peer closed"),
    ],
)
def test_faults_that_do_not_pass_are_told(arc: Arc, tmp_path: Path, fault: str, said: str) -> None:
    arc.faults, arc.forever = [None], fault
    with pytest.raises(InputError, match=said):
        get(arc, tmp_path / "a")


def test_a_count_that_is_not_reached_is_refused(arc: Arc, tmp_path: Path) -> None:
    arc.count_says = 111
    with pytest.raises(InputError, match="promised 111 rows and gave 110"):
        get(arc, tmp_path / "a")


def test_rows_that_go_while_it_is_read_take_no_others_with_them(arc: Arc, tmp_path: Path) -> None:
    """By offset, the rows behind would move up and be passed over."""
    arc.faults = [None, lambda: arc.sql("DELETE FROM t324 WHERE OBJECTID = 6")]
    got = get(arc, tmp_path / "a")
    assert set(held(arc)) <= set(ids(got))


def test_errors_that_come_with_status_200(arc: Arc, tmp_path: Path) -> None:
    made, codes = arc.query, [500, 504]

    def failing(layer: int, params: dict[str, str]) -> Any:
        if codes and "resultOffset" in params:
            return arc.error(codes.pop(), "Unable to complete operation.")
        return made(layer, params)

    arc.query = failing  # type: ignore[method-assign]
    assert ids(get(arc, tmp_path / "a")) == held(arc)
    codes[:] = [500] * 9
    with pytest.raises(InputError, match=r"asked 3 times: .*500: Unable to complete operation"):
        get(arc, tmp_path / "b")
    codes[:] = [400]
    with pytest.raises(InputError, match="/query answers with the error 400: Unable"):
        get(arc, tmp_path / "c")


@pytest.mark.parametrize(("options", "rows"), [({}, 20), ({"epoch": "local"}, 110)])
def test_changes_since_an_instant(
    arc: Arc, tmp_path: Path, options: dict[str, Any], rows: int
) -> None:
    arc.sql(f"UPDATE t324 SET EDITED = {NIGHT + 90_000_000} WHERE OBJECTID <= 60")
    first = get(arc, tmp_path / "a", options=options)
    assert first.watermark == dt.datetime(2024, 3, 1, 23, tzinfo=dt.UTC)
    since = first.watermark + dt.timedelta(minutes=30)
    got = get(arc, tmp_path / "b", options=options, since=since)
    assert (got.whole, got.rows, got.watermark) == (False, rows, since)


def test_a_renamed_column_is_told_by_layer(arc: Arc, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"lacks column OFFENCE_ID(?s:.*)Nearest .*: OFFENSE_ID"):
        get(arc, tmp_path / "a", columns=("OFFENCE_ID", *COLUMNS))
    assert not [a for a in arc.log if "outFields" in a.params]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"epoc": "utc"}, "arcgis knows no option 'epoc'; it knows epoch, geometry, hosts"),
        ({"epoch": "denver"}, "epoch = 'denver' should be one of 'utc', 'local'"),
        ({"geometry": "yes"}, "geometry = 'yes' should be true or false"),
        ({"page": 0}, "page = 0 should be a whole number from 1 to 50000"),
        ({"page": True}, "page = True should be a whole number"),
        ({"layers": 3}, "layers = 3 should be text"),
    ],
)
def test_options_that_are_wrong_are_told(options: dict[str, Any], said: str) -> None:
    portal = Portal(kind="arcgis", url="https://a.example/x/FeatureServer/0", options=options)
    with Fetcher([]) as fetch, pytest.raises(InputError, match=said):
        ArcGIS(portal, Wanted(COLUMNS), fetch, Path())
