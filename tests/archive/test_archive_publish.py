import errno
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from crimecast.archive import ArchiveError, list_ids, open_latest, publish, write
from crimecast.files import TEMPORARY
from forecast_sample import issue_sample

WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from forecast_sample import issue_sample
issue_sample(Path({folder!r}), seed=999)
print("ready", flush=True)
for seed in range(1000, 2000):
    issue_sample(Path({folder!r}), seed=seed)
"""


def start_writer(folder: Path) -> subprocess.Popen[str]:
    script = WRITER.format(tests=str(Path(__file__).parent.parent), folder=str(folder))
    writer = subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert writer.stdout is not None
    assert writer.stdout.readline() == "ready\n"
    return writer


def test_a_writer_killed_at_any_moment_leaves_a_whole_forecast(tmp_path: Path) -> None:
    first = issue_sample(tmp_path)
    moments = random.Random(7)
    caught = 0
    for _ in range(5):
        writer = start_writer(tmp_path)
        try:
            time.sleep(moments.uniform(0.0, 0.6))
            for _ in range(5):  # a reader all the while
                found = open_latest(tmp_path)
                assert found is not None
                found.verify()
        finally:
            os.killpg(writer.pid, signal.SIGKILL)
            writer.wait()
            assert writer.stdout is not None
            writer.stdout.close()
        caught += bool(list(tmp_path.glob(f"{TEMPORARY}*")))
        found = open_latest(tmp_path)
        assert found is not None
        found.verify()
    assert caught, "no writer was killed while it wrote"
    assert found.id != first
    issue_sample(tmp_path)
    assert not list(tmp_path.glob(f"{TEMPORARY}*-forecast")), "the next write clears what was left"


def test_a_living_writer_is_not_taken_for_a_dead_one(tmp_path: Path) -> None:
    with publish.staging(tmp_path) as stage:
        (stage / "file").write_text("x")
        assert publish.clear_leftovers(tmp_path) == []
        assert stage.is_dir()
        issue_sample(tmp_path)
        assert (stage / "file").read_text() == "x"
    assert not stage.exists()


def test_what_dead_writers_left_is_removed(tmp_path: Path) -> None:
    dead = tmp_path / f"{TEMPORARY}1-abcd-forecast"
    (dead / "cube.zarr").mkdir(parents=True)
    fresh, old = tmp_path / f"{TEMPORARY}2-latest.json", tmp_path / f"{TEMPORARY}3-latest.json"
    for path in (fresh, old):
        path.write_text("{")
    os.utime(old, (1, 1))
    assert publish.clear_leftovers(tmp_path) == [dead, old]
    assert fresh.exists()  # another writer may be at it this moment


@pytest.mark.parametrize(
    ("step", "code", "words"),
    [
        ("_Writer.add", errno.ENOSPC, "disk is full"),
        ("_Writer.finish", errno.EDQUOT, "disk is full"),
        ("check_files", errno.EIO, "failed"),
        ("commit", errno.ENOSPC, "disk is full"),
        ("commit", errno.EROFS, "read-only"),
        ("commit", errno.EACCES, "may not write"),
    ],
)
def test_a_disk_that_refuses_is_told_and_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int, words: str
) -> None:
    before = issue_sample(tmp_path)

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(f"{write.__name__}.{step}", refuse)
    with pytest.raises(ArchiveError, match=words) as error:
        issue_sample(tmp_path, seed=2)
    assert "untouched" in str(error.value)
    monkeypatch.undo()
    assert sorted(p.name for p in tmp_path.iterdir()) == [before, "latest.json"]
    found = open_latest(tmp_path)
    assert found is not None
    found.verify()


def test_latest_is_replaced_last(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = issue_sample(tmp_path)

    def refuse(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(write, "point_latest", refuse)
    with pytest.raises(ArchiveError):
        issue_sample(tmp_path, seed=2)
    found = open_latest(tmp_path)
    assert found is not None
    assert found.id == before
    assert len(list_ids(tmp_path)) == 2


@pytest.mark.skipif(os.geteuid() != 0, reason="mounting a small disk takes root")
def test_a_disk_that_is_truly_full(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine does not let tests mount a small disk")
    try:
        before = issue_sample(small / "forecasts")
        filler = small / "filler"
        with filler.open("wb") as file:
            used = sum(p.stat().st_size for p in small.rglob("*") if p.is_file())
            file.write(bytes(max(1_000_000 - 2 * used, 0)))
        failed = 0
        for seed in range(2, 12):
            try:
                before = issue_sample(small / "forecasts", seed=seed)
            except ArchiveError as error:
                assert "disk is full" in str(error)  # noqa: PT017 -- some of the writes succeed
                failed += 1
        assert failed
        found = open_latest(small / "forecasts")
        assert found is not None
        assert found.id == before
        found.verify()
        assert not list((small / "forecasts").glob(f"{TEMPORARY}*"))
    finally:
        subprocess.run(["umount", "--lazy", small], check=True)  # its forecast is still mapped


def test_a_part_that_fails_leaves_nothing(tmp_path: Path) -> None:
    from forecast_sample import sample_grid, sample_header, sample_parts, sample_totals

    def parts() -> Any:
        yield next(iter(sample_parts(sample_grid(), sample_header())))
        raise RuntimeError("the model failed")

    with pytest.raises(RuntimeError, match="the model failed"):
        write.write_forecast(
            tmp_path,
            header=sample_header(),
            grid=sample_grid(),
            parts=parts(),
            totals=sample_totals,
        )
    assert list(tmp_path.iterdir()) == []
    assert np.array_equal(list_ids(tmp_path), [])


def test_a_latest_forecast_that_is_gone_is_told(tmp_path: Path) -> None:
    name = issue_sample(tmp_path)
    shutil.rmtree(tmp_path / name)
    with pytest.raises(ArchiveError, match=f"names {name}, which is gone; bring it back"):
        open_latest(tmp_path)
    again = issue_sample(tmp_path)
    found = open_latest(tmp_path)
    assert found is not None
    assert found.id == again
