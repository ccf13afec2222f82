import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crimecast.archive import (
    ArchiveError,
    latest_id,
    list_ids,
    open_forecast,
    open_latest,
)
from forecast_sample import issue_sample, sample_grid


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    issue_sample(folder)
    return folder


@pytest.fixture
def folder(sample: Path, tmp_path: Path) -> Path:
    return shutil.copytree(sample, tmp_path / "forecasts")


def test_the_grid_comes_back(folder: Path) -> None:
    issued = open_latest(folder)
    assert issued is not None
    grid = sample_grid()
    assert issued.grid.to_json() == grid.to_json()
    np.testing.assert_array_equal(issued.grid.mask, grid.mask)


def test_an_empty_folder_has_no_forecast(tmp_path: Path) -> None:
    assert open_latest(tmp_path) is None
    assert open_latest(tmp_path / "nowhere") is None
    assert list_ids(tmp_path / "nowhere") == []


@pytest.mark.parametrize(
    "name", ["", ".", "..", "../x", "20241028T0310Z-00000000", "latest.json", "a/b", "\0", "x\n"]
)
def test_what_is_no_id_is_never_opened(folder: Path, name: str) -> None:
    with pytest.raises(KeyError):
        open_forecast(folder, name)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b'{"id": "../../etc"}', b'{"id": 7}', b"[]", b"\xff"]
)
def test_a_damaged_latest_is_told(folder: Path, content: bytes) -> None:
    (folder / "latest.json").write_bytes(content)
    with pytest.raises(ArchiveError, match=r"latest\.json"):
        latest_id(folder)


def test_other_formats_are_refused_with_words(folder: Path) -> None:
    path = folder / list_ids(folder)[0] / "manifest.json"
    content = json.loads(path.read_text())
    content["format"] = "crimecast-forecast/3"
    path.write_text(json.dumps(content))
    with pytest.raises(ArchiveError, match=r"format 'crimecast-forecast/3'.*reads.*/2.*and.*/1"):
        open_latest(folder)


def test_a_forecast_of_the_first_format_is_read_but_not_sure(folder: Path) -> None:
    """Issued before forecasts told how sure they are: shown as ever, what is missing is said."""
    own = folder / list_ids(folder)[0]
    whole = open_latest(folder)
    assert whole is not None
    wanted = whole.series(0, 3), bytes(whole.frame(0, 0)), whole.totals
    content = json.loads((own / "manifest.json").read_text())
    content["format"] = "crimecast-forecast/1"
    del content["spread"]
    (own / "manifest.json").write_text(json.dumps(content))
    (own / "mix.npy").unlink()
    old = open_latest(folder)
    assert old is not None
    assert np.array_equal(old.series(0, 3), wanted[0])
    assert (bytes(old.frame(0, 0)), old.totals) == wanted[1:]
    assert not old.tells_spread
    with pytest.raises(ArchiveError, match="does not tell how sure it is; issue the forecast"):
        old.interval(ranks=[3])
    with pytest.raises(ArchiveError, match="does not tell which category is likeliest; issue"):
        old.mix(0)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"phi": {"robbery": [0.1, 0.2, 0.3, 0.4]}}, "categories are not the forecast's"),
        ({"scales": []}, "cannot reshape|phi has shape"),
        ({"time_zone": "Mars/Olympus"}, "no IANA time zone"),
    ],
)
def test_a_spread_that_is_wrong_is_told(folder: Path, change: dict[str, Any], why: str) -> None:
    path = folder / list_ids(folder)[0] / "manifest.json"
    content = json.loads(path.read_text())
    content["spread"].update(change)
    path.write_text(json.dumps(content))
    with pytest.raises(ArchiveError, match=why):
        open_latest(folder)


def test_a_manifest_that_is_wrong_is_told_by_field(folder: Path) -> None:
    path = folder / list_ids(folder)[0] / "manifest.json"
    content = json.loads(path.read_text())
    content["grid"]["cells"] = "many"
    path.write_text(json.dumps(content))
    with pytest.raises(ArchiveError, match=r"grid\.cells"):
        open_latest(folder)
    path.write_text("<html>")
    with pytest.raises(ArchiveError, match="not JSON"):
        open_latest(folder)


FILES = (
    "frames.bin", "frames.idx.npy", "mix.npy", "series.npy", "terms.npy", "time.npy", "totals.json",
    "mask.bin.gz", "manifest.json", "SHA256SUMS", "cube.zarr/zarr.json",
    "cube.zarr/intensity/zarr.json",
)  # fmt: skip


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[-2] ^= 1
    path.write_bytes(content)


def add(path: Path) -> None:
    path.with_name("more.txt").write_text("hello")


def remove(path: Path) -> None:
    path.unlink()


@pytest.mark.parametrize("change", [flip, add, remove])
@pytest.mark.parametrize("name", FILES)
def test_tampering_is_found(folder: Path, name: str, change: Callable[[Path], None]) -> None:
    issued = open_latest(folder)
    assert issued is not None
    issued.verify()
    change(issued.folder / name)
    gone = (name, change) == ("manifest.json", remove)
    with pytest.raises(KeyError if gone else ArchiveError, match=issued.id if gone else "issue"):
        open_forecast(folder, issued.id).verify()


def test_a_changed_number_in_the_manifest_is_found(folder: Path) -> None:
    path = folder / list_ids(folder)[0] / "manifest.json"
    path.write_text(path.read_text().replace('"now":4', '"now":5'))
    issued = open_latest(folder)
    assert issued is not None
    assert issued.manifest.now == 5
    with pytest.raises(ArchiveError, match=r"manifest\.json is not as it was issued"):
        issued.verify()


def test_a_forecast_under_another_name_is_found(folder: Path) -> None:
    name = list_ids(folder)[0]
    other = name[:-1] + ("0" if name[-1] != "0" else "1")
    (folder / name).rename(folder / other)
    with pytest.raises(ArchiveError, match=f"holds the forecast {name}"):
        open_forecast(folder, other).verify()


def test_shapes_that_contradict_the_manifest_are_refused(folder: Path) -> None:
    path = folder / list_ids(folder)[0] / "series.npy"
    np.save(path, np.zeros((4, 2, 2), "<u2"))
    with pytest.raises(ArchiveError, match=r"series\.npy holds"):
        open_latest(folder)


def test_nothing_is_unpickled(folder: Path) -> None:
    path = folder / list_ids(folder)[0] / "time.npy"
    np.save(path, np.array([print], object), allow_pickle=True)
    with pytest.raises(ArchiveError, match=r"time\.npy cannot be read"):
        open_latest(folder)


def test_reading_imports_nothing_heavy() -> None:
    script = (
        "import sys, crimecast.archive\n"
        "heavy = ('xarray', 'zarr', 'scipy', 'pandas', 'pyproj', 'shapely', 'fastapi', 'duckdb')\n"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
