"""Gains by day and hour against sums made by hand, over a clock change."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crimecast.calendar import local_to_utc, utc_to_local
from crimecast.evaluate.report.counts import windows
from crimecast.evaluate.report.course import daily, near
from crimecast.evaluate.report.data import Backtest
from crimecast.evaluate.report.reader import Tables
from report_sample import MODELS, ZONE, Sample

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


def city_totals(sample: Sample, hours: int) -> list[dict[str, Any]]:
    return [
        r for r in sample.tables["totals"]
        if r["category"] == "all" and r["area"] == "city" and r["hours"] == hours
    ]  # fmt: skip


def test_days_are_no_forecast_of_a_week(sample: Sample, tmp_path: Path) -> None:
    page = report_of(sample, tmp_path)
    number_test = page.tables["totals"][1]
    assert number_test[0] == ["Model", "Days that pass", "Expected / observed, days"]
    assert number_test[1][1].endswith(" of 15")
    assert "Weeks are tested where they were forecast" in page.text
    assert "on the next correlate" not in page.text  # of 15 days


def test_weeks_are_those_that_were_forecast(sample: Sample, tmp_path: Path) -> None:
    """A week's own spread counts: with that of seven days the first of these would fail."""
    seen = dict(zip(sample.origins, [124, 94, 94, 94, 94, 94, 94, 250, *[94] * 7], strict=True))
    days = city_totals(sample, 24)
    sample.tables["totals"] += [
        row | {"hours": 168, "expected": 94.5, "variance": 260.0, "observed": seen[row["origin"]]}
        for row in days
    ]
    folder = sample.write(tmp_path)
    with Tables(folder) as tables:
        found = windows(Backtest(tables), "additive", 168)
        single = windows(Backtest(tables), "additive", 24)
    assert [row["observed"] for row in found] == [124, 250, 94]  # those between overlap
    seven = sum(row["variance"] for row in single[:7])
    assert 94.5 + 2.5 * np.sqrt(seven) < 124
    page = report_of(sample, folder)
    assert page.row("totals", "additive", 1)[1:3] == [
        page.row("totals", "additive", 1)[1],
        "2 of 3",
    ]
    assert "not seven days added up" in page.text
    assert page.tables["totals"][1][0][-1] == "Expected / observed, weeks"
    assert page.row("totals", "additive", 1)[-1] == f"{3 * 94.5:.0f} / {124 + 250 + 94}"


def test_days_over_a_clock_change_do_not_overlap(sample: Sample, tmp_path: Path) -> None:
    """In March a local day has 23 hours; twice a day is too often."""
    spring = local_to_utc(
        np.datetime64("2024-03-08T00:00:00", "s") + np.arange(10) * np.timedelta64(12, "h"), ZONE
    )[0]
    row = next(r for r in city_totals(sample, 24) if r["model"] == "additive")
    sample.tables["totals"] = [row | {"origin": origin} for origin in spring]
    with Tables(sample.write(tmp_path)) as tables:
        found = windows(Backtest(tables), "additive", 24)
    assert [np.datetime64(row["origin"], "s") for row in found] == list(spring[::2])


def test_errors_of_successive_days_are_correlated_by_hand(tmp_path: Path) -> None:
    sample = Sample(days=31)
    observed = np.random.default_rng(5).integers(5, 22, 31)
    for model in MODELS:
        own = [row for row in city_totals(sample, 24) if row["model"] == model]
        for row, seen in zip(own, observed, strict=True):
            row |= {"expected": 13.5, "variance": 16.0, "observed": int(seen)}
    wanted = np.corrcoef(observed[1:], observed[:-1])[0, 1]
    told = f"{wanted:.2f}".replace("-", "\N{MINUS SIGN}")
    page = report_of(sample, tmp_path)
    assert f"The errors of additive on a day and on the next correlate by {told}." in page.text


def test_coverage_by_neighborhood_is_evened(sample: Sample, tmp_path: Path) -> None:
    """Of a count that can hardly be but 0, an interval of 90% holds all: evened it holds 90%."""
    for row in sample.tables["totals"]:
        if row["area"] != "city":
            row |= {"observed": 0, "pit_low": 0.0, "pit_high": 1.0, "lower90": 0, "upper90": 0}
    page = report_of(sample, tmp_path)
    assert "3 neighborhoods: 90% in the middle one, 90% or less in one of ten" in page.text


def test_lines_far_below_are_left_out() -> None:
    lines, words = near({"a": [0.0, 1.0], "b": [0.0, -1.5], "c": [0.0, -9.0]}, "a")
    assert list(lines) == ["a", "b"]
    assert words.endswith("not drawn: c")
    assert near({}, "a") == ({}, "")
