"""The table that a backtest ends with: models, the best first."""

from __future__ import annotations

from math import isfinite
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

    from crimecast.evaluate.report.data import REFERENCES, hours_of
    from crimecast.evaluate.report.held import KINDS
    from crimecast.files import read_json

    names = list(read_json(folder / "protocol.json")["models"])
    over = next((r for r in REFERENCES if r in names), None)
    gain = f"gain_over_{over}"
    with duckdb.connect() as connection:
        rows = _summary(connection, folder)
        costs = _costs(connection, folder)
    resolutions = sorted({key[1] for key in rows if key[1].endswith("m")}, key=hours_of)
    scores = ("log_score", gain, "hit_rate_5", "expected_over_observed")
    found = []
    for name in names:
        places = {
            resolution: {
                "gain" if score == gain else score: rows.get((name, resolution, score))
                for score in scores
            }
            for resolution in resolutions
        }
        covered = {
            kind.resolution: rows.get((name, kind.resolution, "coverage_90_exact"))
            for kind in KINDS
        }
        found.append(
            {"model": name, "over": over, "resolutions": places, "coverage_90": covered,
             **costs.get(name, {})}
        )  # fmt: skip
    return sorted(found, key=lambda row: -_first_log_score(row))


def as_json(value: Any) -> Any:
    """Return values as JSON knows them: a number that is not finite becomes null."""
    if isinstance(value, dict):
        return {name: as_json(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [as_json(inner) for inner in value]
    return None if isinstance(value, float) and not isfinite(value) else value


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
        "SELECT model, median(seconds) FILTER (step = 'fit'), "
        "median(seconds) FILTER (step = 'advance'), median(seconds) FILTER (step = 'predict'), "
        "max(peak_mb) FROM read_parquet(?) GROUP BY ALL",
        [str(folder / "timings.parquet")],
    ).fetchall()
    names = ("fit_seconds", "advance_seconds", "predict_seconds", "peak_mb")
    return {model: dict(zip(names, values, strict=True)) for model, *values in found}


def as_rich(city: str, rows: list[Row]) -> Table:
    """Return the board as a table for a terminal of 80 columns."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    from crimecast.evaluate.report.data import counts_all, of_all
    from crimecast.evaluate.report.held import told_first

    over, resolutions = rows[0]["over"], list(rows[0]["resolutions"])
    finest, whole = next(iter(resolutions), ""), of_all(resolutions)
    kind = told_first({name for row in rows for name, it in row["coverage_90"].items() if it})
    known = "" if counts_all(whole) else " with a known hour"
    said = [
        f"Gain: nats per incident over {over}, and its 95% interval by days." if over
        else "Score: mean log score, nats per incident, and its 95% interval by days.",
        "Hits: share of incidents in the 5% of cells with the highest expected counts.",
        f"E/O: expected over observed of all incidents{known}.",
        f"{kind.short} in 90%: share of them inside their 90% interval, its ends counted in part."
        if kind
        else "",
        "Fit s: seconds of a fit, the middle of all.",
    ]  # fmt: skip
    table = Table(
        title=f"{city}, all categories. {_incidents(rows, resolutions)}",
        caption=" ".join(filter(None, said)), title_justify="left", caption_justify="left",
        box=SIMPLE_HEAD, padding=(0, 1, 0, 0),
    )  # fmt: skip
    table.add_column("Model", no_wrap=True)
    for resolution in resolutions:
        table.add_column(f"{'Gain' if over else 'Score'}\n{resolution}", justify="right")
    table.add_column(f"Hits\n{finest.split()[0] if finest else ''}", justify="right")
    table.add_column("E/O", justify="right", no_wrap=True)
    if kind:
        words = kind.short.replace(" ", "\n")
        table.add_column(f"{words}\nin 90%", justify="right", no_wrap=True)
    table.add_column("Fit\ns", justify="right", no_wrap=True)
    for row in rows:
        places = row["resolutions"]
        table.add_row(
            row["model"],
            *(_gain(place, over) for place in places.values()),
            _one(places.get(finest, {}).get("hit_rate_5"), "{:.1%}"),
            _one(places.get(whole, {}).get("expected_over_observed"), "{:.3f}"),
            *([_one(row["coverage_90"][kind.resolution], "{:.0%}")] if kind else []),
            _seconds(row.get("fit_seconds")),
        )
    return table


def _incidents(rows: list[Row], resolutions: list[str]) -> str:
    """Return how many incidents each resolution scored; a model that has no score tells none."""
    from crimecast.report.numbers import several

    counts = {}
    for name in resolutions:
        scored = (row["resolutions"][name]["log_score"] for row in rows)
        counts[name] = next((it["n"] for it in scored if it), 0)
    told = "; ".join(f"{name}: {several(n, 'incident')}" for name, n in counts.items())
    return told or "No incident was scored"


def _gain(place: Row, over: str | None) -> str:
    found = place["gain"] if over else place["log_score"]
    if found is None:
        return _DASH
    sign = "+" if over else ""
    text = f"{found['value']:{sign}.3f}"
    low, high = found["low"], found["high"]
    if low is None or high is None or not (isfinite(low) and isfinite(high)):
        return text  # of one day, or of what a model held impossible, there is no interval
    return f"{text}\n{low:.3f} to {high:.3f}"


def _one(found: Row | None, form: str) -> str:
    return form.format(found["value"]) if found else _DASH


def _seconds(value: float | None) -> str:
    return f"{value:,.1f}" if value is not None else _DASH
