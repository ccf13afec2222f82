"""What is left after a kill at any moment, and after the disk is full."""

import datetime as dt
import json
import random
import subprocess
import sys
import time
from pathlib import Path

from crimecast.incidents.store import open_store
from crimecast.run.ingest import ingest
from records_sample import SETTINGS, row, sample_city, snapshot, stored, write_csv

HERE = Path(__file__).resolve().parent.parent
NOW = dt.datetime(2021, 1, 1, tzinfo=dt.UTC)
CHILD = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from records_sample import SETTINGS, sample_city
from crimecast.run.ingest import ingest
import crimecast.area, duckdb
print("go", flush=True)
ingest(sample_city(), [Path(sys.argv[3])], home=Path(sys.argv[2]), settings=SETTINGS)
"""
FULL = """
import json, subprocess, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from records_sample import SETTINGS, sample_city, snapshot, stored
from crimecast.errors import InputError
from crimecast.run.ingest import ingest
home, folder = Path(sys.argv[2]), Path(sys.argv[3])
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(home)], check=True)
def take(name):
    return ingest(sample_city(), [folder / name], home=home, settings=SETTINGS).rows_new
told = {"first": take("small.csv")}
before = snapshot(home)
try:
    take("large.csv")
except InputError as error:
    told["message"] = str(error)
told["as before"] = snapshot(home) == before
told["rows"] = len(stored(home))
told["afterwards"] = take("other.csv")
print(json.dumps(told))
"""


def start(home: Path, path: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(HERE), str(home), str(path)],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


def test_killed_at_any_moment_the_store_is_as_before_or_as_after(
    home: Path, tmp_path: Path
) -> None:
    chance = random.Random(7)
    deliveries = [
        write_csv(tmp_path / f"{n}.csv", [row(f"{n}-{i}") for i in range(2000)]) for n in range(16)
    ]
    began = time.perf_counter()
    ingest(sample_city(), deliveries[:1], home=home, now=NOW, settings=SETTINGS)
    took = time.perf_counter() - began
    rows = 2000
    for path in deliveries[1:]:
        child = start(home, path)
        assert child.stdout is not None
        with child, child.stdout as output:
            assert output.readline() == "go\n"
            time.sleep(chance.uniform(0, 1.3 * took))
            child.kill()
            child.wait()
        found = len(stored(home, ["offence_id"]))
        assert found in {rows, rows + 2000}
        rows = found
    # The next ingest finishes what is missing, whatever the kills left.
    for path in deliveries:
        ingest(sample_city(), [path], home=home, now=NOW, settings=SETTINGS)
    assert len(stored(home, ["offence_id"])) == 16 * 2000
    records = home / "testville" / "records"
    named = {part.name for part in open_store("testville", home).manifest().parts}
    assert {p.name for p in (records / "parts").iterdir()} == named
    assert not [p for p in records.rglob("*") if p.name.startswith((".aside", ".pending"))]


def test_a_full_disk_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    chance = random.Random(3)
    write_csv(tmp_path / "small.csv", [row("a")])
    write_csv(tmp_path / "other.csv", [row("b")])
    large = [row(f"{chance.random()}", LON=f"{-105 + chance.random()}") for _ in range(40_000)]
    write_csv(tmp_path / "large.csv", large)
    # A mount namespace of its own: the small disk is gone when the child is.
    done = subprocess.run(
        ["unshare", "--map-root-user", "--mount", sys.executable, "-c", FULL, str(HERE), str(home),
         str(tmp_path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert told["first"] == 1
    assert "is full; free some space" in told["message"]
    assert "The records are as before" in told["message"]
    assert (told["as before"], told["rows"], told["afterwards"]) == (True, 1, 1)
    assert not snapshot(home)
