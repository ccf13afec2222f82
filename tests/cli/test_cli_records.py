"""The commands that take records in, as a person runs them."""

import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from records_sample import TOML, row, write_csv

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(home: Path, monkeypatch: pytest.MonkeyPatch, call: Run) -> Run:
    """Return a function that runs the command line beside a city: exit code, output, errors."""
    (home / "cities").mkdir()
    (home / "cities" / "testville.toml").write_text(TOML)
    monkeypatch.setenv("COLUMNS", "140")
    return call


def test_ingest_prints_a_report(run: Run, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row("1"), row("2", FROM="?"), row("3", TYPE="odd")])
    code, out, err = run("ingest", "testville", path)
    assert (code, err) == (0, "")
    for words in ("rows read", "bad_time", "row 2: FROM '?'", "odd (1)", "The store was changed"):
        assert words in out
    assert "The store is unchanged" in run("ingest", "testville", path)[1]


def test_ingest_json(run: Run, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row("1"), row("2", FROM="?")])
    code, out, _ = run("ingest", "testville", path, "--json")
    told = json.loads(out)
    assert code == 0
    assert (told["rows_read"], told["rows_new"], told["rows_changed"]) == (2, 1, 0)
    assert (told["rows_unchanged"], told["rows_refused"]) == (0, {"bad_time": 1})


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "a.csv is empty"),
        ("a.csv", b"<html></html>", "is a web page"),
        ("a.csv", b"ID,FROM\n1,2\n", "lacks columns REPORTED, LON, LAT, TYPE"),
        ("a.csv.gz", gzip.compress(b"ID,FROM\n" * 99, mtime=0)[:30], "not fetched to its end"),
        ("none.csv", None, "there is no file"),
    ],
)
def test_bad_files_end_in_a_sentence(
    run: Run, tmp_path: Path, name: str, content: bytes | None, words: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    code, out, err = run("ingest", "testville", path)
    assert (code, out) == (1, "")
    assert err.startswith("crimecast: ")
    assert words in err
    assert "Traceback" not in err


def test_an_unknown_city_and_a_wrong_time_zone(run: Run, home: Path) -> None:
    code, _, err = run("ingest", "nowhere", "a.csv")
    assert code == 1
    assert "there is no city 'nowhere'" in err
    (home / "cities" / "testville.toml").write_text(TOML.replace("America/Denver", "Denver"))
    code, _, err = run("city", "check", "testville")
    assert code == 1
    assert "time_zone: 'Denver' is no IANA time zone" in err


def test_other_errors_say_how_to_see_more(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise ValueError("inner")

    monkeypatch.setattr("crimecast.city.load_city", broken)
    code, _, err = run("city", "show", "denver")
    assert code == 1
    assert err == "crimecast: inner\n(set CRIMECAST_DEBUG=1 for the traceback)\n"


def test_list_and_show(run: Run, tmp_path: Path, home: Path) -> None:
    (home / "cities" / "broken.toml").write_text("id = 1")
    run("ingest", "testville", write_csv(tmp_path / "a.csv", [row()]))
    code, out, _ = run("city", "list")
    lines = {line.split()[0]: line for line in out.splitlines()}
    assert code == 0
    assert "1 records, 2020-06-01 to 2020-06-01" in lines["testville"]
    assert "no records" in lines["denver"]
    assert "is not a usable city" in lines["broken"]
    listed = json.loads(run("city", "list", "--json")[1])["cities"]
    assert {c["id"]: bool(c["records"]) for c in listed}["testville"] is True
    _, out, _ = run("city", "show", "testville")
    for words in ("Testville (testville), America/Denver, EPSG:32613", "robbery", "100.00% with a"):
        assert words in out
    told = json.loads(run("city", "show", "testville", "--json")[1])
    assert told["categories"][0]["class"] == "person"
    assert told["records"]["rows"] == 1


def test_init_check_area_ingest(run: Run, tmp_path: Path, home: Path) -> None:
    rows = [
        row(str(n), LON=f"-105.0{n:02d}", LAT=f"39.7{n:02d}", TYPE=("robbery", "burglary")[n % 2])
        for n in range(1, 40)
    ]
    path = write_csv(tmp_path / "a.csv", rows)
    code, out, _ = run("city", "init", path, "--id", "mine", "--time-zone", "America/Denver")
    assert code == 0
    assert "crimecast city check mine" in out
    assert run("city", "init", path, "--id", "mine")[0] == 1
    code, out, err = run("city", "check", "mine", path)
    assert (code, err) == (0, "")
    assert "source.publisher" in out
    assert "19  Robbery" in out
    area = tmp_path / "area.geojson"
    ring = [[-105.1, 39.6], [-104.9, 39.6], [-104.9, 39.8], [-105.1, 39.8], [-105.1, 39.6]]
    area.write_text(json.dumps({"type": "Polygon", "coordinates": [ring]}))
    code, out, _ = run("city", "area", "mine", area)
    assert code == 0
    assert "1 polygons, none of them named" in out
    code, out, _ = run("ingest", "mine", path)
    assert code == 0
    assert "outside the area" in out
    bad = write_csv(tmp_path / "b.csv", [row(str(n), FROM="?") for n in range(9)])
    code, _, err = run("city", "check", "mine", bad)
    assert code == 1
    assert "FAULT: 9 rows (100.0%) would be refused" in err


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['crimecast', '--help']\n"
        "from crimecast.cli import main\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'duckdb', 'numpy', 'pandas', 'scipy', 'pydantic', 'fastapi', 'xarray', 'zarr'}\n"
        "print(sorted(heavy & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "ingest" in done.stdout
    assert done.stderr.strip() == "[]"
