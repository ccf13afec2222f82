"""Could it have come from the forecast: the spatial and the conditional likelihood test."""

from __future__ import annotations

from typing import Final
from xml.etree.ElementTree import Element

from crimecast.evaluate.report.data import Backtest, counts_all, resolution_words
from crimecast.evaluate.report.reader import Row
from crimecast.report.markup import h
from crimecast.report.numbers import between, hundred, percent
from crimecast.report.parts import Cell, table

TESTS: Final = (("spatial_passed", "Spatial"), ("likelihood_passed", "Conditional likelihood"))
"""Scores of the summary, and what the tests are called."""


def possible(data: Backtest) -> list[Element] | None:
    """Return the tables by resolution; None of a backtest that holds no such tests."""
    tables = [found for name in data.resolutions if (found := _table(data, name)) is not None]
    if not tables:
        return None
    return [
        h("h3", "Could it have come from the forecast"),
        h(
            "p",
            "Places and hours of as many incidents as came are drawn from the forecast again and "
            "again. The spatial test asks whether the places that came are as likely as the "
            "places drawn; the conditional likelihood test asks the same of places and hours "
            "together, of a single window the same. A forecast that is right passes in about 95 "
            "of 100 cases. One that tells the busier places from the others but is too even "
            "passes more often still, so that passing does not say that it is good. With many "
            "incidents every model fails somewhere; and the draws are Poisson, without the spread "
            "between cells, so that incidents which come in clusters fail even a forecast whose "
            "means are right.",
        ),
        *tables,
    ]


def passed(data: Backtest, resolution: str) -> list[tuple[str, dict[str, Row]]]:
    """Return the names of tests and the share of forecasts that pass by model, if there are any.

    Of one window both tests are the same: only the spatial is returned.
    """
    found = [(label, data.summary(score, resolution=resolution)) for score, label in TESTS]
    kept = found[:1] if counts_all(resolution) else found
    return [(label, rows) for label, rows in kept if rows]


def _table(data: Backtest, resolution: str) -> Element | None:
    tests = passed(data, resolution)
    if not tests:
        return None
    rows: list[list[str | Cell | Element]] = []
    for model in data.models:
        own = [by_model.get(model) for _, by_model in tests]
        if any(own):
            rows.append([model, *(_share(row) for row in own)])
    return table(
        ["Model", *(f"{label} test" for label, _ in tests)], rows, first=rows[0][0] == data.lead,
        caption=f"Share of forecasts that pass, {resolution_words(resolution)}, all categories",
    )  # fmt: skip


def _share(row: Row | None) -> Cell:
    if row is None:
        return Cell("")
    return Cell(percent(row["value"]), between(hundred(row["low"]), hundred(row["high"]), 0))
