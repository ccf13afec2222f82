"""Text once, in two forms: paragraphs, bullets and tables as Markdown and as HTML."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias
from xml.etree.ElementTree import Element

from crimecast.report.markup import h
from crimecast.report.parts import table


@dataclass(frozen=True)
class Heading:
    """A heading; the level 1 is the document's title."""

    text: str
    level: int = 2


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of plain text."""

    text: str


@dataclass(frozen=True)
class Bullets:
    """A list of plain texts."""

    items: Sequence[str]


@dataclass(frozen=True)
class Grid:
    """A table of plain texts."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Command:
    """Lines for a shell."""

    text: str


Block: TypeAlias = Heading | Paragraph | Bullets | Grid | Command

#: What would be read as Markdown or HTML; names from data may hold any of it.
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~&])")


def plain(text: str) -> str:
    """Return text so that Markdown shows it as it is, on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))


def as_markdown(blocks: Sequence[Block]) -> str:
    """Return blocks as Markdown."""
    return "\n\n".join(_markdown(block) for block in blocks) + "\n"


def _markdown(block: Block) -> str:
    match block:
        case Heading(text, level):
            return f"{'#' * level} {plain(text)}"
        case Paragraph(text):
            return plain(text)
        case Bullets(items):
            return "\n".join(f"- {plain(item)}" for item in items)
        case Command(text):
            return f"```sh\n{text}\n```"
        case Grid(head, rows):
            lines = [head, ["---"] + ["---:"] * (len(head) - 1)]
            told = [f"| {' | '.join(map(plain, head))} |", f"| {' | '.join(lines[1])} |"]
            return "\n".join(told + [f"| {' | '.join(map(plain, row))} |" for row in rows])


def as_html(blocks: Sequence[Block]) -> list[Element]:
    """Return blocks as elements; headings one level lower, as they stand within a page."""
    return [_html(block) for block in blocks]


def _html(block: Block) -> Element:
    match block:
        case Heading(text, level):
            return h(f"h{min(level + 1, 6)}", text)
        case Paragraph(text):
            return h("p", text)
        case Bullets(items):
            return h("ul", [h("li", item) for item in items])
        case Command(text):
            return h("pre", h("code", text))
        case Grid(head, rows):
            return table(head, rows)
