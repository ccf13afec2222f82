"""The rules of conftest.py, held to on small runs of their own."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with this project's conftest and pytest options, and no tests."""
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    (tmp_path / "tests" / "e2e").mkdir(parents=True)
    conftest = (ROOT / "tests" / "conftest.py").read_bytes()
    (tmp_path / "tests" / "conftest.py").write_bytes(conftest)
    return tmp_path


def run(project: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run pytest there with only these of our variables set."""
    clean = {
        name: value
        for name, value in os.environ.items()
        if name != "CI" and not name.startswith(("CRIMECAST_", "PYTEST_"))
    }
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *arguments],
        cwd=project,
        env=clean | variables,
        capture_output=True,
        text=True,
        check=False,
    )


SKIPPING = """
import pytest

def test_runs():
    pass

@pytest.mark.real
def test_real():
    pass
"""


def test_skips_are_told_and_pass_at_home(project: Path) -> None:
    (project / "tests" / "test_one.py").write_text(SKIPPING)
    done = run(project)
    assert done.returncode == 0, done.stdout
    assert "1 passed, 1 skipped" in done.stdout
    assert "CRIMECAST_REAL_DATA is not set" in done.stdout


def test_skips_fail_in_ci(project: Path) -> None:
    (project / "tests" / "test_one.py").write_text(SKIPPING)
    done = run(project, CI="true")
    assert done.returncode == 1, done.stdout
    assert "fails a run with CI=true: tests/test_one.py::test_real" in done.stdout


def test_skipped_modules_fail_in_ci(project: Path) -> None:
    (project / "tests" / "test_one.py").write_text(
        "import pytest\npytest.importorskip('no_such_module')\n"
    )
    (project / "tests" / "test_two.py").write_text("def test_runs():\n    pass\n")
    done = run(project, CI="true")
    assert done.returncode == 1, done.stdout
    assert "fails a run with CI=true: tests/test_one.py" in done.stdout


def test_expected_failures_pass_in_ci(project: Path) -> None:
    (project / "tests" / "test_one.py").write_text(
        "import pytest\n\n@pytest.mark.xfail\ndef test_known():\n    assert False\n"
    )
    done = run(project, CI="true")
    assert done.returncode == 0, done.stdout


def test_browser_comes_last_and_fast_first(project: Path) -> None:
    (project / "tests" / "e2e" / "test_page.py").write_text("def test_page():\n    pass\n")
    (project / "tests" / "test_a.py").write_text(SKIPPING)
    (project / "tests" / "test_z.py").write_text("def test_unit():\n    pass\n")
    done = run(project, "-v", CRIMECAST_REAL_DATA=".")
    order = [
        line.split("::")[1].split()[0] for line in done.stdout.splitlines() if "PASSED" in line
    ]
    assert order == ["test_runs", "test_unit", "test_real", "test_page"], done.stdout


def test_real_data_that_is_not_there_fails(project: Path) -> None:
    (project / "tests" / "test_one.py").write_text(
        "import pytest\n\n@pytest.mark.real\ndef test_real(real_data):\n    pass\n"
    )
    done = run(project, CRIMECAST_REAL_DATA="no/such/folder")
    assert done.returncode == 1
    assert "which is not a folder" in done.stdout
