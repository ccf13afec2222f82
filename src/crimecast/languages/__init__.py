"""What the server itself says to readers, in each of the page's languages.

Pictures, previews of links, what is read before the page's code is there. A new language is a
module beside ``spanish.py``, a table of what is shipped beside ``es.json``, which the page reads
too, and a line here.
"""

from __future__ import annotations

from typing import Final

from crimecast.languages.base import Language
from crimecast.languages.english import English
from crimecast.languages.spanish import Spanish

ENGLISH: Final[Language] = English()
LANGUAGES: Final[dict[str, Language]] = {language.id: language for language in (ENGLISH, Spanish())}

__all__ = ["ENGLISH", "LANGUAGES", "Language"]
