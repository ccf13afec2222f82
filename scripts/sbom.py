"""Write the software bill of materials: what an installed crimecast and its page are made of.

CycloneDX 1.6 as JSON, made of the pins (requirements/runtime.txt, frontend/package-lock.json): the
same pins, installed, give the same file. Usage: python scripts/sbom.py [FILE]
"""

import base64
import json
import re
import sys
import uuid
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PIN = re.compile(r"^(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^\s;\\]+)(?P<marker>[^\\\n]*)", re.M)
HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
SPACE = uuid.UUID("5f0c2c0e-6d7b-5b1e-9a55-0c3b7a1f6a11")
"""Where the numbers of our bills come from (any constant would do)."""


def python_parts(text: str) -> list[dict[str, Any]]:
    """Return a component for each pin of a requirements file.

    A pin holds the digests of all its files, of which an installation takes one: they are
    properties, as a component's hashes would be those of one file.
    """
    found = []
    pins = list(PIN.finditer(text))
    ends = [*(pin.start() for pin in pins[1:]), len(text)]
    for pin, end in zip(pins, ends, strict=True):
        name = re.sub(r"[-_.]+", "-", pin["name"]).lower()
        purl = f"pkg:pypi/{name}@{pin['version']}"
        told = [("crimecast:pin:sha256", digest) for digest in HASH.findall(text[pin.end() : end])]
        marker = pin["marker"].strip().removeprefix(";").strip()
        if marker:
            told.append(("crimecast:pin:marker", marker))
        part: dict[str, Any] = {
            "type": "library", "bom-ref": purl, "name": name, "version": pin["version"],
            "purl": purl, "properties": [{"name": key, "value": value} for key, value in told],
        }  # fmt: skip
        license_ = _license(name, pin["version"])
        if license_:
            part["licenses"] = [{"license": {"name": license_}}]
        found.append(part)
    return found


def _license(name: str, version: str) -> str | None:
    """Return what an installed distribution of that version says of its license, in short."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    # As a message, whichever library's finder is in use: importlib_metadata's own raises for a key
    # that is not there.
    if about.get("Version") != version:
        return None
    told = about.get("License-Expression") or about.get("License") or ""
    if not told or "\n" in told or len(told) > 80:
        classes = [c for c in about.get_all("Classifier") or [] if c.startswith("License :: ")]
        told = "; ".join(c.rpartition(" :: ")[2] for c in classes)
    return told or None


def page_parts(lock: dict[str, Any]) -> list[dict[str, Any]]:
    """Return a component for each package that the page is built of; tools are left out."""
    found: dict[str, dict[str, Any]] = {}
    for path, package in lock["packages"].items():
        if not path or package.get("dev") or package.get("devOptional"):
            continue
        name = path.rpartition("node_modules/")[2]
        purl = f"pkg:npm/{name.replace('@', '%40', 1)}@{package['version']}"
        part: dict[str, Any] = {
            "type": "library", "bom-ref": purl, "name": name, "version": package["version"],
            "purl": purl,
        }  # fmt: skip
        kind, _, digest = package.get("integrity", "").partition("-")
        if kind == "sha512":
            content = base64.b64decode(digest).hex()
            part["hashes"] = [{"alg": "SHA-512", "content": content}]
        if package.get("license"):
            part["licenses"] = [{"license": {"name": package["license"]}}]
        found[purl] = part
    return list(found.values())


def bill(root: Path = ROOT) -> dict[str, Any]:
    """Return the bill of a checkout."""
    init = (root / "src" / "crimecast" / "__init__.py").read_text(encoding="utf-8")
    version = re.search(r'__version__ = "([^"]+)"', init)
    assert version
    parts = sorted(
        [
            *python_parts((root / "requirements" / "runtime.txt").read_text(encoding="utf-8")),
            *page_parts(json.loads((root / "frontend" / "package-lock.json").read_text("utf-8"))),
        ],
        key=lambda part: str(part["bom-ref"]),
    )
    own = f"pkg:pypi/crimecast@{version[1]}"
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(SPACE, json.dumps([own, parts]))}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": own, "name": "crimecast",
                "version": version[1], "purl": own, "licenses": [{"license": {"id": "MIT"}}],
            },
        },
        "components": parts,
    }  # fmt: skip


def main() -> None:
    """Write the bill to a file, or to standard output."""
    text = json.dumps(bill(), indent=1, ensure_ascii=False) + "\n"
    if len(sys.argv) > 1:
        path = Path(sys.argv[1])
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(f"{path}: {text.count('bom-ref') - 1} parts")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
