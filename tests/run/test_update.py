"""Updates: each step on its own feet, one at a time, told in a status that is never half."""

import json
import logging
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from crimecast import files
from crimecast.archive.read import latest_id, list_ids
from crimecast.city import City, load_city
from crimecast.errors import InputError
from crimecast.incidents.report import Report
from crimecast.mirror import Address, Follower
from crimecast.run import update as updating
from crimecast.run.forecast import forecasts_folder
from crimecast.run.ingest import ingest
from crimecast.run.logs import JsonLines
from crimecast.run.update import LOCK, keep_updating, update
from crimecast.simulate.city import simulate
from crimecast.status import (
    STATUS,
    STEPS,
    CityStatus,
    next_due,
    parsed,
    read_status,
    told,
    write_status,
)

NOW = datetime(2025, 6, 10, 12, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a simulated city of half-hourly reports and a quick model."""
    home = tmp_path_factory.mktemp("stored")
    until = np.datetime64("2025-06-10T12:00:00", "s")
    made = simulate(tmp_path_factory.mktemp("simulated"), years=0.2, until=until)
    city = load_city("simulated")
    ingest(city, [made.csv], home=home)
    shutil.copy(made.area, city.area_path(home))
    shipped = Path(updating.__file__).parents[1] / "cities" / "simulated.toml"
    (home / "cities").mkdir()
    (home / "cities" / "simulated.toml").write_text(
        shipped.read_text() + '\n[update]\nevery_h = 6\ncell = 500\nhorizon = 24\nmodel = "kde"\n'
    )
    return home


@pytest.fixture
def own(stored: Path, tmp_path: Path) -> Path:
    shutil.copytree(stored, tmp_path / "own")
    return tmp_path / "own"


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


def test_a_city_is_brought_up_to_date_and_then_is_not_due(own: Path) -> None:
    (status,) = update((), own, now=at(NOW))
    states = {name: step.state for name, step in status.steps.items()}
    assert states == {
        "fetch": "skipped", "forecast": "done", "score": "skipped", "thin": "skipped",
        "push": "skipped",
    }  # fmt: skip
    assert status.steps["forecast"].what == latest_id(own / "simulated" / "forecasts")
    assert status.due == told(NOW + timedelta(hours=6))
    assert read_status("simulated", own) == status
    assert update((), own, now=at(NOW + timedelta(hours=5))) == [status]
    assert len(list_ids(own / "simulated" / "forecasts")) == 1
    (later,) = update((), own, now=at(NOW + timedelta(hours=6)))
    assert later.steps["forecast"].state == "done"
    assert len(list_ids(own / "simulated" / "forecasts")) == 2


def test_what_would_be_the_same_is_not_made_again(own: Path) -> None:
    later = NOW + timedelta(days=5)  # the records end in the past: so does the forecast
    update((), own, now=at(later))
    (again,) = update((), own, force=True, now=at(later + timedelta(hours=3)))
    assert again.steps["forecast"].state == "skipped"
    assert "same records" in again.steps["forecast"].what
    assert len(list_ids(own / "simulated" / "forecasts")) == 1


def test_a_portal_that_fails_keeps_nothing_from_readers(
    own: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    city = load_city("simulated", own)
    portal = load_city("denver").portal
    asked: list[datetime] = []

    def fetch(_city: City, *, home: Path, now: datetime, **_: object) -> Report:
        assert home == own
        asked.append(now)
        if len(asked) <= 2:
            raise InputError("the portal answers with an error page")
        return Report("simulated", rows_read=5, rows_new=2)

    monkeypatch.setattr(updating, "fetch", fetch)
    with_portal = city.model_copy(update={"portal": portal})
    monkeypatch.setattr(updating, "load_city", lambda *_: with_portal)
    with caplog.at_level(logging.INFO, "crimecast.update"):
        (status,) = update(("simulated",), own, now=at(NOW))
    assert status.failed == ["fetch"]
    assert (status.steps["fetch"].failures, status.steps["fetch"].succeeded) == (1, None)
    assert status.steps["forecast"].state == "done"  # from what there is
    assert "error page" in caplog.text
    assert status.due == told(NOW + timedelta(hours=1))  # sooner than the six hours
    (status,) = update(("simulated",), own, now=at(NOW + timedelta(hours=1)))
    assert status.failed == ["fetch"]
    assert status.steps["forecast"].state == "skipped"  # one more would tell nothing new
    assert len(list_ids(own / "simulated" / "forecasts")) == 1
    (status,) = update(("simulated",), own, now=at(NOW + timedelta(hours=2)))
    assert status.failed == []
    assert status.steps["fetch"].failures == 0
    assert status.steps["fetch"].what == "5 rows: 2 new, 0 changed, 0 withdrawn"
    assert status.due == told(NOW + timedelta(hours=8))


def test_a_step_that_breaks_in_an_unforeseen_way_stops_no_other(
    own: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("unforeseen")

    monkeypatch.setattr(updating, "issue_forecast", broken)
    (status,) = update((), own, now=at(NOW))
    assert status.failed == ["forecast"]
    assert status.steps["forecast"].what == "KeyError: 'unforeseen'"
    assert status.steps["thin"].state == "skipped"
    assert not forecasts_folder(load_city("simulated", own), own).exists()


def test_what_was_made_is_brought_to_an_address(own: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    (status,) = update((), own, to=str(there), now=at(NOW))
    assert status.steps["push"].state == "done"
    server = Follower(Address(str(there)), tmp_path / "server")
    assert server.once() == []
    assert latest_id(server.cache / "simulated" / "forecasts") == status.steps["forecast"].what
    followed = read_status("simulated", server.cache)
    assert {name: step.state for name, step in followed.steps.items()} == {
        name: step.state for name, step in status.steps.items()
    }
    # An address that fails is told like any other step, and tried again.
    shutil.rmtree(there)
    there.write_text("no folder")
    (status,) = update((), own, to=str(there), force=True, now=at(NOW + timedelta(hours=7)))
    assert status.failed == ["push"]
    assert status.steps["forecast"].state == "done"


def test_the_status_of_an_older_version_is_read(own: Path) -> None:
    (status,) = update((), own, now=at(NOW))
    path = own / "simulated" / STATUS
    told_ = files.read_json(path)
    del told_["steps"]["push"]
    files.write_json(path, told_)
    known = read_status("simulated", own)
    assert known.steps["forecast"] == status.steps["forecast"]
    assert known.steps["push"].state == "never"


def test_a_city_whose_file_is_wrong_keeps_no_other_waiting(own: Path) -> None:
    (own / "cities" / "broken.toml").write_text("id = 3")
    with pytest.raises(InputError, match="broken"):
        update(("broken", "nowhere", "simulated"), own, now=at(NOW))
    assert read_status("simulated", own).steps["forecast"].state == "done"


def test_two_never_run_at_once(own: Path) -> None:
    with (
        files.locked(own / LOCK, busy="busy"),
        pytest.raises(InputError, match="another update runs in"),
    ):
        update((), own, now=at(NOW))
    assert read_status("simulated", own) == CityStatus("simulated")


def test_a_clock_that_was_set_back_keeps_no_city_waiting(own: Path) -> None:
    update((), own, now=at(NOW + timedelta(days=400)))
    (status,) = update((), own, now=at(NOW))
    assert status.steps["forecast"].at == told(NOW)
    assert status.due == told(NOW + timedelta(hours=6))


def test_a_damaged_status_is_as_if_it_were_not_there(own: Path) -> None:
    for text in ("", "{", "[]", '{"steps": {}, "due": null}', '{"steps": {"fetch": {"x": 1}}}'):
        (own / "simulated" / STATUS).write_text(text)
        assert read_status("simulated", own) == CityStatus("simulated")
    (status,) = update((), own, now=at(NOW))
    assert json.loads((own / "simulated" / STATUS).read_text()) == status.to_json()


def test_a_day_of_23_hours_is_no_other(tmp_path: Path) -> None:
    step = replace(CityStatus("x").steps["fetch"], state="done", at="2025-03-09T08:30:00Z")
    status = CityStatus("x", dict.fromkeys(STEPS, step))
    assert next_due(status, 24) == parsed("2025-03-10T08:30:00Z")
    write_status(status, tmp_path)
    assert read_status("x", tmp_path) == status


def test_it_goes_on_whatever_fails(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[int] = []

    def failing(*_: object, **__: object) -> list[CityStatus]:
        calls.append(1)
        raise [InputError("a city's file is wrong"), OSError(28, "No space left")][len(calls) % 2]

    monkeypatch.setattr(updating, "update", failing)
    waited: list[float] = []
    keep_updating((), own, rounds=4, sleep=waited.append)
    assert len(calls) == 4
    assert waited == [60.0] * 4


def test_readers_meet_a_whole_status_at_any_moment(tmp_path: Path) -> None:
    seen, ended = set(), threading.Event()

    def read() -> None:
        while not ended.is_set():
            seen.add(read_status("x", tmp_path).due)

    reader = threading.Thread(target=read)
    write_status(CityStatus("x", due="0"), tmp_path)
    reader.start()
    for number in range(100):
        write_status(CityStatus("x", due=str(number)), tmp_path)
    ended.set()
    reader.join()
    assert None not in seen  # which an unreadable one would be


def test_a_log_line_is_an_object() -> None:
    record = logging.LogRecord("crimecast.update", logging.ERROR, "", 1, "%s: “x”", ("a",), None)
    line = JsonLines().format(record)
    assert "\n" not in line
    found = json.loads(line)
    assert (found["level"], found["logger"], found["message"]) == (
        "error", "crimecast.update", "a: “x”",
    )  # fmt: skip
