import os

import pytest


@pytest.fixture(autouse=True)
def _no_waiting_for_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests cut no power: flushing forty files for each sample would take most of their time."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
