from pathlib import Path

import pytest

from crimecast.errors import InputError
from crimecast.run.check import check_files
from records_sample import FIELDS, row, sample_city, write_csv

CITY = sample_city()


def test_a_file_that_fits(tmp_path: Path) -> None:
    rows = [*(row(str(i)) for i in range(98)), row("p", TYPE="pocket"), row("w", TYPE="rape")]
    (found,) = check_files(CITY, [write_csv(tmp_path / "a.csv", rows)])
    assert (found.rows, found.categories) == (100, {"robbery": 98, "theft": 1})
    assert (found.faults, found.notes) == ([], [])


def test_what_does_not_fit_is_told(tmp_path: Path) -> None:
    rows = [row(str(i), FROM="noon", LON="") for i in range(10)]
    rows += [row(f"x{i}", LON="", TYPE="?") for i in range(10)]
    fields = [name for name in FIELDS if name not in {"TO", "GROUP"}]
    (found,) = check_files(CITY, [write_csv(tmp_path / "a.csv", rows, fields)])
    times, unmapped, places = found.faults
    assert times.startswith("10 rows (50.0%) would be refused")
    assert "row 1, FROM 'noon'" in times
    assert unmapped == "10 rows (100.0%) are of no category: '?' (10)"
    assert places.startswith("only 0.0% of the rows have a usable place (10 missing)")
    assert found.notes == [
        "no rows of robbery, theft",
        "the file has no column TO, GROUP (optional)",
    ]


def test_a_missing_column_is_an_error(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [row()], ["ID", "FROM"])
    with pytest.raises(InputError, match="lacks columns REPORTED, LON, LAT, TYPE"):
        check_files(CITY, [path])
