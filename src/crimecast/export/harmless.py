"""Text that a spreadsheet would take for a formula, made plain text by an apostrophe before it.

The page's files go by the same rule (``frontend/src/share/csv.ts``).
"""

from __future__ import annotations

import re
from typing import Final

from crimecast.sql import literal

RULE: Final = r"^'*[=+\-@\t\r\n＝＋－＠]"  # noqa: RUF001 -- spreadsheets read the wide ones as well
"""What begins so gets an apostrophe, even if it has some: so it can be taken off again."""
_RULE: Final = re.compile(RULE)


def harmless(text: str) -> str:
    """Return a text as it stands in a cell."""
    return f"'{text}" if _RULE.match(text) else text


def original(cell: str) -> str:
    """Return the text that :func:`harmless` made a cell of."""
    return cell[1:] if cell.startswith("'") and _RULE.match(cell) else cell


def is_harmful_sql(text: str) -> str:
    """Return SQL that tells whether a text gets an apostrophe; NULL where it is NULL."""
    return f"regexp_matches({text}, {literal(RULE)})"


def harmless_sql(text: str) -> str:
    """Return SQL for :func:`harmless`."""
    return f"CASE WHEN {is_harmful_sql(text)} THEN '''' || {text} ELSE {text} END"
