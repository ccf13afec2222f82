"""How right issued forecasts were by how far ahead a day lay: of their scored weeks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from crimecast.evaluate.summary import summarize
from crimecast.evaluate.tables import Columns
from crimecast.run import backtest_files as parts
from crimecast.run.score_kinds import WEEK, Due, part_path

REFERENCE: Final = "prior_counts"
_DIGITS: Final = 5


def by_day(
    folder: Path, entries: Sequence[Mapping[str, Any]], last: Mapping[str, Any], time_zone: str
) -> list[dict[str, Any]]:
    """Return what a record tells of each of the seven days; nothing where no week was scored.

    Parameters
    ----------
    folder : Path
        A city's scores.
    entries : sequence of mapping
        Those of the ledger that tell of weeks, of one grid and model.
    last : mapping
        The entry that the record is about: weeks of another grid or model are not put beside it.
    """
    alike = [e for e in entries if (e["grid"], e["model"]) == (last["grid"], last["model"])]
    model = str(last["model"])
    if not alike:
        return []
    places = [
        part_path(folder, Due(str(e["forecast"]), int(e["age"]), WEEK), name)
        for name in (model, REFERENCE) if all(name in e["parts"] for e in alike) for e in alike
    ]  # fmt: skip
    own = [path for path in places if path.name == model]
    with parts.connect() as connection:
        scores = parts.read_table(
            connection, "scores", parts.part_tables(places, "scores"), where="category = 'all'"
        )
        totals = parts.read_table(
            connection, "totals", parts.part_tables(own, "totals"),
            where="category = 'all' AND area = 'city' AND hours = 24",
        )  # fmt: skip
    summary = summarize(scores, models=(model,), time_zone=time_zone, horizon=WEEK.horizon)
    return [_day(summary, totals, day) for day in range(WEEK.horizon // 24)]


def _day(summary: Columns, totals: Columns, day: int) -> dict[str, Any]:
    chosen = (
        (summary["lead"] == str(24 * day)) & (summary["score"] == f"gain_over_{REFERENCE}")
        & np.array([str(text).endswith("m") for text in summary["resolution"]], bool)
    )  # fmt: skip
    at = totals["lead"] == 24 * day
    inside = (totals["observed"] >= totals["lower90"]) & (totals["observed"] <= totals["upper90"])
    gain = None
    if chosen.any():
        (place,) = np.flatnonzero(chosen)
        ends = {n: _number(summary[n][place]) for n in ("low", "high")}
        gain = {"value": _number(summary["value"][place]), **ends}
    return {
        "day": day + 1,
        "incidents": int(totals["observed"][at].sum()),
        "expected": _number(totals["expected"][at].sum()),
        "gain": gain,
        "counts": int(at.sum()),
        "inside90": _number(inside[at].mean()) if at.any() else None,
    }


def _number(value: Any) -> float | None:
    return float(f"{float(value):.{_DIGITS}g}") if np.isfinite(value) else None
