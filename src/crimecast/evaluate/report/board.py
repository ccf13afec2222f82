"""The answer: one sentence, one table, and what its columns mean."""

from __future__ import annotations

import math
from datetime import timedelta
from itertools import pairwise
from xml.etree.ElementTree import Element

from crimecast.evaluate.report.data import ALL, Backtest, counts_all, resolution_words
from crimecast.evaluate.report.held import KINDS, Kind, held, told_first
from crimecast.evaluate.report.reader import Row
from crimecast.report.markup import h
from crimecast.report.numbers import (
    between,
    count,
    duration,
    fixed,
    hundred,
    percent,
    rough,
    several,
    signed,
)
from crimecast.report.parts import Cell, section, table, terms

SHARES = (1, 5, 10)


def sentence(data: Backtest) -> str:
    """Return what was found, in one sentence."""
    hour = "" if counts_all(data.resolution) else " with a known hour"
    came = f"the {several(scored(data), 'incident')}{hour} reported afterwards"
    said = [it for it in (_told_gain(data, came), _told_hits(data)) if it]
    if not said:
        said = [f"{data.lead} was scored on {came}"]
    return (
        f"In {several(len(data.origins), 'forecast')} of {data.city}, {data.window}, each made "
        f"from what had been reported by then, {'; '.join(said)}."
    )


def _told_gain(data: Backtest, came: str) -> str:
    gain = data.gains().get(data.lead)
    if gain is None or gain["value"] is None:
        return ""
    inner = between(gain["low"], gain["high"])
    told = f"{signed(gain['value'])} nats per incident"
    told += f", 95% interval {inner}" if inner else ""
    if inner and gain["low"] <= 0 <= gain["high"]:
        return f"{data.lead} could not be told apart from {data.reference} on {came} ({told})"
    return (
        f"{data.lead} gave {came} about {rough(math.exp(gain['value']))} times the chance that "
        f"{data.reference} gave them ({told})"
    )


def _told_hits(data: Backtest) -> str:
    hit = data.summary("hit_rate_5").get(data.lead)
    if hit is None or hit["value"] is None:
        return ""
    return f"{percent(hit['value'])} of them lay in the 5% of the area where it expected most"


def scored(data: Backtest, resolution: str | None = None) -> int:
    """Return how many incidents a resolution scored; the finest where none is named."""
    row = data.tables.first(
        "SELECT max(n) AS n FROM (SELECT model, sum(n) AS n FROM scores WHERE score = 'log_score' "
        "AND category = ? AND resolution = ? GROUP BY model)", ALL, resolution or data.resolution,
    )  # fmt: skip
    return int(row["n"]) if row and row["n"] is not None else 0


def covered(data: Backtest) -> tuple[Kind, dict[str, Row]] | None:
    """Return the kind of totals whose coverage the first table shows, and it by model."""
    found = {kind.resolution: here for kind in KINDS if (here := held(data, kind))}
    kind = told_first(found)
    if kind is None:
        return None
    return kind, {
        model: {"value": it.evened, "low": it.low, "high": it.high}
        for model, it in found[kind.resolution].items()
    }


def seconds(data: Backtest) -> dict[str, Row]:
    """Return the middle of the seconds of each step, and the most memory, by model."""
    rows = data.rows(
        "SELECT model, median(seconds) FILTER (step = 'fit') AS fit, "
        "median(seconds) FILTER (step = 'advance') AS advance, "
        "median(seconds) FILTER (step = 'predict') AS predict, "
        "sum(seconds) AS total, max(peak_mb) AS peak FROM timings GROUP BY model"
    )
    return {str(row["model"]): row for row in rows}


def board(data: Backtest) -> Element:
    """Return the first section."""
    inside, times = covered(data), seconds(data)
    columns = _columns(data, inside)
    head = ["Model", *(name for name, _, _ in columns), *(["Time to fit"] if times else [])]
    rows: list[list[str | Cell | Element]] = []
    for model in data.models:
        cells: list[str | Cell | Element] = [model]
        for _, found, form in columns:
            own = model == data.reference and form == "signed"
            cells.append(Cell("0", "by definition") if own else _shown(found.get(model), form))
        if times:
            cells.append(Cell(duration(times[model]["fit"] if model in times else None)))
        rows.append(cells)
    return section(
        "answer",
        "The answer in one table",
        table(head, rows, first=True, class_="board"),
        h("p", _note(data), class_="note"),
        terms(_meanings(data, inside[0] if inside else None, bool(times))),
    )


def _note(data: Backtest) -> str:
    """Return which incidents the columns are of."""
    finest, whole = resolution_words(data.resolution), resolution_words(data.whole)
    hour = "" if counts_all(data.resolution) else " with a known hour"
    told = f"{count(scored(data))} incidents{hour}{overlap(data)}"
    if data.whole == data.resolution:
        said = f"{finest.capitalize()}, all categories, {told}."
    else:
        said = (
            f"All categories. {'Gain and hit' if data.reference else 'Hit'} rates: {finest}, "
            f"{told}. Expected / observed: {whole}, all {count(scored(data, data.whole))} "
            "incidents."
        )
    return f"{said} Small: 95% interval, from drawing days anew."


def overlap(data: Backtest) -> str:
    """Return words that say so where windows overlap, so that incidents count more than once."""
    if len(data.origins) < 2:
        return ""
    apart = min(later - first for first, later in pairwise(data.origins))
    if data.horizon <= round(apart / timedelta(hours=1)) + 1:  # a local day may have 23 hours
        return ""
    return ", each counted for every forecast that foresaw its time"


def _columns(
    data: Backtest, inside: tuple[Kind, dict[str, Row]] | None
) -> list[tuple[str, dict[str, Row], str]]:
    """Return name, rows by model and form of the columns."""
    found = [(f"Hit rate at {s}%", data.summary(f"hit_rate_{s}"), "percent") for s in SHARES]
    ratio = data.summary("expected_over_observed", resolution=data.whole)
    found.append(("Expected / observed", ratio, "fixed"))
    if data.reference:
        found.insert(0, (f"Gain over {data.reference}", data.gains(), "signed"))
    if inside:
        found.append((f"{inside[0].short} in 90%", inside[1], "percent"))
    return found


def _shown(row: Row | None, form: str) -> Cell:
    if row is None or row["value"] is None:
        return Cell("")
    if form == "percent":
        return Cell(percent(row["value"]), between(hundred(row["low"]), hundred(row["high"]), 0))
    write = signed if form == "signed" else fixed
    return Cell(write(row["value"]), between(row["low"], row["high"]))


def _meanings(data: Backtest, kind: Kind | None, timed: bool) -> list[tuple[str, str]]:
    said = [
        (
            "Incident",
            (
                "One offense in the records that the city publishes: what was reported to police, "
                "not what happened. A forecast was made as if on the day, from what had been "
                "reported by then; it is scored by what came to be reported afterwards."
            ),
        )
    ]
    if data.reference:
        said.append(
            (
                "Gain",
                "How much likelier the model held each incident, at its place, hour and kind, than "
                f"{data.reference} did, in nats (a logarithm): 0.1 is about 1.1 times as likely, "
                "0.7 about twice. It counts against a model to expect much where nothing happens. "
                f"{_REFERENCE.get(data.reference, '')}".strip(),
            )
        )
    said += [
        (
            "Hit rate at 5%",
            (
                "Of all incidents, the share that fell into the 5% of the area where the model "
                "expected most. The area is chosen anew for each window, so that it moves with the "
                "hours."
            ),
        ),
        (
            "Expected / observed",
            (
                f"All incidents{' with a known hour' if not counts_all(data.whole) else ''} that "
                "the model expected over all that were reported: 1 is right, 0.9 means that a "
                "tenth was missed."
            ),
        ),
    ]
    if kind:
        said.append(
            (
                f"{kind.short} in 90%",
                (
                    f"A range for the count of {kind.label.lower()}, made to hold it 9 times out "
                    "of 10. "
                    "How often it did, less what it holds because counts are whole: below 90% the "
                    "model was too sure of itself, above not sure enough."
                ),
            )
        )
    if timed:
        said.append(
            ("Time to fit", "The middle of its fits, on the machine that ran this backtest.")
        )
    return said


_REFERENCE = {
    "prior_counts": "prior_counts is what anyone could do: past incidents of the kind on a "
    "slightly smoothed map, times the usual course of the week.",
    "uniform": "uniform expects the same everywhere and at every hour.",
    "kde": "kde is a smoothed map of past incidents, its width tuned.",
}
