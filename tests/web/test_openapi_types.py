"""The page's types are those of the answers that the server gives."""

import hashlib
import re
import runpy
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = ROOT / "frontend" / "src" / "api" / "schema.ts"
DO = "run `make types` and commit frontend/src/api/schema.ts"


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def test_the_types_are_made_from_the_present_document() -> None:
    header = re.match(
        r"// .*\n// document: ([0-9a-f]{64})\n// below: ([0-9a-f]{64})\n",
        SCHEMA.read_text(encoding="utf-8"),
    )
    assert header, f"the types do not say what they are made from: {DO}"
    document = runpy.run_path(str(ROOT / "scripts" / "openapi.py"))["text"]()
    assert header[1] == _sha256(document), f"the server's answers have changed: {DO}"
    body = SCHEMA.read_text(encoding="utf-8")[header.end() :]
    assert header[2] == _sha256(body), f"the types were edited by hand: {DO}"
