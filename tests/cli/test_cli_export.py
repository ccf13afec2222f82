"""``crimecast export``, as people and as machines use it."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from records_sample import TOML, row, write_csv

Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: Call) -> Call:
    (home / "cities").mkdir()
    (home / "cities" / "testville.toml").write_text(TOML)
    assert call("export", "testville", tmp_path / "a.csv")[2].startswith(
        "crimecast: Testville has no records yet"
    )
    rows = [row(str(i), CASE=f"=c{i}") for i in range(4)] + [row("9", TYPE="pocket")]
    assert call("ingest", "testville", write_csv(tmp_path / "rows.csv", rows))[0] == 0
    monkeypatch.setenv("COLUMNS", "200")
    return call


def test_it_says_what_it_wrote(run: Call, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    code, out, err = run("export", "testville", path)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0].startswith(f"{path}: 2 rows, ")
    assert lines[0].endswith(
        "Reported incidents in Testville by cell of 250 m, year and category, "
        "2020-06-01 to 2020-06-01."
    )
    assert lines[1:] == [
        "4 reported incidents are told; rows without a count, which is below 3: 1.",
        "In no row: 0 without a usable place, 0 outside the study area.",
        "Source: Nobody, Records (none).",
        f"What it is, on what terms: {path}-metadata.json",
    ]


def test_json(run: Call, tmp_path: Path) -> None:
    code, out, _ = run("export", "testville", tmp_path / "a.parquet", "--by", "whole", "--together",
                       "--categories", "theft,robbery", "--json")  # fmt: skip
    told = json.loads(out)
    assert code == 0
    assert (told["rows"], told["about"]["counted"], told["metadata_file"]) == (1, 5, None)
    assert list(told["about"]["by_category"]) == ["all"]
    assert told["size"] == (tmp_path / "a.parquet").stat().st_size


def test_records_say_whom_they_are_for(run: Call, tmp_path: Path) -> None:
    code, out, _ = run("export", "testville", tmp_path / "r.csv", "--records",
                       "--as-of", "2100-01-01T00:00:00Z")  # fmt: skip
    assert code == 0
    assert "Single records, for the analysis of whoever holds these records" in out
    assert "As the records were known at 2100-01-01T00:00:00Z" in out
    assert "4 cells of text have an apostrophe" in out


def test_a_file_is_replaced_only_if_told_so(run: Call, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    assert run("export", "testville", path)[0] == 0
    old = path.read_bytes()
    code, _, err = run("export", "testville", path, "--category", "robbery")
    assert (code, path.read_bytes()) == (1, old)
    assert "a.csv exists; give --force to replace it" in err
    assert run("export", "testville", path, "--category", "robbery", "--force")[0] == 0
    assert path.read_bytes() != old
    path.unlink()
    assert "a.csv-metadata.json exists" in run("export", "testville", path)[2]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (
            ["a.xlsx"],
            "its ending names no format; give it one of .csv, .csv.gz, .geojson, .parquet",
        ),
        ([".csv"], "its ending names no format"),
        (["no/a.csv"], "no; make it first"),
        (["folder.csv"], "is a folder; name a file"),
        (["a.csv", "--category", "rob"], "no category 'rob'; there are robbery, theft, drugs, and"),
        (["a.csv", "--category", "withheld"], "is withheld: crimecast keeps no records of it"),
        (["a.csv", "--categories", ","], "--categories names none"),
        (["a.csv", "--category", "drugs"], "has no reported incidents of drugs from 2020-06-01 to"),
        (["a.csv", "--from", "2020-06-02"], "records go from 2020-06-01 to 2020-06-01; none of"),
        (["a.csv", "--from", "2020-6-1"], "--from: '2020-6-1' is no day; write it like"),
        (["a.csv", "--from", "2020-06-02", "--to", "2020-06-01"], "swap them"),
        (["a.csv", "--by", "hour"], "--by is 'hour'; use whole, year, month, week, day"),
        (["a.csv", "--cell", "50"], "--cell is 50 m; use 100 to 1000 m"),
        (["a.csv", "--records", "--cell", "250"], "are of counts; leave them out of --records"),
        (["a.geojson", "--records"], "GeoJSON is written of counts by cell, not of records"),
        (["a.csv", "--as-of", "2020-06-01"], "needs a time zone"),
        (["a.csv", "--as-of", "2020-06-01T00:00:00Z"], "no records of a kept category at 2020"),
    ],
)
def test_what_cannot_be_done_ends_in_a_sentence(
    run: Call, tmp_path: Path, arguments: list[str], words: str
) -> None:
    (tmp_path / "folder.csv").mkdir()
    before = sorted(tmp_path.iterdir())
    name, *options = arguments
    code, out, err = run("export", "testville", tmp_path / name, *options)
    assert (code, out) == (1, "")
    assert err.startswith("crimecast: ")
    assert words in err
    assert "Traceback" not in err
    assert sorted(tmp_path.iterdir()) == before


def test_a_folder_that_cannot_be_written_to(
    run: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    def refused(*_: object, **__: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "mkdtemp", refused)
    code, _, err = run("export", "testville", tmp_path / "a.csv")
    assert code == 1
    assert f"{tmp_path} cannot be written to" in err
