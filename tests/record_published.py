"""A record in a host's folder, published from the made-up backtest for the records' Testville."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from crimecast.city import load_city
from crimecast.evaluate.report import write_report
from crimecast.record.store import Published
from crimecast.run.record import publish_backtest
from report_sample import Sample

WHEN = datetime(2024, 12, 2, 8, 30, tzinfo=UTC)


def backtest_folder(folder: Path, sample: Sample | None = None, *, city: str = "testville") -> Path:
    """Write a finished backtest of a city, Testville where none is named."""
    sample = sample or Sample()
    sample.protocol["city"] |= {"id": city, "name": city.capitalize()}
    write_report(sample.write(folder))
    return folder


def publish_sample(home: Path, folder: Path) -> Published:
    """Publish a backtest of Testville."""
    return publish_backtest(load_city("testville", home), folder, home, now=WHEN)


def by_day_sample() -> list[dict[str, object]]:
    """Return what a scorecard tells of the days of 21 weeks, the last without a gain."""
    return [
        {
            "day": day, "incidents": 2100 + day, "expected": 2000.5 + day, "counts": 21,
            "gain": {"value": 0.2 - 0.01 * day, "low": 0.1, "high": 0.3} if day < 7 else None,
            "inside90": 0.9 if day < 7 else None,
        }
        for day in range(1, 8)
    ]  # fmt: skip
