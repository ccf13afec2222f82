"""Times of the server's answers over loopback, beside a bare answer of the same server.

Run it as ``python -m benchmarks.pipeline.serve [--cell 100] [--home FOLDER --city CITY]``: with a
home, a forecast that was issued there is served; without, a made-up one of Denver's size.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import http.client
import json
import multiprocessing
import random
import socket
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np
from benchmarks.pipeline.synthetic import grid_like_denver, header, parts, totals

REQUESTS = 2000


async def hello(scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG001
    """Answer every request with one word: the floor that the server cannot go below."""
    if scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200,
                    "headers": [(b"content-length", b"5")]})  # fmt: skip
        await send({"type": "http.response.body", "body": b"hello"})


def _serve(home: str | None, port: int) -> None:
    import uvicorn

    from crimecast.web.app import create_app

    app = hello if home is None else create_app(Path(home))
    lifespan = "off" if home is None else "auto"
    uvicorn.run(app, port=port, log_level="warning", access_log=False, lifespan=lifespan)


class Server:
    """A server in a process of its own."""

    def __init__(self, home: Path | None) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        context = multiprocessing.get_context("spawn")
        self.process = context.Process(
            target=_serve, args=(None if home is None else str(home), self.port), daemon=True
        )

    def __enter__(self) -> Server:
        self.process.start()
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self
            time.sleep(0.05)
        raise RuntimeError("the server did not start")

    def __exit__(self, *exception: object) -> None:
        self.process.terminate()
        self.process.join(10)

    def get(self, connection: http.client.HTTPConnection, path: str) -> bytes:
        """Fetch one path over a connection that stays open."""
        connection.request("GET", path, headers={"Accept-Encoding": "gzip"})
        response = connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{path}: {response.status} {body[:200]!r}")
        return body

    def time(self, paths: list[str], *, warm: int = 50) -> dict[str, float]:
        """Fetch paths one after the other; return milliseconds and kilobytes."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        for path in paths[:warm]:
            self.get(connection, path)
        took, sizes = [], []
        for path in paths:
            start = time.perf_counter()
            sizes.append(len(self.get(connection, path)))
            took.append(time.perf_counter() - start)
        connection.close()
        p50, p95, p99 = np.percentile(took, [50, 95, 99]) * 1e3
        return {
            "p50_ms": round(float(p50), 3), "p95_ms": round(float(p95), 3),
            "p99_ms": round(float(p99), 3), "kb_mean": round(float(np.mean(sizes)) / 1e3, 1),
            "kb_max": round(max(sizes) / 1e3, 1),
        }  # fmt: skip

    async def rate(self, paths: list[str], connections: int = 8) -> float:
        """Return requests a second over several connections at once."""

        async def one(mine: list[str]) -> None:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            for path in mine:
                writer.write(
                    f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\n\r\n".encode()
                )
                head = (await reader.readuntil(b"\r\n\r\n")).lower()
                size = int(head.split(b"content-length:")[1].split(b"\r\n")[0])
                await reader.readexactly(size)
            writer.close()

        start = time.perf_counter()
        await asyncio.gather(*(one(paths[i::connections]) for i in range(connections)))
        return len(paths) / (time.perf_counter() - start)


def _made_up(home: Path, cell: int) -> str:
    from crimecast.archive.write import write_forecast

    grid, head = grid_like_denver(cell), header()
    write_forecast(
        home / "denver" / "forecasts",
        header=head,
        grid=grid,
        parts=parts(grid, head),
        totals=totals,
    )
    return "denver"


def measure(home: Path, city: str) -> dict[str, Any]:
    """Time every kind of answer of a forecast that is served."""
    from crimecast.archive import open_latest

    issued = open_latest(home / city / "forecasts")
    if issued is None:
        raise SystemExit(f"{city} has no forecast in {home}")
    random.seed(1)
    base, manifest = f"/api/cities/{city}", issued.manifest
    own = f"{base}/forecasts/{issued.id}"
    names = [*(category.id for category in manifest.categories), "all"]
    frames = [
        f"{own}/frames/{random.choice(names)}/{random.randrange(manifest.hours)}"
        for _ in range(REQUESTS)
    ]
    places = []
    for flat in random.choices(issued.grid.cells.tolist(), k=REQUESTS // 4):
        (west, south), _, (east, north), *_ = issued.grid.outline_lonlat(flat)
        lon, lat = (west + east) / 2, (south + north) / 2
        places.append(f"{own}/place?lon={lon:.6f}&lat={lat:.6f}&category={random.choice(names)}")
    report: dict[str, Any] = {"cell": manifest.grid.cell, "cells": manifest.grid.cells}
    with Server(None) as bare:
        paths = ["/"] * REQUESTS
        report["hello"] = bare.time(paths)
        report["hello"]["per_second"] = round(asyncio.run(bare.rate(paths)))
    with Server(home) as server:
        report["frame"] = server.time(frames)
        report["frame"]["per_second"] = round(asyncio.run(server.rate(frames)))
        report["frame"]["times_hello_p50"] = round(
            report["frame"]["p50_ms"] / report["hello"]["p50_ms"], 2
        )
        report["place"] = server.time(places)
        report["place"]["per_second"] = round(asyncio.run(server.rate(places)))
        report["manifest"] = server.time([f"{base}/forecast"] * 500)
        report["city"] = server.time([base] * 500)
        report["image"] = _images(server, own, manifest.hours)
        if (home / city / "records" / "store.json").exists():
            report["history"] = _history(server, base)
    frame = gzip.decompress(bytes(issued.frame(len(names) - 1, manifest.now)))
    assert len(frame) == manifest.grid.cells
    return report


def _images(server: Server, own: str, hours: int) -> dict[str, Any]:
    """Time pictures: the very first, those of other hours, and those that are kept."""
    forms = {
        "preview": "?width=600&height=315&scale=2",
        "desk": "?form=map&width=1060&height=500&scale=1",
        "phone": "?form=map&width=380&height=340&scale=2",
    }
    found = {}
    for name, options in forms.items():
        paths = [f"{own}/image/all/{hour}.png{options}" for hour in range(min(hours, 21))]
        found[f"{name}_first"] = server.time(paths[:1], warm=0)
        found[f"{name}_hours"] = server.time(paths[1:], warm=0)
        found[f"{name}_kept"] = server.time(paths, warm=0)
    return found


def _history(server: Server, base: str) -> dict[str, Any]:
    """Time periods of records that were not asked for before, from weeks to years."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", f"{base}")
    told = json.loads(connection.getresponse().read())
    records, center = told["records"], told["downtown"]
    connection.close()
    first, last = (np.datetime64(records[name], "D") for name in ("first", "last"))
    found = {}
    spans = {"month": 30, "year": 365, "all": int((last - first).astype(int))}
    brushes = {
        "": "",
        "_brushed": "&weekdays=5-6&hours={hour}-4",  # hours that were not asked for before, too
    }
    for name, days in spans.items():
        for suffix, brush in brushes.items():
            paths = [
                f"{base}/history?cell=250&from={last - days + i}&to={last}"
                + brush.format(hour=8 + i % 16)
                for i in range(30)
            ]
            # Each is asked for once: no answer is ready.
            found[name + suffix] = server.time(paths, warm=0)
    lon, lat = center
    places = [
        f"{base}/history/place?lon={lon + 0.002 * (i % 6):.4f}&lat={lat + 0.002 * (i // 6):.4f}"
        f"&from={first}&to={last}"
        for i in range(30)
    ]
    found["place"] = server.time(places, warm=0)
    return found


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cell", type=int, default=100)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--city", default="denver")
    parser.add_argument("--history", action="store_true", help="of the records alone")
    arguments = parser.parse_args()
    if arguments.home is not None and arguments.history:
        with Server(arguments.home) as server:
            base = f"/api/cities/{arguments.city}"
            server.time([f"{base}/history"], warm=0)  # the records are read once
            report = _history(server, base)
    elif arguments.home is not None:
        report = measure(arguments.home, arguments.city)
    else:
        with tempfile.TemporaryDirectory() as name:
            report = measure(Path(name), _made_up(Path(name), arguments.cell))
    print(json.dumps(report, indent=1))


if __name__ == "__main__":
    main()
