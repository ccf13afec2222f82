"""What a pull brought, read back."""

import gzip
import json

from crimecast.sources.pull import Pulled


def rows_of(pulled: Pulled) -> list[dict[str, str | None]]:
    """Return the rows of all page files, in order."""
    found: list[dict[str, str | None]] = []
    for path in pulled.files:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            found += [json.loads(line) for line in lines]
    return found
