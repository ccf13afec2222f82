"""Which line or ring of a plot is which model."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from crimecast.evaluate.report.data import Backtest
from crimecast.report.markup import h
from crimecast.report.parts import key as lines_key


def key(data: Backtest, models: Sequence[str], *, oracle: bool = False) -> Element:
    """Return which line is which model."""
    items = [(model, data.series(model)) for model in models if data.series(model) != "other"]
    if any(data.series(model) == "other" for model in models):
        items.append(("other models", "other"))
    if oracle:
        items.append(("oracle", "oracle"))
    return lines_key(items)


def rings(data: Backtest, models: Sequence[str]) -> Element:
    """Return which ring is which model."""
    items = [
        h("li", h("svg", h("circle", cx=7, cy=7, r=3.5, class_=f"hollow {data.series(model)}"),
                  width=14, height=14, aria_hidden="true"), model)
        for model in models
    ]  # fmt: skip
    return h("ul", items, class_="key")
