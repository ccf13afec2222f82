"""Print the OpenAPI document that the page's types are made from; see docs/frontend.md."""

import json
from pathlib import Path
from typing import Any

from crimecast.web.app import create_app, openapi_document


def document() -> dict[str, Any]:
    """Return what the server says of its answers, without what changes with a release only."""
    # No folder is read: what the answers look like does not depend on a host's cities.
    content = openapi_document(create_app(Path("none")))
    return {**content, "info": {"title": "crimecast", "version": "-"}}


def text() -> str:
    """Return the document as text that is the same on every machine."""
    return json.dumps(document(), sort_keys=True, indent=1) + "\n"


if __name__ == "__main__":
    print(text(), end="")
