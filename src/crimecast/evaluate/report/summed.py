"""A backtest as a record that a host publishes: its numbers, without its tables."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from crimecast.evaluate.report.board import scored, sentence
from crimecast.evaluate.report.calibration import grouped
from crimecast.evaluate.report.counts import LENGTHS, number_passed, windows
from crimecast.evaluate.report.data import ALL, CITY, Backtest, hours_of
from crimecast.evaluate.report.held import KINDS, Kind, held, told_first
from crimecast.evaluate.report.places import at_share, by_model
from crimecast.evaluate.report.protocol import versions
from crimecast.evaluate.report.reader import Row

AREAS: Final = (0.01, 0.05, 0.1)
"""Shares of the area whose incidents are told."""
_DIGITS: Final = 5


def summed(data: Backtest) -> dict[str, Any]:
    """Return what a record tells, apart from its id, its terms and its files.

    Returns
    -------
    dict
        Fields of :class:`crimecast.record.document.Record`, numbers to five digits.
    """
    made = versions(data)
    kinds = [kind for kind in KINDS if held(data, kind).get(data.lead)]
    first = told_first({kind.resolution for kind in kinds})
    curves = by_model(data).get(ALL, {})
    return {
        "sentence": sentence(data),
        "first": _date(min(data.origins)),
        "last": _date(max(data.origins)),
        "forecasts": len(data.origins),
        "horizon": data.horizon,
        "cell": int(data.protocol.get("cell_m") or _cell_of(data.resolution)),
        "hours": hours_of(data.resolution),
        "incidents": scored(data),
        "incidents_all": scored(data, data.whole),
        "model": data.lead,
        "reference": data.reference,
        "models": [_model(data, name, made.get(name, ""), first) for name in data.models],
        "oracle": _oracle(curves.get(data.lead, [])),
        "held": [told for kind in kinds if (told := _held(data, kind, data.lead))],
        "number_tests": [
            {"hours": hours, "passed": number_passed(found), "of": len(found)}
            for hours in LENGTHS
            if (found := windows(data, data.lead, hours))
        ],
        "reliability": _reliability(data),
        "categories": [
            told for c in data.categories if (told := _category(data, c.id, c.label)) is not None
        ],
        "course": _course(data),
        "reported_within": _delays(data.protocol.get("data")),
    }


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")


def _date(when: datetime) -> str:
    return when.date().isoformat()


def _cell_of(resolution: str) -> int:
    return int(resolution.partition(" x ")[2].removesuffix("m"))


def _estimate(row: Row | None) -> dict[str, Any] | None:
    if row is None or row["value"] is None:
        return None
    ends = {name: None if row[name] is None else _rounded(row[name]) for name in ("low", "high")}
    return {"value": _rounded(row["value"]), **ends}


def _model(data: Backtest, name: str, version: str, first: Kind | None) -> dict[str, Any]:
    gains = []
    for resolution in data.resolutions if name != data.reference else []:
        row = data.gains(resolution=resolution).get(name)
        told = _estimate(row)
        if row and told:
            gains.append({**told, "hours": hours_of(resolution), "incidents": row["n"]})
    hits = ((share, data.summary(f"hit_rate_{round(100 * share)}").get(name)) for share in AREAS)
    ratio = data.summary("expected_over_observed", resolution=data.whole).get(name)
    return {
        "name": name,
        "version": version,
        "gains": gains,
        "ratio": _estimate(ratio),
        "found": [
            {**told, "area": share} for share, row in hits if (told := _estimate(row)) is not None
        ],
        "held": _held(data, first, name) if first else None,
    }


def _held(data: Backtest, kind: Kind, model: str) -> dict[str, Any] | None:
    it = held(data, kind).get(model)
    if it is None or not it.counts:
        return None
    return {
        "area": "city" if kind.resolution.endswith(CITY) else "neighborhoods",
        "hours": hours_of(kind.resolution),
        "counts": it.counts,
        "inside50": None if it.inside50 is None else _rounded(it.inside50),
        "inside90": None if it.inside90 is None else _rounded(it.inside90),
        "evened90": _estimate({"value": it.evened, "low": it.low, "high": it.high}),
    }


def _oracle(points: list[Row]) -> list[dict[str, Any]]:
    found = []
    for share in AREAS if points else ():
        best = at_share(points, share, "oracle") / points[-1]["n"]
        if math.isfinite(best):
            found.append({"area": share, "value": _rounded(best), "low": None, "high": None})
    return found


def _reliability(data: Backtest) -> dict[str, Any] | None:
    fit = grouped(data, ALL, data.resolution)
    if fit is None:
        return None
    names = ("expected", "observed", "low", "high")
    points = [
        {**{name: _rounded(p[i]) for i, name in enumerate(names)}, "incidents": int(p[4])}
        for p in fit.points
    ]
    return {"hours": hours_of(data.resolution), "points": points}


def _category(data: Backtest, name: str, label: str) -> dict[str, Any] | None:
    gain = data.gains(category=name).get(data.lead)
    hit = data.summary("hit_rate_5", category=name).get(data.lead)
    whole = data.summary("expected_over_observed", category=name, resolution=data.whole)
    row = gain or hit
    if row is None or not row["n"]:
        return None
    return {
        "id": name,
        "label": label,
        "whole_class": name.startswith("class:"),
        "incidents": row["n"],
        "gain": _estimate(gain),
        "ratio": _estimate(whole.get(data.lead)),
        "found5": _estimate(hit),
    }


def _course(data: Backtest) -> dict[str, Any] | None:
    """Return the city's counts by day, without days by the longest windows that there are.

    Of windows that overlap the one that was forecast last is taken; the one that follows may begin
    an hour early, where clocks were set forward.
    """
    lengths = [
        row["hours"]
        for row in data.rows(
            "SELECT DISTINCT hours FROM totals WHERE area = ? AND model = ?", CITY, data.lead
        )
    ]
    if not lengths:
        return None
    hours = 24 if 24 in lengths else max(lengths)
    rows = data.rows(
        "SELECT origin + to_hours(lead) AS start, expected, observed, lower50, upper50, lower90, "
        "upper90 FROM totals WHERE model = ? AND category = ? AND area = ? AND hours = ? "
        "AND isfinite(expected) QUALIFY row_number() OVER (PARTITION BY start ORDER BY lead) = 1 "
        "ORDER BY start", data.lead, ALL, CITY, hours,
    )  # fmt: skip
    kept: list[Row] = []
    for row in rows:
        if not kept or row["start"] - kept[-1]["start"] >= timedelta(hours=hours - 1):
            kept.append(row)
    ranges = ("lower50", "upper50", "lower90", "upper90")
    counts = [
        {"date": _date(data.local(row["start"])), "expected": _rounded(row["expected"]),
         "observed": int(row["observed"]), **{name: _rounded(row[name]) for name in ranges}}
        for row in kept
    ]  # fmt: skip
    return {"hours": hours, "counts": counts} if counts else None


def _delays(told: object) -> dict[str, float]:
    within = told.get("reported_within") if isinstance(told, Mapping) else None
    if not isinstance(within, Mapping):
        return {}
    return {str(days): _rounded(share) for days, share in within.items() if share is not None}
