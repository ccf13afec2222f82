"""Gains by day and hour against sums made by hand, over a clock change."""

from pathlib import Path

import numpy as np
import pytest

from crimecast.calendar import utc_to_local
from crimecast.evaluate.report.counts import _windows
from crimecast.evaluate.report.course import daily, near
from crimecast.evaluate.report.data import Backtest
from crimecast.evaluate.report.reader import Tables
from report_sample import Sample

from .conftest import report_of


@pytest.fixture
def sample() -> Sample:
    return Sample()


def score(sample: Sample, model: str, origin: object) -> float:
    return next(
        r["value"] for r in sample.tables["scores"]
        if (r["model"], r["origin"], r["category"], r["resolution"], r["score"])
        == (model, origin, "all", "1h x 250m", "log_score")
    )  # fmt: skip


def test_daily_gains_are_differences_of_log_scores(sample: Sample, tmp_path: Path) -> None:
    with Tables(sample.write(tmp_path)) as tables:
        rows = daily(Backtest(tables), "additive")
    assert len(rows) == len(sample.origins)
    for row, origin in zip(rows, sample.origins, strict=True):
        expected = score(sample, "additive", origin) - score(sample, "prior_counts", origin)
        assert row["gain"] == pytest.approx(expected)


def test_gain_by_hour_is_log_ratio_less_difference_of_totals(
    sample: Sample, tmp_path: Path
) -> None:
    kept = [r for r in sample.tables["totals"] if r["hours"] == 1 and r["category"] == "all"]
    for row in kept:
        row["expected"] = 0.7 if row["model"] == "additive" else 0.5
    times = np.array([r["time"] for r in sample.tables["observed"]])
    hours = utc_to_local(times, "America/Denver").astype("datetime64[h]").astype(int) % 24
    local = {r["incident"]: h for r, h in zip(sample.tables["observed"], hours, strict=True)}
    rates = {(r["model"], r["incident"]): r["log_intensity"] for r in sample.tables["rates"]}
    page = report_of(sample, tmp_path)
    for hour in range(24):
        own = [i for i, at in local.items() if at == hour]
        # Clocks went back on 3 November: its 24 hours from midnight hold 1 am twice, no 11 pm.
        days = len(sample.origins) + (hour == 1) - (hour == 23)
        ratio = sum(rates["additive", i] - rates["prior_counts", i] for i in own)
        gain = (ratio - 0.2 * days) / len(own)
        sign = "+" if gain >= 0 else "\N{MINUS SIGN}"
        assert f"{hour}:00: {sign}{abs(gain):.2f}, {len(own)} incidents" in page.text


def test_weeks_are_seven_days_added_up(sample: Sample, tmp_path: Path) -> None:
    days = [
        r for r in sample.tables["totals"]
        if r["model"] == "additive" and r["category"] == "all" and r["area"] == "city"
        and r["hours"] == 24
    ]  # fmt: skip
    with Tables(sample.write(tmp_path)) as tables:
        found = _windows(Backtest(tables), "additive")
    assert len(found[1]) == 15
    assert len(found[7]) == 2
    assert found[7][1][0] == pytest.approx(sum(r["expected"] for r in days[7:14]))
    assert found[7][1][1] == pytest.approx(sum(r["variance"] for r in days[7:14]))
    assert found[7][1][2] == sum(r["observed"] for r in days[7:14])


def test_origins_a_week_apart_use_weeks_as_they_are(sample: Sample, tmp_path: Path) -> None:
    keep = set(sample.origins[::7])
    sample.tables["totals"] = [r for r in sample.tables["totals"] if r["origin"] in keep]
    city = [r for r in sample.tables["totals"] if r["hours"] == 24 and r["area"] == "city"]
    sample.tables["totals"] += [r | {"hours": 168, "expected": 94.5} for r in city]
    with Tables(sample.write(tmp_path)) as tables:
        found = _windows(Backtest(tables), "additive")
    assert [w[0] for w in found[7]] == [94.5] * 3


def test_lines_far_below_are_left_out() -> None:
    lines, words = near({"a": [0.0, 1.0], "b": [0.0, -1.5], "c": [0.0, -9.0]}, "a")
    assert list(lines) == ["a", "b"]
    assert words.endswith("not drawn: c")
    assert near({}, "a") == ({}, "")
