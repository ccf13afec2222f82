"""Two servers over one bucket behind nginx, one of them killed, a forecast pushed meanwhile.

A steady stream of requests goes through nginx: the latest manifest, then a frame, the totals and a
place of the forecast that it names, by its id. Counted are requests that failed or were not of that
forecast. The bucket is of an S3-compatible server on this machine (moto's). Run with
``python -m benchmarks.pipeline.two_servers``; needs nginx (Debian's ``nginx-light``).
"""

from __future__ import annotations

import argparse
import contextlib
import gzip
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tests"))

import httpx

from forecast_sample import issue_sample
from s3_sample import URL, s3_server

NGINX = """
daemon off; worker_processes 1; pid {folder}/nginx.pid; error_log {folder}/nginx.err;
events {{ worker_connections 256; }}
http {{
  access_log off;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  upstream crimecast {{ {servers} }}
  server {{
    listen 127.0.0.1:{port};
    location / {{
      proxy_pass http://crimecast; proxy_http_version 1.1; proxy_set_header Connection "";
      proxy_connect_timeout 1s;
      proxy_next_upstream error timeout http_502 http_503 http_504; proxy_next_upstream_tries 2;
    }}
  }}
}}
"""


def free_port() -> int:
    """Return a port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def server(home: Path, environment: dict[str, str]) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Serve the bucket with a copy of its own; give process and address."""
    command = [sys.executable, "-m", "crimecast", "serve", "--from", URL, "--home", str(home)]
    with subprocess.Popen(
        [*command, "--every", "2", "--port", str(free_port())],
        env=environment, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            assert process.stdout is not None
            found = re.search(r"http://([\d.:]+)", process.stdout.readline())
            assert found
            yield process, found[1]
        finally:
            process.kill()


@contextlib.contextmanager
def nginx(folder: Path, servers: list[str]) -> Iterator[str]:
    """Balance between servers; give the address."""
    port = free_port()
    told = " ".join(f"server {name} max_fails=1 fail_timeout=2s;" for name in servers)
    path = folder / "nginx.conf"
    path.write_text(NGINX.format(folder=folder, port=port, servers=told))
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    with subprocess.Popen([program, "-p", str(folder), "-c", str(path)]) as process:
        try:
            for _ in range(100):
                with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                    break
                time.sleep(0.1)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


class Reader:
    """Asks again and again, and counts."""

    def __init__(self, address: str, truth: dict[str, dict[str, bytes]]) -> None:
        self.address, self.truth = address, truth
        self.counts: Counter[str] = Counter()
        self.failed: list[str] = []
        self.ended = threading.Event()

    def go(self) -> None:
        """Ask until told to end."""
        with httpx.Client(base_url=self.address, timeout=20) as client:
            while not self.ended.is_set():
                manifest = self._ask(client, "/api/cities/denver/forecast")
                if manifest is None:
                    continue
                name = json.loads(manifest)["id"]
                self.counts[f"latest {name}"] += 1
                own = f"/api/cities/denver/forecasts/{name}"
                for part in ("frames/all/3", "totals"):
                    found = self._ask(client, f"{own}/{part}")
                    if found is not None and found != self.truth[name][part]:
                        self.failed.append(f"{own}/{part} is not of {name}")
                self._ask(client, f"{own}/place?lon=-104.98&lat=39.74&category=all")
                time.sleep(0.01)

    def _ask(self, client: httpx.Client, path: str) -> bytes | None:
        self.counts["requests"] += 1
        try:
            answer = client.get(path)
        except httpx.HTTPError as error:
            self.failed.append(f"{path}: {error!r}")
            return None
        if answer.status_code != 200:
            self.failed.append(f"{path}: {answer.status_code}")
            return None
        return answer.content


def truth(home: Path, name: str) -> dict[str, bytes]:
    """Return what the answers must be."""
    from crimecast.archive import open_forecast

    issued = open_forecast(home / "denver" / "forecasts", name)
    frame = gzip.decompress(issued.frame(len(issued.manifest.categories), 3))
    return {"frames/all/3": frame, "totals": issued.totals}


def main() -> None:
    """Run it all and print what was counted as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=6.0, help="of each phase")
    pause = parser.parse_args().seconds
    with tempfile.TemporaryDirectory() as told, contextlib.ExitStack() as stack:
        root = Path(told)
        home = root / "home"
        first = issue_sample(home / "denver" / "forecasts")
        given = stack.enter_context(s3_server(root / "s3.log"))
        environment = {**os.environ, **given}

        def push() -> float:
            began = time.perf_counter()
            words = [sys.executable, "-m", "crimecast", "mirror", "push", URL, "--home", str(home)]
            subprocess.run(words, env=environment, check=True, stdout=subprocess.DEVNULL)
            return round(time.perf_counter() - began, 2)

        pushes = [push()]
        one, at_one = stack.enter_context(server(root / "one", environment))
        _, at_two = stack.enter_context(server(root / "two", environment))
        address = stack.enter_context(nginx(root, [at_one, at_two]))
        known = {first: truth(home, first)}
        reader = Reader(address, known)
        threads = [threading.Thread(target=reader.go) for _ in range(2)]
        began = time.perf_counter()
        for thread in threads:
            thread.start()
        time.sleep(pause)
        newer = issue_sample(home / "denver" / "forecasts", seed=3)
        known[newer] = truth(home, newer)
        pushes.append(push())
        time.sleep(pause)
        with_both = reader.counts["requests"]
        one.kill()
        time.sleep(pause)
        last = issue_sample(home / "denver" / "forecasts", seed=4)
        known[last] = truth(home, last)
        pushes.append(push())
        time.sleep(pause)
        reader.ended.set()
        for thread in threads:
            thread.join()
        print(json.dumps({
            "seconds": round(time.perf_counter() - began, 1), "push_seconds": pushes,
            "requests": reader.counts["requests"], "before_the_kill": with_both,
            "failed": len(reader.failed), "first_failures": reader.failed[:5],
            "latest_told": {n: reader.counts[f"latest {n}"] for n in (first, newer, last)},
            "health": httpx.get(f"{address}/api/health", timeout=10).json(),
        }, indent=1))  # fmt: skip
        if reader.failed:
            raise SystemExit("requests failed")


if __name__ == "__main__":
    main()
