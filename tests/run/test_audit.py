"""What was published is held against its hashes: what is changed, or gone, is named."""

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from crimecast.archive.index import SCORED, THINNED, ledger_of
from crimecast.city import City, load_city
from crimecast.cli import app
from crimecast.record.ledger import folder_hash
from crimecast.run.audit import audit
from forecast_sample import issue_sample
from records_sample import TOML


@pytest.fixture
def published(home: Path) -> tuple[City, Path, str]:
    """Return a city with one forecast that was scored, and one that was scored and thinned out."""
    (home / "cities").mkdir()
    (home / "cities" / "testville.toml").write_text(TOML)
    city = load_city("testville", home)
    name = issue_sample(city.folder(home) / "forecasts", city=city.id)
    manifest = json.loads((city.folder(home) / "forecasts" / name / "manifest.json").read_text())
    part = city.folder(home) / "scores" / name / "1d" / "kde"
    part.mkdir(parents=True)
    (part / "scores.parquet").write_bytes(b"scores")
    told = {
        "forecast": name, "content": manifest["hashes"]["content"], "age": 1,
        "issued_at": manifest["issued_at"], "parts": {"kde": folder_hash(part)},
    }  # fmt: skip
    gone = {**told, "forecast": "20200101T0000Z-00000000", "parts": {}}
    ledger = ledger_of(city.id, home).append(SCORED, told)
    ledger.append(SCORED, gone).append(THINNED, gone)
    return city, home, name


def test_what_is_as_it_was_has_no_fault(published: tuple[City, Path, str]) -> None:
    city, home, _ = published
    found = audit(city, home)
    assert found.faults == ()
    assert (found.forecasts, found.entries, found.parts) == (1, 3, 1)
    assert found.head == ledger_of(city.id, home).head


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        ("score", "is not as it was scored"), ("part gone", "is not as it was scored"),
        ("frames", "differ"), ("gone", "does not tell why"), ("ledger", "does not follow"),
        ("content", "is not as it was issued"),
    ],
)  # fmt: skip
def test_what_was_changed_is_named(
    published: tuple[City, Path, str], harm: str, words: str
) -> None:
    city, home, name = published
    forecast = city.folder(home) / "forecasts" / name
    part = city.folder(home) / "scores" / name / "1d" / "kde"
    if harm == "score":
        (part / "scores.parquet").write_bytes(b"Scores")
    elif harm == "part gone":
        shutil.rmtree(part)
    elif harm == "frames":
        data = bytearray((forecast / "frames.bin").read_bytes())
        data[-1] ^= 1
        (forecast / "frames.bin").write_bytes(data)
    elif harm == "gone":
        shutil.rmtree(forecast)
    elif harm == "ledger":
        path = city.folder(home) / "scores" / "ledger.jsonl"
        path.write_bytes(path.read_bytes().replace(b'"age":1', b'"age":7', 1))
    else:
        manifest = json.loads((forecast / "manifest.json").read_text())
        manifest["hashes"]["content"] = "0" * 64
        (forecast / "manifest.json").write_text(json.dumps(manifest))
    found = audit(city, home)
    assert found.faults
    runner = CliRunner()
    told = runner.invoke(app, ["archive", "verify", city.id, "--home", str(home)])
    assert told.exit_code == 1
    if harm != "frames":  # which names the file, in the archive's own words
        assert any(words in fault for fault in found.faults), found.faults
    quick = audit(city, home, forecasts=False)
    assert bool(quick.faults) == (harm != "frames")  # which only reading all files tells
    if harm == "content":
        assert "another content than the one that was scored" in quick.faults[0]


def test_the_commands_tell_it(published: tuple[City, Path, str]) -> None:
    city, home, name = published
    runner = CliRunner()
    verified = runner.invoke(app, ["archive", "verify", city.id, "--home", str(home)])
    assert verified.exit_code == 0
    assert "1 forecasts, 3 entries of the ledger, 1 scores checked" in verified.stdout
    listed = runner.invoke(app, ["archive", "list", city.id, "--home", str(home), "--json"])
    told = {one["id"]: one for one in json.loads(listed.stdout)}
    assert told[name]["there"]
    assert told[name]["ages"] == [1]
    assert not told["20200101T0000Z-00000000"]["there"]
    assert name[:13] in runner.invoke(app, ["archive", "list", city.id, "--home", str(home)]).stdout
    status = runner.invoke(app, ["status", city.id, "--home", str(home), "--json"])
    assert json.loads(status.stdout)[0]["steps"]["fetch"]["state"] == "never"
    assert "Due now" in runner.invoke(app, ["status", city.id, "--home", str(home)]).stdout
