"""A backtest's board as a Markdown table, for ``docs/evaluation.md``.

Run with ``python -m benchmarks.pipeline.board FOLDER`` on what ``crimecast backtest`` wrote.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import duckdb


def main() -> None:
    """Print one row a model: gains with intervals, hits, ratio, coverage, time and memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="what crimecast backtest wrote")
    parser.add_argument("--category", default="all")
    options = parser.parse_args()
    folder, category = options.folder, options.category
    con = duckdb.connect()

    def rows(sql: str) -> list[tuple]:  # type: ignore[type-arg]
        return con.execute(sql).fetchall()

    summary, timings = folder / "summary.parquet", folder / "timings.parquet"
    found = {
        (model, resolution, score): (value, low, high, n)
        for model, resolution, score, value, low, high, n in rows(
            f"SELECT model, resolution, score, value, low, high, n FROM '{summary}' "
            f"WHERE category = '{category}' AND lead = 'all'"
        )
    }
    cost = {
        model: (seconds, advance, peak)
        for model, seconds, advance, peak in rows(
            "SELECT model, median(seconds) FILTER (step = 'fit'), "
            "median(seconds) FILTER (step = 'advance'), max(peak_mb) "
            f"FROM '{timings}' GROUP BY 1"
        )
    }
    resolutions = sorted(
        {r for _, r, s in found if s == "log_score" and " x " in r},
        key=lambda r: int(r.partition("h")[0]),
    )
    last = resolutions[-1]
    head = ["model", *(f"gain, {r}" for r in resolutions)]
    head += [
        f"hits in 1 / 5 / 10% ({last})",
        "E/O",
        "city's days in 90%",
        "fit s",
        "advance s",
        "MB",
    ]
    print("| " + " | ".join(head) + " |")
    print("|" + "---|" * len(head))
    order = sorted(cost, key=lambda m: -found.get((m, last, "gain_over_prior_counts"), (0.0,))[0])
    for model in order:
        cells = [f"`{model}`"]
        for resolution in resolutions:
            gain = found.get((model, resolution, "gain_over_prior_counts"))
            cells.append(f"{gain[0]:+.3f} ({gain[1]:.3f} to {gain[2]:.3f})" if gain else "-")
        hits = [found[model, last, f"hit_rate_{share}"][0] for share in (1, 5, 10)]
        cells.append(" / ".join(f"{100 * h:.1f}" for h in hits))
        cells.append(f"{found[model, last, 'expected_over_observed'][0]:.3f}")
        covered = found.get((model, "24h x city", "coverage_90_exact"))
        cells.append(f"{100 * covered[0]:.1f}%" if covered else "-")
        fit, advance, peak = cost[model]
        cells += [f"{fit:.1f}", f"{advance:.2f}" if advance is not None else "-", f"{peak:.0f}"]
        print("| " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main()
