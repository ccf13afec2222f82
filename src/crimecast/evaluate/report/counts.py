"""How sure it is: counts of the city and its neighborhoods against their intervals."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TypeAlias
from xml.etree.ElementTree import Element

from crimecast.evaluate.report import svg
from crimecast.evaluate.report.data import ALL, CITY, Backtest
from crimecast.evaluate.report.held import KINDS, chances, held
from crimecast.evaluate.report.markup import h
from crimecast.evaluate.report.numbers import between, count, hundred, percent
from crimecast.evaluate.report.parts import Cell, empty, figure, panels, section, table
from crimecast.evaluate.report.reader import Row

BINS = 10
TAIL = 0.025
"""A count fails the number test where it is less likely than this on either side."""


def counts(data: Backtest) -> Element:
    """Return the section on counts of the city and its neighborhoods."""
    name, heading = "totals", "How sure it is"
    found = [(kind.label, rows) for kind in KINDS if (rows := chances(data, kind, data.lead))]
    if not found:
        return empty(heading, name, "This backtest holds no totals of the city or its parts.")
    return section(
        name,
        heading,
        h(
            "p",
            "Each count comes with the chances of every number. Where those chances are right, "
            "what was reported falls evenly among them: each tenth of the chances holds a tenth of "
            "the counts. High ends mean that it was too sure, a high middle that it was too "
            "unsure, a slope that it expected too much (left) or too little (right).",
        ),
        panels(_histogram(label, rows) for label, rows in found),
        _coverage(data),
        _neighborhoods(data),
        _number_test(data),
    )


def _histogram(label: str, rows: list[Row]) -> Element:
    from crimecast.evaluate.coverage import pit_histogram  # noqa: PLC0415

    shares = pit_histogram([r["low"] for r in rows], [r["high"] for r in rows], bins=BINS)
    high = max(0.2, float(shares.max()))
    drawing = svg.panel(
        x=(0, 1), y=(0, svg.nice(0, high)[1]),
        x_ticks=[(v, percent(v)) for v in (0, 0.25, 0.5, 0.75, 1)],
        y_ticks=[(v, percent(v)) for v in svg.ticks(0, svg.nice(0, high)[1], 4)],
        x_name="chance of no more than was reported", y_name="share of counts",
        words=f"Probability integral transform, {label}", height=200,
    )  # fmt: skip
    for i, share in enumerate(shares):
        drawing.bar(i / BINS, (i + 1) / BINS, float(share), "soft s0", percent(float(share), 1))
    drawing.line([(0, 1 / BINS), (1, 1 / BINS)], "even")
    return figure(label, f"{count(len(rows))} counts, all categories", drawing.root)


def _coverage(data: Backtest) -> list[Element] | None:
    rows: list[list[str | Cell | Element]] = []
    for kind in KINDS:
        found = held(data, kind)
        n = max((it.counts for it in found.values()), default=0)
        if n:
            rows.append([f"{kind.label}, {count(n)} counts"])
        for model in data.drawn:
            if it := found.get(model):
                inner = between(hundred(it.low), hundred(it.high), 1)
                rows.append(
                    [model, percent(it.inside50, 1), percent(it.inside90, 1),
                     Cell(percent(it.evened, 1), inner)]
                )  # fmt: skip
    if not rows:
        return None
    return [
        h("h3", "How often its intervals held"),
        table(
            ["Model", "50% interval", "90% interval", "90%, evened"], rows,
            caption="Share of counts inside their interval, all categories together",
        ),
        h(
            "p",
            "Counts are whole, so that an interval of few incidents holds more than its share even "
            "where the chances are right; the last column evens that out and should be 90%.",
            class_="note",
        ),
    ]  # fmt: skip


def _neighborhoods(data: Backtest) -> list[Element] | None:
    """Return how coverage is spread over neighborhoods: none is named, as none is to be ranked."""
    rows = data.rows(
        "SELECT area, count(*) AS days, "
        "count(*) FILTER (observed BETWEEN lower90 AND upper90) AS k "
        "FROM totals WHERE model = ? AND category = ? AND area <> ? AND hours = 24 GROUP BY area",
        data.lead, ALL, CITY,
    )  # fmt: skip
    if len(rows) < 2:
        return None
    bins = 20
    shares = [row["k"] / row["days"] for row in rows]
    tally = [0] * bins
    for share in shares:
        tally[min(int(share * bins + 1e-9), bins - 1)] += 1
    first = min(next(i for i, n in enumerate(tally) if n), bins - 10)
    top = svg.nice(0, max(tally))[1]
    drawing = svg.panel(
        x=(first / bins, 1), y=(0, top),
        x_ticks=[(v, percent(v)) for v in svg.ticks(first / bins, 1)],
        y_ticks=[(v, count(v)) for v in svg.ticks(0, top, 4)],
        x_name="share of days inside the 90% interval", y_name="neighborhoods",
        words="Coverage by neighborhood, as a distribution", height=200,
    )  # fmt: skip
    for i in range(first, bins):
        if tally[i]:
            drawing.bar(i / bins, (i + 1) / bins, tally[i], "soft s0", f"{tally[i]}")
    at = drawing.x(0.9)
    drawing.draw(h("line", x1=at, x2=at, y1=drawing.y(top), y2=drawing.y(0), class_="even"))
    low, middle = (_quantile(shares, q) for q in (0.1, 0.5))
    note = (
        f"{len(rows)} neighborhoods: {percent(middle)} in the middle one, {percent(low)} or less "
        "in one of ten"
    )
    return [
        h("h3", "The same by neighborhood"),
        panels([figure("Coverage, as a distribution", note, drawing.root)]),
    ]


def _quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def _number_test(data: Backtest) -> list[Element] | None:
    by_model = {model: _windows(data, model) for model in data.drawn}
    lengths = [length for length in (1, 7) if by_model[data.lead].get(length)]
    if not lengths:
        return None
    rows: list[list[str | Cell | Element]] = []
    for model, found in by_model.items():
        cells: list[str | Cell | Element] = [model]
        for length in lengths:
            windows = found.get(length, [])
            cells.append(f"{_passed(windows)} of {len(windows)}" if windows else Cell(""))
        days = found.get(1, [])
        expected, observed = (sum(window[i] for window in days) for i in (0, 2))
        rows.append([*cells, f"{count(expected)} / {count(observed)}"])
    names = {1: "Days that pass", 7: "Weeks that pass"}
    return [
        h("h3", "Number test"),
        h(
            "p",
            "A day or week passes where its count lies within the middle 95% of the chances; about "
            "one in twenty fails by chance alone. Weeks are seven days added up, as if days did "
            "not depend on each other: a stern test.",
        ),
        table(["Model", *(names[length] for length in lengths), "Expected / observed in all"], rows,
              first=True,
              caption="Counts of the city on the first day after each origin, all categories"),
    ]  # fmt: skip


Window: TypeAlias = tuple[float, float, float]
"""Expected count, its variance, and what was counted."""


def _windows(data: Backtest, model: str) -> dict[int, list[Window]]:
    """Return the city's windows by their length in days: each day ahead, and weeks of those."""
    days = _of_length(data, model, 24)
    apart = [later["origin"] - row["origin"] for row, later in pairwise(days)]
    if all(timedelta(hours=23) <= step <= timedelta(hours=25) for step in apart):
        weeks = [_added(days[i : i + 7]) for i in range(0, len(days) - 6, 7)]
    else:
        weeks = [_window(row) for row in _of_length(data, model, 168)]
    return {1: [_window(row) for row in days], 7: weeks}


def _of_length(data: Backtest, model: str, hours: int) -> list[Row]:
    return data.rows(
        "SELECT origin, expected, variance, observed FROM totals WHERE model = ? AND category = ? "
        "AND area = ? AND hours = ? AND lead = 0 AND isfinite(expected) AND variance > 0 "
        "ORDER BY origin", model, ALL, CITY, hours,
    )  # fmt: skip


def _added(rows: list[Row]) -> Window:
    expected, variance, observed = zip(*map(_window, rows), strict=True)
    return sum(expected), sum(variance), sum(observed)


def _window(row: Row) -> Window:
    return row["expected"], row["variance"], row["observed"]


def _passed(windows: list[Window]) -> int:
    from crimecast.evaluate.consistency import number_test  # noqa: PLC0415 -- scipy

    expected, variance, observed = zip(*windows, strict=True)
    at_least, at_most = number_test(observed, expected, variance)
    return int(((at_least >= TAIL) & (at_most >= TAIL)).sum())
