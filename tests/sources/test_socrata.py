"""Socrata by its faults: what comes is what the portal holds, or nothing does."""

import datetime as dt
import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from crimecast.city_parts import Portal
from crimecast.errors import InputError
from crimecast.sources.http import Fetcher, Limits
from crimecast.sources.portal import Request, Wanted
from crimecast.sources.pull import pull
from crimecast.sources.pulled import Pulled
from crimecast.sources.socrata import Socrata
from sources.portals.base import serving
from sources.portals.rows import rows_of
from sources.portals.socrata import SET, TYPES, Soda, make_rows

COLUMNS = (
    "offense_id",
    "offense_date",
    "report_date_time",
    "longitude",
    "latitude",
    "offense",
    "report_number",
)
ALL = (*COLUMNS, "_100_block_address")
Puller = Callable[..., Pulled]


@pytest.fixture
def waits() -> list[float]:
    """Return the list of how long was slept."""
    return []


@pytest.fixture
def soda() -> Iterator[Soda]:
    portal = Soda(make_rows(230))
    with serving(portal):
        yield portal


@pytest.fixture
def fetch(soda: Soda, tmp_path: Path, waits: list[float]) -> Puller:
    def one(folder: str = "pull", **given: Any) -> Pulled:
        options = {"page": 50, **given.pop("options", {})}
        portal = Portal(
            kind="socrata",
            url=f"{soda.url}/resource/{SET}",
            updated=given.pop("updated", ":updated_at"),
            key=given.pop("key", None),
            options=options,
        )
        return pull(
            portal,
            given.pop("columns", COLUMNS),
            tmp_path / folder,
            optional=("_100_block_address",),
            private=True,
            sleep=waits.append,
            limits=Limits(tries=4),
            **given,
        )

    return one


def content(pulled: Pulled) -> set[tuple[str | None, ...]]:
    return {tuple(row[name] for name in ALL) for row in rows_of(pulled)}


def held(soda: Soda) -> set[tuple[str | None, ...]]:
    return {
        tuple(None if row[name] is None else str(row[name]) for name in ALL)
        for row in soda.table.execute("SELECT * FROM t")
    }


def numbers(pulled: Pulled) -> set[str | None]:
    return {row["report_number"] for row in rows_of(pulled)}


def test_all_rows_come_once_in_pages(soda: Soda, fetch: Puller) -> None:
    told: list[tuple[str, float]] = []
    got = fetch(progress=lambda what, share: told.append((what, share)))
    assert content(got) == held(soda)
    assert (got.rows, got.expected, got.whole, got.resumed) == (230, 230, True, False)
    assert len(got.files) == 5
    assert {tuple(row) for row in rows_of(got)} == {ALL}
    assert {column.name: column.type for column in got.columns} == TYPES
    assert [share for _, share in told] == sorted(share for _, share in told)
    assert told[-2][0].endswith("230 of 230 rows")
    wheres = [asked.params.get("$where", "") for asked in soda.log]
    assert not any("$offset" in asked.params for asked in soda.log)
    assert any("offense_id > " in where and "'" not in where.split(" OR ")[0] for where in wheres)
    raw = [json.loads(gzip.decompress(p.read_bytes())) for p in sorted(got.folder.glob("*.raw.gz"))]
    assert sum(map(len, raw)) == 230
    assert {row["report_number"] for page in raw for row in page} == numbers(got)


def test_the_files_are_read_as_records(fetch: Puller, tmp_path: Path) -> None:
    import duckdb

    from crimecast.sources.files import inspect, match_columns
    from crimecast.sources.load import load

    got = fetch()
    with duckdb.connect(config={"threads": 1}) as connection:
        total = 0
        for number, path in enumerate(got.files):
            info = inspect(path)
            assert (info.kind, info.gzipped) == ("jsonl", True)
            assert match_columns(info, COLUMNS, ["_100_block_address"])
            loaded = load(connection, info, table=f"t{number}", columns=COLUMNS, work=tmp_path)
            total += loaded.rows
    assert total == 230


def test_a_text_key_is_compared_as_text(soda: Soda, fetch: Puller) -> None:
    got = fetch(key="report_number")
    assert content(got) == held(soda)
    assert any("report_number > '2024-" in a.params.get("$where", "") for a in soda.log)


def test_a_retyped_key_is_asked_for_as_its_new_type(tmp_path: Path, waits: list[float]) -> None:
    portal = Soda(make_rows(60), {**TYPES, "offense_id": "text"})
    with serving(portal):
        city = Portal(kind="socrata", url=f"{portal.url}/d/{SET}", options={"page": 7})
        got = pull(city, COLUMNS, tmp_path / "a", private=True, sleep=waits.append)
    assert len({row["offense_id"] for row in rows_of(got)}) == 60
    assert {c.name: c.type for c in got.columns}["offense_id"] == "text"


def test_rows_that_share_a_key_are_not_lost_at_a_page_border(soda: Soda, fetch: Puller) -> None:
    soda.sql("UPDATE t SET offense_id = 500 WHERE rowid BETWEEN 20 AND 170")
    got = fetch()
    assert content(got) == held(soda)
    assert got.rows == 230


def test_rows_without_a_key_are_not_waited_for(soda: Soda, fetch: Puller) -> None:
    soda.sql("UPDATE t SET offense_id = NULL WHERE rowid <= 10")
    assert (fetch().rows, len(rows_of(fetch("again")))) == (220, 220)


FAULTS: list[list[Any]] = [
    ["503", None, "503", "503"],
    ["429"],
    [None, "cut", "cut"],
    [None, "broken"],
    ["html"],
    [None, "repeat"],
    [None, None, "repeat", "repeat", "repeat"],
    ["shuffle", "shuffle", "shuffle", "shuffle", "shuffle"],
    ["short", None, "short"],
    [None, "empty"],
    [None, None, "empty", "empty"],
    [None, "holes"],
    ["holes", "cut", "shuffle", "html", "repeat", "429"],
]


@pytest.mark.parametrize("faults", FAULTS, ids=lambda faults: "-".join(map(str, faults)))
def test_faults_that_pass_do_no_harm(
    soda: Soda, fetch: Puller, waits: list[float], faults: list[Any]
) -> None:
    soda.faults = list(faults)
    got = fetch()
    assert content(got) == held(soda)
    assert got.expected == 230
    assert not soda.faults
    assert waits or not {"503", "429", "cut", "broken", "html", "repeat", "empty"} & set(faults)


@pytest.mark.parametrize("key", ["offense_id", "report_number"])
def test_shuffled_pages_of_a_text_key_overlap_and_lose_nothing(
    soda: Soda, fetch: Puller, key: str
) -> None:
    soda.forever = "shuffle"
    got = fetch(key=key)
    assert content(got) == held(soda)
    assert got.expected == 230


REFUSED = [
    ("repeat", "sends the same page again and again"),
    ("503", r"asked 4 times: it answers 503"),
    ("cut", "peer closed connection"),
    ("html", "a web page in place of records .*doctype html"),
    ("broken", "not whole JSON"),
    ("holes", r"promised 230 rows and gave \d+"),
    ("empty", r"promised 230 rows and gave \d+"),
]


@pytest.mark.parametrize(("fault", "said"), REFUSED)
def test_faults_that_do_not_pass_are_told(soda: Soda, fetch: Puller, fault: str, said: str) -> None:
    soda.faults, soda.forever = [None], fault
    with pytest.raises(InputError, match=f"(?i){said}"):
        fetch()
    soda.forever = None
    assert content(fetch()) == held(soda)


def test_retry_after_is_kept_to(soda: Soda, fetch: Puller, waits: list[float]) -> None:
    soda.faults = ["429"]
    fetch()
    assert waits == [7.0]


def test_a_count_that_is_not_reached_is_refused(soda: Soda, fetch: Puller, tmp_path: Path) -> None:
    soda.count_says = 231
    with pytest.raises(InputError, match=r"promised 231 rows and gave 230. Nothing of it is used"):
        fetch()
    assert [path.name for path in (tmp_path / "pull").iterdir()] == [".lock"]


def test_a_table_that_shrinks_while_it_is_read_is_read_anew(soda: Soda, fetch: Puller) -> None:
    soda.faults = [None, None, lambda: soda.sql("DELETE FROM t WHERE rowid > 3")]
    got = fetch()
    assert content(got) == held(soda)
    assert (got.rows, got.expected) == (3, 3)


def test_rows_that_come_and_change_while_it_is_read(soda: Soda, fetch: Puller) -> None:
    """All that was there from beginning to end is there; what came meanwhile comes next time."""
    before = held(soda)
    later = [
        {
            **row,
            ":id": f"row-new_{row[':id']}",
            "report_number": f"new {row[':id']}",
            ":updated_at": "2030-01-01T00:00:00.000Z",
        }
        for row in make_rows(230)[::7]
    ]
    soda.faults = [None, lambda: soda.put(later), None, lambda: soda.put(later)]
    got = fetch()
    assert before <= content(got) <= held(soda)
    assert got.watermark is not None
    assert got.watermark <= got.started
    changes = fetch("changes", since=got.watermark)
    assert numbers(changes) >= {str(row["report_number"]) for row in later}


def test_changes_are_asked_for_with_ties_across_page_borders(soda: Soda, fetch: Puller) -> None:
    first = fetch()
    assert first.watermark == dt.datetime(2024, 3, 1, 10, tzinfo=dt.UTC)
    soda.sql(
        "UPDATE t SET \":updated_at\" = '2024-03-02T04:00:00.000Z', offense = 'Arson' "
        "WHERE rowid <= 120"
    )
    soda.sql("UPDATE t SET \":updated_at\" = '2024-02-01T00:00:00.000Z' WHERE rowid > 120")
    soda.sql("DELETE FROM t WHERE rowid = 5")
    got = fetch("changes", since=dt.datetime(2024, 3, 2, 4, 30, tzinfo=dt.UTC))
    assert (got.whole, got.rows, got.expected) == (False, 119, 119)
    assert {row["offense"] for row in rows_of(got)} == {"Arson"}
    assert len(numbers(got)) == 119
    # never earlier than before, though the overlap brought older rows
    assert got.watermark == dt.datetime(2024, 3, 2, 4, 30, tzinfo=dt.UTC)


def test_a_full_replace_comes_as_changes(soda: Soda, fetch: Puller) -> None:
    first = fetch()
    soda.sql("UPDATE t SET \":updated_at\" = '2024-03-05T00:00:00.000Z'")
    got = fetch("changes", since=first.watermark)
    assert (got.rows, content(got)) == (230, held(soda))


def test_nothing_changed_is_no_file(soda: Soda, fetch: Puller) -> None:
    since = dt.datetime(2024, 4, 1, tzinfo=dt.UTC)
    got = fetch(since=since)
    assert (got.files, got.rows, got.watermark) == ((), 0, since)


def test_a_column_of_ones_own_without_a_zone_tells_changes(tmp_path: Path) -> None:
    rows = [
        {**row, "updated_on": f"2024-03-{1 + i % 9:02d}T12:00:00.000"}
        for i, row in enumerate(make_rows(90))
    ]
    portal = Soda(rows, {**TYPES, "updated_on": "calendar_date"})
    with serving(portal):
        city = Portal(
            kind="socrata", url=f"{portal.url}/{SET}", updated="updated_on", options={"page": 11}
        )
        got = pull(
            city,
            COLUMNS,
            tmp_path / "a",
            since=dt.datetime(2024, 3, 8, 6, tzinfo=dt.UTC),
            private=True,
        )
    # a day and an hour before: the publisher's noon of the 7th may be behind the instant
    assert got.rows == 30


def test_without_a_column_of_changes_every_pull_is_whole(fetch: Puller) -> None:
    got = fetch(updated=None, since=dt.datetime(2030, 1, 1, tzinfo=dt.UTC))
    assert (got.whole, got.rows, got.watermark) == (True, 230, None)


def test_a_renamed_column_is_named_with_its_likely_new_name(soda: Soda, fetch: Puller) -> None:
    with pytest.raises(
        InputError, match=r"lacks column offense_start_date.\n  Nearest .*offense_date"
    ):
        fetch(columns=("offense_id", "offense_start_date"))
    assert not [a for a in soda.log if "$order" in a.params]


def test_an_absent_optional_column_is_told(tmp_path: Path) -> None:
    types = {name: kind for name, kind in TYPES.items() if name != "_100_block_address"}
    portal = Soda(make_rows(9), types)
    with serving(portal):
        city = Portal(kind="socrata", url=f"{portal.url}/{SET}")
        got = pull(city, COLUMNS, tmp_path / "a", optional=["_100_block_address"], private=True)
    assert got.absent == ("_100_block_address",)
    assert list(rows_of(got)[0]) == [*COLUMNS]


def test_all_columns_come_by_option(fetch: Puller) -> None:
    assert set(rows_of(fetch(options={"select": "all"}))[0]) == {*TYPES}


def test_soda_3_and_the_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    portal = Soda(make_rows(70), token="secret")
    with serving(portal):
        city = Portal(kind="socrata", url=f"{portal.url}/{SET}", options={"page": 20, "soda": 3})
        with pytest.raises(
            InputError, match="SODA 3 asks for an application token; set CRIMECAST_S"
        ):
            pull(city, COLUMNS, tmp_path / "a", private=True)
        monkeypatch.setenv("CRIMECAST_SOCRATA_TOKEN", "stale-s3cret")
        with pytest.raises(InputError, match=r"answers 403.*a wrong token") as told:
            pull(city, COLUMNS, tmp_path / "a", private=True, sleep=lambda _: None)
        assert "stale-s3cret" not in str(told.value)
        monkeypatch.setenv("CRIMECAST_SOCRATA_TOKEN", "secret")
        got = pull(city, COLUMNS, tmp_path / "a", private=True)
        assert got.rows == 70
        assert {a.path for a in portal.log if a.body} == {f"/api/v3/views/{SET}/query.json"}


def test_an_address_without_a_data_set(tmp_path: Path) -> None:
    city = Portal(kind="socrata", url="https://data.example.org/resource/")
    with pytest.raises(InputError, match="names no data set"):
        pull(city, COLUMNS, tmp_path)


@pytest.mark.real
def test_the_recorded_page_is_read_as_it_was(real_data: Path, tmp_path: Path) -> None:
    """A page that the portal once sent, sent again: nothing of it is changed on the way."""
    (path,) = (real_data / "seattle" / "soda_pages").glob("*.json")
    recorded = json.loads(path.read_bytes())
    names = list(dict.fromkeys(name for row in recorded for name in row))
    types = {name: "number" if name == "offense_id" else "text" for name in names}
    portal = Soda(
        (
            {":id": f"row-{i:06d}", ":updated_at": "2022-05-01T00:00:00.000Z", **row}
            for i, row in enumerate(recorded)
        ),
        types,
    )
    with serving(portal):
        city = Portal(kind="socrata", url=f"{portal.url}/{SET}", options={"page": 1000})
        got = pull(city, ("offense_id", *names), tmp_path / "a", private=True)
    found = {row["offense_id"]: row for row in rows_of(got)}
    assert found == {row["offense_id"]: {name: row.get(name) for name in names} for row in recorded}


def test_a_page_goes_on_from_its_cursor(soda: Soda, tmp_path: Path) -> None:
    """A page's cursor, given to another adapter, goes on after that page."""

    def adapter(fetch: Fetcher) -> Socrata:
        city = Portal(kind="socrata", url=f"{soda.url}/{SET}", options={"page": 64})
        return Socrata(city, Wanted(COLUMNS), fetch, tmp_path)

    with Fetcher(["127.0.0.1"], private=True) as fetch:
        pages = list(adapter(fetch).pages(Request(), None))
        for number, page in enumerate(pages):
            cursor = json.loads(json.dumps(page.cursor))
            after = list(adapter(fetch).pages(Request(), cursor))
            assert [p.ids for p in after] == [p.ids for p in pages[number + 1 :]]
