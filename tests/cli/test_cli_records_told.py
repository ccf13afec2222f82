"""``crimecast records``, as people and as machines read it; ``city check --live`` at a portal."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from records_sample import TOML, row, write_csv
from sources.portals.base import serving
from sources.portals.socrata import SET, Soda, make_rows

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, call: Call) -> Call:
    (home / "cities").mkdir()
    (home / "cities" / "testville.toml").write_text(TOML)
    monkeypatch.setenv("COLUMNS", "200")
    return call


@pytest.fixture
def live(home: Path, run: Call) -> Iterator[Soda]:
    """Give Testville a portal: its rows have other columns than its file names."""
    soda = Soda(make_rows(40))
    with serving(soda):
        portal = (
            f'[portal]\nkind = "socrata"\nurl = "{soda.url}/resource/{SET}"\nkey = "offense_id"\n'
            "[columns]\n"
            'offence_id = "offense_id"\noccurred_from = "offense_start"\n'
            'reported_at = "report_date_time"\nlon = "longitude"\nlat = "latitude"\n'
            'offence = "offense"\n[times]'
        )
        text = TOML[: TOML.index("[columns]")] + portal + TOML.split("[times]", 1)[1]
        (home / "cities" / "testville.toml").write_text(text)
        yield soda


def test_records_are_told_in_a_table_and_as_json(run: Call, tmp_path: Path) -> None:
    assert run("records", "testville")[2].startswith("crimecast: Testville has no records yet")
    rows = [row("1"), row("2", CASE="c1", TYPE="pocket"), row("3", LON="0", LAT="0")]
    assert run("ingest", "testville", write_csv(tmp_path / "a.csv", rows))[0] == 0
    code, out, _ = run("records", "testville")
    assert code == 0
    assert "Testville: 3 offenses of 2 incidents, 66.7% with a place" in out
    assert "3 versions; 0 records were revised, 0 withdrawn" in out
    told = json.loads(run("records", "testville", "--json")[1])
    assert [(kind["id"], kind["rows"]) for kind in told["kinds"]] == [("robbery", 2), ("theft", 1)]
    assert told["kinds"][0]["delay_h"][0] == 3.0


@pytest.mark.parametrize(("as_of", "why"), [("2026-11", "no instant"), ("2026-11-01", "time zone")])
def test_an_instant_that_is_none_is_refused(run: Call, as_of: str, why: str) -> None:
    code, _, err = run("records", "testville", "--as-of", as_of)
    assert code == 1
    assert why in err


def test_a_portal_whose_column_moved_is_told(run: Call, live: Soda) -> None:
    code, out, err = run("city", "check", "testville", "--live", "--private")
    assert code == 1
    assert "The portal has 8 columns, 40 rows." in out
    assert "FAULT: there is no column offense_start; it may be offense_date" in err
    live.types = {("offense_start" if k == "offense_date" else k): v for k, v in live.types.items()}
    code, out, err = run("city", "check", "testville", "--live", "--private")
    assert (code, err) == (0, "")
    assert "Its records can be read." in out


def test_a_portal_on_this_machine_needs_a_yes(run: Call, live: Soda) -> None:
    code, _, err = run("city", "check", "testville", "--live")
    assert code == 1
    assert "private" in err
    assert not live.log


def test_options_of_the_portal_and_files_do_not_go_together(run: Call, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row("1")])
    code, _, err = run("ingest", "testville", path, "--whole")
    assert code == 1
    assert "give no files" in err


def test_records_are_told_as_a_page(run: Call, tmp_path: Path) -> None:
    rows = [row("1"), row("2", CASE="c1", TYPE="pocket")]
    assert run("ingest", "testville", write_csv(tmp_path / "a.csv", rows))[0] == 0
    page = tmp_path / "out" / "records.html"
    code, out, err = run("records", "testville", "--html", page)
    assert (code, err) == (0, "")
    assert out == f"Testville: the page of its records is {page}\n"
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    code, out, err = run("records", "testville", "--html", page, "--json")
    assert code == 0
    assert json.loads(out)["rows"] == 2
    assert "the page of its records is" in err
    before = page.read_bytes()
    args = ("--html", page, "--as-of", "2020-01-01T00:00:00Z")
    code, _, err = run("records", "testville", *args)
    assert code == 1
    assert "had no records at" in err
    assert page.read_bytes() == before
    code, _, err = run("records", "testville", "--html", tmp_path)
    assert code == 1
    assert "is a folder; name a file" in err
