"""The page as a phone meets it: bytes, first paint, time to a colored map, frames, memory.

A server of the host's folder, Chromium with a mid-range phone's network and processor (1.6 Mbit/s,
150 ms; 4 times slower), an empty cache at each visit. All times are the browser's own. Without a
graphics card the map is drawn in software: frames and the colored map wait for that, too. Run as
``python -m benchmarks.page.first_view --home HOME --city CITY [--minutes 10]``.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.pipeline.serve import Server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

PHONE = {"width": 390, "height": 844}
SWITCHES = ("--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
            "--enable-precise-memory-info")  # fmt: skip
READY = "[data-testid=app][data-state=ready]"
WATCH = """
window.seen = { longest: 0 };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.seen[entry.name] = entry.startTime;
}).observe({ type: "paint", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.seen.largest = entry.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    window.seen.longest = Math.max(window.seen.longest, entry.duration);
  }
}).observe({ type: "longtask", buffered: true });
const state = (name) => document.querySelector("[data-testid=app]")?.dataset.state === name;
const look = () => {
  if (document.querySelector("#greeting")) window.seen.greeting ??= performance.now();
  if (document.querySelector("[data-testid=app]")?.dataset.drawn) {
    window.seen.field ??= performance.now();
  }
  if (document.querySelector("[data-testid=city-expected]")?.textContent) {
    window.seen.numbers ??= performance.now();
  }
  if (state("ready")) window.seen.ready ??= performance.now();
  if (window.seen.ready === undefined) requestAnimationFrame(look);
};
requestAnimationFrame(look);
"""
FRAMES = """(seconds) => new Promise((done) => {
  const at = [];
  const frame = (now) => {
    at.push(now);
    if (now - at[0] < seconds * 1000) requestAnimationFrame(frame);
    else done(at.slice(1).map((time, i) => time - at[i]));
  };
  requestAnimationFrame(frame);
})"""


@contextmanager
def visit(browser: Browser, address: str, *, slow: bool) -> Iterator[tuple[Page, CDPSession]]:
    """Open the page with nothing kept, as a phone where ``slow``."""
    context = browser.new_context(
        viewport=PHONE,  # type: ignore[arg-type]
        has_touch=True, service_workers="block", locale="en-US",
    )  # fmt: skip
    page = context.new_page()
    page.set_default_timeout(120_000)
    page.add_init_script(WATCH)
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    if slow:
        session.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 150, "downloadThroughput": 1.6e6 / 8,
             "uploadThroughput": 750e3 / 8},
        )  # fmt: skip
        session.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    page.goto(address, wait_until="commit")
    page.wait_for_selector(READY)
    yield page, session
    context.close()


def first_view(browser: Browser, address: str) -> dict[str, float]:
    """Return what one slow visit took, ms and kB."""
    with visit(browser, address, slow=True) as (page, _):
        seen: dict[str, float] = page.evaluate("window.seen")
        resources: list[dict[str, Any]] = page.evaluate(
            "[...performance.getEntriesByType('navigation'), "
            "...performance.getEntriesByType('resource')]"
            ".map(({ name, transferSize, responseEnd }) => ({ name, transferSize, responseEnd }))"
        )
    before = [r for r in resources if r["responseEnd"] <= seen["ready"]]
    code = [r for r in before if r["name"].endswith((".js", ".mjs", ".css"))]
    return {
        "first contentful paint, ms": seen["first-contentful-paint"],
        "largest contentful paint, ms": seen.get("largest", float("nan")),
        "the city's numbers on the page, ms": seen.get("numbers", float("nan")),
        "colored map, ms": seen.get("field", seen["ready"]),
        "with streets and names, ms": seen["ready"],
        "longest task, ms": seen["longest"],
        "all bytes until then, kB": sum(r["transferSize"] for r in before) / 1000,
        "script and style of it, kB": sum(r["transferSize"] for r in code) / 1000,
    }


def playing(browser: Browser, address: str, minutes: float) -> dict[str, float]:
    """Return frame times while the map plays, and the heap after each of some minutes."""
    with visit(browser, address, slow=False) as (page, session):
        page.wait_for_timeout(5000)  # the day is fetched meanwhile
        idle = page.evaluate(FRAMES, 3)
        page.get_by_test_id("play").click()
        gaps = page.evaluate(FRAMES, 10)
        heap = []
        for _ in range(max(1, round(minutes * 2))):
            page.wait_for_timeout(30_000 if minutes else 10)
            session.send("HeapProfiler.collectGarbage")
            heap.append(page.evaluate("performance.memory.usedJSHeapSize") / 1e6)
    return {
        "frame at rest, median ms": statistics.median(idle),
        "frame playing, median ms": statistics.median(gaps),
        "frame playing, p95 ms": statistics.quantiles(gaps, n=20)[-1],
        "heap after the first half minute, MB": heap[0],
        f"heap after {minutes:g} minutes, MB": heap[-1],
        "largest heap between, MB": max(heap),
    }


def main() -> None:
    """Measure and print."""
    from playwright.sync_api import sync_playwright

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--city", default="simulated")
    parser.add_argument("--visits", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=10)
    options = parser.parse_args()
    path = shutil.which("chromium") or shutil.which("google-chrome")
    with Server(options.home) as server, sync_playwright() as playwright:
        address = f"http://127.0.0.1:{server.port}/{options.city}"
        browser = playwright.chromium.launch(executable_path=path, args=list(SWITCHES))
        visits = [first_view(browser, address) for _ in range(options.visits)]
        for name in visits[0]:
            values = sorted(v[name] for v in visits)
            print(f"{name:36} {values[0]:9.0f} {statistics.median(values):9.0f} {values[-1]:9.0f}")
        told = playing(browser, address, options.minutes)
        for name, value in told.items():
            print(f"{name:36} {value:9.1f}")
        print(json.dumps({"visits": visits, "playing": told}))
        browser.close()


if __name__ == "__main__":
    main()
