"""Numbers, scales, markup and Markdown: the small pieces of the report."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crimecast.evaluate.report.blocks import (
    Bullets,
    Command,
    Grid,
    Heading,
    Paragraph,
    as_html,
    as_markdown,
    plain,
)
from crimecast.evaluate.report.calibration import power
from crimecast.evaluate.report.protocol import _public
from crimecast.evaluate.report.rivals import chance
from crimecast.report import numbers, svg
from crimecast.report.markup import h, page, render
from html_page import Page


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (numbers.fixed(1234.567), "1,234.57"),
        (numbers.fixed(-0.001), "0.00"),
        (numbers.fixed(-0.126), "\u22120.13"),
        (numbers.fixed(None), "\u2013"),
        (numbers.fixed(math.inf), "\u2013"),
        (numbers.signed(0.004), "0.00"),
        (numbers.signed(0.371), "+0.37"),
        (numbers.percent(0.4249), "42%"),
        (numbers.percent(0.4249, 1), "42.5%"),
        (numbers.rough(0.001234), "0.0012"),
        (numbers.rough(1384.0), "1,400"),
        (numbers.rough(9.96), "10"),
        (numbers.rough(0), "0"),
        (numbers.between(0.3, 0.42), "0.30 to 0.42"),
        (numbers.between(None, 0.42), ""),
        (numbers.between(0.1, math.nan), ""),
        (numbers.duration(0.0431), "0.043 s"),
        (numbers.duration(59.6), "1 min"),
        (numbers.duration(200), "3 min 20 s"),
        (numbers.duration(7500), "2 h 5 min"),
        (numbers.duration(None), "\u2013"),
        (numbers.several(1, "day"), "1 day"),
        (numbers.several(2000, "city", "cities"), "2,000 cities"),
        (numbers.listed(["a", "b", "c"]), "a, b and c"),
        (numbers.listed(["a"]), "a"),
        (numbers.listed([]), ""),
        (power(1e-6), "10\u207b\u2076"),
        (power(0.01), "0.01"),
        (power(1e4), "10\u2074"),
        (chance(0.0004), "under 0.001"),
        (chance(0.0431), "0.043"),
    ],
)
def test_numbers_as_told(given: str, told: str) -> None:
    assert given == told


@given(st.floats(1e-9, 1e9))
def test_two_figures_are_within_five_percent(value: float) -> None:
    told = float(numbers.rough(value).replace(",", ""))
    assert told == pytest.approx(value, rel=0.0501)


@given(st.floats(-1e6, 1e6), st.floats(1e-6, 1e6))
def test_ticks_are_round_few_and_inside(low: float, width: float) -> None:
    high = low + width
    marks = svg.ticks(low, high)
    assert len(marks) <= 8
    slack = 1e-9 * max(abs(low), abs(high), width)
    assert all(low - slack - width * 1e-6 <= mark <= high + slack + width * 1e-6 for mark in marks)


@given(st.floats(-100, 100), st.floats(0, 50))
def test_a_nice_range_holds_the_given_one(low: float, width: float) -> None:
    first, last = svg.nice(low, low + width)
    assert first <= low + 1e-6
    assert last >= low + width - 1e-6
    assert last > first


def test_decades_are_thinned() -> None:
    assert svg.decades(1e-3, 1) == pytest.approx([1e-3, 1e-2, 1e-1, 1])
    assert len(svg.decades(1e-12, 10)) <= 6


def test_scales_hold_what_lies_beyond() -> None:
    scale = svg.Scale(0.01, 100, 0, 400, log=True)
    assert scale(1) == pytest.approx(200)
    assert scale(1e9) == 400
    assert scale(1e-9) == 0
    assert not scale.holds(1e9)
    assert svg.Scale(2, 2, 0, 10)(2) == 0


def test_markup_escapes_and_balances() -> None:
    made = h("p", "a < b & c", h("b", '"x"'), " tail", None, [h("i"), "end"], title='"<&>')
    assert render(made) == (
        '<p title="&quot;<&amp;&gt;">a &lt; b &amp; c<b>"x"</b> tail<i></i>end</p>'
    )
    assert Page(page("T", "p{}", made)).text == 'T a < b & c "x" tail end'


def test_attributes() -> None:
    made = h("a", class_="x", stroke_width=1.50, hidden=True, title=None, open=False, r=2)
    assert made.attrib == {"class": "x", "stroke-width": "1.5", "hidden": "", "r": "2"}


BLOCKS = [
    Heading("A | b", 1), Paragraph("1 * 2 <b>\nline"), Bullets(["one_two", "[x](y)"]),
    Grid(["N", "V"], [["a|b", "1"]]), Command("run --x"),
]  # fmt: skip


def test_markdown_is_escaped() -> None:
    assert as_markdown(BLOCKS) == (
        "# A \\| b\n\n1 \\* 2 \\<b\\> line\n\n- one\\_two\n- \\[x\\](y)\n\n"
        "| N | V |\n| --- | ---: |\n| a\\|b | 1 |\n\n```sh\nrun --x\n```\n"
    )


def test_html_says_the_same() -> None:
    found = Page(render(h("div", as_html(BLOCKS))))
    assert found.text == "A | b 1 * 2 <b> line one_two [x](y) N V a|b 1 run --x"
    assert found.tables[""] == [[["N", "V"], ["a|b", "1"]]]


@given(st.text())
def test_any_text_stays_on_one_line(text: str) -> None:
    assert "\n" not in plain(text)
    assert not re.search(r"(?<!\\)(?:\\\\)*\|", plain(text))


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        (["a", "--home", "/x", "--to", "y"], ["a", "--to", "y"]),
        (["a", "--out=/x", "b"], ["a", "b"]),
        (["a", "--jobs", "2"], ["a"]),
        (["a", "--home"], ["a"]),
    ],
)
def test_paths_of_the_machine_are_left_out(words: list[str], kept: list[str]) -> None:
    assert _public(words) == kept
