"""The report and the model card of a backtest's folder."""

from __future__ import annotations

from pathlib import Path
from xml.etree.ElementTree import Element

from crimecast.evaluate.report.blocks import as_html, as_markdown
from crimecast.evaluate.report.board import board, sentence
from crimecast.evaluate.report.calibration import calibration
from crimecast.evaluate.report.card import card
from crimecast.evaluate.report.cost import cost
from crimecast.evaluate.report.counts import counts
from crimecast.evaluate.report.course import course
from crimecast.evaluate.report.data import Backtest
from crimecast.evaluate.report.gains import gains
from crimecast.evaluate.report.mix import mix
from crimecast.evaluate.report.places import places
from crimecast.evaluate.report.protocol import protocol
from crimecast.evaluate.report.reader import Tables
from crimecast.evaluate.report.rivals import rivals
from crimecast.files import write_text
from crimecast.report.markup import h, page
from crimecast.report.parts import folded, section
from crimecast.report.style import style

REPORT, CARD = "report.html", "model_card.md"


def write_report(folder: Path, *, title: str | None = None) -> Path:
    """Write ``report.html`` and ``model_card.md`` from a backtest's tables.

    Parameters
    ----------
    folder : Path
        Holds ``protocol.json`` and the tables of ``docs/backtest.md``; a section whose table is
        missing says so.
    title : str, optional
        Heading of the report.

    Returns
    -------
    Path
        The report: one HTML file that needs no script and fetches nothing.

    Raises
    ------
    InputError
        If the folder holds no protocol or no scores, or a table cannot be read.
    """
    with Tables(folder) as tables:
        data = Backtest(tables)
        blocks = card(data)
        heading = title or f"How right the forecast was: {data.city}, {data.window}"
        sections = [
            board(data),
            gains(data),
            places(data),
            mix(data),
            calibration(data),
            counts(data),
            course(data),
            rivals(data),
            cost(data),
            section(
                "card",
                "Model card",
                h(
                    "p",
                    "What the model is for, what it must not be used for, its data, scores and "
                    "failures, on one page; the same is in model_card.md.",
                ),
                # Sources, terms and prohibited uses are always to be seen.
                folded("The card", h("div", as_html(blocks[1:]), class_="card"), shown=True),
            ),
            protocol(data),
        ]
        text = page(heading, style(), _main(heading, sentence(data), sections))
    write_text(folder / CARD, as_markdown(blocks))
    write_text(folder / REPORT, text)
    return folder / REPORT


def _main(heading: str, answer: str, sections: list[Element]) -> Element:
    links = [
        h("a", found.findtext("h2"), href=f"#{found.get('id')}")
        for found in sections
        if found.get("id") != "answer"
    ]
    return h(
        "main",
        h("header", h("h1", heading), h("p", answer, class_="lead"),
          h("nav", links, aria_label="Sections")),
        sections,
        h("footer", h("p", "About reported incidents, not danger. Not for directing patrols, nor "
                      "for decisions about people or property, nor for ranking neighborhoods.",
                      class_="quiet")),
    )  # fmt: skip
