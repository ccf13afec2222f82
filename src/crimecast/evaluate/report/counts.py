"""How sure it is: counts of the city and its neighborhoods against their intervals."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from crimecast.evaluate.report import svg
from crimecast.evaluate.report.data import ALL, CITY, Backtest
from crimecast.evaluate.report.markup import h
from crimecast.evaluate.report.numbers import count, percent
from crimecast.evaluate.report.parts import Cell, empty, figure, panels, section, table
from crimecast.evaluate.report.reader import Row

KINDS = (
    ("The city by hour", f"area = '{CITY}' AND hours = 1"),
    ("The city by day", f"area = '{CITY}' AND hours = 24"),
    ("The city by week", f"area = '{CITY}' AND hours = 168"),
    ("Neighborhoods by day", f"area <> '{CITY}' AND hours = 24"),
    ("Neighborhoods by week", f"area <> '{CITY}' AND hours = 168"),
)
"""Totals that are judged together, and which rows they are."""
BINS = 10


def counts(data: Backtest) -> Element:
    """Return the section on counts of the city and its neighborhoods."""
    name, heading = "totals", "How sure it is"
    found = [
        (label, rows) for label, where in KINDS if (rows := _pits(data, data.lead, ALL, where))
    ]
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
        h("h3", "How often its intervals held"),
        _coverage(data),
        h(
            "p",
            "Counts are whole, so that an interval of few incidents holds more than its share even "
            "where the chances are right; the last column evens that out and should be 90%.",
            class_="note",
        ),
        _neighborhoods(data),
        _number_test(data),
    )


def _pits(data: Backtest, model: str, category: str, where: str) -> list[Row]:
    return data.rows(
        "SELECT greatest(0, pit_low) AS low, least(1, pit_high) AS high, "
        "observed BETWEEN lower50 AND upper50 AS in50, "
        "observed BETWEEN lower90 AND upper90 AS in90 "
        f"FROM totals WHERE model = ? AND category = ? AND {where} AND pit_low <= pit_high "
        "AND isfinite(expected)", model, category,
    )  # fmt: skip


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


def _coverage(data: Backtest) -> Element:
    from crimecast.evaluate.coverage import randomized_coverage  # noqa: PLC0415

    rows: list[list[str | Cell | Element]] = []
    for label, where in KINDS:
        for model in data.drawn:
            found = _pits(data, model, ALL, where)
            if not found:
                continue
            exact = randomized_coverage([r["low"] for r in found], [r["high"] for r in found])
            rows.append(
                [label, model, count(len(found)), percent(_mean(found, "in50"), 1),
                 percent(_mean(found, "in90"), 1), percent(float(exact.mean()), 1)]
            )  # fmt: skip
    return table(
        ["Count of", "Model", "Counts", "50% interval", "90% interval", "90%, evened"], rows,
        caption="Share of counts inside their interval, all categories together", class_="pairs",
    )  # fmt: skip


def _mean(rows: list[Row], name: str) -> float:
    return sum(bool(row[name]) for row in rows) / len(rows)


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
    low, middle, high = (_quantile(shares, q) for q in (0.1, 0.5, 0.9))
    note = (
        f"{len(rows)} neighborhoods; half of them {percent(middle)} or more, one in ten below "
        f"{percent(low)}, one in ten above {percent(high)}"
    )
    return [
        h("h3", "The same by neighborhood"),
        panels([figure("Coverage, as a distribution", note, drawing.root)]),
    ]


def _quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


NUMBER_TEST = (("By day", 24), ("By week", 168))


def _number_test(data: Backtest) -> list[Element] | None:
    rows: list[list[str | Cell | Element]] = []
    there = [
        (name, hours)
        for name, hours in NUMBER_TEST
        if _pits(data, data.lead, ALL, f"area = '{CITY}' AND hours = {hours}")
    ]
    for model in data.drawn:
        cells: list[str | Cell | Element] = [model]
        for _, hours in there:
            found = _pits(data, model, ALL, f"area = '{CITY}' AND hours = {hours}")
            passed = sum(1 - r["low"] >= 0.025 and r["high"] >= 0.025 for r in found)
            cells.append(Cell(f"{passed} of {len(found)}" if found else ""))
        whole = data.tables.first(
            "SELECT sum(expected) AS e, sum(observed) AS o FROM totals WHERE model = ? AND "
            "category = ? AND area = ? AND hours = 24", model, ALL, CITY,
        )  # fmt: skip
        if whole and whole["e"] is not None:
            cells.append(Cell(f"{count(whole['e'])} / {count(whole['o'])}"))
        else:
            cells.append(Cell(""))
        if any(isinstance(c, Cell) and c.text for c in cells):
            rows.append(cells)
    if not rows:
        return None
    return [
        h("h3", "Number test"),
        h(
            "p",
            "A day or week passes where its count lies within the middle 95% of the chances. About "
            "one in twenty fails by chance alone.",
        ),
        table(["Model", *(name for name, _ in there), "Expected / observed in all"], rows,
              first=True, caption="Counts of the city, all categories together"),
    ]  # fmt: skip
