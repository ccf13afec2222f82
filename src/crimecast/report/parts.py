"""Pieces that sections share: tables, terms, keys, rows of dots."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from crimecast.report.markup import Child, h
from crimecast.report.numbers import NONE, between, fixed, signed


@dataclass(frozen=True)
class Cell:
    """A number with what stands small below it."""

    text: str
    small: str = ""


def section(name: str, heading: str, *children: Child) -> Element:
    """Return a section that can be linked to."""
    return h("section", h("h2", heading), *children, id=name)


def empty(heading: str, name: str, why: str) -> Element:
    """Return a section that says why it has nothing to show."""
    return section(name, heading, h("p", why, class_="quiet"))


def table(
    head: Sequence[str],
    rows: Iterable[Sequence[str | Cell | Element]],
    *,
    caption: str | None = None,
    first: bool = False,
    class_: str = "",
) -> Element:
    """Return a table; each row opens with its name.

    Parameters
    ----------
    first
        Whether the first row is the model that the report is about.
    class_
        Further classes of style.

    A row that holds its name only is a heading of those that follow.
    """
    body = h("tbody")
    for place, row in enumerate(rows):
        if len(row) == 1:
            name = _cell("th", row[0], None)
            name.attrib |= {"scope": "rowgroup", "colspan": str(len(head))}
            body.append(h("tr", name, class_="group"))
            continue
        cells = [
            _cell("td" if i else "th", value, head[i] if i else None) for i, value in enumerate(row)
        ]
        body.append(h("tr", cells, class_="first" if first and not place else None))
    inner = h(
        "table",
        h("thead", h("tr", [h("th", name, scope="col") for name in head])),
        body,
        class_=class_ or None,
    )
    label = caption or f"Table by {head[0].lower()}"
    wide = h("div", inner, class_="wide", tabindex=0, role="region", aria_label=label)
    return h("div", h("p", caption, class_="caption"), wide) if caption else wide


def _cell(tag: str, value: str | Cell | Element, name: str | None) -> Element:
    scope = "row" if tag == "th" else None
    if isinstance(value, Cell):
        text: Child = [value.text or NONE, value.small and h("small", value.small)]
    else:
        text = value
    return h(tag, text, scope=scope, data_name=name)


def terms(pairs: Iterable[tuple[str, str]]) -> Element:
    """Return words and what they mean."""
    items = [h("div", h("dt", word), h("dd", meaning)) for word, meaning in pairs]
    return h("dl", items, class_="terms")


def facts(pairs: Iterable[tuple[str, Child]]) -> Element:
    """Return names and values, quietly."""
    found = [(h("dt", name), h("dd", value)) for name, value in pairs if _said(value)]
    return h("dl", found, class_="facts")


def _said(value: Child) -> bool:
    return isinstance(value, Element) or bool(value)  # an element without children is false


def figure(title: str, note: Child, *drawing: Child) -> Element:
    """Return a panel with its title."""
    return h("figure", h("figcaption", h("b", title), note), *drawing)


def key(lines: Iterable[tuple[str, str]]) -> Element:
    """Return which line is what, by name and class of style."""
    items = [
        h("li", h("svg", h("path", d="M0 6H26", class_=f"curve {style}"), width=26, height=12,
                  aria_hidden="true"), name)
        for name, style in lines
    ]  # fmt: skip
    return h("ul", items, class_="key")


def panels(figures: Iterable[Element]) -> Element:
    """Return panels side by side as far as there is room."""
    return h("div", list(figures), class_="panels")


def folded(title: str, *children: Child, shown: bool = False) -> Element:
    """Return what opens on demand, or closes where it is shown from the start."""
    return h("details", h("summary", title), *children, open=shown)


def gain(value: float | None, low: float | None, high: float | None) -> Cell:
    """Return a gain with its interval."""
    return Cell(signed(value), between(low, high))


def gain_text(value: float | None, low: float | None, high: float | None) -> str:
    """Return a gain with its interval, on one line: ``0.37 (0.31 to 0.42)``."""
    inner = between(low, high)
    return fixed(value) + (f" ({inner})" if inner else "")


@dataclass(frozen=True)
class Dot:
    """One row of dots: a value, its interval, and what others reach.

    ``others`` are values with their class of style and their name.
    """

    label: str
    value: float | None
    low: float | None
    high: float | None
    note: str = ""
    class_: str = ""
    others: tuple[tuple[float, str, str], ...] = ()


def _in_tenths(mark: float) -> str:
    return fixed(mark, 1)


def _gained(row: Dot) -> str:
    return gain_text(row.value, row.low, row.high)


def dots(
    rows: Sequence[Dot],
    *,
    axis: tuple[float, float],
    marks: Sequence[float],
    mark_text: Callable[[float], str] = _in_tenths,
    text: Callable[[Dot], str] = _gained,
) -> Element:
    """Return rows of dots and intervals on one scale, zero marked; the labels are plain text.

    Parameters
    ----------
    axis
        Ends of the scale.
    marks
        Values that are marked on it.
    mark_text
        What is written at a mark; a number by default.
    text
        What is written at the end of a row; its value and interval by default.
    """
    low, high = axis

    def at(value: float) -> str:
        share = (min(max(value, low), high) - low) / (high - low)
        return f"{2 + 96 * share:.2f}%"

    ruler = h("svg", aria_hidden="true")
    for mark in marks:
        ruler.append(h("text", mark_text(mark), x=at(mark), y=14, text_anchor="middle"))
    items = [h("li", h("span"), ruler, h("span"))]
    for row in rows:
        track = h("svg", aria_hidden="true")
        for mark in marks:
            style = "zero" if mark == 0 else "grid"
            track.append(h("line", x1=at(mark), x2=at(mark), y1=0, y2="100%", class_=style))
        for value, style, name in row.others:
            if not low <= value <= high:
                continue
            spot = h("circle", h("title", f"{name} {fixed(value)}"), cx=at(value), cy=11, r=3)
            spot.set("class", f"hollow {style}")
            track.append(spot)
        _mark(track, row, at, axis)
        items.append(
            h("li", h("span", row.label, row.note and h("span", f" {row.note}", class_="quiet")),
              track, h("span", text(row)), class_=row.class_ or None)
        )  # fmt: skip
    return h("ul", items, class_="dots")


def _mark(
    track: Element, row: Dot, place: Callable[[float], str], axis: tuple[float, float]
) -> None:
    if row.low is not None and row.high is not None:
        ends = {"x1": place(row.low), "x2": place(row.high)}
        track.append(h("line", **ends, y1=11, y2=11, class_="interval s0"))
    if row.value is None:
        return
    if axis[0] <= row.value <= axis[1]:
        track.append(h("circle", cx=place(row.value), cy=11, r=4.5, class_="mark s0"))
    else:
        away = "98.5%" if row.value > axis[1] else "1.5%"
        arrow = "\N{RIGHTWARDS ARROW}" if row.value > axis[1] else "\N{LEFTWARDS ARROW}"
        track.append(h("text", arrow, x=away, y=15, text_anchor="middle", class_="s0"))
