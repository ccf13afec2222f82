"""How many: by category, by month and class with gaps marked, by hour of the week."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from crimecast.incidents.described import Described, Gap
from crimecast.records_page.words import day, lag, most_of
from crimecast.report import svg
from crimecast.report.markup import h
from crimecast.report.numbers import count, percent, several
from crimecast.report.parts import Cell, figure, folded, key, panels, section, table
from crimecast.taxonomy import CLASSES

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_LEAST_WIDE = 3.0


def kinds(found: Described) -> Element:
    """Return the table of categories."""
    rows: list[list[str | Cell | Element]] = []
    for name, label in CLASSES.items():
        own = [kind for kind in found.kinds if kind.offence_class == name]
        if not own:
            continue
        rows.append([label])
        rows += [
            [kind.label, count(kind.rows), day(kind.first), day(kind.last),
             most_of(kind.placed), percent(kind.long_window)]
            for kind in own
        ]  # fmt: skip
    head = ["Category", "Offenses", "First", "Last", "With a place", "Window over 1 h"]
    return section(
        "kinds",
        "What there is",
        h(
            "p",
            "One row is one offense that was reported; an incident can hold several. Days are "
            "those on which it happened, or began.",
        ),
        table(head, rows, caption="Offenses by category"),
    )


def months(found: Described) -> Element:
    """Return counts by month: a panel a class, gaps marked."""
    classes = _by_class(found)
    names = _month_names(found)
    drawn = [_panel(found, label, counts, names) for label, counts in classes.items()]
    marked = " Hatched: days without any record, told below under gaps." if found.gaps else ""
    head = ["Month", *classes]
    rows: list[list[str | Cell | Element]] = [
        [name, *(count(counts[k]) for counts in classes.values())]
        for k, name in enumerate(names)
    ]  # fmt: skip
    return section(
        "months",
        "Month by month",
        h(
            "p",
            "Offenses by the month in which they happened. The first and the last month may be "
            f"partial, and of the newest some are not reported yet.{marked}",
        ),
        panels(drawn),
        folded("In numbers", table(head, rows, caption="Offenses by month and class")),
    )


def _by_class(found: Described) -> dict[str, list[int]]:
    of = {kind.id: kind.offence_class for kind in found.kinds}
    classes: dict[str, list[int]] = {}
    for name, label in CLASSES.items():
        own = [found.months.counts[kind] for kind in found.months.counts if of[kind] == name]
        if own:
            classes[label] = [sum(column) for column in zip(*own, strict=True)]
    return classes


def _month_names(found: Described) -> list[str]:
    year, month = (int(part) for part in found.months.first.split("-"))
    size = len(next(iter(found.months.counts.values())))
    numbers = [12 * year + month - 1 + k for k in range(size)]
    return [f"{n // 12}-{n % 12 + 1:02d}" for n in numbers]


def _panel(found: Described, label: str, counts: list[int], names: list[str]) -> Element:
    years = [(k, name[:4]) for k, name in enumerate(names) if name.endswith("-01")]
    step = max(1, -(-len(years) // 6))
    low, high = svg.nice(0, max(*counts, 1))
    drawing = svg.panel(
        x=(0, max(len(counts), 2)), y=(low, high),
        x_ticks=[(float(k), year) for k, year in years[::step]] or [(0.0, names[0])],
        y_ticks=[(v, count(v)) for v in svg.ticks(low, high, 4)],
        x_name="month in which it happened", y_name="offenses a month", height=190,
        words=f"{label}: offenses by month, {count(min(counts))} to {count(max(counts))}",
    )  # fmt: skip
    for gap in found.gaps:
        _mark(drawing, gap, found.months.first)
    edges = [float(k) for k in range(len(counts) + 1)]
    drawing.area(edges, [float(c) for c in counts], "soft s0")
    drawing.steps(edges, [float(c) for c in counts], "curve s0 thin")
    return figure(label, several(sum(counts), "offense"), drawing.root)


def _mark(drawing: svg.Panel, gap: Gap, first: str) -> None:
    """Hatch the days of a gap."""
    left, right = (_month_place(text, first) for text in (gap.first, gap.last))
    x0, x1 = drawing.x(left), drawing.x(right + 1 / 31)
    wide = max(x1 - x0, _LEAST_WIDE)
    top, base = drawing.y(drawing.y.high), drawing.y(drawing.y.low)
    drawing.draw(
        h("rect", h("title", f"No record from {day(gap.first)} to {day(gap.last)}"),
          x=(x0 + x1 - wide) / 2, y=top, width=wide, height=base - top, fill="url(#hatch)")
    )  # fmt: skip


def _month_place(text: str, first: str) -> float:
    year, month, of_month = (int(part) for part in text.split("-"))
    began = [int(part) for part in first.split("-")]
    return 12 * (year - began[0]) + month - began[1] + (of_month - 1) / 31


def week(found: Described) -> Element:
    """Return the matrix of the hours of the week."""
    hours = found.clock.week
    most = max(*hours, 1)
    peak = max(range(len(hours)), key=hours.__getitem__)
    size, left, top, tall = 12.6, 44.0, 18.0, 20.0
    words = (
        f"Offenses by hour of the week, most on {_DAYS[peak // 24]} from {peak % 24}:00: "
        f"{count(hours[peak])}"
    )
    root = h(
        "svg", viewBox="0 0 360 188", role="img", aria_label=words, class_="panel"
    )  # fmt: skip
    for k, name in enumerate(_DAYS):
        root.append(
            h("text", name, x=left - 8, y=top + tall * k + 14, text_anchor="end", class_="tick")
        )
    for hour, text in ((0, "12 am"), (6, "6 am"), (12, "12 pm"), (18, "6 pm")):
        root.append(
            h("text", text, x=left + size * (hour + (0.5 if hour else 0)), y=top + 7 * tall + 16,
              class_="tick", text_anchor="middle" if hour else "start")
        )  # fmt: skip
    for k, n in enumerate(hours):
        at = k % 24
        title = f"{_DAYS[k // 24]} {at}:00 to {at + 1}:00: {count(n)}"
        root.append(
            h("rect", h("title", title), x=left + size * at, y=top + tall * (k // 24),
              width=size - 1, height=tall - 1, class_="heat s0",
              fill_opacity=round(0.04 + 0.96 * n / most, 3))
        )  # fmt: skip
    root.append(
        h("text", f"strongest: {count(most)}, faintest: {count(min(hours))}", x=360 - 12, y=10,
          text_anchor="end", class_="axis")
    )  # fmt: skip
    rows: list[list[str | Cell | Element]] = [
        [f"{hour}:00", *(count(hours[24 * k + hour]) for k in range(7))] for hour in range(24)
    ]
    known = found.clock.known
    return section(
        "week",
        "Hour by hour",
        h(
            "p",
            f"When offenses began, by the city's clock: the {count(known)} of "
            f"{count(found.rows)} ({percent(known / found.rows)}) with a window of at most an hour."
            " Times that were rounded or guessed are in it, see heaped times.",
        ),
        panels([figure("By hour of the week", "Stronger is more", root), _weekend(found)]),
        folded("In numbers", table(["Hour", *_DAYS], rows, caption="Offenses by hour of the week")),
    )


def _weekend(found: Described) -> Element:
    """Return the hours of a day from Monday to Friday, and at the weekend."""
    hours = found.clock.week
    lines = {
        "Monday to Friday": ([sum(hours[k::24][:5]) / 5 for k in range(24)], "s0"),
        "Saturday and Sunday": ([sum(hours[k::24][5:]) / 2 for k in range(24)], "s1"),
    }
    low, high = svg.nice(0, max(1.0, *(max(line) for line, _ in lines.values())))
    told = "; ".join(
        f"{name}: most from {max(range(24), key=line.__getitem__)}:00"
        for name, (line, _) in lines.items()
    )
    drawing = svg.panel(
        x=(0, 24), y=(low, high),
        x_ticks=[(0.0, "12 am"), (6.0, "6 am"), (12.0, "12 pm"), (18.0, "6 pm")],
        y_ticks=[(v, count(v)) for v in svg.ticks(low, high, 4)],
        x_name="hour of the day", y_name="offenses a day of the week", height=190, words=told,
    )  # fmt: skip
    for line, style in lines.values():
        drawing.steps([float(k) for k in range(25)], line, f"curve {style} thin")
    return figure("By hour of the day", key((n, style) for n, (_, style) in lines.items()),
                  drawing.root)  # fmt: skip


def years(found: Described) -> Element:
    """Return the share with a place, by year."""
    shares = [year.placed for year in found.years]
    low, high = svg.nice(max(0.0, min(shares) - 0.02), 1.0)
    low = max(0.0, low)
    step = max(1, -(-len(found.years) // 6))
    drawing = svg.panel(
        x=(-0.5, len(shares) - 0.5), y=(low, min(high, 1.0)),
        x_ticks=[(float(k), str(found.years[k].year)) for k in range(0, len(shares), step)],
        y_ticks=[
            (v, percent(v, 0 if high - low > 0.05 or v == 1 else 1)) for v in svg.ticks(low, 1.0, 4)
        ],
        x_name="year in which it happened", y_name="share with a place", height=190,
        words=f"Share with a place by year, {most_of(min(shares))} to {most_of(max(shares))}",
    )  # fmt: skip
    drawing.line([(float(k), share) for k, share in enumerate(shares)], "curve s0 thin")
    for k, year in enumerate(found.years):
        title = f"{year.year}: {most_of(year.placed)} of {count(year.rows)}"
        drawing.dot(float(k), year.placed, "mark s0", title)
    rows: list[list[str | Cell | Element]] = []
    for year in found.years:
        half, most, *_ = (*year.delay_h, None, None)
        rows.append([str(year.year), count(year.rows), most_of(year.placed), lag(half), lag(most)])
    head = ["Year", "Offenses", "With a place", "Half reported within", "Nine of ten"]
    return section(
        "places",
        "Places",
        h(
            "p",
            "An offense without a usable place counts for the city, and is on no map. The scale "
            "need not begin at zero.",
        ),
        panels([figure("By year", "Share with a place", drawing.root)]),
        table(head, rows, caption="Offenses by year"),
    )
