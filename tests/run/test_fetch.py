"""Records from a portal over time: both times are kept, and no portal is believed blindly."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from crimecast.city import City, load_city
from crimecast.city_parts import Portal
from crimecast.errors import InputError
from crimecast.incidents.store import Store, open_store
from crimecast.run.fetch import fetch
from records_sample import SETTINGS
from sources.portals.base import serving
from sources.portals.socrata import SET, Soda, make_rows

ROWS = 1200
START = dt.datetime(2024, 3, 2, 6, tzinfo=dt.UTC)


@pytest.fixture
def soda() -> Iterator[Soda]:
    portal = Soda(make_rows(ROWS))
    with serving(portal):
        yield portal


class Host:
    """A host that fetches from a portal, a day after the other."""

    def __init__(self, soda: Soda, home: Path, **portal: Any) -> None:
        self.soda, self.home, self.now = soda, home, START
        self.city: City = load_city("seattle").model_copy(
            update={
                "portal": Portal(
                    kind="socrata", url=f"{soda.url}/resource/{SET}", key="offense_id",
                    **{"updated": ":updated_at", "options": {"page": 500}, **portal},
                )
            }
        )  # fmt: skip
        self.store: Store = open_store("seattle", home)

    def fetch(self, days: float = 1.0, **options: Any) -> Any:
        self.now += dt.timedelta(days=days)
        return fetch(
            self.city, home=self.home, now=self.now, private=True, settings=SETTINGS,
            sleep=lambda _seconds: None, **options,
        )  # fmt: skip

    def rows(self, **options: Any) -> dict[str, tuple[Any, ...]]:
        query = self.store.current_sql(
            self.store.manifest(), "offence_id, offence, category, lon, lat", **options
        )
        return {str(row[0]): row[1:] for row in duckdb.sql(query).fetchall()}

    def ids(self, **options: Any) -> set[str]:
        return set(self.rows(**options))

    def held(self) -> set[str]:
        """Return the keys at the portal."""
        found = self.soda.table.execute("SELECT offense_id FROM t").fetchall()
        return {str(row[0]) for row in found}

    def asked(self) -> list[str]:
        return [one.params.get("$where", "") for one in self.soda.log if "$limit" in one.params]

    def edit(self, key: str, offence: str) -> None:
        self.soda.sql(
            'UPDATE t SET offense = ?, ":updated_at" = ? WHERE offense_id = ?',
            offence, self.now.strftime("%Y-%m-%dT%H:%M:%S.000Z"), int(key),
        )  # fmt: skip


@pytest.fixture
def host(soda: Soda, home: Path) -> Host:
    return Host(soda, home)


def test_all_of_it_comes_and_again_is_no_change(host: Host) -> None:
    first = host.fetch()
    assert first.rows_new == ROWS
    assert host.ids() == host.held()
    version = host.store.manifest().version
    again = host.fetch(whole=True)
    assert (again.rows_new, again.rows_changed, again.rows_withdrawn) == (0, 0, 0)
    assert host.store.manifest().version == version


def test_between_whole_pulls_only_what_changed_is_asked(host: Host) -> None:
    host.fetch()
    key = sorted(host.held())[5]
    host.edit(key, "Robbery" if host.rows()[key][0] != "Robbery" else "Simple Assault")
    host.soda.log.clear()
    report = host.fetch()
    assert all(":updated_at" in where for where in host.asked())
    assert report.rows_changed == 1
    assert report.rows_read < ROWS or all("updated_at" in where for where in host.asked())
    host.soda.log.clear()
    host.fetch(7)
    assert not any(":updated_at >=" in where for where in host.asked())


def test_what_was_known_when_stays_known(host: Host) -> None:
    host.fetch()
    first, before = host.now, host.rows()
    key, other = sorted(host.held())[:2]
    host.edit(key, "Arson")
    host.soda.sql("DELETE FROM t WHERE offense_id = ?", int(other))
    host.fetch()
    second = host.now
    host.fetch(whole=True)
    host.fetch(whole=True)
    assert other not in host.ids()
    assert host.rows()[key][0] == "Arson"
    assert host.rows(known_at=first) == before
    assert host.rows(known_at=second)[key][0] == "Arson"
    assert other in host.ids(known_at=second)
    assert host.ids(known_at=START) == set()


def test_a_record_is_withdrawn_after_two_pulls_without_it(host: Host) -> None:
    host.fetch()
    gone, back = sorted(host.held())[3:5]
    row = dict(
        host.soda.table.execute("SELECT * FROM t WHERE offense_id = ?", [int(back)]).fetchone()
    )
    for key in (gone, back):
        host.soda.sql("DELETE FROM t WHERE offense_id = ?", int(key))
    once = host.fetch(whole=True)
    assert (once.rows_absent, once.rows_withdrawn) == (2, 0)
    assert {gone, back} <= host.ids()
    assert host.fetch().rows_withdrawn == 0  # changes alone tell nothing of what is not there
    host.soda.put([row])
    twice = host.fetch(whole=True)
    assert (twice.rows_absent, twice.rows_withdrawn) == (0, 1)
    assert host.ids() == host.held()
    (row["offense_id"], row[":id"]) = (int(gone), "row-new")
    host.soda.put([row])
    assert host.fetch(whole=True).rows_new == 1
    assert gone in host.ids()


def test_a_record_that_becomes_one_never_kept_leaves_at_once_and_bare(host: Host) -> None:
    host.fetch()
    key = sorted(host.held())[7]
    host.edit(key, "Rape")
    report = host.fetch()
    assert report.rows_refused["withheld"] >= 1
    assert report.rows_withdrawn == 1
    assert key not in host.ids()
    newest = duckdb.sql(
        "SELECT offence, lon, lat, category, place FROM "
        f"({host.store.versions_sql(host.store.manifest())}) WHERE retracted_at IS NOT NULL"
    ).fetchall()
    assert newest == [(None, None, None, "unmapped", "missing")]


def test_a_table_that_lost_most_is_refused_whole(host: Host) -> None:
    host.fetch()
    before = host.store.path.read_bytes()
    host.soda.sql("DELETE FROM t WHERE offense_id % 100 <> 0")
    with pytest.raises(InputError, match=r"lacks 1,1\d\d of the 1,200 records .*as before"):
        host.fetch(whole=True)
    assert host.store.path.read_bytes() == before
    report = host.fetch(whole=True, accept=True)
    assert report.rows_absent > 1000
    assert len(host.ids()) == ROWS
    host.fetch(whole=True)
    assert host.ids() == host.held()


def test_what_was_refused_is_not_fetched_again_when_it_is_accepted(host: Host) -> None:
    host.fetch()
    host.soda.sql("DELETE FROM t WHERE offense_id % 100 <> 0")
    with pytest.raises(InputError, match="--accept"):
        host.fetch(whole=True)
    host.soda.log.clear()
    report = host.fetch(0.1, accept=True)  # as the message says, without --whole
    assert report.rows_absent > 1000
    assert host.asked() == []
    host.fetch(whole=True, accept=True)  # that one is used up: this is another pull
    assert host.asked()
    assert host.ids() == host.held()


def test_it_says_what_it_waits_for(host: Host) -> None:
    host.soda.faults = [None, "503"]
    told: list[str] = []
    host.fetch(progress=lambda what, _share: told.append(what))
    assert any("asking again in 1 s, as it answers 503" in what for what in told)


def test_a_full_replace_that_touches_every_row_changes_nothing(host: Host) -> None:
    host.fetch()
    version = host.store.manifest().version
    host.soda.sql('UPDATE t SET ":updated_at" = ?', host.now.strftime("%Y-%m-%dT%H:%M:%S.000Z"))
    report = host.fetch()
    assert report.rows_unchanged == ROWS
    assert host.store.manifest().version == version


@pytest.mark.parametrize("fault", ["repeat", "shuffle", "cut", "503", "short"])
def test_faults_that_pass_do_no_harm(host: Host, fault: str) -> None:
    host.soda.faults = [None, fault]
    host.fetch()
    assert host.ids() == host.held()


def test_faults_that_stay_leave_the_store_and_say_how_to_go_on(host: Host) -> None:
    host.fetch()
    before = host.store.path.read_bytes()
    host.soda.forever = "html"
    with pytest.raises(InputError, match="crimecast ingest seattle FILE"):
        host.fetch(whole=True)
    assert host.store.path.read_bytes() == before


def test_a_renamed_column_is_named_and_a_retyped_one_needs_a_yes(host: Host) -> None:
    host.fetch()
    host.soda.types["offense_date"] = "text"
    with pytest.raises(InputError, match=r"offense_date \(calendar_date before, text now\)"):
        host.fetch(whole=True)
    assert host.fetch(whole=True, accept=True).rows_unchanged == ROWS
    host.soda.sql("ALTER TABLE t RENAME COLUMN report_date_time TO reported_when")
    host.soda.types = {
        ("reported_when" if k == "report_date_time" else k): v for k, v in host.soda.types.items()
    }
    with pytest.raises(InputError, match=r"lacks column report_date_time"):
        host.fetch(whole=True)
    assert len(host.ids()) == ROWS


def test_a_rolling_portal_may_drop_old_records(soda: Soda, home: Path) -> None:
    soda.sql(
        "UPDATE t SET report_date_time = '2023-02-03T08:00:00.000', "
        "offense_date = '2023-02-02T08:00:00.000' WHERE offense_id % 2 = 0"
    )
    host = Host(soda, home, rolling=True)
    host.fetch()
    soda.sql("DELETE FROM t WHERE report_date_time < '2024'")
    report = host.fetch(whole=True)
    assert (report.rows_absent, report.rows_withdrawn) == (0, 0)
    assert len(host.ids()) == ROWS
    strict = Host(soda, home, rolling=False)
    strict.now = host.now
    with pytest.raises(InputError, match="lacks"):
        strict.fetch(whole=True)


def test_answers_are_kept_as_they_came_for_some_days(host: Host) -> None:
    host.fetch()
    raw = host.store.folder / "raw"
    (one,) = raw.iterdir()
    assert len(list(one.glob("*.raw.gz"))) == 3
    assert not list((host.store.folder / "pull").glob("page-*"))
    host.fetch(40, whole=True)
    assert one not in set(raw.iterdir())


def test_a_city_without_a_portal_says_so(home: Path) -> None:
    with pytest.raises(InputError, match=r"names no portal.*crimecast ingest simulated FILE"):
        fetch(load_city("simulated"), home=home, settings=SETTINGS)
