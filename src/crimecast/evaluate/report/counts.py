"""How sure it is: counts of the city and its neighborhoods against their intervals."""

from __future__ import annotations

import math
from datetime import timedelta
from itertools import pairwise
from xml.etree.ElementTree import Element

from crimecast.evaluate.report.data import ALL, CITY, Backtest
from crimecast.evaluate.report.held import KINDS, chances, held
from crimecast.evaluate.report.possible import possible
from crimecast.evaluate.report.reader import Row
from crimecast.report import svg
from crimecast.report.markup import h
from crimecast.report.numbers import between, count, fixed, hundred, percent
from crimecast.report.parts import Cell, figure, panels, section, table

BINS = 10
TAIL = 0.025
"""A count fails the number test where it is less likely than this on either side."""
DAY, WEEK = 24, 168
LENGTHS = {DAY: "day", WEEK: "week"}
"""Windows of the number test, in hours."""
ENOUGH = 28
"""Pairs of days below which a correlation says nothing."""


def counts(data: Backtest) -> Element:
    """Return the section on counts of the city and its neighborhoods."""
    name, heading = "totals", "How sure it is"
    found = [(kind.label, rows) for kind in KINDS if (rows := chances(data, kind, data.lead))]
    if not found:
        why = "This backtest holds no totals of the city or its parts."
        return section(name, heading, h("p", why, class_="quiet"), possible(data))
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
        possible(data),
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
        for model in data.shown:
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
    shares = _evened(data)
    if len(shares) < 2:
        return None
    bins = 50
    tally = [0] * bins
    for share in shares:
        tally[min(int(share * bins + 1e-9), bins - 1)] += 1
    first = min(next(i for i, n in enumerate(tally) if n), bins - 10)
    top = svg.nice(0, max(tally))[1]
    drawing = svg.panel(
        x=(first / bins, 1), y=(0, top),
        x_ticks=[(v, percent(v)) for v in svg.ticks(first / bins, 1)],
        y_ticks=[(v, count(v)) for v in svg.ticks(0, top, 4)],
        x_name="share of days inside the 90% interval, evened", y_name="neighborhoods",
        words="Coverage by neighborhood, as a distribution", height=200,
    )  # fmt: skip
    for i in range(first, bins):
        if tally[i]:
            drawing.bar(i / bins, (i + 1) / bins, tally[i], "soft s0", f"{tally[i]}")
    at = drawing.x(0.9)
    drawing.draw(h("line", x1=at, x2=at, y1=drawing.y(top), y2=drawing.y(0), class_="even"))
    low, middle = (_quantile(shares, q) for q in (0.1, 0.5))
    note = (
        f"{len(shares)} neighborhoods: {percent(middle)} in the middle one, {percent(low)} or "
        "less in one of ten"
    )
    return [
        h("h3", "The same by neighborhood"),
        panels([figure("Coverage, as a distribution", note, drawing.root)]),
    ]


def _evened(data: Backtest) -> list[float]:
    """Return coverage of 90% intervals, less what they hold because counts are whole, by area."""
    import numpy as np  # noqa: PLC0415 -- not for who reads no report

    from crimecast.evaluate.coverage import randomized_coverage  # noqa: PLC0415

    area, low, high = data.tables.arrays(
        "SELECT dense_rank() OVER (ORDER BY area) - 1 AS area, greatest(0, pit_low) AS low, "
        "least(1, pit_high) AS high FROM totals WHERE model = ? AND category = ? AND area <> ? "
        "AND hours = 24 AND pit_low <= pit_high", data.lead, ALL, CITY,
    )  # fmt: skip
    place = area.astype(np.int64)
    held_by = np.bincount(place, randomized_coverage(low, high))
    found: list[float] = (held_by / np.bincount(place)).tolist()
    return found


def _quantile(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def _number_test(data: Backtest) -> list[Element] | None:
    found = {model: {n: windows(data, model, n) for n in LENGTHS} for model in data.shown}
    lengths = [hours for hours in LENGTHS if found[data.lead][hours]]
    if not lengths:
        return None
    rows: list[list[str | Cell | Element]] = []
    for model, by_length in found.items():
        cells: list[str | Cell | Element] = [model]
        for hours in lengths:
            rows_of = by_length[hours]
            cells.append(f"{number_passed(rows_of)} of {len(rows_of)}" if rows_of else Cell(""))
        expected, observed = (
            sum(row[name] for row in by_length[lengths[-1]]) for name in ("expected", "observed")
        )
        rows.append([*cells, f"{count(expected)} / {count(observed)}"])
    words = " or ".join(LENGTHS[hours] for hours in lengths)
    return [
        h("h3", "Number test"),
        h(
            "p",
            f"A {words} passes where its count lies within the middle 95% of the chances that the "
            "forecast gave at its start; about one in twenty fails by chance alone. "
            f"{_of_weeks(data, found[data.lead])}",
        ),
        table(["Model", *(f"{LENGTHS[n].capitalize()}s that pass" for n in lengths),
               f"Expected / observed, {LENGTHS[lengths[-1]]}s"], rows, first=True,
              caption=f"Counts of the city in the first {words} after each origin, all categories, "
              "none of which overlap"),
    ]  # fmt: skip


def _of_weeks(data: Backtest, found: dict[int, list[Row]]) -> str:
    """Return words on weeks: how they were forecast, or why days do not tell."""
    if found[WEEK]:
        return "A week is a forecast of its own with a spread of its own, not seven days added up."
    said = (
        "Weeks are tested where they were forecast (--horizon 168h): forecasts of single days do "
        "not tell how far their sum may lie off."
    )
    together = _correlation(found[DAY])
    if together is not None:
        said += (
            f" The errors of {data.lead} on a day and on the next correlate by {fixed(together)}."
        )
    return said


def windows(data: Backtest, model: str, hours: int) -> list[Row]:
    """Return the city's counts in the first window of some hours after each origin.

    Of windows that overlap the first is kept; the one that follows may begin an hour early, where
    clocks were set forward.
    """
    rows = data.rows(
        "SELECT origin, expected, variance, observed FROM totals WHERE model = ? AND category = ? "
        "AND area = ? AND hours = ? AND lead = 0 AND isfinite(expected) AND isfinite(variance) "
        "AND variance > 0 ORDER BY origin", model, ALL, CITY, hours,
    )  # fmt: skip
    kept: list[Row] = []
    for row in rows:
        if not kept or row["origin"] - kept[-1]["origin"] >= timedelta(hours=hours - 1):
            kept.append(row)
    return kept


def number_passed(rows: list[Row]) -> int:
    """Return how many of the windows pass the number test."""
    from crimecast.evaluate.consistency import number_test  # noqa: PLC0415 -- scipy

    observed, expected, variance = (
        [row[name] for row in rows] for name in ("observed", "expected", "variance")
    )
    at_least, at_most = number_test(observed, expected, variance)
    return int(((at_least >= TAIL) & (at_most >= TAIL)).sum())


def _correlation(rows: list[Row]) -> float | None:
    """Return the correlation of a day's error with the next's; None of too few such days."""
    import numpy as np  # noqa: PLC0415 -- not for who reads no report

    errors = [(row["observed"] - row["expected"]) / math.sqrt(row["variance"]) for row in rows]
    pairs = [
        (error, following)
        for (row, error), (later, following) in pairwise(zip(rows, errors, strict=True))
        if later["origin"] - row["origin"] <= timedelta(hours=DAY + 1)
    ]
    if len(pairs) < ENOUGH or min(map(np.ptp, zip(*pairs, strict=True))) <= 0:
        return None
    return float(np.corrcoef(np.array(pairs).T)[0, 1])
