"""How late: by category, over time, and how much is not reported yet by age."""

from __future__ import annotations

import math
from xml.etree.ElementTree import Element

from crimecast.incidents.delays import AGES, ALL, Late, Quarter
from crimecast.incidents.described import Described, Kind
from crimecast.lateness import LONGEST
from crimecast.records_page.words import SOONEST_H, around, lag, marks, place, quarter
from crimecast.report import svg
from crimecast.report.markup import h
from crimecast.report.numbers import count, percent
from crimecast.report.parts import (
    Cell,
    Dot,
    dots,
    empty,
    figure,
    folded,
    key,
    panels,
    section,
    table,
)

_ALL = "All categories"
_TICKS = (0, 1, 3, 7, 14, 30, 90)
_FEW = 3


def delays(found: Described) -> Element:
    """Return delays by category and over time."""
    told = [kind for kind in found.kinds if kind.delay_h]
    if not told:
        return empty(
            "How late reports are", "delays", "The publisher does not tell when it was reported."
        )
    ends = [place(hours) for kind in told for hours in (kind.early_h or 0.0, kind.delay_h[1])]
    low, high = min(*ends, place(1)), max(*ends, place(24)) + 0.1
    ranges = {_dot(kind): _range(kind) for kind in told}
    shown = dict(marks(low, high))
    numbers: list[list[str | Cell | Element]] = [
        [kind.label, lag(kind.early_h), *map(lag, kind.delay_h), percent(kind.later_1d),
         percent(kind.later_7d)]
        for kind in told
    ]  # fmt: skip
    head = ["Category", "10%", "Half", "90%", "99%", "After a day", "After a week"]
    return section(
        "delays",
        "How late reports are",
        h(
            "p",
            "From when it happened, or began, to its report. The dot is the median, the line "
            f"reaches from 10% to 90%. The scale is logarithmic and begins at {lag(SOONEST_H)}.",
        ),
        dots(
            list(ranges), axis=(low, high), marks=list(shown), mark_text=lambda mark: shown[mark],
            text=lambda row: ranges[row],
        ),
        folded("In numbers", table(head, numbers, caption="Reported within, and share later")),
        _over_time(found),
    )  # fmt: skip


def _dot(kind: Kind) -> Dot:
    early, (half, most, _) = kind.early_h or 0.0, kind.delay_h
    return Dot(kind.label, place(half), place(early), place(most), count(kind.rows))


def _range(kind: Kind) -> str:
    half, most, _ = kind.delay_h
    return f"{lag(half)} ({lag(kind.early_h)} to {lag(most)})"


def _over_time(found: Described) -> list[Element]:
    heading = h("h3", "By quarter")
    by_kind: dict[str, list[Quarter]] = {}
    for one in found.quarters:
        by_kind.setdefault(one.id, []).append(one)
    enough = {name: rows for name, rows in by_kind.items() if len(rows) >= _FEW}
    if ALL not in enough:
        return [
            heading,
            h(
                "p",
                f"Too few quarters are over for {LONGEST} days, by when nearly all is reported.",
                class_="quiet",
            ),
        ]
    labels = {ALL: _ALL, **found.labels}
    drawn = {name: _quarters(labels[name], rows) for name, rows in enough.items()}
    most = sorted((kind for kind in found.kinds if kind.id in enough), key=lambda kind: -kind.rows)
    first = [ALL, *(kind.id for kind in most[:2])]
    numbers: list[list[str | Cell | Element]] = [
        [quarter(one.first), count(one.rows), lag(one.median_h), lag(one.most_h)]
        for one in enough[ALL]
    ]
    others = [it for name, it in drawn.items() if name not in first]
    return [
        heading,
        h(
            "p",
            f"Quarters that have been over for {LONGEST} days, and of them what was reported within"
            f" {LONGEST} days, so that each was followed as long.",
        ),
        key([("half reported within", "s0"), ("nine of ten", "s1")]),
        panels([drawn[name] for name in first]),
        folded(
            "In numbers",
            table(["Quarter", "Offenses", "Half within", "Nine of ten"], numbers,
                  caption=f"{_ALL}, by quarter in which it happened"),
        ),
        folded("Each category", panels(others), _each(enough, labels)),
    ]  # fmt: skip


def _each(enough: dict[str, list[Quarter]], labels: dict[str, str]) -> Element:
    kinds = [name for name in enough if name != ALL]
    firsts = [one.first for one in enough[ALL]]
    at = {(one.id, one.first): one for rows in enough.values() for one in rows}
    rows: list[list[str | Cell | Element]] = []
    for first in firsts:
        cells: list[str | Cell | Element] = [quarter(first)]
        for name in kinds:
            one = at.get((name, first))
            cells.append(Cell(lag(one.median_h), lag(one.most_h)) if one else Cell(""))
        rows.append(cells)
    return table(
        ["Quarter", *(labels[name] for name in kinds)], rows,
        caption="Half reported within; small: nine of ten",
    )  # fmt: skip


def _quarters(label: str, rows: list[Quarter]) -> Element:
    low, high = around(h for one in rows for h in (one.median_h, one.most_h))
    years = [(k, one.first[:4]) for k, one in enumerate(rows) if one.first[5:7] == "01"]
    step = max(1, -(-len(years) // 6))
    halves = [one.median_h for one in rows]
    drawing = svg.panel(
        x=(-0.5, len(rows) - 0.5), y=(low, high),
        x_ticks=[(float(k), year) for k, year in years[::step]], y_ticks=marks(low, high),
        x_name="quarter in which it happened", y_name="from start to report", height=190,
        words=f"{label}: half were reported within {lag(min(halves))} to {lag(max(halves))}",
    )  # fmt: skip
    for style, name in (("s1", "most_h"), ("s0", "median_h")):
        points = [(float(k), place(getattr(one, name))) for k, one in enumerate(rows)]
        drawing.line(points, f"curve {style}")
    last = rows[-1]
    return figure(label, f"Last: {lag(last.median_h)}, nine of ten {lag(last.most_h)}",
                  drawing.root)  # fmt: skip


def missing(found: Described) -> Element:
    """Return the share that is not reported yet, by age."""
    name, heading = "missing", "What is not reported yet"
    late = found.lateness
    if late is None:
        return empty(heading, name, "The publisher does not tell when it was reported.")
    every = late.kinds[0]
    labels = {ALL: _ALL, **found.labels}
    drawn = [_curve(labels[one.id], one, every) for one in late.kinds if one.id != ALL]
    head = ["Category", "Records", *(f"{age}" if age != "0" else "at once" for age in AGES)]
    rows: list[list[str | Cell | Element]] = [
        [labels[one.id], count(one.rows), *(percent(one.within[age]) for age in AGES)]
        for one in late.kinds
    ]
    return section(
        name,
        heading,
        h(
            "p",
            "Of what happened so many days ago, the share that nobody has reported yet: what a "
            "forecast adds to the newest counts. Made from what happened "
            f"{late.from_days} to {late.to_days} days before the records end, whose reports have "
            "had time to come; counted from the middle of the window. Gray: all categories.",
        ),
        panels(drawn),
        table(head, rows, first=True, caption="Share reported within"),
    )


def _curve(label: str, one: Late, every: Late) -> Element:
    top = max(0.05, *(1 - share for share in (*one.known, *every.known)))
    low, high = svg.nice(0.0, top)
    drawing = svg.panel(
        x=(0.0, math.log1p(LONGEST)), y=(low, min(high, 1.0)),
        x_ticks=[(math.log1p(age), str(age)) for age in _TICKS],
        y_ticks=[(v, percent(v)) for v in svg.ticks(low, min(high, 1.0), 4)],
        x_name="days ago", y_name="not reported yet", height=180,
        words=f"{label}: {percent(1 - one.known[0])} not reported yet on the day, "
        f"{percent(1 - one.known[7])} after a week",
    )  # fmt: skip
    for it, style in ((every, "curve other"), (one, "curve s0")):
        drawing.line([(math.log1p(age), 1 - share) for age, share in enumerate(it.known)], style)
    note = f"Last day {percent(1 - one.known[0])}, a week ago {percent(1 - one.known[7])}"
    return figure(label, note, drawing.root)
