"""HTML and SVG as trees, so that whatever comes from data is escaped by the writer, not by care."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from typing import Final, TypeAlias
from xml.etree.ElementTree import Element, tostring

Child: TypeAlias = "Element | str | Iterable[Child] | None"

#: What XML and HTML cannot hold: control characters and halves of surrogates.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def h(tag: str, *children: Child, **attributes: object) -> Element:
    """Return an element.

    Parameters
    ----------
    children
        Elements, text, iterables of them; None is left out.
    attributes
        ``class_`` is written ``class``, other underscores become hyphens, True an empty value;
        None and False are left out. Floats are written with two decimals at most.
    """
    element = Element(tag)
    for name, value in attributes.items():
        if value is not None and value is not False:
            key = name.rstrip("_") if name.endswith("_") else name.replace("_", "-")
            element.set(key, _text("" if value is True else _plain(value)))
    for child in children:
        add(element, child)
    return element


def add(element: Element, child: Child) -> None:
    """Append text, an element or several to an element."""
    if child is None:
        return
    if isinstance(child, Element):
        element.append(child)
    elif isinstance(child, str):
        if len(element):
            element[-1].tail = (element[-1].tail or "") + _text(child)
        else:
            element.text = (element.text or "") + _text(child)
    else:
        for inner in child:
            add(element, inner)


def _plain(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


def _text(text: str) -> str:
    return _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def render(element: Element) -> str:
    """Return an element as HTML text."""
    return tostring(element, encoding="unicode", method="html")


def page(title: str, style: str, *body: Child) -> str:
    """Return a whole page: one file, no script, nothing fetched; its policy forbids both."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
    document = h(
        "html",
        h(
            "head",
            h("meta", charset="utf-8"),
            h("meta", http_equiv="Content-Security-Policy", content=policy),
            h("meta", name="viewport", content="width=device-width, initial-scale=1"),
            h("meta", name="color-scheme", content="light dark"),
            h("meta", name="robots", content="noindex"),
            h("title", title),
            h("style", style),
        ),
        h("body", *body),
        lang="en",
    )
    return "<!doctype html>\n" + render(document) + "\n"
