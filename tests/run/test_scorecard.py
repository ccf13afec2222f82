"""Issued forecasts held against what came: as a backtest would, told in a ledger, never undone."""

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from crimecast.archive.read import list_ids, open_forecast
from crimecast.calendar import DAY
from crimecast.city import City, load_city
from crimecast.errors import InputError
from crimecast.evaluate.backtest import backtest
from crimecast.incidents.history import History
from crimecast.incidents.query import load_history
from crimecast.mirror import Address, Follower, gather, push
from crimecast.mirror.head import File
from crimecast.models.plugins import installed
from crimecast.record.ledger import LEDGER, START, read_ledger
from crimecast.record.store import open_current, record_folder
from crimecast.run.audit import audit
from crimecast.run.forecast import forecasts_folder, issue_forecast
from crimecast.run.ingest import ingest
from crimecast.run.score_kinds import DAY as DAY_KIND
from crimecast.run.score_kinds import WEEK, Due
from crimecast.run.scorecard import due, origin_of, score_issued, scores_folder, settled
from crimecast.run.thin import surplus, thin
from crimecast.simulate.city import simulate
from crimecast.web.app import create_app
from web_sample import Client

UNTIL = np.datetime64("2025-06-10T12:00:00", "s")
FIRST = np.datetime64("2025-05-08T06:00:00", "s")
WHEN = datetime(2025, 6, 10, 12, tzinfo=UTC)
REFERENCES = {"prior_counts": installed()["prior_counts"]}


@pytest.fixture(scope="module")
def city() -> City:
    return load_city("simulated")


@pytest.fixture(scope="module")
def issued(city: City, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a city and four forecasts: 33, 26, 5 and 0.5 days old."""
    home = tmp_path_factory.mktemp("issued")
    files = simulate(tmp_path_factory.mktemp("simulated"), years=0.3, until=UNTIL)
    ingest(city, [files.csv], home=home)
    shutil.copy(files.area, city.area_path(home))
    for days in (0, 7, 28, 32):
        issue_forecast(
            city, home, at=FIRST + days * DAY, horizon=48, cell=250, model="kde", now=UNTIL
        )
    return home


@pytest.fixture
def home(issued: Path, tmp_path: Path) -> Path:
    shutil.copytree(issued, tmp_path / "home")
    return tmp_path / "home"


def test_it_is_what_a_backtest_finds(home: Path, city: City) -> None:
    found = score_issued(city, home, now=WHEN, makers=REFERENCES)
    assert found.left == ()
    ids = list_ids(forecasts_folder(city, home))
    assert found.made == (Due(ids[0], 30), Due(ids[1], 7), Due(ids[2], 1))
    assert found.record is not None
    record = found.record.record
    assert (record.source, record.model, record.reference) == ("scorecard", "kde", "prior_counts")
    assert record.forecasts == 3
    origins = FIRST + np.array([0, 7, 28]) * DAY
    grid = open_forecast(forecasts_folder(city, home), ids[0]).grid
    history = load_history(city, home)
    wanted = backtest(history, ["kde", "prior_counts"], origins, grid=grid, windows=("1h", "24h"),
                      refit=0)  # fmt: skip
    frame = wanted.frame("summary").query(
        "score == 'gain_over_prior_counts' and category == 'all' and lead == 'all' "
        "and model == 'kde' and resolution == '1h x 250m'"
    )
    (gain,) = frame["value"]
    (told,) = [gain for gain in record.models[0].gains if gain.hours == 1]
    assert told.value == pytest.approx(gain, abs=2e-3)
    assert told.incidents == frame["n"].item()
    assert open_current(record_folder(city.id, home)).record.id == record.id  # type: ignore[union-attr]
    ledger = read_ledger(scores_folder(city, home) / LEDGER)
    assert record.ledger is not None
    assert (record.ledger.entries, record.ledger.head) == (3, ledger.head)
    assert [entry["age"] for entry in ledger.entries] == [30, 7, 1]
    assert settled(ledger) == {ids[0]}


def test_a_week_is_told_by_how_far_ahead_its_days_lay(home: Path, city: City) -> None:
    for name in list_ids(forecasts_folder(city, home))[1:]:
        shutil.rmtree(forecasts_folder(city, home) / name)
    starts = FIRST + np.array([6, 7, 8]) * DAY
    for at in starts:
        issue_forecast(city, home, at=at, horizon=168, cell=250, model="kde", now=UNTIL)
    found = score_issued(city, home, now=WHEN, makers=REFERENCES)
    ids = list_ids(forecasts_folder(city, home))
    whole = [Due(name, *how) for name in ids[1:] for how in ((7, DAY_KIND), (1, WEEK))]
    assert found.made == (Due(ids[0], 30), *whole)
    assert found.record is not None
    record = found.record.record
    assert record.ages == {"7": 3, "30": 1}
    grid = open_forecast(forecasts_folder(city, home), ids[1]).grid
    wanted = backtest(
        load_history(city, home), ["kde", "prior_counts"], starts, grid=grid, windows=("24h",),
        refit=0, horizon=168,
    )  # fmt: skip
    gains = wanted.frame("summary").query(
        "score == 'gain_over_prior_counts' and category == 'all' and model == 'kde' "
        "and resolution == '24h x 250m' and lead != 'all'"
    )
    assert [day.day for day in record.by_day] == list(range(1, 8))
    assert [day.gain.value for day in record.by_day if day.gain] == pytest.approx(
        [gains[gains["lead"] == str(24 * k)]["value"].item() for k in range(7)], abs=2e-3
    )
    assert [day.counts for day in record.by_day] == [3] * 7
    assert all(0 <= day.inside90 <= 1 for day in record.by_day if day.inside90 is not None)
    assert audit(city, home).faults == ()
    # Only when the week is scored for the last time is nothing more to be found out.
    assert settled(read_ledger(scores_folder(city, home) / LEDGER)) == {ids[0]}
    ledger = read_ledger(scores_folder(city, home) / LEDGER)
    for name in ids[1:]:
        ledger = ledger.append("scored", {"forecast": name, "age": 30, "reach": 168})
    assert settled(ledger) == {ids[0]}
    ledger = ledger.append("scored", {"forecast": ids[1], "age": 30, "horizon": 168, "reach": 168})
    assert settled(ledger) == {ids[0], ids[1]}


def test_again_there_is_nothing_to_do(home: Path, city: City) -> None:
    first = score_issued(city, home, now=WHEN, makers=REFERENCES)
    again = score_issued(city, home, now=WHEN, makers=REFERENCES)
    assert (again.made, again.record) == ((), None)
    assert first.record is not None
    assert open_current(record_folder(city.id, home)).record == first.record.record  # type: ignore[union-attr]


def test_what_a_killed_run_left_untold_is_scored_anew(home: Path, city: City) -> None:
    score_issued(city, home, now=WHEN, makers=REFERENCES)
    path = scores_folder(city, home) / LEDGER
    name = list_ids(forecasts_folder(city, home))[0]
    part = scores_folder(city, home) / name / "30d" / "kde" / "scores.parquet"
    other = scores_folder(city, home) / name / "30d" / "prior_counts" / "scores.parquet"
    whole = part.read_bytes()
    part.write_bytes(other.read_bytes())  # of fewer records, say
    path.unlink()
    score_issued(city, home, now=WHEN, makers=REFERENCES)
    assert part.read_bytes() == whole
    assert audit(city, home).faults == ()


def test_a_forecast_is_due_at_each_age_once(home: Path, city: City) -> None:
    folder = forecasts_folder(city, home)
    ids = list_ids(folder)
    ledger = read_ledger(scores_folder(city, home) / LEDGER)
    origin = FIRST

    def ages(days: float) -> list[int]:
        end = origin + np.timedelta64(round(86_400 * (1 + days)), "s")
        return [one.age for one in due(folder, ledger, end)[0] if one.forecast == ids[0]]

    assert ages(0.99) == []
    assert [ages(1), ages(6.9), ages(7), ages(31)] == [[1], [1], [7], [30]]
    ledger = ledger.append("scored", {"forecast": ids[0], "age": 7})
    assert [ages(8), ages(30)] == [[], [30]]
    ledger = ledger.append("scored", {"forecast": ids[0], "age": 30})
    assert ages(300) == []


def test_scores_that_a_killed_run_did_not_publish_are_published(home: Path, city: City) -> None:
    first = score_issued(city, home, now=WHEN, makers=REFERENCES).record
    assert first is not None
    shutil.rmtree(record_folder(city.id, home))
    again = score_issued(city, home, now=WHEN, makers=REFERENCES)
    assert again.made == ()
    assert again.record is not None
    assert again.record.record.ledger == first.record.ledger
    assert score_issued(city, home, now=WHEN, makers=REFERENCES).record is None


def test_a_forecast_made_after_its_records_ended_is_scored_from_when_it_was_made(
    home: Path, city: City
) -> None:
    """References know no more than it did: what was reported since counts for all."""
    shutil.rmtree(forecasts_folder(city, home))
    late = FIRST + DAY + np.timedelta64(1800, "s")
    issue_forecast(city, home, at=late, horizon=48, cell=250, model="kde", now=UNTIL)
    (name,) = list_ids(forecasts_folder(city, home))
    path = forecasts_folder(city, home) / name / "manifest.json"
    manifest = json.loads(path.read_text())
    earlier = FIRST - np.timedelta64(3600 * 20, "s")
    manifest["origin"] = f"{earlier}Z"  # as if a portal had lagged by two days
    path.write_text(json.dumps(manifest))
    issued = open_forecast(forecasts_folder(city, home), name)
    made = late.astype("datetime64[h]").astype("datetime64[s]")
    assert origin_of(issued) == made
    seen: list[np.datetime64] = []

    class Spy(type(installed()["prior_counts"]())):  # type: ignore[misc]
        def _fit(self, history: History) -> None:
            seen.append(history.reported_at[-1])
            super()._fit(history)

    found = score_issued(city, home, now=WHEN, makers={"prior_counts": Spy})
    assert [one.forecast for one in found.made] == [name]
    assert seen
    assert max(seen) <= earlier


def test_a_damaged_forecast_is_told_and_the_others_are_scored(home: Path, city: City) -> None:
    ids = list_ids(forecasts_folder(city, home))
    (forecasts_folder(city, home) / ids[1] / "manifest.json").write_text("{")
    found = score_issued(city, home, now=WHEN, makers=REFERENCES)
    assert [one.forecast for one in found.made] == [ids[0], ids[2]]
    assert [name for name, _ in found.left] == [ids[1]]


def test_what_was_scored_cannot_be_changed_without_a_trace(home: Path, city: City) -> None:
    score_issued(city, home, now=WHEN, makers=REFERENCES)
    path = scores_folder(city, home) / LEDGER
    whole = path.read_bytes()
    lines = whole.splitlines(keepends=True)
    for changed, line in (
        (lines[1:], 1), ([lines[0], lines[2]], 2), ([lines[1], lines[0], lines[2]], 1),
        ([lines[0], lines[1].replace(b'"age":7', b'"age":1'), lines[2]], 3),
    ):  # fmt: skip
        path.write_bytes(b"".join(changed))
        with pytest.raises(InputError, match=f"line {line}: it does not follow"):
            score_issued(city, home, now=WHEN, makers=REFERENCES)
    path.write_bytes(whole + b'{"n":4,"kind":"sco')  # a killed writer's
    ledger = read_ledger(path)
    assert len(ledger.entries) == 3
    longer = ledger.append("scored", {"forecast": "x", "age": 1})
    assert read_ledger(path) == longer
    assert path.read_bytes().startswith(whole)
    assert longer.entries[3]["previous"] == ledger.head != START


def test_only_what_is_scored_to_the_end_goes_and_its_scores_stay(home: Path, city: City) -> None:
    ids = list_ids(forecasts_folder(city, home))
    issue_forecast(city, home, at=FIRST - DAY // 24, horizon=48, cell=250, model="kde", now=UNTIL)
    late = datetime(2027, 1, 1, tzinfo=UTC)
    assert thin(city, home, now=late) == []  # none is settled
    score_issued(city, home, now=WHEN, makers=REFERENCES)
    earlier = (set(list_ids(forecasts_folder(city, home))) - set(ids)).pop()
    assert thin(city, home, now=WHEN) == []  # none is old
    gone = thin(city, home, now=late)
    assert gone == [ids[0]]  # a later one of the same month; the others are not settled
    assert earlier in list_ids(forecasts_folder(city, home))
    ledger = read_ledger(scores_folder(city, home) / LEDGER)
    (entry,) = ledger.of_kind("thinned")
    assert entry["forecast"] == ids[0]
    assert len(entry["content"]) == 64
    assert (scores_folder(city, home) / ids[0] / "30d" / "kde" / "scores.parquet").is_file()


def test_what_was_pushed_makes_a_host_again(home: Path, city: City, tmp_path: Path) -> None:
    score_issued(city, home, now=WHEN, makers=REFERENCES)
    (newest,) = list_ids(forecasts_folder(city, home))[-1:]
    damaged = forecasts_folder(city, home) / list_ids(forecasts_folder(city, home))[1]
    whole = (damaged / "series.npy").read_bytes()
    (damaged / "series.npy").write_bytes(whole[:-1])
    address = Address(str(tmp_path / "there"))
    push(city.id, home, address)
    server = Follower(address, tmp_path / "server", keep=1)
    assert server.once() == []
    # A server has the latest alone, and tells of all; what only whole copies need it leaves out.
    assert list_ids(tmp_path / "server" / city.id / "forecasts") == [newest]
    asked = f"/api/cities/{city.id}/archive"
    told = Client(create_app(home)).get(asked).json()
    copied = Client(create_app(server.cache, bring=server.bring)).get(asked).json()
    assert copied == told
    assert len(told["forecasts"]) == 4
    assert [p.name for p in (server.cache / city.id / "scores").iterdir()] == [LEDGER]
    (damaged / "series.npy").write_bytes(whole)
    again = push(city.id, home, address)
    assert again.objects > 3  # what was damaged, and what tells that it is there
    read: list[Path] = []
    real = gather.file_of

    def counted(root: Path, path: Path) -> File:
        read.append(path)
        return real(root, path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gather, "file_of", counted)
        assert push(city.id, home, address).objects == 0
    assert read  # and of what was listed before nothing
    assert not any("scores" in path.parts for path in read)
    copy = Follower(address, tmp_path / "copy", keep=None, whole=True)
    assert copy.once() + copy.bring_all(lambda *_: None) == []
    found, was = audit(city, copy.cache), audit(city, home)
    assert found == was
    assert found.faults == ()
    assert (found.forecasts, found.entries, found.parts) == (4, 3, 6)
    later = datetime(2025, 7, 20, tzinfo=UTC)
    ours, theirs = (
        score_issued(city, root, now=later, makers=REFERENCES) for root in (home, copy.cache)
    )
    assert ours.made == theirs.made


def test_a_ledger_that_was_changed_keeps_no_forecast_from_servers(
    home: Path, city: City, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    score_issued(city, home, now=WHEN, makers=REFERENCES)
    path = scores_folder(city, home) / LEDGER
    path.write_bytes(path.read_bytes()[10:])
    address = Address(str(tmp_path / "there"))
    push(city.id, home, address)
    assert "scores are not pushed" in caplog.text
    server = Follower(address, tmp_path / "server")
    assert server.once() == []
    assert list_ids(tmp_path / "server" / city.id / "forecasts")


def test_thinning_keeps_all_of_sixty_days_then_one_a_day_then_one_a_month() -> None:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    hourly = {f"{h:05}": now - timedelta(hours=h) for h in range(0, 24 * 800, 6)}
    gone = set(surplus(hourly, now=now))
    ages = {name: (now - at).total_seconds() / 86_400 for name, at in hourly.items()}
    assert not any(ages[name] <= 60 for name in gone)
    middle = [n for n in hourly if 60 < ages[n] <= 400 and n not in gone]
    days = [hourly[n].date() for n in middle]
    assert len(days) == len(set(days)) >= 339
    old = [hourly[n].strftime("%Y-%m") for n in hourly if ages[n] > 401 and n not in gone]
    assert len(old) == len(set(old)) >= 13
    assert surplus(hourly, now=now, keep=hourly) == []


def test_a_published_record_is_the_same_bytes_again(home: Path, city: City) -> None:
    first = score_issued(city, home, now=WHEN, makers=REFERENCES).record
    assert first is not None
    shutil.rmtree(scores_folder(city, home))
    again = score_issued(city, home, now=WHEN + timedelta(days=1), makers=REFERENCES).record
    assert again is not None
    told, same = (json.loads(r.record.model_dump_json()) for r in (first, again))
    for one in (told, same):
        for name in ("id", "published_at", "ledger", "files"):
            one.pop(name)
    assert told == same
