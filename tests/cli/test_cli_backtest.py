"""The command line of backtests."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner, Result

from crimecast.city import load_city
from crimecast.cli import app
from crimecast.run.ingest import ingest
from crimecast.simulate.city import simulate

UNTIL = np.datetime64("2025-06-10T12:00:00", "s")


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    files = simulate(tmp_path_factory.mktemp("simulated"), years=0.2, until=UNTIL)
    home = tmp_path_factory.mktemp("stored")
    city = load_city("simulated")
    ingest(city, [files.csv], home=home)
    shutil.copy(files.area, city.area_path(home))
    return home


def call(stored: Path, *more: str, start: str = "2025-06-01", stop: str = "2025-06-03") -> Result:
    given = ["backtest", "simulated", "--home", str(stored), "--from", start, "--to", stop]
    return CliRunner().invoke(app, [*given, *more])


def test_it_ends_with_a_table_and_where_the_report_is(stored: Path, tmp_path: Path) -> None:
    out = tmp_path / "here"
    found = call(stored, "--models", "prior_counts, uniform", "--cell", "500", "--out", str(out))
    assert found.exit_code == 0, found.output
    lines = found.stdout.splitlines()
    assert "all categories. 1h x 500m:" in lines[0]
    models = [line.split()[0] for line in lines if line.lstrip().startswith(("prior", "uniform"))]
    assert models == ["prior_counts", "uniform"]
    assert str(out) in found.stdout
    told = json.loads((out / "protocol.json").read_text())
    assert told["command"][0] == "crimecast"
    assert len(told["origins"]) == 2


def test_the_same_as_json(stored: Path, tmp_path: Path) -> None:
    found = call(
        stored, "--models", "uniform", "--cell", "1000", "--out", str(tmp_path), "--json",
        "--horizon", "6h", "--windows", "1h", "--every", "12h", "--categories", "burglary",
    )  # fmt: skip
    assert found.exit_code == 0, found.output
    told = json.loads(found.stdout)
    assert (told["city"], told["made"], told["kept"]) == ("simulated", 1, 0)
    row = told["board"][0]
    assert row["model"] == "uniform"
    assert row["over"] == "uniform"
    assert row["resolutions"]["1h x 1000m"]["log_score"]["n"] >= 0
    assert len(json.loads((tmp_path / "protocol.json").read_text())["origins"]) == 4


@pytest.mark.parametrize(("horizon", "windows"), [("24h", [1, 24]), ("168h", [1, 24, 168])])
def test_windows_are_those_that_fit(
    horizon: str, windows: list[int], stored: Path, tmp_path: Path
) -> None:
    found = call(
        stored, "--models", "uniform", "--cell", "1000", "--out", str(tmp_path), "--json",
        "--horizon", horizon, "--categories", "burglary", stop="2025-06-02",
    )  # fmt: skip
    assert found.exit_code == 0, found.output
    assert json.loads((tmp_path / "protocol.json").read_text())["windows"] == windows
    scored = json.loads(found.stdout)["board"][0]["resolutions"]
    assert list(scored) == [f"{hours}h x 1000m" for hours in windows]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--models", "nosuch"], "no model 'nosuch'"),
        (["--every", "soon"], "'soon' is no duration"),
        (["--every", "0h"], "0 h apart"),
        (["--horizon", "1w"], "'1w' is no duration"),
        (["--horizon", "0h"], "use 1 to 336 h"),
        (["--windows", "5h"], "divisor of 24 h"),
        (["--windows", ""], "no window fits"),
        (["--cell", "20"], "use 50 to 1000 m"),
        (["--classes", "some"], "use default or all"),
        (["--classes", "all", "--categories", "burglary"], "not both"),
        (["--categories", ","], "names none"),
        (["--jobs", "0"], "use 1 or more"),
        (["--from", "2025-06-09"], "not later than --from"),
        (["--to", "2025-07-09"], "are not known yet"),
        (["--to", "tomorrow"], "is no time"),
    ],
)
def test_bad_input_is_told_and_nothing_is_written(
    options: list[str], words: str, stored: Path, tmp_path: Path
) -> None:
    found = call(stored, "--out", str(tmp_path / "out"), *options)
    assert found.exit_code == 1
    assert words in str(found.exception)
    assert not (tmp_path / "out").exists()


def test_help_teaches() -> None:
    found = CliRunner().invoke(app, ["backtest", "--help"], env={"COLUMNS": "100"})
    assert found.exit_code == 0
    for word in ("--from", "--save-cubes", "goes on where it was", "--classes", "--refit"):
        assert word in found.output
