import os

import pytest

from crimecast.archive import open_latest
from crimecast.archive.read import IssuedForecast
from forecast_sample import issue_sample


@pytest.fixture(scope="module")
def issued(tmp_path_factory: pytest.TempPathFactory) -> IssuedForecast:
    """Return a small forecast, issued and opened again."""
    folder = tmp_path_factory.mktemp("forecasts")
    issue_sample(folder)
    found = open_latest(folder)
    assert found is not None
    return found


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests cut no power: flushing forty files for each sample would take most of their time."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
