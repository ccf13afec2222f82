"""A server at full speed over loopback: requests a second for each core, tails, memory.

Run it as ``python -m benchmarks.pipeline.load --home FOLDER --city CITY [--seconds 60]``. It needs
wrk (Debian: ``apt-get install wrk``). Each kind of answer is asked for as fast as one server
process gives it. Beside the rate that wrk saw stands the rate for each second of processor time
that the server took, which means the same on a machine that has other work to do. A bare answer of
the same server, asked for in the same run, is the floor.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

PATHS = 20_000
CONNECTIONS = 16
AIMS = {"frame": 2000, "place": 1000, "history": 200}
"""Requests a second for each core."""

BARE = """
import asyncio, socket, sys
import uvicorn
from benchmarks.pipeline.serve import hello
from crimecast.cli.serve import listen
from crimecast.web.connections import server_config
listening = listen("127.0.0.1", 0)
print(f"Open http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
uvicorn.Server(server_config(hello)).run(sockets=[listening])
"""
SCRIPT = """
local paths = {}
for line in io.lines("%s") do paths[#paths + 1] = line end
local at = 0
wrk.headers["Accept-Encoding"] = "gzip"
request = function()
  at = at %% #paths + 1
  return wrk.format("GET", paths[at])
end
done = function(summary, latency, requests)
  io.write(string.format(
    'JSON{"requests":%%d,"us":%%d,"p50":%%d,"p99":%%d,"most":%%d,"status":%%d,"others":%%d}\\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    latency.max, summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
"""


@dataclass(frozen=True)
class Running:
    """A server in a process of its own."""

    url: str
    pid: int

    def cpu(self) -> float:
        """Return the processor time that it has taken, seconds."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def rss(self) -> float:
        """Return what it holds in memory, MB."""
        pages = int(Path(f"/proc/{self.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@contextlib.contextmanager
def running(arguments: list[str], **environment: str) -> Iterator[Running]:
    """Run Python with arguments; its first line says where it listens."""
    with subprocess.Popen(
        [sys.executable, *arguments],
        env={**os.environ, **environment}, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        try:
            url = process.stdout.readline().split()[1]
            yield Running(url, process.pid)
        finally:
            process.terminate()
            process.wait(20)


def load(server: Running, paths: list[str], seconds: int, connections: int) -> dict[str, Any]:
    """Ask for paths as fast as they are answered."""
    with tempfile.TemporaryDirectory() as folder:
        listed, script = Path(folder, "paths"), Path(folder, "paths.lua")
        listed.write_text("\n".join(paths))
        script.write_text(SCRIPT % listed)
        cpu, rss = server.cpu(), server.rss()
        done = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s",
             "-s", str(script), server.url],
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        took = server.cpu() - cpu
    told = json.loads(done.stdout.rpartition("JSON")[2])
    return {
        "requests": told["requests"],
        "per_second": round(told["requests"] / told["us"] * 1e6),
        "per_core_second": round(told["requests"] / took),
        "p50_ms": round(told["p50"] / 1e3, 2),
        "p99_ms": round(told["p99"] / 1e3, 2),
        "rss_mb": [round(rss), round(server.rss())],
        "wrong": told["status"] + told["others"],
    }


def questions(url: str, city: str) -> dict[str, list[str]]:
    """Return addresses of each kind, at random over the forecast and the records."""
    draw = random.Random(1)
    base = f"/api/cities/{city}"
    about = httpx.get(f"{url}{base}", timeout=60).json()
    manifest = httpx.get(f"{url}{base}/forecast", timeout=60).json()
    own = f"{base}/forecasts/{manifest['id']}"
    names = [*(category["id"] for category in manifest["categories"]), "all"]
    center_lon, center_lat = about["downtown"]

    def frame() -> str:
        return f"{own}/frames/{draw.choice(names)}/{draw.randrange(manifest['hours'])}"

    def somewhere() -> str:
        lon = center_lon + draw.uniform(-0.05, 0.05)
        lat = center_lat + draw.uniform(-0.03, 0.03)
        return f"lon={lon:.5f}&lat={lat:.5f}"

    def place() -> str:
        return f"{own}/place?{somewhere()}&category={draw.choice(names)}"

    last = time.strptime(about["records"]["last"], "%Y-%m-%d")

    def history() -> str:
        # What people ask for: the last four weeks, or a year, some of its hours.
        back = draw.choice([28, 90, 365, 3 * 365])
        first = time.strftime("%Y-%m-%d", time.gmtime(time.mktime(last) - 86400 * back))
        hours = draw.choice(["", "", "&hours=22-4", "&weekdays=6,7"])
        return f"{base}/history?from={first}&to={about['records']['last']}{hours}"

    def new() -> str:
        back, long = draw.randrange(600), draw.randrange(28, 1000)
        to = time.mktime(last) - 86400 * back
        days = [time.strftime("%Y-%m-%d", time.gmtime(to - 86400 * n)) for n in (long, 0)]
        return f"{base}/history?from={days[0]}&to={days[1]}&category={draw.choice(names)}"

    there = [place() for _ in range(PATHS)]
    return {
        "frame": [frame() for _ in range(PATHS)],
        "place": there,
        "place_again": there[:500],
        "history": [history() for _ in range(PATHS)],
        "history_new": [new() for _ in range(PATHS)],
        "history_place": [f"{base}/history/place?{somewhere()}" for _ in range(PATHS)],
        "manifest": [f"{base}/forecast"],
        "page": [f"/{city}"],
    }


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--city", default="denver")
    parser.add_argument("--seconds", type=int, default=60, help="for each kind of answer")
    parser.add_argument("--connections", type=int, default=CONNECTIONS)
    parser.add_argument("--only", nargs="*", help="kinds of answers")
    arguments = parser.parse_args()
    if shutil.which("wrk") is None:
        raise SystemExit("wrk is missing: apt-get install wrk (or https://github.com/wg/wrk)")
    report: dict[str, Any] = {"load_before": os.getloadavg()[0], "cores": os.cpu_count()}
    seconds, connections = arguments.seconds, arguments.connections
    with running(["-c", BARE]) as bare:
        floor = load(bare, ["/"], max(5, seconds // 3), connections)
    report["bare"] = floor
    serve = ["-m", "crimecast", "serve", "--port", "0"]
    with running(serve, CRIMECAST_HOME=str(arguments.home)) as server:
        asked = questions(server.url, arguments.city)
        for paths in asked.values():  # what is loaded once is loaded
            httpx.get(server.url + paths[0], timeout=120)
        for kind in arguments.only or list(asked):
            load(server, asked[kind], 2, connections)
            found = load(server, asked[kind], seconds, connections)
            found["of_bare"] = round(found["per_core_second"] / floor["per_core_second"], 3)
            if kind in AIMS:
                found["aim"] = AIMS[kind]
            report[kind] = found
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
