"""Change against the usual of an issued forecast."""

import gzip
import json
from pathlib import Path

import numpy as np
import pytest

from crimecast.archive import ArchiveError, IssuedForecast, open_latest
from crimecast.archive.change import MOST, Change, encode_change
from crimecast.archive.codes import decode_frame
from crimecast.archive.manifest import moment
from crimecast.calendar import hour_of_week, hours_from, local_date
from crimecast.drift import Drift
from forecast_sample import HOURS, LEADS, NOW, issue_sample, sample_drift, sample_grid, sample_usual


@pytest.fixture(scope="module")
def change(issued: IssuedForecast) -> Change:
    return Change(issued)


def values(codes: bytes) -> np.ndarray:
    found = np.frombuffer(codes, np.uint8).astype(float)
    return np.where(found == 0, np.nan, MOST ** ((found - 128) / 127))


def test_the_citys_usual_is_of_the_hours_week_and_hour(
    issued: IssuedForecast, change: Change
) -> None:
    m = issued.manifest
    hours = hours_from(moment(m.first_hour), m.hours)
    slots = hour_of_week(hours, m.time_zone)
    dates = local_date(hours, m.time_zone)
    # The window crosses Monday, midnight, and with it the week of the year.
    weeks = [date.isocalendar().week for date in dates.tolist()]
    assert sorted(set(weeks)) == [43, 44]
    for hour in range(HOURS):
        wanted = sample_usual().per_hour(weeks[hour])[:, slots[hour]]
        np.testing.assert_allclose(change.usual_city[:, hour], wanted, rtol=1e-3)


def test_a_change_is_the_citys_times_the_places(issued: IssuedForecast, change: Change) -> None:
    hour = NOW + 3
    told = json.loads(issued.totals)["categories"]["arson"][hour]
    level = told / change.usual_city[2, hour]
    found = values(change.frame([2], hour))
    wanted = level * sample_drift().times[2]
    frame = np.frombuffer(gzip.decompress(issued.frame(2, hour)), np.uint8)
    seen = np.isfinite(found) & (frame > 0) & (wanted < 3.9) & (wanted > 0.26)
    assert seen.sum() > 40
    assert np.abs(found[seen] / wanted[seen] - 1).max() < 0.02


def test_of_several_categories_counts_are_compared_not_changes(
    issued: IssuedForecast, change: Change
) -> None:
    hour, which = NOW + 5, [0, 2]
    expected, usual = 0.0, 0.0
    for place in which:
        frame = np.frombuffer(gzip.decompress(issued.frame(place, hour)), np.uint8)
        counts = decode_frame(frame, *issued.manifest.categories[place].domain) * LEADS[place]
        told = json.loads(issued.totals)["categories"][issued.manifest.categories[place].id][hour]
        expected = expected + counts
        level = told / change.usual_city[place, hour]
        usual = usual + counts / level / issued.drift(place)
    found = values(change.frame(which, hour))
    told_at = np.isfinite(found)
    np.testing.assert_array_equal(told_at, usual >= change.least(which))
    ratio = np.clip((expected / np.where(usual > 0, usual, 1))[told_at], 1 / MOST, MOST)
    np.testing.assert_allclose(found[told_at], ratio, rtol=0.006)
    assert 0 < told_at.sum() < len(found)


def test_a_place_tells_what_the_map_does(issued: IssuedForecast, change: Change) -> None:
    grid = sample_grid()
    for which in ([0], [0, 2], [0, 1, 2]):
        frames = np.stack([values(change.frame(which, hour)) for hour in range(HOURS)])
        for rank in range(0, len(grid.cells), 17):
            usual = change.series(which, rank)
            expected = issued.series(which, rank)
            inside = np.isfinite(frames[:, rank]) & (frames[:, rank] > 0.26)
            inside &= frames[:, rank] < 3.9
            np.testing.assert_allclose(
                expected[inside] / usual[inside], frames[inside, rank], rtol=0.03
            )


def test_too_little_to_tell_and_nothing_expected() -> None:
    codes = encode_change(np.array([1.0, 0.0, 0.0, 9.0]), np.array([1.0, 2.0, 0.0, 0.1]), 0.5)
    assert codes.tolist() == [128, 1, 0, 0]
    assert encode_change(np.array([2.0, 99.0]), np.ones(2), 0.5).tolist() == [192, 255]


def test_a_category_of_which_nothing_is_expected_in_an_hour(change: Change) -> None:
    assert not np.frombuffer(change.frame([2], 3), np.uint8).any()
    assert change.series([2], 11)[3] == 0


def test_it_is_kept_apart_and_hashed(tmp_path: Path, issued: IssuedForecast) -> None:
    assert issued.tells_drift
    assert issued.manifest.usual is not None
    assert issued.manifest.usual.maps == 13
    other = sample_drift().times.copy()
    other[1, 5] *= 2
    folder = tmp_path / "forecasts"
    name = issue_sample(folder, drift=Drift(other, maps=13))
    assert name != issued.id
    changed = open_latest(folder)
    assert changed is not None
    changed.verify()
    assert (changed.folder / "frames.bin").read_bytes() == (
        issued.folder / "frames.bin"
    ).read_bytes()
    assert changed.drift(1, 5) == pytest.approx(2 * issued.drift(1, 5), rel=0.03)


@pytest.mark.parametrize("changes", [{"drift": None}, {"usual": None}])
def test_forecasts_that_do_not_tell_say_so(tmp_path: Path, changes: dict[str, None]) -> None:
    issue_sample(tmp_path / "forecasts", **changes)
    old = open_latest(tmp_path / "forecasts")
    assert old is not None
    assert not old.tells_drift
    assert not (old.folder / "drift.npy").exists()
    with pytest.raises(ArchiveError, match="issue the forecast again"):
        Change(old)


def test_a_drift_needs_the_usual_and_every_category(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="usual"):
        issue_sample(tmp_path / "a", usual=None, drift=sample_drift())
    with pytest.raises(ArchiveError, match="2 categories"):
        issue_sample(tmp_path / "b", drift=Drift(sample_drift().times[:2], maps=1))
    with pytest.raises(ArchiveError, match="cells"):
        issue_sample(tmp_path / "c", drift=Drift(sample_drift().times[:, :-1], maps=1))
    assert not list(tmp_path.glob("*/20*"))
