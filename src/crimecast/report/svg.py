"""Panels of a chart: scales, ticks, a frame, lines and dots, as SVG that follows the page's colors.

Panels are drawn 360 units wide and stand one below the other on a phone, side by side on a desk:
their text stays as large as the page's at either width.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element

from crimecast.report.markup import Child, add, h

WIDTH: Final = 360.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 12.0, 12.0, 38.0

LEAST_WIDTH: Final = 1e-9
"""Share of a value below which a range counts as a point."""


@dataclass(frozen=True)
class Scale:
    """Where a value stands between two places of the panel."""

    low: float
    high: float
    start: float
    stop: float
    log: bool = False

    def __call__(self, value: float) -> float:
        """Return the place of a value, held to the scale's ends."""
        low, high, here = self.low, self.high, min(max(value, self.low), self.high)
        if self.log:
            low, high, here = math.log(low), math.log(high), math.log(here)
        return self.start + (self.stop - self.start) * (here - low) / (high - low or 1.0)

    def holds(self, value: float) -> bool:
        """Tell whether a value lies within the scale."""
        return self.low <= value <= self.high


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Return round numbers within a range: multiples of 1, 2 or 5 times a power of ten."""
    if not high - low > LEAST_WIDTH * max(1.0, abs(low), abs(high)):
        return [low]
    raw = (high - low) / about
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(power * s for s in (1.0, 2.0, 5.0, 10.0) if power * s >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return [round(k * step, 12) for k in range(first, last + 1)]


def decades(low: float, high: float, most: int = 6) -> list[float]:
    """Return powers of ten within a range, thinned to at most so many."""
    first, last = math.ceil(math.log10(low) - 1e-9), math.floor(math.log10(high) + 1e-9)
    step = max(1, math.ceil((last - first + 1) / most))
    return [10.0**k for k in range(first, last + 1, step)]


def nice(low: float, high: float) -> tuple[float, float]:
    """Widen a range to round numbers; one of no width becomes one."""
    if not high - low > LEAST_WIDTH * max(1.0, abs(low), abs(high)):
        low, high = low - 0.5, high + 0.5
    marks = ticks(low, high)
    step = marks[1] - marks[0] if len(marks) > 1 else high - low
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


@dataclass(frozen=True)
class Panel:
    """A frame with two scales; draw on ``root``."""

    root: Element
    x: Scale
    y: Scale

    def draw(self, *children: Child) -> None:
        """Add what stands on the panel."""
        add(self.root, children)

    def line(
        self, points: Iterable[tuple[float, float]], class_: str, *, title: str | None = None
    ) -> None:
        """Draw a line through points; what lies beyond the scales is held to their ends."""
        places = [f"{self.x(x):.1f} {self.y(y):.1f}" for x, y in points]
        if len(places) > 1:
            path = "M" + "L".join(places)
            self.draw(h("path", title and h("title", title), d=path, class_=class_))

    def steps(self, edges: Sequence[float], values: Sequence[float], class_: str) -> None:
        """Draw the outline of a histogram."""
        corners = [
            corner
            for i, value in enumerate(values)
            for corner in ((edges[i], value), (edges[i + 1], value))
        ]
        self.line(corners, class_)

    def area(self, edges: Sequence[float], values: Sequence[float], class_: str) -> None:
        """Fill a histogram down to zero."""
        places = [f"{self.x(edges[0]):.1f} {self.y(0):.1f}"]
        for i, value in enumerate(values):
            places += [f"{self.x(edge):.1f} {self.y(value):.1f}" for edge in edges[i : i + 2]]
        places.append(f"{self.x(edges[-1]):.1f} {self.y(0):.1f}")
        self.draw(h("path", d="M" + "L".join(places) + "Z", class_=class_))

    def bar(self, left: float, right: float, top: float, class_: str, title: str) -> None:
        """Draw a bar from zero between two values of x, with a hair's gap on either side."""
        x0, x1 = self.x(left) + 0.75, self.x(right) - 0.75
        y0, y1 = sorted((self.y(0), self.y(top)))
        self.draw(
            h("rect", h("title", title), x=round(x0, 1), y=round(y0, 1),
              width=round(max(x1 - x0, 0.5), 1), height=round(y1 - y0, 1), class_=class_)
        )  # fmt: skip

    def dot(self, x: float, y: float, class_: str, title: str, size: float = 3.5) -> None:
        """Draw a dot; its title is shown where a pointer rests on it."""
        self.draw(
            h("circle", h("title", title), cx=round(self.x(x), 1), cy=round(self.y(y), 1), r=size,
              class_=class_)
        )  # fmt: skip

    def span(self, x: float, low: float, high: float, class_: str) -> None:
        """Draw an upright line between two values of y."""
        at, y1, y2 = (round(place, 1) for place in (self.x(x), self.y(low), self.y(high)))
        self.draw(h("line", x1=at, x2=at, y1=y1, y2=y2, class_=class_))

    def text(self, x: float, y: float, words: str, class_: str = "tick", **more: object) -> None:
        """Write words at a place of the panel (not a value)."""
        self.draw(h("text", words, x=round(x, 1), y=round(y, 1), class_=class_, **more))


def panel(
    *,
    x: tuple[float, float],
    y: tuple[float, float],
    x_ticks: Sequence[tuple[float, str]],
    y_ticks: Sequence[tuple[float, str]],
    x_name: str,
    y_name: str,
    words: str,
    height: float = 236.0,
    log: bool = False,
) -> Panel:
    """Return an empty panel with its axes.

    Parameters
    ----------
    x, y
        Ends of the scales.
    x_ticks, y_ticks
        Values and what is written at them.
    x_name, y_name
        What is measured, with its unit.
    words
        What the panel shows, for who cannot see it.
    log
        Whether both scales are logarithmic.
    """
    across = Scale(*x, LEFT, WIDTH - RIGHT, log)
    up = Scale(*y, height - BOTTOM, TOP + 14, log)
    root = h(
        "svg", viewBox=f"0 0 {WIDTH:.0f} {height:.0f}", role="img", aria_label=words, class_="panel"
    )
    made = Panel(root, across, up)
    for value, label in y_ticks:
        at = up(value)
        made.draw(h("line", x1=LEFT, x2=WIDTH - RIGHT, y1=at, y2=at, class_="grid"))
        made.text(LEFT - 6, at + 4, label, text_anchor="end")
    for value, label in x_ticks:
        at = across(value)
        made.draw(
            h("line", x1=at, x2=at, y1=height - BOTTOM, y2=height - BOTTOM + 4, class_="rule")
        )
        made.text(at, height - BOTTOM + 17, label, text_anchor="middle")
    base = height - BOTTOM
    made.draw(h("line", x1=LEFT, x2=WIDTH - RIGHT, y1=base, y2=base, class_="rule"))
    made.text(0, TOP, y_name, "axis")
    made.text(WIDTH - RIGHT, height - 5, x_name, "axis", text_anchor="end")
    return made
