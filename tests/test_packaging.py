"""What importing costs, and what may be written in the lists of dependencies."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

#: Seconds and hundreds of megabytes that neither a command's help nor the server may pay for.
HEAVY = {"sklearn", "lightgbm", "torch", "osmium", "scipy", "xarray", "duckdb", "pandas", "PIL"}


def imported_by(module: str) -> set[str]:
    """Return the top-level packages in memory after importing a module in a fresh interpreter."""
    code = f"import sys, json, {module}; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-c", code], check=True, capture_output=True, text=True, timeout=60
    )
    return set(json.loads(done.stdout))


def test_package_imports_nothing() -> None:
    third_party = {name.partition(".")[0] for name in imported_by("crimecast")}
    assert not third_party & (HEAVY | {"numpy", "pydantic", "typer", "fastapi", "rich"})


def test_command_line_imports_nothing_heavy() -> None:
    assert not {name.partition(".")[0] for name in imported_by("crimecast.cli")} & HEAVY


def test_the_server_imports_no_model_and_nothing_heavy() -> None:
    names = imported_by("crimecast.web.app")
    assert not {name.partition(".")[0] for name in names} & (HEAVY | {"zarr", "typer", "rich"})
    apart = ("models", "run", "evaluate", "simulate")
    assert not [n for n in names if n.startswith(tuple(f"crimecast.{part}" for part in apart))]


@pytest.mark.parametrize("name", ["build", "runtime", "dev", "node"])
def test_pins_have_hashes_and_no_addresses(name: str) -> None:
    text = (ROOT / "requirements" / f"{name}.txt").read_text()
    assert not re.search(r"://|--index|--find-links|(^|\s)/\w", text)
    pins = re.findall(r"^[a-z0-9][^\s=]*==\S+.*$", text, re.MULTILINE)
    assert pins
    assert all(pin.endswith("\\") for pin in pins), "a pin without hashes"


def test_smaller_lists_agree_with_the_largest() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / "requirements" / f"{name}.txt").read_text()
        return set(re.findall(r"^[a-z0-9][^\s=]*==\S+", text, re.MULTILINE))

    assert pins("runtime") | pins("build") <= pins("dev")


def test_page_lock_names_no_registry() -> None:
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text())["packages"]
    fetched = [entry for name, entry in packages.items() if name]
    assert fetched
    assert all("resolved" not in entry for entry in fetched)
    assert all("integrity" in entry for entry in fetched if not entry.get("link"))
