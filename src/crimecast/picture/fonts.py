"""The page's own font for what is written on a picture."""

from __future__ import annotations

import threading
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_KEPT: Final = 64
_NAME: Final = "inter-latin-wght-normal*.woff2"
_BEYOND: Final = frozenset(map(chr, (
    0x131, 0x152, 0x153, 0x178, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x201E, 0x2022,
    0x2026, 0x2039, 0x203A, 0x20AC, 0x2122, 0x2212,
)))  # fmt: skip
"""What the font holds beyond Latin-1: the page ships its Latin part alone."""
_LETTERS: Final = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ħ": "h", "Ħ": "H"})


class Fonts:
    """A font in sizes and weights; each thread has its own, as FreeType's are not to be shared.

    Parameters
    ----------
    folder : Path or None
        Where the page's font lies, a variable one, under a name that its build chose. Where there
        is none, or it cannot be read, the plain font that Pillow brings.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._local = threading.local()

    def get(self, size: float, weight: int = 400) -> FreeTypeFont:
        """Return the font in a size (pixels) and weight (100 to 900)."""
        if not hasattr(self._local, "made"):
            self._local.made = lru_cache(maxsize=_KEPT)(self._make)
        found: FreeTypeFont = self._local.made(round(size, 1), weight)
        return found

    def _make(self, size: float, weight: int) -> FreeTypeFont:
        from PIL import ImageFont  # noqa: PLC0415 -- where something is drawn

        # Laying out by Raqm would ask for more of the machine, and our words need none of it.
        basic = ImageFont.Layout.BASIC
        # Looked for each time: a page that is built anew has it under another name.
        for path in sorted(self.folder.glob(_NAME)) if self.folder is not None else ():
            try:
                font = ImageFont.truetype(str(path), size, layout_engine=basic)
                font.set_variation_by_axes([weight])
            except (OSError, NotImplementedError, ValueError):
                pass
            else:
                return font
        plain = ImageFont.load_default(size)
        assert isinstance(plain, ImageFont.FreeTypeFont)  # noqa: S101 -- wheels bring FreeType
        return plain


def written(text: str) -> str:
    """Return a text in letters that the font has: without marks where it lacks the marked ones."""
    found = []
    for letter in " ".join(text.split()):
        if not letter.isprintable():
            continue
        if ord(letter) < 0x100 or letter in _BEYOND:
            found.append(letter)
            continue
        plain = unicodedata.normalize("NFKD", letter.translate(_LETTERS))
        found.append("".join(c for c in plain if ord(c) < 0x100) or "?")
    return "".join(found)


def wrapped(text: str, font: FreeTypeFont, width: float, most: int | None = None) -> list[str]:
    """Break a text at spaces into lines of at most ``width``; a longer word is cut.

    Of more than ``most`` lines the last one ends in an ellipsis.
    """
    lines: list[str] = []
    line = ""
    for word in written(text).split():
        longer = f"{line} {word}".strip()
        if line and font.getlength(longer) > width:
            lines.append(line)
            line = word
        else:
            line = longer
    lines = [*lines, line] if line else lines
    if most is not None and len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]} …"]
    return [_cut(one, font, width) for one in lines]


def _cut(line: str, font: FreeTypeFont, width: float) -> str:
    if font.getlength(line) <= width:
        return line
    line = line.removesuffix(" …")
    while line and font.getlength(f"{line}…") > width:
        line = line[:-1].rstrip()
    return f"{line}…"
