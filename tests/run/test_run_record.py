"""A backtest becomes a record: its numbers are the tables', and it is published whole."""

import json
from pathlib import Path

import pytest

from crimecast.city import load_city
from crimecast.errors import InputError
from crimecast.record.store import open_current, open_record, record_folder
from crimecast.run.record import publish_backtest
from record_published import WHEN, backtest_folder, publish_sample
from records_sample import TOML
from report_sample import GAINS, Sample


@pytest.fixture
def city_home(home: Path) -> Path:
    (home / "cities").mkdir()
    (home / "cities" / "testville.toml").write_text(TOML)
    return home


def test_its_numbers_are_those_of_the_tables(city_home: Path, tmp_path: Path) -> None:
    sample = Sample()
    record = publish_sample(city_home, backtest_folder(tmp_path / "bt", sample)).record
    assert (record.model, record.reference) == ("additive", "prior_counts")
    assert (record.first, record.last, record.forecasts) == ("2024-10-28", "2024-11-11", 15)
    lead = record.models[0]
    shortest = next(gain for gain in lead.gains if gain.hours == 1)
    assert (shortest.value, shortest.low, shortest.high) == GAINS["additive"]
    assert record.models[1].name == "prior_counts"
    assert record.models[1].gains == ()
    assert lead.ratio is not None
    assert lead.ratio.value == 1.0173
    assert [it.area for it in lead.found] == [0.01, 0.05, 0.1]
    assert {it.area: it.value for it in record.oracle}[0.01] == 0.5
    days = [
        row
        for row in sample.tables["totals"]
        if (row["model"], row["category"], row["area"], row["hours"])
        == ("additive", "all", "city", 24)
    ]
    assert record.course is not None
    assert [it.observed for it in record.course.counts] == [row["observed"] for row in days]
    assert [it.upper90 for it in record.course.counts] == [row["upper90"] for row in days]
    # The clocks go back on 3 November: each local day is there once.
    dates = [it.date for it in record.course.counts]
    assert dates == sorted(set(dates))
    inside = sum(row["lower90"] <= row["observed"] <= row["upper90"] for row in days)
    city = next(it for it in record.held if (it.area, it.hours) == ("city", 24))
    assert city.inside90 == pytest.approx(inside / 15, abs=1e-4)
    assert lead.held == city
    assert [test.of for test in record.number_tests] == [15]
    assert record.reliability is not None
    assert sum(p.incidents for p in record.reliability.points) == sum(
        row["observed"]
        for row in sample.tables["reliability"]
        if (row["model"], row["category"]) == ("additive", "all")
    )
    assert record.terms.notice == "As is."
    assert record.terms.not_shown == ("homicides",)
    assert record.reported_within["1 day"] == 0.81


def test_the_same_backtest_is_the_same_record_and_another_one_leaves_it(
    city_home: Path, tmp_path: Path
) -> None:
    folder = backtest_folder(tmp_path / "bt")
    first = publish_sample(city_home, folder)
    again = publish_backtest(load_city("testville", city_home), folder, city_home)
    assert again.record == first.record
    other = publish_sample(city_home, backtest_folder(tmp_path / "other", Sample(seed=4)))
    assert other.record.id != first.record.id
    below = record_folder("testville", city_home)
    assert open_record(below, first.record.id).record == first.record
    current = open_current(below)
    assert current is not None
    assert current.record == other.record
    assert current.read("report.html") == (tmp_path / "other" / "report.html").read_bytes()
    assert not list(below.glob(".aside-*"))


def test_what_was_damaged_is_told_and_mended_by_publishing_again(
    city_home: Path, tmp_path: Path
) -> None:
    folder = backtest_folder(tmp_path / "bt")
    made = publish_sample(city_home, folder)
    (made.folder / "report.html").write_text("other words")
    with pytest.raises(InputError, match=r"report\.html is damaged"):
        made.read("report.html")
    publish_sample(city_home, folder)
    assert made.read("report.html") == (folder / "report.html").read_bytes()
    (made.folder / "record.json").write_text("{")
    with pytest.raises(InputError, match="run crimecast record publish again"):
        open_current(made.folder.parent)


def test_a_backtest_of_another_city_is_refused(city_home: Path, tmp_path: Path) -> None:
    folder = backtest_folder(tmp_path / "bt")
    protocol = json.loads((folder / "protocol.json").read_text())
    protocol["city"]["id"] = "oakville"
    (folder / "protocol.json").write_text(json.dumps(protocol))
    with pytest.raises(InputError, match="a backtest of 'oakville', not of 'testville'"):
        publish_sample(city_home, folder)
    assert open_current(record_folder("testville", city_home)) is None


def test_a_backtest_without_reference_totals_or_curves_is_a_record_too(
    city_home: Path, tmp_path: Path
) -> None:
    sample = Sample(["additive"])
    for name in ("totals", "curves", "reliability"):
        sample.tables[name] = []
    sample.tables["summary"] = [r for r in sample.tables["summary"] if "city" not in r["resolution"]
                                and "neighborhood" not in r["resolution"]]  # fmt: skip
    record = publish_sample(city_home, backtest_folder(tmp_path / "bt", sample)).record
    assert record.reference is None
    assert (record.course, record.reliability, record.held, record.oracle) == (None, None, (), ())
    assert record.published_at == f"{WHEN:%Y-%m-%dT%H:%M:%SZ}"
