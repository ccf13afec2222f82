import errno
from pathlib import Path

import pytest

from crimecast import files
from crimecast.errors import InputError


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.json"
    files.write_json(path, {"a": 1})
    files.write_json(path, {"a": "é"})
    assert files.read_json(path) == {"a": "é"}
    assert [p.name for p in path.parent.iterdir()] == ["a.json"]


def test_a_failed_write_leaves_the_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    files.write_text(path, "before")
    with pytest.raises(IsADirectoryError), files.aside(path) as temporary:
        temporary.write_text("half") and tmp_path.write_text("no file")
    with pytest.raises(ValueError, match="JSON compliant"):
        files.write_json(path, float("nan"))
    assert path.read_text() == "before"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


def test_a_folder_is_put_in_place_whole(tmp_path: Path) -> None:
    with files.aside(tmp_path / "folder") as temporary:
        (temporary / "deep").mkdir(parents=True)
        (temporary / "deep" / "a").write_text("x")
    assert (tmp_path / "folder" / "deep" / "a").read_text() == "x"
    with pytest.raises(OSError, match="not empty"), files.aside(tmp_path / "folder") as temporary:
        temporary.mkdir()
    assert (tmp_path / "folder" / "deep" / "a").read_text() == "x"


def test_damaged_json_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text("{")
    with pytest.raises(InputError, match=r"a\.json is not readable as JSON"):
        files.read_json(path)


def test_left_overs_are_cleared(tmp_path: Path) -> None:
    files.temporary_beside(tmp_path / "a").write_text("half")
    files.temporary_beside(tmp_path / "b").mkdir()
    (tmp_path / "kept").write_text("x")
    assert len(files.clear_temporaries(tmp_path)) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["kept"]
    assert files.clear_temporaries(tmp_path / "nothing") == []


def test_a_lock_is_held_by_one(tmp_path: Path) -> None:
    lock = tmp_path / ".lock"
    with (
        files.locked(lock, busy="taken"),
        pytest.raises(InputError, match="taken"),
        files.locked(lock, busy="taken"),
    ):
        pass
    with files.locked(lock, busy="taken"):
        pass


def test_a_full_disk_is_known_by_number_and_by_words() -> None:
    assert files.is_full_disk(OSError(errno.ENOSPC, "x"))
    assert files.is_full_disk(RuntimeError("IO Error: No space left on device"))
    assert not files.is_full_disk(OSError(errno.EACCES, "no"))


def test_sha256(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert files.sha256(tmp_path / "a").startswith("ba7816bf")
