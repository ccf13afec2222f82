"""Which category: how often the most likely one was right, and how likely the right one was."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element

from crimecast.evaluate.report.data import Backtest, resolution_words
from crimecast.report.markup import h
from crimecast.report.numbers import between, count, fixed, hundred, percent
from crimecast.report.parts import Cell, empty, section, table

if TYPE_CHECKING:
    from crimecast.evaluate.category_mix import Counts

_NAME, _HEADING = "mix", "Which category"
ALWAYS = "always the commonest"


@dataclass(frozen=True)
class Named:
    """How well the category of incidents was told.

    ``log_loss`` is in nats per incident; None where it is infinite, or not known.
    """

    incidents: int
    accuracy: float
    macro: float
    weighted: float
    log_loss: float | None


def mix(data: Backtest) -> Element:
    """Return the section."""
    blocks = [block for name in data.resolutions for block in _table(data, name) or []]
    if not blocks:
        return empty(_HEADING, _NAME, "This backtest does not hold which category was most likely.")
    return section(
        _NAME,
        _HEADING,
        h(
            "p",
            "Given that an incident came in this cell and window, each model has a chance for each "
            "category. Accuracy is the share of incidents whose category was the most likely; "
            "small: 95% interval by days. F1 weighs for each category how many of its incidents "
            "were named and how many namings were right: macro counts all categories alike, "
            "weighted by how often they came. Log loss is in nats per incident; less is better, "
            "and it alone is best for who tells the true chances.",
        ),
        blocks,
    )


def _table(data: Backtest, resolution: str) -> list[Element] | None:
    found = matrices(data, resolution)
    shown = [model for model in data.models if model in found]
    if not shown:
        return None
    right = data.summary("category_accuracy", resolution=resolution)
    losses = data.summary("category_log_loss", resolution=resolution)
    rows: list[list[str | Cell | Element]] = []
    for model in shown:
        row = right.get(model, {})
        inner = between(hundred(row.get("low")), hundred(row.get("high")), 1)
        told = named(found[model], losses.get(model, {}).get("value"))
        rows.append([model, Cell(percent(told.accuracy, 1), inner), *_rest(told)])
    category, blind = always(found[shown[0]])
    label = data.label(_ids(data, resolution)[category])
    rows.append([ALWAYS, percent(blind.accuracy, 1), *_rest(blind)])
    words = resolution_words(resolution)
    return [
        table(
            ["Model", "Accuracy", "Macro F1", "Weighted F1", "Log loss"], rows,
            first=data.lead == shown[0],
            caption=f"{words.capitalize()}, {count(blind.incidents)} incidents",
        ),
        h(
            "p",
            f"Last row: what naming {label[:1].lower() + label[1:]} for each would have got, and "
            "the log loss of giving each category its share of these very incidents everywhere, "
            "which is known only afterwards.",
            class_="note",
        ),
    ]  # fmt: skip


def _rest(told: Named) -> list[str]:
    return [fixed(told.macro, 3), fixed(told.weighted, 3), fixed(told.log_loss, 3)]


def _ids(data: Backtest, resolution: str) -> list[str]:
    """Return the categories that came or were named at a resolution."""
    rows = data.rows(
        "SELECT category AS id FROM confusion WHERE resolution = ? UNION "
        "SELECT most_likely FROM confusion WHERE resolution = ? ORDER BY 1",
        resolution, resolution,
    )  # fmt: skip
    return [str(row["id"]) for row in rows]


def matrices(data: Backtest, resolution: str) -> dict[str, Counts]:
    """Return incidents by their category and the most likely one, by model.

    Categories are those that came or were named by any model, in the order of their ids.
    """
    import numpy as np  # noqa: PLC0415 -- not for who reads no report

    place = {name: at for at, name in enumerate(_ids(data, resolution))}
    found: dict[str, Counts] = {}
    for row in data.rows("SELECT * FROM confusion WHERE resolution = ?", resolution):
        matrix = found.setdefault(row["model"], np.zeros((len(place), len(place)), np.int64))
        matrix[place[row["category"]], place[row["most_likely"]]] += row["incidents"]
    return found


def named(matrix: Counts, log_loss: float | None) -> Named:
    """Return what a model's matrix comes to, with its log loss."""
    from crimecast.evaluate.category_mix import accuracy, f1  # noqa: PLC0415 -- numpy

    return Named(
        int(matrix.sum()), accuracy(matrix), f1(matrix), f1(matrix, average="weighted"),
        log_loss,
    )  # fmt: skip


def always(matrix: Counts) -> tuple[int, Named]:
    """Return the commonest category and what naming it for every incident gets.

    Its log loss is that of everywhere giving each category the share that it had.
    """
    import numpy as np  # noqa: PLC0415 -- not for who reads no report

    came = matrix.sum(axis=1)
    commonest = int(came.argmax())
    blind = np.zeros_like(matrix)
    blind[:, commonest] = came
    entropy = -sum(share * math.log(share) for share in came[came > 0] / came.sum())
    return commonest, named(blind, entropy)
