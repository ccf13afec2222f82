"""``crimecast record`` as a person runs it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from record_published import backtest_folder
from records_sample import TOML

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(home: Path, call: Run) -> Run:
    (home / "cities").mkdir()
    (home / "cities" / "testville.toml").write_text(TOML)
    return call


def test_it_is_published_and_shown(run: Run, tmp_path: Path) -> None:
    code, out, err = run("record", "show", "testville")
    assert (code, out) == (1, "")
    assert "run crimecast backtest testville" in err
    folder = backtest_folder(tmp_path / "bt")
    code, out, err = run("record", "publish", "testville", folder)
    assert (code, err) == (0, "")
    assert "Shown at /testville/record" in out
    assert "times the chance that prior_counts gave them" in out
    code, out, _ = run("record", "show", "testville", "--json")
    told = json.loads(out)
    assert (code, told["format"]) == (0, "crimecast-record/1")
    code, again, _ = run("record", "publish", "testville", folder, "--json")
    assert json.loads(again) == told


def test_what_is_no_backtest_is_a_sentence(run: Run, tmp_path: Path) -> None:
    code, out, err = run("record", "publish", "testville", tmp_path)
    assert (code, out) == (1, "")
    assert "holds no protocol.json" in err
    assert "Traceback" not in err
