"""The software bill of materials: whole, of the pins alone, in the form the standard asks for."""

import json
import re
import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def module() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "scripts" / "sbom.py"))


def test_it_names_every_pin_once(module: dict[str, Any]) -> None:
    bill = module["bill"](ROOT)
    pins = re.findall(
        r"^([a-z0-9._-]+)==(\S+)", (ROOT / "requirements" / "runtime.txt").read_text(), re.M
    )
    there = {(part["name"], part["version"]) for part in bill["components"]}
    assert len(pins) > 20
    assert {(name.replace("_", "-").replace(".", "-"), version) for name, version in pins} <= there
    refs = [part["bom-ref"] for part in bill["components"]]
    assert len(refs) == len(set(refs))
    package = json.loads((ROOT / "frontend" / "package.json").read_text())
    names = {part["name"] for part in bill["components"]}
    assert set(package["dependencies"]) <= names
    assert not {"vite", "typescript", "eslint", "vitest"} & names  # tools


def test_it_has_what_the_standard_requires(module: dict[str, Any]) -> None:
    bill = module["bill"](ROOT)
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(
        r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        bill["serialNumber"],
    )
    for part in [bill["metadata"]["component"], *bill["components"]]:
        assert part["type"] in {"library", "application"}
        assert part["name"]
        assert part["purl"].endswith(f"@{part['version']}")
        for told in part.get("hashes", []):
            assert told["alg"] == "SHA-512"
            assert re.fullmatch(r"[0-9a-f]{128}", told["content"])
        for told in part.get("licenses", []):
            assert list(told) == ["license"]
            assert set(told["license"]) <= {"id", "name"}
    assert module["bill"](ROOT) == bill


def test_pins_keep_their_markers_and_digests(module: dict[str, Any]) -> None:
    text = (
        "Some_Name==1.2 ; sys_platform == 'win32' \\\n"
        f"    --hash=sha256:{'a' * 64} \\\n    --hash=sha256:{'b' * 64}\n    # via x\nother==3\n"
    )
    first, second = module["python_parts"](text)
    assert first["purl"] == "pkg:pypi/some-name@1.2"
    assert [told["value"] for told in first["properties"]] == [
        "a" * 64, "b" * 64, "sys_platform == 'win32'",
    ]  # fmt: skip
    assert (second["name"], second["version"], second["properties"]) == ("other", "3", [])
