"""When: gain by origin, by hour of the day, by lead, and with or without heaped times."""

from __future__ import annotations

import math
from itertools import accumulate
from xml.etree.ElementTree import Element

from crimecast.evaluate.report.data import ALL, CITY, Backtest, day, gain_over, resolution_words
from crimecast.evaluate.report.keys import key
from crimecast.evaluate.report.reader import Row
from crimecast.report import svg
from crimecast.report.markup import h
from crimecast.report.numbers import count, fixed, listed, signed
from crimecast.report.parts import (
    Cell,
    empty,
    figure,
    gain,
    panels,
    section,
    table,
)

ORIGIN = "day of the forecast"
_NAME, _HEADING = "course", "When it knows more, and when less"


def course(data: Backtest) -> Element:
    """Return the section."""
    if data.reference is None:
        return empty(_HEADING, _NAME, "Its course needs a model to compare with.")
    lines, left = _sums(data)
    drawn = [
        it
        for it in (_by_origin(data), _cumulative(data, lines, left), _by_hour(data), _by_lead(data))
        if it
    ]
    if not drawn:
        return empty(_HEADING, _NAME, "This backtest holds no scores by origin.")
    return section(
        _NAME,
        _HEADING,
        h(
            "p",
            f"Gains over {data.reference} in nats per incident, {resolution_words(data.resolution)}"
            f", all categories. Dots and bars are of {data.lead}, with 95% intervals.",
        ),
        key(data, list(lines)) if len(lines) > 1 else None,
        panels(drawn),
        _heaped(data),
    )


def daily(data: Backtest, model: str) -> list[Row]:
    """Return a model's difference of log score to the reference by origin, and the incidents."""
    return data.rows(
        "SELECT a.origin, sum(a.value - b.value) AS gain, sum(a.n) AS n FROM scores a "
        "JOIN scores b USING (category, origin, lead, resolution, score) WHERE a.model = ? "
        "AND b.model = ? AND category = ? AND resolution = ? AND score = 'log_score' "
        "AND isfinite(a.value) AND isfinite(b.value) GROUP BY a.origin ORDER BY a.origin",
        model, data.reference, ALL, data.resolution,
    )  # fmt: skip


def _dates(data: Backtest, rows: list[Row]) -> list[tuple[float, str]]:
    """Return ticks at about four of the origins."""
    step = max(1, math.ceil(len(rows) / 5))
    return [
        (float(i), f"{(when := data.local(rows[i]['origin'])).day} {when:%b}")
        for i in range(0, len(rows), step)
    ]


def _by_origin(data: Backtest) -> Element | None:
    rows = [row for row in daily(data, data.lead) if row["n"]]
    if not rows:
        return None
    values = [row["gain"] / row["n"] for row in rows]
    low, high = svg.nice(min(0.0, *values), max(0.0, *values))
    drawing = _panel(
        len(rows), (low, high), _dates(data, rows), x_name=ORIGIN, words="Gain by forecast"
    )
    for i, value in enumerate(values):
        local = data.local(rows[i]["origin"])
        title = f"{day(local)}: {signed(value)}, {count(rows[i]['n'])} incidents"
        drawing.dot(i, value, "mark s0", title)
    best = sum(value > 0 for value in values)
    return figure("By forecast", f"Above zero in {best} of {len(values)}", drawing.root)


def _sums(data: Backtest) -> tuple[dict[str, list[float]], str]:
    """Return gains added up over origins by model, and words for those that are left out."""
    found = {m: daily(data, m) for m in data.drawn if m != data.reference}
    forecasts = len(found.get(data.lead, []))
    lines = {
        model: [0.0, *accumulate(row["gain"] for row in rows)]
        for model, rows in found.items()
        if len(rows) == forecasts > 1
    }
    return near(lines, data.lead)


def _cumulative(data: Backtest, lines: dict[str, list[float]], left: str) -> Element | None:
    if not lines:
        return None
    rows = daily(data, data.lead)
    every = [value for line in lines.values() for value in line]
    drawing = _panel(len(rows), svg.nice(min(every), max(every)), _dates(data, rows), x_name=ORIGIN,
                     y_name="nats in all", words="Gain so far")  # fmt: skip
    for model in reversed(lines):
        points = [(i - 0.5, value) for i, value in enumerate(lines[model])]
        drawing.line(points, f"curve {data.series(model)}", title=model)
    return figure("Added up", f"Steady is good{left}", drawing.root)


def near(lines: dict[str, list[float]], lead: str) -> tuple[dict[str, list[float]], str]:
    """Leave out lines that would flatten the others, and return words that say so."""
    if lead not in lines:
        return lines, ""
    span = max(1e-9, *map(abs, lines[lead]))
    kept = {name: line for name, line in lines.items() if min(line) >= -2 * span}
    kept[lead] = lines[lead]
    left = [name for name in lines if name not in kept]
    order = {name: kept[name] for name in lines if name in kept}
    return order, f". Far below, not drawn: {listed(left)}" if left else ""


def _panel(
    places: int,
    y: tuple[float, float],
    x_ticks: list[tuple[float, str]],
    *,
    x_name: str,
    y_name: str = "nats per incident",
    words: str,
) -> svg.Panel:
    """Return a panel with so many places side by side, and zero marked."""
    digits = 0 if y[1] - y[0] > 8 else 1 if y[1] - y[0] > 0.8 else 2
    drawing = svg.panel(
        x=(-0.5, max(places - 0.5, 0.5)), y=y, x_ticks=x_ticks,
        y_ticks=[(v, fixed(v, digits)) for v in svg.ticks(*y, 4)],
        x_name=x_name, y_name=y_name, words=words, height=220,
    )  # fmt: skip
    if y[0] < 0 < y[1]:
        at = drawing.y(0)
        drawing.draw(h("line", x1=svg.LEFT, x2=svg.WIDTH - svg.RIGHT, y1=at, y2=at, class_="zero"))
    return drawing


def _by_hour(data: Backtest) -> Element | None:
    """Return gain by local hour: the log ratio at incidents less the difference of expectations."""
    import numpy as np  # noqa: PLC0415 -- not for who reads no report

    from crimecast.evaluate.bootstrap import ratio_interval  # noqa: PLC0415

    if not data.resolution.startswith("1h"):
        return None
    ratios = data.rows(
        "SELECT o.origin, o.time, sum(a.log_intensity - b.log_intensity) AS gain, count(*) AS n "
        "FROM rates a JOIN rates b USING (origin, incident, resolution) "
        "JOIN observed o USING (origin, incident) WHERE a.model = ? AND b.model = ? "
        "AND resolution = ? AND isfinite(a.log_intensity) AND isfinite(b.log_intensity) "
        "AND o.time IS NOT NULL GROUP BY ALL", data.lead, data.reference, data.resolution,
    )  # fmt: skip
    sums = data.rows(
        "SELECT origin, origin + to_hours(lead) AS time, "
        "sum(CASE WHEN model = ? THEN -expected ELSE expected END) AS gain "
        "FROM totals WHERE model IN (?, ?) AND category = ? AND area = ? AND hours = 1 "
        "GROUP BY ALL HAVING count(DISTINCT model) = 2",
        data.lead, data.lead, data.reference, ALL, CITY,
    )  # fmt: skip
    if not ratios or not sums:
        return None
    place = {origin: i for i, origin in enumerate(sorted({r["origin"] for r in sums}))}
    above, below = np.zeros((24, len(place))), np.zeros((24, len(place)))
    for row in [*ratios, *sums]:
        hour, at = data.local(row["time"]).hour, place.get(row["origin"])
        if at is not None:
            above[hour, at] += row["gain"] or 0.0
            below[hour, at] += row.get("n", 0)
    lows, highs = ratio_interval(above, below)
    values = [
        (hour, float(above[hour].sum() / n), float(lows[hour]), float(highs[hour]), int(n))
        for hour in range(24)
        if (n := below[hour].sum()) > 0
    ]
    ends = [e for _, v, lo, hi, _ in values for e in (v, lo, hi) if np.isfinite(e)]
    y = svg.nice(min(0.0, *ends), max(0.0, *ends))
    marks = [
        (float(k), name) for k, name in ((0, "12 am"), (6, "6 am"), (12, "12 pm"), (18, "6 pm"))
    ]
    drawing = _panel(24, y, marks, x_name="hour of the day", words="Gain by hour")
    for hour, value, low, high, n in values:
        _interval(drawing, hour, low, high)
        drawing.dot(hour, value, "mark s0", f"{hour}:00: {signed(value)}, {count(n)} incidents")
    return figure("By hour of the day", "Local time of the incident", drawing.root)


def _interval(drawing: svg.Panel, x: float, low: float | None, high: float | None) -> None:
    if low is not None and high is not None and math.isfinite(low + high):
        drawing.span(x, low, high, "interval s0")


def _by_lead(data: Backtest) -> Element | None:
    rows = data.rows(
        "SELECT CAST(lead AS INTEGER) AS lead, value, low, high, n FROM summary WHERE model = ? "
        "AND category = ? AND resolution = ? AND score = ? AND lead <> 'all' AND value IS NOT NULL "
        "ORDER BY 1", data.lead, ALL, data.resolution, gain_over(data.reference or ""),
    )  # fmt: skip
    if len(rows) < 2:
        return None
    ends = [row[e] for row in rows for e in ("value", "low", "high") if row[e] is not None]
    y = svg.nice(min(0.0, *ends), max(0.0, *ends))
    marks = [(float(i), str(row["lead"] // 24 + 1)) for i, row in enumerate(rows)]
    drawing = _panel(len(rows), y, marks, x_name="day ahead", words="Gain by days ahead")
    for i, row in enumerate(rows):
        _interval(drawing, i, row["low"], row["high"])
        drawing.dot(i, row["value"], "mark s0", f"{row['lead']} h ahead: {signed(row['value'])}")
    return figure("By days ahead", "1 is the day that follows the origin", drawing.root)


def _heaped(data: Backtest) -> list[Element] | None:
    every = data.gains()
    clear = data.summary(gain_over(data.reference or "").replace("gain_", "gain_unheaped_"))
    rows: list[list[str | Cell | Element]] = []
    for model in data.models:
        one, two = every.get(model), clear.get(model)
        if model != data.reference and one and two:
            rows.append(
                [model, gain(one["value"], one["low"], one["high"]), count(one["n"]),
                 gain(two["value"], two["low"], two["high"]), count(two["n"])]
            )  # fmt: skip
    if not rows:
        return None
    return [
        h("h3", "With and without heaped times"),
        h(
            "p",
            "Where nobody knows the time, midnight, a minute past it or noon is often written. A "
            "model that learns this habit gains where nothing was known.",
        ),
        table(["Model", "All times", "Incidents", "Without heaped times", "Incidents"], rows,
              first=True, caption=f"Gain over {data.reference}, nats per incident"),
    ]  # fmt: skip
