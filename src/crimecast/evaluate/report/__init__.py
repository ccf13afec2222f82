"""What a person reads of a backtest: an HTML report and a model card."""

from crimecast.evaluate.report.write import write_report

__all__ = ["write_report"]
