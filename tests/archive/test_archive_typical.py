"""Typical hours of an issued forecast."""

import gzip
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from crimecast.archive import ArchiveError, IssuedForecast, open_latest
from crimecast.archive.codes import decode_frame
from crimecast.archive.manifest import moment
from crimecast.archive.typical import Typical, like_hours
from crimecast.calendar import hour_of_week, hours_from
from forecast_sample import HOURS, LEADS, NOW, issue_sample, sample_usual


@pytest.fixture(scope="module")
def typical(issued: IssuedForecast) -> Typical:
    return Typical(issued)


def slots(issued: IssuedForecast) -> np.ndarray:
    m = issued.manifest
    return hour_of_week(hours_from(moment(m.first_hour), m.hours), m.time_zone)


def test_a_week_ahead_has_every_hour_of_the_week() -> None:
    window = (np.arange(192) + 100) % 168
    like = like_hours(window, now=24)
    np.testing.assert_array_equal(window[like], np.arange(168))
    assert like.min() >= 24  # what has happened already is not what is asked for


def test_without_the_hour_the_same_hour_of_a_like_day_stands_in() -> None:
    window = np.arange(24, 24 + 96)  # Tuesday to Friday
    like = window[like_hours(window, now=0)]
    np.testing.assert_array_equal(like % 24, np.arange(168) % 24)
    np.testing.assert_array_equal(like[:24] // 24, 1)  # Monday: as Tuesday
    np.testing.assert_array_equal(like[5 * 24 : 6 * 24] // 24, 4)  # Saturday: as Friday
    few = like_hours(np.array([10, 11]), now=0)
    assert few[9] == 0
    assert few[13] == 1


def test_the_hour_that_a_clock_change_leaves_out_has_a_neighbor() -> None:
    window = np.delete(np.arange(168), 6 * 24 + 2)  # Sunday, 2 am, does not come
    like = window[like_hours(window, now=0)]
    assert like[6 * 24 + 2] == 5 * 24 + 2
    assert (np.delete(like, 6 * 24 + 2) == window).all()


def test_the_citys_counts_are_usual(typical: Typical) -> None:
    usual = sample_usual().per_hour(27)
    np.testing.assert_allclose(typical.city([1], 27), usual[1], rtol=1e-3)
    np.testing.assert_allclose(
        typical.city([0, 2], 27), LEADS[0] * usual[0] + LEADS[2] * usual[2], rtol=1e-3
    )


def test_places_are_the_forecasts_scaled_to_the_usual(
    issued: IssuedForecast, typical: Typical
) -> None:
    told = json.loads(issued.totals)["categories"]["robbery"]
    slot = int(slots(issued)[NOW + 3])
    factor = sample_usual().per_hour(5)[0, slot] / told[NOW + 3]
    rank = 11
    found = typical.series([0], 5, rank)[0]
    assert found[slot] == pytest.approx(issued.series(0, rank)[NOW + 3] * factor, rel=1e-3)
    codes = np.frombuffer(typical.frame([0], 5, slot), np.uint8)
    lo, hi = issued.manifest.categories[0].domain
    before = np.frombuffer(gzip.decompress(issued.frame(0, NOW + 3)), np.uint8)
    inside = (before > 0) & (before < 255) & (codes > 0) & (codes < 255)
    assert inside.sum() > 50
    # On a logarithmic scale it is one shift for the whole map.
    shift = np.log(factor) / np.log(hi / lo) * 254
    assert np.abs(codes[inside].astype(float) - before[inside] - shift).max() <= 0.51


def test_nothing_of_the_forecasts_own_level_is_carried_over(
    issued: IssuedForecast, typical: Typical
) -> None:
    """The cells of a typical hour add up to the usual, whatever was expected of the hour."""
    share = 0.95  # of the sample's expected counts has a place
    summed = sum(typical.series([0], 30, rank)[0] for rank in range(issued.manifest.grid.cells))
    np.testing.assert_allclose(summed, share * sample_usual().per_hour(30)[0], rtol=2e-3)


def test_several_are_summed_on_the_scale_of_all(tmp_path: Path) -> None:
    usual = sample_usual()
    issue_sample(tmp_path, usual=replace(usual, per_day=usual.per_day * 1e4))
    issued = open_latest(tmp_path)
    assert issued is not None
    typical, slot = Typical(issued), int(slots(issued)[NOW + 1])
    cells = range(issued.manifest.grid.cells)
    wanted = np.array([LEADS[:2] @ typical.series([0, 1], 9, rank)[:, slot] for rank in cells])
    codes = np.frombuffer(typical.frame([0, 1], 9, slot), np.uint8)
    found = decode_frame(codes, *issued.manifest.all.domain)
    # Of what lies beyond a member's own scale its frames tell no more than the scale's end.
    ends = [
        np.frombuffer(gzip.decompress(issued.frame(c, int(typical.like[slot]))), np.uint8)
        for c in (0, 1)
    ]
    inside = (codes > 0) & (codes < 255) & (ends[0] % 255 > 0) & (ends[1] % 255 > 0)
    assert inside.sum() >= 5
    np.testing.assert_allclose(found[inside], wanted[inside], rtol=0.05)


@pytest.mark.parametrize(("week", "slot"), [(0, 3), (54, 3), (3, -1), (3, 168)])
def test_there_are_no_other_hours(typical: Typical, week: int, slot: int) -> None:
    with pytest.raises(ValueError, match=r"are (1 to 53|0 to 167)"):
        typical.frame([0], week, slot)


def test_older_forecasts_say_that_they_do_not_tell(tmp_path: Path) -> None:
    issue_sample(tmp_path, usual=None)
    older = open_latest(tmp_path)
    assert older is not None
    assert not older.tells_usual
    assert b'"usual"' not in older.manifest_bytes
    with pytest.raises(ArchiveError, match="does not tell what is usual"):
        Typical(older)
    older.verify()


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    issue_sample(tmp_path)
    found = open_latest(tmp_path)
    assert found is not None
    (found.folder / "usual.json").write_text("{}")
    with pytest.raises(ArchiveError, match=r"usual\.json"):
        Typical(found)


def test_a_window_of_a_day_tells_every_hour(issued: IssuedForecast, typical: Typical) -> None:
    assert HOURS < 168
    assert (typical.factors(20)[:2] > 0).all()
    # Where the forecast expects nothing at all there is nowhere to put the usual.
    assert (typical.factors(20)[2] == 0).any()
