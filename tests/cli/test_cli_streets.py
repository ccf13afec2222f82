"""``crimecast streets`` as a person runs it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from osm_sample import make_city, whole

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, call: Run) -> Run:
    """Return a function that runs the command line beside a city: exit code, output, errors."""
    make_city(home)
    monkeypatch.setenv("COLUMNS", "200")
    return call


def test_says_what_it_made_and_the_city_shows_it(run: Run, home: Path) -> None:
    code, out, _ = run("city", "show", "testville")
    assert code == 0
    assert "Base map: none; give an OpenStreetMap extract" in out
    code, out, err = run("streets", "testville", whole().save(home / "a.osm"))
    assert (code, err) == (0, "")
    assert "Testville: base map 20240506-" in out
    assert "data of 2024-05-06" in out
    assert "1 major" in out
    assert "© OpenStreetMap contributors (ODbL-1.0)" in out
    code, out, _ = run("city", "show", "testville")
    assert "Base map: 20240506-" in out
    assert "© OpenStreetMap contributors" in out


def test_json_is_the_manifest_and_nothing_else(run: Run, home: Path) -> None:
    code, out, err = run("streets", "testville", whole().save(home / "a.osm"), "--json")
    assert (code, err) == (0, "")
    told = json.loads(out)
    (graph,) = home.glob("testville/route/*/graph.json")
    assert told.pop("route") == json.loads(graph.read_text())
    (path,) = home.glob("testville/streets/*/manifest.json")
    assert told == json.loads(path.read_text())
    code, out, _ = run("city", "show", "testville", "--json")
    assert json.loads(out)["streets"] == told


@pytest.mark.parametrize("content", ["", "<osm/>", "hello"])
def test_bad_input_is_a_sentence_and_exit_code_one(run: Run, home: Path, content: str) -> None:
    (home / "a.osm").write_text(content)
    code, out, err = run("streets", "testville", home / "a.osm")
    assert (code, out) == (1, "")
    assert err.startswith("crimecast: ")
    assert "Traceback" not in err
    assert "a.osm" in err


def test_a_damaged_map_is_told_by_the_city(run: Run, home: Path) -> None:
    run("streets", "testville", whole().save(home / "a.osm"))
    (home / "testville" / "streets" / "current.json").write_text("{")
    code, out, _ = run("city", "show", "testville")
    assert code == 0
    assert "restore it" in out
