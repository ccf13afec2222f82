"""The command behind `make run`."""

import datetime as dt
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from importlib import resources
from pathlib import Path

import pytest

from crimecast.run.demo import prepare


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with a simulated city of the present."""
    home = tmp_path_factory.mktemp("demo")
    prepare("simulated", home=home, years=0.05, now=dt.datetime.now(dt.UTC))
    return home


def demo(*arguments: str, home: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "crimecast", "demo", *arguments],
        env={**os.environ, "CRIMECAST_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def test_serves_at_the_next_free_port_until_interrupted(made: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with demo("--port", str(port), home=made) as process:
            watchdog = threading.Timer(60, process.kill)
            watchdog.start()
            try:
                heard = ""
                assert process.stdout is not None
                while "Ctrl-C" not in heard and (line := process.stdout.readline()):
                    heard += line
                address = re.search(r"^Open (http://127\.0\.0\.1:(\d+)/simulated)", heard, re.M)
                assert address, heard
                assert int(address[2]) > port
                assert f"Port {port} is taken; using {address[2]}." in heard
                assert "The forecast of Alder Falls (simulated) is there" in heard
                base = address[1].removesuffix("/simulated")
                direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
                with direct.open(f"{base}/api/cities/simulated/forecast", timeout=10) as answer:
                    assert answer.status == 200
                process.send_signal(signal.SIGINT)
                process.wait(timeout=15)
            finally:
                watchdog.cancel()
                process.kill()
        assert process.returncode == 0


def test_is_ready_within_seconds_when_all_is_there(made: Path) -> None:
    began = time.perf_counter()
    with demo("--no-serve", home=made) as process:
        heard, _ = process.communicate(timeout=60)
    assert process.returncode == 0, heard
    assert time.perf_counter() - began < 20, "make run must take at most 20 s then"


def test_missing_records_are_told_in_a_sentence(home: Path) -> None:
    text = (resources.files("crimecast") / "cities" / "denver.toml").read_text(encoding="utf-8")
    own = home / "cities" / "denver.toml"
    own.parent.mkdir()
    own.write_text(re.sub(r"\n\[portal\](?s:.*?)\n(?=\[places\])", "\n", text), encoding="utf-8")
    with demo("denver", "--no-serve", home=home) as process:
        heard, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert heard.startswith("crimecast: Denver has no records yet and its file names no portal;")
    assert heard.count("\n") == 1
