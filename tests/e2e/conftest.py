"""A simulated city of the present, served as people serve it, and a browser that looks at it."""

import datetime as dt
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from crimecast.city import load_city
from crimecast.run.demo import prepare
from crimecast.run.record import publish_backtest
from record_published import backtest_folder

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

STATIC = Path(__file__).resolve().parents[2] / "src" / "crimecast" / "web" / "static"
VIEWPORTS = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Return the address of a server with the simulated city."""
    if not (STATIC / "index.html").is_file():
        pytest.skip("the page is not built; run make build")
    home = tmp_path_factory.mktemp("e2e")
    prepare("simulated", home=home, years=0.5, now=dt.datetime.now(dt.UTC))
    folder = backtest_folder(tmp_path_factory.mktemp("backtest"), city="simulated")
    publish_backtest(load_city("simulated", home), folder, home)
    with subprocess.Popen(
        [sys.executable, "-m", "crimecast", "serve", "--port", "0"],
        env={**os.environ, "CRIMECAST_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    ) as server:
        watchdog = threading.Timer(60, server.kill)
        watchdog.start()
        assert server.stdout is not None
        line = server.stdout.readline()
        watchdog.cancel()
        try:
            address = re.search(r"http://\S+", line)
            assert address, f"the server said {line!r}"
            yield address[0]
        finally:
            server.send_signal(signal.SIGINT)
            try:
                server.wait(timeout=15)
            finally:
                server.kill()


@pytest.fixture(params=list(VIEWPORTS))
def layout(request: pytest.FixtureRequest) -> str:
    """Return which of the page's two layouts is looked at."""
    return str(request.param)


@pytest.fixture
def page(browser: "Browser", served: str, layout: str) -> Iterator["Page"]:
    """Return a blank page; at the end, fail if it erred or asked any other host for anything."""
    context = browser.new_context(
        base_url=served,
        viewport=VIEWPORTS[layout],  # type: ignore[arg-type]
        has_touch=layout == "phone",
        locale="en-US",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on(
        "console",
        lambda message: wrong.append(message.text) if message.type == "error" else None,
    )
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith((served, "blob:", "data:"))
            else wrong.append(f"asked {request.url}")
        ),
    )
    yield page
    context.close()
    assert not wrong
