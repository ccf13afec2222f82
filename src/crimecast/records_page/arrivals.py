"""How records came: new, revised and withdrawn over time, and what ingests refused."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from crimecast.incidents.arrivals import LATEST, Arrival
from crimecast.incidents.clean import REASONS
from crimecast.incidents.described import Described
from crimecast.records_page.words import day, instant
from crimecast.report import svg
from crimecast.report.markup import h
from crimecast.report.numbers import count, several
from crimecast.report.parts import Cell, figure, folded, key, panels, section, table

_LATEST = 60


def revisions(found: Described) -> Element:
    """Return what was new, revised and withdrawn, by when it came."""
    later = found.arrivals[1:]
    rows: list[list[str | Cell | Element]] = [
        [instant(one.at), count(one.new), count(one.revised), count(one.withdrawn)]
        for one in reversed(found.arrivals[-_LATEST:])
    ]
    head = ["Came", "New", "Revised", "Withdrawn"]
    cut = (
        f", the latest {_LATEST} of {len(found.arrivals)}" if len(found.arrivals) > _LATEST else ""
    )
    listed = table(head, rows, caption=f"Versions by when they came{cut}")
    return section(
        "revisions",
        "Revised and withdrawn",
        h(
            "p",
            f"{several(found.versions, 'version')} in all; {several(found.revised, 'record')} were "
            f"revised and {count(found.withdrawn)} withdrawn since they first came. Every version "
            "is kept, so that what was known at a time can be told.",
        ),
        panels([_panel(later)]) if len(later) > 1 else None,
        folded("In numbers", listed) if len(later) > 1 else listed,
    )


def _panel(later: tuple[Arrival, ...]) -> Element:
    kinds = (("new", "s0"), ("revised", "s1"), ("withdrawn", "s2"))
    lines = {name: [float(getattr(one, name)) for one in later] for name, _ in kinds}
    low, high = svg.nice(0.0, max(1.0, *(max(line) for line in lines.values())))
    step = max(1, -(-len(later) // 3))
    drawing = svg.panel(
        x=(0.0, float(len(later) - 1)), y=(low, high),
        x_ticks=[(float(k), day(later[k].at)) for k in range(0, len(later), step)],
        y_ticks=[(v, count(v)) for v in svg.ticks(low, high, 4)],
        x_name="when they came", y_name="versions", height=190,
        words="Versions by when they came, the first time left out: "
        + ", ".join(f"{count(sum(line))} {name}" for name, line in lines.items()),
    )  # fmt: skip
    for name, style in kinds:
        drawing.line([(float(k), n) for k, n in enumerate(lines[name])], f"curve {style}",
                     title=name)  # fmt: skip
    return figure("Since the first time", key(kinds), drawing.root)


def ingests(found: Described) -> Element:
    """Return the latest ingests, and what they refused."""
    rows: list[list[str | Cell | Element]] = [
        [instant(one.at), count(one.files), count(one.rows_read), count(one.rows_new),
         count(one.rows_changed), count(one.rows_withdrawn), count(sum(one.rows_refused.values()))]
        for one in found.ingests
    ]  # fmt: skip
    head = ["When", "Files", "Rows read", "New", "Changed", "Withdrawn", "Refused"]
    reasons: dict[str, int] = {}
    for one in found.ingests:
        for reason, n in one.rows_refused.items():
            reasons[reason] = reasons.get(reason, 0) + n
    refused: list[list[str | Cell | Element]] = [
        [reason.replace("_", " "), REASONS.get(reason, "").replace("`", ""), count(n)]
        for reason, n in sorted(reasons.items(), key=lambda pair: -pair[1])
        if n
    ]
    return section(
        "ingests",
        "The latest ingests",
        h(
            "p",
            "A delivery that cannot be believed leaves the records as they were, and is not listed"
            f". At most {LATEST} are.",
        ),
        table(head, rows, caption="What each did") if rows else h("p", "No report of any is here."),
        h("h3", "Refused rows"),
        table(["Reason", "What that is", "Rows"], refused, caption="In these ingests",
              class_="words")
        if refused
        else h("p", "No row was refused."),
    )  # fmt: skip
