"""Issued forecasts: directories written aside, renamed into place and never edited.

``read`` opens them for serving and imports nothing heavier than numpy and pydantic; ``write``
issues them. The layout on disk is described in ``docs/forecast-format.md``.
"""

from crimecast.archive.manifest import ArchiveError, Manifest
from crimecast.archive.read import IssuedForecast, latest_id, list_ids, open_forecast, open_latest

__all__ = [
    "ArchiveError",
    "IssuedForecast",
    "Manifest",
    "latest_id",
    "list_ids",
    "open_forecast",
    "open_latest",
]
