from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer import Typer
from typer.testing import CliRunner

from crimecast.cli.simulate import register


@pytest.fixture
def app() -> Typer:
    app = Typer()
    register(app)
    app.callback()(lambda: None)
    return app


SMALL = ["--years", "0.02", "--until", "2025-03-20T05:30Z"]


def test_simulates_and_tells_in_json(app: Typer, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["simulate", str(tmp_path / "city"), *SMALL, "--json"])
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert told["until"] == "2025-03-20T05:00:00Z"
    assert Path(told["csv"]).read_text(encoding="utf-8").count("\n") == told["rows"] + 1
    assert {p.name for p in (tmp_path / "city").iterdir()} == {
        "incidents.csv", "area.geojson", "streets.osm.gz", "truth.npz", "truth.json",
    }  # fmt: skip


def test_says_that_it_is_simulated(app: Typer, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["simulate", str(tmp_path), *SMALL])
    assert result.exit_code == 0, result.output
    assert "Alder Falls (simulated), seed 1" in result.stdout


def test_a_time_that_is_none_is_refused(app: Typer, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["simulate", str(tmp_path / "x"), "--until", "tomorrow"])
    assert result.exit_code == 2
    assert "2026-11-22T12:00Z" in result.output
    assert not (tmp_path / "x").exists()


def test_bad_options_change_nothing(app: Typer, tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["simulate", str(tmp_path / "x"), "--rate", "0"])
    assert result.exit_code == 1
    assert "rate is 0" in str(result.exception)
    assert not (tmp_path / "x").exists()
