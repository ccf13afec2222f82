"""The built page: its files, read once, gzip'd once."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Final

from crimecast.web.respond import Payload

TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".mjs": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".webmanifest": "application/manifest+json",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
    ".webp": "image/webp",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
    ".map": "application/json",
}
INDEX: Final = "index.html"
NOT_BUILT: Final = Payload(
    b"<!doctype html><html lang=en><meta charset=utf-8><title>crimecast</title>"
    b"<p>The server runs, but its page is not built. Run <code>make build</code> in the folder of "
    b"the project, then load this address again.</p></html>",
    TYPES[".html"],
)


class Page:
    """The files below a folder by their path in it; read again when the page is built anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp: tuple[int, int] | None = None
        self._files: dict[str, Payload] = {}
        self._lock = threading.Lock()

    def get(self, path: str) -> Payload | None:
        """Return a file of the page; only names found in the folder are ever opened."""
        try:
            status = (self._folder / INDEX).stat()
        except OSError:
            return None
        stamp = (status.st_mtime_ns, status.st_size)
        with self._lock:
            if stamp != self._stamp:
                self._files = self._read()
                self._stamp = stamp
            return self._files.get(path)

    def _read(self) -> dict[str, Payload]:
        return {
            path.relative_to(self._folder).as_posix(): Payload(
                path.read_bytes(), TYPES[path.suffix.lower()]
            )
            for path in sorted(self._folder.rglob("*"))
            if path.is_file() and path.suffix.lower() in TYPES
        }
