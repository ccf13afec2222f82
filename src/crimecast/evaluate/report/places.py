"""Where: hit rate by share of area, and the indices made of it."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from crimecast.evaluate.report.data import ALL, Backtest, resolution_words
from crimecast.evaluate.report.keys import key
from crimecast.evaluate.report.reader import Row
from crimecast.report import svg
from crimecast.report.markup import h
from crimecast.report.numbers import count, fixed, percent
from crimecast.report.parts import (
    Cell,
    empty,
    figure,
    folded,
    panels,
    section,
    table,
)

SHARES = (0.01, 0.05, 0.10, 0.20)
WIDEST = 0.2
"""Share of area at which panels end: beyond it nobody looks."""
_NAME, _HEADING = "places", "How well it knows the places"


def places(data: Backtest) -> Element:
    """Return the section."""
    curves = by_model(data)
    if not curves:
        return empty(_HEADING, _NAME, "This backtest holds no curves by share of area.")
    names = [name for name in [ALL, *(c.id for c in data.classes)] if name in curves]
    if not names:
        names = list(curves)[:4]
    drawn = [_panel(data, name, curves[name]) for name in names]
    models = [m for m in data.models if any(m in curves[name] for name in names)]
    return section(
        _NAME,
        _HEADING,
        h(
            "p",
            "Take the share of the area where a model expects most: how many of the incidents fell "
            "into it? The oracle knew where they would be; no forecast can come near it where "
            "incidents are rare, as most places then have one or none. A place that a model names "
            "by chance would follow the dotted line.",
        ),
        key(data, models, oracle=True),
        panels(drawn),
        _indices(data, curves[names[0]], data.label(names[0])),
        folded(
            "By category, in numbers",
            table(
                ["Category", "Incidents", *(f"{percent(s)} of area" for s in SHARES)],
                [
                    [data.label(name), count(points[-1]["n"]),
                     *(percent(at_share(points, s, "hits") / points[-1]["n"], 1) for s in SHARES)]
                    for name in [ALL, *(c.id for c in data.categories)]
                    if (points := curves.get(name, {}).get(data.lead)) and points[-1]["n"]
                ],
                caption=f"Hit rate of {data.lead}, {resolution_words(data.resolution)}",
            ),
        ),
    )  # fmt: skip


def by_model(data: Backtest) -> dict[str, dict[str, list[Row]]]:
    """Return the points of curves by category and model."""
    found: dict[str, dict[str, list[Row]]] = {}
    for row in data.rows(
        "SELECT model, category, area_share, hits, oracle, n FROM curves WHERE resolution = ? "
        "AND n > 0 AND hits IS NOT NULL AND area_share IS NOT NULL ORDER BY area_share",
        data.resolution,
    ):
        found.setdefault(row["category"], {}).setdefault(row["model"], []).append(row)
    return found


def _panel(data: Backtest, name: str, curves: dict[str, list[Row]]) -> Element:
    n = max(points[-1]["n"] for points in curves.values())
    drawing = svg.panel(
        x=(0.0, WIDEST), y=(0.0, 1.0),
        x_ticks=[(s, percent(s)) for s in (0.01, 0.05, 0.1, 0.15, 0.2)],
        y_ticks=[(s, percent(s)) for s in (0.0, 0.25, 0.5, 0.75, 1.0)],
        x_name="share of area", y_name="share of incidents",
        words=f"Hit rate by share of area, {data.label(name)}",
    )  # fmt: skip
    drawing.line([(0, 0), (WIDEST, WIDEST)], "even")
    some = next(iter(curves.values()))
    if some[0]["oracle"] is not None:
        drawing.line(_points(some, "oracle"), "curve oracle", title="oracle")
    for model in reversed(data.models):
        if model in curves:
            style = f"curve {data.series(model)}"
            drawing.line(_points(curves[model], "hits"), style, title=model)
    return figure(data.label(name), f"{count(n)} incidents", drawing.root)


def _points(points: list[Row], column: str) -> list[tuple[float, float]]:
    inside = [
        (float(p["area_share"]), p[column] / p["n"])
        for p in points
        if p["area_share"] < WIDEST and p[column] is not None
    ]
    end = at_share(points, WIDEST, column)
    return [*inside, (WIDEST, end / points[-1]["n"])]


def at_share(points: list[Row], share: float, column: str) -> float:
    """Return a curve's value at a share of area, between its points a straight line."""
    import numpy as np  # noqa: PLC0415 -- not for who reads no report

    there = [p for p in points if p[column] is not None]
    if not there:
        return float("nan")
    return float(np.interp(share, [p["area_share"] for p in there], [p[column] for p in there]))


def _indices(data: Backtest, curves: dict[str, list[Row]], label: str) -> list[Element]:
    rows: list[list[str | Cell | Element]] = []
    for model in data.models:
        points = curves.get(model)
        if not points:
            continue
        n = points[-1]["n"]
        row: list[str | Cell | Element] = [model]
        for share in SHARES:
            hits, best = at_share(points, share, "hits"), at_share(points, share, "oracle")
            row.append(
                Cell(fixed(hits / n / share, 1), f"PEI {fixed(hits / best)}" if best else "")
            )
        rows.append(row)
    return [
        h("h3", "The same as indices"),
        h(
            "p",
            "PAI, the prediction accuracy index, is the hit rate over the share of area: 1 is "
            "chance. PEI, the prediction efficiency index, is what was found over the most that "
            "could be found in as much area.",
        ),
        table(["Model", *(f"PAI at {percent(s)}" for s in SHARES)], rows, first=True,
              caption=f"{label}, {resolution_words(data.resolution)}"),
    ]  # fmt: skip
