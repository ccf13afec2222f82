"""`crimecast up`: processes of their own, started again when they die, ended in order."""

import itertools
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from crimecast.run.supervise import FIRST_S, LAST_S, _Child


def test_one_that_dies_is_started_again_later_and_later() -> None:
    child, now, starts = _Child("x", ["--version"]), 0.0, []
    for _ in range(8):
        child.look(now)
        assert child.process is not None
        starts.append(now)
        child.process.wait()
        child.look(now + 0.1)
        assert child.process is None
        child.look(child.again_at - 0.01)
        assert child.process is None
        now = child.again_at
    waits = [round(b - a - 0.1, 6) for a, b in itertools.pairwise(starts)]
    assert waits[0] == FIRST_S
    assert all(b == min(2 * a, LAST_S) for a, b in itertools.pairwise(waits))
    assert waits[-1] == LAST_S


def _get(address: str) -> dict[str, object]:
    with urllib.request.urlopen(address, timeout=5) as answer:
        found: dict[str, object] = json.load(answer)
        return found


def _children(pid: int) -> dict[str, int]:
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
            words = (folder / "cmdline").read_bytes().split(b"\0")
        except (OSError, IndexError):
            continue
        if parent == pid and b"crimecast" in words:
            found[words[words.index(b"crimecast") + 1].decode()] = int(folder.name)
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_the_server_lives_without_the_updater_and_both_come_back(tmp_path: Path) -> None:
    port = 8900 + os.getpid() % 900
    process = subprocess.Popen(
        [sys.executable, "-m", "crimecast", "up", "--home", str(tmp_path), "--port", str(port)],
        stderr=subprocess.PIPE, text=True,
    )  # fmt: skip

    def wait(ready: object) -> None:
        last = time.monotonic() + 60
        while time.monotonic() < last:
            try:
                if callable(ready) and ready():
                    return
            except OSError:
                pass
            time.sleep(0.2)
        raise AssertionError("nothing happened in a minute")

    health = f"http://127.0.0.1:{port}/api/health"
    try:
        wait(lambda: _get(health)["status"] == "ok" and len(_children(process.pid)) == 2)
        before = _children(process.pid)
        os.kill(before["update"], signal.SIGKILL)
        assert _get(health)["status"] == "ok"
        wait(lambda: _children(process.pid).get("update", before["update"]) != before["update"])
        os.kill(before["serve"], signal.SIGKILL)
        wait(lambda: _children(process.pid).get("serve", before["serve"]) != before["serve"])
        wait(lambda: _get(health)["status"] == "ok")
        last = _children(process.pid)
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert not any(Path(f"/proc/{pid}").exists() for pid in last.values())
    assert process.stderr is not None
    with process.stderr:
        said = process.stderr.read()
    assert "ended with code -9; it is started again in 1 s" in said
