"""A reader of pages that stand alone."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "br", "hr", "img", "input", "link"}


class Page(HTMLParser):
    """What a page holds: its text, its tables by section, its attributes; tags must balance."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str, str]] = []
        self.words: list[str] = []
        self.section = ""
        self.tables: dict[str, list[list[list[str]]]] = {}
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "section":
            self.section = dict(attrs).get("id") or ""
        here = self.tables.setdefault(self.section, [])
        if tag == "table":
            here.append([])
        elif tag == "tr":
            here[-1].append([])
        elif tag in {"td", "th"}:
            here[-1][-1].append("")
        elif tag == "small":
            self.handle_data(" ")

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.words.append(data)
        if {"td", "th"} & set(self.open):
            self.tables[self.section][-1][-1][-1] += data

    @property
    def text(self) -> str:
        """All words, without the style."""
        return " ".join(" ".join(self.words).split())

    def row(self, section: str, name: str, table: int = 0) -> list[str]:
        """Return the row of a section's table that begins with a name."""
        return next(row for row in self.tables[section][table] if row[0] == name)
