"""What is odd: gaps, categories that began or stopped, heaped times, crowded points, odd words."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree.ElementTree import Element

from crimecast.incidents.described import CROWDED, Described
from crimecast.incidents.gaps import CHANCE
from crimecast.records_page.words import day
from crimecast.report import svg
from crimecast.report.markup import h
from crimecast.report.numbers import count, percent, rough
from crimecast.report.parts import Cell, figure, folded, panels, section, table

_DECIMALS = 3
"""Of a crowded point's degrees: a page that may be published shows no address."""


def gaps(found: Described) -> Element:
    """Return stretches without records, and categories that began or stopped."""
    labels = found.labels
    rows: list[list[str | Cell | Element]] = [
        ["All categories", day(gap.first), day(gap.last), count(gap.days), count(gap.expected)]
        for gap in found.gaps
    ]
    rows += [
        [labels[gap.id], day(gap.first), day(gap.last), count(gap.days), count(gap.expected)]
        for gap in found.category_gaps
    ]
    head = ["What", "First day without", "Last", "Days", "Expected"]
    changed: list[list[str | Cell | Element]] = [
        [labels[name], what, day(when)]
        for pairs, what in ((found.began, "began"), (found.stopped, "stopped"))
        for name, when in pairs
    ]
    return section(
        "gaps",
        "Gaps",
        h(
            "p",
            "Days without a record where, by the weeks around them, some were due: told where the "
            f"chance of none is so small that of {round(1 / CHANCE)} cities that lack nothing at "
            "most one would have any told. Of rare categories a gap cannot be told from a quiet "
            "time.",
        ),
        table(head, rows, caption="Days without a record") if rows else h("p", "No gap was found."),
        h("h3", "Began and stopped"),
        h(
            "p",
            "A category that begins where another ends may be the same offenses under a new name.",
            class_="note",
        ),
        table(["Category", "What", "When"], changed, caption="First or last regular record")
        if changed
        else h("p", "No category began late or stopped."),
    )


def heaps(found: Described) -> Element:
    """Return how times are heaped."""
    clock, heaped = found.clock, found.heaped
    minute = [(str(k), n) for k, n in enumerate(clock.minute)]
    hour = [(f"{k}:00", n) for k, n in enumerate(clock.hour)]
    of_month = [(str(k + 1), n) for k, n in enumerate(clock.day)]
    drawn = [
        _bars("Minute of the hour", minute, "minute", (0, 15, 30, 45)),
        _bars("Hour of the day", hour, "hour", (0, 6, 12, 18)),
        _bars("Day of the month", of_month, "day", (0, 9, 19, 29)),
    ]
    tables = [
        table(
            [name, "Offenses", "Share"],
            [[label, count(n), percent(n / found.rows, 1)] for label, n in values],
            caption=f"Starts by {name.lower()}",
        )
        for name, values in (("Minute", minute), ("Hour", hour), ("Day", of_month))
    ]
    return section(
        "heaps",
        "Heaped times",
        h(
            "p",
            "Where nobody knows the time, a round one is often written. "
            f"{percent(heaped['midnight'], 1)} begin at midnight and {percent(heaped['noon'], 1)} "
            f"at noon, to the minute; {percent(heaped['minute_0'], 1)} in minute 0 (1.7% if all "
            f"were as likely), {percent(heaped['first_of_month'], 1)} on the first of a month "
            "(3.3%). Dotted: all as likely.",
        ),
        panels(drawn),
        folded("In numbers", h("div", tables, class_="tables")),
    )


def _bars(
    title: str, values: Sequence[tuple[str, int]], unit: str, ticks: Sequence[int]
) -> Element:
    total = max(1, sum(n for _, n in values))
    shares = [n / total for _, n in values]
    top = max(range(len(shares)), key=shares.__getitem__)
    low, high = svg.nice(0.0, max(*shares, 0.01))
    drawing = svg.panel(
        x=(0.0, float(len(values))), y=(low, high),
        x_ticks=[(k + 0.5, values[k][0]) for k in ticks],
        y_ticks=[(v, percent(v, 0 if high > 0.05 else 1)) for v in svg.ticks(low, high, 4)],
        x_name=f"{unit} of the start", y_name="share of offenses", height=180,
        words=f"{title}: most at {values[top][0]}, {percent(shares[top], 1)}",
    )  # fmt: skip
    for k, (label, n) in enumerate(values):
        drawing.bar(
            k, k + 1, shares[k], "solid s0", f"{label}: {count(n)}, {percent(n / total, 1)}"
        )
    even = 1 / len(values)
    drawing.line([(0.0, even), (float(len(values)), even)], "even")
    return figure(title, f"Most at {values[top][0]}: {percent(shares[top], 1)}", drawing.root)


def crowds(found: Described) -> Element:
    """Return the points that hold many of the records."""
    rows: list[list[str | Cell | Element]] = [
        [f"{crowd.lat:.{_DECIMALS}f}, {crowd.lon:.{_DECIMALS}f}", count(crowd.rows),
         percent(crowd.share, 1)]
        for crowd in found.crowds
    ]  # fmt: skip
    return section(
        "crowds",
        "Crowded points",
        h(
            "p",
            f"Single points with more than {percent(CROWDED, 1)} of all placed offenses: an "
            "airport, a station, or what is written where nobody knows the place. They are about "
            "how records are placed, and rounded here to about 100 m.",
        ),
        table(["Latitude, longitude", "Offenses", "Share"], rows, caption="Points by offenses")
        if rows
        else h("p", "No point holds that many."),
    )


def unmapped(found: Described) -> Element:
    """Return the publisher's words that are of no category."""
    rows: list[list[str | Cell | Element]] = [
        [words or "(no words)", count(n)] for words, n in found.unmapped_words
    ]
    told = (
        f"{count(found.unmapped)} offenses ({percent(found.unmapped / found.rows, 1)}, about "
        f"{rough(1000 * found.unmapped / found.rows)} in a thousand) have words that the city's "
        "file puts into no category. They are kept and counted, and never forecast; crimecast "
        "taxonomy tells how to name them."
    )
    return section(
        "unmapped",
        "Of no category",
        h("p", told if found.unmapped else "Every offense is of a category of the city's file."),
        table(["The publisher's words", "Offenses"], rows, caption="The commonest words")
        if rows
        else None,
    )
