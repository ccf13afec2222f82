"""A report of made-up tables, written once."""

from __future__ import annotations

from pathlib import Path

import pytest

from crimecast.evaluate.report import write_report
from html_page import Page
from report_sample import Sample


def report_of(sample: Sample, folder: Path) -> Page:
    """Write a sample's tables and its report; return what it holds."""
    return Page(write_report(sample.write(folder)).read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with all tables and a report."""
    made = Sample().write(tmp_path_factory.mktemp("backtest"))
    write_report(made)
    return made


@pytest.fixture(scope="session")
def page(folder: Path) -> Page:
    """Return that report."""
    return Page((folder / "report.html").read_text(encoding="utf-8"))
