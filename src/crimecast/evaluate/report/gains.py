"""Gains by category and class, and by resolution."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from crimecast.evaluate.report.data import ALL, Backtest, resolution_words
from crimecast.evaluate.report.keys import rings
from crimecast.evaluate.report.reader import Row
from crimecast.report import svg
from crimecast.report.markup import h
from crimecast.report.numbers import count
from crimecast.report.parts import (
    Cell,
    Dot,
    dots,
    empty,
    folded,
    gain,
    section,
    table,
)

ENOUGH = 50
"""Incidents from which on a category stretches the scale; a rarer one may run off it."""
_NAME, _HEADING = "gains", "By kind of incident"


def gains(data: Backtest) -> Element:
    """Return the section."""
    if data.reference is None:
        return empty(
            _HEADING, _NAME,
            "Gains need a model to compare with: run the backtest with prior_counts or uniform "
            "among its models.",
        )  # fmt: skip
    names = [ALL, *(c.id for c in data.categories)]
    found = {name: data.gains(category=name) for name in names}
    rows = [_dot(data, name, found[name]) for name in names if found[name].get(data.lead)]
    if not rows:
        return empty(_HEADING, _NAME, "This backtest holds no gains by category.")
    low, high = _axis(data, found)
    marks = svg.ticks(low, high)
    shown = {name for row in rows for value, _, name in row.others if low <= value <= high}
    others = [model for model in data.drawn if model in shown]
    return section(
        _NAME,
        _HEADING,
        h(
            "p",
            f"What {data.lead} gains over {data.reference} in nats per incident, with 95% "
            "intervals. Where an interval reaches zero, the two cannot be told apart on these "
            "days; of few incidents, a large gain or loss says little.",
        ),
        dots(rows, axis=(low, high), marks=marks),
        [
            rings(data, others),
            h("p", "Rings are other models; those off the scale are left out.", class_="note"),
        ]
        if others
        else None,
        _by_resolution(data),
        folded("All models in numbers", _all_models(data, names, found)),
    )


def _dot(data: Backtest, name: str, found: dict[str, Row]) -> Dot:
    row = found[data.lead]
    others = tuple(
        (float(found[m]["value"]), data.series(m), m)
        for m in data.drawn
        if m not in {data.lead, data.reference} and m in found and found[m]["value"] is not None
    )
    is_class = name == ALL or name.startswith("class:")
    return Dot(
        data.label(name), row["value"], row["low"], row["high"], count(row["n"]),
        "class" if is_class else "inner", others,
    )  # fmt: skip


def _axis(data: Backtest, found: dict[str, dict[str, Row]]) -> tuple[float, float]:
    rows = [r[data.lead] for r in found.values() if data.lead in r]
    enough = [r for r in rows if (r["n"] or 0) >= ENOUGH] or rows
    values = [0.0] + [
        r[end] for r in enough for end in ("value", "low", "high") if r[end] is not None
    ]
    return svg.nice(min(values), max(values))


def _by_resolution(data: Backtest) -> list[Element] | None:
    if len(data.resolutions) < 2:
        return None
    found = {name: data.gains(resolution=name) for name in data.resolutions}
    rows: list[list[str | Cell | Element]] = []
    for model in data.models:
        if model == data.reference:
            continue
        row: list[str | Cell | Element] = [model]
        for name in data.resolutions:
            it = found[name].get(model)
            row.append(gain(it["value"], it["low"], it["high"]) if it else Cell(""))
        rows.append(row)
    if not rows:
        return None
    head = ["Model", *(resolution_words(name).capitalize() for name in data.resolutions)]
    return [
        h("h3", "By length of window"),
        table(head, rows, first=True,
              caption=f"Gain over {data.reference}, nats per incident, all categories"),
    ]  # fmt: skip


def _all_models(data: Backtest, names: list[str], found: dict[str, dict[str, Row]]) -> Element:
    models = [m for m in data.models if m != data.reference]
    rows: list[list[str | Cell | Element]] = []
    for name in names:
        here = found[name]
        if not here:
            continue
        n = max((row["n"] or 0) for row in here.values())
        cells: list[str | Cell | Element] = [data.label(name), count(n)]
        for model in models:
            it = here.get(model)
            cells.append(gain(it["value"], it["low"], it["high"]) if it else Cell(""))
        rows.append(cells)
    return table(["Category", "Incidents", *models], rows,
                 caption=f"Gain over {data.reference}, nats per incident")  # fmt: skip
