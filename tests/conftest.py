"""What every test shares: order, real records, a folder of one's own, a browser's path."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent
NO_REAL_DATA = "CRIMECAST_REAL_DATA is not set: it names the folder with the real records"
#: WebGL without a graphics card; a sandbox is not to be had as root in a container.
#: Debian has its browser paint pages on the graphics card, which is slow where there is none.
SWITCHES = (
    "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
    "--disable-gpu-rasterization",
)  # fmt: skip
#: The shell is Debian's Chromium without windows, and takes a quarter less time.
BROWSERS = (
    "chromium-headless-shell", "chromium", "chromium-browser", "google-chrome",
    "google-chrome-stable",
)  # fmt: skip

# Time limits would fail a slow machine for being slow; CI must find the same examples twice.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "here")


def in_ci() -> bool:
    """Tell whether this run must be complete."""
    return os.environ.get("CI") == "true"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run units and properties first, then real records, then the browser."""

    def place(item: pytest.Item) -> int:
        if item.get_closest_marker("browser"):
            return 2
        return 1 if item.get_closest_marker("real") else 0

    for item in items:
        if "e2e" in item.path.relative_to(item.config.rootpath).parts:
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("real") and not os.environ.get("CRIMECAST_REAL_DATA"):
            item.add_marker(pytest.mark.skip(reason=NO_REAL_DATA))
    items.sort(key=place)


class NothingSkipped:
    """In CI a test that did not run has not passed: skips fail the run and are named."""

    def __init__(self) -> None:
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note a skipped test; an expected failure also reads as skipped, and is not one."""
        if report.skipped and not hasattr(report, "wasxfail"):
            self.skipped.append(report.nodeid)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a skipped module."""
        if report.skipped:
            self.skipped.append(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Fail the run."""
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Say why."""
        for nodeid in self.skipped:
            terminalreporter.write_line(f"SKIPPED, which fails a run with CI=true: {nodeid}")


def pytest_configure(config: pytest.Config) -> None:
    """Watch for skips where the run must be complete."""
    if in_ci():
        config.pluginmanager.register(NothingSkipped(), "nothing-skipped")


@pytest.fixture(autouse=True)
def _nobodys_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Keep tests off the data and the settings of whoever runs them."""
    with pytest.MonkeyPatch.context() as patch:
        for name in os.environ:
            if name.startswith("CRIMECAST_") and name != "CRIMECAST_REAL_DATA":
                patch.delenv(name)
        patch.setenv("CRIMECAST_HOME", str(tmp_path_factory.getbasetemp() / "nobodys-home"))
        yield


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder that holds this test's data (`CRIMECAST_HOME`)."""
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("CRIMECAST_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Return the folder with the real records; skip, saying so, where none is named."""
    name = os.environ.get("CRIMECAST_REAL_DATA")
    if not name:
        pytest.skip(NO_REAL_DATA)
    folder = (ROOT / name).resolve()
    if not folder.is_dir():
        pytest.fail(f"CRIMECAST_REAL_DATA names {folder}, which is not a folder")
    return folder


@pytest.fixture(scope="session")
def browser_path() -> str:
    """Return the browser that drives the page; skip, saying so, where there is none."""
    names = (os.environ["CRIMECAST_BROWSER"],) if "CRIMECAST_BROWSER" in os.environ else BROWSERS
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        pytest.skip(f"no browser here: none of {', '.join(names)} is installed")
    return found


@pytest.fixture(scope="session")
def browser(browser_path: str) -> Iterator["Browser"]:
    """Return a headless browser; one for all tests, as there can be one driver at a time."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=list(SWITCHES))
        yield browser
        browser.close()
