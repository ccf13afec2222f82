"""The report reads what the engine writes: its first table is the engine's summary."""

import json
from pathlib import Path

import numpy as np

from crimecast.evaluate.backtest import backtest
from crimecast.evaluate.report import write_report
from crimecast.run.backtest_files import connect, replace_table
from history_sample import ORIGIN, make_grid, make_history
from html_page import Page


def test_numbers_of_the_engine(tmp_path: Path) -> None:
    origins = ORIGIN + np.arange(3) * np.timedelta64(1, "D")
    found = backtest(make_history(), ["prior_counts", "uniform"], origins, grid=make_grid(200))
    with connect() as connection:
        for name, columns in found.tables.items():
            replace_table(connection, name, columns, tmp_path)
    (tmp_path / "protocol.json").write_text(json.dumps(found.protocol), encoding="utf-8")
    page = Page(write_report(tmp_path).read_text(encoding="utf-8"))
    assert "Not in this backtest" not in page.text
    summary = found.frame("summary").query("category == 'all' and lead == 'all'")

    def value(model: str, score: str, resolution: str = "1h x 200m") -> float:
        rows = summary[
            (summary.model == model) & (summary.score == score) & (summary.resolution == resolution)
        ]
        return float(rows["value"].item())

    lead = page.tables["answer"][0][1]
    assert lead[0] == "prior_counts"
    assert lead[1].startswith(f"+{value('prior_counts', 'gain_over_uniform'):.2f} ")
    assert lead[3].startswith(f"{100 * value('prior_counts', 'hit_rate_5'):.0f}%")
    ratio = value("prior_counts", "expected_over_observed", "24h x 200m")
    assert lead[5].startswith(f"{ratio:.2f} ")
    covered = value("prior_counts", "coverage_90_exact", "24h x city")
    assert lead[6].startswith(f"{100 * covered:.0f}%")
    card = (tmp_path / "model_card.md").read_text(encoding="utf-8")
    assert f"+{value('prior_counts', 'gain_over_uniform'):.2f}" in card
