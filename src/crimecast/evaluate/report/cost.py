"""What each model costs: seconds and memory."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from crimecast.evaluate.report.board import seconds
from crimecast.evaluate.report.data import Backtest
from crimecast.report.markup import h
from crimecast.report.numbers import NONE, count, duration
from crimecast.report.parts import empty, section, table


def cost(data: Backtest) -> Element:
    """Return the section."""
    name, heading = "cost", "What it costs"
    found = seconds(data)
    if not found:
        return empty(heading, name, "This backtest holds no times.")
    rows = [
        [
            model,
            duration(row["fit"]),
            duration(row["advance"]),
            duration(row["predict"]),
            duration(row["total"]),
            f"{count(row['peak'])} MB" if row["peak"] is not None else NONE,
        ]
        for model in data.models
        if (row := found.get(model))
    ]
    return section(
        name,
        heading,
        h(
            "p",
            "Seconds are the middle of all fits, all advances to a later origin and all forecasts "
            f"of {data.protocol.get('horizon', 'the')} hours for all categories; memory is the "
            "most that any step held. Measured on the machine that ran this backtest, while it may "
            "have done other things.",
        ),
        table(["Model", "Fit", "Advance", "Predict", "All together", "Memory"], rows, first=True),
    )
