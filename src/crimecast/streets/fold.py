"""Names as they are compared: without case, accents and punctuation."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

#: Letters that are no letter with an accent to Unicode, but are to who types.
_PLAIN: Final = str.maketrans(
    {
        "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
        "\N{LATIN SMALL LETTER DOTLESS I}": "i",
        "'": "", "\N{RIGHT SINGLE QUOTATION MARK}": "", "\N{MODIFIER LETTER APOSTROPHE}": "",
        "\N{LEFT SINGLE QUOTATION MARK}": "",
    }
)  # fmt: skip
_WORD: Final = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return the words of a text in small letters without accents, one space between them."""
    flat = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(c for c in flat if not unicodedata.combining(c)).translate(_PLAIN)
    return " ".join(_WORD.findall(bare))
