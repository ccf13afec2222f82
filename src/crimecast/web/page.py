"""The built page: its files, read once, gzip'd once; the page itself in each of its languages."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping
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


_WORDS: Final = re.compile(r"assets/strings-([a-z]{2,3})-[\w-]+\.js")
"""The file that holds what the page says in a language (frontend/vite.config.ts names it so)."""
DEFAULT_LANGUAGE: Final = "en"


def wanted_language(asked: str | None, accepted: str | None, known: Mapping[str, object]) -> str:
    """Return the language for ``?lang=``, else the first that ``Accept-Language`` names.

    The page chooses the same way (frontend/src/strings/languages.ts): this only saves it a wait.
    """
    named = []
    for item in (accepted or "").split(","):
        tag, _, weight = item.strip().partition(";")
        quality = re.fullmatch(r"q=([01](?:\.\d{0,3})?)", weight.replace(" ", ""))
        named.append((float(quality[1]) if quality else 1.0, tag))
    named.sort(key=lambda one: -one[0])
    tags = [asked or "", *(tag for quality, tag in named if quality > 0)]
    primary = (tag.strip().lower().partition("-")[0] for tag in tags)
    return next((tag for tag in primary if tag in known), DEFAULT_LANGUAGE)


class Page:
    """The files below a folder by their path in it; read again when the page is built anew."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stamp: tuple[int, int] | None = None
        self._files: dict[str, Payload] = {}
        self._shells: dict[str, Payload] = {}
        self._lock = threading.Lock()

    def get(self, path: str) -> Payload | None:
        """Return a file of the page; only names found in the folder are ever opened."""
        with self._lock:
            return self._files.get(path) if self._fresh() else None

    def shell(self, asked: str | None, accepted: str | None) -> Payload | None:
        """Return the page itself, made ready for the language that is wanted."""
        with self._lock:
            if not self._fresh():
                return None
            language = wanted_language(asked, accepted, self._shells)
            return self._shells.get(language) or self._files.get(INDEX)

    def _fresh(self) -> bool:
        try:
            status = (self._folder / INDEX).stat()
        except OSError:
            return False
        stamp = (status.st_mtime_ns, status.st_size)
        if stamp != self._stamp:
            self._files = self._read()
            self._shells = self._spoken()
            self._stamp = stamp
        return True

    def _spoken(self) -> dict[str, Payload]:
        """Return the page by language: it says which, and has its words fetched at once."""
        index = self._files.get(INDEX)
        found = [(named[1], path) for path in self._files if (named := _WORDS.fullmatch(path))]
        if index is None:
            return {}
        html = index.body.decode()
        return {
            language: Payload(
                html.replace('<html lang="en">', f'<html lang="{language}">', 1)
                .replace(
                    "</head>",
                    f'  <link rel="modulepreload" crossorigin href="/{path}">\n  </head>',
                    1,
                )
                .encode(),
                TYPES[".html"],
            )
            for language, path in found
        }

    def _read(self) -> dict[str, Payload]:
        return {
            path.relative_to(self._folder).as_posix(): Payload(
                path.read_bytes(), TYPES[path.suffix.lower()], brotli=_brotli(path)
            )
            for path in sorted(self._folder.rglob("*"))
            if path.is_file() and path.suffix.lower() in TYPES
        }


def _brotli(path: Path) -> bytes | None:
    """Return what the build packed beside a file (frontend/dev/packed.mjs); None where nothing."""
    beside = path.with_name(f"{path.name}.br")
    return beside.read_bytes() if beside.is_file() else None
