import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from crimecast.cli.serve import listen
from crimecast.errors import InputError
from forecast_sample import issue_sample


@contextmanager
def serving(home: Path, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the server as a person does and wait until it says its address."""
    command = [sys.executable, "-m", "crimecast", "serve", "--home", str(home), *options]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
    ) as server:
        try:
            assert server.stdout is not None
            line = server.stdout.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+", line)
            assert address, line
            yield server, address[0]
        finally:
            server.kill()


def fetch(url: str) -> bytes:
    with urllib.request.urlopen(url, timeout=10) as answer:
        content: bytes = answer.read()
    return content


def test_it_serves_says_where_and_ends_on_ctrl_c(tmp_path: Path) -> None:
    name = issue_sample(tmp_path / "denver" / "forecasts")
    with serving(tmp_path, "--port", "0") as (server, address):
        assert b'"ok"' in fetch(f"{address}/api/health")  # it answers once it has said so
        own = f"{address}/api/cities/denver/forecasts/{name}"
        fetch(f"{own}/place?lon=-104.981234&lat=39.741234")
        with pytest.raises(urllib.error.HTTPError):
            fetch(f"{own}/place?lon=12.345678&lat=39.741234")
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=15)
        assert server.returncode == 0
    assert err == ""
    assert "104.98" not in out  # nobody's place is logged
    assert "Traceback" not in out


def test_a_port_that_is_taken_is_said(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with serving(tmp_path, "--port", str(port)) as (server, address):
            given = int(address.rpartition(":")[2])
            assert port < given < port + 20
            assert fetch(f"{address}/api/cities")
            server.send_signal(signal.SIGINT)
            _, err = server.communicate(timeout=15)
    assert f"Port {port} is taken; using {given}." in err
    assert f"No city in {tmp_path} has a forecast yet" in err  # and serves all the same


def test_an_address_of_another_machine_is_refused() -> None:
    with pytest.raises(InputError, match=r"cannot listen at 192\.0\.2\.1 port 8000"):
        listen("192.0.2.1", 8000)


def test_when_all_ports_are_taken() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InputError, match="all taken; choose another --port"):
            listen("127.0.0.1", taken.getsockname()[1], tries=1)


def test_it_ends_while_a_client_holds_on(tmp_path: Path) -> None:
    with serving(tmp_path, "--port", "0") as (server, address):
        host, port = address.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as idle:
            idle.sendall(b"GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n")
            assert idle.recv(100).startswith(b"HTTP/1.1 200")
            start = time.monotonic()
            server.send_signal(signal.SIGINT)
            server.wait(timeout=15)
            assert time.monotonic() - start < 10
