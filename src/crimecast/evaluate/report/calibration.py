"""How far its numbers can be taken at their word: reliability, intervals, number tests."""

from __future__ import annotations

import math
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from crimecast.evaluate.report.data import ALL, Backtest, resolution_words
from crimecast.report import svg
from crimecast.report.markup import h
from crimecast.report.numbers import count, fixed, rough
from crimecast.report.parts import (
    Cell,
    empty,
    figure,
    folded,
    panels,
    section,
    table,
)

GROUPS = 10
ENOUGH = 10
"""Incidents below which no dot says anything."""
_NAME, _HEADING = "calibration", "Whether its numbers hold"


def calibration(data: Backtest) -> Element:
    """Return the section on single cells: what was expected, what came."""
    drawn = [it for name in data.resolutions if (it := _reliability(data, ALL, name))]
    if len(drawn) < 3:
        drawn += [it for c in data.classes if (it := _reliability(data, c.id, data.resolution))]
    if not drawn:
        return empty(_HEADING, _NAME, "This backtest holds no table of reliability.")
    return section(
        _NAME,
        _HEADING,
        h(
            "p",
            f"All cells and windows are put into up to ten groups by what {data.lead} expected, "
            "each with about a tenth of the expected incidents. Dots on the dotted line: as many "
            "came as were expected. The bars are 95% intervals for chance alone; both axes are "
            "logarithmic, as cells differ by factors of thousands.",
        ),
        panels(drawn),
        _ratios(data),
    )


@dataclass(frozen=True)
class Groups:
    """Cells and windows of like expectation, and the line through them.

    Attributes
    ----------
    points : list of tuple
        Expected and observed per cell and window, the ends of the 95% interval of the observed for
        chance alone, and incidents.
    slope, level : float
        Of the logarithms: 1 and 0 are right; not finite where they cannot be told.
    """

    points: list[tuple[float, float, float, float, float]]
    slope: float
    level: float


def grouped(data: Backtest, category: str, resolution: str) -> Groups | None:
    """Return what the lead expected and what came; None where too few came."""
    import numpy as np  # noqa: PLC0415 -- not for who reads no report

    from crimecast.evaluate.reliability import (  # noqa: PLC0415
        Tally,
        calibration,
        merged,
        poisson_interval,
    )

    rows = data.rows(
        "SELECT low, coalesce(high, 'inf') AS high, expected, observed, cells FROM reliability "
        "WHERE model = ? AND category = ? AND resolution = ? AND cells > 0 AND isfinite(expected) "
        "ORDER BY bin", data.lead, category, resolution,
    )  # fmt: skip
    if not any(row["expected"] for row in rows) or sum(row["observed"] for row in rows) < ENOUGH:
        return None
    sums = {
        name: np.array([math.inf if row[name] is None else row[name] for row in rows], float)
        for name in ("low", "high", "expected", "observed", "cells")
    }
    whole = Tally(**sums)
    groups = merged(whole, GROUPS)
    fit = calibration(whole.expected / whole.cells, whole.observed, whole.cells)
    least, most = poisson_interval(groups.observed)
    said = groups.expected / groups.cells
    seen = groups.observed / groups.cells
    columns = (said, seen, least / groups.cells, most / groups.cells, groups.observed)
    points = [p for p in zip(*(column.tolist() for column in columns), strict=True) if p[0] > 0]
    return Groups(points, fit.slope, fit.level)


def _reliability(data: Backtest, category: str, resolution: str) -> Element | None:
    fit = grouped(data, category, resolution)
    if fit is None:
        return None
    points = fit.points
    ends = [value for said, seen, *_ in points for value in (said, seen) if value > 0]
    low = 10.0 ** math.floor(math.log10(min(ends)))
    high = 10.0 ** math.ceil(math.log10(max(ends)) + 1e-9)
    marks = [(v, power(v)) for v in svg.decades(low, high)]
    drawing = svg.panel(
        x=(low, high), y=(low, high), x_ticks=marks, y_ticks=marks, log=True,
        x_name="expected per cell and window", y_name="reported per cell and window",
        words=f"Reliability of {data.lead}, {data.label(category)}, {resolution}", height=300,
    )  # fmt: skip
    drawing.line([(low, low), (high, high)], "even")
    for x, y, bottom, top, n in points:
        drawing.span(x, bottom or low, top, "interval s0")
        title = f"expected {rough(x)}, reported {rough(y)}, {count(n)} incidents"
        drawing.dot(x, y or low, "mark s0" if y else "hollow s0", title, 4)
    note = f"{resolution_words(resolution).capitalize()}"
    if math.isfinite(fit.slope):
        note += (
            f"; slope {fixed(fit.slope)} (1 is right), observed over expected "
            f"{fixed(math.exp(fit.level))}"
        )
    return figure(data.label(category), note, drawing.root)


def power(value: float) -> str:
    """Return a power of ten as it is written on an axis: ``0.01``, ``10⁻⁶``."""
    exponent = round(math.log10(value))
    if -2 <= exponent <= 3:
        return f"{value:g}"
    digits = str.maketrans("-0123456789", "\N{SUPERSCRIPT MINUS}⁰¹²³⁴⁵⁶⁷⁸⁹")
    return f"10{str(exponent).translate(digits)}"


def _ratios(data: Backtest) -> Element | None:
    rows: list[list[str | Cell | Element]] = []
    for name in [ALL, *(c.id for c in data.categories)]:
        found = data.summary("expected_over_observed", category=name, resolution=data.whole)
        here = found.get(data.lead)
        if not here:
            continue
        row: list[str | Cell | Element] = [data.label(name), count(here["n"])]
        for model in data.shown:
            it = found.get(model)
            inner = f"{fixed(it['low'])} to {fixed(it['high'])}" if it and it["low"] else ""
            row.append(Cell(fixed(it["value"]), inner) if it else Cell(""))
        rows.append(row)
    if not rows:
        return None
    return folded(
        "Expected over observed, by category",
        table(["Category", "Incidents", *data.shown], rows,
              caption=f"Expected over observed, {resolution_words(data.whole)}, with 95% "
              "intervals"),
    )  # fmt: skip
