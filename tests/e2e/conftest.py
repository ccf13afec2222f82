"""A simulated city of the present, served as people serve it, and a browser that looks at it."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from crimecast.city import load_city
from crimecast.run.demo import prepare
from crimecast.run.record import publish_backtest
from record_published import backtest_folder, by_day_sample
from serving import serving

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

STATIC = Path(__file__).resolve().parents[2] / "src" / "crimecast" / "web" / "static"
VIEWPORTS = {"desk": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a host's folder with the simulated city, its forecast and its record."""
    if not (STATIC / "index.html").is_file():
        pytest.skip("the page is not built; run make build")
    home = tmp_path_factory.mktemp("e2e")
    prepare("simulated", home=home, years=0.5, now=dt.datetime.now(dt.UTC))
    folder = backtest_folder(tmp_path_factory.mktemp("backtest"), city="simulated")
    publish_backtest(
        load_city("simulated", home), folder, home, ages=[30, 7, 7, 1], by_day=by_day_sample()
    )
    return home


@pytest.fixture(scope="session")
def served(home: Path) -> Iterator[str]:
    """Return the address of a server with the simulated city."""
    with serving(home) as address:
        yield address


@pytest.fixture(params=list(VIEWPORTS))
def layout(request: pytest.FixtureRequest) -> str:
    """Return which of the page's two layouts is looked at."""
    return str(request.param)


@pytest.fixture
def forgiven() -> list[str]:
    """Return what the browser may write to its console in this test: parts of sentences."""
    return []


@pytest.fixture
def workers() -> Literal["allow", "block"]:
    """Return whether the page may have its service worker, which hides requests from routes."""
    return "block"


@pytest.fixture
def density() -> float:
    """Return a display's pixels a CSS pixel: few, as software draws the map, a pixel at a time."""
    return 0.25


@pytest.fixture
def page(  # noqa: PLR0917 -- fixtures are given by name
    browser: "Browser",
    served: str,
    layout: str,
    density: float,
    forgiven: list[str],
    workers: Literal["allow", "block"],
) -> Iterator["Page"]:
    """Return a blank page; at the end, fail if it erred or asked any other host for anything."""
    context = browser.new_context(
        base_url=served,
        viewport=VIEWPORTS[layout],  # type: ignore[arg-type]
        device_scale_factor=density,
        has_touch=layout == "phone",
        locale="en-US",
        reduced_motion="reduce",
        service_workers=workers,
    )
    page = context.new_page()
    page.set_default_timeout(30_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(f"error: {error}"))
    page.on(
        "console",
        lambda message: (
            wrong.append(message.text)
            if message.type == "error" and not any(part in message.text for part in forgiven)
            else None
        ),
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
