from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from crimecast.simulate import city as module
from crimecast.simulate import truth
from crimecast.simulate.city import SimulatedFiles, simulate

UNTIL = np.datetime64("2025-03-20T05:00", "s")
DAY = np.timedelta64(86400, "s")


def content(files: SimulatedFiles) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(files.truth.iterdir())}


def rows(files: SimulatedFiles) -> list[tuple[str, ...]]:
    with files.csv.open(encoding="utf-8", newline="") as file:
        return [tuple(row) for row in csv.reader(file)][1:]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> SimulatedFiles:
    return simulate(tmp_path_factory.mktemp("small"), seed=3, years=0.1, until=UNTIL)


@pytest.fixture(scope="module")
def later(tmp_path_factory: pytest.TempPathFactory) -> SimulatedFiles:
    return simulate(tmp_path_factory.mktemp("later"), seed=3, years=0.15, until=UNTIL + 9 * DAY)


def test_same_seed_same_bytes(small: SimulatedFiles, tmp_path: Path) -> None:
    again = simulate(tmp_path / "new" / "folder", seed=3, years=0.1, until=UNTIL)
    assert content(again) == content(small)
    assert set(content(small)) == {
        "incidents.csv", "area.geojson", "streets.osm.gz", "truth.npz", "truth.json",
    }  # fmt: skip


def test_another_seed_and_rate_is_another_city_in_the_same_streets(
    small: SimulatedFiles, tmp_path: Path
) -> None:
    other = simulate(tmp_path, seed=4, years=0.1, until=UNTIL, rate=2.0)
    assert 1.7 < other.offences / small.offences < 2.4
    assert other.csv.read_bytes() != small.csv.read_bytes()
    assert other.area.read_bytes() == small.area.read_bytes()


def test_a_later_run_delivers_the_same_records_and_those_that_came_since(
    small: SimulatedFiles, later: SimulatedFiles
) -> None:
    before, after = rows(small), rows(later)
    assert set(before) <= set(after)
    old = {row[0] for row in before}
    new = [row for row in after if row[0] not in old]
    # some of the new ones happened in the first span and had not been reported
    cut = "2025-03-19 23:00:00"
    start = min(row[3] for row in before)
    assert sum(start < row[3] < cut and row[5] > cut for row in new) > 10


def test_intensity_is_the_same_whatever_the_span(
    small: SimulatedFiles, later: SimulatedFiles
) -> None:
    hours = small.until - np.arange(100, 50, -1) * np.timedelta64(3600, "s")
    one, two = (truth.load(files.truth).totals(hours) for files in (small, later))
    np.testing.assert_allclose(one, two, rtol=1e-9)


def test_about_48_offences_a_day(small: SimulatedFiles) -> None:
    assert 40 < small.offences / (0.1 * 365.25) < 58
    assert small.start == UNTIL - np.timedelta64(round(0.1 * 8766) * 3600, "s")


def test_what_is_not_yet_reported_is_in_the_truth_only(small: SimulatedFiles) -> None:
    known = truth.load(small.truth)
    events = known.events(stop=known.until)
    told = {row[0] for row in rows(small)}
    late = events.reported_at > known.until
    assert late.sum() > 20
    assert not told & set(events.offence_id[late].tolist())
    assert told == set(events.offence_id[~late].tolist())
    assert len(known.events(stop=known.until, reported_by=known.until)) == len(told)
    assert small.offences == len(events)
    ahead = known.events(start=known.until)
    assert len(ahead) > 14 * 30  # two weeks ahead, so that a forecast can be scored


def test_until_is_floored_and_now_by_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> Clock:
            return cls(2025, 3, 20, 5, 59, 59, tzinfo=UTC)

    monkeypatch.setattr(module, "datetime", Clock)
    told: list[tuple[str, float]] = []
    made = simulate(tmp_path, years=0.02, progress=lambda *said: told.append(said))
    assert made.until == UNTIL
    shares = [share for _, share in told]
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"seed": -1}, "seed is -1"),
        ({"years": 0.001}, "years is 0.001"),
        ({"rate": 0}, "rate is 0"),
        ({"until": datetime(2025, 1, 1)}, "time zone"),  # noqa: DTZ001
        ({"until": np.datetime64("1969-01-01", "s")}, "until is 1969"),
    ],
)
def test_bad_options_are_named(tmp_path: Path, options: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        simulate(tmp_path / "out", **options)  # type: ignore[arg-type]
    assert not (tmp_path / "out").exists()


def test_a_file_in_the_way_is_an_error_and_stays(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    with pytest.raises(OSError, match="out"):
        simulate(tmp_path / "out", years=0.02, until=UNTIL)
    assert (tmp_path / "out").read_text() == "mine"
