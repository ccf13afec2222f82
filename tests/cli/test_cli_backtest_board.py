"""The table that a backtest ends with: what it tells, and that the report tells the same."""

import json
import re
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from crimecast.cli._board import as_json, as_rich, board
from crimecast.evaluate.report import write_report
from report_sample import MODELS, Sample


def printed(folder: Path) -> str:
    console = Console(file=StringIO(), width=80, highlight=False)
    console.print(as_rich("Oakville", board(folder)))
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def with_log_scores(sample: Sample) -> Sample:
    """Add the rows that tell how many incidents were scored: more by days than by hours."""
    for model, value in (("uniform", -9.0), ("additive", -7.0), ("prior_counts", -7.4)):
        for resolution, n in (("1h x 250m", 1201), ("24h x 250m", 1502)):
            sample._sum(model, "all", resolution, "log_score", value, value - 0.1, value + 0.1, n)
    return sample


def row_of(text: str, model: str) -> list[str]:
    return next(line.split() for line in text.splitlines() if line.strip().startswith(model))


def test_it_tells_what_the_reports_first_table_tells(tmp_path: Path) -> None:
    folder = with_log_scores(Sample()).write(tmp_path)
    text, page = printed(folder), write_report(folder).read_text(encoding="utf-8")
    told = row_of(text, "additive")
    assert told[:5] == ["additive", "+0.371", "+0.297", "43.2%", "1.017"]
    coverage = re.search(r"City's days in 90%\"?>(\d+%)", page)
    assert coverage is not None
    assert told[5] == coverage[1]
    assert told[6] == "21.4"  # the middle of three, where most origins are advanced to
    assert 'data-name="Expected / observed">1.02<' in page
    assert "1h x 250m: 1,201 incidents; 24h x 250m: 1,502" in text
    first = {line.split()[0]: None for line in text.splitlines() if line.strip()}
    models = [name for name in first if name in MODELS]
    assert models == ["additive", "prior_counts", "uniform"]
    words = " ".join(text.split())
    assert "E/O: expected over observed of all incidents. City's days in 90%:" in words
    assert "known hour" not in words


def test_hours_alone_are_of_incidents_with_a_known_hour(tmp_path: Path) -> None:
    sample = with_log_scores(Sample(days=2))
    sample.tables["summary"] = [
        row for row in sample.tables["summary"] if row["resolution"].startswith("1h")
    ]
    words = " ".join(printed(sample.write(tmp_path)).split())
    assert "observed of all incidents with a known hour. City's hours in 90%:" in words
    assert row_of(printed(tmp_path), "additive")[3] == "0.973"


def test_weeks_are_told_by_days(tmp_path: Path) -> None:
    """Of all incidents the finest resolution tells, not the longest window."""
    sample = with_log_scores(Sample(days=2))
    for row in list(sample.tables["summary"]):
        if row["resolution"] == "24h x 250m" and row["score"] == "expected_over_observed":
            week = {"resolution": "168h x 250m", "value": 1.2345, "n": 9}
            sample.tables["summary"] += [row | week, row | week | {"score": "log_score"}]
    text = printed(sample.write(tmp_path))
    assert "1.017" in text
    assert "1.234" not in text


@pytest.mark.parametrize("left", ["log_score", "none"])
def test_no_incident_is_no_crash(left: str, tmp_path: Path) -> None:
    """Where nothing was reported afterwards no score has a value."""
    sample = with_log_scores(Sample(days=1))
    for row in sample.tables["summary"]:
        if row["score"] != left:
            row |= {"value": float("nan"), "low": float("nan"), "high": float("nan"), "n": 0}
    text = printed(sample.write(tmp_path))
    assert row_of(text, "uniform")[0] == "uniform"
    told = "No incident was scored" in " ".join(text.split())
    assert told == (left == "none")
    write_report(tmp_path)


def test_one_origin_has_no_intervals_and_impossible_incidents_no_number(tmp_path: Path) -> None:
    sample = with_log_scores(Sample(days=1))
    for row in sample.tables["summary"]:
        row |= {"low": float("nan"), "high": float("nan")}
        if row["model"] == "uniform" and row["score"].startswith(("gain", "log")):
            row |= {"value": float("-inf"), "low": float("-inf"), "high": float("-inf")}
    folder = sample.write(tmp_path)
    text = printed(folder)
    assert row_of(text, "additive")[1] == "+0.371"
    assert " to " not in text.partition("Gain: ")[0]
    assert row_of(text, "uniform")[1] == "-inf"
    last = json.loads(json.dumps(as_json(board(folder)), allow_nan=False))[-1]
    assert last["model"] == "uniform"
    assert last["resolutions"]["1h x 250m"]["gain"]["value"] is None
