"""The table that a backtest ends with: models, the best first."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from rich.table import Table

Row = dict[str, Any]
_DASH = "\N{EN DASH}"


def board(folder: Path) -> list[Row]:
    """Return a row for each model of a finished backtest, all categories together."""
    import duckdb

    from crimecast.evaluate.protocol import REFERENCES
    from crimecast.files import read_json

    protocol = read_json(folder / "protocol.json")
    names = list(protocol["models"])
    over = next((r for r in ("prior_counts", *REFERENCES) if r in names), None)
    with duckdb.connect() as connection:
        rows = _summary(connection, folder)
        costs = _costs(connection, folder)
    resolutions = sorted(
        {key[1] for key in rows if key[1].endswith("m")}, key=lambda text: int(text.split("h")[0])
    )
    found = []
    for name in names:
        places = {}
        for resolution in resolutions:
            own = {score: rows.get((name, resolution, score)) for score in (
                "log_score", f"gain_over_{over}", "hit_rate_5", "expected_over_observed",
            )}  # fmt: skip
            places[resolution] = {
                "gain": own.pop(f"gain_over_{over}"),
                **own,
            }
        covered = {
            kind: rows.get((name, kind, "coverage_90_exact"))
            for kind in ("1h x city", "24h x city", "24h x neighborhood")
        }
        found.append(
            {
                "model": name, "over": over, "resolutions": places, "coverage_90": covered,
                **costs.get(name, {}),
            }
        )  # fmt: skip
    return sorted(found, key=lambda row: -_first_log_score(row))


def _first_log_score(row: Row) -> float:
    for place in row["resolutions"].values():
        if place["log_score"]:
            return float(place["log_score"]["value"])
    return float("-inf")


def _summary(connection: DuckDBPyConnection, folder: Path) -> dict[tuple[str, str, str], Row]:
    found = connection.execute(
        "SELECT model, resolution, score, value, low, high, n FROM read_parquet(?) "
        "WHERE category = 'all' AND lead = 'all' AND NOT isnan(value)",
        [str(folder / "summary.parquet")],
    ).fetchall()
    return {
        (model, resolution, score): {"value": value, "low": low, "high": high, "n": n}
        for model, resolution, score, value, low, high, n in found
    }


def _costs(connection: DuckDBPyConnection, folder: Path) -> dict[str, Row]:
    found = connection.execute(
        "SELECT model, avg(seconds) FILTER (step = 'fit'), avg(seconds) FILTER (step = 'advance'), "
        "avg(seconds) FILTER (step = 'predict'), max(peak_mb) FROM read_parquet(?) GROUP BY ALL",
        [str(folder / "timings.parquet")],
    ).fetchall()
    names = ("fit_seconds", "advance_seconds", "predict_seconds", "peak_mb")
    return {model: dict(zip(names, values, strict=True)) for model, *values in found}


def as_rich(city: str, rows: list[Row]) -> Table:
    """Return the board as a table for a terminal of 80 columns."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    over = rows[0]["over"]
    n = {r: place["log_score"]["n"] for r, place in rows[0]["resolutions"].items()}
    counts = "; ".join(f"{r}: {count:,} incidents" for r, count in n.items())
    told = f"nats per incident over {over}" if over else "mean log score, nats per incident"
    table = Table(
        title=f"{city}, all categories. {counts}",
        caption=f"{'Gain' if over else 'Score'}: {told}, and its 95% interval by days. Hits: share "
        "of incidents in the 5% of cells with the highest expected counts. E/O: expected over "
        "observed. In 90%: share of the city's days inside their 90% interval, its ends counted in "
        "part. Seconds: of a fit, and of a forecast.",
        title_justify="left", caption_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0),
    )  # fmt: skip
    table.add_column("Model", no_wrap=True)
    for resolution in n:
        table.add_column(f"{'Gain' if over else 'Score'}\n{resolution}", justify="right")
    table.add_column(f"Hits\n{list(n)[-1].split()[0]}", justify="right")
    for heading in ("E/O", "In\n90%", "Fit\ns", "Predict\ns"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in rows:
        last = row["resolutions"][list(n)[-1]]
        table.add_row(
            row["model"],
            *(_gain(place, over) for place in row["resolutions"].values()),
            _one(last["hit_rate_5"], "{:.1%}"),
            _one(last["expected_over_observed"], "{:.3f}"),
            _one(row["coverage_90"]["24h x city"], "{:.0%}"),
            _number(row.get("fit_seconds"), 1),
            _number(row.get("predict_seconds"), 2),
        )
    return table


def _gain(place: Row, over: str | None) -> str:
    from math import isfinite

    found = place["gain"] if over else place["log_score"]
    if found is None:
        return _DASH
    sign = "+" if over else ""
    text = f"{found['value']:{sign}.3f}"
    if not (isfinite(found["low"]) and isfinite(found["high"])):
        return text
    return f"{text}\n{found['low']:.3f} to {found['high']:.3f}"


def _one(found: Row | None, form: str) -> str:
    return form.format(found["value"]) if found else _DASH


def _number(value: float | None, digits: int) -> str:
    return f"{value:,.{digits}f}" if value is not None else _DASH
