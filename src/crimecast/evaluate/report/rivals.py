"""One model against another: at every threshold, and incident by incident."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from crimecast.evaluate.report.calibration import power
from crimecast.evaluate.report.course import near
from crimecast.evaluate.report.data import ALL, Backtest, resolution_words
from crimecast.evaluate.report.keys import key
from crimecast.report import svg
from crimecast.report.markup import h
from crimecast.report.numbers import between, count, percent, rough, signed
from crimecast.report.parts import Cell, empty, figure, panels, section, table

if TYPE_CHECKING:
    from crimecast.evaluate.comparison import TTest, WTest

LEAST = 0.02
"""Share of the reference's largest score below which a threshold tells nothing."""


def rivals(data: Backtest) -> Element:
    """Return the section."""
    name, heading = "rivals", "Against other models"
    if data.reference is None:
        return empty(heading, name, "There is no model here to compare with.")
    found = [it for r in data.resolutions if (it := _murphy(data, r))]
    drawn = [drawing for drawing, _ in found]
    by_days, tests = _by_days(data), _tests(data)
    if not drawn and tests is None and by_days is None:
        return empty(heading, name, "This backtest holds no table that compares models.")
    models = [m for m in data.drawn if any(m in names for _, names in found)]
    return section(
        name,
        heading,
        [
            h("h3", "At every threshold"),
            h(
                "p",
                "Someone may act where more than some number of incidents is expected, whatever "
                "that number is. For each such threshold the lines show how much less the model is "
                f"wrong than {data.reference} (Murphy diagram, as a share of the reference's "
                "score): above zero everywhere, it is the better one for everyone.",
            ),
            key(data, models) if len(models) > 1 else None,
            panels(drawn),
        ]
        if drawn
        else None,
        by_days,
        tests,
    )


def _murphy(data: Backtest, resolution: str) -> tuple[Element, list[str]] | None:
    """Return a panel and the models that it shows."""
    rows = data.rows(
        "SELECT a.model, a.threshold, a.score, b.score AS base FROM murphy a JOIN murphy b "
        "USING (category, resolution, threshold) WHERE b.model = ? AND category = ? AND "
        "resolution = ? AND threshold > 0 AND isfinite(a.score) AND b.score > 0 ORDER BY threshold",
        data.reference, ALL, resolution,
    )  # fmt: skip
    if not rows:
        return None
    most = max(row["base"] for row in rows)
    rows = [row for row in rows if row["base"] >= LEAST * most]
    lines = {
        model: [(r["threshold"], 1 - r["score"] / r["base"]) for r in rows if r["model"] == model]
        for model in data.drawn
        if model != data.reference
    }
    kept, left = near({m: [v for _, v in points] for m, points in lines.items()}, data.lead)
    lines = {model: lines[model] for model in kept}
    values = [v for points in lines.values() for _, v in points]
    if len(values) < 2:
        return None
    ends = [r["threshold"] for r in rows]
    low, high = math.log10(min(ends)), math.log10(max(ends))
    y = svg.nice(min(0.0, *values), max(0.0, *values))
    drawing = svg.panel(
        x=(low, max(high, low + 0.1)), y=y,
        x_ticks=[(math.log10(v), power(v)) for v in svg.decades(10**low, 10**high)],
        y_ticks=[(v, percent(v)) for v in svg.ticks(*y)],
        x_name="threshold, incidents per cell and window", y_name="less wrong by",
        words=f"Murphy diagram, {resolution}", height=220,
    )  # fmt: skip
    at = drawing.y(0)
    drawing.draw(h("line", x1=svg.LEFT, x2=svg.WIDTH - svg.RIGHT, y1=at, y2=at, class_="zero"))
    for model in reversed(lines):
        points = [(math.log10(t), v) for t, v in lines[model]]
        drawing.line(points, f"curve {data.series(model)}", title=model)
    mean = lines.get(data.lead) or [(0.0, 0.0)]
    least = min(v for _, v in mean)
    note = f"{data.lead}: {signed(100 * least, 0)}% where it gains least{left}"
    return figure(resolution_words(resolution).capitalize(), note, drawing.root), list(lines)


def _by_days(data: Backtest) -> list[Element] | None:
    """Return what the lead gains over each other model, with intervals by days."""
    from crimecast.evaluate.summary import gains_over_each  # noqa: PLC0415 -- heavy

    scores = data.tables.columns(
        "SELECT model, category, resolution, score, lead, origin, value, n FROM scores "
        "WHERE score = 'log_score' AND category = ? ORDER BY origin, lead", ALL,
    )  # fmt: skip
    gains = gains_over_each(scores, data.lead, time_zone=data.zone.key, horizon=data.horizon)
    rows: list[list[str | Cell | Element]] = []
    for model in data.models:
        cells = [gains.get((model, ALL, resolution)) for resolution in data.resolutions]
        if any(cells):
            told = [Cell(signed(g[0], 3), between(g[1], g[2], 3)) if g else "" for g in cells]
            rows.append([f"{data.lead} over {model}", *told])
    if not rows:
        return None
    heads = [resolution_words(r).capitalize() for r in data.resolutions]
    return [
        h("h3", "By days"),
        h(
            "p",
            f"What {data.lead} gains over each other model, in nats per incident, scored on the "
            "same incidents; small: 95% interval, from drawing days anew. Where it lies above 0, "
            f"that {data.lead} did better is more than chance.",
        ),
        table(["Models", *heads], rows, caption="All categories"),
    ]


def _tests(data: Backtest) -> list[Element] | None:
    """Return the T and W tests of the lead against each other model."""
    rows: list[list[str | Cell | Element]] = []
    for model in data.models:
        if model == data.lead:
            continue
        found = _compared(data, model)
        if found is None:
            continue
        gain, rank, n = found
        rows.append(
            [f"{data.lead} over {model}", count(n),
             Cell(signed(gain.gain), between(gain.low, gain.high)), chance(gain.p),
             signed(rank.median), chance(rank.p)]
        )  # fmt: skip
    if not rows:
        return None
    return [
        h("h3", "Incident by incident"),
        h(
            "p",
            "The T test asks whether the mean gain, the W test (Wilcoxon's signed ranks) whether "
            "the median gain of an incident could be chance. Both take incidents as independent, "
            "which those of a day are not: where they and the intervals by days disagree, trust "
            "the latter.",
        ),
        table(["Models", "Incidents", "Mean gain", "T test, chance", "Median gain",
               "W test, chance"], rows,
              caption=f"{resolution_words(data.resolution).capitalize()}, nats per incident"),
    ]  # fmt: skip


def _compared(data: Backtest, model: str) -> tuple[TTest, WTest, int] | None:
    from crimecast.evaluate.comparison import t_test, w_test  # noqa: PLC0415 -- heavy

    ours, theirs = data.tables.arrays(
        "SELECT a.log_intensity AS ours, b.log_intensity AS theirs FROM rates a JOIN rates b "
        "USING (origin, incident, resolution) WHERE a.model = ? AND b.model = ? AND resolution = ? "
        "ORDER BY origin, incident", data.lead, model, data.resolution,
    )  # fmt: skip
    sums = {
        row["model"]: row["total"]
        for row in data.rows(
            "SELECT model, sum(value) AS total FROM scores WHERE score = 'expected' AND "
            "category = ? AND resolution = ? GROUP BY model",
            ALL,
            data.resolution,
        )
    }
    total, other = sums.get(data.lead), sums.get(model)
    possible = math.isfinite((ours + theirs).sum())
    if len(ours) < 2 or not possible or total is None or other is None:
        return None
    given = (ours, theirs, total, other)
    return t_test(*given), w_test(*given), len(ours)


def chance(p: float) -> str:
    """Return a test's chance in words: ``0.03``, ``under 0.001``."""
    return "under 0.001" if p < 0.001 else rough(p)
