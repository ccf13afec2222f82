"""A backtest's board as Markdown tables, for ``docs/evaluation.md``.

Run with ``python -m benchmarks.pipeline.board FOLDER`` on what ``crimecast backtest`` wrote:
models, then one model's gains by category, how often counts lay inside their intervals, the number
test, and how often places and hours passed theirs and the likeliest category was right.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from pathlib import Path

import duckdb

Told = dict[tuple[str, str, str, str], tuple[float, float, float, int]]
"""Value, ends and n by model, category, resolution and score."""


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="what crimecast backtest wrote")
    parser.add_argument("--model", default="boosted", help="whose gains are told by category")
    options = parser.parse_args()
    with duckdb.connect() as connection:
        told = _summary(connection, options.folder)
        cells = sorted({key[2] for key in told if key[2].endswith("m")}, key=_hours)
        _models(told, cells, _cost(connection, options.folder))
        _categories(told, cells, options.model)
        _coverage(told, options.model)
        _numbers(connection, options.folder)
        _tests(told, cells)


def _summary(connection: duckdb.DuckDBPyConnection, folder: Path) -> Told:
    rows = connection.execute(
        "SELECT model, category, resolution, score, value, low, high, n FROM read_parquet(?) "
        "WHERE lead = 'all'",
        [str(folder / "summary.parquet")],
    ).fetchall()
    return {tuple(row[:4]): tuple(row[4:]) for row in rows}


def _cost(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, Sequence[float]]:
    rows = connection.execute(
        "SELECT model, median(seconds) FILTER (step = 'fit'), "
        "median(seconds) FILTER (step = 'advance'), median(seconds) FILTER (step = 'predict'), "
        "max(peak_mb) FROM read_parquet(?) GROUP BY 1",
        [str(folder / "timings.parquet")],
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def _models(told: Told, cells: Sequence[str], cost: dict[str, Sequence[float]]) -> None:
    """One row a model: gains, hits, ratio, coverage, time and memory."""
    whole = next((r for r in cells if _hours(r) >= 24), cells[0])
    head = ["model", *(f"gain, {r}" for r in cells), f"hits in 1 / 5 / 10% ({cells[0]})"]
    head += ["E/O", "city's days in 90%", "fit s", "advance s", "predict s", "MB"]
    order = sorted(cost, key=lambda m: -_gain(told, m, "all", cells[0], "prior_counts")[0])
    rows = []
    for model in order:
        row = [f"`{model}`", *(_interval(told, model, "all", r, "prior_counts") for r in cells)]
        hits = [told[model, "all", cells[0], f"hit_rate_{share}"][0] for share in (1, 5, 10)]
        row += [" / ".join(f"{100 * h:.1f}" for h in hits)]
        row += [f"{told[model, 'all', whole, 'expected_over_observed'][0]:.3f}"]
        covered = told.get((model, "all", "24h x city", "coverage_90_exact"))
        fit, advance, predict, peak = cost[model]
        row += [f"{100 * covered[0]:.1f}%" if covered else "-", f"{fit:.1f}"]
        row += [f"{advance:.2f}" if advance is not None else "-", f"{predict:.2f}", f"{peak:.0f}"]
        rows.append(row)
    _print(head, rows)


def _categories(told: Told, cells: Sequence[str], model: str) -> None:
    """One row a class or category: n, gains over both references, ratio."""
    found = {key[1]: row[3] for key, row in told.items() if key[2] == cells[0]}
    order = sorted(found, key=lambda c: (c != "all", not c.startswith("class:"), -found[c]))
    head = [f"`{model}`", *(h for r in cells for h in (f"n, {r}", "over `prior_counts`", "`kde`"))]
    rows = []
    for category in order:
        row = [category]
        for resolution in cells:
            n = told[model, category, resolution, "log_score"][3]
            gains = [
                _interval(told, model, category, resolution, o) for o in ("prior_counts", "kde")
            ]
            row += [f"{n:,}", *gains]
        rows.append(row)
    _print(head, rows)


def _coverage(told: Told, model: str) -> None:
    """One row a kind of total: share inside its 50% and 90% interval."""
    kinds = sorted({key[2] for key in told if not key[2].endswith("m")})
    rows = []
    for kind in kinds:
        row = [kind, f"{told[model, 'all', kind, 'coverage_90'][3]:,}"]
        for level in (50, 90):
            value, low, high, _ = told[model, "all", kind, f"coverage_{level}_exact"]
            row.append(f"{100 * value:.1f}% ({100 * low:.1f} to {100 * high:.1f})")
        single = [
            100 * found[0] for key, found in told.items()
            if key[0] == model and key[2] == kind and key[3] == "coverage_90_exact"
            and key[1] != "all" and not key[1].startswith("class:")
        ]  # fmt: skip
        rows.append([*row, f"{min(single):.1f} to {max(single):.1f}%"])
    _print([f"`{model}`", "n", "50%", "90%", "90%, single categories"], rows)


def _numbers(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """One row a model: days and weeks of the city within the middle 95% of the chances."""
    found = connection.execute(
        "SELECT model, hours, count(*), "
        "count(*) FILTER (pit_low < 0.975 AND pit_high > 0.025) FROM read_parquet(?) "
        "WHERE area = 'city' AND category = 'all' AND hours >= 24 AND lead = 0 "
        "GROUP BY ALL ORDER BY 1, 2",
        [str(folder / "totals.parquet")],
    ).fetchall()
    _print(
        ["model", "hours", "windows", "number test passed"],
        [
            [f"`{m}`", str(hours), str(n), f"{inside} ({inside / n:.0%})"]
            for m, hours, n, inside in found
        ],
    )


def _tests(told: Told, cells: Sequence[str]) -> None:
    """One row a model: passed tests of space and of likelihood, and the likeliest category."""
    shares = {
        "spatial_passed": "spatial test", "likelihood_passed": "conditional likelihood test",
        "category_accuracy": "likeliest category right",
    }  # fmt: skip
    asked = [(r, score) for r in cells for score in shares]
    rows = [
        [f"`{model}`", *(f"{100 * found[0]:.0f}%" if found else "-" for found in row)]
        for model in sorted({key[0] for key in told})
        if any(row := [told.get((model, "all", r, score)) for r, score in asked])
    ]
    _print(["model", *(f"{shares[score]}, {r}" for r, score in asked)], rows)


def _gain(told: Told, model: str, category: str, resolution: str, over: str) -> Sequence[float]:
    return told.get((model, category, resolution, f"gain_over_{over}"), (0.0,))


def _interval(told: Told, model: str, category: str, resolution: str, over: str) -> str:
    gain = _gain(told, model, category, resolution, over)
    return f"{gain[0]:+.3f} ({gain[1]:.3f} to {gain[2]:.3f})" if len(gain) > 1 else "-"


def _hours(resolution: str) -> int:
    return int(resolution.partition("h")[0])


def _print(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    for row in rows:
        print("| " + " | ".join(row) + " |")
    print()


if __name__ == "__main__":
    main()
